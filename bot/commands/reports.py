"""How an import is told, for all kinds of tables alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.commands.printing import note, plural, print_json
from bot.errors import WenzhengError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.imports.report import Report

_SHOWN = 20


def print_report(report: Report, path: Path, *, as_json: bool) -> None:
    """Tell what an import has done. Raises `WenzhengError` where rows were refused."""
    if as_json:
        print_json(report_values(report))
    elif not report.refused:
        click.echo(_sentence(report, path.name))
    if not as_json:
        _tell_ignored(report)
        _tell_unknown(report)
    if not report.refused:
        return
    rows = len({each.row for each in report.refused})
    if not as_json:
        for refusal in report.refused[:_SHOWN]:
            note(f"  row {refusal.row}: {refusal.field} {refusal.reason}")
        if len(report.refused) > _SHOWN:
            note(f"  … and {len(report.refused) - _SHOWN} more; --json lists them all")
    raise WenzhengError(
        f"{path.name}: {plural(rows, 'row')} refused, so nothing was imported; "
        "correct the file and import it again."
    )


def report_values(report: Report) -> dict[str, object]:
    """A report as JSON has it."""
    return {
        "added": report.added,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "refused": [
            {"row": each.row, "field": each.field, "reason": each.reason} for each in report.refused
        ],
        "version": report.version,
        "ignored": [{"column": each.column, "meant": each.meant} for each in report.ignored],
        "unknown_departments": [
            {"department": each.department, "rows": list(each.rows), "meant": each.meant}
            for each in report.unknown_departments
        ],
    }


def _tell_ignored(report: Report) -> None:
    for each in report.ignored:
        hint = (
            f"if you meant {each.meant!r}, write that" if each.meant else "--help lists the known"
        )
        note(f"  The column {each.column!r} is not known and was passed over; {hint}.")


def _tell_unknown(report: Report) -> None:
    for each in report.unknown_departments[:_SHOWN]:
        rows = ", ".join(map(str, each.rows[:_SHOWN]))
        more = f" and {len(each.rows) - _SHOWN} more" if len(each.rows) > _SHOWN else ""
        hint = f"; if you meant {each.meant!r}, write that" if each.meant else ""
        note(
            f"  The city has no department {each.department!r} (row {rows}{more}); "
            f"it is shown as written{hint}."
        )
    if len(report.unknown_departments) > _SHOWN:
        rest = len(report.unknown_departments) - _SHOWN
        note(f"  … and {plural(rest, 'department')} more; --json lists them all")


def _sentence(report: Report, name: str) -> str:
    counts = [
        (report.added, "added"),
        (report.changed, "changed"),
        (report.unchanged, "unchanged"),
        (report.removed, "removed"),
    ]
    told = ", ".join(f"{count:,} {word}" for count, word in counts if count or word != "removed")
    version = f" FAQ version {report.version} is in force." if report.version else ""
    return f"{name}: {told}, 0 refused.{version}"
