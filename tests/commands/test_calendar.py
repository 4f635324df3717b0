"""`wenzheng calendar`: the working days, from a table, one by one, and back into a file."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from click.testing import CliRunner

from bot.commands.main import cli
from bot.commands.program import Program
from bot.published_calendar import seed
from bot.store import calendar
from bot.tickets.calendar import CalendarDay, DayKind
from tests.conftest import NOW

if TYPE_CHECKING:
    from tests.commands.conftest import CommandLine

TABLE = "日期,类型,名称\n2027-01-01,放假,元旦\n2027年1月2日,休,元旦\n2027/1/3,上班,元旦\n"


def test_a_calendar_is_imported_and_listed(shell: CommandLine) -> None:
    """As the State Council publishes it and a clerk types it."""
    report = shell.json("calendar", "import", shell.write("2027.csv", TABLE))
    assert (report["added"], report["refused"]) == (3, [])
    assert shell.json("calendar", "list", "--year", 2027) == [
        {"date": "2027-01-01", "kind": "holiday", "name": "元旦"},
        {"date": "2027-01-02", "kind": "holiday", "name": "元旦"},
        {"date": "2027-01-03", "kind": "workday", "name": "元旦"},
    ]
    assert "2027-01-03  Sun  worked  元旦" in shell.run("calendar", "list").stdout


def test_a_year_that_is_not_published_is_told_with_what_to_do(shell: CommandLine) -> None:
    """Of that year, not as if no year were known."""
    shell.run("calendar", "import", shell.write("2027.csv", TABLE))
    told = shell.run("calendar", "list", "--year", 2031).stdout
    assert "No day of 2031 is known" in told
    assert "calendar import" in told


def test_a_file_speaks_for_the_years_that_it_names(shell: CommandLine) -> None:
    """What it leaves out of them is an ordinary day; other years stay."""
    shell.do(lambda tx: calendar.keep(tx, CalendarDay(date(2026, 10, 1), DayKind.HOLIDAY)))
    shell.run("calendar", "import", shell.write("2027.csv", TABLE))
    shorter = shell.write("again.csv", "date,kind\n2027-01-01,holiday\n")
    report = shell.json("calendar", "import", shorter)
    assert (report["changed"], report["removed"]) == (1, 2)
    assert [each["date"] for each in shell.json("calendar", "list")] == ["2026-10-01", "2027-01-01"]


def test_a_wrong_row_leaves_everything_as_it_was(shell: CommandLine) -> None:
    """Row and field are named."""
    wrong = shell.write("x.csv", "date,kind\n2027-01-01,放假\n2027-02-30,放假\n2027-01-02,maybe\n")
    report = shell.json("calendar", "import", wrong, code=1)
    assert [(each["row"], each["field"]) for each in report["refused"]] == [
        (3, "date"),
        (4, "kind"),
    ]
    assert shell.json("calendar", "list") == []


def test_the_file_in_the_data_folder_is_edited_and_taken(shell: CommandLine) -> None:
    """Written, changed in any editor, imported without naming it."""
    shell.do(lambda tx: seed(tx, 2026))
    shell.run("calendar", "export")
    file = shell.folder / "data" / "calendar.csv"
    text = file.read_text("utf-8-sig")
    assert "2026-10-10,上班,国庆节" in text
    file.write_text(text.replace("2026-10-10,上班,国庆节\n", ""), "utf-8")
    assert shell.json("calendar", "import")["removed"] == 1
    assert "2026-10-10" not in shell.run("calendar", "list").stdout


def test_another_file_is_never_written_over(shell: CommandLine) -> None:
    """An export makes a new one."""
    shell.begin()
    shell.run("calendar", "export", "days.csv")
    assert "exists already" in shell.refused("calendar", "export", "days.csv")


def test_one_day_is_set(shell: CommandLine) -> None:
    """A holiday of its own, and back."""
    shell.begin()
    assert "is not worked" in shell.run("calendar", "set", "2026-12-24", "holiday").stdout
    assert "is worked" in shell.run("calendar", "set", "2026-12-24", "usual").stdout
    assert "is worked" in shell.run("calendar", "set", "2026-12-26", "workday").stdout
    assert shell.refused("calendar", "set", "2026-13-01", "usual").endswith("like 2026-10-01.")


def test_published_years_are_kept_once_and_edited_ones_left_alone(shell: CommandLine) -> None:
    """Whoever has edited a year keeps it."""
    assert shell.do(lambda tx: seed(tx, 2025)) > 50
    shell.run("calendar", "set", "2026-10-10", "usual")
    assert shell.do(lambda tx: seed(tx, 2025)) == 0
    assert "2026-10-10" not in shell.run("calendar", "list").stdout


def test_the_doctor_looks_at_what_promises_rest_on(shell: CommandLine) -> None:
    """The year that is not published, a file that was edited and not taken, hours, the roster."""

    def found(subject: str) -> list[str]:
        told = json.loads(CliRunner().invoke(cli, ["doctor", "--json"], obj=program()).stdout)
        return [each["found"] for each in told if each["subject"] == subject]

    def program() -> Program:
        return Program(clock=lambda: NOW)

    shell.run("department", "add", "duty", "值班室", "--hours", "工作日白天")
    shell.do(lambda tx: seed(tx, 2026))
    assert any("the holidays of 2027 are not known" in each for each in found("calendar"))
    assert found("hours") == [
        "no working hours can be read from those of duty: the city's count there"
    ]
    assert "nobody is on it within 7 days" in found("duty roster")[0]
    assert found("deadlines") == ["no step is late"]
    shell.run("calendar", "export")
    assert not any("not what is in force" in each for each in found("calendar"))
    shell.run("calendar", "set", "2026-12-24", "holiday")
    assert any("not what is in force" in each for each in found("calendar"))
    (shell.folder / "data" / "calendar.csv").write_text("date,kind\nsoon,放假\n", "utf-8")
    assert any("cannot be read" in each for each in found("calendar"))
