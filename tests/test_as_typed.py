"""Commands that are told to be typed: they run as they stand, where the program was started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.as_typed import typed

ROOT = Path(__file__).parent.parent
SCRIPT = f"#!{sys.executable}\nfrom bot.__main__ import main\n\nmain()\n"


def run(folder: Path, command: str, **more: str) -> str:
    """What a command prints that is typed into a shell standing in `folder`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WENZHENG_")}
    given = {**kept, "PYTHONPATH": str(ROOT), **more}
    done = subprocess.run(  # noqa: S602 - typed into a shell, as the hint is
        command, shell=True, cwd=folder, env=given, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the program in bin, off the path, and room for data."""
    (tmp_path / "bin").mkdir()
    script = tmp_path / "bin" / "wenzheng"
    script.write_text(SCRIPT)
    script.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("program", ["bin/wenzheng", f"{sys.executable} -m bot"])
@pytest.mark.parametrize("place", ["variable", "option"])
def test_what_is_told_can_be_typed(folder: Path, program: str, place: str) -> None:
    """By its path and as a module, with the data folder as a variable or as an option."""
    data = folder / "the data"
    variables = {"WENZHENG_DATA": str(data)} if place == "variable" else {}
    option = "--data 'the data'" if place == "option" else ""
    run(folder, f"{program} {option} department add duty 值班室", **variables)
    told = run(folder, f"{program} official add 王芳 --department duty {option}", **variables)
    hint = told.strip().partition("sign in at the desk: ")[2]
    assert hint.endswith(" official link 王芳")
    # The link itself is shown on terminals only.
    assert "王芳" in run(folder, hint.replace("official link 王芳", "official list"))
    assert str(folder) not in hint


def test_the_database_address_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may hold a password."""
    monkeypatch.setenv("WENZHENG_DATABASE", "postgresql://u:geheim@h/d")
    monkeypatch.setattr(sys, "argv", ["bin/wenzheng", "--database", "postgresql://u:geheim@h/d"])
    assert "geheim" not in typed("doctor")


def test_what_is_on_the_path_is_told_by_its_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in an image or after an installation for everybody."""
    monkeypatch.setenv("PATH", str(folder / "bin"))
    monkeypatch.setattr(sys, "argv", [str(folder / "bin" / "wenzheng"), "serve"])
    for name in ("WENZHENG_DATA", "WENZHENG_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    assert typed("doctor") == "wenzheng doctor"
