"""`wenzheng faq evaluate` over files of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    assert "top1" in shell.run("faq", "evaluate", *files, "--field", "answer").stdout


def test_a_split_without_queries_is_said(shell: CommandLine) -> None:
    """Rather than figures of nothing."""
    files = shell.write("faq.csv", FAQ), shell.write("queries.csv", QUERIES)
    told = shell.run("faq", "evaluate", *files, "--split", "exam", code=1).stderr
    assert "queries.csv has no query in the split 'exam'" in told


def test_plain_searches_are_measured_beside(shell: CommandLine) -> None:
    """In the same run, over the same queries with a right entry."""
    files = shell.write("faq.csv", FAQ), shell.write("queries.csv", QUERIES)
    measured = shell.json("faq", "evaluate", *files, "--baselines")
    for name in ("wratio", "token_set_ratio", "tf_idf", "bm25"):
        assert measured[f"baseline_{name}_n"] == 2
        assert measured[f"baseline_{name}_top1"] == 1.0


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
