"""What `wenzheng doctor` looks at in the database: FAQ, people, tickets, inbox, outbox, clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.as_typed import typed
from bot.clock import local_date, stamp
from bot.commands.doctor.promises import check_promises
from bot.commands.doctor.surroundings import Finding, good, problem, warning
from bot.commands.printing import moment_text, plural
from bot.knowledge.importing import SAMPLE
from bot.models import InboxState, OutboxState
from bot.store import exporting, inbox, knowledge, outbox, people, tickets
from bot.tickets.lifecycle import WORKERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from bot.signing import Signer
    from bot.store import Transaction

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Present:
    """When and where the doctor looks; `patience` is how much a clock may lag."""

    now: datetime
    zone: ZoneInfo
    signer: Signer
    patience: timedelta
    folder: Path


def examine(tx: Transaction, present: Present) -> list[Finding]:
    """Everything in the database that can be amiss."""
    return [
        *_faq(tx, present),
        *_people(tx),
        *check_promises(tx, present.now, present.zone, present.folder),
        *_tickets(tx, present),
        *_inbox(tx),
        *_outbox(tx),
        *_clock(tx, present),
    ]


def _faq(tx: Transaction, present: Present) -> Iterator[Finding]:
    entries = knowledge.entries(tx)
    if not entries:
        yield warning(
            "FAQ", "is empty: every question goes to a person", "wenzheng faq import FILE"
        )
        return
    yield good(
        "FAQ",
        f"{plural(len(entries), 'entry', 'entries')}, version {knowledge.current_version(tx)}",
    )
    today = local_date(present.now, present.zone)
    over = sum(entry.valid_until is not None and entry.valid_until < today for entry in entries)
    if over:
        yield warning(
            "FAQ",
            f"{plural(over, 'entry has', 'entries have')} expired and is not given any more",
            "see `wenzheng faq list --expired`, and import what is in force",
        )
    samples = knowledge.count_of_origin(tx, SAMPLE)
    if samples:
        yield warning(
            "FAQ",
            f"{plural(samples, 'sample entry', 'sample entries')} in use, no official word",
            f"import the city's own with: {typed('faq import FILE --replace')}",
        )


def _people(tx: Transaction) -> Iterator[Finding]:
    officials = people.officials(tx)
    if any(official.roles & WORKERS for official in officials):
        yield good("officials", plural(len(officials), "active official"))
    else:
        yield problem(
            "officials",
            "nobody is active who may answer: residents would wait for nobody"
            if officials
            else "there is none: residents would wait for nobody",
            "wenzheng official add NAME --department ID",
        )
    if officials and not people.administrators(tx):
        yield problem(
            "administrator",
            "there is none: confidential tickets are seen by nobody but their owner",
            "wenzheng official roles NAME official administrator",
        )


def _tickets(tx: Transaction, present: Present) -> Iterator[Finding]:
    broken = tickets.broken_chains(tx, present.signer)
    count = sum(tickets.counts(tx).values())
    if not broken:
        yield good("tickets", f"{plural(count, 'ticket')}, every chain of events is whole")
        return
    more = f" and {len(broken) - _SHOWN} more" if len(broken) > _SHOWN else ""
    yield problem(
        "tickets",
        f"events were altered, or the key is not the one they were signed with: "
        f"{', '.join(broken[:_SHOWN])}{more}",
        "check the setting `secret`; compare with a backup; keep this database as evidence",
    )


def _inbox(tx: Transaction) -> Iterator[Finding]:
    counts = inbox.counts(tx)
    failed, waiting = counts.get(InboxState.FAILED, 0), counts.get(InboxState.RECEIVED, 0)
    if failed:
        yield problem(
            "inbox",
            f"the handling of {plural(failed, 'message')} failed",
            f"see `wenzheng inbox list`, then: {typed('inbox retry --all')}",
        )
    elif waiting:
        yield good("inbox", f"{plural(waiting, 'message')} in work")
    else:
        yield good("inbox", "every message is handled")


def _outbox(tx: Transaction) -> Iterator[Finding]:
    by_state: dict[OutboxState, int] = {}
    for _, state, count in outbox.counts(tx):
        by_state[state] = by_state.get(state, 0) + count
    failed = by_state.get(OutboxState.FAILED, 0)
    owed = by_state.get(OutboxState.QUEUED, 0) + by_state.get(OutboxState.SENDING, 0)
    waiting = by_state.get(OutboxState.WAITING_CONTACT, 0)
    told = f"{owed} to be sent, {waiting} waiting for whom they are for to come back"
    if failed:
        yield warning(
            "outbox",
            f"{plural(failed, 'message')} could not be delivered; {told}",
            "the tickets show which; reach those residents another way",
        )
    else:
        yield good("outbox", told)


def _clock(tx: Transaction, present: Present) -> Iterator[Finding]:
    newest = exporting.newest_moment(tx)
    if newest is None or newest <= present.now + present.patience:
        yield good("clock", f"{moment_text(present.now, present.zone)} in the city")
        return
    yield problem(
        "clock",
        f"this machine says {stamp(present.now)}, but something was kept at {stamp(newest)}",
        "set the machine's clock right (NTP); until then new times are counted on from the newest",
    )
