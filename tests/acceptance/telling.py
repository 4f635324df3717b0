"""What a program wrote, beside the test that failed on it."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.acceptance.program import Program

PROGRAMS: pytest.StashKey[list[Program]] = pytest.StashKey()
"""The programs that a test has made."""
_MOST = 6_000


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A page that shows nothing does not say why; the program's log may."""
    report = yield
    for program in item.stash.get(PROGRAMS, []) if report.failed else []:
        state = "runs" if program.is_running else "has ended"
        report.sections.append((f"the program {state}", program.log[-_MOST:]))
    return report
