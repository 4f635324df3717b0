"""并单 and 拆单: what is one matter is answered together, and each keeps its number and clock."""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import stamp
from bot.errors import Refused
from bot.models import Direction, InboundMessage, Message, Ticket, TicketState
from bot.store import Transaction, contacts, matters, messages, tickets
from bot.tickets.ladder import next_due
from bot.tickets.lifecycle import Action, rule
from bot.tickets.publicity import may_be_shared
from handlers.actions import followers, one_matter, opening, sending, telling
from handlers.actions.deeds import keep_reason
from handlers.actions.recording import record, roles
from handlers.actions.voices import Voice
from handlers.grammar import Command
from handlers.turn import Turn


def merge(tx: Transaction, turn: Turn, given: Sequence[Ticket], command: Command) -> None:
    """并: the one whose clock runs out first leads, the others and their followers follow it.

    So nothing that is due moves to a later day. An answered one leads only those whose matter its
    answer settles, and they are given it: else the clocks of who waits go on. Public matters
    only, but for one person's own. Nobody's ticket is closed by it: number, clock and verdict
    stay. A ticket that follows stands for the one that it follows: nobody follows a follower, or
    themselves. What does not sound like one matter, or was parted by its resident, is merged for
    a reason only, which is kept. Raises `Refused`.
    """
    if len({each.id for each in given}) < 2:
        raise Refused("refusals.merge_with_which", number=given[0].number)
    roots = _roots(tx, given)
    among = {each.id: each for each in (*given, *roots)}.values()
    for ticket in among:
        check_public(tx, ticket, among=tuple(among))
        rule(Action.MERGE, ticket.state, roles(turn))
    reached = [*among, *(each for root in roots for each in matters.followers(tx, root.id))]
    one_matter.check_one_person(tx, {each.id: each for each in reached}.values())
    one_matter.check_alike(tx, among, command.text)
    one_matter.check_not_parted(tx, among, command.text)
    leader = _answered(tx, roots) or min(roots, key=_by_due)
    others = [each for each in roots if each.id != leader.id]
    if leader.follows_id is not None:
        leader = record(tx, turn, leader, Action.SPLIT, changes={"follows_id": None})
    for ticket in others:
        _lead(tx, turn, ticket, leader)
    keep_reason(tx, turn, leader, command)
    given_on = _pass_answer_on(tx, turn, leader)
    turn.reply(
        "officials.merged_answered" if given_on else "officials.merged",
        number=leader.number,
        people=followers.count(tx, leader),
    )


def _roots(tx: Transaction, given: Sequence[Ticket]) -> list[Ticket]:
    """The tickets, each once, that lead the given ones, locked; whoever follows nobody, itself."""
    found: dict[int, Ticket] = {each.id: each for each in given}
    ids = {_root(tx, each) for each in given}
    return [found[each] if each in found else tickets.lock(tx, each) for each in sorted(ids)]


def _root(tx: Transaction, ticket: Ticket) -> int:
    """The id of the open ticket at the head of those that this one follows."""
    seen = {ticket.id}
    while ticket.follows_id is not None and ticket.follows_id not in seen:
        seen.add(ticket.follows_id)
        leader = tickets.get(tx, ticket.follows_id)
        if leader.state is TicketState.CLOSED:
            break
        ticket = leader
    # Those that ever came to follow each other in a ring: all find the same one.
    ring = ticket.follows_id in seen
    return min(seen) if ring else ticket.id


def _by_due(ticket: Ticket) -> tuple[bool, str, int]:
    due = next_due(ticket)
    return (due is None, stamp(due) if due else "", ticket.id)


def _lead(tx: Transaction, turn: Turn, ticket: Ticket, leader: Ticket) -> None:
    """Let a ticket and all who follow it follow the leader; what was shared of it goes along."""
    for follower in matters.followers(tx, ticket.id):
        if follower.id not in (ticket.id, leader.id):
            join(tx, turn, tickets.lock(tx, follower.id), leader)
    join(tx, turn, tickets.lock(tx, ticket.id), leader)
    matters.hand_over(tx, ticket.id, leader.id)


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

    The message is the one named, else the newest that was added; the clocks of the new ticket
    began when the resident wrote it. Raises `Refused`.
    """
    if ticket.follows_id is not None:
        part(tx, turn, ticket)
        turn.reply("officials.split", number=ticket.number)
        return
    message = _added(tx, ticket, command.values.get("message", ""))
    theirs = _as_resident(tx, turn, ticket, message)
    new = opening.open_ticket(tx, theirs, (message,), since=message.at)
    record(tx, turn, ticket, Action.SPLIT, message_id=message.id, detail={"into": new.number})
    telling.tell(
        tx,
        turn,
        new,
        "many.split_new",
        due=new.first_reply_due,
        late=new.first_reply_due <= turn.now,
    )
    turn.touched |= theirs.touched
    turn.reply("officials.split_new", number=ticket.number, new=new.number)


def part(tx: Transaction, turn: Turn, ticket: Ticket) -> None:
    """Let a locked ticket that follows another be on its own again; its resident is told."""
    ticket = record(tx, turn, ticket, Action.SPLIT, changes={"follows_id": None})
    telling.tell(tx, turn, ticket, "many.split")


def check_public(tx: Transaction, ticket: Ticket, among: Sequence[Ticket] = ()) -> None:
    """Refuse to let others follow what is somebody's own; one person's tickets are all theirs."""
    one_person = len({each.contact_id for each in among}) == 1
    private = ticket.confidential or not may_be_shared(one_matter.told(tx, ticket))
    if not one_person and private:
        raise Refused("refusals.not_public", number=ticket.number)


def _answered(tx: Transaction, roots: Sequence[Ticket]) -> Ticket | None:
    """The ticket whose answer may go to all the others; None where no one's may."""
    able = (
        each
        for each in roots
        if sending.words_for_others(tx, each)
        and all(one_matter.is_one(tx, other, each) for other in _waiting(tx, roots, each))
    )
    return next(able, None)


def _waiting(tx: Transaction, roots: Sequence[Ticket], leader: Ticket) -> list[Ticket]:
    """Who of the others, and of those who follow any of them, has no answer yet."""
    led = [each for root in roots for each in (root, *matters.followers(tx, root.id))]
    return [each for each in led if each.id != leader.id and each.state is not TicketState.REPLIED]


def _pass_answer_on(tx: Transaction, turn: Turn, leader: Ticket) -> bool:
    """Give those who wait the answer that the leader has; whether there was one that may go on."""
    answer = sending.words_for_others(tx, leader)
    if not answer:
        return False
    detail = {"with": leader.number, **sending.overridden_of(tx, leader)}
    for ticket in followers.taken(tx, turn, leader):
        if ticket.state is not TicketState.REPLIED:
            # What was said before they wrote is not told as if it were of today.
            before = leader.answered_at is not None and leader.answered_at < ticket.created_at
            voice = Voice(given=leader.answered_at if before else None)
            sending.pass_on(tx, turn, ticket, leader, answer, detail=detail, voice=voice)
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
        unplanned=turn.unplanned,
    )
