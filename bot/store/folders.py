"""Brings a folder to the disk: a file's name outlives a power cut only when its folder is there."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_HAS_NO_WAY = {errno.EINVAL, errno.ENOTSUP}


def sync_folder(folder: Path) -> None:
    """Return once the disk has the names in a folder, as they are now.

    Where there is no way to do it (some network drives, a folder that we may write and not read),
    they are kept when the file system will. Raises `OSError` where the disk fails.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _HAS_NO_WAY:
            raise
    finally:
        os.close(descriptor)
