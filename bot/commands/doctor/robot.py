"""What `wenzheng doctor` asks about WeCom's robot and notice groups; it never connects as it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.commands.doctor.callbacks import callback_finding, sealed
from bot.commands.doctor.surroundings import Finding, good, problem, warning

if TYPE_CHECKING:
    from bot.models import Department, Room
    from bot.settings import Settings
    from bot.store import Transaction

_SUBJECT, _GROUPS = "wecom_robot", "wecom_group"
_SECONDS = 10.0
_NEEDED = {"connection": ("bot_id", "secret"), "callback": ("token", "encoding_key")}


@dataclass(frozen=True, slots=True)
class RobotBooks:
    """What the store knows: the rooms, whether somebody is connected, whether we were cut off."""

    rooms: Sequence[Room]
    departments: Sequence[Department]
    is_held: bool
    is_cut_off: bool


def read_books(tx: Transaction, now: datetime) -> RobotBooks:
    """Look it up."""
    from bot.platforms import ROBOT, ROBOT_CUT_OFF
    from bot.store import leases, people, rooms

    def lasts(name: str) -> bool:
        until = leases.held_until(tx, name)
        return until is not None and until > now

    return RobotBooks(rooms.rooms(tx), people.departments(tx), lasts(ROBOT), lasts(ROBOT_CUT_OFF))


def check_robot(settings: Settings, books: RobotBooks) -> Iterator[Finding]:
    """How the robot stands; nothing where there is none."""
    robot = settings.wecom_robot
    if not (robot.bot_id or robot.token):
        return
    missing = [name for name in _NEEDED[robot.mode] if not getattr(robot, name)]
    for name in missing:
        yield problem(
            _SUBJECT,
            f"wecom_robot.{name} is not set, which mode {robot.mode} needs",
            "copy it from the robot's page in the console (docs/wecom.md)",
        )
    if missing:
        return
    if robot.mode == "connection":
        yield from _connection(settings, books)
    else:
        yield from _callback(settings)
    if not robot.name:
        yield warning(
            _SUBJECT,
            "wecom_robot.name is not set: a mention with a space in it stays in what was written",
            "set it to the robot's name as it stands in its groups",
        )
    if not any(room.channel == _SUBJECT and not room.lost for room in books.rooms):
        yield warning(
            _SUBJECT,
            "no group is a room of the robot yet",
            "add it to the officials' group, and mention it there with a code of "
            "`wenzheng room code`",
        )


def check_groups(settings: Settings, books: RobotBooks) -> Iterator[Finding]:
    """The groups that are only given notice."""
    known = {each.id for each in books.departments}
    lost = {room.address for room in books.rooms if room.channel == _GROUPS and room.lost}
    for webhook in settings.wecom_group.webhooks:
        unit = webhook.partition("=")[0]
        if unit not in known and unit != "duty":
            yield problem(
                _GROUPS,
                f"there is no department {unit!r}, for which wecom_group.webhooks names a group",
                "`wenzheng department list` shows their ids; the duty desk's is duty",
            )
        elif unit in lost:
            yield problem(
                _GROUPS,
                f"the webhook of the group for {unit} is no more",
                "add a robot to the group again, put its address into wecom_group.webhooks, and "
                "start again",
            )
        else:
            yield good(_GROUPS, f"the group for {unit} is given notice")


def _connection(settings: Settings, books: RobotBooks) -> Iterator[Finding]:
    if books.is_cut_off:
        yield problem(
            _SUBJECT,
            "another program took the robot's connection, and ours stays down",
            "stop the other program that uses this Bot ID, then start the service again",
        )
    elif books.is_held:
        yield good(_SUBJECT, "a process of ours holds the connection")
    else:
        yield warning(
            _SUBJECT,
            "nobody holds the robot's connection",
            "start the service; its log says why where it does not connect",
        )
    if not asyncio.run(_is_reached(settings.wecom_robot.url)):
        yield problem(
            _SUBJECT,
            f"{settings.wecom_robot.url} cannot be reached",
            "open the way out for this machine (port 443), or set wecom_robot.url",
        )


async def _is_reached(url: str) -> bool:
    """Whether a connection opens. Nothing is said in it: subscribing would cut the service off."""
    import aiohttp

    try:
        async with (
            asyncio.timeout(_SECONDS),
            aiohttp.ClientSession(trust_env=True) as session,
            session.ws_connect(url),
        ):
            return True
    except (aiohttp.ClientError, OSError, TimeoutError):
        return False


def _callback(settings: Settings) -> Iterator[Finding]:
    from bot.channels.tencent.crypto import Envelope
    from bot.channels.wecom_robot.callback import PATH

    address = f"{settings.public_url}{PATH}"
    robot = settings.wecom_robot
    envelope = Envelope(robot.encoding_key, "")
    yield callback_finding(_SUBJECT, address, sealed(robot.token, envelope))
    yield warning(
        _SUBJECT,
        "a robot that is called can only answer: tickets wait until somebody mentions it",
        "set wecom_robot.mode to connection, or give the group notice by wecom_group.webhooks",
    )
