"""`wenzheng department|official|duty|catalogue`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.first_start import FOLDER
from bot.store import people
from tests.conftest import NOW

if TYPE_CHECKING:
    from tests.commands.conftest import CommandLine


@pytest.fixture
def units(shell: CommandLine) -> CommandLine:
    """A command line of a city with two departments."""
    shell.run("department", "add", "tax", "税务局", "--name-en", "Tax Bureau", "--phone", "12366")
    shell.run("department", "add", "duty", "值班室")
    return shell


def test_departments_are_added_changed_listed_and_removed(units: CommandLine) -> None:
    """By a short id; a malformed one is refused."""
    assert "unchanged" in units.run("department", "add", "duty", "值班室").stdout
    assert "changed" in units.run("department", "add", "duty", "总值班室").stdout
    listed = {each["id"]: each for each in units.json("department", "list")}
    assert listed["tax"]["phone"] == "12366"
    assert "总值班室" in units.run("department", "list").stdout
    assert "no id" in units.refused("department", "add", "A B", "x")
    assert "already" in units.refused("department", "add", "tax2", "税务局")
    units.run("department", "remove", "duty")
    assert [each["id"] for each in units.json("department", "list")] == ["tax"]
    assert "no department" in units.refused("department", "remove", "duty")


def test_a_department_may_have_its_answers_reviewed(units: CommandLine) -> None:
    """Until it is taken off again."""
    assert "wait for a second person" in units.run("department", "review", "税务局").stdout
    assert "yes" in units.run("department", "list").stdout
    assert "as they are written" in units.run("department", "review", "tax", "--off").stdout
    assert "yes" not in units.run("department", "list").stdout
    assert "no department" in units.refused("department", "review", "nowhere")


def test_a_department_with_officials_stays(units: CommandLine) -> None:
    """Nobody may stand without a home."""
    units.run("official", "add", "王芳", "--department", "tax")
    assert "王芳" in units.refused("department", "remove", "tax")


def test_officials_are_added_listed_and_given_roles(units: CommandLine) -> None:
    """Departments by id or name, roles in either language."""
    units.run(
        "official",
        "add",
        "王芳",
        "--department",
        "税务局",
        "--role",
        "审核人",
        "--role",
        "official",
    )
    (official,) = units.json("official", "list")
    assert official == {
        "id": 1,
        "name": "王芳",
        "department": "tax",
        "roles": ["official", "reviewer"],
    }
    assert "审核人" in units.run("official", "list").stdout
    assert "leader 领导" in units.run("official", "roles", "王芳", "领导").stdout
    assert "leader 领导" in units.run("official", "roles", "王芳").stdout
    assert "already" in units.refused("official", "add", "王芳", "--department", "tax")
    assert "not known" in units.refused("official", "add", "李强", "--department", "nowhere")
    assert "not known" in units.refused("official", "roles", "王芳", "boss")
    assert "no active official" in units.refused("official", "roles", "赵六", "leader")
    assert "line of text" in units.refused("official", "add", "\n", "--department", "tax")


def test_the_last_official_stays(units: CommandLine) -> None:
    """Otherwise residents would wait for nobody; any other is signed out and removed."""
    units.run("official", "add", "王芳", "--department", "tax")
    assert "last official" in units.refused("official", "remove", "王芳")
    units.run("official", "add", "李强", "--department", "tax")
    units.run("official", "remove", "王芳")
    assert [each["name"] for each in units.json("official", "list")] == ["李强"]
    assert "no active official" in units.refused("official", "remove", "王芳")


def test_the_last_administrator_stays_one(units: CommandLine) -> None:
    """Whether removed, given other roles, or left out of a table; the doctor misses one."""
    units.run("official", "add", "王芳", "--department", "tax")
    assert "administrator" in {each["subject"] for each in units.json("doctor", code=1)}
    units.run("official", "add", "李强", "--department", "tax", "--role", "管理员")
    assert "administrator" not in {each["subject"] for each in units.json("doctor")}
    table = units.write("officials.csv", "姓名,单位,角色\n李强,tax,承办人\n赵六,tax,承办人\n")
    for change in (["remove", "李强"], ["roles", "李强", "承办人"], ["import", table]):
        assert "Nobody would be administrator" in units.refused("official", *change)
    assert [each["name"] for each in units.json("official", "list")] == ["王芳", "李强"]
    table.write_text("姓名,单位,角色\n李强,tax,承办人\n赵六,tax,管理员\n", "utf-8")
    units.run("official", "import", table)
    units.run("official", "remove", "李强")


def test_a_link_is_not_printed_but_to_a_terminal(units: CommandLine) -> None:
    """Neither as text nor as JSON, and none is made."""
    units.run("official", "add", "王芳", "--department", "tax")
    for args in ([], ["--json"]):
        assert "only to a terminal" in units.refused("official", "link", "王芳", *args)


def test_officials_come_and_go_in_tables(units: CommandLine) -> None:
    """Refusals name row and field; what is exported can be imported."""
    path = units.write("o.csv", "姓名,单位,角色\n王芳,税务局,承办人、审核人\n李强,tax,\n")
    assert units.json("official", "import", path)["added"] == 2
    assert "2 officials" in units.run("official", "export", "out.xlsx").stdout
    assert units.json("official", "import", "out.xlsx")["unchanged"] == 2
    bad = units.write("bad.csv", "姓名,单位,角色\n赵六,教育局,\n")
    (refusal,) = units.json("official", "import", bad, code=1)["refused"]
    assert (refusal["row"], refusal["field"]) == (2, "department")


def test_the_sample_tables_come_and_go(shell: CommandLine) -> None:
    """Departments and catalogue, through the commands."""
    assert "0 refused" in shell.run("department", "import", FOLDER / "departments.yaml").stdout
    added = shell.json("catalogue", "import", FOLDER / "catalogue.yaml")["added"]
    topics = shell.json("catalogue", "list")
    assert len(topics) == added
    urgent = {each["id"] for each in topics if each["urgent"]}
    assert {"water-outage", "power-outage", "gas-leak", "heating"} <= urgent
    assert "urgent" in shell.run("catalogue", "list").stdout
    shell.run("catalogue", "export", "c.csv")
    assert shell.json("catalogue", "import", "c.csv")["unchanged"] == added
    shell.run("department", "export", "d.csv")
    assert shell.json("department", "import", "d.csv")["unchanged"] > 20


def test_the_roster_is_shown_in_the_citys_time(units: CommandLine) -> None:
    """With who is on duty now (09:30 in Shanghai)."""
    units.run("official", "add", "王芳", "--department", "tax")
    path = units.write(
        "r.csv", "姓名,开始,结束\n王芳,2026-11-23 08:00,20:00\n王芳,2026-11-24 08:00,20:00\n"
    )
    assert units.json("duty", "import", path)["added"] == 2
    first, second = units.json("duty", "list")
    assert first == {
        "official": "王芳",
        "starts_at": "2026-11-23T00:00:00Z",
        "ends_at": "2026-11-23T12:00:00Z",
        "now": True,
    }
    assert second["now"] is False
    assert "2026-11-23 08:00" in units.run("duty", "list").stdout


def test_empty_lists_say_what_to_do(shell: CommandLine) -> None:
    """And are empty lists for programs."""
    shell.begin()
    for name in ("department", "official", "duty", "catalogue"):
        assert "wenzheng" in shell.run(name, "list").stdout
        assert shell.json(name, "list") == []


def test_a_sign_in_link_needs_a_known_address(
    units: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With port 0 nobody can know it before the service runs."""
    units.run("official", "add", "王芳", "--department", "tax")
    monkeypatch.setenv("WENZHENG_PORT", "0")
    monkeypatch.setattr("bot.commands.officials.is_terminal", lambda: True)
    assert "WENZHENG_PUBLIC_URL" in units.refused("official", "link", "王芳")
    monkeypatch.setenv("WENZHENG_PUBLIC_URL", "https://wz.example")
    made = units.json("official", "link", "王芳")
    token = made["url"].removeprefix("https://wz.example/desk/sign-in/")
    official, _ = units.do(lambda tx: people.sign_in(tx, token, NOW, 1))
    assert official.name == made["name"] == "王芳"
    assert "once, until 2026-11-23 09:45" in units.run("official", "link", "王芳").stdout
    assert "no active official" in units.refused("official", "link", "赵六")


def test_the_doctor_fails_where_nobody_active_may_answer(units: CommandLine) -> None:
    """An auditor only watches: residents would wait for nobody."""
    units.run("official", "add", "陈监督", "--department", "duty", "--role", "auditor")
    found = {each["subject"]: each for each in units.json("doctor", code=1)}
    assert found["officials"]["verdict"] == "problem"
    assert "nobody" in found["officials"]["found"]
