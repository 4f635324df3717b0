"""The loop of the service: libuv's where there is one, and the same service without it."""

from __future__ import annotations

import asyncio
import sys

import pytest

from bot.event_loop import loop_factory

uvloop = pytest.importorskip("uvloop")


def test_the_service_runs_on_the_loop_of_libuv() -> None:
    """What this machine has is taken."""
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        assert isinstance(runner.get_loop(), uvloop.Loop)


def test_without_it_the_service_runs_on_pythons_own_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a platform for which there is no wheel nothing is missing."""
    monkeypatch.setitem(sys.modules, "uvloop", None)
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        assert type(runner.get_loop()).__module__.startswith("asyncio")
        assert runner.run(asyncio.sleep(0, "runs")) == "runs"
