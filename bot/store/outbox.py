"""The outbox: what we owe, to whom, and how far each row has come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from bot.clock import parse_stamp, stamp
from bot.models import Content, Facts, Outbound, OutboxState
from bot.store import Row, Transaction
from bot.store.tally import OUTBOX, Tally


class Owed(msgspec.Struct, frozen=True):
    """A message about to be owed to a recipient.

    `passive_seconds`: it travels in the response to `inbox_id`; the sender takes it over when it
    has not been written within that time.
    """

    message_id: int
    channel: str
    address: str
    not_before: datetime
    contact_id: int | None = None
    ticket_id: int | None = None
    inbox_id: int | None = None
    reply_to: str = ""
    card: str = ""
    topic: str = ""
    passive_seconds: int = 0


class _Row(msgspec.Struct, frozen=True):
    """What is written of what is owed."""

    message_id: int
    inbox_id: int | None
    contact_id: int | None
    ticket_id: int | None
    channel: str
    address: str
    topic: str
    card: str
    reply_to: str
    claimed_until: str | None
    not_before: str
    now: str


def add(tx: Transaction, owed: Owed, now: datetime) -> int:
    """Owe a message; the row's id. A card that is still queued only gets its newest state."""
    if owed.card:
        renewed = tx.row(
            "outbox_card_renewed",
            message_id=owed.message_id,
            channel=owed.channel,
            address=owed.address,
            card=owed.card,
        )
        if renewed:
            return int(renewed["id"])
    passive, at = owed.passive_seconds > 0, stamp(now)
    row = _Row(
        owed.message_id,
        owed.inbox_id,
        owed.contact_id,
        owed.ticket_id,
        owed.channel,
        owed.address,
        owed.topic,
        owed.card,
        owed.reply_to,
        stamp(now + timedelta(seconds=owed.passive_seconds)) if passive else None,
        at if owed.not_before == now else stamp(owed.not_before),
        at,
    )
    return tx.keep("outbox_added", row)


def claim(
    tx: Transaction, channel: str, *, limit: int, by: str, now: datetime, until: datetime
) -> list[Outbound]:
    """Take up to `limit` rows that are due on a channel, at most one for each recipient."""
    claimed = tx.rows(
        "outbox_claimed",
        channel=channel,
        limit=limit,
        claimed_by=by,
        now=stamp(now),
        claimed_until=stamp(until),
    )
    return _taken(tx, claimed)


def claim_after(
    tx: Transaction, first: Outbound, *, limit: int, by: str, now: datetime, until: datetime
) -> list[Outbound]:
    """Take up to `limit` rows that are due and follow a claimed one for the same room."""
    claimed = tx.rows(
        "outbox_claimed_after",
        channel=first.channel,
        address=first.address,
        after=first.id,
        limit=limit,
        claimed_by=by,
        now=stamp(now),
        claimed_until=stamp(until),
    )
    return _taken(tx, claimed)


def release_claims(
    tx: Transaction,
    channel: str,
    *,
    idempotent: bool,
    unclear_attempts: int,
    before: datetime,
    now: datetime,
) -> int:
    """Give up claims that ran out before `before`; how many.

    On a channel that shows a repeat once they are simply queued again, elsewhere their outcome is
    unknown: such a row is tried again until it has had `unclear_attempts`.
    """
    return tx.run(
        "outbox_claims_released",
        channel=channel,
        state=(OutboxState.QUEUED if idempotent else OutboxState.UNKNOWN).value,
        unclear_attempts=unclear_attempts,
        before=stamp(before),
        now=stamp(now),
    )


def settle(
    tx: Transaction,
    outbox_id: int,
    state: OutboxState,
    now: datetime,
    *,
    facts: Facts | None = None,
    error: str = "",
) -> None:
    """A row has come as far as it will by itself; what is sent stays sent."""
    tx.run(
        "outbox_settled",
        id=outbox_id,
        state=state.value,
        platform_id=facts.platform_id if facts else "",
        error=error[:500],
        now=stamp(now),
    )


def written(tx: Transaction, outbox_ids: Iterable[int], now: datetime) -> None:
    """These rows were written into the responses to messages: they count as sent."""
    tx.run("outbox_written", ids=_listed(outbox_ids), now=stamp(now))


def put_off(
    tx: Transaction,
    outbox_id: int,
    state: OutboxState,
    error: str,
    not_before: datetime,
    *,
    untried: bool = False,
) -> None:
    """Try a row again, not before a moment; `state` is queued, or unknown where it may be there.

    `untried`: nothing was sent, and it does not count as a try.
    """
    tx.run(
        "outbox_put_off",
        id=outbox_id,
        state=state.value,
        error=error[:500],
        not_before=stamp(not_before),
        untried=int(untried),
    )


def wait(tx: Transaction, outbox_id: int, error: str, now: datetime) -> None:
    """A row waits until its recipient speaks; where they just did, it is due again."""
    tx.run("outbox_waits", id=outbox_id, error=error[:500], now=stamp(now))


def give_way(tx: Transaction, claimed: Outbound, now: datetime) -> bool:
    """Whether something older waits for the recipient of a claimed row: it is tried first, and the
    row after it.
    """
    place = {"channel": claimed.channel, "address": claimed.address, "id": claimed.id}
    if not tx.run("outbox_first_again", **place, now=stamp(now)):
        return False
    put_off(tx, claimed.id, OutboxState.QUEUED, "", now, untried=True)
    return True


def wait_behind(tx: Transaction, waiting: Outbound, now: datetime) -> None:
    """What is newer than a row that waits for its recipient, and due, waits with it."""
    place = {"channel": waiting.channel, "address": waiting.address, "id": waiting.id}
    tx.run("outbox_waits_behind", **place, now=stamp(now))


def shown(
    tx: Transaction, contact_id: int, channel: str, message_ids: Iterable[int], now: datetime
) -> None:
    """The contact's page shows these messages, however they got there: they count as sent."""
    tx.run_many(
        "outbox_shown",
        [
            {"contact_id": contact_id, "channel": channel, "message_id": each, "now": stamp(now)}
            for each in message_ids
        ],
    )


def returned(tx: Transaction, channel: str, address: str, now: datetime) -> int:
    """The recipient is within reach: queue what has been waiting for them; how many rows.

    What was stopped because they wanted nothing from us goes on as well.
    """
    tx.run("outbox_heard", channel=channel, address=address)
    return tx.run("outbox_returned", channel=channel, address=address, now=stamp(now))


def ride(
    tx: Transaction, channel: str, address: str, inbox_id: int, seconds: int, now: datetime
) -> int:
    """What is owed to the sender of a message travels in the response to it; how many rows.

    The sender takes over what has not been written within `seconds`.
    """
    tx.run("outbox_heard", channel=channel, address=address)
    return tx.run(
        "outbox_rides",
        channel=channel,
        address=address,
        inbox_id=inbox_id,
        claimed_until=stamp(now + timedelta(seconds=seconds)),
        now=stamp(now),
    )


def ride_again(tx: Transaction, inbox_id: int, seconds: int, now: datetime) -> int:
    """What a message caused and still waits travels in the response to its repeat."""
    return tx.run(
        "outbox_rides_again",
        inbox_id=inbox_id,
        claimed_until=stamp(now + timedelta(seconds=seconds)),
        now=stamp(now),
    )


def leave(tx: Transaction, outbox_ids: Iterable[int], now: datetime) -> None:
    """These rows went into no response: queue each, unless a sender has taken it over."""
    tx.run("outbox_left", ids=_listed(outbox_ids), now=stamp(now))


def block(tx: Transaction, channel: str, address: str, now: datetime) -> int:
    """The recipient wants nothing from us: stop what is owed to them; how many rows."""
    return tx.run("outbox_blocked", channel=channel, address=address, now=stamp(now))


def move(tx: Transaction, channel: str, address: str, moved_to: str) -> int:
    """The recipient has a new address; how many rows follow."""
    return tx.run("outbox_moved", channel=channel, address=address, moved_to=moved_to)


def replies(
    tx: Transaction, inbox_id: int, channel: str, address: str, since: datetime
) -> list[Outbound]:
    """The rows that travel in the response to a message, in order.

    What was sent before `since` was answered long ago.
    """
    found = tx.rows(
        "outbox_of_inbox", inbox_id=inbox_id, channel=channel, address=address, since=stamp(since)
    )
    return [_outbound(row) for row in found]


def next_due(tx: Transaction, channel: str) -> datetime | None:
    """When the next row of a channel is to be sent."""
    row = tx.row("outbox_next_due", channel=channel)
    return parse_stamp(row["at"]) if row and row["at"] else None


def counts(tx: Transaction, tally: Tally | None = None) -> list[tuple[str, OutboxState, int]]:
    """How many rows are in each state, by channel.

    What is not sent is counted by its own index: what is left of all of them is sent. Who
    asks again has a tally of theirs.
    """
    sent = (tally or Tally(OUTBOX))(tx)
    found = []
    for row in tx.rows("outbox_unsent_counts"):
        sent[row["channel"]] -= row["count"]
        found.append((row["channel"], OutboxState(row["state"]), row["count"]))
    # Unary plus: what a tally misses may be among those that are not sent.
    return found + [(channel, OutboxState.SENT, count) for channel, count in (+sent).items()]


def _listed(ids: Iterable[int]) -> str:
    """What `$ids` of a statement reads."""
    return msgspec.json.encode(list(ids)).decode()


def _taken(tx: Transaction, claimed: Iterable[Row]) -> list[Outbound]:
    """Claimed rows with their content and place, in order."""
    found = (tx.row("outbox_by_ids_message", id=row["id"]) for row in claimed)
    taken = (_outbound(row) for row in found if row)
    return sorted((_placed(tx, each) for each in taken), key=lambda outbound: outbound.id)


def _outbound(row: Row) -> Outbound:
    content = row["content"]
    return Outbound(
        id=row["id"],
        message_id=row["message_id"],
        channel=row["channel"],
        address=row["address"],
        content=msgspec.json.decode(content, type=Content) if content else Content(""),
        contact_id=row["contact_id"],
        ticket_id=row["ticket_id"],
        created_at=parse_stamp(row["created_at"]),
        reply_to=row["reply_to"],
        attempts=row["attempts"],
        topic=row["topic"],
    )


def _placed(tx: Transaction, outbound: Outbound) -> Outbound:
    """The row with the place where it belongs, if it is owed to a room."""
    if outbound.contact_id is not None:
        return outbound
    row = tx.row(
        "outbox_in_room",
        channel=outbound.channel,
        address=outbound.address,
        card=outbound.content.card,
        ticket_id=outbound.ticket_id,
    )
    if row is None:
        return outbound
    return replace(
        outbound,
        topic=row["topic"] or outbound.topic,
        topical=bool(row["topics"]) and outbound.ticket_id is not None,
        replaces=row["replaces"] or "",
    )
