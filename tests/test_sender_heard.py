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
