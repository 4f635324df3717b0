"""The evidence from which the FAQ learns: residents' words, and officials' answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.models import Content, Direction, InboundMessage, Ticket
from bot.store import Database, Transaction, inbox, learning, matching, messages
from bot.store.learning import JudgedAnswer, OfficialAnswer
from bot.store.matching import Feedback, NewMatch, Offered
from tests.scenes import ANSWERED, ZONE, happen

OFFERED = (Offered("smoke", "油烟扰民找谁?", 0.6), Offered("noise", "噪声扰民找谁?", 0.1))


def _asked(tx: Transaction, ticket: Ticket, text: str, now: datetime) -> int:
    """A message of a ticket that resembled two entries; the id of the match."""
    arrival = inbox.keep(tx, InboundMessage("web", text, "resident-1"), now)
    assert arrival is not None
    said = messages.NewMessage(Direction.INBOUND, Content(text), ticket.contact_id, ticket.id)
    message = messages.keep(tx, said, now, ZONE)
    new = NewMatch(arrival.id, ticket.contact_id, message, "suggest", OFFERED)
    return matching.log(tx, new, now, ZONE)


async def test_what_people_showed_is_told_but_for_confidential_matters(
    database: Database, now: datetime
) -> None:
    """A resident's pick, and the answer of an official beside what had been suggested."""

    def work(tx: Transaction) -> None:
        past = happen(tx, now)
        person = past.answered.contact_id
        matching.judge(tx, _asked(tx, past.answered, "楼下太呛", now), Feedback.PICKED, "smoke")
        _asked(tx, past.answered, "没有人说好不好", now)
        whispered = _asked(tx, past.confidential, "悄悄话", now)
        matching.judge(tx, whispered, Feedback.PICKED, "smoke")

        today = now.astimezone(ZONE).date()
        assert learning.judged(tx, today, 9) == [
            JudgedAnswer(person, "楼下太呛", "smoke", Feedback.PICKED)
        ]
        assert learning.answered(tx, today, 9) == [
            OfficialAnswer(person, text, ANSWERED, ("smoke", "noise"))
            for text in ("没有人说好不好", "楼下太呛")
        ]
        tomorrow = today + timedelta(days=1)
        assert learning.judged(tx, tomorrow, 9) == learning.answered(tx, tomorrow, 9) == []

    await database.transaction(work)
