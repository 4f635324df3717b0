"""审核: a draft goes out only with a second person's word; sent, mended, or taken back."""

from __future__ import annotations

from typing import Any

from bot.errors import Refused
from bot.models import Approval, Approver, Kind, Outcome, Role, Ticket, TicketState
from bot.store import Transaction, messages, people
from bot.tickets.actions import Action
from bot.tickets.ends import closes_unanswered
from bot.tickets.second_persons import reviewed_by, stands_above
from handlers.actions import (
    approving,
    checking,
    deeds,
    endings,
    followers,
    merging_away,
    sending,
    telling,
    verdicts,
)
from handlers.actions.recording import is_alone, record, staff
from handlers.actions.voices import Voice
from handlers.grammar import Command
from handlers.turn import Turn


def needs_review(tx: Transaction, turn: Turn, ticket: Ticket) -> bool:
    """Whether the words need a second person, and there is one (else 一人值守)."""
    if is_alone(tx):
        return False
    # Who writes takes it for their own unit by that, whoever had it before.
    taken = deeds.taken_by(turn, ticket)
    unit = people.department(tx, taken.department_id or turn.author.department_id)
    wanted = unit is not None and unit.review
    to_leader = reviewer_of(tx, turn, ticket) is Approver.LEADER
    above = needs_a_word_above(tx, turn, ticket)
    return wanted or to_leader or above or checking.must_be_reviewed(tx, turn, turn.author)


def needs_a_word_above(tx: Transaction, turn: Turn, ticket: Ticket) -> bool:
    """Whether a ticket came back, and who writes does not stand above those who worked on it."""
    taken, everybody = deeds.taken_by(turn, ticket), staff(tx)
    return len(everybody) > 1 and not stands_above(taken, turn.author, everybody)


def reviewer_of(tx: Transaction, turn: Turn, ticket: Ticket) -> Approver:
    """Who reads the words before they go out: of a letter to a leader, that leader (一把手信箱); of
    a ticket that came back, whoever stands one level up.
    """
    everybody = staff(tx)
    mine = Role.LEADER in turn.author.roles
    letter = ticket.kind is Kind.LETTER and not mine
    led = letter and any(Role.LEADER in each.roles for each in everybody)
    above = reviewed_by(ticket, everybody)
    return Approver.LEADER if led else above or Approver.REVIEWER


def hand_in(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """审 12: like an answer, these words are checked first. Raises `Refused`."""
    deeds.check(tx, turn, ticket, Action.SUBMIT, text=command.text)
    detail = checking.let_through(
        tx,
        turn,
        ticket,
        command.text,
        act=command.act.value,
        values=command.values,
        recipients=followers.confirm(tx, ticket, command),
    )
    submit(tx, turn, ticket, command, detail)


def submit(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    command: Command,
    detail: dict[str, Any] | None = None,
) -> None:
    """提交审核: these words wait for a second person; `detail` is the check's. Raises `Refused`."""
    text = command.text.strip()
    if is_alone(tx):
        raise Refused("refusals.nobody_reviews")
    taken = deeds.taken_by(turn, ticket)
    approving.check(tx, turn, taken, Action.SUBMIT, reviewer_of(tx, turn, taken))
    ticket = deeds.begin(tx, turn, ticket, Action.SUBMIT, text=text)
    ticket = record(tx, turn, ticket, Action.SUBMIT, text=text, detail=detail)
    deeds.tell_if_taken(tx, turn, ticket)
    deeds.keep_reason(tx, turn, ticket, command)
    reader = reviewer_of(tx, turn, ticket)
    kept = {"text": text, **followers.kept(tx, ticket)}
    asked = approving.ask(tx, turn, ticket, Action.SUBMIT, reader, values=kept)
    names = turn.words("officials.list_separator").join(each.name for each in asked.deciders)
    turn.reply("officials.submitted", number=ticket.number, names=names)


def approve(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """✅发送, or ✏️改 with other words: the draft reaches the resident. Raises `Refused`.

    Others may have joined the matter since it was written: to how many it goes now is confirmed,
    and what was written for one is for nobody else.
    """
    request = approving.pending(tx, turn, ticket, Action.APPROVE)
    mended = command.text.strip()
    text = _words(tx, request, mended) or _told_before(tx, ticket, request)
    # 并单 tells its own resident where it goes on, and nobody else.
    to_one = not text or request.values.get("outcome") == Outcome.MERGED
    people = 1 if to_one else followers.count(tx, ticket)
    if people > 1:
        checking.keep_in(tx, turn, text, people)
        followers.confirm_again(ticket, command, people, request.values)
    # Words that the second person has put in their place are looked at like the first.
    checking.let_through(
        tx,
        turn,
        ticket,
        mended,
        act=command.act.value,
        values=command.values,
        recipients=people,
    )
    carry_out(tx, turn, ticket, request, mended)


def _words(tx: Transaction, request: Approval, mended: str) -> str:
    """What goes out with the approval: the second person's words, else the writer's."""
    if mended or "text" in request.values:
        return mended or request.values["text"]
    return messages.get(tx, request.message_id).content.text if request.message_id else ""


def _told_before(tx: Transaction, ticket: Ticket, request: Approval) -> str:
    """The answer with which a plan (挂账) without words of its own reaches the others."""
    planned = request.values.get("outcome") == Outcome.SCHEDULED
    return sending.last_words(tx, ticket) if planned else ""


def carry_out(
    tx: Transaction, turn: Turn, ticket: Ticket, request: Approval, mended: str = ""
) -> None:
    """Do what was asked for: send the words, and end the matter as it was proposed."""
    draft = messages.get(tx, request.message_id) if request.message_id is not None else None
    text = _words(tx, request, mended)
    named = request.values.get("outcome", "")
    outcome = Outcome(named) if named else None
    if outcome is Outcome.MERGED:
        merging_away.close(tx, turn, ticket, request, mended or request.values.get("text", ""))
        return
    closes = closes_unanswered(ticket.state, outcome)
    supplement = outcome is None and ticket.state is TicketState.REPLIED
    changes = endings.ending(turn, outcome, request.values, closes=closes)
    detail = {**approving.detail(tx, request), "mended": bool(mended)}
    ticket = record(
        tx,
        turn,
        ticket,
        Action.APPROVE,
        target=TicketState.CLOSED if closes else TicketState.REPLIED,
        text=text,
        changes=changes,
        detail=detail,
    )
    approving.settle(tx, turn, ticket, request, granted=True, words=mended)
    writer = people.official(tx, request.asked_by) or turn.author
    files = draft.content.attachments if draft else ()
    # Only with the leader's own word is the leader named as who answers.
    answerer = turn.author.name if request.approver is Approver.LEADER else ""
    voice = Voice(writer, files, answerer)
    if outcome is not None:
        endings.tell(tx, turn, ticket, outcome, text, voice)
    else:
        language = telling.language_of(tx, turn, ticket)
        telling.tell(
            tx,
            turn,
            ticket,
            "tickets.answer_more" if supplement else "",
            choices=verdicts.ask_verdict(tx, turn, ticket, language),
            in_own_words=True,
            voice=voice,
            answer=text,
        )
    if told := text or _told_before(tx, ticket, request):
        sending.send_on(tx, turn, ticket, told, voice)
    turn.reply("officials.approved", number=ticket.number)


def send_back(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """❌撤: the draft goes back to its writer, with the reason. Raises `Refused`."""
    request = approving.pending(tx, turn, ticket, Action.SEND_BACK)
    text, detail = command.text.strip(), approving.detail(tx, request)
    ticket = record(tx, turn, ticket, Action.SEND_BACK, text=text, detail=detail)
    approving.settle(tx, turn, ticket, request, granted=False, words=text)
    deeds.keep_reason(tx, turn, ticket, command)
    turn.reply("officials.sent_back", number=ticket.number)


def recall(tx: Transaction, turn: Turn, ticket: Ticket, _: Command) -> None:
    """收回: the writer's own draft waits no longer; they read their words again, to mend them.

    Raises `Refused` for another's draft, and for one that is decided.
    """
    request = approving.own(tx, turn, ticket, Action.RECALL)
    ticket = record(tx, turn, ticket, Action.RECALL, detail={"approval": request.id})
    approving.withdraw(tx, turn, ticket, request)
    text = request.values.get("text", "")
    turn.reply("officials.recalled", number=ticket.number, text=text)
