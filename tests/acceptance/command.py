"""A command as an operator gives it, in a process of its own, with what it said."""

from __future__ import annotations

import tempfile
from pathlib import Path
from subprocess import CompletedProcess

from tests.acceptance.nursery import Birth, bear
from tests.patience import PATIENCE_SECONDS


def carry_out(
    arguments: tuple[str, ...], environment: dict[str, str], folder: Path
) -> CompletedProcess[str]:
    """Wait for the end of `wenzheng ARGUMENTS`; what it says goes through files in `folder`."""
    with (
        tempfile.NamedTemporaryFile(dir=folder, prefix="told") as told,
        tempfile.NamedTemporaryFile(dir=folder, prefix="errors") as errors,
    ):
        process = bear(Birth(arguments, environment, Path(errors.name), told.name, clock=None))
        process.join(PATIENCE_SECONDS * 5)
        code = process.exitcode
        if code is None:
            process.kill()
            process.join()
        said = [Path(each.name).read_text("utf-8", "replace") for each in (told, errors)]
    assert code is not None, f"{arguments} does not end: {said}"
    return CompletedProcess(arguments, code, *said)
