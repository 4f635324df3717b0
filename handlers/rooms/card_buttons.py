"""The buttons under a card: suggested answers, at most four likely actions, and 更多."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.models import Choice, Official, Role, Ticket
from bot.store import Transaction
from bot.tickets.actions import PROPOSABLE, Action
from bot.tickets.forms import needs_words
from handlers.officials.offering import offered
from handlers.officials.suggesting import Suggestion
from handlers.turn import House

MOST_LIKELY = 4
_IN_WORDS = frozenset({Action.ANSWER, Action.NOTE})
"""These are said, not pressed: an answer is a reply to the card, a note is plain talk."""
_LIKELY = (
    Action.TAKE,
    Action.ANSWER,
    Action.APPROVE,
    Action.SEND_BACK,
    Action.GRANT_EXTENSION,
    Action.REFUSE_EXTENSION,
    Action.GRANT_TRANSFER,
    Action.REFUSE_TRANSFER,
    Action.GRANT_ASSISTANCE,
    Action.REFUSE_ASSISTANCE,
    Action.GRANT_CLASSIFICATION,
    Action.REFUSE_CLASSIFICATION,
    Action.REFUSE_RETURN,
    Action.RECORD_VISIT,
    Action.PROPOSE,
    Action.TRANSFER,
    Action.ASK,
    Action.STAGE_REPLY,
    Action.VISIT,
    Action.RETURN,
    Action.EXTEND,
    Action.SUBMIT,
    Action.REOPEN,
)
"""What is likely comes first; the life-cycle says which of them are open at all."""
_WORKERS = frozenset({Role.OFFICIAL, Role.DEPARTMENT_HEAD, Role.REVIEWER, Role.DISPATCHER})


def buttons(
    tx: Transaction,
    house: House,
    ticket: Ticket,
    found: Sequence[Suggestion],
    now: datetime,
    *,
    all_actions: bool,
    alone: bool = False,
) -> tuple[Choice, ...]:
    """What can be tapped under a card; who presses is asked again then, by the same table.

    Who reads it `alone` cannot reply to it: there an answer is a button too, and comes before the
    suggested ones, of which one is looked at first.
    """
    open_now = _open(tx, house, ticket, now)
    said = _IN_WORDS - {Action.ANSWER} if alone else _IN_WORDS
    possible = sorted((each for each in open_now if each not in said), key=_rank)
    shown = possible if all_actions else possible[:MOST_LIKELY]
    choices = [action_button(house, action, ticket.number) for action in shown]
    if len(shown) < len(possible):
        choices.append(Choice(f"more:{ticket.number}", _say(house, "rooms.more")))
    suggested = found if Action.ANSWER in open_now else ()
    uses = [
        Choice(f"{each.value}:{ticket.number}", _say(house, "rooms.use", sign=each.sign))
        for each in suggested
    ]
    return (*choices, *uses) if alone else (*uses, *choices)


def strict_buttons(
    tx: Transaction, house: House, ticket: Ticket, now: datetime
) -> tuple[Choice, ...]:
    """Where nothing of the matter may be said: taking it, which needs no words."""
    possible = Action.TAKE in _open(tx, house, ticket, now)
    return (action_button(house, Action.TAKE, ticket.number),) if possible else ()


def action_button(house: House, action: Action, number: str) -> Choice:
    """One action as a button; three dots tell that words will be asked for."""
    label = _say(house, f"officials.action_{action.value}")
    asks = needs_words(action) or action is Action.ANSWER
    return Choice(f"{action.value}:{number}", f"{label}…" if asks else label)


def outcome_buttons(house: House, number: str) -> tuple[Choice, ...]:
    """The outcomes with which a ticket's closing can be proposed."""
    return tuple(
        Choice(
            f"{Action.PROPOSE.value}.{outcome.value}:{number}",
            _say(house, f"officials.outcome_{outcome.value}"),
        )
        for outcome in PROPOSABLE
    )


def _open(tx: Transaction, house: House, ticket: Ticket, now: datetime) -> list[Action]:
    """What the officials of a room may do, whoever of them it will be."""
    anybody = Official(0, "", ticket.department_id, _WORKERS)
    return offered(tx, house.settings, house.zone, anybody, ticket, now)


def _rank(action: Action) -> tuple[int, int]:
    likely = _LIKELY.index(action) if action in _LIKELY else len(_LIKELY)
    return likely, list(Action).index(action)


def _say(house: House, name: str, **values: object) -> str:
    return house.wording.say(house.wording.default, name, **values)
