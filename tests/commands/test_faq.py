"""`wenzheng faq`: import, export, list, search, match."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.knowledge.vectoring import read_faq
from bot.settings import load
from bot.store.opening import open_database
from faq.encoders import unit
from faq.encoders.background import MARKS
from faq.single import MOST_READ
from faq.tables import read_rows
from tests.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faq.encoders import Floats
    from tests.commands.conftest import CommandLine

TABLE = """编号,问题,相似问法,答案,单位,有效期至
water,停水了找谁?,家里没水了;自来水停了,请打 96116。,水务局,
power,停电了找谁?,家里没电了,请打 95598。,供电公司,
old,旧规定还有效吗?,,以前有效。,水务局,2020-01-01
"""


def test_an_import_says_what_it_added_changed_and_left(shell: CommandLine) -> None:
    """The same file again changes nothing."""
    path = shell.write("faq.csv", TABLE)
    expected = {"added": 3, "changed": 0, "unchanged": 0, "removed": 0, "refused": [], "version": 1}
    expected |= {"ignored": [], "unknown_departments": []}
    shell.run("department", "add", "water", "水务局")
    shell.run("department", "add", "power", "供电公司")
    assert shell.json("faq", "import", path) == expected
    path.write_text(TABLE.replace("95598", "12345"), "utf-8")
    result = shell.run("faq", "import", path)
    assert "0 added, 1 changed, 2 unchanged, 0 refused" in result.stdout
    assert shell.json("faq", "import", path)["version"] is None


def test_a_replacing_import_ends_what_the_file_lacks(shell: CommandLine) -> None:
    """Only where it was asked for."""
    shell.run("faq", "import", shell.write("faq.csv", TABLE))
    short = shell.write("short.csv", "".join(TABLE.splitlines(keepends=True)[:2]))
    assert shell.json("faq", "import", short)["removed"] == 0
    assert shell.json("faq", "import", short, "--replace")["removed"] == 2
    assert [each["id"] for each in shell.json("faq", "list")] == ["water"]


def test_a_refused_row_is_named_and_nothing_is_imported(shell: CommandLine) -> None:
    """With row and field, for people and for programs."""
    path = shell.write("faq.csv", TABLE + "bad,,,没有问题,,\nempty,有问题吗?,,,,\n")
    refused = shell.json("faq", "import", path, code=1)["refused"]
    assert [(each["row"], each["field"]) for each in refused] == [(5, "question"), (6, "answer")]
    told = shell.run("faq", "import", path, code=1).stderr
    assert "row 5: question" in told
    assert "nothing was imported" in told
    shell.begin()
    assert shell.json("faq", "list") == []


def test_every_fault_of_a_row_is_told_and_the_rows_are_counted(shell: CommandLine) -> None:
    """Whoever mends the table mends it once."""
    head = "编号,问题,答案,更新日期,语言\n"
    path = shell.write(
        "faq.csv", f"{head}a,,是,昨天,火星文\nb,停水找谁?,,2026-13-01,\nc,好?,好,,\n"
    )
    refused = shell.json("faq", "import", path, code=1)["refused"]
    assert [(each["row"], each["field"]) for each in refused] == [
        (2, "question"),
        (2, "updated"),
        (2, "language"),
        (3, "updated"),
    ]
    assert "2 rows refused" in shell.refused("faq", "import", path)


def test_an_unknown_column_is_named_and_what_was_meant(shell: CommandLine) -> None:
    """A slip in a heading loses nothing silently; the rest is imported."""
    path = shell.write("faq.csv", "问题,答案,有效期止,备注\n停水找谁?,请打 96116,2027-01-01,x\n")
    told = shell.run("faq", "import", path).stderr
    assert "'有效期止' is not known and was passed over; if you meant 'valid_until'" in told
    assert "'备注' is not known and was passed over;" in told
    assert shell.json("faq", "import", path)["ignored"] == [
        {"column": "有效期止", "meant": "valid_until"},
        {"column": "备注", "meant": ""},
    ]
    people = shell.write("departments.csv", "id,name,phones\ntax,税务局,12366\n")
    assert "'phone'" in shell.run("department", "import", people).stderr
    people.write_text("id,name,phone\nTAX!,,12366\n", "utf-8")
    refused = shell.json("department", "import", people, code=1)["refused"]
    assert [each["field"] for each in refused] == ["id", "name"]


def test_a_department_that_nobody_knows_is_named_with_its_rows(shell: CommandLine) -> None:
    """The rows are taken as written; what was probably meant is told."""
    shell.run("department", "add", "water", "水务局", "--name-en", "Water Bureau")
    shell.run("department", "add", "tax", "税务局")
    table = (
        "问题,答案,单位\n停水找谁?,96116,水务居\n漏水找谁?,96116,水务居\n鬼找谁?,无,不存在的局\n"
    )
    path = shell.write("faq.csv", f"{table}水费?,96116,WATER bureau\n问谁?,我,\n")
    imported = shell.json("faq", "import", path)
    assert imported["added"] == 5
    assert imported["unknown_departments"] == [
        {"department": "水务居", "rows": [2, 3], "meant": "水务局"},
        {"department": "不存在的局", "rows": [4], "meant": ""},
    ]
    told = shell.run("faq", "import", path).stderr
    assert "no department '水务居' (row 2, 3)" in told
    assert "if you meant '水务局', write that" in told
    kept = [each["department"] for each in shell.json("faq", "list")]
    assert sorted(kept) == sorted(["水务居", "水务居", "不存在的局", "water", ""])


@pytest.mark.parametrize("name", ["missing.csv", "faq.doc", "."])
def test_a_file_that_is_no_table_is_refused(shell: CommandLine, name: str) -> None:
    """In one sentence that names it."""
    shell.write("faq.doc", "x")
    assert shell.refused("faq", "import", name).startswith("Error:")


def test_what_is_exported_is_what_was_imported(shell: CommandLine) -> None:
    """And never over a file that is there."""
    shell.run("faq", "import", shell.write("faq.csv", TABLE))
    target = shell.folder / "out.jsonl"
    assert "3 rows" in shell.run("faq", "export", target).stdout
    assert [row.values["id"] for row in read_rows(target)] == ["old", "power", "water"]
    assert shell.json("faq", "import", target)["unchanged"] == 3
    assert "exists already" in shell.refused("faq", "export", target)


def test_entries_are_listed_by_what_they_are(shell: CommandLine) -> None:
    """By department, by language, by being over."""
    shell.run("faq", "import", shell.write("faq.csv", TABLE))
    by_department = shell.json("faq", "list", "--department", "水务局")
    assert [each["id"] for each in by_department] == ["old", "water"]
    (over,) = shell.json("faq", "list", "--expired")
    assert (over["id"], over["expired"], over["valid_until"]) == ("old", True, "2020-01-01")
    assert shell.json("faq", "list", "--language", "en") == []
    text = shell.run("faq", "list").stdout
    assert "停水了找谁?" in text
    assert "(over)" in text


def test_entries_are_found_by_every_word(shell: CommandLine) -> None:
    """In question, variants or answer, in whatever script and width; or by the id."""
    shell.run("faq", "import", shell.write("faq.csv", TABLE))
    for text, ids in {
        "没水": ["water"],
        "９６１１６": ["water"],
        "停電 找誰": ["power"],
        "power": ["power"],
        "停水 95598": [],
        "??": [],
    }.items():
        assert [each["id"] for each in shell.json("faq", "search", text)] == ids, text


def test_a_match_says_what_the_service_would_do(shell: CommandLine) -> None:
    """From the stored FAQ, with the answer that would be given."""
    shell.run("faq", "import", shell.write("faq.csv", TABLE))
    matched = shell.json("faq", "match", "家里没水了")
    assert matched["decision"] == "answer"
    best = matched["candidates"][0]
    assert (best["id"], best["question"], best["matched"]) == ("water", "停水了找谁?", "家里没水了")
    assert 0 <= best["score"] <= 1
    assert "请打 96116。" in shell.run("faq", "match", "家里没水了").stdout
    assert shell.json("faq", "match", "今晚吃什么好呢")["decision"] == "escalate"


def test_a_match_against_a_file_needs_no_database(shell: CommandLine) -> None:
    """And takes questions without answers, passing over what is none."""
    path = shell.write("q.jsonl", '{"id": "1", "question": "停水了找谁"}\n{"id": "2"}\n')
    result = shell.run("faq", "match", "--faq", path, "--json", "停水了找谁?")
    assert json.loads(result.stdout)["candidates"][0]["id"] == "1"
    assert "row 2: question" in result.stderr
    assert not (shell.folder / "data").exists()


def test_a_text_may_come_from_standard_input(shell: CommandLine) -> None:
    """For texts that no shell should take apart."""
    path = shell.write("q.jsonl", '{"id": "1", "question": "停水了找谁"}\n')
    result = shell.run("faq", "match", "--faq", path, "--json", "-", stdin="停水了\n找谁\n")
    assert json.loads(result.stdout)["text"] == "停水了\n找谁"


def test_thresholds_come_from_the_settings(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is tried is what would happen; contradictory ones are refused."""
    path = shell.write("q.jsonl", '{"id": "1", "question": "停水了找谁"}\n')
    monkeypatch.setenv("WENZHENG_MATCHING_SUGGEST", "0.9")
    monkeypatch.setenv("WENZHENG_MATCHING_ANSWER", "0.2")
    assert "suggest <= answer" in shell.refused("faq", "match", "--faq", path, "停水了找谁")


def test_a_match_is_explained(shell: CommandLine) -> None:
    """For people line by line, for programs under further keys."""
    file = shell.write("faq.csv", "id,question,answer\nwater,停水了找谁?,请打 96116。\n")
    told = shell.json("faq", "match", "停水了怎么办", "--faq", file, "--explain")
    (reason,) = told["reasons"]
    assert (told["stage"], reason["matched"]) == ("whole", "停水了找谁?")
    assert "停水" in reason["shared"]
    printed = shell.run("faq", "match", "停水了怎么办", "--faq", file, "--explain").stdout
    assert "Decided by: the message as a whole" in printed
    assert "shared words" in printed


class CountingReader:
    """Reads texts as the signs they hold, and remembers which it was asked for."""

    model = "counting"

    def __init__(self, pause: float = 0.0, length: int = 64) -> None:
        self.asked: list[str] = []
        self._pause = pause
        self._length = length

    async def read(self, texts: Sequence[str]) -> Floats:
        """A row for each text: nearer, the more signs two texts share."""
        await asyncio.sleep(self._pause)
        self.asked += texts
        rows = np.zeros((len(texts), self._length), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for sign in text:
                row[ord(sign) % self._length] += 1
        return unit(rows)


@pytest.mark.parametrize("stored", [False, True])
def test_a_match_reads_few_texts_of_a_large_faq(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch, stored: bool
) -> None:
    """Whoever tries one question does not wait until an encoder has read everything."""
    reader = CountingReader()
    monkeypatch.setattr("bot.knowledge.encoding.reader_of", lambda _: reader)
    lines = [
        json.dumps({"id": str(n), "question": f"{n}号楼的水费单在哪里打印", "answer": f"在{n}号。"})
        for n in range(400)
    ]
    path = shell.write("faq.jsonl", "\n".join(lines))
    if stored:
        shell.run("faq", "import", path)
    told = shell.json("faq", "match", "水费单子上哪儿拿呀", *(() if stored else ("--faq", path)))
    assert told["meant"]
    assert 0 < len(reader.asked) <= MOST_READ


@pytest.fixture
def read_faq_of_three(shell: CommandLine) -> None:
    """An FAQ of three entries that the service has read, in 64 numbers a text."""
    shell.run("faq", "import", shell.write("faq.csv", TABLE))

    async def read_all() -> None:
        database = await open_database(load(), now=NOW)
        try:
            await read_faq(database, CountingReader())
        finally:
            await database.close()

    asyncio.run(read_all())


@pytest.mark.usefixtures("read_faq_of_three")
def test_a_match_of_what_the_service_has_read_reads_the_question_alone(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And judges by all vectors, as the service does; a mark before it tells the encoder's kind."""
    reader = CountingReader()
    monkeypatch.setattr("bot.knowledge.encoding.reader_of", lambda _: reader)
    assert shell.json("faq", "match", "停水没人管")["meant"]
    assert reader.asked == [MARKS[0], "停水没人管"]


@pytest.mark.usefixtures("read_faq_of_three")
def test_a_match_by_another_model_of_that_name_reads_its_few_entries_anew(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept has another length, and cannot be compared with what it reads."""
    reader = CountingReader(length=32)
    monkeypatch.setattr("bot.knowledge.encoding.reader_of", lambda _: reader)
    assert shell.json("faq", "match", "停水没人管")["meant"]
    assert any("停水了找谁" in text for text in reader.asked)


def test_what_the_letters_decide_opens_no_encoder(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is clear by what is written is said at once."""

    def nobody(settings: object) -> None:
        raise AssertionError(settings)

    monkeypatch.setattr("bot.knowledge.encoding.reader_of", nobody)
    path = shell.write("faq.csv", "id,question,answer\nwater,停水了找谁?,请打 96116。\n")
    assert shell.json("faq", "match", "--faq", path, "停水了找谁")["decision"] == "answer"


def test_a_match_does_not_wait_for_a_slow_encoder(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the time limit what is written decides alone, and that is said."""
    monkeypatch.setattr("bot.knowledge.encoding.reader_of", lambda _: CountingReader(pause=60))
    monkeypatch.setattr("bot.commands.faq.reading.PATIENCE_SECONDS", 0.01)
    path = shell.write("faq.csv", "id,question,answer\nwater,停水了找谁?,请打 96116。\n")
    result = shell.run("faq", "match", "--faq", path, "--json", "停水没人管")
    assert not json.loads(result.stdout)["meant"]
    assert "what is written decided alone" in result.stderr
