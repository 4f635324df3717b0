"""The order in which a resident wrote, where a platform brought it in another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from bot.models import Direction
from bot.store import Row


class _Payload(msgspec.Struct):
    """What of a kept message tells when it was written; the rest is not read."""

    sent_at: datetime | None = None


def as_written(rows: Sequence[Row]) -> list[Row]:
    """Lines of a conversation, in order of arrival, with what one resident wrote in one go sorted.

    Nothing moves past what an official said to them. A platform's time is told in seconds; within
    one, its growing numbers tell (WeChat's MsgId).
    """
    found = list(rows)
    for places in _in_one_go(found):
        for place, line in zip(places, _sorted([rows[at] for at in places]), strict=True):
            found[place] = line
    return found


def _in_one_go(rows: Sequence[Row]) -> list[list[int]]:
    """The places of each resident's lines between one official's words and the next."""
    goes: dict[tuple[int, int], list[int]] = {}
    go = 0
    for at, row in enumerate(rows):
        if row["official_id"] is not None:
            go += 1
        elif row["direction"] == Direction.INBOUND and row["contact_id"] is not None:
            goes.setdefault((go, row["contact_id"]), []).append(at)
    return [places for places in goes.values() if len(places) > 1]


def _sorted(lines: list[Row]) -> list[Row]:
    moments = [_moment(row) for row in lines]
    known = [moment for moment in moments if moment is not None]
    if len(known) < len(lines):
        return lines
    keyed = zip(known, map(_number, lines), range(len(lines)), lines, strict=True)
    return [line for *_, line in sorted(keyed, key=lambda each: each[:3])]


def _moment(row: Row) -> datetime | None:
    payload = row["payload"]
    return msgspec.json.decode(payload, type=_Payload).sent_at if payload else None


def _number(row: Row) -> int:
    known = row["external_id"] or ""
    return int(known) if known.isascii() and known.isdecimal() else 0
