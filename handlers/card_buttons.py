"""The buttons under a card: suggested answers, at most four likely actions, and 更多."""

from __future__ import annotations

from collections.abc import Sequence

from bot.models import Choice, Role, Ticket, TicketState
from bot.tickets.lifecycle import PROPOSABLE, Action, actions
from handlers.grammar import Act
from handlers.suggesting import Suggestion
from handlers.turn import House

MOST_LIKELY = 4
_IN_WORDS = frozenset({Action.ANSWER, Action.NOTE})
"""These are said, not pressed: an answer is a reply to the card, a note is plain talk."""
_DECISIONS = frozenset({Action.GRANT_EXTENSION, Action.REFUSE_EXTENSION})
"""Nothing of a card tells whether one waits: who is asked to decide is told the words for it."""
_WORKERS = frozenset({Role.OFFICIAL, Role.DEPARTMENT_HEAD, Role.DISPATCHER})
_STRICT = frozenset({Action.TAKE})


def buttons(
    house: House, ticket: Ticket, found: Sequence[Suggestion], *, all_actions: bool
) -> tuple[Choice, ...]:
    """What can be tapped under a card; who presses is asked again then, by the same table."""
    possible = possible_actions(ticket)
    shown = possible if all_actions else possible[:MOST_LIKELY]
    choices = [action_button(house, action, ticket.number) for action in shown]
    if len(shown) < len(possible):
        choices.append(Choice(f"more:{ticket.number}", _say(house, "rooms.more")))
    uses = ticket.closed_at is None and Action.ANSWER in _open(ticket) | _after_taking(ticket)
    return (
        *(
            Choice(f"{each.value}:{ticket.number}", _say(house, "rooms.use", sign=each.sign))
            for each in (found if uses else ())
        ),
        *choices,
    )


def strict_buttons(house: House, ticket: Ticket) -> tuple[Choice, ...]:
    """Where nothing of the matter may be said: what needs no words."""
    possible = [action for action in possible_actions(ticket) if action in _STRICT]
    return tuple(action_button(house, action, ticket.number) for action in possible)


def action_button(house: House, action: Action, number: str) -> Choice:
    """One action as a button."""
    return Choice(f"{action.value}:{number}", _say(house, f"officials.action_{action.value}"))


def outcome_buttons(house: House, number: str) -> tuple[Choice, ...]:
    """The outcomes with which a ticket's closing can be proposed."""
    return tuple(
        Choice(
            f"{Action.PROPOSE.value}.{outcome.value}:{number}",
            _say(house, f"officials.outcome_{outcome.value}"),
        )
        for outcome in PROPOSABLE
    )


def possible_actions(ticket: Ticket) -> list[Action]:
    """What officials may do to the ticket by a button, the likely first."""
    # What has no command cannot be asked for.
    known = {act.value for act in Act}
    reviewed = {Action.APPROVE, Action.SEND_BACK}
    idle = _IN_WORDS | _DECISIONS
    if ticket.state is not TicketState.IN_REVIEW:
        idle |= reviewed
    return [
        each for each in actions(ticket.state, _WORKERS) if each not in idle and each.value in known
    ]


def _open(ticket: Ticket) -> set[Action]:
    return set(actions(ticket.state, _WORKERS))


def _after_taking(ticket: Ticket) -> set[Action]:
    # Whoever answers a ticket that nobody has taken takes it by that.
    return {Action.ANSWER} if Action.TAKE in _open(ticket) else set()


def _say(house: House, name: str, **values: object) -> str:
    return house.wording.say(house.wording.default, name, **values)
