"""What the tests of commands ask for: a command line in an empty folder, frozen in time."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from click.testing import CliRunner, Result

from bot.commands.main import cli
from bot.commands.program import Program
from bot.settings import load
from bot.store.opening import open_database
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.store import Transaction

T = TypeVar("T")


@dataclass(frozen=True)
class CommandLine:
    """Runs commands on one data folder; `folder` is the working folder."""

    folder: Path

    def run(self, *args: object, code: int = 0, stdin: str | None = None) -> Result:
        """Run a command that ends with `code`."""
        program = Program(clock=lambda: NOW)
        result = CliRunner().invoke(cli, [str(arg) for arg in args], obj=program, input=stdin)
        assert result.exit_code == code, (result.output, result.exception)
        return result

    def json(self, *args: object, code: int = 0) -> Any:
        """What a command prints as JSON, and nothing else on standard output."""
        return json.loads(self.run(*args, "--json", code=code).stdout)

    def refused(self, *args: object) -> str:
        """The one sentence with which a command refuses."""
        result = self.run(*args, code=1)
        assert result.stdout == ""
        assert "Traceback" not in result.stderr
        return result.stderr.strip().splitlines()[-1]

    def do(self, work: Callable[[Transaction], T]) -> T:
        """Carry out a transaction on the same data."""

        async def carry_out() -> T:
            database = await open_database(load(), now=NOW)
            try:
                return await database.transaction(work)
            finally:
                await database.close()

        return asyncio.run(carry_out())

    def begin(self) -> None:
        """Let there be a service with nothing in it."""
        self.do(lambda _: None)

    def write(self, name: str, text: str) -> Path:
        """Write a file into the working folder."""
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A command line in an empty folder, with a data folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name in ("WENZHENG_CONFIG", "WENZHENG_DEBUG", "WENZHENG_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WENZHENG_DATA", str(tmp_path / "data"))
    return CommandLine(tmp_path)
