"""What waits for a room goes out together, over both engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.channels import Limits
from bot.clock import stamp
from bot.models import Content, Direction, Facts, Outbound, OutboxState
from bot.store import Transaction, messages, outbox
from tests.ledgers import ZONE, Books, Post, refusal, sending, until
from tests.test_sender import books, post

__all__ = ["books", "post"]


@dataclass
class Gathered(Post):
    """A room's channel whose platform counts messages: two rows go into one."""

    messages: list[list[str]] = field(default_factory=list)

    @property
    def limits(self) -> Limits:
        """Up to five rows are handed over together."""
        return replace(super().limits, together=5)

    async def send_together(self, rows: Sequence[Outbound]) -> Sequence[Facts]:
        """The first two of them arrive, unless the next outcome says otherwise."""
        await self._meet(rows[0].address)
        self.messages.append([each.content.text for each in rows[:2]])
        return [Facts(platform_id=f"post-{each.id}") for each in rows[:2]]


async def owe_room(books: Books, *texts: str) -> list[int]:
    """Rows for a room, not for a resident."""

    def work(tx: Transaction) -> list[int]:
        now, rows = books.clock(), []
        for text in texts:
            new = messages.NewMessage(Direction.OUTBOUND, Content(text))
            kept = messages.keep(tx, new, now, ZONE)
            rows.append(outbox.add(tx, outbox.Owed(kept, "post", "room", now), now))
        return rows

    return await books.database.transaction(work)


async def test_what_waits_for_a_room_goes_out_together(books: Books) -> None:
    """In order, as many as one message holds; the others come with the next, and none twice."""
    post = Gathered()
    rows = await owe_room(books, "一", "二", "三", "四", "五")
    async with sending(books, post):
        for row in rows:
            await books.reaches(row, OutboxState.SENT)
    assert post.messages == [["一", "二"], ["三", "四"]]
    assert post.texts == ["五"]
    assert (await books.row(rows[1]))["platform_id"] == f"post-{rows[1]}"


async def test_what_fails_together_comes_again_together(books: Books) -> None:
    """Untried rows keep their order and use up no try."""
    post = Gathered()
    post.outcomes["room"] = [refusal(untried=True, retry_after=5)]
    rows = await owe_room(books, "一", "二")
    async with sending(books, post) as signals:

        async def put_off() -> bool:
            return bool((await books.row(rows[1]))["not_before"] > stamp(books.clock()))

        await until(put_off)
        books.clock.turn(6)
        signals.notify("outbox:post")
        for row in rows:
            await books.reaches(row, OutboxState.SENT)
    assert post.messages == [["一", "二"]]
    assert (await books.row(rows[1]))["attempts"] == 1


async def test_residents_rows_are_never_put_together(books: Books) -> None:
    """Each of their messages is one of its own."""
    post = Gathered()
    rows = [await books.owe("一"), await books.owe("二")]
    async with sending(books, post):
        for row in rows:
            await books.reaches(row, OutboxState.SENT)
    assert post.messages == []
    assert post.texts == ["一", "二"]
