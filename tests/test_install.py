"""Installing for `make`: pip's troubles told in one sentence, and its harmless lines left out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.install import advice, without_noise

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("/srv/.venv/bin/python: No module named pip", "make clean"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left", "disk"),
        (
            "WARNING: Retrying after connection broken by 'ProxyError('Cannot connect to proxy.',"
            " OSError('Tunnel connection failed: 407 Proxy Authentication Required'))'",
            "HTTPS_PROXY=http://name:password@",
        ),
        (
            "SSLError(SSLCertVerificationError('certificate verify failed: self-signed'))",
            "PIP_CERT",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "locked"),
        (
            "NewConnectionError: Failed to establish a new connection: [Errno -3] Temporary failure"
            " in name resolution'\nERROR: No matching distribution found for aiohttp==3.14.0",
            "Without a network: docs/operations.md",
        ),
        (
            "ERROR: Could not find a version that satisfies the requirement rjieba==0.2.2\n"
            "ERROR: No matching distribution found for rjieba==0.2.2",
            "has no rjieba for this machine",
        ),
        ("ERROR: Failed building wheel for rapidfuzz", "no ready-made wheel"),
        ("ERROR: something new", "its own words stand above"),
    ],
)
def test_every_trouble_of_pip_has_its_sentence(said: str, told: str) -> None:
    """What it is and what to do, whatever else pip says around it."""
    assert told in advice(said)


def test_places_that_offer_nothing_are_not_told() -> None:
    """An index that lacks a package is no news while another has it."""
    noise = "WARNING: Location 'file:///srv/simple/aiohttp/' is ignored: it is no folder."
    assert without_noise(f"{noise}\nERROR: no") == "ERROR: no"


def test_an_index_that_does_not_answer_is_told(tmp_path: Path) -> None:
    """The real pip, set by its own settings to an index that is not there."""
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"nothing-of-this-name==1.0 --hash=sha256:{'0' * 64}\n", "utf-8")
    ran = subprocess.run(
        [sys.executable, str(ROOT / "bot" / "install.py"), str(lock)],
        text=True,
        capture_output=True,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("PIP_")},
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": "http://127.0.0.1:1/simple",
            "PIP_RETRIES": "1",
        },
    )
    assert ran.returncode == 1
    assert "The package index did not answer." in ran.stderr
    assert "Traceback" not in ran.stderr
