"""Story: 「停水了」 from 300 people within half an hour, one of them in English."""

from __future__ import annotations

from bot.models import TicketState
from bot.store import Transaction, catalogue, matters
from bot.store.catalogue import Topic
from tests.handlers.town import Town, text

PEOPLE = 300
TICKETS = 20
"""How many have written when the duty desk posts its notice."""
ADDRESS = "幸福路8号3单元502"
NOTICE = "城东主水管爆裂，正在抢修，预计 18 时恢复供水。值班室 12345"
NOTICE_EN = "A main has burst in the east of town; water is expected back by 18:00. Duty desk 12345"


async def test_no_water_from_three_hundred_people(town: Town) -> None:
    """The first is urgent, the burst is flagged, one notice answers all; nobody's address is told.

    「还没来水」 parts that person's matter from the others again.
    """
    outage = Topic("outage", "停水", "water", ("没水了", "没有水", "no water"), urgent=True)
    await town.database.transaction(lambda tx: catalogue.keep_topic(tx, outage))

    await town.say(f"停水了，我家在{ADDRESS}", "p0")
    first = await town.ticket("p0")
    assert (first.urgent, first.hot) == (True, False)

    for at in range(1, TICKETS):
        await town.say("停水了", f"p{at}")
    tickets = [await town.ticket(f"p{at}") for at in range(TICKETS)]
    assert all(ticket.hot and ticket.urgent for ticket in tickets)
    assert {ticket.first_reply_due - ticket.created_at for ticket in tickets} == {
        first.first_reply_due - first.created_at
    }

    posted = await town.act(
        "announce", first.number, NOTICE, en=NOTICE_EN, title="城东片区停水", people=str(TICKETS)
    )
    assert f"{TICKETS} 位" in text(posted)
    for at in range(TICKETS):
        assert (await town.ticket(f"p{at}")).state is TicketState.REPLIED
    answered = (await town.heard("p7"))[-1].content.text
    assert NOTICE in answered
    assert (await town.ticket("p7")).number in answered

    for at in range(TICKETS, PEOPLE - 1):
        (told,) = await town.say("停水了", f"p{at}")
        assert NOTICE in told.text
        assert "幸福路" not in told.text
    (told,) = await town.say("There is no water at home since this morning.", "english")
    assert NOTICE_EN in told.text
    assert told.text.startswith("Hello")
    assert town.now - first.created_at < first.first_reply_due - first.created_at

    # Nobody's address went to anybody else.
    for at in (1, 7, TICKETS, PEOPLE - 2):
        assert not any(ADDRESS in line.content.text for line in await town.lines(f"p{at}"))
    assert await town.worklist(town.wang) == [first.number]

    await town.say("还没来水", "p7")
    parted = await town.ticket("p7")
    assert (parted.follows_id, parted.state) == (None, TicketState.REOPENED)
    await town.say("还没来水", f"p{PEOPLE - 2}")
    own = await town.ticket(f"p{PEOPLE - 2}")
    assert (own.follows_id, own.urgent) == (None, True)
    assert await town.said_in(own) == ["停水了", "还没来水"]
    assert (await town.ticket("p8")).follows_id == first.id
    assert len([at for at in range(PEOPLE - 1) if await town.tickets(f"p{at}")]) == TICKETS + 1
    assert town.unhandled == 0
    assert await town.broken_chains() == []

    def people(tx: Transaction) -> int:
        return matters.people_of_topic(tx, "outage", first.created_at)

    assert await town.database.read(people) >= PEOPLE - 1
