"""`wenzheng doctor`: what is wrong, and what to do about it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.doctor.encoder import check_encoder
from bot.commands.doctor.robot import check_groups, check_robot, read_books
from bot.commands.doctor.rooms import check_rooms
from bot.commands.doctor.surroundings import (
    Finding,
    Verdict,
    check_folder,
    check_port,
    check_settings,
    good,
    problem,
)
from bot.commands.doctor.telegram import check_telegram
from bot.commands.doctor.webhook import check_webhook
from bot.commands.doctor.wechat import check_wechat
from bot.commands.doctor.wecom import check_members, check_wecom
from bot.commands.printing import examples, json_option, plural, print_json
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengCommand
from bot.errors import SettingsError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.store import Database

_MARKS = {Verdict.GOOD: "✓", Verdict.WARNING: "!", Verdict.PROBLEM: "✗"}
_PATIENCE = timedelta(seconds=5)


@click.command(cls=WenzhengCommand, epilog=examples("doctor", "doctor --json"))
@json_option
@pass_program
def doctor(program: Program, as_json: bool) -> None:
    """Check settings, data folder, database, FAQ, people, messages, port and clock.

    Ends with 0 where residents can be served, with 1 where something must be mended.
    """
    findings = list(_findings(program))
    if as_json:
        print_json([_values(each) for each in findings])
    else:
        _print(findings)
    if any(each.verdict is Verdict.PROBLEM for each in findings):
        raise click.exceptions.Exit(1)


def _findings(program: Program) -> Iterator[Finding]:
    try:
        settings = program.settings
    except SettingsError as error:
        for fault in str(error).splitlines():
            yield problem("settings", fault, "everything else waits for this")
        return
    yield from check_settings(settings)
    yield from check_folder(settings)
    yield from _database(program)
    yield check_port(settings)
    yield check_encoder(settings)
    yield from check_telegram(settings)
    yield from check_wechat(settings)
    yield from check_wecom(settings)
    yield from check_webhook(settings)
    yield from _rooms(program)


def _rooms(program: Program) -> Iterator[Finding]:
    from bot.store import people, rooms
    from bot.store.opening import locate

    place = locate(program.settings)
    if isinstance(place, Path) and not place.exists():
        return
    try:
        known = program.run(lambda database: database.read(rooms.rooms))
        lost = program.run(lambda database: database.read(people.lost_accounts))
        books = program.run(
            lambda database: database.read(partial(read_books, now=program.clock()))
        )
    except (StoreError, SettingsError):
        # Told already, where the database is looked at.
        return
    yield from check_rooms(program.settings, known)
    yield from check_members(lost)
    yield from check_robot(program.settings, books)
    yield from check_groups(program.settings, books)


def _database(program: Program) -> Iterator[Finding]:
    from bot.store.opening import locate

    place = locate(program.settings)
    if isinstance(place, Path) and not place.exists():
        # Looking must not make anything.
        yield good("database", f"{place} will be made at the first start")
        return
    try:
        yield _whole(place)
        yield from program.run(lambda database: _examined(program, database))
    except (StoreError, SettingsError) as error:
        yield problem("database", str(error), "nothing can be kept before this is mended")


def _whole(place: Path | str) -> Finding:
    from bot.store.sqlite_health import fault_of

    if not isinstance(place, Path):
        return good("database", "PostgreSQL")
    fault = fault_of(place)
    if fault:
        return problem(
            "database",
            f"{place} is damaged ({fault})",
            "stop the service, keep the file, and put the newest good backup in its place",
        )
    return good("database", f"{place} is whole")


async def _examined(program: Program, database: Database) -> list[Finding]:
    from bot.commands.doctor.database import Present, examine
    from bot.store import keys

    # The key is made on its first use; all the rest only reads, beside those who write.
    signer = await database.transaction(partial(keys.signer, secret=program.settings.secret))
    folder = program.settings.data_folder
    present = Present(program.clock(), program.zone, signer, _PATIENCE, folder)
    return await database.read(partial(examine, present=present))


def _print(findings: list[Finding]) -> None:
    for each in findings:
        click.echo(f"{_MARKS[each.verdict]} {each.subject}: {each.found}")
        if each.advice:
            click.echo(f"    {each.advice}")
    problems = sum(each.verdict is Verdict.PROBLEM for each in findings)
    warnings = sum(each.verdict is Verdict.WARNING for each in findings)
    click.echo(f"\n{plural(problems, 'problem')}, {plural(warnings, 'warning')}.")


def _values(each: Finding) -> dict[str, str]:
    return {
        "subject": each.subject,
        "verdict": each.verdict.value,
        "found": each.found,
        "advice": each.advice,
    }
