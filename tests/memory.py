"""Where the tests write: into memory, where waiting for a disk takes most of their time."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - mkdtemp and pytest make folders of their own in it
_ROOM_BYTES = 2 * 1024**3


def write_into_memory() -> None:
    """Put temporary folders, ours and those of the processes we start, into memory.

    Nothing a test writes has to outlive a power cut; what is killed there is the process. Who has
    set TMPDIR is obeyed.
    """
    if "TMPDIR" not in os.environ and _has_room():
        os.environ["TMPDIR"] = str(_MEMORY)
        tempfile.tempdir = None


def short_folder() -> str:
    """Where a socket may lie, whose path has to be short."""
    return str(_MEMORY) if _has_room() else "/tmp"  # noqa: S108 - mkdtemp makes the folder


def _has_room() -> bool:
    return os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES
