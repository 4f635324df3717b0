"""Gives an official notice (通告) to who asks of its matter, and takes 「还没来水」 seriously."""

from __future__ import annotations

from datetime import timedelta

from bot.models import Choice, Ticket, TicketState, Verdict
from bot.privacy import is_masked
from bot.store import Transaction, matching, messages, notices, tickets
from bot.store import matters as shared
from bot.store.matching import NewMatch, Offered
from bot.store.notices import Notice
from bot.tickets import matters
from bot.tickets.matters import Kin
from bot.tickets.publicity import may_be_shared
from faq.match import Decision
from faq.normalise import normalise
from handlers.actions import registering, sending
from handlers.naming import department_name
from handlers.residents import prompts
from handlers.residents.prompts import Asked
from handlers.turn import Turn

NOTICE = "notice:"
MATTER = "matter:"
_AT_REST = frozenset({TicketState.REPLIED, TicketState.CLOSED})
_STILL_HOURS = 72
"""How long after a notice a bare 「还没好」 is taken to be about it."""


def tell(tx: Transaction, turn: Turn) -> bool:
    """Give the notice, or the answer of a few days ago, to what was asked; whether there was one.

    At once, in their language, with its date; nobody else's words or address are in it. Whom it
    does not help taps so, or writes so, and a ticket of their own is registered.
    """
    keys = [each.key for each in turn.house.insight.alike(turn.text)]
    # Of most there is none: whether a text tells somebody's own affairs takes longer to see.
    if not (keys and may_be_shared(turn.plain)):
        return False
    known = (_standing(tx, turn, key) for key in keys if key.startswith(NOTICE))
    meant = (each for each in known if each is not None and not _is_elsewhere(turn.plain, each))
    notice = next(meant, None)
    if notice is not None:
        notices.read(tx, notice.id, turn.resident.id, turn.message_id, turn.now)
        told = words(tx, turn, notice, "many.notice", turn.language)
        asks = bool(notice.place) and not is_at(turn.plain, notice.place)
        _give(tx, turn, f"{NOTICE}{notice.id}", notice.title, told, asks_whether_there=asks)
        return True
    answers = (_answered(tx, turn, key) for key in keys if key.startswith(MATTER))
    earlier = next((each for each in answers if each is not None), None)
    if earlier is None:
        return False
    ticket, answer = earlier
    title = shared.title_of(tx, ticket.id)
    told = turn.words(
        "many.earlier_answer",
        title=title,
        text=answer,
        department=department_name(tx, ticket.department_id, turn.language),
        answered_at=ticket.answered_at,
    )
    _give(tx, turn, f"{MATTER}{ticket.id}", title, told)
    return True


def split(tx: Transaction, turn: Turn) -> bool:
    """「还没来水」 after a notice: that person's matter becomes their own; whether it was such."""
    if not turn.past.notices:
        return False
    since = turn.now - timedelta(hours=_STILL_HOURS)
    last = notices.last_read(tx, turn.resident.id, since)
    if last is None:
        return False
    notice, asked_in = last
    kin = matters.kin(turn.plain, _story(notice))
    leans = kin is Kin.LEANING and not tickets.open_of(tx, turn.resident.id)
    # What only repeats the question is given the notice again.
    if not (matters.is_follow_up(turn.plain) and (kin is Kin.SAME or leans)):
        return False
    notices.leave(tx, notice.id, turn.resident.id)
    first = (asked_in,) if asked_in and messages.get(tx, asked_in).ticket_id is None else ()
    registering.register(tx, turn, (*first, turn.message_id))
    return True


def words(tx: Transaction, turn: Turn, notice: Notice, name: str, language: str) -> str:
    """The sentence `name` around a notice, in this language; the official's words unchanged."""
    return turn.house.wording.say(
        language,
        name,
        title=notice.title,
        place=notice.place,
        text=notice.text(language),
        department=department_name(tx, notice.department_id, language),
        posted_at=notice.posted_at,
        now=turn.now,
    )


def is_at(plain: str, place: str) -> bool:
    """Whether a normalised text names the place, or one of the places, that a notice is for."""
    return matters.names_place_of(plain, *map(normalise, matters.listed(place)))


def _is_elsewhere(plain: str, notice: Notice) -> bool:
    named = matters.names_any_place(plain)
    return bool(notice.place) and named and not is_at(plain, notice.place)


def _give(
    tx: Transaction,
    turn: Turn,
    key: str,
    title: str,
    told: str,
    *,
    asks_whether_there: bool = False,
) -> None:
    """Say it as an answer of the FAQ is said: it can be called useful, or not.

    Who named no place is asked whether it is there; 「不是这里」 is a ticket of their own.
    """
    new = NewMatch(
        inbox_id=turn.inbox_id,
        contact_id=turn.resident.id,
        message_id=turn.message_id,
        decision=Decision.ANSWER.value,
        offered=(Offered(key, title, 1.0),),
        entry_id=key,
    )
    match_id = matching.log(tx, new, turn.now, turn.house.zone)
    useful, unsolved = f"useful:{match_id}", f"unsolved:{match_id}"
    prompts.ask(tx, turn, Asked.FEEDBACK, useful, unsolved, message_id=turn.message_id)
    if asks_whether_there:
        told = f"{told}\n\n{turn.words('many.is_it_there')}"
    heard, not_yet = ("there", "elsewhere") if asks_whether_there else ("heard", "not_yet")
    choices = (
        Choice(useful, turn.words(f"many.choice_{heard}")),
        Choice(unsolved, turn.words(f"many.choice_{not_yet}")),
    )
    turn.say(told, choices=choices)


def _answered(tx: Transaction, turn: Turn, key: str) -> tuple[Ticket, str] | None:
    """A shared matter that was answered lately, with the words; None where they may not go on.

    They were written to one: what may name that one, or did not help, is given to nobody else.
    """
    ticket = tickets.get(tx, int(key.removeprefix(MATTER)))
    days = timedelta(days=turn.house.settings.many.recent_days)
    lately = ticket.answered_at is not None and turn.now - ticket.answered_at <= days
    helped = ticket.verdict in (None, Verdict.SOLVED) and ticket.state in _AT_REST
    mine = ticket.contact_id == turn.resident.id
    if not (lately and helped) or mine or ticket.confidential or not shared.title_of(tx, ticket.id):
        return None
    answer = sending.last_words(tx, ticket)
    return (ticket, answer) if answer and is_masked(answer) else None


def _standing(tx: Transaction, turn: Turn, key: str) -> Notice | None:
    notice = notices.get(tx, int(key.removeprefix(NOTICE)))
    return notice if notice.stands(turn.now) else None


def _story(notice: Notice) -> str:
    return normalise("\n".join((notice.title, notice.place, *notice.texts.values())))
