"""What the second person reads before a ticket ends as merged: both texts, masked, and why."""

from __future__ import annotations

from collections.abc import Mapping

from bot.models import Direction, Outcome, Ticket
from bot.privacy import mask
from bot.store import Transaction, messages, tickets
from bot.wording import Wording
from handlers.actions.mergers import INTO

_LONGEST = 300


def reason_of(values: Mapping[str, str]) -> str:
    """Why it is the same: words for the resident too, or a reason for who approves alone."""
    return values.get("text", "").strip() or values.get("reason", "").strip()


def told(tx: Transaction, wording: Wording, ticket: Ticket, values: Mapping[str, str]) -> str:
    """Both tickets as they were told, and the reason; empty where another end is proposed."""
    into = tickets.by_number(tx, values.get(INTO, ""))
    if values.get("outcome") != Outcome.MERGED or into is None:
        return ""
    return wording.say(
        wording.default,
        "officials.merger_to_read",
        number=ticket.number,
        words=words_of(tx, ticket),
        into=into.number,
        into_words=words_of(tx, into),
        reason=reason_of(values),
    )


def words_of(tx: Transaction, ticket: Ticket) -> str:
    """All that a ticket's resident wrote in it, masked and cut."""
    said = (line.message for line in messages.of_ticket(tx, ticket.id))
    texts = [each.content.text for each in said if each.direction is Direction.INBOUND]
    whole = mask(" / ".join(filter(None, texts)) or ticket.title)
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1]}…"
