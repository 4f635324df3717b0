"""What a tapped choice means: its value says all, however long ago it was offered."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import Refused
from bot.models import Direction, Satisfaction, Ticket, Verdict
from bot.store import Transaction, contacts, links, matching, messages, tickets
from bot.store.contacts import Prompt
from bot.store.matching import Matched
from handlers.actions import supplementing, verdicts, withdrawing
from handlers.residents import answers, commands, erasing, following, held, prompts, status
from handlers.turn import Turn

OnMatch = Callable[[Transaction, Turn, Matched], None]
OnTicket = Callable[[Transaction, Turn, Ticket], None]
OnOthers = Callable[[Transaction, Turn, Prompt | None, int, int], None]
OnHeld = Callable[[Transaction, Turn, Prompt | None, int, Ticket], None]

_ABOUT_A_MATCH: dict[str, OnMatch] = {
    "useful": answers.useful,
    "unsolved": answers.unsolved,
    "none": answers.none_of_them,
}
_ABOUT_A_TICKET: dict[str, OnTicket] = {
    "object": verdicts.object_to,
    "reopen": verdicts.reopen,
    "withdraw": withdrawing.confirm_withdrawal,
    "withdrawn": withdrawing.withdraw,
    "kept": lambda _, turn, ticket: withdrawing.keep(turn, ticket),
    "remind": withdrawing.remind,
    "insist": supplementing.insist,
    "progress": status.tell_one,
    "skip": lambda _, turn, ticket: _skip(turn, ticket),
}
_AT_LARGE: dict[str, Callable[[Transaction, Turn, Prompt | None], None]] = {
    "erase": lambda tx, turn, _: erasing.erase(tx, turn),
    "keep": lambda _, turn, __: erasing.keep(turn),
    withdrawing.NEITHER: lambda _, turn, __: withdrawing.leave_all(turn),
    "human": lambda tx, turn, prompt: commands.ask_person(tx, turn, turn.text, prompt),
}
_ON_A_TICKET_PAGE = frozenset({*_ABOUT_A_TICKET, "verdict", "satisfaction"})
_ABOUT_HELD: dict[str, OnHeld] = {"same": held.join, "again": held.reopen, "new": held.part}
_ABOUT_OTHERS: dict[str, OnOthers] = {"follow": following.follow, "alone": following.decline}


def choose(tx: Transaction, turn: Turn, value: str) -> None:
    """Carry out the choice with this value. Raises `Refused`, and for one that never was."""
    prompt = contacts.prompt(tx, turn.resident.id)
    if prompt is not None and value in prompt.choices:
        prompts.settle(tx, turn)
    name, *rest = value.split(":")
    if turn.message.contact_id is not None and name not in _ON_A_TICKET_PAGE:
        raise Refused("refusals.choice_unknown")
    if name in _ABOUT_A_MATCH:
        _ABOUT_A_MATCH[name](tx, turn, _match(tx, turn, rest))
    elif name == "pick":
        answers.pick(tx, turn, _match(tx, turn, rest), _number(rest[1:]))
    elif name in _AT_LARGE:
        _AT_LARGE[name](tx, turn, prompt)
    elif name in _ABOUT_HELD or name in _ABOUT_OTHERS:
        _choose_for_held(tx, turn, prompt, name, rest)
    elif name in _ABOUT_A_TICKET:
        _ABOUT_A_TICKET[name](tx, turn, _ticket(tx, turn, rest))
    elif name == "verdict" and rest and rest[0] in set(Verdict):
        verdicts.give(tx, turn, _ticket(tx, turn, rest[1:]), Verdict(rest[0]))
    elif name == "satisfaction" and rest and rest[0] in set(Satisfaction):
        verdicts.rate(tx, turn, _ticket(tx, turn, rest[1:]), Satisfaction(rest[0]))
    else:
        raise Refused("refusals.choice_unknown")


def _choose_for_held(
    tx: Transaction, turn: Turn, prompt: Prompt | None, name: str, rest: list[str]
) -> None:
    first = _own_message(tx, turn, _number(rest))
    if name in _ABOUT_HELD:
        _ABOUT_HELD[name](tx, turn, prompt, first, _ticket(tx, turn, rest[1:]))
    else:
        _ABOUT_OTHERS[name](tx, turn, prompt, first, _number(rest[1:]))


def _skip(turn: Turn, ticket: Ticket) -> None:
    turn.reply("tickets.skipped", number=ticket.number, ticket_id=ticket.id)


def _match(tx: Transaction, turn: Turn, rest: list[str]) -> Matched:
    matched = matching.get(tx, _number(rest))
    if matched is None or matched.contact_id != turn.resident.id:
        raise Refused("refusals.choice_unknown")
    return matched


def _own_message(tx: Transaction, turn: Turn, message_id: int) -> int:
    try:
        message = messages.get(tx, message_id)
    except LookupError:
        raise Refused("refusals.choice_unknown") from None
    if message.contact_id != turn.resident.id or message.direction is not Direction.INBOUND:
        raise Refused("refusals.choice_unknown")
    return message_id


def _ticket(tx: Transaction, turn: Turn, rest: list[str]) -> Ticket:
    number = rest[0] if rest else turn.message.ticket
    if turn.message.contact_id is not None and number != turn.message.ticket:
        # Who holds the code of one ticket speaks for its resident there, and nowhere else.
        raise Refused("refusals.no_such_ticket", number=number)
    ticket = tickets.by_number(tx, number) if number else None
    if ticket is None or not links.are_one(tx, turn.resident.id, ticket.contact_id):
        raise Refused("refusals.no_such_ticket", number=number)
    return ticket


def _number(rest: list[str]) -> int:
    # Ids are 64 bits wide at most; anything longer was never ours.
    if not rest or not rest[0].isascii() or not rest[0].isdecimal() or len(rest[0]) > 18:
        raise Refused("refusals.choice_unknown")
    return int(rest[0])
