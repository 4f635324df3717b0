"""保密: who may know of a matter; what an official hides is known outside, and can be undone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.errors import Refused
from bot.models import Official, Ticket
from bot.store import Transaction, people, reported
from bot.tickets.actions import Action
from bot.tickets.confidants import SEPARATOR
from handlers.actions import approving, deeds
from handlers.actions.recording import record
from handlers.grammar import Command
from handlers.notifying import notify
from handlers.turn import Turn

_SEPARATORS = re.compile(r"[\s,，、;；]+")


def confide(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """保密 12 姓名 理由: from now on only these few find it, beside its owner.

    Who has to decide what waits of it goes on knowing it. Raises `Refused`.
    """
    named, reason = _named(tx, command)
    about = reported.of(tx, ticket.id)
    if shut_out := [each.name for each in named if about.includes(each)]:
        raise Refused("refusals.concerns_them", unit=shut_out[0])
    knowing = [turn.author.id, *ticket.confidants, *(each.id for each in named)]
    if ticket.owner_id is not None:
        knowing.append(ticket.owner_id)
    knowing += (each.id for each in approving.deciding(tx, ticket))
    changes = {"confidential": True, "confidants": list(dict.fromkeys(knowing))}
    values = {"officials": SEPARATOR.join(each.name for each in named), "reason": reason}
    if ticket.confidential:
        # Whoever made it so, it was: one more is told of it.
        del changes["confidential"]
    ticket = record(tx, turn, ticket, Action.CONFIDE, text=reason, values=values, changes=changes)
    deeds.keep_reason(tx, turn, ticket, command)
    name = turn.author.name
    notify(tx, turn, named, "officials.confided_to_you", ticket, name=name, reason=reason)
    turn.reply("officials.confided", number=ticket.number, count=len(ticket.confidants))


def disclose(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """取消保密: one of the few finds that it need not be hidden. Raises `Refused`."""
    few = [people.official(tx, each) for each in ticket.confidants]
    changes = {"confidential": False, "confidants": []}
    ticket = record(tx, turn, ticket, Action.DISCLOSE, text=command.text, changes=changes)
    deeds.keep_reason(tx, turn, ticket, command)
    told = [each for each in few if each is not None and each.active]
    notify(
        tx,
        turn,
        told,
        "officials.disclosed_by",
        ticket,
        name=turn.author.name,
        reason=command.text.strip(),
    )
    turn.reply("officials.disclosed", number=ticket.number)


def _named(tx: Transaction, command: Command) -> tuple[Sequence[Official], str]:
    """Who is named, and the reason: by a form, or as the words begin and go on."""
    names = [each for each in _SEPARATORS.split(command.values.get("officials", "")) if each]
    if names:
        return [_official(tx, each) for each in names], _reason(command, command.text)
    named: list[Official] = []
    rest = command.text.strip()
    while rest:
        word, *after = _SEPARATORS.split(rest, maxsplit=1)
        found = people.official_by_name(tx, word)
        if found is None:
            break
        named.append(found)
        rest = after[0] if after else ""
    return named, _reason(command, rest)


def _reason(command: Command, text: str) -> str:
    return (command.values.get("reason") or text).removeprefix("理由").lstrip("：: ").strip()


def _official(tx: Transaction, name: str) -> Official:
    found = people.official_by_name(tx, name)
    if found is None:
        raise Refused("refusals.no_such_official", name=name)
    return found
