"""What officials do to a ticket: take, note, close, reopen; every check comes before any change."""

from __future__ import annotations

from bot.errors import Refused
from bot.models import Choice, Outcome, Ticket, TicketState
from bot.store import Transaction, messages, people
from bot.tickets.guards import check_reopening
from bot.tickets.lifecycle import OBJECTIONABLE, PROPOSABLE, Action, rule
from handlers import checking, second_answers, telling, verdicts
from handlers.grammar import Command, read_answer
from handlers.recording import record
from handlers.turn import Turn


def take(tx: Transaction, turn: Turn, ticket: Ticket, _: Command) -> None:
    """签收: it is theirs now, and the resident is told so.

    Raises `Refused`; where a colleague was faster it names them.
    """
    if ticket.state is TicketState.IN_PROGRESS and ticket.owner_id is not None:
        owner = people.official(tx, ticket.owner_id)
        mine = ticket.owner_id == turn.author.id
        raise Refused(
            "refusals.taken_by_you" if mine else "refusals.taken_by_another",
            name=owner.name if owner else "",
        )
    ticket = make_owner(tx, turn, ticket)
    telling.tell(tx, turn, ticket, "tickets.taken", due=ticket.first_reply_due)
    turn.reply("officials.taken", number=ticket.number)


def make_owner(tx: Transaction, turn: Turn, ticket: Ticket) -> Ticket:
    """Note that the official has taken the ticket, for their department. Raises `Refused`."""
    changes = {"owner_id": turn.author.id, "department_id": turn.author.department_id}
    return record(tx, turn, ticket, Action.TAKE, changes=changes)


def note(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """注: an internal note, which no resident ever reads. Raises `Refused` for an empty one."""
    if not (command.text.strip() or turn.attachments):
        raise Refused("refusals.empty_note")
    rule(Action.NOTE, ticket.state, turn.author.roles)
    messages.join_ticket(tx, turn.message_id, ticket.id)
    record(tx, turn, ticket, Action.NOTE, text=command.text)
    turn.reply("officials.noted", number=ticket.number)


def close(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """办结: with an outcome, and with words or an earlier answer; never with a verdict.

    Raises `Refused` for anything less.
    """
    rule(Action.CLOSE, ticket.state, turn.author.roles)
    outcome = _outcome(turn, command)
    text, again = read_answer(command.text)
    words = bool(text.strip() or turn.attachments)
    if not words and ticket.first_reply_at is None:
        raise Refused("refusals.close_needs_words")
    if words:
        # What is said on closing is an answer like any other, and ends the same clock.
        second_answers.check(tx, turn, ticket, command, again=again)
        detail = checking.let_through(
            tx, turn, ticket, text, act=command.act.value, values=command.values
        )
        ticket = record(tx, turn, ticket, Action.ANSWER, text=text, detail=detail)
    ticket = record(tx, turn, ticket, Action.CLOSE, changes={"outcome": outcome.value})
    language = telling.language_of(tx, turn, ticket)
    choices = verdicts.ask_verdict(tx, turn, ticket, language)
    if outcome in OBJECTIONABLE:
        label = turn.house.wording.say(language, "tickets.choice_object")
        choices = (*choices, Choice(f"object:{ticket.number}", label))
    telling.tell(
        tx,
        turn,
        ticket,
        "tickets.closed",
        choices=choices,
        in_own_words=words,
        outcome=turn.house.wording.say(language, f"tickets.outcome_{outcome.value}"),
        answer=text.strip(),
        days=turn.house.settings.conversation.reopen_days,
        objectionable=outcome in OBJECTIONABLE,
    )
    turn.reply("officials.closed", number=ticket.number)


def reopen(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """重办: the office itself takes it up again; nobody complained, so no level is added.

    Raises `Refused`.
    """
    rule(Action.REOPEN, ticket.state, turn.author.roles)
    check_reopening(ticket, turn.now, turn.house.settings.conversation.reopen_days)
    if command.text.strip() or turn.attachments:
        messages.join_ticket(tx, turn.message_id, ticket.id)
    ticket = record(tx, turn, ticket, Action.REOPEN, text=command.text)
    telling.tell(tx, turn, ticket, "tickets.reopened")
    turn.reply("officials.reopened", number=ticket.number)


def _outcome(turn: Turn, command: Command) -> Outcome:
    named = command.values.get("outcome", "")
    if named in {outcome.value for outcome in PROPOSABLE}:
        return Outcome(named)
    known = (turn.words(f"officials.outcome_{outcome.value}") for outcome in PROPOSABLE)
    raise Refused(
        "refusals.outcome_needed", outcomes=turn.words("officials.list_separator").join(known)
    )
