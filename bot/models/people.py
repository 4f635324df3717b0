"""Who takes part: residents, officials, their departments and the rooms they work in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec


class Side(StrEnum):
    """Who stands at the other end of a message."""

    RESIDENT = "resident"
    OFFICIAL = "official"


class Role(StrEnum):
    """What a person may be to the service; one person may hold several."""

    RESIDENT = "resident"
    DISPATCHER = "dispatcher"
    OFFICIAL = "official"
    DEPARTMENT_HEAD = "department_head"
    REVIEWER = "reviewer"
    KNOWLEDGE_EDITOR = "knowledge_editor"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Actor(StrEnum):
    """Who caused an event."""

    RESIDENT = "resident"
    OFFICIAL = "official"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Department:
    """A unit that answers; `review`: its answers go out only after a second person's look."""

    id: str
    name: str
    name_en: str = ""
    phone: str = ""
    hours: str = ""
    active: bool = True
    review: bool = False


@dataclass(frozen=True, slots=True)
class Official:
    """A person who answers; `roles` decide what they may do."""

    id: int
    name: str
    department_id: str
    roles: frozenset[Role] = frozenset()
    active: bool = True


class RoomMode(StrEnum):
    """What a room shows of a ticket.

    *masked*: the question with personal data masked, files once it is taken; the whole work can be
    done there. *strict*: number, topic and district, all else opens at the desk: for platforms
    whose servers lie abroad.
    """

    MASKED = "masked"
    STRICT = "strict"


class Hearing(StrEnum):
    """How a room is understood by us.

    *replies*: a reply is known by the message it replies to; *numbers*: we hear only what speaks
    to us, and it names its ticket; *nothing*: we speak there, and hear nothing; *alone*: a circle,
    whose officials read and write each in their own chat with us.
    """

    REPLIES = "replies"
    NUMBERS = "numbers"
    NOTHING = "nothing"
    ALONE = "alone"


CIRCLE = "circle:"
"""How a circle's address begins; its department's id follows, nothing for the duty desk."""


def is_circle(address: str) -> bool:
    """Whether an address is a circle's, not one person's or a group's."""
    return address.startswith(CIRCLE)


@dataclass(frozen=True, slots=True)
class Room:
    """A group on a channel in which officials work together.

    A *circle* is a room without a group: what is said there reaches each official of the
    department in their own chat, and whoever answers does so there, to us alone.

    `department_id` is empty for the duty room, which shows what no other room does. `topics`: each
    ticket has a topic of its own there. `lost`: we may not write there at present.
    """

    id: int
    channel: str
    address: str
    department_id: str = ""
    mode: RoomMode = RoomMode.MASKED
    topics: bool = False
    lost: bool = False
    hearing: Hearing = Hearing.REPLIES


class Contact(msgspec.Struct, frozen=True):
    """A resident on one channel. `language` is empty until it is known."""

    id: int
    channel: str
    address: str
    language: str = ""
    name: str = ""
    blocked: bool = False
