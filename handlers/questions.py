"""A question: asked of the FAQ, and of a person where the FAQ does not know."""

from __future__ import annotations

from bot.models import Ticket
from bot.store import Transaction, messages
from bot.store.contacts import Prompt
from bot.tickets import matters
from bot.tickets.whereabouts import is_question
from faq.match import Decision
from faq.normalise import normalise
from handlers import answers, escalating, fitting, joining, noticing
from handlers.classifying import classify
from handlers.prompts import Asked
from handlers.turn import Turn


def ask(tx: Transaction, turn: Turn, prompt: Prompt | None) -> None:
    """Answer what the FAQ knows; of what it may know, offer some; the rest is for a person.

    `prompt` is the question that stood open when this message came. What goes on about an open
    ticket is added to it rather than met with candidates.
    """
    if noticing.split(tx, turn):
        return
    fit = fitting.fit(tx, turn, turn.message.text)
    if fit.joins is None and noticing.tell(tx, turn):
        return
    match _decision(turn, prompt), fit.joins:
        case Decision.ANSWER, _:
            answers.answer(tx, turn)
        case _, Ticket() as ticket:
            answers.unknown(tx, turn)
            joining.say_added(turn, ticket, joining.add(tx, turn, ticket, (turn.message_id,)))
        case Decision.SUGGEST, _ if not fit.leans:
            first = prompt.message_id if prompt and _rounds(prompt) else None
            answers.offer(tx, turn, _rounds(prompt) + 1, first or turn.message_id)
        case _:
            answers.unknown(tx, turn)
            escalating.escalate(tx, turn, _asked_in(tx, turn, prompt))


def _decision(turn: Turn, prompt: Prompt | None) -> Decision:
    """What the FAQ says, but candidates only for so many rounds, and not for a photograph.

    Whoever says that the water is off wants no list of questions to choose from.
    """
    decision = turn.match.decision if turn.match else Decision.ESCALATE
    if decision is not Decision.SUGGEST:
        return decision
    enough = _rounds(prompt) >= turn.house.settings.conversation.suggestion_rounds
    told = classify(turn, turn.text).get("urgent") and not is_question(turn.text)
    return Decision.ESCALATE if enough or turn.attachments or told else decision


def _rounds(prompt: Prompt | None) -> int:
    return prompt.round if prompt is not None and prompt.kind == Asked.SUGGESTION else 0


def _asked_in(tx: Transaction, turn: Turn, prompt: Prompt | None) -> tuple[int, ...]:
    """The messages of this question: the wording that was met with candidates belongs to it."""
    first = prompt.message_id if prompt and _rounds(prompt) else None
    if first is None:
        return (turn.message_id,)
    earlier = messages.get(tx, first)
    still_may_know = turn.match is not None and turn.match.decision is Decision.SUGGEST
    same = still_may_know or matters.is_same(turn.plain, normalise(earlier.content.text))
    return (first, turn.message_id) if same and earlier.ticket_id is None else (turn.message_id,)
