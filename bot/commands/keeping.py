"""`wenzheng export`, `backup` and `restore`: the data in other hands, in safety, and back."""

from __future__ import annotations

from pathlib import Path

import click

from bot.as_typed import typed
from bot.commands.printing import examples, json_option, note, plural, print_json
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengCommand

new_file = click.argument("file", type=click.Path(path_type=Path))


@click.command(
    cls=WenzhengCommand,
    epilog=examples("export wenzheng-2026-11.db", "export all.db --personal-data"),
)
@new_file
@click.option(
    "--personal-data",
    is_flag=True,
    help="Leave everything as it is, confidential tickets among it; this is logged.",
)
@json_option
@pass_program
def export(program: Program, file: Path, personal_data: bool, as_json: bool) -> None:
    """Write tickets, events, messages, FAQ and people into one new SQLite file.

    Open it with sqlite-utils, Datasette or any SQLite program. Personal data is masked and
    confidential tickets are left out, unless --personal-data is given; files that people sent are
    never in it.
    """
    from bot import exporting

    scope = exporting.PERSONAL if personal_data else exporting.MASKED
    settings, now, zone = program.settings, program.clock(), program.zone
    counts = program.run(
        lambda database: exporting.export(database, file, scope, settings.city, now, zone)
    )
    if personal_data:
        note(
            f"Warning: {file} holds residents' personal data. The export has been logged; keep the "
            "file where only those may read it who must, and delete it afterwards."
        )
    if as_json:
        print_json({"file": str(file), "personal_data": personal_data, "rows": counts})
        return
    told = ", ".join(f"{count:,} {table}" for table, count in counts.items() if table != "about")
    click.echo(f"{file}: {told}.")


@click.command(cls=WenzhengCommand, epilog=examples("backup /safe/place/wenzheng-2026-11-23.db"))
@new_file
@json_option
@pass_program
def backup(program: Program, file: Path, as_json: bool) -> None:
    """Copy the whole database to a new file, consistent and checked, while the service runs.

    `wenzheng restore` puts it back.
    """
    from bot.store.backup import backup as copy
    from bot.store.opening import locate

    copy(locate(program.settings), file)
    size = file.stat().st_size
    if as_json:
        print_json({"file": str(file), "bytes": size})
    else:
        click.echo(f"{file}: {plural(size, 'byte')}, checked and complete.")


@click.command(
    cls=WenzhengCommand,
    epilog=examples(
        "restore /safe/place/wenzheng-2026-11-23.db --replace",
        "--data /srv/new-machine restore wenzheng-2026-11-23.db",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--replace",
    is_flag=True,
    help="Take the place of the database that is there, which is laid into `replaced`.",
)
@json_option
@pass_program
def restore(program: Program, file: Path, replace: bool, as_json: bool) -> None:
    """Put a backup in the place of the database, checked first, while no service runs.

    The signing key lies in it, so links stay valid; a database of an older version is brought up
    to date when the service starts.
    """
    from bot.store.opening import locate
    from bot.store.restoring import restore as put_back

    done = put_back(file, locate(program.settings), replace=replace, now=program.clock())
    if as_json:
        print_json(
            {
                "file": str(file),
                "database": str(done.place),
                "bytes": done.size,
                "schema": done.schema,
                "replaced": str(done.replaced) if done.replaced else None,
            }
        )
        return
    click.echo(f"{done.place}: restored from {file}, {plural(done.size, 'byte')}, checked.")
    if done.replaced:
        click.echo(f"What was there before lies in {done.replaced}; keep it until all is well.")
    click.echo(f"Start the service, then: {typed('doctor')}")
