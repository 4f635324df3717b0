"""绑定: which contacts are one person, by a code that they carried from one to the other."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from bot.clock import stamp
from bot.models import Contact
from bot.store import Transaction, contacts

MINUTES = 10
"""For so long a code is good; eight digits are not guessed in that time, and tries are counted."""
DIGITS = 8


def new_code(tx: Transaction, contact_id: int, now: datetime) -> str:
    """A code by which another contact says that they are the same person; only its digest is kept.

    It takes the place of the contact's code before.
    """
    tx.run("link_codes_run_out_removed", now=stamp(now))
    tx.run("link_codes_of_contact_removed", contact_id=contact_id)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    tx.run(
        "link_code_made",
        digest=_digest(code),
        contact_id=contact_id,
        expires_at=stamp(now + timedelta(minutes=MINUTES)),
    )
    return code


def use(tx: Transaction, code: str, by: int, now: datetime) -> Contact | None:
    """Use a code up: the contact who asked for it.

    None where it is none of ours, too old, or the own one of who would use it (`by`).
    """
    row = tx.row("link_code_used", digest=_digest(code), by=by, now=stamp(now))
    return contacts.get(tx, row["contact_id"]) if row else None


def is_own(tx: Transaction, code: str, contact_id: int, now: datetime) -> bool:
    """Whether this contact was given the code, and it is still good."""
    values = {"digest": _digest(code), "contact_id": contact_id, "now": stamp(now)}
    return tx.row("link_code_is_of", **values) is not None


def join(tx: Transaction, first: int, second: int) -> None:
    """These two, and whoever either is one person with, are one person from now on."""
    together = {each.id for of in (first, second) for each in of_person(tx, of)}
    for contact_id in sorted(together):
        tx.run("contact_joins_person", id=contact_id, person_id=min(together))


def part(tx: Transaction, contact_id: int) -> bool:
    """This contact stands alone again; whether it was one of several."""
    others = [each.id for each in of_person(tx, contact_id) if each.id != contact_id]
    tx.run("contact_joins_person", id=contact_id, person_id=None)
    tx.run("link_codes_of_contact_removed", contact_id=contact_id)
    for other in others:
        # The one by whom they were called may be the one that left.
        tx.run("contact_joins_person", id=other, person_id=min(others) if len(others) > 1 else None)
    return bool(others)


def of_person(tx: Transaction, contact_id: int) -> list[Contact]:
    """The contacts of one person, this one among them, by their ids."""
    return [contacts.from_row(row) for row in tx.rows("contacts_of_person", contact_id=contact_id)]


def are_one(tx: Transaction, first: int, second: int) -> bool:
    """Whether two contacts are one person."""
    return first == second or any(each.id == second for each in of_person(tx, first))


def _digest(code: str) -> str:
    return hashlib.sha256(f"link:{code}".encode()).hexdigest()
