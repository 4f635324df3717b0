"""Erasing: what was said, and who said it, goes; that it happened, when and how it ended, stays.

Events keep keyed digests of what was said and never the words, so a chain stays whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from bot.clock import stamp
from bot.models import Actor, Outcome, Ticket, TicketState
from bot.signing import Signer
from bot.store import (
    Transaction,
    catalogue,
    contacts,
    links,
    matters,
    messages,
    suspensions,
    tickets,
    timetable,
)
from bot.store.tickets import NewEvent
from bot.tickets.lifecycle import Action
from bot.tickets.merged import goes_on_elsewhere

_ELSEWHERE = (
    "approvals_of_person_erased",
    "visits_of_person_erased",
    "held_answers_of_person_dropped",
    "suspensions_of_person_erased",
)
"""Where words about a resident lie beside the conversation."""
_BY_ADDRESS = (
    "windows_of_person_erased",
    "consents_of_person_erased",
    "consent_decisions_of_person_erased",
    "contact_erased",
)
"""The contact's own row comes last: it tells the address by which the others are found."""

_MOST_TICKETS = 1_000


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased: lines of conversation, files nobody else holds, tickets withdrawn."""

    messages: int = 0
    files: int = 0
    withdrawn: int = 0

    def __add__(self, other: Erased) -> Erased:
        return Erased(
            self.messages + other.messages,
            self.files + other.files,
            self.withdrawn + other.withdrawn,
        )


def erase_person(
    tx: Transaction,
    contact_id: int,
    now: datetime,
    zone: ZoneInfo,
    seal: Signer,
    *,
    inbox_id: int = 0,
) -> Erased:
    """Erase a resident for good: words, files, name, telephone, place and address.

    Open tickets are withdrawn first, for nobody could be answered any more. Numbers, dates,
    departments, outcomes and verdicts stay, without anything that tells whose they were.
    `inbox_id` is the message in hand, whose repeat must still be known. The contact is locked.
    """
    withdrawn = _withdraw_all(tx, contact_id, now, zone, seal)
    found = [row["id"] for row in tx.rows("messages_of_person", contact_id=contact_id)]
    files = erase_messages(tx, found, now)
    tx.run("tickets_of_person_erased", contact_id=contact_id)
    for statement in _ELSEWHERE:
        tx.run(statement, contact_id=contact_id)
    suspensions.let_go(tx, contact_id)
    tx.run("inbox_of_person_erased", contact_id=contact_id, in_hand=inbox_id, now=stamp(now))
    tx.run("outbox_of_person_erased", contact_id=contact_id, now=stamp(now))
    catalogue.forget_person(tx, contact_id)
    matters.forget_person(tx, contact_id)
    contacts.settle_prompt(tx, contact_id)
    links.part(tx, contact_id)
    erase_address(tx, contact_id)
    return Erased(len(found), files, withdrawn)


def erase_silent(tx: Transaction, contact_id: int, now: datetime) -> None:
    """Erase the address of who has long been silent, also where something was sent to them.

    What still waits for them is not sent any more.
    """
    tx.run("outbox_of_silent_erased", contact_id=contact_id, now=stamp(now))
    erase_address(tx, contact_id)


def erase_address(tx: Transaction, contact_id: int) -> None:
    """Erase a contact's address and name, with what a platform allowed for that address."""
    for statement in _BY_ADDRESS:
        tx.run(statement, id=contact_id)


def erase_messages(tx: Transaction, message_ids: Iterable[int], now: datetime) -> int:
    """Empty these messages, with their words in the search and their files; how many files.

    A file that another message holds too stays for that one.
    """
    ids = list(message_ids)
    tx.run_many("message_erased", [{"id": each, "now": stamp(now)} for each in ids])
    tx.run_many("message_unindexed", [{"id": each} for each in ids])
    return let_files_go(tx, ids)


def let_files_go(tx: Transaction, message_ids: Iterable[int]) -> int:
    """Take the files of these messages away; how many nobody holds any more."""
    gone = 0
    for message_id in message_ids:
        held = [row["sha256"] for row in tx.rows("files_of_message", id=message_id)]
        if held:
            tx.run("files_let_go", id=message_id)
            gone += sum(tx.run("attachment_unshown_removed", sha256=each) for each in held)
            _show_no_files(tx, message_id)
    return gone


def _show_no_files(tx: Transaction, message_id: int) -> None:
    message = messages.get(tx, message_id)
    if not message.erased:
        content = msgspec.json.encode(replace(message.content, attachments=())).decode()
        tx.run("message_completed", id=message_id, content=content)


def _withdraw_all(
    tx: Transaction, contact_id: int, now: datetime, zone: ZoneInfo, seal: Signer
) -> int:
    standing = tickets.open_of(tx, contact_id)
    elsewhere = filter(goes_on_elsewhere, tickets.of(tx, contact_id, _MOST_TICKETS))
    for ticket in sorted((*standing, *elsewhere), key=lambda each: each.id):
        event = NewEvent(
            Action.WITHDRAW,
            Actor.RESIDENT,
            contact_id,
            TicketState.CLOSED,
            changes={"outcome": Outcome.WITHDRAWN.value} | _untied(ticket),
            detail={"erased": True},
        )
        ended = tickets.record(tx, tickets.lock(tx, ticket.id), event, now, zone, seal)
        matters.pass_on(tx, ended, now, zone, seal)
        for waiting in matters.merged_into(tx, ended.id):
            # No answer will reach it there: time looks at it now, and lets it go on by itself.
            timetable.plan(tx, waiting.id, now)
    return len(standing)


def _untied(ticket: Ticket) -> dict[str, object]:
    """What was closed as merged waits for no answer any more."""
    return {"follows_id": None} if goes_on_elsewhere(ticket) else {}
