"""`wenzheng resident`: what can be done about one resident: suspending and erasing them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from bot.as_typed import typed
from bot.commands.printing import (
    examples,
    json_option,
    moment_json,
    moment_text,
    plural,
    print_json,
    print_table,
)
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengGroup
from bot.errors import WenzhengError
from bot.privacy import mask
from bot.store import access, contacts, erasing, keys, links, suspensions, tickets
from bot.store.erasing import Erased

if TYPE_CHECKING:
    from bot.store import Transaction
    from bot.store.suspensions import Held

MOST_DAYS = 90
ERASED = "erased"
"""The access log's word for an erased resident."""


@click.group(cls=WenzhengGroup, epilog=examples("resident list", "resident erase 20261123-0007"))
def resident() -> None:
    """Residents (居民), each named by one of their ticket numbers."""


@resident.command(
    epilog=examples("resident erase 20261123-0007", "resident erase 20261123-0007 --yes")
)
@click.argument("number")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@pass_program
def erase(program: Program, number: str, yes: bool, as_json: bool) -> None:
    """Erase the resident of a ticket: what they wrote, files, name, telephone, place, address.

    Open tickets are withdrawn. Numbers, dates, departments, outcomes, verdicts stay for the
    statistics. It cannot be undone; copies in backups and exports are not reached.
    """
    if not yes:
        click.confirm(
            f"Erase the resident of {number} for good, with all their tickets' words and files?",
            abort=True,
            err=True,
        )
    now, zone, secret = program.clock(), program.zone, program.settings.secret

    def work(tx: Transaction) -> Erased:
        total = Erased()
        # Who has linked their channels is one person.
        for each in links.of_person(tx, person_of(tx, number)):
            contacts.lock(tx, each.id)
            erased = erasing.erase_person(tx, each.id, now, zone, keys.signer(tx, secret))
            access.note(tx, ERASED, now, zone, detail=f"resident {each.id}: command line")
            total += erased
        return total

    erased = program.run(lambda database: database.transaction(work))
    if as_json:
        print_json(
            {
                "messages": erased.messages,
                "files": erased.files,
                "withdrawn": erased.withdrawn,
            }
        )
        return
    click.echo(
        f"Erased: {plural(erased.messages, 'message')}, {plural(erased.files, 'file')}; "
        f"{plural(erased.withdrawn, 'open ticket')} withdrawn."
    )


@resident.command(
    epilog=examples("resident block 20261123-0007 --days 3 --reason 反复发送辱骂内容")
)
@click.argument("number")
@click.option("--reason", required=True, help="Why; kept, and shown to administrators.")
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=7, help="For how long.")
@pass_program
def block(program: Program, number: str, reason: str, days: int) -> None:
    """Suspend the resident of a ticket: what they write is kept, and registered after the term.

    What speaks of danger gets through all the same.
    """
    now = program.clock()
    until = now + timedelta(days=days)

    def work(tx: Transaction) -> None:
        person = person_of(tx, number)
        contacts.lock(tx, person)
        suspensions.suspend(tx, person, reason.strip(), until, now)

    program.run(lambda database: database.transaction(work))
    click.echo(f"Suspended until {moment_text(until, program.zone)}.")


@resident.command(epilog=examples("resident unblock 20261123-0007"))
@click.argument("number")
@pass_program
def unblock(program: Program, number: str) -> None:
    """Lift a suspension; the running service registers what was kept within a minute."""
    now = program.clock()

    def work(tx: Transaction) -> int:
        person = person_of(tx, number)
        contacts.lock(tx, person)
        if not suspensions.lift(tx, person, now):
            raise WenzhengError(f"The resident of {number} is not suspended.")
        return len(suspensions.held(tx, person))

    waiting = program.run(lambda database: database.transaction(work))
    click.echo(f"Lifted; {plural(waiting, 'kept message')} will be registered.")


@resident.command("list", epilog=examples("resident list", "resident list --json"))
@json_option
@pass_program
def list_(program: Program, as_json: bool) -> None:
    """List who is suspended, until when and why, and how many messages are kept for them."""
    now, zone = program.clock(), program.zone
    found = program.run(lambda database: database.read(lambda tx: suspensions.in_force(tx, now)))
    if as_json:
        print_json(
            [
                {
                    "ticket": each.number or None,
                    "since": moment_json(each.at),
                    "until": moment_json(each.until),
                    "official": each.official,
                    "reason": each.reason,
                    "held": each.held,
                }
                for each in found
            ]
        )
        return
    print_table(
        ["resident of ticket", "until", "by", "reason", "kept messages"],
        [
            (
                each.number,
                moment_text(each.until, zone),
                each.official or "(command line)",
                each.reason,
                each.held,
            )
            for each in found
        ],
        "Nobody is suspended.",
    )


@resident.command(epilog=examples("resident held 20261123-0007"))
@click.argument("number")
@json_option
@pass_program
def held(program: Program, number: str, as_json: bool) -> None:
    """Show what is kept of a suspended resident, masked, oldest first."""

    def work(tx: Transaction) -> list[Held]:
        return suspensions.held(tx, person_of(tx, number))

    found = program.run(lambda database: database.read(work))
    if as_json:
        print_json([{"at": moment_json(each.at), "text": mask(each.text)} for each in found])
        return
    print_table(
        ["at", "text"],
        [(moment_text(each.at, program.zone), mask(each.text)) for each in found],
        "Nothing is kept.",
    )


def person_of(tx: Transaction, number: str) -> int:
    """The id of the resident whose ticket this is. Raises `WenzhengError` where there is none."""
    ticket = tickets.by_number(tx, number)
    if ticket is None:
        raise WenzhengError(f"There is no ticket {number}; see: {typed('tickets list')}")
    return ticket.contact_id
