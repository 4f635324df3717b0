"""Tells the administrators that a channel needs a hand, on every channel but that one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.clock import Clock
from bot.intake.owing import owe
from bot.models import Content, InboundMessage
from bot.store import Database, Transaction, people
from handlers.turn import House, Said, Turn

NONE: frozenset[str] = frozenset()


def alarm_of(
    house: House, database: Database, clock: Clock, channel: str
) -> Callable[..., Awaitable[None]]:
    """What a channel rings when it cannot go on by itself: the name of a sentence, its values.

    It raises `StoreError` where nobody can be told.
    """

    async def ring(name: str, **values: object) -> None:
        now = clock()
        text = house.wording.say(house.wording.default, name, **values)

        def work(tx: Transaction) -> None:
            message = InboundMessage("", external_id="", sender="")
            turn = Turn(house, message, now, inbox_id=0, message_id=0)
            turn.said.extend(
                Said(where, address, Content(text))
                for official in people.administrators(tx)
                for where, address in people.accounts(tx, official.id)
                if where != channel
            )
            owe(tx, turn, NONE)

        await database.transaction(work)

    return ring
