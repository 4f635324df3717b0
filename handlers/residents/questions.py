"""A question: asked of the FAQ, and of a person where the FAQ does not know."""

from __future__ import annotations

from bot.models import Ticket
from bot.store import Transaction, matching, messages
from bot.store.contacts import Prompt
from bot.tickets import matters
from bot.tickets.whereabouts import find_phone, is_question, tells_only_where
from faq.match import Decision
from faq.normalise import normalise
from handlers.actions import reported
from handlers.actions.classifying import classify
from handlers.residents import answers, escalating, fitting, joining, noticing, prompts
from handlers.residents.prompts import Asked
from handlers.turn import Turn


def ask(tx: Transaction, turn: Turn, prompt: Prompt | None) -> None:
    """Answer what the FAQ knows; of what it may know, offer some; the rest is for a person.

    `prompt` is the question that stood open when this message came. What goes on about an open
    ticket is added to it rather than met with candidates.
    """
    if noticing.split(tx, turn):
        return
    fit = fitting.fit(tx, turn, turn.message.text)
    if fit.joins is None and _is_for_few(tx, turn):
        answers.unknown(tx, turn)
        escalating.escalate(tx, turn, prompts.with_photos(tx, turn, prompt), may_ask=False)
        return
    if fit.joins is None and noticing.tell(tx, turn):
        return
    began = _began_with(tx, turn, prompt)
    rounds = prompt.round if prompt is not None and began is not None else 0
    decision = _decision(turn, rounds)
    if began is not None and _tells_where(turn):
        # Whoever says where it is has a matter at a place: no question of a list is theirs.
        decision = Decision.ESCALATE
    match decision, fit.joins:
        case Decision.ANSWER, _:
            answers.answer(tx, turn)
        case _, Ticket() as ticket:
            answers.unknown(tx, turn)
            joining.say_added(tx, turn, ticket, joining.add(tx, turn, ticket, (turn.message_id,)))
        case Decision.SUGGEST, _ if not fit.leans:
            answers.offer(tx, turn, rounds + 1, began or turn.message_id)
        case _:
            answers.unknown(tx, turn)
            # The wording that was met with candidates belongs to the question too.
            alone = prompts.with_photos(tx, turn, prompt)
            asked_in = alone if began is None else (began, turn.message_id)
            escalating.escalate(tx, turn, asked_in)


def _is_for_few(tx: Transaction, turn: Turn) -> bool:
    """Whether it is told in confidence, or against somebody: then no list of questions helps.

    Who asks how to do so, or whether it is kept secret, is answered.
    """
    asks = is_question(turn.text)
    return not asks and reported.is_confidential(tx, turn.text, turn.plain)


def _decision(turn: Turn, rounds: int) -> Decision:
    """What the FAQ says, but candidates only for so many rounds, and not for a photograph.

    Whoever says that the water is off wants no list of questions to choose from.
    """
    decision = turn.match.decision if turn.match else Decision.ESCALATE
    if decision is not Decision.SUGGEST:
        return decision
    enough = rounds >= turn.house.settings.conversation.suggestion_rounds
    if enough or turn.attachments or _is_alarm(turn):
        return Decision.ESCALATE
    return decision


def _is_alarm(turn: Turn) -> bool:
    # What a text asks is told in a moment, what it is about takes as long as a match.
    may_be = not is_question(turn.text) and turn.house.insight.may_be_urgent(turn.text)
    return may_be and "urgent" in classify(turn, turn.text)


def _began_with(tx: Transaction, turn: Turn, prompt: Prompt | None) -> int | None:
    """The message in which this question was asked first, where it was met with candidates.

    Another matter never stands behind it: what it resembles is something else, and so is what it
    says. It is a question of its own, with rounds of its own.
    """
    if prompt is None or prompt.kind != Asked.SUGGESTION or prompt.message_id is None:
        return None
    earlier = messages.get(tx, prompt.message_id)
    said = normalise(earlier.content.text)
    alike = (
        _tells_where(turn)
        or _resembles_what_was_offered(tx, turn, prompt)
        or matters.is_same(turn.plain, said)
    )
    return prompt.message_id if alike and earlier.ticket_id is None else None


def _tells_where(turn: Turn) -> bool:
    """Whether it is nothing but the place, or the telephone, of what was told before."""
    named = find_phone(turn.text) or matters.names_any_place(turn.plain)
    return bool(named) and tells_only_where(turn.text)


def _resembles_what_was_offered(tx: Transaction, turn: Turn, prompt: Prompt) -> bool:
    _, match_id, *_ = prompt.choices[0].split(":")
    before = matching.get(tx, int(match_id))
    found = turn.match.candidates if turn.match else ()
    offered = {each.id for each in before.offered} if before else set()
    return any(each.entry.id in offered for each in found)
