"""The line of a process beside the service, whose other end may be gone at any moment."""

from __future__ import annotations

import os
import subprocess
import sys

_SAYS = """
from bot.beside.line import line_of_our_own
with line_of_our_own() as line:
    line.ready()
"""


def test_who_is_killed_before_we_are_ready_leaves_nothing_behind() -> None:
    """The process ends as quietly as after any other service, without a word in its log."""
    reading, writing = os.pipe()
    os.close(reading)
    said = subprocess.run(
        [sys.executable, "-c", _SAYS], stdout=writing, stderr=subprocess.PIPE, text=True
    )
    os.close(writing)
    assert (said.returncode, said.stderr) == (0, "")
