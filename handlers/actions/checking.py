"""Lets an answer through the answer check, or holds it until it is mended or a reason is given."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from msgspec import structs

from bot.clock import local_date
from bot.errors import Doubted, Refused
from bot.models import Content, Direction, Official, Ticket
from bot.privacy import mask
from bot.store import Transaction, checks, messages
from bot.store.checks import Held
from bot.store.messages import NewMessage
from bot.tickets import answer_check, overrides, substance
from bot.tickets.answer_check import Fault, Finding
from handlers.actions.citys_own import citys_own
from handlers.grammar import Act, Command, parse, read_answer
from handlers.turn import Turn

_LONGEST_QUESTION = 2_000


IN_ANY_WORDS = frozenset({Fault.COPIED, Fault.PERSONAL_DATA, Fault.TONE})
"""What is looked for in words that answer nothing yet."""


def let_through(
    tx: Transaction,
    turn: Turn,
    ticket: Ticket,
    text: str,
    *,
    act: str,
    values: Mapping[str, str],
    recipients: int = 1,
    elsewhere: Collection[str] = (),
    only: Collection[Fault] = frozenset(Fault),
) -> dict[str, Any]:
    """Check words that are about to go to `recipients` people; what the event is to tell of it.

    `elsewhere` are the numbers of tickets about something else that are given the same words now,
    `only` the faults that matter for such words. `values["reason"]` sends them all the same,
    and is kept with the ticket as a note; personal data never goes to several people. Call it
    before anything is changed. Raises `Doubted` with the findings, after keeping the words so that
    a reason alone sends them, or `Refused`: no reason sends an answer that says nothing.
    """
    if Fault.EMPTY_WORDS in only and substance.letters(text) and substance.says_nothing(text):
        raise Refused("answer_check.says_nothing")
    if recipients > 1:
        keep_in(tx, turn, text, recipients)
    findings = tuple(
        each for each in _check(tx, turn, ticket, text, elsewhere) if each.fault in only
    )
    reason = values.get("reason", "").strip()
    if findings and not reason:
        fields = {name: value for name, value in values.items() if name != "reason"}
        held = Held(act, turn.message_id, fields)
        checks.hold(tx, ticket.id, turn.author.id, held, turn.now)
        told = [_sentence(turn, finding) for finding in findings]
        raise Doubted("answer_check.held", findings=told, short=ticket.number)
    if findings and not substance.explains(reason):
        raise Refused("answer_check.reason_short")
    checks.settle(tx, ticket.id, turn.author.id)
    if not findings:
        return {}
    return {
        "overridden": [finding.fault.value for finding in findings],
        "reason_in": _keep_reason(tx, turn, ticket, reason),
    }


def keep_in(tx: Transaction, turn: Turn, text: str, recipients: int) -> None:
    """Refuse personal data in words that go to several. Raises `Refused`.

    One person's data told to others is a leak, whatever the reason.
    """
    if leaks := leaks_in(tx, text):
        raise Refused("answer_check.leaks", people=recipients, words=_quoted(turn, leaks))


def leaks_in(tx: Transaction, text: str) -> tuple[str, ...]:
    """What in the words is for nobody but the ticket's own resident."""
    return answer_check.personal_data(text, known=citys_own(tx))


def take_up(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> Command:
    """What was held of the official's at this ticket, as a command with the reason now given.

    The message in hand becomes the one that was held, for that is what is sent. Raises `Refused`
    where nothing waits, or where no reason is given.
    """
    held = checks.held(tx, ticket.id, turn.author.id)
    if held is None:
        raise Refused("answer_check.nothing_held")
    if not substance.explains(command.text):
        raise Refused("answer_check.reason_needed", short=ticket.number)
    said = messages.get(tx, held.message_id)
    written = parse(said.content.text)
    text = written.text if written and written.act.value == held.act else said.content.text
    turn.message = structs.replace(turn.message, attachments=said.content.attachments)
    turn.message_id = held.message_id
    values = {**held.fields, "reason": command.text.strip()}
    also = tuple(values.pop("also", "").split())
    return Command(Act(held.act), ticket.number, text, values, also)


def must_be_reviewed(tx: Transaction, turn: Turn, official: Official) -> bool:
    """Whether an official's department sent so often against the check that review is compulsory.

    This month or the last: more than one in ten of at least ten answers.
    """
    today = local_date(turn.now, turn.house.zone)
    return any(
        overrides.too_many(each.answers, each.overridden)
        for since, until in (overrides.month_of(today), overrides.month_before(today))
        # How many answers there were is looked at only where enough were overridden at all.
        if overrides.too_many(
            overrides.FEWEST, checks.overridden(tx, since, until, official.department_id)
        )
        for each in checks.checked(tx, since, until, official.department_id)
    )


def _check(
    tx: Transaction, turn: Turn, ticket: Ticket, text: str, elsewhere: Collection[str]
) -> tuple[Finding, ...]:
    if not substance.letters(text):
        if turn.attachments:
            return (Finding(Fault.ONLY_FILES),)
        if text.strip():
            raise Refused("answer_check.says_nothing")
        return ()
    return answer_check.check(
        text,
        _question(tx, ticket),
        earlier=[
            replace(each, answer=_words_of(each.answer))
            for each in checks.earlier(tx, turn.author.id, ticket.id)
        ],
        elsewhere=elsewhere,
        known=citys_own(tx),
        signed=bool(ticket.department_id or turn.author.department_id),
    )


def _words_of(written: str) -> str:
    """What an official's message said to a resident, without the command that it began with."""
    command = parse(written)
    return read_answer(command.text if command else written)[0]


def _question(tx: Transaction, ticket: Ticket) -> str:
    said = (
        line.message.content.text
        for line in messages.of_ticket(tx, ticket.id)
        if line.message.direction is Direction.INBOUND
    )
    return "\n".join(said)[:_LONGEST_QUESTION]


def _keep_reason(tx: Transaction, turn: Turn, ticket: Ticket, reason: str) -> int:
    """The reason lies with the ticket as a note, where colleagues see it and erasing finds it."""
    words = turn.house.wording.say(
        turn.house.wording.default, "answer_check.reason_note", reason=reason
    )
    note = NewMessage(
        Direction.NOTE, Content(words), ticket_id=ticket.id, official_id=turn.author.id
    )
    return messages.keep(tx, note, turn.now, turn.house.zone)


def _sentence(turn: Turn, finding: Finding) -> str:
    name = f"answer_check.{finding.fault.value}"
    if finding.fault in (Fault.NO_CONTACT, Fault.ONLY_FILES, Fault.ANOTHER_MATTER):
        return turn.words(name)
    # The question's words are the resident's, and others may read along in a room.
    hidden = finding.fault in (Fault.UNANSWERED, Fault.ECHOED)
    words = tuple(map(mask, finding.words)) if hidden else finding.words
    return turn.words(name, words=_quoted(turn, words))


def _quoted(turn: Turn, words: tuple[str, ...]) -> str:
    quoted = (turn.words("answer_check.quoted", word=word) for word in words)
    return turn.words("officials.list_separator").join(quoted)
