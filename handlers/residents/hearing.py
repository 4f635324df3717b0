"""The rules by which a resident's message is understood, in the order in which they are tried."""

from __future__ import annotations

from functools import lru_cache

from bot.errors import Refused
from bot.models import Ticket, TicketState
from bot.store import Transaction, contacts, tickets
from bot.store.contacts import Prompt
from bot.tickets.merged import goes_on_elsewhere
from bot.tickets.whereabouts import is_shared
from bot.wording import Wording
from handlers.actions import mergers, supplementing, suspending, verdicts
from handlers.actions.standing import standing_of
from handlers.residents import (
    bound,
    choices,
    commands,
    danger,
    escalating,
    fitting,
    held,
    joining,
    languages,
    late_picks,
    linking,
    media,
    objecting,
    over,
    picks,
    places,
    prompts,
    questions,
    repeating,
    safeguard,
    wishes,
)
from handlers.residents.digits import digit
from handlers.residents.prompts import HOLDING, PASSING, Asked
from handlers.turn import Turn

_FOR_RESIDENTS = {
    "refusals.not_in_this_state": "refusals.not_now",
    "refusals.not_your_role": "refusals.not_now",
}


def handle(tx: Transaction, turn: Turn) -> None:
    """Decide what a resident's message causes; a rule that says no is told kindly."""
    languages.follow(tx, turn)
    if turn.past.suspended and _is_held_back(tx, turn):
        return
    before = contacts.prompt(tx, turn.resident.id) if turn.past.asked else None
    try:
        if turn.message.choice:
            choices.choose(tx, turn, turn.message.choice)
        elif turn.text:
            _greet_first(turn)
            _hear(tx, turn, before)
        else:
            media.receive(tx, turn)
    except Refused as refusal:
        turn.refuse(_FOR_RESIDENTS.get(refusal.reason, refusal.reason), **refusal.values)
    safeguard.keep_all(tx, turn, before)


def _is_held_back(tx: Transaction, turn: Turn) -> bool:
    """Whether the message waits for the end of a term; a choice and a cry for help never do."""
    return not (turn.message.choice or danger.is_heard(turn)) and suspending.hold_back(tx, turn)


def _hear(tx: Transaction, turn: Turn, before: Prompt | None) -> None:
    """Danger first, then what was written under a ticket, then what we asked, then the rest."""
    if danger.call_for_help(tx, turn):
        return
    under = bound.ticket_under(tx, turn)
    if under is not None:
        bound.write_under(tx, turn, under)
        return
    prompt = _standing_prompt(tx, turn, before)
    if _picks(tx, turn, prompt) or linking.brings_code(tx, turn):
        return
    if (prompt is None or prompt.kind in PASSING) and late_picks.chooses(tx, turn):
        return
    # A machine hears "thank you" in silence: only its questions and matters are believed.
    wished = None if turn.message.heard else wishes.read(turn.text, turn.plain)
    if wished is not None and commands.fulfil(tx, turn, wished, prompt):
        return
    if not turn.plain and not turn.attachments:
        turn.reply("conversation.only_signs")
        return
    if repeating.heard_before(tx, turn) or _answers_our_question(tx, turn, prompt):
        return
    # A rating answers nothing else that we asked: that goes on standing.
    if (prompt is None and _answers_nothing(tx, turn)) or _rates(tx, turn):
        return
    _let_go(tx, turn, prompt)
    judged = _judges(tx, turn) or objecting.is_heard(tx, turn)
    if not (judged or joining.is_said_to_add(tx, turn) or over.is_heard(tx, turn, prompt)):
        questions.ask(tx, turn, prompt)


def _greet_first(turn: Turn) -> None:
    """Whoever writes for the first time is greeted in one line, and then answered at once."""
    if not turn.past.wrote:
        city = turn.house.settings.city_in(turn.language)
        turn.greeting = _greeting(turn.house.wording, turn.language, city)


@lru_cache(16)
def _greeting(wording: Wording, language: str, city: str) -> str:
    return wording.say(language, "conversation.greeting", city=city)


def _standing_prompt(tx: Transaction, turn: Turn, prompt: Prompt | None) -> Prompt | None:
    if prompt is not None and prompts.is_overdue(prompt, turn):
        held.settle(tx, turn, prompt)
        return contacts.prompt(tx, turn.resident.id)
    return prompt


def _picks(tx: Transaction, turn: Turn, prompt: Prompt | None) -> bool:
    picked = picks.picked(prompt, turn.text) if prompt else None
    if picked is not None:
        choices.choose(tx, turn, picked)
        return True
    supplies = prompt is not None and prompt.kind == Asked.SUPPLY
    if digit(turn.text) is None or turn.attachments or supplies:
        return False
    # A bare number says nothing but which; the question it might answer goes on standing.
    offers = prompt is not None and prompt.kind not in (Asked.PLACE, Asked.PHOTO, Asked.SUBJECT)
    turn.reply("conversation.pick_one_of_these" if offers else "conversation.nothing_to_pick")
    return True


def _answers_our_question(tx: Transaction, turn: Turn, prompt: Prompt | None) -> bool:
    if prompt is not None and prompt.kind == Asked.SUBJECT and not is_shared(turn.text):
        prompts.settle(tx, turn)
        if over.is_heard(tx, turn, prompt):
            return True
        escalating.escalate(tx, turn, (turn.message_id,), may_ask=False)
        return True
    return (
        supplementing.supply(tx, turn, prompt)
        or places.describe(tx, turn, prompt)
        or media.share(tx, turn, prompt)
        or held.tell_about_photo(tx, turn, prompt)
        or held.continue_matter(tx, turn, prompt)
    )


def _answers_nothing(tx: Transaction, turn: Turn) -> bool:
    """「是的」 where nothing was asked and nothing goes on is no question for the FAQ."""
    if not picks.says_only_yes_or_no(turn.plain) or turn.attachments:
        return False
    if turn.past.tickets and standing_of(tx, turn.resident.id):
        return False
    turn.reply("conversation.nothing_to_pick")
    return True


def _let_go(tx: Transaction, turn: Turn, prompt: Prompt | None) -> None:
    """The resident has gone on to something else: what we asked is asked no more."""
    if prompt is None:
        return
    if prompt.kind in HOLDING:
        held.settle(tx, turn, prompt)
    elif prompt.kind not in PASSING:
        prompts.settle(tx, turn)


def _judges(tx: Transaction, turn: Turn) -> bool:
    """「没解决」 out of the blue: about the answer that came last; whether it was."""
    verdict = picks.verdict_in(turn.text) if turn.past.tickets else None
    if verdict is None:
        return False
    for ticket in _newest(tx, turn):
        if _waits_for_a_word(tx, ticket):
            verdicts.give(tx, turn, ticket, verdict)
            return True
    return False


def _rates(tx: Transaction, turn: Turn) -> bool:
    """「满意」 out of the blue: of what is not rated yet, else of the matter spoken of just now;
    whether it was.
    """
    satisfaction = picks.satisfaction_in(turn.text) if turn.past.tickets else None
    if satisfaction is None:
        return False
    newest = _newest(tx, turn)
    ticket = next((each for each in newest if _may_be_rated(tx, each)), None)
    if ticket is None:
        spoken_of = fitting.spoken_of_just_now(tx, turn)
        rated = (each for each in newest if each.first_reply_at and each.id == spoken_of)
        ticket = next(rated, None)
    if ticket is not None:
        verdicts.rate(tx, turn, ticket, satisfaction)
    return ticket is not None


def _newest(tx: Transaction, turn: Turn) -> list[Ticket]:
    # What goes on in another's ticket is spoken of where no answer waits for a word.
    return sorted(tickets.of(tx, turn.resident.id, 5), key=goes_on_elsewhere)


def _may_be_rated(tx: Transaction, ticket: Ticket) -> bool:
    """Where it is too early they are told so."""
    if verdicts.is_rated_too_early(ticket):
        return not mergers.is_own(tx, ticket)
    return bool(ticket.first_reply_at) and not verdicts.is_rated(tx, ticket)


def _waits_for_a_word(tx: Transaction, ticket: Ticket) -> bool:
    merged = goes_on_elsewhere(ticket) and not mergers.is_own(tx, ticket)
    answered = ticket.state is TicketState.REPLIED or verdicts.came_back_by_words(tx, ticket)
    return merged or answered
