"""What this process holds in memory, as Linux tells of it."""

from __future__ import annotations

from pathlib import Path


def held_mb() -> int:
    """Megabytes that it holds now, what it maps from files and has read included."""
    return _told("VmRSS")


def greatest_mb() -> int:
    """The most megabytes that it has held at one time."""
    return _told("VmHWM")


def _told(name: str) -> int:
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.split(f"{name}:")[1].split()[0]) // 1024
