"""The FAQ as it is kept: versions of entries, and imports that move from one to the next.

An import takes the lease, clears away what a crashed one left, stages the coming version in short
transactions that nobody reads, and flips one number. Until then the old version answers.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from bot.clock import parse_stamp, stamp
from bot.errors import StoreError, WenzhengError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.store import Row, Transaction

LEASE_MINUTES = 5
"""How long an import that died keeps the next one waiting; every batch renews it."""


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An FAQ entry as it is kept; the fields mean what those of `faq.entries.FaqEntry` mean."""

    id: str
    question: str
    answer: str = ""
    variants: tuple[str, ...] = ()
    department: str = ""
    category: str = ""
    source: str = ""
    updated: date | None = None
    valid_until: date | None = None
    language: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the content: two entries with one digest say the same."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the FAQ: where it came from and what it changed."""

    version: int
    imported_at: datetime
    origin: str
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write `version`, the coming one; every write gives a renewed lease back."""

    version: int
    held: str


def current_version(tx: Transaction) -> int:
    """The version in force; 0 before the first import."""
    row = tx.row("faq_version_current")
    return int(row["version"]) if row else 0


def versions(tx: Transaction, limit: int) -> list[Version]:
    """The newest versions, newest first."""
    return [
        Version(
            version=row["version"],
            imported_at=parse_stamp(row["imported_at"]),
            origin=row["origin"],
            added=row["added"],
            changed=row["changed"],
            removed=row["removed"],
        )
        for row in tx.rows("faq_versions", limit=limit)
    ]


def entries(tx: Transaction) -> list[StoredEntry]:
    """All entries in force, by id."""
    return [_entry(row) for row in tx.rows("faq_entries_of_version", version=current_version(tx))]


def entry(tx: Transaction, entry_id: str) -> StoredEntry | None:
    """The entry in force with this id."""
    row = tx.row("faq_entry_of_version", id=entry_id, version=current_version(tx))
    return _entry(row) if row else None


def count(tx: Transaction) -> int:
    """How many entries are in force."""
    row = tx.row("faq_entries_counted", version=current_version(tx))
    return int(row["count"]) if row else 0


def count_of_origin(tx: Transaction, origin: str) -> int:
    """How many entries in force still stand as an import from `origin` wrote them."""
    row = tx.row("faq_entries_counted_by_origin", version=current_version(tx), origin=origin)
    return int(row["count"]) if row else 0


def digests(tx: Transaction) -> dict[str, str]:
    """The digest of every entry in force, by id."""
    rows = tx.rows("faq_digests_of_version", version=current_version(tx))
    return {row["id"]: row["digest"] for row in rows}


def begin_import(tx: Transaction, now: datetime) -> Lease:
    """Take the right to write the coming version.

    Raises `WenzhengError` while another import holds it.
    """
    lease = Lease(current_version(tx) + 1, _held(now))
    if tx.row("faq_lease_taken", lease=lease.held, now=stamp(now)) is None:
        raise WenzhengError(
            "Another import of the FAQ is under way; nothing was changed. Wait until it has ended "
            f"(one that died is forgotten after {LEASE_MINUTES} minutes), then import again."
        )
    return lease


def clear_leftovers(tx: Transaction, lease: Lease, limit: int) -> int:
    """Undo up to `limit` rows of an import that never came to its end; how many it found.

    Call it until it finds none, before anything is staged.
    """
    current = lease.version - 1
    removed = tx.run("faq_leftovers_removed", version=current, limit=limit)
    return removed + tx.run("faq_leftovers_revived", version=current, limit=limit)


def stage(tx: Transaction, lease: Lease, staged: Iterable[StoredEntry], now: datetime) -> Lease:
    """Write entries of the coming version, in place of those with their ids.

    Raises `StoreError` where the lease was lost.
    """
    rows = list(staged)
    renewed = _renew(tx, lease, now)
    ended = [{"id": row.id, "version": lease.version} for row in rows]
    tx.run_many("faq_entry_ended", ended)
    tx.run_many("faq_entry_staged", [_values(row, lease.version) for row in rows])
    return renewed


def end_entries(tx: Transaction, lease: Lease, ids: Iterable[str], now: datetime) -> Lease:
    """Let entries be absent from the coming version.

    Raises `StoreError` where the lease was lost.
    """
    renewed = _renew(tx, lease, now)
    tx.run_many("faq_entry_ended", [{"id": each, "version": lease.version} for each in ids])
    return renewed


def flip(
    tx: Transaction,
    lease: Lease,
    origin: str,
    now: datetime,
    *,
    added: int,
    changed: int,
    removed: int,
) -> int:
    """Put the coming version in force and end the lease; the version.

    Raises `StoreError` where the lease was lost.
    """
    end_import(tx, _renew(tx, lease, now))
    tx.run(
        "faq_version_kept",
        version=lease.version,
        now=stamp(now),
        origin=origin,
        added=added,
        changed=changed,
        removed=removed,
    )
    return lease.version


def end_import(tx: Transaction, lease: Lease) -> None:
    """Let others import; what was staged and not put in force is never read."""
    tx.run("faq_lease_ended", held=lease.held)


def _renew(tx: Transaction, lease: Lease, now: datetime) -> Lease:
    renewed = replace(lease, held=_held(now))
    if not tx.run("faq_lease_renewed", lease=renewed.held, held=lease.held):
        raise StoreError(
            "This import was taken for dead and another has begun; nothing was changed. "
            "Import again when the other has ended."
        )
    return renewed


def _held(now: datetime) -> str:
    return f"{stamp(now + timedelta(minutes=LEASE_MINUTES))} {secrets.token_hex(8)}"


def _values(row: StoredEntry, version: int) -> dict[str, object]:
    return {
        "id": row.id,
        "since": version,
        "question": row.question,
        "variants": msgspec.json.encode(row.variants).decode(),
        "answer": row.answer,
        "department": row.department,
        "category": row.category,
        "source": row.source,
        "updated": row.updated.isoformat() if row.updated else "",
        "valid_until": row.valid_until.isoformat() if row.valid_until else "",
        "language": row.language,
        "digest": row.digest,
    }


def _entry(row: Row) -> StoredEntry:
    return StoredEntry(
        id=row["id"],
        question=row["question"],
        answer=row["answer"],
        variants=msgspec.json.decode(row["variants"], type=tuple[str, ...]),
        department=row["department"],
        category=row["category"],
        source=row["source"],
        updated=_day(row["updated"]),
        valid_until=_day(row["valid_until"]),
        language=row["language"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
