"""A new file that somebody asked for: written whole or not at all, and in no other file's place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreError, WenzhengError
from bot.store.folders import sync_folder


def check_new(target: Path) -> None:
    """Raises `WenzhengError` where the file is there already."""
    if target.exists():
        raise WenzhengError(f"{target} exists already and is kept; name a new file.")


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A draft for the block to write, its owner's alone; it becomes `target` where all went well.

    Raises `StoreError` where it cannot be written, `WenzhengError` where the file is there already.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
        yield draft
        _keep(draft, target)
    except OSError as error:
        raise StoreError(
            f"{target} cannot be written ({error.strerror or error}); "
            "see that the folder exists, may be written and has room."
        ) from error
    finally:
        # By its own name too: a folder that may not be read does not tell what is in it.
        draft.unlink(missing_ok=True)
        for path in target.parent.glob(f"{draft.name}*"):
            path.unlink()


def _keep(draft: Path, target: Path) -> None:
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    # A link, unlike a rename, never takes the place of a file that came meanwhile.
    try:
        os.link(draft, target)
    except FileExistsError:
        check_new(target)
    except OSError:
        # A memory stick's file system has no links.
        draft.rename(target)
    try:
        sync_folder(target.parent)
    except OSError:
        # The name is there, and the next cut may take it: who is told of a failure finds nothing.
        target.unlink()
        raise
