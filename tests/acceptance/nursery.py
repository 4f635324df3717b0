"""Where programs are born: one process has read the modules, and each program is a fork of it.

What runs is the program's own command line, with nothing exchanged but the machine's clock where a
test owns it. Only the reading of the modules is done once for all: it is most of a start.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot import app, deadlines, logs
from bot.clock import SteadyClock
from bot.commands.main import cli
from bot.commands.program import Program
from tests.acceptance.machine_clock import MachineClock

__all__ = ["app", "logs"]
ROOT = Path(__file__).parents[2]
MEASURING = "COVERAGE_PROCESS_CONFIG"
"""By which coverage.py has every new process measured."""
LOOK_AGAIN_SECONDS = 0.05
"""How often time is looked at that stands still until a test turns it, and then leaps."""

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Birth:
    """What a program is born with: its command line, its environment, and where it writes.

    `terminal` is a path: a descriptor on its way to a program that is killed meanwhile would stay
    open for ever, and the terminal with it. A command may write to a file in its place.
    """

    arguments: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    terminal: str
    clock: Path | None


def bear(birth: Birth) -> ForkServerProcess:
    """A new process that runs this command line on this terminal."""
    process = _CONTEXT.Process(target=_live, args=(birth,))
    with _unmeasured():
        process.start()
    return process


@contextmanager
def _unmeasured() -> Iterator[None]:
    # Of most programs nothing would be learnt, for they are killed; all of them would take twice
    # as long.
    measuring = os.environ.pop(MEASURING, None)
    try:
        yield
    finally:
        if measuring is not None:
            os.environ[MEASURING] = measuring


def _live(birth: Birth) -> None:
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(birth.environment)
    os.environ.pop(MEASURING, None)
    log = os.open(birth.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(os.open(birth.terminal, os.O_RDWR | os.O_NOCTTY), 1)
    os.dup2(log, 2)
    cli(birth.arguments, prog_name="wenzheng", obj=_program(birth.clock))


def _program(clock: Path | None) -> Program:
    if clock is None:
        return Program()
    deadlines.LOOK_AGAIN_SECONDS = LOOK_AGAIN_SECONDS
    return Program(clock=SteadyClock(MachineClock(clock), lambda: 0.0))
