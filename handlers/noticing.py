"""Gives an official notice (通告) to who asks of its matter, and takes 「还没来水」 seriously."""

from __future__ import annotations

from datetime import timedelta

from bot.models import Choice
from bot.store import Transaction, matching, messages, notices, tickets
from bot.store.matching import NewMatch, Offered
from bot.store.notices import Notice
from bot.tickets import matters
from bot.tickets.matters import Kin
from bot.tickets.publicity import may_be_shared
from faq.match import Decision
from faq.normalise import normalise
from handlers import prompts, registering
from handlers.naming import department_name
from handlers.prompts import Asked
from handlers.turn import Turn

NOTICE = "notice:"
_STILL_HOURS = 72
"""How long after a notice a bare 「还没好」 is taken to be about it."""


def tell(tx: Transaction, turn: Turn) -> bool:
    """Give the notice that answers what was asked; whether there was one.

    At once, in their language, with its date; nobody else's words or address are in it. Whom it
    does not help taps so, or writes so, and a ticket of their own is registered.
    """
    if not may_be_shared(turn.plain):
        return False
    keys = (each.key for each in turn.house.insight.alike(turn.text))
    known = (_standing(tx, turn, key) for key in keys if key.startswith(NOTICE))
    notice = next((each for each in known if each is not None), None)
    if notice is None:
        return False
    notices.read(tx, notice.id, turn.resident.id, turn.message_id, turn.now)
    offered = Offered(f"{NOTICE}{notice.id}", notice.title, 1.0)
    new = NewMatch(
        inbox_id=turn.inbox_id,
        contact_id=turn.resident.id,
        message_id=turn.message_id,
        decision=Decision.ANSWER.value,
        offered=(offered,),
        entry_id=offered.id,
    )
    match_id = matching.log(tx, new, turn.now, turn.house.zone)
    useful, unsolved = f"useful:{match_id}", f"unsolved:{match_id}"
    prompts.ask(tx, turn, Asked.FEEDBACK, useful, unsolved, message_id=turn.message_id)
    turn.say(
        words(tx, turn, notice, "many.notice", turn.language),
        choices=(
            Choice(useful, turn.words("many.choice_heard")),
            Choice(unsolved, turn.words("many.choice_not_yet")),
        ),
    )
    return True


def split(tx: Transaction, turn: Turn) -> bool:
    """「还没来水」 after a notice: that person's matter becomes their own; whether it was such."""
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
    )


def _standing(tx: Transaction, turn: Turn, key: str) -> Notice | None:
    notice = notices.get(tx, int(key.removeprefix(NOTICE)))
    return notice if notice.stands(turn.now) else None


def _story(notice: Notice) -> str:
    return normalise("\n".join((notice.title, notice.place, *notice.texts.values())))
