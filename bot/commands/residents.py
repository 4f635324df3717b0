"""`wenzheng resident`: what can be done about one resident: erasing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.commands.printing import examples, json_option, plural, print_json
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengGroup
from bot.errors import WenzhengError
from bot.store import access, contacts, erasing, keys, tickets

if TYPE_CHECKING:
    from bot.store import Transaction
    from bot.store.erasing import Erased

ERASED = "erased"
"""The access log's word for an erased resident."""


@click.group(cls=WenzhengGroup, epilog=examples("resident erase 20261123-0007"))
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
        person = person_of(tx, number)
        contacts.lock(tx, person)
        erased = erasing.erase_person(tx, person, now, zone, keys.signer(tx, secret))
        access.note(tx, ERASED, now, zone, detail=f"resident {person}: command line")
        return erased

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


def person_of(tx: Transaction, number: str) -> int:
    """The id of the resident whose ticket this is. Raises `WenzhengError` where there is none."""
    ticket = tickets.by_number(tx, number)
    if ticket is None:
        raise WenzhengError(f"There is no ticket {number}; see: wenzheng tickets list")
    return ticket.contact_id
