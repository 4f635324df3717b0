"""Tells what names the disk has been told to keep of a folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

Names = dict[str, int]
"""The inode that each name in a folder leads to."""


class Kept:
    """The names in each folder at the moments at which it was brought to the disk, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.told: list[tuple[Path, Names]] = []
        self._sync = os.fsync
        monkeypatch.setattr(os, "fsync", self._note)

    def in_folder(self, folder: Path) -> list[Names]:
        """What was brought to the disk of one folder, the last time last."""
        return [names for path, names in self.told if path == folder]

    def _note(self, descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            folder = Path(f"/proc/self/fd/{descriptor}").readlink()
            self.told.append((folder, {each.name: each.stat().st_ino for each in folder.iterdir()}))
        self._sync(descriptor)


class Failing:
    """A disk that brings no folder to itself any more, once `until` of them are."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int, until: int = 0) -> None:
        self._number = number
        self._left = until
        self._sync = os.fsync
        monkeypatch.setattr(os, "fsync", self._refuse)

    def _refuse(self, descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            self._left -= 1
            if self._left < 0:
                raise OSError(self._number, os.strerror(self._number))
        self._sync(descriptor)
