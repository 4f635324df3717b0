"""`wenzheng catalogue match|corrections`: where a text would go, and what officials corrected."""

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
from bot.commands.shell import WenzhengCommand, WenzhengGroup
from bot.errors import WenzhengError
from bot.store import catalogue as store

if TYPE_CHECKING:
    from bot.knowledge.catalogue import Catalogue
    from bot.store import Transaction
    from bot.store.catalogue import Correction


@click.command(
    cls=WenzhengCommand,
    epilog=examples("catalogue match 停水了", "catalogue match --json 路灯不亮"),
)
@click.argument("text")
@json_option
@pass_program
def match(program: Program, text: str, as_json: bool) -> None:
    """Show to which units TEXT would go, the likeliest first, and how likely."""
    found = program.run(lambda database: database.read(_catalogue)).weigh(text)
    if as_json:
        print_json(
            [
                {
                    "department": each.topic.department_id,
                    "topic": each.topic.id,
                    "probability": round(each.probability, 4),
                    "correction": each.correction_id,
                }
                for each in found
            ]
        )
        return
    print_table(
        ["department", "topic", "probability", "correction"],
        [
            (
                each.topic.department_id,
                each.topic.topic,
                f"{each.probability:.2f}",
                each.correction_id,
            )
            for each in found
        ],
        "The catalogue knows no unit for this: the duty desk would get it.",
    )


@click.group(
    cls=WenzhengGroup,
    epilog=examples("catalogue corrections list", "catalogue corrections remove 3"),
)
def corrections() -> None:
    """What officials corrected, which the next similar question goes by."""


@corrections.command("list", epilog=examples("catalogue corrections list --json"))
@json_option
@pass_program
def list_(program: Program, as_json: bool) -> None:
    """List the corrections: what was said (masked), where it belongs, who said so."""
    found = program.run(lambda database: database.read(store.corrections))
    if as_json:
        print_json([_values(each) for each in found])
        return
    print_table(
        ["id", "wording", "instead of", "department", "ticket", "official", "at"],
        [
            (
                each.id,
                each.wording,
                each.instead_of,
                each.department_id,
                each.ticket,
                each.official,
                moment_text(each.at, program.zone),
            )
            for each in found
        ],
        "Nothing has been corrected.",
    )


@corrections.command(epilog=examples("catalogue corrections remove 3"))
@click.argument("correction", type=click.IntRange(1, 2**62))
@pass_program
def remove(program: Program, correction: int) -> None:
    """Forget the correction with this id; the service goes by it no more within seconds."""
    if not program.run(
        lambda database: database.transaction(lambda tx: store.remove_correction(tx, correction))
    ):
        raise WenzhengError(
            f"There is no correction {correction}; "
            "`wenzheng catalogue corrections list` shows the ones there are."
        )
    click.echo(f"Correction {correction} is forgotten.")


def _catalogue(tx: Transaction) -> Catalogue:
    from bot.knowledge.catalogue import Catalogue

    return Catalogue.build(store.topics(tx), store.corrections(tx))


def _values(each: Correction) -> dict[str, object]:
    return {
        "id": each.id,
        "wording": each.wording,
        "instead_of": each.instead_of or None,
        "department": each.department_id,
        "ticket": each.ticket or None,
        "official": each.official,
        "at": moment_json(each.at),
    }
