"""One message in hand: what is known about it, and what the handler decides to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from bot.knowledge.catalogue import Topical
from bot.knowledge.neighbours import Likeness
from bot.models import (
    Attachment,
    Choice,
    Contact,
    Content,
    ContentKind,
    InboundMessage,
    Official,
    Room,
    RoomMode,
    Ticket,
)
from bot.settings import Settings
from bot.signing import Signer
from bot.store.contacts import Past
from bot.tickets.clocks import Clocks
from bot.wording import Wording
from faq.match import Match
from faq.normalise import normalise


class Listener(Protocol):
    """Who can be spoken to: a contact, or an official at their own address."""

    @property
    def channel(self) -> str:
        """The channel they listen on."""

    @property
    def address(self) -> str:
        """Their address there."""

    @property
    def language(self) -> str:
        """The language they read; empty where it is not known."""


class Insight(Protocol):
    """What is known in memory beside the FAQ; asked within a transaction, so it never waits."""

    def topics(self, text: str) -> tuple[Topical, ...]:
        """The units whose matter a text may be, the likeliest first."""

    def may_be_urgent(self, text: str) -> bool:
        """Whether an urgent topic may speak for a text, which `topics` takes long to tell."""

    def alike(self, text: str) -> tuple[Likeness, ...]:
        """What others asked, and may be shared, that a text speaks of too."""


class NoInsight:
    """Knows nothing: a house without a catalogue."""

    def alike(self, text: str) -> tuple[Likeness, ...]:
        """Nothing."""
        return ()

    def topics(self, text: str) -> tuple[Topical, ...]:
        """No unit."""
        return ()

    def may_be_urgent(self, text: str) -> bool:
        """Never."""
        return False


NO_INSIGHT = NoInsight()


@dataclass(frozen=True, slots=True)
class House:
    """What every turn stands on: settings, words, the key, the city's time, the catalogue."""

    settings: Settings
    wording: Wording
    signer: Signer
    zone: ZoneInfo
    insight: Insight = NO_INSIGHT

    def ticket_page(self, number: str) -> str:
        """The signed address of a ticket's page."""
        signature = self.signer.sign("ticket", number)
        return f"{self.settings.public_url}/t/{number}?k={signature}"


class Said(msgspec.Struct, frozen=True):
    """Something to be owed to a listener once the handler is through.

    `contact_id` is set where the listener is a resident; `to_sender` where it answers the very
    message in hand. `topic` is the platform's id of the group's topic it belongs into.
    """

    channel: str
    address: str
    content: Content
    contact_id: int | None = None
    ticket_id: int | None = None
    official_id: int | None = None
    to_sender: bool = False
    topic: str = ""
    delay: timedelta = timedelta(0)


class Turn(msgspec.Struct):
    """One message in hand, inside its transaction.

    `match` is what the FAQ said about the text (None where nothing was asked), `contact` or
    `official` who wrote, `inbox_id` and `message_id` where the message is kept. `said`, `touched`
    and `moved` are what the handler leaves behind: messages to owe, wake-ups to ring, and the ids
    of the tickets whose cards are to be drawn anew. `notices` are the sentences that the table of
    the life-cycle owes the residents of tickets that moved, by ticket. `room` is set where
    officials read along, `mode` is what may be read where it was said. `greeting` goes before the
    first reply, once. `past` is what the contact had left behind before this message. `unplanned`
    are the tickets whose next step of time is to be noted at the end, `opened` the ids of those
    that began in this turn. `clocks` are those of the departments by which it has counted.
    `inbox_id` is 0 where time itself decided.
    """

    house: House
    message: InboundMessage
    now: datetime
    inbox_id: int
    message_id: int
    contact: Contact | None = None
    official: Official | None = None
    match: Match | None = None
    said: list[Said] = msgspec.field(default_factory=list)
    touched: set[str] = msgspec.field(default_factory=set)
    moved: set[int] = msgspec.field(default_factory=set)
    notices: dict[int, str] = msgspec.field(default_factory=dict)
    room: Room | None = None
    mode: RoomMode = RoomMode.MASKED
    greeting: str = ""
    past: Past = Past()
    unplanned: dict[int, Ticket] = msgspec.field(default_factory=dict)
    opened: set[int] = msgspec.field(default_factory=set)
    clocks: dict[str, Clocks] = msgspec.field(default_factory=dict)
    _plain: str | None = None

    @property
    def text(self) -> str:
        """What was written, without the white space around it."""
        return self.message.text.strip()

    @property
    def plain(self) -> str:
        """What was written, normalised as the FAQ compares it."""
        if self._plain is None:
            self._plain = normalise(self.message.text)
        return self._plain

    @property
    def language(self) -> str:
        """The language to answer the sender in."""
        known = self.contact.language if self.contact else self.message.language
        return known or self.house.wording.default

    @property
    def resident(self) -> Contact:
        """The contact who wrote. Raises `LookupError` on an official's turn."""
        if self.contact is None:
            raise LookupError("no resident wrote this message")
        return self.contact

    @property
    def author(self) -> Official:
        """The official who wrote. Raises `LookupError` on a resident's turn."""
        if self.official is None:
            raise LookupError("no official wrote this message")
        return self.official

    @property
    def at_a_form(self) -> bool:
        """Whether it was done with the desk's buttons and fields.

        In a chat it is written, however it began: there an official has an account.
        """
        return bool(self.message.choice) and not self.message.account

    def words(self, name: str, /, **values: object) -> str:
        """A sentence of the catalogue in the sender's language."""
        return self.told(name, values)

    def told(self, name: str, values: dict[str, object]) -> str:
        """The same with its values in a dictionary, which is added to: many cost less that way."""
        values["now"] = self.now
        return self.house.wording.told(self.language, name, values)

    def reply(
        self,
        name: str,
        /,
        *,
        choices: Sequence[Choice] = (),
        ticket_id: int | None = None,
        link: str = "",
        **values: object,
    ) -> None:
        """Answer the sender with a sentence of the catalogue, and choices to tap."""
        self.say(self.told(name, values), choices=choices, ticket_id=ticket_id, link=link)

    def refuse(self, name: str, /, **values: object) -> None:
        """Tell the sender in a sentence of the catalogue that it was not done, and why."""
        self.say(self.told(name, values), refused=True)

    def doubt(self, name: str, /, **values: object) -> None:
        """Tell the sender that it was not done, and that a reason would do it all the same."""
        self.say(self.told(name, values), refused=True, doubted=True)

    def say(
        self,
        text: str,
        *,
        choices: Sequence[Choice] = (),
        ticket_id: int | None = None,
        link: str = "",
        refused: bool = False,
        doubted: bool = False,
    ) -> None:
        """Answer the sender with words of the catalogue that are put together already."""
        content = Content(
            f"{self.greeting}\n\n{text}" if self.greeting else text,
            kind=ContentKind.CHOICES if choices else ContentKind.TEXT,
            choices=tuple(choices),
            link=link,
            refused=refused,
            doubted=doubted,
        )
        self.greeting = ""
        to = self.contact
        self.said.append(
            Said(
                channel=to.channel if to else self.message.channel,
                address=to.address if to else self.message.sender,
                content=content,
                contact_id=to.id if to else None,
                ticket_id=ticket_id,
                # What came in by a ticket page is answered in the resident's conversation, and
                # what time itself decided answers no message.
                to_sender=bool(self.inbox_id)
                and (to is None or to.channel == self.message.channel),
                topic=self.message.topic,
            )
        )

    def tell(
        self,
        contact: Contact,
        content: Content,
        *,
        ticket_id: int | None = None,
        by: Official | None = None,
        delay: timedelta = timedelta(0),
    ) -> None:
        """Say something to a resident who is not the sender, in words already theirs.

        `by` is the official whose own words they are, if they are anybody's.
        """
        self.said.append(
            Said(
                channel=contact.channel,
                address=contact.address,
                content=content,
                contact_id=contact.id,
                ticket_id=ticket_id,
                official_id=by.id if by else None,
                delay=delay,
            )
        )

    def touch(self, ticket: Ticket) -> None:
        """Ring whoever looks at this ticket, or at the list of all."""
        self.touched |= {"tickets", f"ticket:{ticket.id}"}
        self.moved.add(ticket.id)

    @property
    def is_strict(self) -> bool:
        """Whether it was said where nothing of what residents wrote may stand: by number only."""
        return self.mode is RoomMode.STRICT

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files that came with the message."""
        return self.message.attachments
