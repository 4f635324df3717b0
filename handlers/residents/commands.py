"""Carries out what residents wish of the service itself: help, a person, progress, a language."""

from __future__ import annotations

from collections.abc import Callable

from bot.models import TicketState
from bot.store import Transaction, tickets
from bot.store.contacts import Prompt
from bot.tickets.whereabouts import is_question
from faq.match import Decision
from handlers.actions import verdicts, withdrawing
from handlers.actions.standing import standing_of
from handlers.residents import (
    answers,
    arriving,
    erasing,
    escalating,
    held,
    languages,
    linking,
    over,
    prompts,
    status,
)
from handlers.residents.prompts import HOLDING, Asked
from handlers.residents.wishes import Wish, Wished
from handlers.turn import Turn


def fulfil(tx: Transaction, turn: Turn, wished: Wished, prompt: Prompt | None) -> bool:
    """Carry out a wish; False where it turned out to be a question that the FAQ knows."""
    if wished.wish is Wish.COMPLAINT and wished.rest and _is_known_question(turn):
        return False
    if wished.wish is Wish.THANKS and turn.past.tickets and over.is_heard(tx, turn, prompt):
        # 「没事了」 is thanks only where nothing goes on.
        return True
    if wished.wish is Wish.START:
        arriving.arrive(tx, turn)
    elif wished.wish in (Wish.HUMAN, Wish.COMPLAINT):
        ask_person(tx, turn, wished.rest, prompt)
    else:
        _FULFILLED[wished.wish](tx, turn, wished.rest)
    return True


def ask_person(tx: Transaction, turn: Turn, about: str, prompt: Prompt | None) -> None:
    """人工: to a person, at once; with nothing to go by, asks in one sentence what it is about."""
    unanswered = answers.unanswered(prompt)
    if about or turn.attachments:
        # A picture says what it is about as well as words do.
        told = prompts.with_photos(tx, turn, prompt)
        escalating.escalate(tx, turn, told, may_ask=False)
    elif unanswered is not None:
        prompts.settle(tx, turn)
        escalating.escalate(tx, turn, (unanswered,), may_ask=False)
    elif prompt is not None and prompt.kind in HOLDING:
        held.settle(tx, turn, prompt)
    elif prompt is not None and prompt.kind == Asked.SUBJECT:
        # Twice is plain enough: nobody has to explain themselves to reach a person.
        prompts.settle(tx, turn)
        escalating.escalate(tx, turn, (turn.message_id,), may_ask=False)
    else:
        prompts.ask(tx, turn, Asked.SUBJECT)
        turn.reply("conversation.ask_subject")


def _is_known_question(turn: Turn) -> bool:
    known = turn.match is not None and turn.match.decision is Decision.ANSWER
    return known and is_question(turn.text)


def _nudge(tx: Transaction, turn: Turn) -> None:
    """「?」: whoever asks this waits for something of ours."""
    if standing_of(tx, turn.resident.id):
        status.tell_progress(tx, turn)
    else:
        turn.reply("conversation.help")


def _thank(tx: Transaction, turn: Turn) -> None:
    standing = tickets.open_of(tx, turn.resident.id)
    answered = next((each for each in standing if each.state is TicketState.REPLIED), None)
    if answered is None:
        turn.reply("conversation.you_are_welcome")
        return
    turn.reply(
        "tickets.you_are_welcome_but",
        number=answered.number,
        choices=verdicts.ask_verdict(tx, turn, answered, turn.language),
        ticket_id=answered.id,
    )


def _speak(tx: Transaction, turn: Turn, language: str) -> None:
    if not language:
        turn.reply("conversation.which_language")
        return
    languages.choose(tx, turn, language)
    turn.reply("conversation.language_chosen")


_FULFILLED: dict[Wish, Callable[[Transaction, Turn, str], None]] = {
    Wish.GREETING: lambda _, turn, __: arriving.welcome(turn),
    Wish.HELP: lambda _, turn, __: turn.reply("conversation.help"),
    Wish.UNKNOWN_COMMAND: lambda _, turn, rest: turn.reply(
        "conversation.unknown_command", command=rest
    ),
    Wish.NUDGE: lambda tx, turn, _: _nudge(tx, turn),
    # Where something may be skipped it was heard before; here nothing is asked any more.
    Wish.SKIP: lambda _, turn, __: turn.reply("tickets.skipped"),
    Wish.THANKS: lambda tx, turn, _: _thank(tx, turn),
    Wish.PROGRESS: status.tell_progress,
    Wish.MINE: lambda tx, turn, _: status.tell_mine(tx, turn),
    Wish.WITHDRAW: withdrawing.ask_to_withdraw,
    Wish.REMIND: withdrawing.ask_to_remind,
    Wish.LANGUAGE: _speak,
    Wish.FORGET: lambda tx, turn, _: erasing.ask(tx, turn),
    Wish.LINK: linking.link,
    Wish.UNLINK: lambda tx, turn, _: linking.unlink(tx, turn),
}
