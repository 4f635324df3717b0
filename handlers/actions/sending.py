"""An official's words on their way: to the resident, and to everybody who follows the matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from msgspec import structs

from bot.clock import stamp
from bot.models import Content, Outcome, Role, Ticket, TicketState
from bot.privacy import is_masked
from bot.store import Transaction, messages, tickets, visits
from bot.tickets.actions import Action
from bot.tickets.ends import planned_for
from bot.tickets.rated import VISITED
from handlers.actions import checking, endings, followers, telling, verdicts
from handlers.actions.recording import record
from handlers.actions.voices import SENDER, Voice
from handlers.grammar import Act, parse, read_answer
from handlers.residents.despair import is_of_despair
from handlers.turn import Turn

_OVERRIDING = ("overridden", "reason_in")


def send_on(
    tx: Transaction,
    turn: Turn,
    leader: Ticket,
    text: str,
    voice: Voice = SENDER,
) -> None:
    """Let the same words reach everybody who follows, each on their channel, in their language.

    Not those that hold personal data: they were written for the leader's own resident.
    """
    if left_out := followers.left_out(tx, leader):
        numbers = turn.words("officials.list_separator").join(left_out)
        turn.reply("officials.answer_alone", numbers=numbers)
    if checking.leaks_in(tx, text) and followers.count(tx, leader) > 1:
        return
    # Who approves may be no worker, but reviewer or leader: what goes to one goes to all.
    roles = turn.author.roles | {Role.OFFICIAL}
    turn = structs.replace(turn, official=replace(turn.author, roles=roles))
    for ticket in followers.taken(tx, turn, leader):
        supplement = ticket.state is TicketState.REPLIED
        detail: dict[str, Any] = {"with": leader.number, **visited_for(tx, leader)}
        detail |= {"supplement": True} if supplement else {}
        pass_on(tx, turn, ticket, leader, text, detail=detail, voice=voice)


def pass_on(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    leader: Ticket,
    text: str,
    *,
    detail: dict[str, Any],
    voice: Voice = SENDER,
) -> None:
    """Let the leader's words reach the resident of a locked ticket; a plan (挂账) goes along.

    With its day and its name: it is told as one, counted as one, and opens again on that day.
    """
    day = planned_for(leader)
    if day is None or ticket.scheduled_moved or planned_for(ticket) == day:
        send(tx, turn, ticket, text, detail=detail, voice=voice)
        return
    changes = endings.ending(turn, Outcome.SCHEDULED, {"until": day.isoformat()})
    ticket = record(tx, turn, ticket, Action.ANSWER, text=text, changes=changes, detail=detail)
    endings.tell(tx, turn, ticket, Outcome.SCHEDULED, text.strip(), voice)


def visited_for(tx: Transaction, leader: Ticket) -> dict[str, Any]:
    """Whether the place was visited: one visit is enough for all who follow."""
    return {VISITED: True} if visits.of(tx, leader.id) else {}


def send(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    text: str,
    *,
    detail: dict[str, Any],
    voice: Voice = SENDER,
) -> Ticket:
    """Let the words reach the resident, and ask whether it is solved. Raises `Refused`.

    Where they were given to another before, that is told with them.
    """
    until = turn.now + timedelta(days=turn.house.settings.promises.confirm_days)
    ticket = record(
        tx,
        turn,
        ticket,
        Action.ANSWER,
        text=text,
        changes={"confirm_by": stamp(until)},
        detail=detail,
    )
    language = telling.language_of(tx, turn, ticket)
    # Whoever despaired is written to, and not asked whether it is solved.
    despair = is_of_despair(ticket)
    telling.tell(
        tx,
        turn,
        ticket,
        "tickets.answer_to_despair" if despair else _frame(detail, voice),
        choices=() if despair else verdicts.ask_verdict(tx, turn, ticket, language),
        in_own_words=True,
        voice=voice,
        answer=text.strip(),
        given=voice.given,
    )
    return ticket


def _frame(detail: dict[str, Any], voice: Voice) -> str:
    if voice.given is not None:
        return "tickets.answer_of_before"
    return "tickets.answer_more" if detail.get("supplement") else ""


def last_words(tx: Transaction, leader: Ticket) -> str:
    """The official's own words in the last answer; empty where they were none, or are erased."""
    message_id = last_written(tx, leader)
    return words_in(tx, message_id) if message_id is not None else ""


def words_for_others(tx: Transaction, leader: Ticket) -> str:
    """The answer that an answered ticket has, if it may go to others; else empty."""
    answer = last_words(tx, leader) if leader.state is TicketState.REPLIED else ""
    # It was written to one: what might name that one is given to nobody else.
    return answer if is_masked(answer) else ""


def last_written(tx: Transaction, ticket: Ticket) -> int | None:
    """The official's message that the last answer stood in; None where a notice said it."""
    answers = [each for each in tickets.events(tx, ticket.id) if each.action == Action.ANSWER]
    # What a notice said ends with the notice.
    if not answers or "notice" in answers[-1].detail:
        return None
    return answers[-1].message_id


def words_in(tx: Transaction, message_id: int) -> str:
    """What an official's message says to a resident; empty where it is no answer, or erased."""
    written = messages.get(tx, message_id).content.text
    command = parse(written)
    if command is not None and command.act is not Act.ANSWER:
        return ""
    return read_answer(command.text if command else written)[0].strip()


def keep_words(tx: Transaction, turn: Turn, text: str) -> None:
    """The message in hand says more or less than the answer: let it say the answer alone.

    It named words that were ready, or its ticket. Who follows later, an answer that is held back,
    and the FAQ read there what was answered.
    """
    content = Content(f"答：{text}", attachments=turn.attachments)
    messages.complete(tx, turn.message_id, content)


def overridden_of(tx: Transaction, ticket: Ticket) -> dict[str, Any]:
    """What the last answer's event tells of findings that a reason overrode: wherever it goes."""
    answers = [each for each in tickets.events(tx, ticket.id) if each.action == Action.ANSWER]
    kept = answers[-1].detail if answers else {}
    return {name: kept[name] for name in _OVERRIDING if name in kept}
