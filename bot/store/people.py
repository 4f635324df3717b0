"""Departments and officials: who they are, what they may do, and how they get in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.clock import stamp
from bot.errors import Refused, WenzhengError
from bot.models import Department, Official, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.store import Row, Transaction

DESK = "desk"
"""The officials' own channel, where an official's address is their id."""

TRY_AGAIN = timedelta(days=1)
_TOKEN_BYTES = 32  # 256 bits: not to be guessed
_MARK_BYTES = 16  # never the same twice, in whatever database
_MARKS = 16
_known: dict[str, tuple[Official, ...]] = {}
"""The active officials by the mark that stood when they were read; of the last few marks."""


def keep_department(tx: Transaction, department: Department) -> None:
    """Add a department, or give a known one these particulars; it is active afterwards."""
    tx.run(
        "department_kept",
        id=department.id,
        name=department.name,
        name_en=department.name_en,
        phone=department.phone,
        hours=department.hours,
    )


def departments(tx: Transaction) -> list[Department]:
    """The active departments, by id."""
    return [_department(row) for row in tx.rows("departments_active")]


def department(tx: Transaction, department_id: str) -> Department | None:
    """The department with this id, active or not."""
    row = tx.row("department_by_id", id=department_id)
    return _department(row) if row else None


def department_called(tx: Transaction, called: str) -> Department | None:
    """The active department that goes by this id or name (either language, any case)."""
    exact = tx.row("department_called", called=called)
    if exact:
        return _department(exact)
    wanted = called.strip().casefold()
    for found in departments(tx):
        if wanted and wanted in (
            found.id.casefold(),
            found.name.casefold(),
            found.name_en.casefold(),
        ):
            return found
    return None


def require_review(tx: Transaction, department_id: str, *, required: bool) -> None:
    """Whether a department's answers need a second person's look before they go out."""
    tx.run("department_review", id=department_id, review=int(required))


def remove_department(tx: Transaction, department_id: str) -> bool:
    """Deactivate a department; False where it was not active."""
    return tx.run("department_removed", id=department_id) > 0


def add_official(
    tx: Transaction, name: str, department_id: str, roles: Iterable[Role], now: datetime
) -> Official:
    """A new official.

    Raises `WenzhengError` where an active official bears the name or the department is unknown.
    """
    if department(tx, department_id) is None:
        raise WenzhengError(
            f"There is no department {department_id!r}; "
            "`wenzheng department list` shows the ones there are."
        )
    row = tx.row("official_added", name=name, department_id=department_id, now=stamp(now))
    if row is None:
        raise WenzhengError(
            f"There is an official named {name} already; "
            "add something to tell the two apart, such as the department."
        )
    give_roles(tx, row["id"], roles)
    give_account(tx, row["id"], DESK, str(row["id"]))
    return _official(tx, row)


def give_roles(tx: Transaction, official_id: int, roles: Iterable[Role]) -> None:
    """Let an official hold these roles, and no others."""
    tx.run("official_roles_cleared", official_id=official_id)
    for role in sorted(roles):
        tx.run("official_role_given", official_id=official_id, role=role.value)
    mark_officials(tx)


def move_official(tx: Transaction, official_id: int, department_id: str) -> None:
    """Let an active official belong to another department."""
    tx.run("official_moved", id=official_id, department_id=department_id)
    mark_officials(tx)


def remove_official(tx: Transaction, official_id: int, now: datetime) -> bool:
    """Deactivate an official: what they did stays theirs, but they can do nothing more.

    Their sessions, links and accounts end, and their open tickets are given to others by the
    clock that acts. False where they were not active.
    """
    removed = tx.run("official_removed", id=official_id) > 0
    tx.run("sessions_ended", official_id=official_id, now=stamp(now))
    tx.run("links_ended", official_id=official_id, now=stamp(now))
    tx.run("accounts_ended", official_id=official_id)
    tx.run("timetable_owner_left", owner_id=official_id, now=stamp(now))
    mark_officials(tx)
    return removed


def officials(tx: Transaction) -> list[Official]:
    """The active officials, in the order in which they came."""
    return list(_active(tx))


def mark_officials(tx: Transaction) -> None:
    """Whoever knows the officials by an earlier mark reads them anew.

    Within a transaction it follows each change before anybody asks for the officials: what they
    are told would else be taken for what an earlier mark stood for, also where it is undone.
    """
    tx.run("officials_marked", mark=secrets.token_hex(_MARK_BYTES))


def administrators(tx: Transaction) -> list[Official]:
    """The active officials who hold the role of administrator."""
    return [each for each in officials(tx) if Role.ADMINISTRATOR in each.roles]


def officials_ever(tx: Transaction) -> list[Official]:
    """All officials, those who left among them."""
    return _officials(tx, "officials_ever")


def official(tx: Transaction, official_id: int) -> Official | None:
    """The official with this id, active or not."""
    row = tx.row("official_by_id", id=official_id)
    return _official(tx, row) if row else None


def official_by_name(tx: Transaction, name: str) -> Official | None:
    """The active official with this name."""
    row = tx.row("official_by_name", name=name)
    return _official(tx, row) if row else None


def official_by_account(tx: Transaction, channel: str, address: str) -> Official | None:
    """The active official who writes from this address on a channel."""
    row = tx.row("official_by_account", channel=channel, address=address)
    return _official(tx, row) if row else None


def officials_behind(tx: Transaction, contact_id: int) -> list[Official]:
    """The active officials who are a resident's contact too, or one linked with it (绑定)."""
    return [_official(tx, row) for row in tx.rows("officials_behind", contact_id=contact_id)]


def give_account(tx: Transaction, official_id: int, channel: str, address: str) -> None:
    """Let an official be known by this address on a channel, instead of whoever was."""
    tx.run("account_given", channel=channel, address=address, official_id=official_id)


def take_account_away(tx: Transaction, channel: str, address: str) -> bool:
    """Let nobody be known by this address any more; False where nobody was."""
    return tx.run("account_taken_away", channel=channel, address=address) > 0


def accounts(tx: Transaction, official_id: int) -> list[tuple[str, str]]:
    """The channels and addresses of an official."""
    found = tx.rows("accounts_of_official", official_id=official_id)
    return [(row["channel"], row["address"]) for row in found]


def addresses(tx: Transaction, channel: str) -> list[str]:
    """The addresses of all active officials on a channel."""
    return [row["address"] for row in tx.rows("accounts_on_channel", channel=channel)]


def lose_account(tx: Transaction, channel: str, address: str, now: datetime) -> None:
    """The platform shows this official none of our messages."""
    tx.run("account_lost", channel=channel, address=address, now=stamp(now))


def find_account(tx: Transaction, channel: str, address: str) -> None:
    """The official is within reach again."""
    tx.run("account_found", channel=channel, address=address)


def reachable(tx: Transaction, channel: str, now: datetime) -> list[tuple[int, str]]:
    """The ids and addresses of the active officials on a channel to whom we can write.

    Who was lost more than a day ago is tried again.
    """
    before = stamp(now - TRY_AGAIN)
    rows = tx.rows("accounts_reachable", channel=channel, before=before)
    return [(row["official_id"], row["address"]) for row in rows]


def lost_accounts(tx: Transaction) -> list[tuple[str, str]]:
    """The names and channels of the active officials who get none of our messages there."""
    return [(row["name"], row["channel"]) for row in tx.rows("accounts_lost")]


def new_link(tx: Transaction, official_id: int, now: datetime, minutes: int) -> str:
    """The token of a sign-in link, good once and for `minutes`; only its digest is kept."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    tx.run(
        "link_made",
        digest=_digest(token),
        official_id=official_id,
        now=stamp(now),
        expires_at=stamp(now + timedelta(minutes=minutes)),
    )
    return token


def sign_in(tx: Transaction, token: str, now: datetime, hours: int) -> tuple[Official, str]:
    """Use up a sign-in link: the official, and the token of a session of `hours`.

    Raises `Refused` (`sign_in.unknown`, `sign_in.used`, `sign_in.expired`).
    """
    used = tx.row("link_used", digest=_digest(token), now=stamp(now))
    found = official(tx, used["official_id"]) if used else None
    if found is None or not found.active:
        raise Refused(_refusal(tx, token))
    return found, begin_session(tx, found.id, now, hours)


def begin_session(tx: Transaction, official_id: int, now: datetime, hours: int) -> str:
    """The token of a session of `hours` for an official who has proved who they are."""
    session = secrets.token_urlsafe(_TOKEN_BYTES)
    tx.run(
        "session_begun",
        digest=_digest(session),
        official_id=official_id,
        now=stamp(now),
        expires_at=stamp(now + timedelta(hours=hours)),
    )
    return session


def official_of_session(tx: Transaction, session: str, now: datetime) -> Official | None:
    """The active official whose session this is, while it lasts."""
    row = tx.row("official_of_session", digest=_digest(session), now=stamp(now))
    return _official(tx, row) if row else None


def sign_out(tx: Transaction, session: str, now: datetime) -> None:
    """End one session."""
    tx.run("session_ended", digest=_digest(session), now=stamp(now))


def sign_out_everywhere(tx: Transaction, official_id: int, now: datetime) -> int:
    """End all sessions of an official; how many."""
    return tx.run("sessions_ended", official_id=official_id, now=stamp(now))


def sweep_access(tx: Transaction, before: datetime) -> int:
    """Forget links and sessions that ran out before a moment; how many."""
    gone = tx.run("links_swept", before=stamp(before))
    return gone + tx.run("sessions_swept", before=stamp(before))


def _active(tx: Transaction) -> tuple[Official, ...]:
    # Every new ticket asks for them all, and they seldom change.
    row = tx.row("officials_mark")
    mark = row["mark"] if row else ""
    found = _known.get(mark)
    if found is None:
        found = tuple(_officials(tx, "officials_active"))
        if mark:
            if len(_known) >= _MARKS:
                _known.clear()
            _known[mark] = found
    return found


def _officials(tx: Transaction, statement: str) -> list[Official]:
    held: dict[int, tuple[str, ...]] = {}
    for row in tx.rows("roles_held"):
        held[row["official_id"]] = (*held.get(row["official_id"], ()), row["role"])
    return [_official_of(row, held.get(row["id"], ())) for row in tx.rows(statement)]


def _official(tx: Transaction, row: Row) -> Official:
    held = tx.rows("official_roles", official_id=row["id"])
    return _official_of(row, tuple(role["role"] for role in held))


def _official_of(row: Row, roles: tuple[str, ...]) -> Official:
    return Official(
        row["id"], row["name"], row["department_id"], _roles(roles), bool(row["active"])
    )


@lru_cache(256)  # a city has hundreds of officials, and few sets of roles
def _roles(names: tuple[str, ...]) -> frozenset[Role]:
    return frozenset(map(Role, names))


def _department(row: Row) -> Department:
    return Department(
        id=row["id"],
        name=row["name"],
        name_en=row["name_en"],
        phone=row["phone"],
        hours=row["hours"],
        active=bool(row["active"]),
        review=bool(row["review"]),
    )


def _refusal(tx: Transaction, token: str) -> str:
    row = tx.row("link_by_digest", digest=_digest(token))
    if row is None:
        return "sign_in.unknown"
    return "sign_in.used" if row["used_at"] else "sign_in.expired"


def _digest(token: str) -> str:
    # The token is random and long: it needs no salt and no slow hash.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
