"""`wenzheng faq evaluate` over files of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.commands.conftest import CommandLine

FAQ = "id,question,answer\nwater,停水了找谁?,请打 96116。\npower,停电了找谁?,请打 95598。\n"
QUERIES = (
    "query,relevant,split,oos_type\n"
    "停水了找谁,water,dev,\n停电了找谁,power,test,\n楼下烧烤太吵,,dev,complaint\n"
)


def test_an_evaluation_prints_its_figures(shell: CommandLine) -> None:
    """For programs under flat keys, for people as a table."""
    files = shell.write("faq.csv", FAQ), shell.write("queries.csv", QUERIES)
    measured = shell.json("faq", "evaluate", *files, "--split", "dev")
    assert (measured["n_in"], measured["n_oos"]) == (1, 1)
    assert measured["top1"] == measured["oos_escalated_complaint"] == 1.0
    assert "top1" in shell.run("faq", "evaluate", *files, "--field", "answer").stdout


def test_a_split_without_queries_is_said(shell: CommandLine) -> None:
    """Rather than figures of nothing."""
    files = shell.write("faq.csv", FAQ), shell.write("queries.csv", QUERIES)
    told = shell.run("faq", "evaluate", *files, "--split", "exam", code=1).stderr
    assert "queries.csv has no query in the split 'exam'" in told
