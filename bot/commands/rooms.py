"""`wenzheng room`: the groups on chat channels in which officials work together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.as_typed import typed
from bot.commands.printing import examples, json_option, moment_text, print_json, print_table
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengGroup
from bot.errors import WenzhengError
from bot.models import RoomMode
from bot.store import invitations, people, rooms

if TYPE_CHECKING:
    from bot.models import Room
    from bot.store import Transaction

CODE_MINUTES = 60
_MODE = click.option(
    "--mode",
    type=click.Choice([mode.value for mode in RoomMode]),
    help="masked: the question without personal data; strict: number, topic and district only.",
)
_DEPARTMENT = click.option("--department", help="The department's id or name; none: the duty room.")


@click.group(cls=WenzhengGroup, epilog=examples("room code --department water", "room list"))
def room() -> None:
    """Officials' rooms (工作群): groups in which tickets appear and are answered."""


@room.command(epilog=examples("room code", "room code --department water --mode strict"))
@_DEPARTMENT
@_MODE
@json_option
@pass_program
def code(program: Program, department: str | None, mode: str | None, as_json: bool) -> None:
    """Print a one-time code that makes a group a room: add the bot there, and write the code."""
    from datetime import timedelta

    from bot.commands.officials import must_be_terminal

    must_be_terminal("A code")
    now = program.clock()

    def work(tx: Transaction) -> str:
        wanted = RoomMode(mode or RoomMode.MASKED)
        return invitations.invite_room(
            tx, _department(tx, department or ""), wanted, now, CODE_MINUTES
        )

    made = program.run(lambda database: database.transaction(work))
    ends = now + timedelta(minutes=CODE_MINUTES)
    if as_json:
        print_json({"code": made, "expires_at": ends.isoformat()})
        return
    until = moment_text(ends, program.zone)
    click.echo(
        f"{made}\nOnce, until {until}: add the bot to the group, and write there /start {made} "
        "(in WeCom, mention the robot with it)"
    )


@room.command("list", epilog=examples("room list", "room list --json"))
@json_option
@pass_program
def list_(program: Program, as_json: bool) -> None:
    """List the rooms."""
    found = program.run(lambda database: database.read(rooms.rooms))
    if as_json:
        print_json([_values(each) for each in found])
        return
    print_table(
        ["id", "channel", "address", "department", "mode", "topics", "hears", "state"],
        [
            (
                each.id,
                each.channel,
                each.address,
                each.department_id or "duty",
                each.mode.value,
                "yes" if each.topics else "no",
                each.hearing.value,
                "lost" if each.lost else "open",
            )
            for each in found
        ],
        f"There is no room yet: {typed('room code')}",
    )


@room.command("set", epilog=examples("room set 1 --mode strict", "room set 1 --department water"))
@click.argument("id", type=int)
@_DEPARTMENT
@_MODE
@pass_program
def set_(program: Program, id: int, department: str | None, mode: str | None) -> None:  # noqa: A002
    """Let a room belong to another department ('' for the duty room), or show more or less."""

    def work(tx: Transaction) -> None:
        found = _existing(tx, id)
        unit = found.department_id if department is None else _department(tx, department)
        rooms.change(tx, id, unit, RoomMode(mode) if mode else found.mode)

    program.run(lambda database: database.transaction(work))
    click.echo(f"Room {id} is changed; what is drawn from now on shows it.")


@room.command(epilog=examples("room close 1"))
@click.argument("id", type=int)
@pass_program
def close(program: Program, id: int) -> None:  # noqa: A002
    """Close a room: nothing more is said or heard there; the tickets stay as they are."""

    def work(tx: Transaction) -> None:
        rooms.close(tx, _existing(tx, id).id)

    program.run(lambda database: database.transaction(work))
    click.echo(f"Room {id} is closed.")


def _existing(tx: Transaction, room_id: int) -> Room:
    found = next((each for each in rooms.rooms(tx) if each.id == room_id), None)
    if found is None:
        raise WenzhengError(f"There is no room {room_id}; see: {typed('room list')}")
    return found


def _department(tx: Transaction, called: str) -> str:
    if not called:
        return ""
    found = people.department_called(tx, called)
    if found is None:
        raise WenzhengError(f"There is no department {called!r}; see: {typed('department list')}")
    return found.id


def _values(each: Room) -> dict[str, object]:
    return {
        "id": each.id,
        "channel": each.channel,
        "address": each.address,
        "department": each.department_id or None,
        "mode": each.mode.value,
        "hears": each.hearing.value,
        "topics": each.topics,
        "lost": each.lost,
    }
