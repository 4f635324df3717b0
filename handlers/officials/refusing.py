"""Says no to an official in one sentence that names what is possible now."""

from __future__ import annotations

from bot.errors import Doubted, Refused
from bot.models import Ticket
from bot.store import Transaction
from bot.tickets.lifecycle import Action
from handlers.officials.offering import offered
from handlers.turn import Turn


def refuse(tx: Transaction, turn: Turn, refusal: Refused, ticket: Ticket | None) -> None:
    """Tell the official why nothing was done, and what they may do instead."""
    say_no = turn.doubt if isinstance(refusal, Doubted) else turn.refuse
    say_no(refusal.reason, **_values(tx, turn, refusal, ticket))


def reason_words(tx: Transaction, turn: Turn, refusal: Refused, ticket: Ticket) -> str:
    """Why nothing was done, in one sentence."""
    return turn.words(refusal.reason, **_values(tx, turn, refusal, ticket))


def _values(
    tx: Transaction, turn: Turn, refusal: Refused, ticket: Ticket | None
) -> dict[str, object]:
    # Who has a form before them is told its fields, not what a chat writes.
    values: dict[str, object] = {
        "number": ticket.number if ticket else "",
        "buttons": turn.at_a_form,
        **refusal.values,
    }
    if ticket is not None:
        values |= {
            "state": turn.words(f"officials.state_{ticket.state.value}"),
            "possible": possible_words(tx, turn, ticket),
        }
    approver = refusal.values.get("approver")
    if isinstance(approver, str):
        values["approver"] = turn.words(f"officials.approver_{approver}")
    action = refusal.values.get("action")
    if isinstance(action, Action):
        values["action"] = action_word(turn, action)
    return values


def action_word(turn: Turn, action: Action) -> str:
    """What an official calls an action."""
    return turn.words(f"officials.action_{action.value}")


def possible_words(tx: Transaction, turn: Turn, ticket: Ticket) -> str:
    """What the official may do to the ticket now, as a list of words."""
    possible = offered(tx, turn.house.settings, turn.house.zone, turn.author, ticket, turn.now)
    return turn.words("officials.list_separator").join(
        action_word(turn, action) for action in possible
    )
