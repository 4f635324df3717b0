"""拟办结: officials propose an end with an outcome; no official makes it one."""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import Refused
from bot.models import Approver, Outcome, Ticket, TicketState
from bot.store import Transaction, messages, tickets
from bot.tickets.actions import APPROVED, OBJECTIONABLE, PROPOSABLE, REPLIED, Action
from bot.tickets.answer_check import Fault
from bot.tickets.ends import answered_since_reopening
from bot.tickets.proofs import PARTS
from bot.tickets.substance import explains
from handlers.actions import (
    approving,
    checking,
    deeds,
    endings,
    followers,
    merger_face,
    merging_away,
    reviewing,
    second_answers,
    sending,
)
from handlers.actions.mergers import INTO
from handlers.actions.recording import record
from handlers.actions.rescheduling import planned_day
from handlers.grammar import Command, read_answer
from handlers.meant import meant
from handlers.turn import Turn

_WAITS_WHERE_IT_IS = frozenset(
    {TicketState.REGISTERED, TicketState.AWAITING_RESIDENT, TicketState.REPLIED}
)


def propose(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """办结: an outcome, and words or an earlier answer. What another has to approve waits for it.

    Raises `Refused` for anything less, and for *done* without the visit record that is needed.
    """
    outcome = _outcome(turn, command)
    text, again = read_answer(command.text)
    text = _with_parts(turn, outcome, text.strip(), command)
    words = bool(text or turn.attachments)
    values = _values(tx, turn, outcome, command)
    if not (words or outcome is Outcome.MERGED or _is_answered(tx, ticket)):
        raise Refused("refusals.close_needs_words")
    if outcome is Outcome.MERGED and not explains(merger_face.reason_of({**values, "text": text})):
        raise Refused("refusals.merged_needs_reason", into=values.get(INTO, ""))
    if words:
        second_answers.check(tx, turn, ticket, command, again=again)
    deeds.check(tx, turn, ticket, Action.PROPOSE, text=text, values=values)
    merging_away.check_answer(tx, ticket, values)
    approving.check_free(tx, ticket, Action.PROPOSE)
    above = reviewing.needs_a_word_above(tx, turn, ticket)
    waits = outcome in APPROVED or above or (words and reviewing.needs_review(tx, turn, ticket))
    registered = ticket.state is TicketState.REGISTERED
    if waits:
        asking = ticket if registered else deeds.taken_by(turn, ticket)
        approving.check(
            tx, turn, asking, Action.PROPOSE, _approver(tx, turn, asking, outcome), values
        )
    sent_on = words or outcome is Outcome.SCHEDULED
    people = followers.confirm(tx, ticket, command) if sent_on else 1
    told = (
        checking.let_through(
            tx,
            turn,
            ticket,
            text,
            act=command.act.value,
            values=command.values,
            # 并单 says where it goes on, and answers nothing.
            only=checking.IN_ANY_WORDS if outcome is Outcome.MERGED else frozenset(Fault),
            recipients=people,
        )
        if words
        else {}
    )
    if not (waits and registered):
        ticket = deeds.begin(tx, turn, ticket, Action.PROPOSE, text=text, values=values)
    if waits:
        _ask_for_approval(tx, turn, ticket, outcome, text, values, told)
    else:
        _propose(tx, turn, ticket, outcome, text, values, told)


def _propose(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    outcome: Outcome,
    text: str,
    values: Mapping[str, str],
    told: Mapping[str, object],
) -> None:
    if text or turn.attachments:
        # What is said on closing is an answer like any other, and ends the same clock.
        ticket = record(tx, turn, ticket, Action.ANSWER, text=text, detail=dict(told))
    ticket = record(
        tx,
        turn,
        ticket,
        Action.PROPOSE,
        target=REPLIED,
        text=text,
        values=values,
        changes=endings.ending(turn, outcome, values),
        detail={"outcome": outcome.value},
    )
    endings.tell(tx, turn, ticket, outcome, text)
    if text:
        # Whether it is at its end too, each of the others says for themselves.
        sending.send_on(tx, turn, ticket, text)
    turn.reply("officials.proposed", number=ticket.number)


def _ask_for_approval(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    outcome: Outcome,
    text: str,
    values: Mapping[str, str],
    told: Mapping[str, object],
) -> None:
    stays = ticket.state in _WAITS_WHERE_IT_IS
    ticket = record(
        tx,
        turn,
        ticket,
        Action.PROPOSE,
        target=ticket.state if stays else TicketState.IN_REVIEW,
        text=text,
        values=values,
        detail={"outcome": outcome.value, **told},
    )
    if ticket.state is TicketState.REPLIED:
        # What waits for an approval is told once it has it.
        turn.notices.pop(ticket.id)
    deeds.tell_if_taken(tx, turn, ticket)
    messages.join_ticket(tx, turn.message_id, ticket.id)
    others = (text or outcome is Outcome.SCHEDULED) and outcome is not Outcome.MERGED
    people = followers.kept(tx, ticket) if others else {}
    asked = approving.ask(
        tx,
        turn,
        ticket,
        Action.PROPOSE,
        _approver(tx, turn, ticket, outcome),
        values={**values, "text": text, **people},
    )
    if asked.alone:
        reviewing.carry_out(tx, turn, ticket, asked.approval)
        return
    names = turn.words("officials.list_separator").join(each.name for each in asked.deciders)
    turn.reply("officials.proposal_waits", number=ticket.number, names=names)


def _approver(tx: Transaction, turn: Turn, ticket: Ticket, outcome: Outcome) -> Approver:
    if outcome in OBJECTIONABLE:
        return Approver.OUTSIDE
    reader = reviewing.reviewer_of(tx, turn, ticket)
    if outcome is Outcome.SCHEDULED and reader is not Approver.LEADER:
        return Approver.HEAD
    return reader


def _with_parts(turn: Turn, outcome: Outcome, text: str, command: Command) -> str:
    """The words with what a form asked for beside them: whoever reads the end reads its basis."""
    say, default = turn.house.wording.say, turn.house.wording.default
    written = ((name, command.values.get(name, "").strip()) for name in PARTS.get(outcome, ()))
    lines = [
        say(default, f"officials.part_{name}", words=words)
        for name, words in written
        if words and words not in text
    ]
    return "\n".join((text, *lines) if text else lines)


def _values(tx: Transaction, turn: Turn, outcome: Outcome, command: Command) -> dict[str, str]:
    values = {**command.values, "outcome": outcome.value, **planned_day(turn, command)}
    # What its writer confirmed is not what its second person is told.
    values.pop("people", "")
    if outcome is Outcome.MERGED and values.get(INTO, "").strip():
        values[INTO] = meant(tx, turn, values[INTO].strip()).number
    return values


def _is_answered(tx: Transaction, ticket: Ticket) -> bool:
    replied = ticket.state is TicketState.REPLIED
    return replied and answered_since_reopening(ticket, tickets.events(tx, ticket.id))


def _outcome(turn: Turn, command: Command) -> Outcome:
    named = command.values.get("outcome", "")
    if named in {outcome.value for outcome in PROPOSABLE}:
        return Outcome(named)
    known = (turn.words(f"officials.outcome_{outcome.value}") for outcome in PROPOSABLE)
    raise Refused(
        "refusals.outcome_needed", outcomes=turn.words("officials.list_separator").join(known)
    )
