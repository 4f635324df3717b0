"""How this program was called, for hints that somebody types: it is seldom on the path."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

_NAME = "wenzheng"
_PLACES = ("WENZHENG_DATA", "WENZHENG_CONFIG")
"""What the next call needs again, to be about the same service; WENZHENG_DATABASE may hold a
password, and is told nowhere."""
_OPTIONS = ("--data", "--config")


def typed(words: str) -> str:
    """`words` as a whole command, to be typed in the folder in which this program was started.

    `official link 王芳` becomes `WENZHENG_DATA=/srv/wz .venv/bin/wenzheng official link 王芳`.
    """
    return " ".join((*_variables(), *_program(), *_options(), words))


def _variables() -> list[str]:
    given = ((name, os.environ.get(name, "")) for name in _PLACES)
    return [f"{name}={shlex.quote(_near(value))}" for name, value in given if value]


def _program() -> list[str]:
    called = Path(sys.argv[0])
    if called.name == "__main__.py" and called.parent.name == "bot":
        return [shlex.quote(_short(sys.executable)), "-m", "bot"]
    # Whatever else reads our code (a test, a tool) is not how the program is called.
    return [shlex.quote(_short(sys.argv[0])) if called.name == _NAME else _NAME]


def _options() -> list[str]:
    told: list[str] = []
    for place, word in enumerate(sys.argv[1:], 1):
        option, equals, value = word.partition("=")
        if option not in _OPTIONS:
            continue
        if not equals:
            value = "".join(sys.argv[place + 1 : place + 2])
        told += [option, shlex.quote(_near(value))]
    return told


def _short(path: str) -> str:
    """The bare name where the shell finds this very file by it."""
    name = Path(path).name
    found = shutil.which(name)
    if found and Path(found).absolute() == Path(path).absolute():
        return name
    near = _near(path)
    return near if os.sep in near else f".{os.sep}{near}"


def _near(path: str) -> str:
    """What lies below the working folder by its way from there, all else as it was given."""
    here = Path.cwd()
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path
