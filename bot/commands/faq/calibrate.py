"""`wenzheng faq calibrate`: the matcher's probabilities, fitted to what residents made of them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import click

from bot.clock import local_date
from bot.commands.printing import examples, json_option, note, plural, print_json, print_table
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengCommand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faq.calibration import Bin
    from faq.refitting import Fitted


@click.command(
    cls=WenzhengCommand,
    epilog=examples("faq calibrate --dry-run", "faq calibrate", "faq calibrate --reset"),
)
@click.option(
    "--days",
    type=click.IntRange(1, 3_650),
    default=180,
    show_default=True,
    help="How far back to look.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--reset", is_flag=True, help="Put the built-in probabilities in force again.")
@json_option
@pass_program
def calibrate(program: Program, days: int, dry_run: bool, reset: bool, as_json: bool) -> None:
    """Fit the probabilities of answers to what residents made of them.

    Residents say 有用 or 没解决, pick one of several, or none: so it is known how often what
    was 80 % sure was right here. The service uses the result within seconds. Nothing is changed
    where fewer than 50 answers were judged, or where the built-in probabilities tell more.
    """
    from bot.knowledge.refitting import keep, labels
    from faq.refitting import refit

    if reset:
        program.run(
            lambda database: database.transaction(partial(keep, refit=None, now=program.clock()))
        )
        if as_json:
            print_json({"kept": False, "reset": True})
        else:
            click.echo("The built-in probabilities are in force again.")
        return
    since = local_date(program.clock(), program.zone) - timedelta(days=days)
    fitted = refit(program.run(lambda database: database.read(partial(labels, since=since))))
    kept = fitted.helps and not dry_run
    if kept:
        program.run(
            lambda database: database.transaction(
                partial(keep, refit=fitted.refit, now=program.clock())
            )
        )
    if as_json:
        print_json(_values(fitted, kept=kept))
        return
    _print(fitted)
    note(_outcome(fitted, kept=kept))


def _values(fitted: Fitted, *, kept: bool) -> dict[str, object]:
    return {
        "kept": kept,
        "helps": fitted.helps,
        "labels": fitted.refit.labels,
        "ece_before": round(fitted.before_error, 4),
        "ece_after": round(fitted.after_error, 4),
        "before": [each._asdict() for each in fitted.before],
        "after": [each._asdict() for each in fitted.after],
        "cuts": [list(each) for each in fitted.refit.cuts],
    }


def _print(fitted: Fitted) -> None:
    click.echo(f"{plural(fitted.refit.labels, 'judged answer')}; said and true are apart by")
    click.echo(f"  {fitted.before_error:.3f} with the built-in probabilities")
    click.echo(f"  {fitted.after_error:.3f} fitted (told of answers that the fit had not seen)\n")
    for title, bins in (("built-in", fitted.before), ("fitted", fitted.after)):
        print_table([title, "answers", "right"], _rows(bins), "")
        click.echo()


def _rows(bins: Sequence[Bin]) -> list[tuple[str, str, str]]:
    return [(f"{each.sure:.0%} sure", str(each.cases), f"{each.right:.0%}") for each in bins]


def _outcome(fitted: Fitted, *, kept: bool) -> str:
    if kept:
        return "The fitted probabilities are in force; --reset takes them back."
    if fitted.helps:
        return "Nothing was changed; without --dry-run the fitted probabilities come into force."
    return "The built-in probabilities tell more; nothing was changed."
