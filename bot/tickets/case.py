"""An action that somebody is about to do, with all that its guards look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.models import Approval, ApprovalState, Official, Ticket, TicketEvent, Visit
from bot.settings import Promises
from bot.tickets.actions import Action
from bot.tickets.merged import Merger


@dataclass(frozen=True, slots=True)
class Case:
    """An action that somebody is about to do, with all that decides whether they may.

    `author` is the official (None for a resident, or for time itself), `words` and `values`
    what they wrote, `files` how many they sent along, `photos` the images among these by
    their SHA-256, `known` those that the ticket had before.
    `history`, `visits` and `approvals` are the ticket's, oldest first; `officials` are all there
    ever were, `aliases` those who are the ticket's resident themselves, by whatever contact,
    `suspended` tells whether the resident is in a term (屏蔽). `alone`: there is no
    second person in the whole service (一人值守). `merger`: into which ticket it is to be merged.
    `goes_on_in`: in which one it goes on, where it was closed as merged.
    """

    ticket: Ticket
    action: Action
    now: datetime
    zone: ZoneInfo
    promises: Promises
    reopen_days: int
    author: Official | None = None
    words: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    files: int = 0
    photos: Sequence[str] = ()
    known: frozenset[str] = frozenset()
    history: Sequence[TicketEvent] = ()
    visits: Sequence[Visit] = ()
    approvals: Sequence[Approval] = ()
    officials: Sequence[Official] = ()
    aliases: Sequence[Official] = ()
    suspended: bool = False
    alone: bool = False
    merger: Merger | None = None
    goes_on_in: Ticket | None = None

    @property
    def today(self) -> date:
        """The city's day."""
        return self.now.astimezone(self.zone).date()

    def waiting(self, actions: Iterable[str]) -> Approval | None:
        """The request of one of these kinds that waits for its second person."""
        return next(
            (
                each
                for each in self.approvals
                if each.state is ApprovalState.WAITING and each.action in actions
            ),
            None,
        )
