"""An intake over simple rules of the tests' own, so that every failure can be provoked."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.channels import Fetching, Receipt
from bot.errors import Refused
from bot.intake.intake import MessageIntake
from bot.intake.line import Line
from bot.models import InboundMessage, InboxState, Side
from bot.settings import Settings
from bot.signals import Signals
from bot.signing import Signer
from bot.store import Database, Row, Transaction, inbox
from bot.store.inbox import Arrival
from bot.wording import Wording
from faq.match import Decision, Match
from handlers.turn import House, Turn
from tests.ledgers import ZONE, Hands

RAISE, BREAK_A_TABLE, CONFUSE = "raise", "break a table", "confuse"
"""What a message says to provoke a failure, as long as the rules are not mended."""


@dataclass
class Rules:
    """Stands in for the handlers and the FAQ: echoes, unless a message provokes a failure."""

    broken: set[str] = field(default_factory=lambda: {RAISE, BREAK_A_TABLE, CONFUSE})
    handled: list[str] = field(default_factory=list)

    def handle(self, tx: Transaction, turn: Turn) -> None:
        """Say the message back, or fail as it asks for."""
        provoked = turn.text in self.broken
        if provoked and turn.text == RAISE:
            turn.say("never to be seen")
            raise RuntimeError("provoked")
        if provoked and turn.text == BREAK_A_TABLE:
            tx.run("inbox_told", id=turn.inbox_id, message_id=999_999)
        self.handled.append(turn.text)
        turn.say(f"echo: {turn.text}")

    def admit(self, tx: Transaction, *_: object) -> None:
        """Let everybody in."""

    def overdue_questions(self, *_: object, **__: object) -> list[int]:
        """Nothing stands open, or it cannot be looked for."""
        if self.broken:
            raise RuntimeError("provoked")
        return []

    def mend(self, *texts: str) -> None:
        """Let these messages, or all, be handled from now on."""
        self.broken -= set(texts) or self.broken

    async def match(self, text: str) -> Match:
        """Nothing is known, or the matching breaks down."""
        if text == CONFUSE and text in self.broken:
            raise RuntimeError("provoked")
        return Match(Decision.ESCALATE)


@dataclass
class Door:
    """A way in for messages, and a look at what they left behind."""

    database: Database
    rules: Rules
    clock: Hands
    intake: MessageIntake
    signals: Signals
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    async def comes(self, text: str, sender: str = "A", *, again: str = "") -> Receipt:
        """A resident's message comes in; `again` is the id of one that came before."""
        return await self.intake.receive(self.message(text, sender, again))

    def message(self, text: str, sender: str = "A", again: str = "") -> InboundMessage:
        """A resident's message with an id of its own."""
        return InboundMessage("post", again or f"m{next(self._numbers)}", sender, text=text)

    def deed(self, text: str, official_id: int, again: str = "") -> InboundMessage:
        """An official's message from the desk, whose replies travel in the response."""
        external_id = again or f"m{next(self._numbers)}"
        return InboundMessage("desk", external_id, str(official_id), Side.OFFICIAL, text)

    async def arrival(self, inbox_id: int) -> Arrival:
        """The inbox row."""
        found = await self.database.read(lambda tx: inbox.get(tx, inbox_id))
        assert found is not None
        return found

    async def caused(self, inbox_id: int) -> list[Row]:
        """The outbox rows that a message caused for its own sender."""
        arrival = await self.arrival(inbox_id)
        channel, address = arrival.message.channel, arrival.message.sender

        def read(tx: Transaction) -> list[Row]:
            return tx.rows(
                "outbox_of_inbox", inbox_id=inbox_id, channel=channel, address=address, since=""
            )

        return await self.database.read(read)

    async def counts(self) -> dict[InboxState, int]:
        """How many messages are in each state."""
        return await self.database.read(inbox.counts)


def open_door(
    database: Database,
    settings: Settings,
    rules: Rules,
    fetching: Mapping[str, Fetching] | None = None,
    line: Line | None = None,
) -> Door:
    """A way in over these rules; the channel `desk` is passive, `fetching` bring references."""
    clock, signals = Hands(), Signals()
    house = House(settings, Wording(ZONE), Signer(b"k" * 32), ZONE)
    passive = frozenset({"desk"})
    intake = MessageIntake(
        house, database, rules, signals, clock, passive, fetching=fetching, line=line
    )
    return Door(database, rules, clock, intake, signals)


def held_back(*_: object) -> None:
    """The brake says no."""
    raise Refused("limits.too_many")
