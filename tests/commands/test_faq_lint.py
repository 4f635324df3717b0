"""`wenzheng faq lint` over a file, and over the FAQ in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.commands.conftest import CommandLine

HEAD = "id,question,answer,source\n"
SOUND = HEAD + "water,停水了找谁?,请打供水热线 0512-65222222。,供水条例\n"


def test_a_sound_faq_passes(shell: CommandLine) -> None:
    """An office's landline is no personal data."""
    file = shell.write("faq.csv", SOUND)
    assert shell.json("faq", "lint", "--faq", file) == []
    assert "Nothing is wrong with 1 entry" in shell.run("faq", "lint", "--faq", file).stdout


def test_what_misleads_residents_fails(shell: CommandLine) -> None:
    """Personal data is told of without being shown."""
    file = shell.write("faq.csv", SOUND + "card,身份证丢了怎么办?,请找王科长 13912345678。,条例\n")
    (told,) = shell.json("faq", "lint", "--faq", file, code=1)
    assert (told["id"], told["trouble"], told["misleads"]) == ("card", "personal_data", True)
    assert "13912345678" not in str(told)
    assert "would mislead residents" in shell.run("faq", "lint", "--faq", file, code=1).stderr


def test_the_stored_faq_is_examined(shell: CommandLine) -> None:
    """What is only to be looked at does not fail."""
    shell.run("faq", "import", shell.write("faq.csv", HEAD + "water,停水了找谁?,请打热线。,\n"))
    (told,) = shell.json("faq", "lint")
    assert (told["trouble"], told["misleads"], told["other"]) == ("no_source", False, None)


def test_rows_that_an_import_would_refuse_are_told_first(shell: CommandLine) -> None:
    """Whole, with what to do; the other rows are examined all the same."""
    file = shell.write("faq.csv", SOUND + ",,请到派出所。,条例\ncard,身份证丢了怎么办?,,条例\n")
    told = shell.json("faq", "lint", "--faq", file, code=1)
    assert [(each["trouble"], each["id"], each["misleads"]) for each in told] == [
        ("refused", "", True),
        ("no_answer", "card", True),
    ]
    assert told[0]["detail"].startswith("row 3: question is empty: write what residents ask")
    done = shell.run("faq", "lint", "--faq", file, code=1)
    assert told[0]["detail"] in done.stderr
    assert [row.split()[0] for row in done.stdout.splitlines()[2:]] == ["refused", "no_answer"]


def test_nothing_is_called_sound_where_only_rows_are_refused(shell: CommandLine) -> None:
    """Whoever reads the result alone sees the row too."""
    file = shell.write("faq.csv", SOUND + ",,请到派出所。,条例\n")
    done = shell.run("faq", "lint", "--faq", file, code=1)
    assert "Nothing is wrong" not in done.stdout
    assert "row 3: question is empty" in done.stdout


def test_what_many_lack_hides_nothing_worse(shell: CommandLine) -> None:
    """People are shown some of each trouble, and told how many there are; programs get all."""
    rows = [f"{at},第{at}号窗口办什么?,办第{at}类业务。,\n" for at in range(30)]
    file = shell.write("faq.csv", HEAD + "".join(rows))
    done = shell.run("faq", "lint", "--faq", file)
    assert done.stdout.count("no_source") == 20
    assert "no_source: 30, of which 20 are shown" in done.stderr
    assert len(shell.json("faq", "lint", "--faq", file)) == 30


def test_a_file_without_entries_is_no_sound_faq(shell: CommandLine) -> None:
    """It says so instead."""
    file = shell.write("faq.csv", HEAD)
    assert "holds no entry" in shell.run("faq", "lint", "--faq", file, code=1).stderr
