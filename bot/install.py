"""Installs a lock into .venv for `make`: quiet while all is well, one sentence where it is not.

Runs before anything of ours is installed, so it uses the standard library alone:
`.venv/bin/python -I bot/install.py requirements.txt [--editable]`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable

PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
CLOSED = "docs/operations.md, 'Install on a closed network', tells how to install without one"
_NOISE = re.compile(r"WARNING: (Location|Url) '.*' is ignored")
_TROUBLES: tuple[tuple[str, str], ...] = (
    (
        r"no module named pip",
        "The virtual environment is incomplete. Remove it with `make clean` and try again (on"
        " Debian and Ubuntu install python3-venv first).",
    ),
    (
        r"no space left|disk quota",
        "The disk is full: make room (about 500 MB) and try again.",
    ),
    (
        r"proxyerror|proxy authentication|407|tunnel connection failed|cannot connect to proxy",
        "The proxy did not let pip through. Give its address with name and password, such as"
        " HTTPS_PROXY=http://name:password@proxy.example.gov:3128 make run.",
    ),
    (
        r"certificate[ _]verify[ _]failed|sslerror",
        "The package index shows a certificate that this machine does not trust. Where a proxy"
        " reads along, give pip its certificate: PIP_CERT=/path/to/ca.crt make run.",
    ),
    (
        r"do not match the hashes|hashes are required",
        "A package differs from the one that was locked, and was not installed. Whoever runs the"
        " package index has to bring the original.",
    ),
    (
        r"name resolution|name or service not known|nodename nor servname|network is unreachable"
        r"|no route to host|connection refused|connecttimeout|timed out|newconnectionerror"
        r"|connection reset|remotedisconnected",
        f"The package index did not answer. Is there a network? Behind a proxy: HTTPS_PROXY=http://"
        f"proxy.example.gov:3128 make run. Without a network: {CLOSED}.",
    ),
    (
        r"no matching distribution found for (?P<package>[^\s=]+)",
        "The package index that pip is set to use (`pip config list`) has no {package} for this"
        " machine. Add it there, or name another index: PIP_INDEX_URL=… make run. Without an"
        f" index: {CLOSED}.",
    ),
    (
        r"failed building wheel|failed to build|error: subprocess-exited-with-error",
        "A package has no ready-made wheel for this machine and Python, and could not be built."
        " Try another Python: make clean; make run PYTHON=python3.12",
    ),
)
"""What pip says of a trouble, and what we say; the first that fits."""


def advice(said: str) -> str:
    """What to do about a pip that failed, from what it said."""
    for pattern, sentence in _TROUBLES:
        found = re.search(pattern, said, re.IGNORECASE)
        if found:
            return sentence.format(**found.groupdict())
    return "pip could not install what is needed; its own words stand above."


def without_noise(said: str) -> str:
    """What pip said, without its lines about places that have no package to offer."""
    return "\n".join(line for line in said.splitlines() if not _NOISE.match(line))


def install(arguments: Iterable[str]) -> None:
    """Run `pip install`; leave with one sentence where it fails."""
    command = [*PIP, "install", *arguments]
    ran = subprocess.run(command, check=False, text=True, capture_output=True)  # noqa: S603
    said = without_noise(ran.stdout + ran.stderr)
    if said.strip():
        print(said, file=sys.stderr)  # noqa: T201
    if ran.returncode:
        sys.exit(f"\n{advice(said)}")


def main() -> None:
    """Install the lock that is named, and with `--editable` this project itself."""
    lock, *more = sys.argv[1:]
    install(("--require-hashes", "-r", lock))
    if more == ["--editable"]:
        install(("--no-deps", "--no-build-isolation", "--editable", "."))


if __name__ == "__main__":
    main()
