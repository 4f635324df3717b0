"""A message that is changed before it has come before a person: its newest words come with it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.models import InboundMessage
from tests.handlers.town import Town, text

HALF_KNOWN, CHANGED = "身份证怎么办", "孩子的身份证怎么办，户口不在本市"
LAMP, CHANGED_LAMP = "建设街的路灯不亮", "建设街8号的路灯不亮，已经三天"


@pytest.mark.parametrize("then", ["0", "人工"])
async def test_what_was_met_with_candidates_is_changed(town: Town, then: str) -> None:
    """The official reads both wordings; the change alone asks nothing."""
    asked = town.inbound("zhang", text=HALF_KNOWN)
    assert "哪一个" in text(await town.send(asked))
    assert await changes(town, asked, CHANGED) == ""
    assert await town.tickets() == []
    await town.say(then)
    assert {HALF_KNOWN, CHANGED} <= set(await town.said_in(await town.ticket()))


async def test_what_waits_for_a_choice_is_changed(town: Town) -> None:
    """Whichever matter it is, the new wording goes with it."""
    await town.say("幸福路12号停水两天了")
    other = town.inbound("zhang", text=LAMP)
    await town.send(other)
    assert await changes(town, other, CHANGED_LAMP) == ""
    await town.say("2")
    _, lamp = await town.tickets()
    assert await town.said_in(lamp) == [LAMP, CHANGED_LAMP]


async def changes(town: Town, message: InboundMessage, words: str) -> str:
    """The resident changes what they wrote; what they are told."""
    newer = town.inbound("zhang", text=words)
    own = f"{message.external_id}:{newer.external_id}"
    return text(await town.send(replace(newer, external_id=own, edits=message.external_id)))
