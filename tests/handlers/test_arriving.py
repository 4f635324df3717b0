"""Links into the chat: a department's, a district's, a ticket's, and whatever anybody types."""

from __future__ import annotations

import pytest

from bot.models import InboundMessage, Role
from bot.store import people
from handlers.residents.arriving import payload_of_district
from tests.handlers.town import Town, text


async def start(town: Town, payload: str, who: str = "zhang") -> str:
    """A resident follows a link; what they are told."""
    message = town.inbound(who, text="/start", values={"start": payload})
    assert isinstance(message, InboundMessage)
    return text(await town.send(message))


async def test_a_departments_link_sends_the_next_matter_there(town: Town) -> None:
    """Where the words alone do not tell; and only for a day."""
    assert "水务局" in await start(town, "d_water")
    await town.say("转人工 这件事你们管不管")
    assert (await town.ticket()).department_id == "water"
    town.later(days=2)
    await town.say("转人工 门口的牌子倒了", who="zhao")
    assert (await town.tickets("zhao"))[0].department_id != "water"


async def test_a_district_is_noted_where_no_place_is_named(town: Town) -> None:
    """It is a hint: where exactly it is, we still ask."""
    assert "城东街道" in await start(town, payload_of_district("城东街道"))
    said = text(await town.say("转人工 路灯三天不亮了"))
    assert (await town.ticket()).place == "城东街道"
    assert "在哪里" in said


async def test_a_link_to_ones_own_ticket_shows_it(town: Town) -> None:
    """Nobody else's is shown."""
    await town.say("转人工 路灯三天不亮了")
    number = (await town.ticket()).number
    assert number in await start(town, f"t_{number}")
    assert number not in await start(town, f"t_{number}", who="guest")


@pytest.mark.parametrize(
    "payload", ["", "d_", "d_nobody", "a_", "a_!!", "a_/w", "t_1", "x" * 64, "d_' OR 1=1"]
)
async def test_whatever_else_is_a_plain_start(town: Town, payload: str) -> None:
    """T17: a payload that means nothing is a welcome."""
    said = await start(town, payload)
    assert "问政" in said
    assert "链接" not in said


async def test_a_department_without_anybody_is_no_destination(town: Town) -> None:
    """There is always a named owner."""
    await start(town, "d_police")
    await town.say("转人工 这件事你们管不管")
    ticket = await town.ticket()
    owner = await town.database.read(lambda tx: people.official(tx, ticket.owner_id or 0))
    assert owner is not None
    assert Role.OFFICIAL in owner.roles


def test_a_districts_name_has_a_length_that_a_link_carries() -> None:
    """At most 64 characters in all."""
    assert len(payload_of_district("区" * 15)) <= 64
    with pytest.raises(ValueError, match="at most"):
        payload_of_district("区" * 16)
