"""The outbox: order for each recipient, claims, and how far each row has come."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.models import Content, Facts, Outbound, OutboxState
from bot.store import Database, Row, Transaction, messages, outbox
from tests.store.talk import owed, resident


def claim(tx: Transaction, now: datetime, limit: int = 10) -> list[Outbound]:
    """Take what is due."""
    until = now + timedelta(seconds=30)
    return outbox.claim(tx, "web", limit=limit, by="me", now=now, until=until)


def row(tx: Transaction, outbox_id: int) -> Row:
    """One row as it stands."""
    found = tx.row("outbox_by_ids_message", id=outbox_id)
    assert found is not None
    return found


async def test_order_is_kept_for_each_recipient(database: Database, now: datetime) -> None:
    """One row a recipient at a time; the next once it is settled."""

    def work(tx: Transaction) -> None:
        first, second = owed(tx, now, "zhang", "1"), owed(tx, now, "zhang", "2")
        other = owed(tx, now, "li", "3")
        assert [each.id for each in claim(tx, now)] == [first, other]
        assert claim(tx, now) == []
        outbox.settle(tx, first, OutboxState.SENT, now)
        assert [each.id for each in claim(tx, now)] == [second]

    await database.transaction(work)


async def test_a_row_is_claimed_by_one_only(database: Database, now: datetime) -> None:
    """Many senders at once share the work without doubling any of it."""

    def fill(tx: Transaction) -> list[int]:
        return [owed(tx, now, f"resident {number}") for number in range(12)]

    ids = await database.transaction(fill)
    tries = [database.transaction(lambda tx: claim(tx, now, 3)) for _ in range(6)]
    claimed = [each.id for batch in await asyncio.gather(*tries) for each in batch]
    assert sorted(claimed) == sorted(set(claimed))
    rest = await database.transaction(lambda tx: claim(tx, now, 99))
    assert sorted(claimed + [each.id for each in rest]) == ids


async def test_what_is_meant_for_later_waits(database: Database, now: datetime) -> None:
    """And the sender knows when to come back."""
    later = now + timedelta(minutes=5)

    def work(tx: Transaction) -> None:
        outbox_id = owed(tx, now, not_before=later)
        assert claim(tx, now) == []
        assert outbox.next_due(tx, "web") == later
        assert [each.id for each in claim(tx, later)] == [outbox_id]

    await database.transaction(work)


async def test_a_claim_that_ran_out_is_given_up(database: Database, now: datetime) -> None:
    """Queued again where a repeat shows once, else of unknown outcome."""
    later = now + timedelta(minutes=1)
    for idempotent, state in ((True, OutboxState.QUEUED), (False, OutboxState.UNKNOWN)):

        def work(tx: Transaction, idempotent: bool = idempotent) -> str:
            outbox_id = owed(tx, now, f"recipient {idempotent}")
            claim(tx, now)
            outbox.release_claims(
                tx, "web", idempotent=idempotent, unclear_attempts=2, before=later, now=later
            )
            return str(row(tx, outbox_id)["state"])

        assert await database.transaction(work) == state


async def test_what_is_sent_stays_sent(database: Database, now: datetime) -> None:
    """A late failure of a doubled try does not unsend it; what was learned is kept."""

    def work(tx: Transaction) -> None:
        outbox_id = owed(tx, now)
        claim(tx, now)
        outbox.settle(tx, outbox_id, OutboxState.SENT, now, facts=Facts(platform_id="p7"))
        outbox.settle(tx, outbox_id, OutboxState.FAILED, now, error="late")
        assert (row(tx, outbox_id)["state"], row(tx, outbox_id)["platform_id"]) == ("sent", "p7")

    await database.transaction(work)


async def test_who_is_away_gets_it_on_coming_back(database: Database, now: datetime) -> None:
    """Waiting rows are queued again for their recipient only."""

    def work(tx: Transaction) -> None:
        mine, others = owed(tx, now, "zhang"), owed(tx, now, "li")
        claim(tx, now)
        for outbox_id in (mine, others):
            outbox.settle(tx, outbox_id, OutboxState.WAITING_CONTACT, now)
        assert outbox.returned(tx, "web", "zhang", now) == 1
        assert [each.id for each in claim(tx, now)] == [mine]

    await database.transaction(work)


async def test_what_the_page_has_shown_counts_as_sent(database: Database, now: datetime) -> None:
    """Nobody else can say so of it."""

    def work(tx: Transaction) -> None:
        outbox_id = owed(tx, now)
        message_id = row(tx, outbox_id)["message_id"]
        stranger = resident(tx, now, "li")
        outbox.shown(tx, stranger.id, "web", [message_id], now)
        assert row(tx, outbox_id)["state"] == "queued"
        outbox.shown(tx, resident(tx, now).id, "web", [message_id], now)
        assert row(tx, outbox_id)["state"] == "sent"

    await database.transaction(work)


async def test_a_card_shows_its_newest_state_only(database: Database, now: datetime) -> None:
    """While it is queued it is renewed; once it left, the next state is a row of its own."""

    def work(tx: Transaction) -> None:
        first = owed(tx, now, text="登记", card="ticket:1")
        assert owed(tx, now, text="办理中", card="ticket:1") == first
        (sent,) = claim(tx, now)
        assert sent.content == Content("办理中")
        assert owed(tx, now, text="已答复", card="ticket:1") != first

    await database.transaction(work)


async def test_a_passive_reply_is_taken_over_if_nobody_wrote_it(
    database: Database, now: datetime
) -> None:
    """It begins as sending; after its seconds it is given up like any claim."""

    def work(tx: Transaction) -> None:
        outbox_id = owed(tx, now, passive_seconds=15)
        assert row(tx, outbox_id)["state"] == "sending"
        assert claim(tx, now) == []
        later = now + timedelta(seconds=16)
        outbox.release_claims(
            tx, "web", idempotent=True, unclear_attempts=2, before=later, now=later
        )
        assert [each.id for each in claim(tx, later)] == [outbox_id]

    await database.transaction(work)


async def test_an_address_that_moved_takes_its_rows_along(
    database: Database, now: datetime
) -> None:
    """What is still owed goes to the new one; a blocked one gets nothing."""

    def work(tx: Transaction) -> None:
        owed(tx, now, "old")
        assert outbox.move(tx, "web", "old", "new") == 1
        (moved,) = claim(tx, now)
        assert moved.address == "new"
        owed(tx, now, "enemy")
        assert outbox.block(tx, "web", "enemy", now) == 1
        assert claim(tx, now) == []
        counted = {state: count for _, state, count in outbox.counts(tx)}
        assert counted == {OutboxState.SENDING: 1, OutboxState.BLOCKED: 1}

    await database.transaction(work)


async def test_an_outbound_row_carries_its_message(database: Database, now: datetime) -> None:
    """Text, ticket and recipient, as the channel needs them."""

    def work(tx: Transaction) -> None:
        outbox_id = owed(tx, now, text="已抢修")
        (found,) = claim(tx, now)
        assert (found.id, found.content.text, found.attempts) == (outbox_id, "已抢修", 1)
        assert messages.get(tx, found.message_id).content == found.content

    await database.transaction(work)
