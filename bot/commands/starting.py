"""`wenzheng init` and `wenzheng serve`."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import click

from bot.as_typed import typed
from bot.commands.printing import examples, note
from bot.commands.program import Program, pass_program
from bot.commands.shell import WenzhengCommand
from bot.errors import WenzhengError
from bot.settings import FILE_NAME


@click.command(
    cls=WenzhengCommand,
    epilog=examples("init", "init /etc/wenzheng.toml --city 样例市 --port 9000"),
)
@click.argument("file", type=click.Path(path_type=Path), default=FILE_NAME)
@click.option("--city", help="The city's name, as residents read it.")
@click.option("--host", help="The network address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on.")
@pass_program
def init(program: Program, /, file: Path, **given: object) -> None:
    """Write a settings file with every setting, explained and commented out.

    FILE is wenzheng.toml in this folder unless another is named; what is there is kept.
    """
    from bot.settings.template import settings_file

    chosen = {name: value for name, value in given.items() if value is not None}
    text = settings_file({**program.overrides, **chosen})
    try:
        # A file that may come to hold a secret is nobody else's.
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise WenzhengError(
            f"{file} exists already and is kept; edit it, or name a new file."
        ) from None
    except OSError as error:
        raise WenzhengError(f"{file} cannot be written: {error.strerror or error}.") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text)
    click.echo(f"{file} is written; edit it, then run: {typed('serve')}")


@click.command(
    cls=WenzhengCommand,
    epilog=examples("serve", "--data /srv/wenzheng serve --host 0.0.0.0 --port 80"),
)
@click.option("--host", help="The network address to listen on (WENZHENG_HOST).")
@click.option("--port", type=int, help="The port to listen on (WENZHENG_PORT); 0 for any free one.")
@pass_program
def serve(program: Program, host: str | None, port: int | None) -> None:
    """Run the service: residents' page, officials' desk, matching and delivery.

    It prints where residents and officials find it, and stops in good order on Ctrl-C or SIGTERM.
    """
    from bot import app
    from bot.event_loop import loop_factory
    from bot.logs import start_logging

    program.override({"host": host, "port": port})
    settings = program.settings
    start_logging()
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(app.serve(settings, click.echo, program.clock))
    note("Stopped; everything that was acknowledged is kept.")
