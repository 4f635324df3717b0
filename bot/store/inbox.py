"""The inbox: what reached us, kept once for each message the platform knows, until it is done."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec.structs import replace

from bot.clock import parse_stamp, stamp
from bot.models import InboundMessage, InboxState
from bot.store import Row, Transaction
from bot.store.tally import INBOX, Tally


class Arrival(msgspec.Struct, frozen=True):
    """One row of the inbox."""

    id: int
    message: InboundMessage
    state: InboxState
    attempts: int
    received_at: datetime
    contact_id: int | None = None
    official_id: int | None = None
    message_id: int | None = None
    error: str = ""
    next_attempt_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether it waits for nothing but its turn to be handled."""
        received = self.state is InboxState.RECEIVED
        return received and self.next_attempt_at is not None and self.next_attempt_at <= now


class _Row(msgspec.Struct, frozen=True):
    """What is written of a message as it is kept."""

    channel: str
    external_id: str
    sender: str
    contact_id: int | None
    official_id: int | None
    message_id: int | None
    album: str
    payload: str
    state: str
    now: str


def keep(
    tx: Transaction,
    message: InboundMessage,
    now: datetime,
    *,
    contact_id: int | None = None,
    official_id: int | None = None,
    message_id: int | None = None,
    done: bool = False,
) -> Arrival | None:
    """Keep a message; None where the platform has told us of it before.

    `message_id` is its line in the conversation. `done`: all that it causes is written in this
    very transaction. Files whose bytes are at hand are kept as attachments; only references to
    others stay here.
    """
    if message.media:
        to_fetch = tuple(media for media in message.media if media.body is None)
        message = replace(message, media=to_fetch)
    state = InboxState.DONE if done else InboxState.RECEIVED
    row = _Row(
        message.channel,
        message.external_id,
        message.sender,
        contact_id,
        official_id,
        message_id,
        message.album,
        msgspec.json.encode(message).decode(),
        str(state),  # in a quarter of what its `value` takes
        stamp(now),
    )
    inbox_id = tx.keep("inbox_kept", row)
    if not inbox_id:
        return None
    return Arrival(inbox_id, message, state, 0, now, contact_id, official_id, message_id)


def known(tx: Transaction, channel: str, external_id: str) -> Arrival | None:
    """The row of a message we may have been told of."""
    row = tx.row("inbox_known", channel=channel, external_id=external_id)
    return _arrival(row) if row else None


def get(tx: Transaction, inbox_id: int) -> Arrival | None:
    """One row by its id."""
    row = tx.row("inbox_by_id", id=inbox_id)
    return _arrival(row) if row else None


def between(tx: Transaction, channel: str, sender: str, after: int, before: int) -> list[Arrival]:
    """What somebody sent after one row and before another, in order."""
    values = {"channel": channel, "sender": sender, "after": after, "before": before}
    return [_arrival(row) for row in tx.rows("inbox_between", **values)]


def done(tx: Transaction, inbox_id: int, now: datetime) -> None:
    """All that the message causes has been written in this very transaction."""
    tx.run("inbox_done", id=inbox_id, now=stamp(now))


def put_off(tx: Transaction, inbox_id: int, error: str, next_attempt: datetime | None) -> None:
    """Handling failed: try again at `next_attempt`, or (None) wait for a person to retry it."""
    tx.run(
        "inbox_put_off",
        id=inbox_id,
        state=(InboxState.RECEIVED if next_attempt else InboxState.FAILED).value,
        error=error[:500],
        next_attempt_at=stamp(next_attempt) if next_attempt else None,
    )


def wait(tx: Transaction, inbox_id: int, until: datetime | None) -> None:
    """Handle a message at `until` for the first time, or (None) together with another."""
    tx.run("inbox_waits", id=inbox_id, next_attempt_at=stamp(until) if until else None)


def album_of(tx: Transaction, message: InboundMessage) -> list[Arrival]:
    """The unfinished messages that were sent together with this one, it among them, in order."""
    found = tx.rows(
        "inbox_of_album", channel=message.channel, sender=message.sender, album=message.album
    )
    return [_arrival(row) for row in found]


def due(tx: Transaction, now: datetime, limit: int) -> list[int]:
    """The ids of unfinished messages whose time has come, oldest first."""
    return [row["id"] for row in tx.rows("inbox_due", now=stamp(now), limit=limit)]


def first_due(tx: Transaction, now: datetime, limit: int) -> list[tuple[int, bool]]:
    """The earliest due message of each person, and whether more of theirs are due.

    Who has been due for longest comes first.
    """
    found = tx.rows("inbox_first_due", now=stamp(now), limit=limit)
    return [(row["id"], bool(row["is_followed"])) for row in found]


def next_due(tx: Transaction) -> datetime | None:
    """When the next unfinished message is to be tried."""
    row = tx.row("inbox_next_due")
    return parse_stamp(row["at"]) if row and row["at"] else None


def lock(tx: Transaction, inbox_id: int) -> Arrival | None:
    """An unfinished message, locked; None where it is done or in another worker's hand."""
    row = tx.row("inbox_locked", id=inbox_id)
    return _arrival(row) if row else None


def unfinished(tx: Transaction) -> list[Arrival]:
    """Every message that is not done, oldest first."""
    return [_arrival(row) for row in tx.rows("inbox_unfinished")]


def retry(tx: Transaction, inbox_id: int, now: datetime) -> bool:
    """Let an unfinished message be tried again now; False where there is no such message."""
    return tx.run("inbox_retried", id=inbox_id, now=stamp(now)) > 0


def counts(tx: Transaction, tally: Tally | None = None) -> dict[InboxState, int]:
    """How many messages are in each state.

    What is not done is counted by its own index: what is left of all of them is done. Who
    asks again has a tally of theirs.
    """
    found = {InboxState(row["state"]): row["count"] for row in tx.rows("inbox_unfinished_counts")}
    whole = (tally or Tally(INBOX))(tx).total()
    done = whole - sum(found.values())
    return found | ({InboxState.DONE: done} if done > 0 else {})


def _arrival(row: Row) -> Arrival:
    return Arrival(
        id=row["id"],
        message=msgspec.json.decode(row["payload"] or b"null", type=InboundMessage)
        if row["payload"]
        else InboundMessage(row["channel"], row["external_id"], row["sender"]),
        state=InboxState(row["state"]),
        attempts=row["attempts"],
        received_at=parse_stamp(row["received_at"]),
        contact_id=row["contact_id"],
        official_id=row["official_id"],
        message_id=row["message_id"],
        error=row["error"],
        next_attempt_at=parse_stamp(row["next_attempt_at"]) if row["next_attempt_at"] else None,
    )
