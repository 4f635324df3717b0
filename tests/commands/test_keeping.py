"""`wenzheng init`, `export`, `backup`, `restore` and `doctor`."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from bot.commands.doctor.surroundings import Verdict, _room
from bot.first_start import first_start
from bot.settings import load
from bot.store.opening import open_database
from tests.conftest import NOW
from tests.scenes import PHONE, happen

if TYPE_CHECKING:
    from tests.commands.conftest import CommandLine


@pytest.fixture(autouse=True)
def free_port(monkeypatch: pytest.MonkeyPatch) -> int:
    """A port that nobody uses, so that a service on this machine does not disturb."""
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        port: int = found.getsockname()[1]
    monkeypatch.setenv("WENZHENG_PORT", str(port))
    return port


def start(shell: CommandLine) -> None:
    """Give the service its samples, as the first start does."""

    async def begin() -> None:
        settings = load()
        database = await open_database(settings, now=NOW)
        await first_start(database, settings, NOW)
        await database.close()

    asyncio.run(begin())


def verdicts(findings: list[dict[str, Any]]) -> dict[str, set[str]]:
    """What the doctor says of each subject."""
    found: dict[str, set[str]] = {}
    for each in findings:
        found.setdefault(each["subject"], set()).add(each["verdict"])
    return found


def test_init_writes_a_settings_file_once(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what was asked for; what is there is kept, and nobody else reads it."""
    monkeypatch.delenv("WENZHENG_DATA")
    monkeypatch.delenv("WENZHENG_PORT")
    shell.run("--data", "kept here", "init", "--city", "甲市", "--port", "9000")
    path = shell.folder / "wenzheng.toml"
    assert path.stat().st_mode & 0o077 == 0
    settings = load(environ={})
    assert (settings.city, settings.port, settings.data) == ("甲市", 9000, "kept here")
    assert "exists already" in shell.refused("init")
    assert "cannot be written" in shell.refused("init", "no/such/folder.toml")


def test_an_export_is_masked_unless_personal_data_is_asked_for(shell: CommandLine) -> None:
    """With a warning in that case."""
    shell.do(partial(happen, now=NOW))
    shell.run("export", "masked.db")
    assert PHONE.encode() not in (shell.folder / "masked.db").read_bytes()
    result = shell.run("export", "all.db", "--personal-data", "--json")
    assert "personal data" in result.stderr
    with closing(sqlite3.connect(shell.folder / "all.db")) as file:
        texts = [text for (text,) in file.execute("SELECT text FROM messages")]
    assert sum(PHONE in text for text in texts) == 1
    assert "exists already" in shell.refused("export", "all.db")


def test_a_backup_is_a_whole_database(shell: CommandLine) -> None:
    """It opens in the database's place."""
    shell.run("department", "add", "tax", "税务局")
    size = shell.json("backup", "b.db")["bytes"]
    assert size == (shell.folder / "b.db").stat().st_size
    restored = shell.json("--database", "b.db", "department", "list")
    assert [each["id"] for each in restored] == ["tax"]
    assert "exists already" in shell.refused("backup", "b.db")


def test_a_backup_comes_back_by_one_command(shell: CommandLine) -> None:
    """In the place of what is there only where that is asked for; it says where the other lies."""
    shell.run("department", "add", "tax", "税务局")
    shell.run("backup", "b.db")
    shell.run("department", "add", "water", "水务局")
    assert "--replace" in shell.refused("restore", "b.db")
    done = shell.json("restore", "b.db", "--replace")
    assert done["bytes"] == (shell.folder / "data" / "wenzheng.db").stat().st_size
    assert [each["id"] for each in shell.json("department", "list")] == ["tax"]
    former = shell.json("--database", done["replaced"], "department", "list")
    assert {each["id"] for each in former} == {"tax", "water"}
    told = shell.run("--data", "elsewhere", "restore", "b.db").stdout
    assert "restored from b.db" in told
    assert "wenzheng doctor" in told


def test_a_backup_without_a_database_is_refused(shell: CommandLine) -> None:
    """And makes none."""
    assert "no database" in shell.refused("backup", "b.db")
    assert not (shell.folder / "b.db").exists()


def test_the_doctor_makes_nothing_where_nothing_is(shell: CommandLine) -> None:
    """Before the first start all is well, but nothing is there."""
    found = verdicts(shell.json("doctor"))
    assert found["data folder"] == {"warning"}
    assert "problem" not in set().union(*found.values())
    assert not (shell.folder / "data").exists()


def test_the_doctor_is_content_after_the_first_start(shell: CommandLine) -> None:
    """Only the samples are warned of."""
    start(shell)
    found = verdicts(shell.json("doctor"))
    assert found["FAQ"] == {"ok", "warning"}
    for subject in ("officials", "tickets", "inbox", "outbox", "clock", "database"):
        assert found[subject] == {"ok"}, subject
    text = shell.run("doctor").stdout
    assert "sample entries" in text
    assert "0 problems" in text
    path = shell.write("f.csv", "问题,答案\n停水了找谁?,请打 96116\n")
    assert "sample entries" in shell.run("faq", "import", path).stderr
    assert "sample" not in shell.run("faq", "import", path, "--replace").stderr
    assert verdicts(shell.json("doctor"))["FAQ"] == {"ok"}


def test_the_doctor_misses_the_official(shell: CommandLine) -> None:
    """Without one nobody answers: exit code 1."""
    shell.begin()
    found = verdicts(shell.json("doctor", code=1))
    assert found["officials"] == {"problem"}
    assert found["FAQ"] == {"warning"}


def test_the_doctor_finds_failed_messages_and_expired_entries(shell: CommandLine) -> None:
    """Each with what to do."""
    shell.do(partial(happen, now=NOW))
    shell.run("faq", "import", shell.write("f.csv", "问题,答案,有效期至\n旧的?,是,2020-01-01\n"))
    result = shell.run("doctor", code=1).stdout
    assert "wenzheng inbox retry --all" in result
    assert "1 entry has expired" in result


def test_the_doctor_finds_an_altered_event(shell: CommandLine) -> None:
    """The ticket is named."""
    past = shell.do(partial(happen, now=NOW))
    with closing(sqlite3.connect(shell.folder / "data" / "wenzheng.db")) as file, file:
        file.execute("UPDATE ticket_events SET at = '2026-11-22T00:00:00.000000Z' WHERE id = 1")
    findings = {each["subject"]: each for each in shell.json("doctor", code=1)}
    assert findings["tickets"]["verdict"] == "problem"
    assert past.answered.number in findings["tickets"]["found"]


def test_the_doctor_finds_a_clock_that_was_set_back(shell: CommandLine) -> None:
    """Something was kept at a time that has not come yet."""
    shell.do(partial(happen, now=NOW + timedelta(hours=1)))
    assert verdicts(shell.json("doctor", code=1))["clock"] == {"problem"}


def test_the_doctor_finds_a_damaged_database(shell: CommandLine) -> None:
    """Before anything else is asked of it."""
    shell.run("department", "add", "tax", "税务局")
    path = shell.folder / "data" / "wenzheng.db"
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 4] = b"\xff" * 4096 * 3
    path.write_bytes(content)
    assert verdicts(shell.json("doctor", code=1))["database"] == {"problem"}


def test_the_doctor_tells_whose_the_port_is(shell: CommandLine, free_port: int) -> None:
    """Free, or somebody else's."""
    assert verdicts(shell.json("doctor"))["service"] == {"warning"}
    with closing(socket.create_server(("127.0.0.1", free_port))):
        assert verdicts(shell.json("doctor", code=1))["port"] == {"problem"}


def test_the_doctor_repeats_what_is_wrong_with_the_settings(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And goes no further."""
    monkeypatch.setenv("WENZHENG_TIMEZONE", "Mars")
    (finding,) = shell.json("doctor", code=1)
    assert (finding["subject"], finding["verdict"]) == ("settings", "problem")
    assert "Asia/Shanghai" in finding["found"]


def test_the_doctor_warns_of_links_that_lead_nowhere_and_open_folders(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What works on this machine only, and what others may read."""
    monkeypatch.setenv("WENZHENG_HOST", "0.0.0.0")  # noqa: S104
    (shell.folder / "data").mkdir(mode=0o755)
    (shell.folder / "data").chmod(0o755)
    found = verdicts(shell.json("doctor"))
    assert found["public_url"] == {"warning"}
    assert "warning" in found["data folder"]


def test_a_data_folder_that_cannot_be_made_is_a_problem(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file stands in its way."""
    shell.write("file", "x")
    monkeypatch.setenv("WENZHENG_DATA", str(shell.folder / "file" / "data"))
    assert verdicts(shell.json("doctor", code=1))["data folder"] == {"problem"}


@pytest.mark.parametrize(
    ("megabytes", "verdict"), [(10, "problem"), (100, "warning"), (1_000, "ok")]
)
def test_a_disk_is_judged_by_its_room(megabytes: int, verdict: str) -> None:
    """A full disk takes no message in."""
    assert _room(megabytes * 1024 * 1024).verdict is Verdict(verdict)


def test_the_doctor_misses_no_folder_where_the_database_is_postgresql(
    shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the lock and the journal lie in it, and the first start makes it."""
    monkeypatch.setenv("WENZHENG_DATABASE", "postgresql://nobody@127.0.0.1:1/nowhere")
    assert verdicts(shell.json("doctor", code=1))["data folder"] == {"ok"}
