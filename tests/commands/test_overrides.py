"""`wenzheng tickets overrides`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conftest import NOW
from tests.scenes import happen

if TYPE_CHECKING:
    from tests.commands.conftest import CommandLine


def test_the_answers_of_a_month_are_counted_by_department(shell: CommandLine) -> None:
    """This month by default, any other when named."""
    shell.do(lambda tx: happen(tx, NOW))
    (counted,) = shell.json("tickets", "overrides")
    assert counted == {
        "department": "market",
        "answers": 1,
        "overridden": 0,
        "faults": {},
        "review_compulsory": False,
    }
    assert "0 (0%)" in shell.run("tickets", "overrides", "--month", "2026-11").stdout
    assert "in 2026-10" in shell.run("tickets", "overrides", "--month", "2026-10").stdout
