"""A new file is whole or not there, and takes no other's place."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from bot.errors import StoreError, WenzhengError
from bot.store.new_file import new_file
from tests.store.folders import Failing, Kept
from tests.store.ordinary_user import ordinary_user


def test_what_is_written_is_its_owners_alone(tmp_path: Path) -> None:
    """Nothing else is left beside it, whatever the writing has laid there."""
    with new_file(tmp_path / "copy.db") as draft:
        draft.write_text("all of it", "utf-8")
        draft.with_name(f"{draft.name}-wal").touch()
        assert not (tmp_path / "copy.db").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]
    assert (tmp_path / "copy.db").read_text("utf-8") == "all of it"
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


def test_its_name_is_on_the_disk_when_it_is_said_to_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut right after takes nothing away."""
    kept, target = Kept(monkeypatch), tmp_path / "copy.db"
    with new_file(target) as draft:
        draft.write_text("all of it", "utf-8")
    assert kept.in_folder(tmp_path)[-1][target.name] == target.stat().st_ino


def test_a_file_system_that_cannot_bring_a_folder_to_the_disk_has_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some network drives."""
    Failing(monkeypatch, errno.EINVAL)
    with new_file(tmp_path / "copy.db") as draft:
        draft.write_text("all of it", "utf-8")
    assert (tmp_path / "copy.db").read_text("utf-8") == "all of it"


def test_a_file_whose_name_the_disk_does_not_keep_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails is told; the same name is free for the next try."""
    Failing(monkeypatch, errno.EIO)
    for _ in range(2):
        with (
            pytest.raises(StoreError, match="Input/output error"),
            new_file(tmp_path / "copy.db") as draft,
        ):
            draft.write_text("all of it", "utf-8")
        assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_be_written_and_not_read_has_it_too(tmp_path: Path) -> None:
    """A drop box; nothing is left beside it."""
    folder = tmp_path / "box"
    folder.mkdir()
    with ordinary_user({folder: 0o333}), new_file(folder / "copy.db") as draft:
        draft.write_text("all of it", "utf-8")
    assert [path.name for path in folder.iterdir()] == ["copy.db"]


def test_a_file_that_comes_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    """Two at once to one name: the second is refused, and leaves nothing behind."""
    target = tmp_path / "copy.db"
    with pytest.raises(WenzhengError, match="exists already"), new_file(target):
        target.write_text("precious", "utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]
    assert target.read_text("utf-8") == "precious"


def test_a_file_system_without_links_has_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A memory stick."""

    def no_links(source: Path, target: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    with new_file(tmp_path / "copy.db") as draft:
        draft.write_text("all of it", "utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    """The disk is full: one sentence that names the file."""
    target = tmp_path / "copy.db"
    with (
        pytest.raises(StoreError, match=r"copy\.db cannot be written \(No space"),
        new_file(target),
    ):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []
