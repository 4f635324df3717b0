"""What a service that starts does not wait for: libraries that only some installations use."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.needs import installed

OFTEN_UNUSED = {"telegram", "httpx", "openpyxl", "rjieba", "psycopg", "onnxruntime"}
"""Each takes a good part of a second to load."""


def test_a_start_waits_for_no_library_of_what_is_not_set_up() -> None:
    """Neither for the platforms' nor for those of files and pages that are opened now and then."""
    listing = "import sys, bot.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", listing], stdout=subprocess.PIPE, check=True)
    loaded = set(done.stdout.decode().split())
    assert {"aiohttp", "jinja2", "bot.intake.intake"} <= loaded
    assert not OFTEN_UNUSED & loaded


def test_the_program_multiplies_on_one_processor() -> None:
    """What NumPy's library would do by itself on two takes longer, and from others."""
    installed("threadpoolctl")
    told = (
        "import contextlib, sys; from bot.__main__ import main; sys.argv[1:] = ['--version']\n"
        "with contextlib.suppress(SystemExit): main()\n"
        "import numpy, threadpoolctl\n"
        "print(max(each['num_threads'] for each in threadpoolctl.threadpool_info()))"
    )
    own = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run([sys.executable, "-c", told], stdout=subprocess.PIPE, check=True, env=own)
    assert done.stdout.decode().split()[-1] == "1"
