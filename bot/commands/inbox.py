"""`wenzheng inbox`: messages whose handling failed, and another try for them."""

from __future__ import annotations

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
from bot.models import InboxState
from bot.privacy import mask
from bot.store import inbox as store

if TYPE_CHECKING:
    from bot.store import Transaction
    from bot.store.inbox import Arrival


@click.group(cls=WenzhengGroup, epilog=examples("inbox list", "inbox retry --all"))
def inbox() -> None:
    """The inbox: messages that reached us and are not handled yet."""


@inbox.command("list", epilog=examples("inbox list", "inbox list --json"))
@json_option
@pass_program
def list_(program: Program, as_json: bool) -> None:
    """List the messages that are not handled: failed ones, and those still being tried."""
    found = program.run(lambda database: database.read(store.unfinished))
    if as_json:
        print_json([_values(each) for each in found])
        return
    zone = program.zone
    print_table(
        ["id", "state", "channel", "received", "tries", "next try", "error", "text"],
        [
            (
                each.id,
                each.state.value,
                each.message.channel,
                moment_text(each.received_at, zone),
                each.attempts,
                moment_text(each.next_attempt_at, zone),
                each.error,
                mask(each.message.text),
            )
            for each in found
        ],
        "Every message is handled.",
    )


@inbox.command(epilog=examples("inbox retry 17 18", "inbox retry --all"))
@click.argument("ids", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="All that have failed.")
@json_option
@pass_program
def retry(program: Program, ids: tuple[int, ...], everything: bool, as_json: bool) -> None:
    """Let messages be handled again, by the running service or by the next that is started."""
    if bool(ids) is everything:
        raise click.UsageError("Name the ids that `wenzheng inbox list` shows, or give --all.")
    now = program.clock()

    def work(tx: Transaction) -> list[int]:
        failed = [each.id for each in store.unfinished(tx) if each.state is InboxState.FAILED]
        wanted = failed if everything else list(dict.fromkeys(ids))
        for each in wanted:
            if not store.retry(tx, each, now):
                raise WenzhengError(
                    f"There is no unhandled message {each}, so none was touched; "
                    f"see: {typed('inbox list')}"
                )
        return wanted

    retried = program.run(lambda database: database.transaction(work))
    if as_json:
        print_json({"retried": retried})
    else:
        click.echo(f"{plural(len(retried), 'message')} will be tried again.")


def _values(each: Arrival) -> dict[str, object]:
    return {
        "id": each.id,
        "state": each.state.value,
        "channel": each.message.channel,
        "side": each.message.side.value,
        "received_at": moment_json(each.received_at),
        "attempts": each.attempts,
        "next_attempt_at": moment_json(each.next_attempt_at),
        "error": each.error,
        "text": mask(each.message.text),
    }
