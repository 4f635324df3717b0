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
