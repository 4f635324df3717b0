"""What a test does where the machine lacks something it needs."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import NoReturn

import pytest


def missing(what: str, how: str) -> NoReturn:
    """Skip the test, saying what is missing and how to get it; with `CI` set, fail instead.

    A check that quietly skips itself where it should run is worse than none.
    """
    message = f"{what} is missing; {how}"
    if os.environ.get("CI"):
        pytest.fail(f"{message} (CI is set: nothing may be skipped)", pytrace=False)
    pytest.skip(message)


def installed(*packages: str) -> None:
    """Skip the test where a package is not installed; see `missing`."""
    absent = [package for package in packages if find_spec(package) is None]
    if absent:
        missing(", ".join(absent), "make test installs it")
