"""A ticket that a bare call opened (人工) takes its name and its matter from the first words."""

from __future__ import annotations

import re

from bot.models import Ticket
from bot.store import Transaction, tickets
from bot.tickets import matters
from bot.tickets.first_words import is_bare_call
from bot.tickets.whereabouts import is_shared
from faq.normalise import normalise
from handlers.actions.classifying import classify
from handlers.naming import title_of, without_remark
from handlers.turn import Turn

_OF_US = re.compile(
    r"(?:为什么|怎么)?(?:还|都|一直)?(?:没|没有|有没有)?人(?:理|回复?|接|在|管|联系|来)?(?:我|吗|呢|了)*"
    r"|你们|上班|下班|几点|[很挺太]?急|尽快|联系|打电话|电话|\d{7,}|有事(?:要问)?"
    r"|[想要]?(?:问|反映|咨询|反应)(?:一个|个|一下)?(?:问题|事情?)?"
    r"|等了?(?:半天|很久|好久|这么久)|hello|anyone|there|i need help|help|call me|please"
)
"""Who only waits for us, or says that they will tell something, has not told it yet."""


def waits_for_words(ticket: Ticket) -> bool:
    """Whether nothing is known of a ticket but that somebody wanted a person."""
    return is_bare_call(ticket.title)


def tells(text: str) -> bool:
    """Whether a text says what it is about: 「还没人来」 and a place from the map do not."""
    plain = normalise(text)
    if is_bare_call(text) or is_shared(text) or matters.is_follow_up(plain):
        return False
    left = _OF_US.sub(" ", plain)
    return bool(matters.topic(left) or matters.characters(left))


def named(
    tx: Transaction, turn: Turn, ticket: Ticket, text: str
) -> tuple[Ticket, dict[str, object]]:
    """The ticket as it is called from now on, and what the text changes about it.

    Its kind stays: by that the resident was told until when it is settled.
    """
    if not (waits_for_words(ticket) and tells(text)):
        return ticket, {}
    changes = {name: it for name, it in classify(turn, text).items() if name != "kind"}
    return tickets.name(tx, ticket, title_of(without_remark(turn.house.wording, text))), changes
