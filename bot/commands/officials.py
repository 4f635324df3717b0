"""`wenzheng official`: the people who answer, what they may do, and how they sign in."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from bot.as_typed import typed
from bot.commands.files import export_file, file_argument, import_file
from bot.commands.printing import examples, json_option, moment_text, print_json, print_table
from bot.commands.program import Program, pass_program
from bot.commands.serving import running_service
from bot.commands.shell import WenzhengGroup
from bot.errors import WenzhengError
from bot.store import people

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from bot.models import Official
    from bot.store import Transaction


@click.group(
    cls=WenzhengGroup, epilog=examples("official add 王芳 --department tax", "official link 王芳")
)
def official() -> None:
    """Officials (工作人员): the people who answer."""


@official.command(
    epilog=examples(
        "official add 王芳 --department tax",
        "official add 李强 --department 值班室 --role dispatcher --role 单位负责人",
    )
)
@click.argument("name")
@click.option("--department", required=True, help="The department's id or name.")
@click.option(
    "--role", "role_names", multiple=True, help="A role, in English or Chinese; may be repeated."
)
@pass_program
def add(program: Program, name: str, department: str, role_names: tuple[str, ...]) -> None:
    """Add an official to a department; without --role, one who answers (承办人)."""
    from bot.imports.officials import OfficialRow, keep_official, roles

    row = OfficialRow(_clean(name), department, roles(role_names))

    def work(tx: Transaction) -> None:
        if people.official_by_name(tx, row.name) is not None:
            raise WenzhengError(
                f"There is an official named {row.name} already; add something that tells the two "
                f"apart, or change the roles with: {typed('official roles NAME ROLE')}"
            )
        keep_official(tx, row, program.clock())

    program.run(lambda database: database.transaction(work))
    link = typed(f"official link {row.name}")
    click.echo(f"{row.name} is added; to sign in at the desk: {link}")


@official.command("list", epilog=examples("official list", "official list --json"))
@json_option
@pass_program
def list_(program: Program, as_json: bool) -> None:
    """List the active officials with their departments and roles."""
    from bot.imports.officials import ROLES_ZH

    found = program.run(lambda database: database.read(people.officials))
    if as_json:
        print_json([official_values(each) for each in found])
        return
    print_table(
        ["id", "name", "department", "roles"],
        [
            (
                each.id,
                each.name,
                each.department_id,
                "、".join(ROLES_ZH[role] for role in sorted(each.roles)),
            )
            for each in found
        ],
        f"There is no official yet: {typed('official add NAME --department ID')}",
    )


@official.command(epilog=examples("official roles 王芳", "official roles 王芳 official reviewer"))
@click.argument("name")
@click.argument("role_names", nargs=-1, metavar="[ROLE]...")
@pass_program
def roles(program: Program, name: str, role_names: tuple[str, ...]) -> None:
    """Show what an official may do, or let them hold exactly the roles that are named."""
    from bot.imports.officials import ROLES_ZH
    from bot.imports.officials import roles as roles_of

    wanted = roles_of(role_names) if role_names else None

    def work(tx: Transaction) -> Official:
        found = _named(tx, name)
        if wanted is not None:
            people.give_roles(tx, found.id, wanted)
            _check_administrator(tx, found)
        return _named(tx, name)

    found = program.run(lambda database: database.transaction(work))
    held = ", ".join(f"{role.value} {ROLES_ZH[role]}" for role in sorted(found.roles))
    click.echo(f"{found.name} ({found.department_id}): {held or 'no role'}")


@official.command(epilog=examples("official remove 王芳"))
@click.argument("name")
@pass_program
def remove(program: Program, name: str) -> None:
    """Remove an official: signed out at once, everywhere; what they did stays on record."""

    def work(tx: Transaction) -> None:
        found = _named(tx, name)
        if len(people.officials(tx)) == 1:
            raise WenzhengError(
                f"{found.name} is the last official, and residents would be left with nobody; "
                f"add another first: {typed('official add NAME --department ID')}"
            )
        people.remove_official(tx, found.id, program.clock())
        _check_administrator(tx, found)

    program.run(lambda database: database.transaction(work))
    click.echo(f"{name} is removed and signed out.")


@official.command(epilog=examples("official link 王芳", "official link 王芳 --json"))
@click.argument("name")
@json_option
@pass_program
def link(program: Program, name: str, as_json: bool) -> None:
    """Print a one-time link with which an official signs in at the desk.

    It is printed to a terminal only, because whoever has it can sign in.
    """
    must_be_terminal("A sign-in link")
    made = _new_link(program, name)
    if as_json:
        print_json({"name": made.name, "url": made.url, "expires_at": made.expires_at.isoformat()})
        return
    until = moment_text(made.expires_at, program.zone)
    click.echo(f"{made.url}\nFor {made.name}, once, until {until}.")


@official.command(epilog=examples("official code 王芳"))
@click.argument("name")
@json_option
@pass_program
def code(program: Program, name: str, as_json: bool) -> None:
    """Print a one-time code by which an official's chat account becomes known: sent to the bot.

    It is printed to a terminal only, because whoever has it can act as the official.
    """
    from datetime import timedelta

    from bot.store import invitations

    must_be_terminal("A code")
    now, minutes = program.clock(), program.settings.desk.link_minutes

    def work(tx: Transaction) -> tuple[str, str]:
        found = _named(tx, name)
        return found.name, invitations.invite_official(tx, found.id, now, minutes)

    found, made = program.run(lambda database: database.transaction(work))
    ends = now + timedelta(minutes=minutes)
    if as_json:
        print_json({"name": found, "code": made, "expires_at": ends.isoformat()})
        return
    until = moment_text(ends, program.zone)
    click.echo(f"{made}\nFor {found}, once, until {until}: send it to the bot in a private chat.")


@official.command("import", epilog=examples("official import officials.csv"))
@file_argument
@json_option
@pass_program
def import_(program: Program, file: Path, as_json: bool) -> None:
    """Import officials from a table: name, department, roles (姓名 单位 角色)."""
    from bot.imports.officials import official_keeper

    import_file(program, file, official_keeper(program.clock()), as_json=as_json)


@official.command(epilog=examples("official export officials.csv"))
@file_argument
@pass_program
def export(program: Program, file: Path) -> None:
    """Write the active officials to a new table file, which can be imported again."""
    from bot.imports.officials import COLUMNS, values

    found = program.run(lambda database: database.read(people.officials))
    export_file(file, [values(each) for each in found], tuple(COLUMNS), "official")


def must_be_terminal(secret: str) -> None:
    """Refuse to print a secret anywhere but before a person's eyes. Raises `WenzhengError`."""
    if not is_terminal():
        raise WenzhengError(
            f"{secret} is printed only to a terminal, so that it is kept in no file or log; "
            "run this command in a terminal."
        )


def is_terminal() -> bool:
    """Whether what is printed goes to a person's eyes, not into a file or a log."""
    return sys.stdout.isatty()


def official_values(each: Official) -> dict[str, object]:
    """An official as JSON has them."""
    return {
        "id": each.id,
        "name": each.name,
        "department": each.department_id,
        "roles": sorted(role.value for role in each.roles),
    }


@dataclass(frozen=True, slots=True)
class _Link:
    name: str
    url: str
    expires_at: datetime


def _new_link(program: Program, name: str) -> _Link:
    from datetime import timedelta

    settings, now = program.settings, program.clock()
    running = running_service(settings.data_folder)
    home = running.address.public if running is not None else settings.public_url
    if not home:
        raise WenzhengError(
            "The port is 0, so that nobody can know the desk's address before the service runs; "
            "start it, or set WENZHENG_PUBLIC_URL to the address it is reached at."
        )
    minutes = settings.desk.link_minutes

    def work(tx: Transaction) -> tuple[str, str]:
        found = _named(tx, name)
        return found.name, people.new_link(tx, found.id, now, minutes)

    found, token = program.run(lambda database: database.transaction(work))
    url = f"{home}/desk/sign-in/{token}"
    return _Link(found, url, now + timedelta(minutes=minutes))


def _check_administrator(tx: Transaction, before: Official) -> None:
    from bot.imports.officials import check_administrator
    from bot.models import Role

    if Role.ADMINISTRATOR in before.roles:
        check_administrator(tx)


def _named(tx: Transaction, name: str) -> Official:
    found = people.official_by_name(tx, _clean(name))
    if found is None:
        raise WenzhengError(f"There is no active official {name!r}; see: {typed('official list')}")
    return found


def _clean(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or not clean.isprintable():
        raise WenzhengError("An official's name must be a line of text; write it as it is spoken.")
    return clean
