"""`wenzheng notices`: the official notices (通告) that answer whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

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
from bot.errors import WenzhengError
from bot.store import notices as store

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.notices import Notice

_MOST = 500


@click.group(cls=WenzhengGroup, epilog=examples("notices list", "notices withdraw 3"))
def notices() -> None:
    """Official notices (通告): what answers whoever asks of a matter, until it ends."""


@notices.command("list", epilog=examples("notices list", "notices list --json"))
@json_option
@pass_program
def list_(program: Program, as_json: bool) -> None:
    """List the notices, the newest first, with how many were given each without a ticket."""
    found = program.run(lambda database: database.read(lambda tx: store.listed(tx, _MOST)))
    now = program.clock()
    if as_json:
        print_json([_values(each, now) for each in found])
        return
    print_table(
        ["id", "title", "place", "ticket", "official", "posted", "until", "stands", "readers"],
        [
            (
                each.id,
                each.title,
                each.place,
                each.ticket,
                each.official,
                moment_text(each.posted_at, program.zone),
                moment_text(each.ended_at or each.expires_at, program.zone),
                "yes" if each.stands(now) else "",
                each.readers,
            )
            for each in found
        ],
        "No notice was ever posted: officials post them with 通告, on the desk or in a chat.",
    )


@notices.command(epilog=examples("notices withdraw 3"))
@click.argument("notice", type=click.IntRange(1, 2**62))
@pass_program
def withdraw(program: Program, notice: int) -> None:
    """Withdraw the notice with this id: nobody is given it any more, within seconds."""
    now = program.clock()
    if not program.run(
        lambda database: database.transaction(lambda tx: store.end(tx, notice, now))
    ):
        raise WenzhengError(
            f"There is no notice {notice} to withdraw; "
            "`wenzheng notices list` shows the ones there are."
        )
    click.echo(f"Notice {notice} is withdrawn.")


def _values(each: Notice, now: datetime) -> dict[str, object]:
    return {
        "id": each.id,
        "title": each.title,
        "place": each.place or None,
        "texts": dict(each.texts),
        "ticket": each.ticket,
        "official": each.official,
        "posted_at": moment_json(each.posted_at),
        "expires_at": moment_json(each.expires_at),
        "ended_at": moment_json(each.ended_at),
        "stands": each.stands(now),
        "readers": each.readers,
    }
