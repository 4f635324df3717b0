"""Work in a process of its own ends with the service that asked for it, however that ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

_ASKS = """
import os, subprocess, sys, time
command = [sys.executable, "-m", *sys.argv[1:], str(os.getpid())]
child = subprocess.Popen(command, stdin=sys.stdin)
print(child.pid, flush=True)
time.sleep(60)
"""


def lives(pid: int) -> bool:
    """Whether a process is there and is no zombie."""
    try:
        return " Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2][:3]
    except FileNotFoundError:
        return False


@pytest.mark.process
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc, which Linux has")
@pytest.mark.parametrize("module", ["bot.knowledge.indexing", "bot.knowledge.vectoring"])
def test_a_service_that_is_killed_leaves_no_work_behind(module: str, tmp_path: Path) -> None:
    """It waits for settings that nobody will write, and leaves all the same."""
    unread, unwritten = os.pipe()
    command = [sys.executable, "-c", _ASKS, module, str(tmp_path / "made")]
    with subprocess.Popen(command, stdin=unread, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout
        worker = int(service.stdout.readline())
        assert lives(worker)
        service.send_signal(signal.SIGKILL)
        service.wait()
        end = time.monotonic() + 20
        while lives(worker) and time.monotonic() < end:
            time.sleep(0.1)
    os.close(unread)
    os.close(unwritten)
    assert not lives(worker)
