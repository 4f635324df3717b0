"""The real program in a process of its own, on a terminal, to start, stop and kill."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import signal
import socket
import threading
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import aiohttp

from tests.acceptance.command import carry_out
from tests.acceptance.nursery import Birth, bear
from tests.patience import PATIENCE_SECONDS

PATIENCE = aiohttp.ClientTimeout(PATIENCE_SECONDS)
LINK = re.compile(r"/desk/sign-in/([A-Za-z0-9_-]+)")


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**more: str) -> dict[str, str]:
    """Our environment without anybody's settings, with `more` as WENZHENG_… variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WENZHENG_")}
    kept["PYTHONUNBUFFERED"] = "1"
    # The default install is what is tested; the tests of meaning ask for an encoder.
    kept["WENZHENG_MATCHING_ENCODER"] = "off"
    return kept | {f"WENZHENG_{name.upper()}": value for name, value in more.items()}


class Program:
    """`wenzheng serve` on a data folder of its own; `settings` become WENZHENG_… variables.

    With a `clock` (a file, see `MachineClock`) it runs on a machine whose time the test sets.
    """

    def __init__(self, data: Path, clock: Path | None = None, **settings: str) -> None:
        self.data = data
        self._clock = clock
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._settings = {"port": str(self.port), **settings}
        self._log = data.with_name(f"{data.name}.log")
        self._process: ForkServerProcess | None = None
        self._screen = bytearray()
        self._reader: threading.Thread | None = None
        self._terminal = -1

    @property
    def screen(self) -> str:
        """What it has printed to the terminal since it was started last."""
        return self._screen.decode("utf-8", "replace")

    @property
    def log(self) -> str:
        """What it has ever written to standard error."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    @property
    def sign_in_path(self) -> str:
        """The path of the one-time link on the terminal."""
        found = LINK.search(self.screen)
        assert found, f"no sign-in link on the terminal: {self.screen}\n{self.log}"
        return found.group(0)

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.is_alive()

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process
        assert self._process.pid
        return self._process.pid

    def launch(self) -> None:
        """Start the process without waiting for it."""
        assert not self.is_running
        self._turn_off()
        ours, self._terminal = pty.openpty()
        self._screen = bytearray()
        arguments = ("--data", str(self.data), "serve")
        terminal = os.ttyname(self._terminal)
        given = environment(**self._settings)
        self._process = bear(Birth(arguments, given, self._log, terminal, self._clock))
        self._reader = threading.Thread(target=self._read, args=(ours, self._screen))
        self._reader.start()

    async def start(self) -> None:
        """Start the process and wait until it serves."""
        self.launch()
        await self.serving()

    async def serving(self) -> None:
        """Wait until it answers, and has told where it can be found."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not (await self._answers() and self._has_welcomed()):
            assert self.is_running, f"it ended with {self.exit_code()}:\n{self.screen}{self.log}"
            assert time.monotonic() < end, f"it does not serve:\n{self.screen}{self.log}"
            await asyncio.sleep(0.05)

    def _has_welcomed(self) -> bool:
        told = any(last in self.screen for last in ("/desk/sign-in/", "No official yet"))
        return told and self.screen.endswith("\n")

    async def health(self) -> dict[str, Any]:
        """What /healthz tells."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.url}/healthz", timeout=PATIENCE) as response,
        ):
            return {"http": response.status, **await response.json()}

    def kill(self) -> None:
        """SIGKILL: the power fails."""
        self._signal(signal.SIGKILL)
        self.exit_code()

    def terminate(self) -> int:
        """SIGTERM: an orderly stop; the exit code."""
        self._signal(signal.SIGTERM)
        return self.exit_code()

    def exit_code(self) -> int:
        """Wait for its end; the exit code."""
        assert self._process
        self._process.join(PATIENCE_SECONDS)
        code = self._process.exitcode
        assert code is not None, f"it does not end:\n{self.log[-4000:]}"
        self._turn_off()
        return code

    def _turn_off(self) -> None:
        """The terminal stood open for a program that had not opened it yet; read what is left."""
        if self._reader:
            os.close(self._terminal)
            self._reader.join()
            self._reader = None

    def end(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self._process is not None and self.is_running:
            self.kill()
        self._turn_off()

    def run(self, *arguments: str, **settings: str) -> CompletedProcess[str]:
        """Run a command on the same data folder, as an operator would meanwhile."""
        given = environment(**{**self._settings, **settings})
        return carry_out(("--data", str(self.data), *arguments), given, self.data.parent)

    def tell(self, *arguments: str) -> Any:
        """Run a command that has to succeed; its JSON."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def assert_calm(self) -> None:
        """No traceback was ever logged, and no error was left unheard."""
        for alarm in ("Traceback", "never retrieved", "never awaited"):
            assert alarm not in self.log, self.log[-4000:]

    async def _answers(self) -> bool:
        try:
            return bool((await self.health())["http"] == 200)
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return False

    def _signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    @staticmethod
    def _read(terminal: int, screen: bytearray) -> None:
        try:
            while part := os.read(terminal, 4096):
                screen += part
        except OSError:
            # The terminal's other end is closed: the process has ended.
            pass
        finally:
            os.close(terminal)
