"""The surface of the command line: help, documents, options, errors and exit codes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from bot.commands.main import cli
from bot.settings.template import settings_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.commands.conftest import CommandLine

DOCS = Path(__file__).parents[2] / "docs"


def commands(group: click.Group = cli, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name."""
    for name, command in group.commands.items():
        yield f"{path}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")


NAMES = [name for name, _ in commands()]


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=NAMES)
def test_every_command_is_documented_with_its_options(name: str, command: click.Command) -> None:
    """Nobody has to read the code to find a command or an option."""
    page = (DOCS / "cli.md").read_text("utf-8")
    if not isinstance(command, click.Group):
        line = next(
            (line for line in page.splitlines() if f"`{name}" in line or f"g {name}" in line), ""
        )
        assert line, f"docs/cli.md does not list {name}"
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert option.opts[0] in line, f"docs/cli.md: {name} without {option.opts[0]}"


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=NAMES)
def test_every_command_has_help_with_examples(
    shell: CommandLine, name: str, command: click.Command
) -> None:
    """One sentence, and at least one example that names the command."""
    text = shell.run(*name.split(), "--help").stdout
    assert command.help
    assert f"wenzheng {name}" in text


def test_the_settings_page_is_what_the_settings_say() -> None:
    """docs/settings.md is written by `python -m bot.settings`."""
    assert (DOCS / "settings.md").read_text("utf-8") == settings_page()


def test_examples_name_only_commands_and_options_that_exist() -> None:
    """An example that does not run is worse than none."""
    for name, command in [("", cli), *commands()]:
        for line in re.findall(r"^  wenzheng (.+)$", command.epilog or "", re.MULTILINE):
            words = line.split()
            assert any(known in line for known in NAMES), (
                f"{name}: the example {line!r} names no command"
            )
            options = {word for word in words if word.startswith("--")}
            known_options = {
                option
                for _, each in [("", cli), *commands()]
                for p in each.params
                for option in p.opts
            }
            assert options <= known_options, f"{name}: {line!r}"


def test_place_options_stand_before_or_behind_a_command(shell: CommandLine) -> None:
    """Scripts write them in either place."""
    for number, args in enumerate(
        (["--data", "A", "department", "add"], ["department", "--data", "A", "add"])
    ):
        shell.run(*args, f"d{number}", f"单位{number}")
    shell.run("department", "add", "d2", "单位2", "--data", "A")
    assert len(shell.json("department", "list", "--data", "A")) == 3
    assert (shell.folder / "A" / "wenzheng.db").exists()
    assert not (shell.folder / "data").exists()


def test_a_settings_file_is_taken_from_the_option(shell: CommandLine) -> None:
    """--config names it; the environment still wins over what it says."""
    shell.write("mine.toml", 'data = "other"\ncity = "甲市"')
    shell.run("--config", "mine.toml", "department", "add", "tax", "税务局")
    assert (shell.folder / "data").exists()
    findings = shell.json("--config", "mine.toml", "doctor", code=1)
    assert findings[0]["found"].startswith("甲市")


def test_a_wrong_setting_is_one_sentence(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 1, no traceback, nothing on standard output."""
    monkeypatch.setenv("WENZHENG_PROT", "1")
    assert "did you mean WENZHENG_PORT?" in shell.refused("faq", "list")


def test_the_doctor_has_a_finding_for_each_wrong_setting(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two faults are two things to mend."""
    monkeypatch.setenv("WENZHENG_PROT", "1")
    monkeypatch.setenv("WENZHENG_LANGUAGE", "fr")
    first, second = shell.json("doctor", code=1)
    assert ("LANGUAGE" in first["found"], "PROT" in second["found"]) == (True, True)


@pytest.mark.parametrize(
    "args", [["faq", "lst"], ["tickets", "list", "--state", "lost"], ["official", "add"], ["-x"]]
)
def test_wrong_usage_ends_with_2(shell: CommandLine, args: list[str]) -> None:
    """As every well-behaved command does."""
    assert "Usage" in shell.run(*args, code=2).stderr


def test_a_fault_of_ours_is_one_sentence_that_quotes_nobody(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 70, the kind of error only; with WENZHENG_DEBUG the whole of it."""

    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("张三 13812345678")

    shell.begin()
    monkeypatch.setattr("bot.store.people.departments", break_down)
    result = shell.run("department", "list", code=70)
    assert "RuntimeError" in result.stderr
    assert "13812345678" not in result.output
    monkeypatch.setenv("WENZHENG_DEBUG", "1")
    result = shell.run("department", "list", code=1)
    assert isinstance(result.exception, RuntimeError)


def test_an_unreadable_database_is_one_sentence(shell: CommandLine) -> None:
    """A file that is no database is left alone."""
    (shell.folder / "data").mkdir()
    broken = shell.write("data/wenzheng.db", "this is no database" * 100)
    assert "wenzheng.db" in shell.refused("tickets", "list")
    assert broken.read_text().startswith("this is no database")
