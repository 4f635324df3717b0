"""What the service and the process that carries out say to each other, in MessagePack.

The service says the terms first, then what is known in memory, whenever that has changed, and
questions as they come. The process says that it is ready, then what became of each.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from bot.channels import Receipt
from bot.knowledge.beside.frames import Subjects
from bot.knowledge.catalogue import Topical
from bot.knowledge.neighbours import Neighbour
from bot.models import InboundMessage
from bot.settings import Settings
from faq.match import Match


class Terms(msgspec.Struct, frozen=True, array_like=True):
    """On what the process stands: settings and key, and which channels `Effects` is told of."""

    settings: Settings
    key: bytes
    passive: frozenset[str]
    fetching: frozenset[str]

    def __repr__(self) -> str:
        # The key and the settings' secrets are nobody's to read.
        return "Terms()"


class Others(msgspec.Struct, frozen=True, array_like=True, tag="others"):
    """What others asked, and may be shared from now on."""

    neighbours: tuple[Neighbour, ...]


class Asked(msgspec.Struct, frozen=True, array_like=True, tag="asked"):
    """A question to carry out: what the FAQ says of it, and (where it was weighed) the catalogue.

    Its files have no bytes that are still to be kept. `until` (seconds of `time.monotonic`, which
    is one for all processes of a machine) is when the service no longer waits: then it must not be
    carried out any more. `plain` is the message's text normalised, as the service has it already.
    """

    number: int
    message: InboundMessage
    match: Match | None
    topics: tuple[Topical, ...] | None
    now: datetime
    until: float
    plain: str


class Done(msgspec.Struct, frozen=True, array_like=True):
    """The receipt of the question of this number, and whom to ring, or why a brake `refused` it.

    Neither where nothing of it is kept, or nobody knows: the service then meets the reason itself.
    """

    number: int
    receipt: Receipt | None = None
    touched: frozenset[str] = frozenset()
    refused: str = ""


written = msgspec.msgpack.Encoder().encode
read_terms = msgspec.msgpack.Decoder(Terms).decode
read_told = msgspec.msgpack.Decoder(Subjects | Others | Asked).decode
read_done = msgspec.msgpack.Decoder(Done).decode
