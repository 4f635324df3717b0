"""Who has something kept in a rush: what they write next waits behind it, in its order."""

from __future__ import annotations

from bot.clock import Clock
from bot.models import InboundMessage, InboxState
from bot.store import Database, Transaction, inbox

Person = tuple[str, str]


class Behind:
    """What was kept of whom, by the platform's ids, and is not handled yet as far as we know."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._kept: dict[Person, set[str]] = {}

    async def recall(self) -> None:
        """Learn what was kept before the service began: nobody's next message overtakes it."""
        for each in await self._database.read(inbox.unfinished):
            if each.state is InboxState.RECEIVED and not each.message.media:
                self.keep(each.message)

    def keep(self, message: InboundMessage) -> None:
        """This one is kept: whatever its sender writes from now on waits behind it."""
        self._kept.setdefault(_person(message), set()).add(message.external_id)

    def let_go(self, message: InboundMessage) -> None:
        """It is handled, or will be at another time."""
        self._forget(_person(message), {message.external_id})

    def any_of(self, message: InboundMessage) -> bool:
        """Whether something else of its sender's may be kept still; told without a look."""
        return bool(self._kept) and bool(self._others(message))

    async def holds(self, message: InboundMessage) -> bool:
        """Whether something else of its sender's waits for its turn.

        Another process may have handled it, or it failed and is tried at another time.
        """
        now, others = self._clock(), self._others(message)

        def settled(tx: Transaction) -> set[str]:
            rows = {each: inbox.known(tx, message.channel, each) for each in others}
            # What is not there yet is being kept just now.
            return {each for each, row in rows.items() if row and not row.is_due(now)}

        self._forget(_person(message), await self._database.read(settled))
        return self.any_of(message)

    def _others(self, message: InboundMessage) -> set[str]:
        return self._kept.get(_person(message), set()) - {message.external_id}

    def _forget(self, person: Person, external_ids: set[str]) -> None:
        left = self._kept.get(person, set()) - external_ids
        if left:
            self._kept[person] = left
        else:
            self._kept.pop(person, None)


def _person(message: InboundMessage) -> Person:
    return message.channel, message.sender
