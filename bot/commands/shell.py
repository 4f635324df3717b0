"""How every command behaves: its place options, its errors in one sentence, its exit codes."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import click

from bot.commands.program import Program
from bot.errors import WenzhengError
from faq.errors import FaqError

CRASHED = 70
"""The exit code of a fault of ours (EX_SOFTWARE of BSD's sysexits)."""


def place_options(*, hidden: bool) -> list[click.Option]:
    """--data, --config and --database: which service a command is about."""
    return [
        click.Option(
            ["--data"],
            metavar="FOLDER",
            help="The data folder (WENZHENG_DATA).",
            expose_value=False,
            callback=_place,
            hidden=hidden,
        ),
        click.Option(
            ["--config"],
            metavar="FILE",
            help="The settings file (WENZHENG_CONFIG); else wenzheng.toml in this folder.",
            expose_value=False,
            callback=_place,
            hidden=hidden,
        ),
        click.Option(
            ["--database"],
            metavar="ADDRESS",
            help="The database, where it is not in the data folder (WENZHENG_DATABASE).",
            expose_value=False,
            callback=_place,
            hidden=hidden,
        ),
    ]


class WenzhengCommand(click.Command):
    """A command that also takes the place options behind its own name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **kwargs)
        self.params = [*self.params, *place_options(hidden=True)]


class WenzhengGroup(click.Group):
    """A group of commands that end in one sentence, whatever goes wrong."""

    command_class = WenzhengCommand
    group_class = type
    shows_places = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **kwargs)
        self.params = [*self.params, *place_options(hidden=not self.shows_places)]

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own
        """Run the command; a refusal ends with 1, a fault of ours with 70."""
        try:
            return super().invoke(ctx)
        except (WenzhengError, FaqError) as error:
            raise click.ClickException(str(error)) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("WENZHENG_DEBUG") or _is_broken_pipe(error):
                raise
            raise Crash(error) from error


class WenzhengProgram(WenzhengGroup):
    """The command itself, whose help explains the place options."""

    shows_places = True


class Crash(click.ClickException):
    """A fault of ours; what it says may quote a resident, so that only its kind is shown."""

    exit_code = CRASHED

    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"Something went wrong inside Wenzheng ({type(error).__name__}); nothing was left "
            "half done. Run it again with WENZHENG_DEBUG=1 to see where, and please report it."
        )


def _place(ctx: click.Context, option: click.Parameter, value: str | None) -> None:
    program = ctx.ensure_object(Program)
    if value is None:
        return
    if option.name == "config":
        program.config = Path(value).expanduser()
    else:
        program.override({str(option.name): value})


def _is_broken_pipe(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno == errno.EPIPE
