"""What `wenzheng doctor` asks of the officials' groups on Telegram: rights, topics, mode."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.as_typed import typed
from bot.commands.doctor.surroundings import Finding, good, problem, warning
from bot.models import RoomMode

if TYPE_CHECKING:
    from bot.channels.telegram.calls import RawBot
    from bot.models import Room
    from bot.settings import Settings

_SUBJECT = "rooms"
_CHANNEL = "telegram"
_SECONDS = 20.0
_MAINLAND = frozenset({"Shanghai", "Urumqi", "Chongqing", "Chungking", "Harbin", "Kashgar"})


@dataclass(frozen=True, slots=True)
class _Standing:
    """How the bot stands in one group, as the platform tells it; `why` where it tells nothing."""

    member: dict[str, Any]
    forum: bool
    why: str = ""


def check_rooms(settings: Settings, rooms: Sequence[Room]) -> Iterator[Finding]:
    """The officials' groups on Telegram; nothing where there is none."""
    groups = [room for room in rooms if room.channel == _CHANNEL]
    if not groups or not settings.telegram.token:
        return
    from telegram.error import TelegramError

    yield from _abroad(settings, groups)
    try:
        standings = asyncio.run(_ask(settings, groups))
    except (TelegramError, TimeoutError):
        # The platform cannot be asked at all; what is told of it says why.
        return
    for room, standing in zip(groups, standings, strict=True):
        yield from _room(room, standing)


def is_mainland(timezone: str) -> bool:
    """Whether a city with this time zone lies in mainland China."""
    return timezone == "PRC" or timezone.rpartition("/")[2] in _MAINLAND


def _abroad(settings: Settings, groups: Sequence[Room]) -> Iterator[Finding]:
    masked = [room for room in groups if room.mode is RoomMode.MASKED]
    if masked and is_mainland(settings.timezone):
        numbers = ", ".join(str(room.id) for room in masked)
        yield warning(
            _SUBJECT,
            f"a city of the mainland shows residents' questions on servers abroad (room {numbers})",
            f"show numbers only: {typed('room set ID --mode strict')}; or ask the city's lawyers",
        )


async def _ask(settings: Settings, groups: Sequence[Room]) -> list[_Standing]:
    from bot.channels.telegram.calls import connect

    bot = connect(settings.telegram.token, settings.telegram.base_url, 1)
    try:
        async with asyncio.timeout(_SECONDS):
            return [await _standing(bot, room) for room in groups]
    finally:
        await bot.hang_up()


async def _standing(bot: RawBot, room: Room) -> _Standing:
    from telegram.error import BadRequest, ChatMigrated, Forbidden

    me = int(bot.token.partition(":")[0])
    try:
        chat = await bot.raw("getChat", {"chat_id": int(room.address)})
        member = await bot.raw("getChatMember", {"chat_id": int(room.address), "user_id": me})
    except (BadRequest, ChatMigrated, Forbidden) as error:
        return _Standing({}, forum=False, why=type(error).__name__)
    return _Standing(member, forum=bool(chat.get("is_forum")))


def _room(room: Room, standing: _Standing) -> Iterator[Finding]:
    name = f"room {room.id} ({room.department_id or 'duty'})"
    status = standing.member.get("status")
    if standing.why or status in ("left", "kicked"):
        yield problem(
            _SUBJECT,
            f"the bot may not look into {name} {standing.why}".rstrip(),
            f"add it to the group again, or: {typed('room close ID')}",
        )
    elif status != "administrator":
        yield warning(
            _SUBJECT,
            f"the bot is no administrator of {name}: it hears commands and replies to it only",
            "make it an administrator with the right to manage topics",
        )
    elif standing.forum and not standing.member.get("can_manage_topics"):
        yield warning(
            _SUBJECT,
            f"the bot may not manage topics in {name}: all tickets stand in one",
            "give it the right to manage topics",
        )
    else:
        yield good(_SUBJECT, f"{name}: {room.mode.value}, {_topics(standing)}")


def _topics(standing: _Standing) -> str:
    return "one topic a ticket" if standing.forum else "a plain group"
