"""A check that cannot run says so, and never passes for one that did."""

from __future__ import annotations

import pytest

from tests.needs import missing


def test_what_is_missing_is_told_and_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a developer's machine the reason says how to get it."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="PostgreSQL is missing; get it with: apt"):
        missing("PostgreSQL", "get it with: apt-get install postgresql")


def test_where_everything_must_run_a_skip_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """In CI nobody reads the reasons of skips."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="nothing may be skipped"):
        missing("PostgreSQL", "get it with: apt-get install postgresql")
