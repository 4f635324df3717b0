"""Says no to an official in one sentence that names what is possible now."""

from __future__ import annotations

from bot.errors import Doubted, Refused
from bot.models import Ticket
from bot.tickets.lifecycle import Action, actions
from handlers.grammar import Act
from handlers.turn import Turn


def refuse(turn: Turn, refusal: Refused, ticket: Ticket | None) -> None:
    """Tell the official why nothing was done, and what they may do instead."""
    values: dict[str, object] = {"number": ticket.number if ticket else "", **refusal.values}
    if ticket is not None:
        values |= {
            "state": turn.words(f"officials.state_{ticket.state.value}"),
            "possible": possible_words(turn, ticket),
        }
    action = refusal.values.get("action")
    if isinstance(action, Action):
        values["action"] = action_word(turn, action)
    say_no = turn.doubt if isinstance(refusal, Doubted) else turn.refuse
    say_no(refusal.reason, **values)


def action_word(turn: Turn, action: Action) -> str:
    """What an official calls an action."""
    return turn.words(f"officials.action_{action.value}")


def possible_words(turn: Turn, ticket: Ticket) -> str:
    """What the official may do to the ticket now, as a list of words."""
    # What has no command cannot be asked for.
    known = {act.value for act in Act}
    possible = [each for each in actions(ticket.state, turn.author.roles) if each.value in known]
    if Action.TAKE in possible:
        # Whoever answers a ticket that nobody has taken takes it by that.
        possible.insert(possible.index(Action.TAKE) + 1, Action.ANSWER)
    return turn.words("officials.list_separator").join(
        action_word(turn, action) for action in possible
    )
