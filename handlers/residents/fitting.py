"""Which of a resident's tickets a message speaks of (一事一单), as far as it can be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.models import Outcome, Ticket, TicketState
from bot.store import Transaction, messages, tickets
from bot.tickets import matters
from bot.tickets.matters import Kin
from bot.tickets.merged import goes_on
from faq.normalise import normalise
from handlers.actions.standing import waits_for_another
from handlers.residents import first_told
from handlers.turn import Turn

_LOOKED_AT = 5
"""Tickets, newest first, that a message is compared with; hardly anybody has more."""
_LATELY = timedelta(days=7)
"""As long as this a closed matter is still spoken of without its name."""
_JUST_NOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Fit:
    """`joins`: the open ticket that it goes on about. Else `doubtful`: those it may be about.

    `leans`: it has no topic of its own and goes on about one of them ("还没人来").
    """

    joins: Ticket | None = None
    doubtful: tuple[Ticket, ...] = ()
    leans: bool = False


_FITS_NOTHING = Fit()


def fit(tx: Transaction, turn: Turn, text: str) -> Fit:
    """What the resident's tickets have to do with a text, the likeliest first."""
    known = _known(tx, turn)
    if not known:
        return _FITS_NOTHING
    kin = {ticket.id: matters.kin(normalise(text), _story(tx, ticket)) for ticket in known}
    same = [ticket for ticket in known if kin[ticket.id] is Kin.SAME]
    leaning = [ticket for ticket in known if kin[ticket.id] is Kin.LEANING]
    standing = [ticket for ticket in known if goes_on(ticket)]
    joins = next((ticket for ticket in same if goes_on(ticket)), None)
    if joins is not None:
        return Fit(joins)
    unnamed = next((each for each in standing if first_told.waits_for_words(each)), None)
    if unnamed is not None and first_told.tells(text):
        return Fit(unnamed)
    if same:
        return Fit(doubtful=_each_once(*same, *standing))
    if not leaning:
        return Fit(doubtful=tuple(standing))
    lately = [ticket for ticket in leaning if goes_on(ticket) or _closed_lately(turn, ticket)]
    spoken_of = spoken_of_just_now(tx, turn)
    first = [ticket for ticket in lately if ticket.id == spoken_of]
    if (first or len(lately) == 1) and goes_on((first or lately)[0]):
        return Fit((first or lately)[0])
    return Fit(doubtful=_each_once(*first, *standing, *lately), leans=bool(lately))


def open_ticket(tx: Transaction, turn: Turn, text: str) -> Ticket | None:
    """The open ticket that a text surely speaks of, if any."""
    return fit(tx, turn, text).joins


def _known(tx: Transaction, turn: Turn) -> tuple[Ticket, ...]:
    if not turn.past.tickets:
        return ()
    newest = tickets.of(tx, turn.resident.id, _LOOKED_AT)
    standing = [each for each in newest if each.state is not TicketState.CLOSED]
    if len(newest) == _LOOKED_AT:
        # Of many, an open one may be older than all of these.
        standing = tickets.open_of(tx, turn.resident.id)[:_LOOKED_AT]
    merged = [each for each in newest if waits_for_another(tx, each)]
    closed = [each for each in newest if not goes_on(each) and _may_come_back(turn, each)]
    return (*standing, *merged, *closed)


def _may_come_back(turn: Turn, ticket: Ticket) -> bool:
    days = timedelta(days=turn.house.settings.conversation.reopen_days)
    at_an_end = ticket.outcome is Outcome.WITHDRAWN or ticket.closed_at is None
    return not at_an_end and turn.now - (ticket.closed_at or turn.now) <= days


def _closed_lately(turn: Turn, ticket: Ticket) -> bool:
    return ticket.closed_at is not None and turn.now - ticket.closed_at <= _LATELY


def spoken_of_just_now(tx: Transaction, turn: Turn) -> int | None:
    """The ticket that the conversation was about last, if that was not long ago."""
    last = messages.last_of_a_ticket(tx, turn.resident.id)
    return last.ticket_id if last is not None and turn.now - last.at <= _JUST_NOW else None


def _each_once(*given: Ticket) -> tuple[Ticket, ...]:
    return tuple({ticket.id: ticket for ticket in given}.values())


def _story(tx: Transaction, ticket: Ticket) -> str:
    told = messages.told_in(tx, ticket.id)
    return normalise("\n".join((ticket.title, ticket.place, *told)))
