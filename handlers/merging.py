"""并单 and 拆单: what is one matter is answered together, and each keeps its number and clock."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import Refused
from bot.models import Direction, InboundMessage, Message, Ticket, TicketState
from bot.privacy import is_masked
from bot.store import Transaction, contacts, matters, messages, tickets
from bot.tickets.lifecycle import Action, rule
from bot.tickets.publicity import may_be_shared
from faq.normalise import normalise
from handlers import followers, registering, sending, telling
from handlers.grammar import Command
from handlers.recording import record, roles
from handlers.turn import Turn


def merge(tx: Transaction, turn: Turn, given: Sequence[Ticket], _: Command) -> None:
    """并: the oldest leads (or the one that leads already), the others follow it.

    Public matters only, but for one person's own. Nobody's ticket is closed by it: number, clock
    and verdict stay. What follows an answered one is given that answer. Raises `Refused`.
    """
    leader, *others = sorted(
        given, key=lambda each: (-matters.count_followers(tx, each.id), each.id)
    )
    if not others:
        raise Refused("refusals.merge_with_which", number=leader.number)
    for ticket in given:
        check_public(tx, ticket, among=given)
        rule(Action.MERGE, ticket.state, roles(turn))
    for ticket in others:
        for follower in matters.followers(tx, ticket.id):
            join(tx, turn, tickets.lock(tx, follower.id), leader)
        join(tx, turn, ticket, leader)
    given_on = _pass_answer_on(tx, turn, leader)
    turn.reply(
        "officials.merged_answered" if given_on else "officials.merged",
        number=leader.number,
        people=followers.count(tx, leader),
    )


def join(
    tx: Transaction, turn: Turn, ticket: Ticket, leader: Ticket, *, tell: bool = True
) -> Ticket:
    """Let a locked ticket follow the leader, into the same hands; its resident is told."""
    changes: dict[str, object] = {"follows_id": leader.id}
    if leader.owner_id is not None:
        changes |= {"department_id": leader.department_id, "owner_id": leader.owner_id}
    detail = {"leader": leader.number}
    ticket = record(tx, turn, ticket, Action.MERGE, changes=changes, detail=detail)
    if tell:
        telling.tell(tx, turn, ticket, "many.merged")
    return ticket


def split(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """拆: a ticket that follows is its own again; of one that does not, a message becomes one.

    The message is the one named, else the newest that was added. Raises `Refused`.
    """
    if ticket.follows_id is not None:
        ticket = record(tx, turn, ticket, Action.SPLIT, changes={"follows_id": None})
        telling.tell(tx, turn, ticket, "many.split")
        turn.reply("officials.split", number=ticket.number)
        return
    message = _added(tx, ticket, command.values.get("message", ""))
    theirs = _as_resident(tx, turn, ticket, message)
    new = registering.open_ticket(tx, theirs, (message.id,))
    record(tx, turn, ticket, Action.SPLIT, message_id=message.id, detail={"into": new.number})
    telling.tell(tx, turn, new, "many.split_new", due=new.first_reply_due)
    turn.touched |= theirs.touched
    turn.reply("officials.split_new", number=ticket.number, new=new.number)


def check_public(tx: Transaction, ticket: Ticket, among: Sequence[Ticket] = ()) -> None:
    """Refuse to let others follow what is somebody's own; one person's tickets are all theirs."""
    one_person = len({each.contact_id for each in among}) == 1
    told = normalise("\n".join((ticket.title, *messages.told_in(tx, ticket.id))))
    if not one_person and (ticket.confidential or not may_be_shared(told)):
        raise Refused("refusals.not_public", number=ticket.number)


def _pass_answer_on(tx: Transaction, turn: Turn, leader: Ticket) -> bool:
    """Give those who wait the answer that the leader has; whether there was one that may go on."""
    answer = sending.last_words(tx, leader) if leader.state is TicketState.REPLIED else ""
    # It was written to one: what might name that one is given to nobody else.
    if not answer or not is_masked(answer):
        return False
    for ticket in followers.taken(tx, turn, leader):
        if ticket.state is not TicketState.REPLIED:
            sending.send(tx, turn, ticket, answer, detail={"with": leader.number})
    return True


def _added(tx: Transaction, ticket: Ticket, named: str) -> Message:
    said = [line.message for line in messages.of_ticket(tx, ticket.id)]
    added = [each for each in said if each.direction is Direction.INBOUND][1:]
    wanted = [each for each in added if str(each.id) == named] if named else added
    if not wanted:
        raise Refused("refusals.nothing_to_split", number=ticket.number)
    return wanted[-1]


def _as_resident(tx: Transaction, turn: Turn, ticket: Ticket, message: Message) -> Turn:
    """The resident's own turn with the message that is parted, as if it had come by itself."""
    contact = contacts.get(tx, ticket.contact_id)
    return Turn(
        house=turn.house,
        message=InboundMessage(
            contact.channel, external_id="", sender=contact.address, text=message.content.text
        ),
        now=turn.now,
        inbox_id=0,
        message_id=message.id,
        contact=contact,
    )
