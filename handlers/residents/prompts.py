"""What a resident was last asked, so that a bare "2" has a meaning."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

from msgspec.structs import replace

from bot.store import Transaction, contacts, messages
from bot.store.contacts import Prompt
from handlers.residents.shared_meanwhile import shared_since
from handlers.turn import Turn


class Asked(StrEnum):
    """The questions that can stand open with a resident."""

    SUGGESTION = "suggestion"
    FEEDBACK = "feedback"
    MATTER = "matter"
    FOLLOWING = "following"
    PARTING = "parting"
    PLACE = "place"
    PHOTO = "photo"
    SUBJECT = "subject"
    VERDICT = "verdict"
    OBJECTION = "objection"
    SATISFACTION = "satisfaction"
    WITHDRAWAL = "withdrawal"
    OVER = "over"
    WHICH = "which"
    ERASURE = "erasure"
    SUPPLY = "supply"


HOLDING = frozenset({Asked.MATTER, Asked.FOLLOWING, Asked.PHOTO})
"""These hold messages that belong to no ticket yet; they are never simply forgotten."""

PASSING = frozenset(
    {
        Asked.FEEDBACK,
        Asked.PLACE,
        Asked.PARTING,
        Asked.VERDICT,
        Asked.OBJECTION,
        Asked.SATISFACTION,
        Asked.SUPPLY,
    }
)
"""These ask for a favour: they never take the place of a question that has to be answered."""

WITH_NONE = frozenset({Asked.SUGGESTION, Asked.WHICH})
"""These list what may be meant, and behind 0 that it is none of them."""

_HELD = "held:"


def ask(
    tx: Transaction,
    turn: Turn,
    asked: Asked,
    *choices: str,
    contact_id: int | None = None,
    round: int = 0,  # noqa: A002 - the word for it
    ticket_id: int | None = None,
    message_id: int | None = None,
) -> None:
    """Let a question stand open with the sender (or another contact), with the values behind 1, 2 …

    The last of a list's values (`WITH_NONE`) is the one behind 0.
    """
    asked_of = turn.resident.id if contact_id is None else contact_id
    contacts.ask(
        tx,
        Prompt(
            contact_id=asked_of,
            kind=str(asked),
            asked_at=turn.now,
            choices=choices,
            round=round,
            ticket_id=ticket_id,
            message_id=message_id,
        ),
        over=PASSING if asked in PASSING else frozenset(),
    )


def hold(tx: Transaction, prompt: Prompt, message_id: int) -> None:
    """Let one more message wait for the answer to a question that holds some."""
    contacts.ask(tx, replace(prompt, choices=(*prompt.choices, *holding((message_id,)))))


def holding(message_ids: Iterable[int]) -> tuple[str, ...]:
    """What a prompt keeps beside its choices, so that these messages wait with its first."""
    return tuple(f"{_HELD}{message_id}" for message_id in message_ids)


def choices_of(prompt: Prompt) -> tuple[str, ...]:
    """The values that can be picked."""
    return tuple(choice for choice in prompt.choices if not choice.startswith(_HELD))


def held(prompt: Prompt) -> tuple[int, ...]:
    """The messages that wait for the answer, oldest first."""
    more = (choice for choice in prompt.choices if choice.startswith(_HELD))
    first = (prompt.message_id,) if prompt.message_id is not None else ()
    return (*first, *(int(choice.removeprefix(_HELD)) for choice in more))


def is_overdue(prompt: Prompt, turn: Turn) -> bool:
    """Whether the messages it holds have waited long enough."""
    waited = turn.now - prompt.asked_at
    minutes = turn.house.settings.conversation.which_matter_minutes
    return prompt.kind in HOLDING and waited >= timedelta(minutes=minutes)


def settle(tx: Transaction, turn: Turn) -> None:
    """Nothing is asked of the sender any more."""
    contacts.settle_prompt(tx, turn.resident.id)


def still_free(tx: Transaction, message_ids: tuple[int, ...]) -> tuple[int, ...]:
    """Those of the messages that belong to no ticket."""
    return tuple(each for each in message_ids if messages.get(tx, each).ticket_id is None)


def with_photos(tx: Transaction, turn: Turn, prompt: Prompt | None) -> tuple[int, ...]:
    """The message in hand, and the photographs of which we asked what they show: it tells so.

    Whichever way the words go, the photographs go with them.
    """
    if prompt is not None and prompt.kind == Asked.SUGGESTION and prompt.message_id is not None:
        return (turn.message_id, *shared_since(tx, turn, prompt.message_id))
    if prompt is None or prompt.kind != Asked.PHOTO:
        return (turn.message_id,)
    settle(tx, turn)
    return (turn.message_id, *still_free(tx, held(prompt)))


def waiting_for(prompt: Prompt | None, first: int) -> tuple[int, ...]:
    """The messages that wait, or waited, with the first for a choice; alone where it is late."""
    if prompt is None or prompt.message_id != first:
        return (first,)
    asked = prompt.kind in (Asked.MATTER, Asked.PARTING, Asked.FOLLOWING)
    return held(prompt) if asked else (first,)


def waiting_with(tx: Transaction, prompt: Prompt | None, first: int) -> tuple[int, ...]:
    """Those of the messages that wait with the first for a choice and belong to no ticket."""
    return still_free(tx, waiting_for(prompt, first))
