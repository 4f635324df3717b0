"""What the service and the process that matches say to each other, in MessagePack.

The service says the terms first, then what is in the catalogue, whenever that has changed, and
questions. The process says that it is ready, then answers each question by its number.
"""

from __future__ import annotations

import msgspec

from bot.knowledge.catalogue import Catalogue, Topical
from bot.store.catalogue import Correction, Topic
from faq.match import Ruling, Thresholds
from faq.refitting import Refit


class Terms(msgspec.Struct, frozen=True, array_like=True):
    """By what the process decides, besides the index."""

    thresholds: Thresholds
    refit: Refit | None


class Subjects(msgspec.Struct, frozen=True, array_like=True, tag="subjects"):
    """What the catalogue holds from now on."""

    topics: tuple[Topic, ...]
    corrections: tuple[Correction, ...]

    @classmethod
    def of(cls, catalogue: Catalogue) -> Subjects:
        """What this catalogue holds."""
        return cls(catalogue.topics, catalogue.corrections)

    def catalogue(self) -> Catalogue:
        """The catalogue that holds it; to build it takes many moments."""
        return Catalogue.build(self.topics, self.corrections)


class Question(msgspec.Struct, frozen=True, array_like=True, tag="match"):
    """A text to match on a day, which is counted as `date.toordinal` does.

    The text is bytes: MessagePack refuses half of a surrogate pair, which a platform may send.
    """

    number: int
    text: bytes
    today: int


class Weighing(msgspec.Struct, frozen=True, array_like=True, tag="weigh"):
    """A text of which it is asked which unit's matter it is."""

    number: int
    text: bytes


class Answer(msgspec.Struct, frozen=True, array_like=True, tag="match"):
    """What was found for the question of this number; None where the process could not tell.

    Entries travel by number: both sides have the same index mapped.
    """

    number: int
    found: Ruling | None


class Weighed(msgspec.Struct, frozen=True, array_like=True, tag="weigh"):
    """What the catalogue says of the text of this number; None where the process could not tell."""

    number: int
    found: tuple[Topical, ...] | None


written = msgspec.msgpack.Encoder().encode
read_terms = msgspec.msgpack.Decoder(Terms).decode
read_asked = msgspec.msgpack.Decoder(Subjects | Question | Weighing).decode
read_answer = msgspec.msgpack.Decoder(Answer | Weighed).decode


def as_bytes(text: str) -> bytes:
    """Any text there can be."""
    return text.encode("utf-8", "surrogatepass")


def as_text(content: bytes) -> str:
    """The text that became these bytes."""
    return content.decode("utf-8", "surrogatepass")
