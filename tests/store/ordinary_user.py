"""For tests of rights: root may do everything, so they run as somebody who may not."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def ordinary_user(modes: Mapping[Path, int]) -> Iterator[None]:
    """Be no more than an ordinary user, with these modes of these folders and a way to them."""
    ways = {
        above: above.stat().st_mode | 0o111
        for folder in modes
        for above in folder.parents
        if not above.stat().st_mode & 0o001
    }
    before = {path: path.stat().st_mode for path in [*ways, *modes]}
    for path, mode in {**ways, **modes}.items():
        path.chmod(mode)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for path, mode in before.items():
            path.chmod(mode)
