"""Invitations: one-time codes by which an official's account, or a room, becomes known to us."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import stamp
from bot.errors import Refused
from bot.models import RoomMode
from bot.store import Transaction

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are mistaken for one another when read aloud."""
_GROUPS, _IN_A_GROUP = 3, 4  # 12 of 31 letters: 59 bits, far beyond guessing within minutes
_CODE = re.compile(
    rf"\bWZ[-_ ]?({'[-_ ]?'.join(f'[{_LETTERS}]{{{_IN_A_GROUP}}}' for _ in range(_GROUPS))})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a code was made for: an official's account, or a room of a department."""

    official_id: int | None
    department_id: str
    mode: RoomMode


def invite_official(tx: Transaction, official_id: int, now: datetime, minutes: int) -> str:
    """A code by which an official's account on a channel becomes known; only its digest is kept."""
    return _make(tx, now, minutes, official_id=official_id, department_id="", mode="")


def invite_room(
    tx: Transaction, department_id: str, mode: RoomMode, now: datetime, minutes: int
) -> str:
    """A code that makes a group a room, of a department or (empty) of the duty desk."""
    values = {"official_id": None, "department_id": department_id, "mode": mode.value}
    return _make(tx, now, minutes, **values)


def code_in(text: str) -> str:
    """The code that stands in a text, in the form in which we gave it; empty where none does."""
    found = _CODE.search(text)
    if found is None:
        return ""
    letters = re.sub(r"[-_ ]", "", found[1]).upper()
    groups = [letters[at : at + _IN_A_GROUP] for at in range(0, len(letters), _IN_A_GROUP)]
    return "-".join(("WZ", *groups))


def use(tx: Transaction, code: str, now: datetime, *, for_room: bool) -> Invitation:
    """Use a code up.

    Raises `Refused`: unknown, used, run out, or made for the other purpose, which leaves it good.
    """
    kind = "room" if for_room else "official"
    row = tx.row("invitation_used", digest=_digest(code), now=stamp(now), kind=kind)
    if row is None:
        raise Refused(_refusal(tx, code, now, for_room=for_room))
    return Invitation(
        row["official_id"], row["department_id"], RoomMode(row["mode"] or RoomMode.MASKED.value)
    )


def sweep(tx: Transaction, before: datetime) -> int:
    """Forget codes that ran out before a moment; how many."""
    return tx.run("invitations_swept", before=stamp(before))


def _make(tx: Transaction, now: datetime, minutes: int, **values: object) -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_IN_A_GROUP)) for _ in range(_GROUPS))
    code = "-".join(("WZ", *groups))
    ends = stamp(now + timedelta(minutes=minutes))
    tx.run("invitation_made", digest=_digest(code), now=stamp(now), expires_at=ends, **values)
    return code


def _refusal(tx: Transaction, code: str, now: datetime, *, for_room: bool) -> str:
    row = tx.row("invitation_by_digest", digest=_digest(code))
    if row is None:
        return "rooms.code_unknown"
    if row["used_at"]:
        return "rooms.code_used"
    if row["expires_at"] <= stamp(now):
        return "rooms.code_expired"
    return "rooms.code_for_people" if for_room else "rooms.code_for_rooms"


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
