"""An official's message: an action on a ticket, a question to us, or talk that stays inside."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import Refused
from bot.models import Ticket
from bot.store import Transaction, contacts, tickets
from handlers.actions import (
    announcing,
    answering,
    calling_back,
    checking,
    confiding,
    deeds,
    extending,
    helping,
    merging,
    overseeing,
    proposing,
    reclassifying,
    rescheduling,
    returning,
    reviewing,
    staging,
    supplementing,
    suspending,
    taking,
    telling,
    transferring,
    visiting,
)
from handlers.grammar import Act, Command, name_in, parse
from handlers.meant import in_hand, meant
from handlers.officials import (
    batches,
    briefing,
    deciding,
    faq_commands,
    pausing,
    snippets,
    worklists,
)
from handlers.officials.refusing import refuse
from handlers.turn import Turn

_ON_A_TICKET: dict[Act, Callable[[Transaction, Turn, Ticket, Command], None]] = {
    Act.SHOW: worklists.show,
    Act.FAQ: faq_commands.draft,
    Act.SNIPPET: snippets.use,
    Act.BLOCK: suspending.ask,
    Act.GRANT_BLOCK: suspending.grant,
    Act.REFUSE_BLOCK: suspending.refuse,
    Act.UNBLOCK: suspending.lift,
    Act.TAKE: taking.take,
    Act.RETURN: returning.give_back,
    Act.REFUSE_RETURN: returning.refuse,
    Act.DISPATCH: transferring.assign,
    Act.TRANSFER: transferring.assign,
    Act.ASSIST: helping.ask,
    Act.CLASSIFY: reclassifying.classify,
    Act.GRANT_CLASSIFICATION: reclassifying.grant,
    Act.REFUSE_CLASSIFICATION: reclassifying.refuse,
    Act.GRANT_ASSISTANCE: helping.grant,
    Act.REFUSE_ASSISTANCE: helping.refuse,
    Act.ASK_TRANSFER: transferring.assign,
    Act.GRANT_TRANSFER: transferring.grant,
    Act.REFUSE_TRANSFER: transferring.refuse,
    Act.ASK: supplementing.ask,
    Act.PROMPT: supplementing.remind,
    Act.ANSWER: answering.answer,
    Act.STAGE_REPLY: staging.stage_reply,
    Act.VISIT: visiting.plan,
    Act.RECORD_VISIT: visiting.keep,
    Act.EXTEND: extending.ask,
    Act.GRANT_EXTENSION: extending.grant,
    Act.REFUSE_EXTENSION: extending.refuse,
    Act.SUBMIT: reviewing.hand_in,
    Act.APPROVE: reviewing.approve,
    Act.SEND_BACK: reviewing.send_back,
    Act.RECALL: reviewing.recall,
    Act.GRANT: deciding.grant,
    Act.DECLINE: deciding.decline,
    Act.PROPOSE: proposing.propose,
    Act.RESCHEDULE: rescheduling.reschedule,
    Act.CALL_BACK: calling_back.call_back,
    Act.REOPEN: deeds.reopen,
    Act.SUPERVISE: overseeing.supervise,
    Act.INSTRUCT: overseeing.instruct,
    Act.SETTLE_INSTRUCTION: overseeing.settle,
    Act.CONFIDE: confiding.confide,
    Act.DISCLOSE: confiding.disclose,
    Act.SPLIT: merging.split,
    Act.SHARE: announcing.share,
    Act.ANNOUNCE: announcing.announce,
    Act.WITHDRAW_NOTICE: announcing.withdraw,
    Act.NOTE: deeds.note,
}
_ON_SEVERAL: dict[Act, Callable[[Transaction, Turn, list[Ticket], Command], None]] = {
    Act.ANSWER: batches.answer,
    Act.MERGE: merging.merge,
}
_AT_LARGE: dict[Act, Callable[[Transaction, Turn, Command], None]] = {
    Act.TODO: worklists.todo,
    Act.SEARCH: worklists.search,
    Act.DUTY: worklists.on_duty,
    Act.BRIEF: briefing.brief,
    Act.HOT: briefing.hot,
    Act.PAUSE: pausing.pause,
    Act.RESUME: pausing.resume,
    Act.SNIPPET: snippets.at_large,
    Act.DROP_SNIPPET: snippets.drop,
    Act.HELP: worklists.help_out,
    Act.UNKNOWN: worklists.puzzle,
    Act.FAQ: faq_commands.at_large,
    Act.BLOCK: suspending.listed,
}


def handle(tx: Transaction, turn: Turn) -> None:
    """Carry out what an official wants; a refusal is told, and nothing else changes."""
    ticket: Ticket | None = None
    try:
        command = _command(turn)
        if command.act in _AT_LARGE and not _names_ticket(command):
            _AT_LARGE[command.act](tx, turn, command)
            return
        if command.act is Act.NEXT:
            command = worklists.following(tx, turn)
        if command.also or command.act is Act.MERGE:
            found = _all_locked(tx, turn, command)
            # A refusal speaks of the first.
            ticket = found[0]
            _ON_SEVERAL.get(command.act, batches.answer)(tx, turn, found, command)
        else:
            ticket = _locked(tx, turn, command)
            _ON_A_TICKET[command.act](tx, turn, ticket, command)
    except Refused as refusal:
        refuse(tx, turn, refusal, ticket)
    telling.settle(turn)


def _names_ticket(command: Command) -> bool:
    """Whether a command that can do with or without a ticket is about one: faq 12 …"""
    return command.act in _ON_A_TICKET and bool(command.number)


def _send_anyway(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """仍发: what the answer check has held goes out as it was written, with this reason."""
    held = checking.take_up(tx, turn, ticket, command)
    if held.also:
        batches.answer(tx, turn, _all_locked(tx, turn, held), held)
        return
    _ON_A_TICKET[held.act](tx, turn, ticket, held)


_ON_A_TICKET[Act.SEND_ANYWAY] = _send_anyway


def _command(turn: Turn) -> Command:
    """A button says what it does; of a text only a command does more than note something."""
    message = turn.message
    if message.choice:
        if message.choice not in set(Act):
            raise Refused("refusals.choice_unknown")
        also = tuple(message.values.get("also", "").split())
        return Command(Act(message.choice), message.ticket, message.text, message.values, also)
    command = parse(message.text)
    if command is not None:
        return command
    if message.ticket:
        return Command(Act.NOTE, message.ticket, message.text)
    raise Refused("refusals.plain_talk")


def _number(tx: Transaction, turn: Turn, command: Command) -> str:
    """The number of the ticket that a command is about.

    Raises `Refused`, which asks for it as this very command takes it.
    """
    number = command.number or turn.message.ticket
    if not number:
        said = name_in(turn.message.text)
        mine = in_hand(tx, turn)
        raise Refused("refusals.which_ticket", said=said, act=command.act.value, mine=mine)
    return number


def _locked(tx: Transaction, turn: Turn, command: Command) -> Ticket:
    """The ticket that is meant, with its contact and itself locked, in this order."""
    found = meant(tx, turn, _number(tx, turn, command))
    contacts.lock(tx, found.contact_id)
    return tickets.lock(tx, found.id)


def _all_locked(tx: Transaction, turn: Turn, command: Command) -> list[Ticket]:
    """The tickets of a batch, each once, with all contacts locked before the first ticket."""
    numbers = (_number(tx, turn, command), *command.also)
    found = {ticket.id: ticket for ticket in (meant(tx, turn, each) for each in numbers)}
    for contact_id in sorted({ticket.contact_id for ticket in found.values()}):
        contacts.lock(tx, contact_id)
    return [tickets.lock(tx, each) for each in sorted(found)]
