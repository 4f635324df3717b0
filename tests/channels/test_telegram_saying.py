"""What Telegram's chats say, T14–T19: changed messages, albums, /start, and groups."""

from __future__ import annotations

from typing import Any

import pytest

from bot.models import InboxState
from bot.store import messages, tickets
from tests.acceptance.sample import UNKNOWN, entries
from tests.channels.conftest import Open
from tests.channels.fake_bot_api import GROUP, ME, FakeBotApi
from tests.channels.town import Town

KNOWN = entries()[0]
ANSWER = KNOWN.answer[:12]


async def test_t14_an_edit_that_changes_nothing_is_nothing(town: Town) -> None:
    """T14: the platform also tells of invisible changes."""
    said = town.platform.says(UNKNOWN)["message"]
    await town.settled()
    heard = len(town.platform.texts())
    town.platform.update(edited_message={**said, "edit_date": said["date"] + 5})
    await town.settled()
    assert len(town.platform.texts()) == heard
    assert len(await town.inbox()) == 1


async def test_t14_the_same_words_again_are_no_news_and_the_old_ones_are(town: Town) -> None:
    """T14, T15: what counts is what the message said last: changed, told again, changed back."""
    said = town.platform.says(UNKNOWN)["message"]
    await town.hears("-0001")
    other = f"{UNKNOWN},已经蜇伤一个人"
    for seconds, words in enumerate((other, other, UNKNOWN, UNKNOWN), 5):
        changed = {**said, "text": words, "edit_date": said["date"] + seconds}
        town.platform.update(edited_message=changed)
        await town.settled()
    lines = await town.up.service.database.read(lambda tx: messages.of_ticket(tx, 1))
    texts = [line.message.content.text for line in lines]
    assert [each for each in texts if each in (UNKNOWN, other)] == [UNKNOWN, other, UNKNOWN]


async def test_t15_a_changed_text_reaches_the_same_ticket(town: Town) -> None:
    """T15: the officials see the new words; no second ticket, and no answer as to a question."""
    said = town.platform.says(UNKNOWN)["message"]
    await town.hears("-0001")
    changed = f"{UNKNOWN},已经蜇伤一个人"
    town.platform.update(edited_message={**said, "text": changed, "edit_date": said["date"] + 5})
    await town.settled()
    database = town.up.service.database
    assert sum((await database.read(tickets.counts)).values()) == 1
    lines = await database.read(lambda tx: messages.of_ticket(tx, 1))
    assert changed in [line.message.content.text for line in lines]


async def test_t15_an_edit_of_an_answered_question_asks_nothing(town: Town) -> None:
    """T15: an edit is never a new question."""
    said = town.platform.says(KNOWN.question)["message"]
    await town.hears(ANSWER)
    town.platform.update(edited_message={**said, "text": UNKNOWN, "edit_date": said["date"] + 5})
    await town.settled()
    assert len(town.platform.texts()) == 1


def photo(platform: FakeBotApi, name: str, **more: Any) -> dict[str, Any]:
    """A photograph that somebody sends."""
    platform.files[name] = name.encode()
    sizes = [{"file_id": name, "file_unique_id": name, "width": 9, "height": 9, "file_size": 5}]
    return platform.says(photo=sizes, **more)


async def test_t16_an_album_is_one_entry(town: Town) -> None:
    """T16: four photographs, words on one: one message with four files and one reply."""
    for number in range(4):
        words = {"caption": "幸福路的井盖坏了,请派人来看看"} if number == 2 else {}
        photo(town.platform, f"photo-{number}", media_group_id="album", **words)
    await town.hears("-0001")
    await town.settled()
    database = town.up.service.database
    inbound = [
        line.message
        for line in await database.read(lambda tx: messages.of_ticket(tx, 1))
        if line.message.direction == "in"
    ]
    assert [len(each.content.attachments) for each in inbound] == [4]
    assert "井盖" in inbound[0].content.text
    assert {each.state for each in await town.inbox()} == {InboxState.DONE}


async def test_t16_an_album_survives_a_restart(open_town: Open, platform: FakeBotApi) -> None:
    """T16: half of it before the stop, half after."""
    town = await open_town()
    photo(platform, "one", media_group_id="album", caption="幸福路的井盖坏了,请派人来看看")
    photo(platform, "two", media_group_id="album")
    await town.all_confirmed()
    await town.close()
    photo(platform, "three", media_group_id="album")
    town = await open_town()
    await town.hears("-0001")
    await town.settled()
    lines = await town.up.service.database.read(lambda tx: messages.of_ticket(tx, 1))
    files = {a.sha256 for line in lines for a in line.message.content.attachments}
    assert len(files) == 3


@pytest.mark.parametrize("payload", ["", " abc_DEF-1", " " + "x" * 65, " ü'; --", " a b"])
async def test_t17_start_is_a_welcome_whatever_it_carries(town: Town, payload: str) -> None:
    """T17: a payload is checked; anything odd is a plain start."""
    town.platform.says(f"/start{payload}")
    await town.hears("直接写下来就行")
    (arrival,) = await town.inbox()
    assert arrival.message.text == "/start"
    wanted = {"start": "abc_DEF-1"} if payload == " abc_DEF-1" else {}
    assert arrival.message.values == wanted


async def test_t18_nobody_in_particular_is_not_answered(town: Town) -> None:
    """T18: channel posts, anonymous admins and other bots are ignored, without an exception."""
    platform = town.platform
    nobody = platform.message(GROUP, f"@{ME['username']} {KNOWN.question}")
    del nobody["from"]
    platform.update(message=nobody)
    platform.update(channel_post=platform.message(GROUP, KNOWN.question))
    platform.says(f"@{ME['username']} {KNOWN.question}", chat_id=GROUP, user_id=1087968824)
    platform.says(KNOWN.question)
    await town.hears(ANSWER)
    await town.settled()
    assert len(await town.inbox()) == 1


async def test_a_group_is_answered_only_when_it_speaks_to_us(town: Town) -> None:
    """Groups: addressed and surely known is answered at its message; all else meets silence."""
    name = ME["username"]
    town.platform.says(KNOWN.question, chat_id=GROUP)
    town.platform.says(f"@{name} {UNKNOWN}", chat_id=GROUP)
    asked = town.platform.says(f"@{name} {KNOWN.question}", chat_id=GROUP)["message"]
    await town.hears(ANSWER, chat_id=GROUP)
    await town.settled()
    (sent,) = town.platform.sent
    assert sent["reply"]["message_id"] == asked["message_id"]
    assert sent["buttons"] == []
    assert await town.up.service.database.read(tickets.counts) == {}


async def test_t19_an_edited_message_of_a_group_does_nothing(town: Town) -> None:
    """T19: nothing is carried out by editing."""
    said = town.platform.message(GROUP, f"@{ME['username']} {KNOWN.question}")
    town.platform.update(edited_message={**said, "edit_date": said["date"] + 1})
    town.platform.says("帮助")
    await town.settled()
    assert [each.message.text for each in await town.inbox()] == ["帮助"]
