"""What was matched, and what the resident made of it."""

from __future__ import annotations

from datetime import datetime

from bot.store import Database, Transaction, inbox, matching
from bot.store.matching import Feedback, NewMatch, Offered
from tests.store.talk import ZONE, letter, resident, said


async def test_evidence_is_kept_and_judged(database: Database, now: datetime) -> None:
    """A pick names the entry; a later word keeps it."""

    def work(tx: Transaction) -> None:
        contact = resident(tx, now)
        arrival = inbox.keep(tx, letter(), now, contact_id=contact.id)
        assert arrival is not None
        offered = (Offered("a", "怎么补办?", 0.71), Offered("b", "怎么换领?", 0.42))
        new = NewMatch(arrival.id, contact.id, said(tx, now, contact), "suggest", offered)
        match_id = matching.log(tx, new, now, ZONE)
        kept = matching.get(tx, match_id)
        assert kept is not None
        assert (kept.offered, kept.entry_id, kept.feedback) == (offered, "", "")
        matching.judge(tx, match_id, Feedback.PICKED, "b")
        matching.judge(tx, match_id, Feedback.USEFUL)
        judged = matching.get(tx, match_id)
        assert judged is not None
        assert (judged.entry_id, judged.feedback) == ("b", "useful")
        assert matching.get(tx, match_id + 1) is None

    await database.transaction(work)
