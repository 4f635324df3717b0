"""One `serve` to a data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import AlreadyServing, StoreError
from bot.store.lock import ServeLock
from tests.store.ordinary_user import ordinary_user

_HOLD = (
    "import sys; from pathlib import Path; from bot.store.lock import ServeLock\n"
    "with ServeLock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.readline()"
)


def _holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.process
def test_a_second_serve_is_refused_with_the_firsts_process_number(tmp_path: Path) -> None:
    """The sentence tells which process to stop; once that ended, the lock is free."""
    with _holder(tmp_path) as first:
        with pytest.raises(AlreadyServing, match=rf"\(process {first.pid}\).*stop it first"):
            ServeLock(tmp_path).__enter__()
        first.communicate("\n")
    with ServeLock(tmp_path):
        assert (tmp_path / "serve.pid").read_text(encoding="ascii") == f"{os.getpid()}\n"
    assert not (tmp_path / "serve.pid").exists()


@pytest.mark.process
def test_a_killed_serve_leaves_no_lock(tmp_path: Path) -> None:
    """After SIGKILL nobody has to remove a file by hand."""
    with _holder(tmp_path) as first:
        first.kill()
    assert (tmp_path / "serve.pid").exists()
    with ServeLock(tmp_path):
        assert (tmp_path / "serve.pid").read_text(encoding="ascii") == f"{os.getpid()}\n"


def test_two_in_one_process_exclude_each_other(tmp_path: Path) -> None:
    """The lock is of the folder, not of the process."""
    with ServeLock(tmp_path), pytest.raises(AlreadyServing), ServeLock(tmp_path):
        pass


def test_a_missing_process_number_is_no_harm(tmp_path: Path) -> None:
    """Between taking the lock and writing the number there is a moment."""
    with ServeLock(tmp_path):
        (tmp_path / "serve.pid").write_text("", encoding="ascii")
        with pytest.raises(AlreadyServing, match="`wenzheng serve` already works"):
            ServeLock(tmp_path).__enter__()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The sentence names the folder and the right that is missing."""
    with ordinary_user({tmp_path: 0o555}), pytest.raises(StoreError, match="the right to write"):
        ServeLock(tmp_path).__enter__()
