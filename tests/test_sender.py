"""The sender over a real database: order, retries, claims and what waits."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from bot.clock import parse_stamp
from bot.delivery.sender import Sender
from bot.models import Facts, OutboxState
from bot.settings import Delivery
from bot.signals import Signals
from bot.store import Database, contacts, outbox
from tests.conftest import NOW
from tests.ledgers import HANG, Books, Hands, Post, refusal, sending, until


@pytest.fixture
def books(database: Database) -> Books:
    """The outbox of an empty database, and a clock to turn."""
    return Books(database, Hands())


@pytest.fixture
def post() -> Post:
    """A channel that cannot tell a repeat from a new message."""
    return Post()


async def test_what_is_owed_arrives_once_with_its_facts(books: Books, post: Post) -> None:
    """A row is sent, and what the platform said about it is kept."""
    row = await books.owe("您好")
    async with sending(books, post):
        await books.reaches(row, OutboxState.SENT)
    assert post.texts == ["您好"]
    assert (await books.row(row))["platform_id"] == f"post-{row}"


async def test_a_contact_gets_messages_in_order_while_others_pass(books: Books, post: Post) -> None:
    """A row waits for the earlier one to the same contact, and for nobody else's."""
    post.outcomes["A"] = [refusal(retryable=True)]
    first, second = await books.owe("一"), await books.owe("二")
    other = await books.owe("三", to="B")
    async with sending(books, post) as signals:
        await books.reaches(other, OutboxState.SENT)
        await books.reaches(first, OutboxState.QUEUED, settled=False)
        assert await books.state(second) is OutboxState.QUEUED
        books.clock.turn(1)
        signals.notify("outbox:web")
        await books.reaches(second, OutboxState.SENT)
    assert post.texts_to("A") == ["一", "二"]
    assert post.tried.index("二") > post.tried.index("一")


async def test_a_failed_send_is_tried_again_later_and_later(books: Books, post: Post) -> None:
    """Each failure doubles the pause, until the row counts as failed."""
    post.outcomes["A"] = [refusal(retryable=True)] * 3
    row = await books.owe("一")
    async with sending(books, post, attempts=3) as signals:
        for pause in (1, 2):
            await until(partial(_waits_until, books, row, pause))
            books.clock.turn(pause)
            signals.notify("outbox:web")
        await books.reaches(row, OutboxState.FAILED)
    assert post.tried == ["一"] * 3
    assert (await books.row(row))["error"] == "the post says no"


async def _waits_until(books: Books, row: int, pause: float) -> bool:
    found = await books.row(row)
    due = parse_stamp(found["not_before"]) - books.clock()
    return found["state"] == OutboxState.QUEUED and due == timedelta(seconds=pause)


async def test_a_platform_that_asks_for_patience_gets_it(books: Books, post: Post) -> None:
    """`retry_after` is honoured where it is longer than our own pause."""
    post.outcomes["A"] = [refusal(retryable=True, retry_after=90.0)]
    row = await books.owe("一")
    async with sending(books, post):
        await until(lambda: _waits_until(books, row, 90))


async def test_a_refusal_for_good_is_not_tried_again(books: Books, post: Post) -> None:
    """What the platform will never take fails at once, and the next message goes."""
    post.outcomes["A"] = [refusal()]
    first, second = await books.owe("一"), await books.owe("二")
    async with sending(books, post):
        await books.reaches(second, OutboxState.SENT)
    assert await books.state(first) is OutboxState.FAILED
    assert post.tried == ["一", "二"]


async def test_an_unclear_send_is_repeated_once_at_most(books: Books, post: Post) -> None:
    """Twice unclear stays unclear: the row rests, visibly, and the next message goes."""
    post.outcomes["A"] = [refusal(unknown=True), RuntimeError("the line broke")]
    first, second = await books.owe("一"), await books.owe("二")
    async with sending(books, post) as signals:
        await books.reaches(first, OutboxState.UNKNOWN, settled=False)
        assert await books.state(second) is OutboxState.QUEUED
        books.clock.turn(10)
        signals.notify("outbox:web")
        await books.reaches(second, OutboxState.SENT)
    assert post.tried == ["一", "一", "二"]
    assert await books.state(first) is OutboxState.UNKNOWN


async def test_an_unclear_send_is_simply_repeated_where_a_repeat_shows_once(books: Books) -> None:
    """On an idempotent channel an unclear outcome is a failure like any other."""
    post = Post(idempotent=True)
    post.outcomes["A"] = [refusal(unknown=True)] * 3
    row = await books.owe("一")
    async with sending(books, post) as signals:
        for pause in (1, 2, 4):
            await until(partial(_waits_until, books, row, pause))
            books.clock.turn(pause)
            signals.notify("outbox:web")
        await books.reaches(row, OutboxState.SENT)
    assert post.texts == ["一"]


async def test_a_platform_that_never_answers_is_not_waited_for(books: Books, post: Post) -> None:
    """A send is cut off before its claim runs out, and counts as unclear."""
    post.outcomes["A"] = [HANG]
    row = await books.owe("一")
    async with sending(books, post, claim_seconds=1):
        await books.reaches(row, OutboxState.UNKNOWN, settled=False)
    assert "in time" in (await books.row(row))["error"]


async def test_what_cannot_arrive_waits_for_the_contact_in_order(books: Books, post: Post) -> None:
    """Out of reach, rows wait; once the contact is back all are sent in their order."""
    post.outcomes["A"] = [refusal(waiting=True)] * 2
    rows = [await books.owe(text) for text in ("一", "二")]
    async with sending(books, post) as signals:
        for row in rows:
            await books.reaches(row, OutboxState.WAITING_CONTACT)
        assert post.delivered == []
        back = await books.database.transaction(
            lambda tx: outbox.returned(tx, "post", "A", books.clock())
        )
        assert back == 2
        signals.notify("outbox:web")
        await books.reaches(rows[1], OutboxState.SENT)
    assert post.texts == ["一", "二"]


async def test_waiting_for_a_contact_uses_up_no_tries(books: Books, post: Post) -> None:
    """Someone who comes and goes often still gets the message when the platform then fails."""
    post.outcomes["A"] = [refusal(waiting=True)] * 5 + [refusal(retryable=True)]
    row = await books.owe("一")
    async with sending(books, post, attempts=2) as signals:
        for _ in range(5):
            await books.reaches(row, OutboxState.WAITING_CONTACT)
            await books.database.transaction(
                lambda tx: outbox.returned(tx, "post", "A", books.clock())
            )
            signals.notify("outbox:web")
        await until(lambda: _waits_until(books, row, 1))
        books.clock.turn(1)
        signals.notify("outbox:web")
        await books.reaches(row, OutboxState.SENT)


async def test_who_blocks_us_is_left_alone_until_they_write(books: Books, post: Post) -> None:
    """A block stops everything that is owed to that contact, and is undone by a new message."""
    post.outcomes["A"] = [refusal(blocked=True)]
    rows = [await books.owe(text) for text in ("一", "二", "三")]
    other = await books.owe("四", to="B")
    async with sending(books, post):
        for row in rows:
            await books.reaches(row, OutboxState.BLOCKED)
        await books.reaches(other, OutboxState.SENT)
    assert post.tried.count("二") == post.tried.count("三") == 0
    assert await _is_blocked(books)
    await books.database.transaction(lambda tx: contacts.arrive(tx, "post", "A", NOW))
    assert not await _is_blocked(books)


async def _is_blocked(books: Books) -> bool:
    contact = await books.database.read(lambda tx: contacts.find(tx, "post", "A"))
    return contact is not None and contact.blocked


async def test_who_has_moved_is_followed(books: Books, post: Post) -> None:
    """A new address takes over everything that is owed to the old one."""
    post.outcomes["A"] = [refusal(migrated_to="Z")]
    rows = [await books.owe(text) for text in ("一", "二")]
    async with sending(books, post):
        await books.reaches(rows[1], OutboxState.SENT)
    assert post.texts_to("Z") == ["一", "二"]


async def test_the_claims_of_the_dead_are_taken_over(books: Books, post: Post) -> None:
    """A claim holds while it lasts; after that the message is somebody else's to send."""
    row = await books.owe("一")
    assert [each.id for each in await books.claim("dead", seconds=30)] == [row]
    async with sending(books, post):
        books.clock.turn(29)
        other = await books.owe("二", to="B")
        await books.reaches(other, OutboxState.SENT)
        assert await books.state(row) is OutboxState.SENDING
        books.clock.turn(6)
        await books.reaches(row, OutboxState.SENT)
    assert post.texts_to("A") == ["一"]


@pytest.mark.parametrize("idempotent", [True, False])
async def test_dying_again_and_again_repeats_only_what_shows_once(
    books: Books, idempotent: bool
) -> None:
    """After two deaths in mid-send the outcome stays unknown, unless a repeat does no harm."""
    post = Post(idempotent=idempotent)
    row = await books.owe("一")
    for _ in range(2):
        assert [each.id for each in await books.claim("dead", seconds=30)] == [row]
        await _sender(books, post).take_over()
    async with sending(books, post):
        expected = OutboxState.SENT if idempotent else OutboxState.UNKNOWN
        await books.reaches(row, expected)
    assert post.texts == (["一"] if idempotent else [])


async def test_a_fresh_start_takes_over_at_once(books: Books, post: Post) -> None:
    """Where nobody else can be sending, no claim is waited for."""
    row = await books.owe("一")
    await books.claim("dead", seconds=3600)
    await _sender(books, post).take_over()
    async with sending(books, post):
        await books.reaches(row, OutboxState.SENT)


def _sender(books: Books, post: Post) -> Sender:
    return Sender(books.database, [post], Delivery(), Signals(), books.clock, "new")


async def test_a_channel_that_is_down_delays_no_other(books: Books) -> None:
    """Every channel has a lane of its own, however full another one is."""
    stuck, good = Post(name="stuck", concurrency=2), Post()
    stuck.gate.clear()
    held = [await books.owe("一", to=str(n), channel="stuck") for n in range(5)]
    row = await books.owe("二")
    async with sending(books, stuck, good):
        await books.reaches(row, OutboxState.SENT)
        stuck.gate.set()
        for each in held:
            await books.reaches(each, OutboxState.SENT)


async def test_no_more_is_in_flight_than_the_channel_takes(books: Books) -> None:
    """The channel's own limit bounds what a crash may repeat."""
    post = Post(concurrency=3)
    post.gate.clear()
    rows = [await books.owe("一", to=str(number)) for number in range(8)]
    async with sending(books, post) as signals:
        await until(lambda: _busy(post, 3))
        signals.notify("outbox:web")
        await asyncio.sleep(0)
        post.gate.set()
        for row in rows:
            await books.reaches(row, OutboxState.SENT)
    assert post.busiest == 3


async def _busy(post: Post, count: int) -> bool:
    return post.busy == count


async def test_what_may_still_be_undone_is_not_sent_before_its_time(
    books: Books, post: Post
) -> None:
    """`not_before` holds a message back, and only until then."""
    held = await books.owe("一", delay=60)
    other = await books.owe("二", to="B")
    async with sending(books, post) as signals:
        await books.reaches(other, OutboxState.SENT)
        assert await books.state(held) is OutboxState.QUEUED
        books.clock.turn(60)
        signals.notify("outbox:web")
        await books.reaches(held, OutboxState.SENT)
    assert post.texts == ["二", "一"]


async def test_only_the_newest_state_of_a_card_is_sent(books: Books, post: Post) -> None:
    """A card that is still queued is renewed in place; one on its way gets a successor."""
    first = await books.owe("登记", card="ticket:1")
    assert await books.owe("签收", card="ticket:1") == first
    other = await books.owe("登记", card="ticket:2")
    async with sending(books, post):
        await books.reaches(other, OutboxState.SENT)
    assert post.texts == ["签收", "登记"]
    assert await books.owe("答复", card="ticket:1") != first


async def test_several_senders_send_each_message_once_and_in_order(books: Books) -> None:
    """Two senders on one database share the work without a repeat or an overtaking."""
    post = Post(idempotent=False)
    wanted = {f"c{contact}": [f"{contact}.{n}" for n in range(10)] for contact in range(8)}
    rows = [await books.owe(text, to=to) for to, texts in wanted.items() for text in texts]
    async with sending(books, post, name="one"), sending(books, post, name="two"):
        for row in rows:
            await books.reaches(row, OutboxState.SENT)
    assert {to: post.texts_to(to) for to in wanted} == wanted


async def test_a_stop_finishes_what_is_in_flight(books: Books, post: Post) -> None:
    """Ending the sender waits for a send that is under way and keeps its outcome."""
    post.gate.clear()
    row = await books.owe("一")
    async with sending(books, post):
        await until(lambda: _busy(post, 1))
        asyncio.get_running_loop().call_later(0.05, post.gate.set)
    assert await books.state(row) is OutboxState.SENT


async def test_what_is_sent_stays_sent(books: Books, post: Post) -> None:
    """A late word about a row that has arrived changes nothing."""
    row = await books.owe("一")
    async with sending(books, post):
        await books.reaches(row, OutboxState.SENT)
    await books.database.transaction(
        lambda tx: outbox.settle(tx, row, OutboxState.FAILED, NOW, facts=Facts(), error="late")
    )
    assert await books.state(row) is OutboxState.SENT
