"""Which answer a resident's rating is about: the one that closed the last round of work.

A round begins where the resident, another unit's call or time itself brings a ticket back. What
officials say besides (再答) begins none, nor does their own reopening: a rating is not made undone
by writing once more.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.models import Actor, TicketEvent, TicketState
from bot.tickets.actions import Action, ClockEffect
from bot.tickets.fold import changes
from bot.tickets.lifecycle import clock_effects


def begins_round(event: TicketEvent, before: TicketState) -> bool:
    """Whether work on a ticket that was in state `before` begins anew with an event."""
    reopened = TicketState.REOPENED
    if event.to_state is not reopened or before is reopened:
        return False
    return event.actor is not Actor.OFFICIAL or event.action == Action.CALL_BACK


def answer_rated(answers: Sequence[int], begun: Sequence[int]) -> int | None:
    """The place of the answer that is rated; None before the first.

    `answers` are the places of all final answers among the events, `begun` those of the events
    that began a round.
    """
    starts = (*reversed(begun), 0)
    return next((each for start in starts for each in answers if each >= start), None)


def is_rated(history: Sequence[TicketEvent]) -> bool:
    """Whether the resident has rated the answer of the last round that has one."""
    answers, begun = [], []
    for place, event in enumerate(history):
        before = event.from_state or TicketState.REGISTERED
        final = ClockEffect.ENDS_RESOLUTION in clock_effects(event.action, before, event.to_state)
        if final and event.actor is Actor.OFFICIAL:
            answers.append(place)
        if begins_round(event, before):
            begun.append(place)
    rated = answer_rated(answers, begun)
    since = history[rated:] if rated is not None else ()
    return any("satisfaction" in changes(each.detail) for each in since)
