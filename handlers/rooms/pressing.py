"""A button that was pressed where officials work: the deed that it is, or the words it asks for."""

from __future__ import annotations

from msgspec.structs import replace

from bot.errors import Refused
from bot.models import Content, Direction, InboundMessage, Ticket
from bot.store import Transaction, messages, tickets
from bot.tickets import guards
from bot.tickets.actions import Action
from bot.tickets.forms import needs_words
from bot.tickets.lifecycle import rule
from handlers.actions import deeds, sending
from handlers.actions.recording import case_of, roles
from handlers.grammar import Act
from handlers.meant import may_see
from handlers.officials.refusing import refuse
from handlers.officials.suggesting import answer_named
from handlers.rooms import alone, by_number, card_buttons, cards, modes
from handlers.turn import Said, Turn

_ASKED_FOR = frozenset({Action.ANSWER, Action.REOPEN})
"""A button of these asks for words too."""
_SUGGESTED = frozenset({"use", "reuse"})


def pressed(tx: Transaction, turn: Turn) -> InboundMessage | None:
    """A button tells all: `take:20261126-0001`, `close.done:…`, `use:7:1:…`, `reuse:5:…`."""
    verb, _, rest = turn.message.choice.partition(":")
    name, _, value = verb.partition(".")
    if name in _SUGGESTED:
        return _used(tx, turn, turn.message.choice)
    if name == "heard":
        confirmed = _once(tx, by_number.heard(tx, turn, rest))
        sending.keep_words(tx, turn, confirmed.text)
        return confirmed
    ticket = _ticket(tx, turn, rest)
    if name == "more":
        _show_all(tx, turn, ticket)
        return None
    if name not in set(Act):
        raise Refused("refusals.choice_unknown")
    modes.check(turn, Act(name), ticket)
    if name in set(Action) and (needs_words(Action(name)) or name in _ASKED_FOR):
        if not _is_refused(tx, turn, ticket, Action(name)):
            _ask(turn, ticket, Action(name), value)
        return None
    return replace(turn.message, choice=name, ticket=ticket.number)


def _is_refused(tx: Transaction, turn: Turn, ticket: Ticket, action: Action) -> bool:
    """Nobody writes words for what they may not do: the card is the group's, roles are theirs."""
    # Who answers what nobody has taken takes it by that.
    acted_on = deeds.taken_by(turn, ticket) if action is Action.ANSWER else ticket
    try:
        allowed = rule(action, acted_on.state, roles(turn))
        held = [guard for guard in allowed.guards if guard in guards.BEFORE_WRITING]
        guards.check(held, case_of(tx, turn, acted_on, action))
    except Refused as refusal:
        refuse(tx, turn, refusal, ticket)
        return True
    return False


def _used(tx: Transaction, turn: Turn, choice: str) -> InboundMessage:
    named, _, number = choice.rpartition(":")
    ticket = _ticket(tx, turn, number)
    modes.check(turn, Act.ANSWER, ticket)
    text = answer_named(tx, turn.house, named, turn.now)
    if not text:
        raise Refused("rooms.suggestion_gone")
    answer = replace(turn.message, choice=Act.ANSWER.value, ticket=ticket.number, text=text)
    _once(tx, answer)
    sending.keep_words(tx, turn, text)
    return answer


def _once(tx: Transaction, answer: InboundMessage) -> InboundMessage:
    """Refuse an answer by a button that the resident has: a second tap, or a colleague's."""
    ticket = tickets.by_number(tx, answer.ticket)
    if ticket and any(answer.text.strip() in text for text in _answers(tx, ticket)):
        raise Refused("rooms.suggestion_used", number=ticket.number)
    return answer


def _answers(tx: Transaction, ticket: Ticket) -> list[str]:
    said = (line.message for line in messages.of_ticket(tx, ticket.id))
    return [
        each.content.text
        for each in said
        if each.direction is Direction.OUTBOUND and each.official_id is not None
    ]


def _ask(turn: Turn, ticket: Ticket, action: Action, value: str) -> None:
    """Ask for the words that an action needs; they are the reply to this."""
    house = turn.house
    choosing = action is Action.PROPOSE and not value
    name = "rooms.ask_outcome" if choosing else f"rooms.ask_{action.value}"
    content = Content(
        turn.words(name, number=ticket.number, outcome=value) + _how(turn),
        choices=card_buttons.outcome_buttons(house, ticket.number) if choosing else (),
        card=f"ask:{action.value}{'.' if value else ''}{value}:{turn.inbox_id}",
    )
    said = Said(
        turn.message.channel,
        turn.message.sender,
        content,
        ticket_id=ticket.id,
        topic=turn.message.topic,
    )
    turn.said.append(said)


def _how(turn: Turn) -> str:
    """How to reply where that is less plain than it sounds."""
    if turn.message.circle:
        return turn.words("rooms.ask_alone")
    in_group = turn.message.by_number and turn.room is not None
    return turn.words("rooms.ask_by_number") if in_group else ""


def _show_all(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    if turn.room is not None:
        cards.expand(tx, turn, turn.room, ticket)
    else:
        alone.show_all(tx, turn, ticket)


def _ticket(tx: Transaction, turn: Turn, number: str) -> Ticket:
    """The ticket of a card, which may have become confidential since it was drawn."""
    found = tickets.by_number(tx, number)
    if found is None or not may_see(tx, turn, found):
        raise Refused("refusals.choice_unknown")
    return found
