"""Who speaks while something is being sent to them need not speak once more to be sent it."""

from __future__ import annotations

import pytest

from bot.models import OutboxState
from bot.store import Database, Transaction, outbox
from tests.ledgers import Books, Hands, Post, refusal, sending, until


@pytest.fixture
def books(database: Database) -> Books:
    """The outbox of an empty database, and a clock to turn."""
    return Books(database, Hands())


@pytest.mark.parametrize("rides", [False, True], ids=["sent", "in a response"])
async def test_who_speaks_just_before_we_give_up_is_not_waited_for(
    books: Books, rides: bool
) -> None:
    """The platform says that they must speak first, and they have: it is tried again, once."""
    post = Post()
    post.outcomes["A"] = [refusal(waiting=True)]
    post.gate.clear()
    row = await books.owe("一")

    def spoken(tx: Transaction) -> int:
        if rides:
            return outbox.ride(tx, "post", "A", 1, 15, books.clock())
        return outbox.returned(tx, "post", "A", books.clock())

    async with sending(books, post):
        await until(lambda: _was_tried(post))
        assert await books.database.transaction(spoken) == 0
        post.gate.set()
        await books.reaches(row, OutboxState.SENT)
    assert post.tried == ["一", "一"]
    assert (await books.row(row))["attempts"] == 1


async def test_who_spoke_before_it_was_sent_is_waited_for(books: Books) -> None:
    """What was heard before a try says nothing about the next one."""
    post = Post()
    post.outcomes["A"] = [refusal(waiting=True)] * 2
    post.gate.clear()
    row = await books.owe("一")
    async with sending(books, post):
        await until(lambda: _was_tried(post))
        await books.database.transaction(lambda tx: outbox.returned(tx, "post", "A", books.clock()))
        post.gate.set()
        await books.reaches(row, OutboxState.WAITING_CONTACT)
    assert post.tried == ["一", "一"]
    assert post.delivered == []


async def _was_tried(post: Post) -> bool:
    return bool(post.tried)


async def test_what_waits_goes_first_where_nobody_tells_that_its_recipient_is_back(
    books: Books,
) -> None:
    """Something newer is a reason to try it again, once, and waits with it where that fails."""
    post = Post(tells_returns=False)
    post.outcomes["A"] = [refusal(waiting=True)] * 3
    async with sending(books, post) as signals:
        rows = []
        for text in ("一", "二", "三"):
            rows.append(await books.owe(text))
            signals.notify("outbox:post")
            for row in rows:
                await books.reaches(row, OutboxState.WAITING_CONTACT)
        other = await books.owe("别人的", to="B")
        rows.append(await books.owe("四"))
        signals.notify("outbox:post")
        for row in (*rows, other):
            await books.reaches(row, OutboxState.SENT)
    assert post.texts_to("A") == ["一", "二", "三", "四"]
    assert [text for text in post.tried if text != "别人的"] == [*"一一一", *"一二三四"]
    assert [(await books.row(row))["attempts"] for row in rows] == [1, 1, 1, 1]


async def test_what_is_not_due_yet_waits_with_nobody(books: Books) -> None:
    """Who is back gets what was due, and tomorrow's tomorrow."""
    post = Post(tells_returns=False)
    post.outcomes["A"] = [refusal(waiting=True)]
    first, second = await books.owe("一"), await books.owe("二")
    later = await books.owe("明天", delay=86_400)
    async with sending(books, post) as signals:
        await books.reaches(second, OutboxState.WAITING_CONTACT)
        await books.database.transaction(lambda tx: outbox.returned(tx, "post", "A", books.clock()))
        signals.notify("outbox:post")
        await books.reaches(second, OutboxState.SENT)
        assert await books.state(first) is OutboxState.SENT
        assert await books.state(later) is OutboxState.QUEUED


async def test_who_tells_that_somebody_is_back_is_believed(books: Books) -> None:
    """Nothing that waits is tried before, and nothing newer is held up."""
    post = Post()
    post.outcomes["A"] = [refusal(waiting=True)]
    async with sending(books, post) as signals:
        first = await books.owe("一")
        signals.notify("outbox:post")
        await books.reaches(first, OutboxState.WAITING_CONTACT)
        second = await books.owe("二")
        signals.notify("outbox:post")
        await books.reaches(second, OutboxState.SENT)
        assert await books.state(first) is OutboxState.WAITING_CONTACT
