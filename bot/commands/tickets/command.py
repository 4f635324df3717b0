"""`wenzheng tickets`: the list of tickets, and the story of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.as_typed import typed
from bot.commands.printing import (
    examples,
    json_option,
    moment_json,
    moment_text,
    print_json,
    print_table,
)
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengGroup
from bot.commands.tickets.stories import Story, print_story, read_story, story_values
from bot.errors import WenzhengError
from bot.models import TicketState
from bot.privacy import mask
from bot.store import access, people
from bot.store import tickets as store
from bot.store.tickets import Wanted
from bot.tickets.ladder import Watch, nearest, overdue

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from bot.models import Ticket
    from bot.store import Transaction

_PAGE = 500
SHOWN = "shown"
"""The access log's word for a ticket shown with personal data."""


@click.group(
    cls=WenzhengGroup, epilog=examples("tickets list --open", "tickets show 20261123-0007")
)
def tickets() -> None:
    """Tickets (工单): the matters that officials answer."""


@tickets.command(
    "list",
    epilog=examples(
        "tickets list",
        "tickets list --open --department tax",
        "tickets list --state replied --json",
    ),
)
@click.option(
    "--state", type=click.Choice([state.value for state in TicketState]), help="Only these."
)
@click.option("--department", help="Only those of this department (id or name).")
@click.option("--open", "open_only", is_flag=True, help="Only those that are not closed.")
@json_option
@pass_program
def list_(
    program: Program, state: str | None, department: str | None, open_only: bool, as_json: bool
) -> None:
    """List tickets in the order of work: open ones by deadline first.

    Personal data is masked; of confidential tickets only the number and the state are told.
    """

    def work(tx: Transaction) -> tuple[list[Ticket], dict[int, str]]:
        home = _department_id(tx, department) if department else ""
        found: list[Ticket] = []
        while True:
            wanted = Wanted(state or "", home, 0, open_only, limit=_PAGE, offset=len(found))
            page = store.listed(tx, wanted)
            found += page
            if len(page) < _PAGE:
                return found, {each.id: each.name for each in people.officials_ever(tx)}

    found, names = program.run(lambda database: database.read(work))
    now, zone = program.clock(), program.zone
    if as_json:
        print_json([ticket_values(each, names, now) for each in found])
        return
    print_table(
        ["number", "state", "due", "marks", "department", "official", "matter"],
        [
            (
                each.number,
                each.state.value,
                _due(each, zone),
                _marks(each, now),
                each.department_id,
                names.get(each.owner_id or 0, ""),
                title(each),
            )
            for each in found
        ],
        "There is no such ticket.",
    )


@tickets.command(epilog=examples("tickets show 20261123-0007", "tickets show 20261123-0007 --json"))
@click.argument("number")
@click.option(
    "--personal-data",
    is_flag=True,
    help="Show what residents wrote as they wrote it; this is logged.",
)
@json_option
@pass_program
def show(program: Program, number: str, personal_data: bool, as_json: bool) -> None:
    """Tell the story of a ticket: who did what, when, and what was said.

    Personal data is masked unless --personal-data is given.
    """
    now, zone = program.clock(), program.zone

    def work(tx: Transaction) -> Story:
        ticket = store.by_number(tx, number)
        if ticket is None:
            raise WenzhengError(f"There is no ticket {number}; see: {typed('tickets list')}")
        if ticket.confidential and not personal_data:
            raise WenzhengError(
                f"Ticket {number} is confidential; --personal-data shows it, and that is logged."
            )
        if personal_data:
            access.note(tx, SHOWN, now, zone, ticket_id=ticket.id)
        return read_story(tx, ticket)

    if personal_data:
        story = program.run(lambda database: database.transaction(work))
    else:
        story = program.run(lambda database: database.read(work)).masked()
    if as_json:
        print_json({**ticket_values(story.ticket, story.names, now), **story_values(story, now)})
    else:
        print_story(story, zone, now)


_CLOCKS = {
    Watch.ACCEPTANCE: "to be taken",
    Watch.FIRST_REPLY: "first reply",
    Watch.RESOLUTION: "to be settled",
}


def _due(ticket: Ticket, zone: ZoneInfo) -> str:
    """The running clock that ends first, by its name."""
    clock = nearest(ticket)
    return f"{_CLOCKS[clock.watch]} {moment_text(clock.due, zone)}" if clock else ""


def _clock_values(ticket: Ticket) -> dict[str, object] | None:
    clock = nearest(ticket)
    return {"watch": clock.watch.value, "due": moment_json(clock.due)} if clock else None


def _marks(ticket: Ticket, now: datetime) -> str:
    held = (("urgent", ticket.urgent), ("overdue", bool(overdue(ticket, now))))
    return " ".join(mark for mark, holds in held if holds)


def ticket_values(ticket: Ticket, names: dict[int, str], now: datetime) -> dict[str, object]:
    """A ticket as JSON has it."""
    return {
        "number": ticket.number,
        "state": ticket.state.value,
        "title": title(ticket),
        "department": ticket.department_id,
        "official": names.get(ticket.owner_id or 0, ""),
        "language": ticket.language,
        "level": ticket.level,
        "urgent": ticket.urgent,
        "confidential": ticket.confidential,
        "overdue": bool(overdue(ticket, now)),
        "outcome": ticket.outcome.value if ticket.outcome else None,
        "verdict": ticket.verdict.value if ticket.verdict else None,
        "satisfaction": ticket.satisfaction.value if ticket.satisfaction else None,
        "created_at": moment_json(ticket.created_at),
        "updated_at": moment_json(ticket.updated_at),
        "clock": _clock_values(ticket),
        "first_reply_due": moment_json(ticket.first_reply_due),
        "first_reply_at": moment_json(ticket.first_reply_at),
        "acceptance_due": moment_json(ticket.acceptance_due),
        "accepted_at": moment_json(ticket.accepted_at),
        "resolution_due": moment_json(ticket.resolution_due),
        "resolution_due_original": moment_json(ticket.resolution_due_original),
        "closed_at": moment_json(ticket.closed_at),
    }


def title(ticket: Ticket) -> str:
    """What a list may say of a ticket's matter."""
    return "" if ticket.confidential else mask(ticket.title)


def _department_id(tx: Transaction, called: str) -> str:
    found = people.department_called(tx, called)
    if found is None:
        raise WenzhengError(f"There is no department {called!r}; see: {typed('department list')}")
    return found.id
