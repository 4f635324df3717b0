"""What officials ask to see: what is to do, one ticket, what was said somewhere, and help."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import Refused
from bot.models import Direction, Ticket, TicketState
from bot.privacy import mask
from bot.store import Transaction, duty, messages, people, worklist
from bot.store.worklist import Listed, Wanted
from bot.tickets import ladder
from bot.tickets.actions import OURS, UNTAKEN
from bot.tickets.first_words import first_words
from handlers.actions import dispatching, followers
from handlers.grammar import Act, Command, nearest
from handlers.naming import department_name
from handlers.officials.refusing import possible_words
from handlers.promises import lights
from handlers.turn import Turn

_SHOWN = 10
_LONGEST_QUESTION = 500
_LOOKED_AT = 500


def todo(tx: Transaction, turn: Turn, _: Command) -> None:
    """待办: open tickets by deadline."""
    found = worklist.listed(tx, turn.author, Wanted(open_only=True, limit=_SHOWN + 1))
    counted = worklist.counts(tx, turn.author)
    if not found:
        turn.reply("officials.nothing_to_do")
        return
    _tell(turn, turn.words("officials.todo", count=counted.all), found)


def following(tx: Transaction, turn: Turn) -> Command:
    """下一件: take the most pressing ticket that waits for this official. Raises `Refused`."""
    wanted = Wanted(open_only=True, limit=_LOOKED_AT)
    for line in worklist.listed(tx, turn.author, wanted):
        mine = line.owner_id in (None, turn.author.id)
        if mine and line.state in OURS and line.number != turn.message.ticket:
            return Command(Act.TAKE if line.state in UNTAKEN else Act.SHOW, line.number)
    raise Refused("refusals.nothing_next")


def search(tx: Transaction, turn: Turn, command: Command) -> None:
    """搜: tickets in whose conversation these words stand."""
    if not command.text:
        turn.refuse("refusals.search_for_what")
        return
    found = worklist.listed(tx, turn.author, Wanted(text=command.text[:100], limit=_SHOWN + 1))
    if not found:
        turn.reply("officials.nothing_found", text=command.text[:100])
        return
    _tell(turn, turn.words("officials.found", text=command.text[:100]), found)


def show(tx: Transaction, turn: Turn, ticket: Ticket, _: Command) -> None:
    """单: a ticket in brief. The person's own data stays masked, whoever reads along."""
    said = (line.message for line in messages.of_ticket(tx, ticket.id))
    told = (each.content.text for each in said if each.direction is Direction.INBOUND)
    first = first_words(told) or ticket.title
    owner = people.official(tx, ticket.owner_id) if ticket.owner_id is not None else None
    turn.reply(
        "officials.ticket",
        number=ticket.number,
        state=turn.words(f"officials.state_{ticket.state.value}"),
        urgent=ticket.urgent,
        department=department_name(tx, ticket.department_id, turn.language),
        owner=owner.name if owner else "",
        clock=lights.told(turn.house, ladder.nearest(ticket), turn.now),
        question="" if turn.is_strict else mask(first)[:_LONGEST_QUESTION],
        possible=possible_words(tx, turn, ticket),
        people=_many(tx, ticket),
        units=_units(tx, turn, ticket, first),
    )


def _many(tx: Transaction, ticket: Ticket) -> int:
    """How many people an answer goes to, where it is more than one; else nothing worth a line."""
    people = followers.count(tx, ticket)
    return people if people > 1 else 0


def _units(tx: Transaction, turn: Turn, ticket: Ticket, text: str) -> str:
    """For who dispatches: the units that the catalogue thinks of, likeliest first."""
    if ticket.state is not TicketState.REGISTERED:
        return ""
    found = dispatching.suggested(tx, turn, text)
    return turn.words("officials.list_separator").join(
        f"{unit.name} {round(100 * each.probability)}%" for unit, each in found
    )


def on_duty(tx: Transaction, turn: Turn, _: Command) -> None:
    """值班: who can be called now, and how to reach them at their desk."""
    found = duty.on_duty(tx, turn.now)
    if not found:
        turn.reply("officials.nobody_on_duty")
        return
    lines = [
        turn.words(
            "officials.on_duty_line",
            name=each.name,
            department=department_name(tx, each.department_id, turn.language),
        )
        for each in found
    ]
    turn.say("\n".join((turn.words("officials.on_duty"), *lines)))


def help_out(_: Transaction, turn: Turn, __: Command) -> None:
    """帮助."""
    turn.reply("officials.help")


def puzzle(_: Transaction, turn: Turn, command: Command) -> None:
    """A command that is none: say what was probably meant."""
    turn.refuse(
        "refusals.unknown_command", command=command.text[:40], near=nearest(command.text[:40])
    )


def _tell(turn: Turn, heading: str, found: Sequence[Listed]) -> None:
    lines = [
        turn.words(
            "officials.line",
            number=line.number,
            title="" if turn.is_strict else mask(line.title),
            state=turn.words(f"officials.state_{line.state.value}"),
            urgent=line.urgent,
            clock=lights.told(turn.house, line.clock, turn.now),
            leader=line.leader,
        )
        for line in found[:_SHOWN]
    ]
    more = [turn.words("officials.and_more")] if len(found) > _SHOWN else []
    turn.say("\n".join((heading, *lines, *more)))
