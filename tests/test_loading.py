"""What a service that starts does not wait for: libraries that only some installations use."""

from __future__ import annotations

import subprocess
import sys

OFTEN_UNUSED = {"telegram", "httpx", "openpyxl", "rjieba", "psycopg", "onnxruntime"}
"""Each takes a good part of a second to load."""


def test_a_start_waits_for_no_library_of_what_is_not_set_up() -> None:
    """Neither for the platforms' nor for those of files and pages that are opened now and then."""
    listing = "import sys, bot.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", listing], stdout=subprocess.PIPE, check=True)
    loaded = set(done.stdout.decode().split())
    assert {"aiohttp", "jinja2", "bot.intake.intake"} <= loaded
    assert not OFTEN_UNUSED & loaded
