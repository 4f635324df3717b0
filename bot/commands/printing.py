"""What commands print: tables for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import click
from tabulate import tabulate

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Command = TypeVar("Command", bound=Callable[..., object])

_WIDEST = 60

json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, with the keys that docs/cli.md lists."
)
"""Lets a command print for programs."""


def examples(*lines: str) -> str:
    """The end of a command's help: how it is called."""
    return "\b\nExamples:\n" + "\n".join(f"  wenzheng {line}" for line in lines)


def print_json(value: object) -> None:
    """Print a value for programs: indented, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(headers: Sequence[str], rows: Iterable[Sequence[object]], none: str) -> None:
    """Print rows for people, wide characters aligned; the sentence `none` where there are none."""
    cells = [[short(cell) for cell in row] for row in rows]
    if not cells:
        click.echo(none)
        return
    click.echo(tabulate(cells, headers=headers, tablefmt="simple", disable_numparse=True))


def note(text: str) -> None:
    """Tell people something that is not the result."""
    click.echo(text, err=True)


def short(cell: object) -> str:
    """A value as one line that fits a table; what a terminal might obey is taken out."""
    text = " ".join(str("" if cell is None else cell).split())
    text = "".join(each if each.isprintable() else "�" for each in text)
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def lines(text: str, indent: str) -> str:
    """A text of several lines for a terminal, each indented."""
    return "\n".join(
        indent + "".join(each if each.isprintable() else "�" for each in line)
        for line in text.splitlines()
    )


def moment_json(moment: datetime | None) -> str | None:
    """A moment as JSON has it: UTC, to the second."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def moment_text(moment: datetime | None, zone: ZoneInfo) -> str:
    """A moment as people read it: the city's time, to the minute."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else ""


def plural(count: int, noun: str, nouns: str = "") -> str:
    """`1 row`, `2 rows`, `1,200 entries`."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"
