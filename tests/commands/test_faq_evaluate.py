"""`wenzheng faq evaluate` over files of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from defusedxml import ElementTree

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
    printed = shell.run("faq", "evaluate", *files, "--field", "answer").stdout
    assert "top1" in printed
    # No figure stands there without a word of what it tells.
    assert all(len(line.split()) > 3 for line in printed.splitlines()[2:])


def test_a_split_without_queries_is_said(shell: CommandLine) -> None:
    """Rather than figures of nothing."""
    files = shell.write("faq.csv", FAQ), shell.write("queries.csv", QUERIES)
    told = shell.run("faq", "evaluate", *files, "--split", "exam", code=1).stderr
    assert "queries.csv has no query in the split 'exam'; it has: dev, test" in told


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("query,relevant\n", "queries.csv holds no query"),
        ("query,expected\n停水了找谁,water\n", "queries.csv, no column says which entries"),
        ("frage,relevant\n停水了找谁,water\n", "queries.csv, row 2: query is empty"),
        ("frage,antwort\n停水了找谁,water\n", "name them query, relevant, split, oos_type"),
    ],
)
def test_a_table_without_what_is_needed_is_told_of(
    shell: CommandLine, asked: str, told: str
) -> None:
    """By name, rather than measured as if all were for a person."""
    files = shell.write("faq.csv", FAQ), shell.write("queries.csv", asked)
    assert told in shell.run("faq", "evaluate", *files, code=1).stderr


def test_labels_of_another_faq_are_told_of(shell: CommandLine) -> None:
    """They count as not found; columns may be named in Chinese."""
    files = shell.write("faq.csv", FAQ), shell.write("queries.csv", "问题,编号\n停水了找谁,w\n")
    done = shell.run("faq", "evaluate", *files, "--json")
    assert "1 query of 1 ask for entries that faq.csv does not hold, such as 'w'" in done.stderr
    assert json.loads(done.stdout)["top1"] == 0.0


def test_plain_searches_are_measured_beside(shell: CommandLine) -> None:
    """In the same run, over the same queries with a right entry."""
    files = shell.write("faq.csv", FAQ), shell.write("queries.csv", QUERIES)
    measured = shell.json("faq", "evaluate", *files, "--baselines")
    for name in ("wratio", "token_set_ratio", "tf_idf", "bm25"):
        assert measured[f"baseline_{name}_n"] == 2
        assert measured[f"baseline_{name}_top1"] == 1.0


def test_what_is_learnt_from_picks_is_measured_and_drawn(shell: CommandLine) -> None:
    """By other queries to the same entries; a report without it has no third picture."""
    asked = QUERIES + "自来水龙头没有水出来,water,dev,\n水龙头没有自来水出来了,water,dev,\n"
    files = shell.write("faq.csv", FAQ), shell.write("queries.csv", asked)
    folder = shell.folder / "learnt"
    measured = shell.json("faq", "evaluate", *files, "--learning", "--report", str(folder))
    assert measured["learning_n"] == 2
    assert measured["learning_0_offered_right"] < measured["learning_1_offered_right"] == 1.0
    assert (folder / "index.html").read_text("utf-8").count("<svg") == 3
    ElementTree.fromstring((folder / "learning.svg").read_bytes())


def test_what_cannot_be_learnt_is_told_before_anything_is_measured(shell: CommandLine) -> None:
    """Nobody waits for figures that are then not shown."""
    files = shell.write("faq.csv", FAQ), shell.write("few.csv", QUERIES)
    told = shell.run("faq", "evaluate", *files, "--baselines", "--learning", code=1)
    assert "label more questions" in told.stderr
    assert "Searching by" not in told.stderr


def test_a_report_is_a_page_with_pictures_and_the_errors_to_read(shell: CommandLine) -> None:
    """Complete in itself, what residents wrote escaped and personal data masked."""
    asked = QUERIES + "停水了找谁<b> 13912345678,power,dev,\n停水了找谁,power,dev,\n"
    files = shell.write("faq.csv", FAQ), shell.write("queries.csv", asked)
    folder = shell.folder / "report"
    told = shell.run("faq", "evaluate", *files, "--baselines", "--report", str(folder))
    assert "index.html is the report" in told.stderr
    page = (folder / "index.html").read_text("utf-8")
    assert '<html lang="zh-Hans">' in page
    assert page.count("<svg") == 2
    assert "停水了找谁&lt;b&gt; 139****5678" in page
    assert "答错了" in page
    assert "token_set_ratio" in (folder / "precision.svg").read_text("utf-8")
    for name in ("precision", "reliability"):
        drawn = ElementTree.fromstring((folder / f"{name}.svg").read_bytes())
        assert drawn.find("{http://www.w3.org/2000/svg}title") is not None


def test_a_report_that_cannot_be_written_is_told(shell: CommandLine) -> None:
    """In a sentence; the figures are printed all the same."""
    files = shell.write("faq.csv", FAQ), shell.write("queries.csv", QUERIES)
    told = shell.run("faq", "evaluate", *files, "--report", files[0] / "in", code=1)
    assert "top1" in told.stdout
    assert "Name another folder" in told.stderr
