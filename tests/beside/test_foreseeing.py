"""What a process beside the service weighed is what handlers are told, and is not weighed again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from bot.knowledge.catalogue import Catalogue, Topical
from bot.knowledge.insight import Insight
from bot.models import Department
from bot.signals import Signals
from bot.store import catalogue, people
from bot.store.catalogue import Topic

if TYPE_CHECKING:
    from datetime import datetime

    from bot.knowledge.beside.standing import Beside
    from bot.store import Database

LAMP = Topic("lamp", "路灯不亮", "lights")
TOLD = (Topical(LAMP, 0.25),)
"""What weighing itself would not say."""


class Told:
    """In the place of a process: says what it was told to say, by the catalogue it has learnt."""

    def __init__(self) -> None:
        self.known: Catalogue | None = None

    def learn(self, known: Catalogue) -> None:
        """The catalogue in use."""
        self.known = known

    async def weigh(self, known: Catalogue, text: str) -> tuple[Topical, ...] | None:
        """Only of lamps, and by what was learnt last."""
        return TOLD if known is self.known and "路灯" in text else None


async def test_what_was_weighed_beside_is_told(database: Database, now: datetime) -> None:
    """What was not, is weighed here; and where the catalogue has changed, all is."""
    lights = Department("lights", "路灯所")
    await database.transaction(lambda tx: people.keep_department(tx, lights))
    await database.transaction(lambda tx: catalogue.keep_topic(tx, LAMP))
    told = Told()
    insight = Insight(database, Signals(), lambda: now, timedelta(days=1), cast("Beside", told))
    await insight.refresh()
    for text in ("路灯不亮了", "下水道堵了", "路灯坏了"):
        await insight.foresee(text)
    assert told.known is not None
    assert insight.topics("路灯不亮了") == TOLD
    assert insight.topics("下水道堵了") == told.known.weigh("下水道堵了")
    changed = Topic("lamp", "路灯", "lights")
    await database.transaction(lambda tx: catalogue.keep_topic(tx, changed))
    await insight.refresh()
    for text in ("路灯不亮了", "路灯坏了"):
        assert insight.topics(text) == told.known.weigh(text) != TOLD
