"""The one way in: kept once, whatever the handlers do, and acknowledged only then."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta

import pytest

import handlers
from bot.errors import Refused
from bot.models import (
    Content,
    Department,
    Direction,
    InboundMessage,
    InboxState,
    Media,
    OutboxState,
    Role,
)
from bot.settings import Settings
from bot.store import (
    Database,
    Transaction,
    contacts,
    inbox,
    messages,
    outbox,
    people,
    tickets,
)
from bot.wording import Wording
from tests.conftest import NOW
from tests.ledgers import ZONE, Books, Post, sending
from tests.rules import BREAK_A_TABLE, CONFUSE, RAISE, Door, Rules, held_back, open_door


@pytest.fixture
def door(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Door:
    """An intake whose handlers are simple rules."""
    rules = Rules()
    monkeypatch.setattr(handlers, "handle", rules.handle)
    monkeypatch.setattr(handlers, "admit", rules.admit)
    return open_door(database, settings, rules)


async def test_a_message_is_kept_with_all_it_causes(door: Door) -> None:
    """One transaction holds the message, its effect and its reply; then it is acknowledged."""
    receipt = await door.comes("您好")
    arrival = await door.arrival(receipt.inbox_id)
    (reply,) = await door.caused(receipt.inbox_id)
    assert (receipt.state, receipt.repeated) == (InboxState.DONE, False)
    assert (arrival.state, arrival.message.text) == (InboxState.DONE, "您好")
    assert arrival.message_id == receipt.message_id
    assert (reply["state"], "echo: 您好" in reply["content"]) == (OutboxState.QUEUED, True)


async def test_a_repeat_has_no_second_effect(door: Door) -> None:
    """The same message again is answered as the first time, and causes nothing."""
    first = await door.comes("您好", again="x")
    second = await door.comes("您好", again="x")
    assert (second.inbox_id, second.message_id) == (first.inbox_id, first.message_id)
    assert (first.repeated, second.repeated) == (False, True)
    assert door.rules.handled == ["您好"]
    assert len(await door.caused(first.inbox_id)) == 1


async def test_a_repeat_of_somebody_erased_brings_nobody_back(door: Door) -> None:
    """Their address is not kept again for a push that comes once more."""
    first = await door.comes("删除我的资料", again="x")
    contact = await door.database.read(lambda tx: contacts.find(tx, "post", "A"))
    assert contact is not None
    await door.database.transaction(lambda tx: tx.run("contact_erased", id=contact.id))
    second = await door.comes("删除我的资料", again="x")
    assert (second.inbox_id, second.repeated) == (first.inbox_id, True)
    assert await door.database.read(lambda tx: contacts.find(tx, "post", "A")) is None


async def test_repeats_at_the_same_moment_are_one_message(door: Door) -> None:
    """However many copies arrive at once, exactly one is handled."""
    receipts = await asyncio.gather(*(door.comes("您好", again="x") for _ in range(12)))
    assert sum(not receipt.repeated for receipt in receipts) == 1
    assert len({receipt.inbox_id for receipt in receipts}) == 1
    assert await door.counts() == {InboxState.DONE: 1}
    assert len(await door.caused(receipts[0].inbox_id)) == 1


@pytest.mark.parametrize(
    ("failure", "language"), [(RAISE, "zh-Hans"), (BREAK_A_TABLE, "en"), (CONFUSE, "en")]
)
async def test_a_handler_that_fails_costs_nothing(door: Door, failure: str, language: str) -> None:
    """The message is kept for later and its sender told so kindly, in the language they wrote in
    where that can be told; nothing half-done remains.
    """
    receipt = await door.comes(failure)
    arrival = await door.arrival(receipt.inbox_id)
    (reply,) = await door.caused(receipt.inbox_id)
    assert receipt.state is arrival.state is InboxState.RECEIVED
    assert arrival.message.text == failure
    assert arrival.next_attempt_at == NOW + timedelta(seconds=1)
    assert Wording(ZONE).say(language, "conversation.kept_for_later") in reply["content"]
    assert door.rules.handled == []


async def test_what_is_noted_of_a_failure_quotes_nobody(door: Door) -> None:
    """The error tells its kind and its place in the code, and not what was written."""
    receipt = await door.comes(RAISE)
    error = (await door.arrival(receipt.inbox_id)).error
    assert error.startswith("RuntimeError at tests/rules.py:")
    assert "provoked" not in error


async def test_a_repeat_of_a_kept_message_is_not_acknowledged_twice(door: Door) -> None:
    """A resident who sends again what could not be handled yet is not told so again."""
    first = await door.comes(RAISE, again="x")
    second = await door.comes(RAISE, again="x")
    assert (second.state, second.repeated) == (InboxState.RECEIVED, True)
    assert len(await door.caused(first.inbox_id)) == 1


async def test_a_brake_keeps_nothing(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is held back is refused, and the message is not in the books at all."""
    monkeypatch.setattr(handlers, "admit", held_back)
    with pytest.raises(Refused):
        await door.comes("您好")
    assert await door.counts() == {}


async def test_who_is_no_official_is_refused(door: Door) -> None:
    """A message on an officials' channel from nobody known is not kept."""
    with pytest.raises(Refused):
        await door.intake.receive(door.deed("x", official_id=17))
    assert await door.counts() == {}


async def test_a_message_brings_its_sender_within_reach(door: Door) -> None:
    """What waited for a contact is sent once they write, but not for a visit to another page."""
    books = Books(door.database, door.clock)
    row, post = await books.owe("一"), Post()
    await door.database.transaction(
        lambda tx: outbox.settle(tx, row, OutboxState.WAITING_CONTACT, NOW)
    )
    contact = await door.database.read(lambda tx: contacts.find(tx, "post", "A"))
    assert contact is not None
    visit = InboundMessage("page", "x", "20261123-0001", text="?", contact_id=contact.id)
    await door.intake.receive(visit)
    await door.intake.receive(InboundMessage("post", "y", "A", text="?", opens_window=False))
    assert await books.state(row) is OutboxState.WAITING_CONTACT
    await door.comes("在吗")
    async with sending(books, post):
        await books.reaches(row, OutboxState.SENT)
    assert post.texts_to("A")[0] == "一"


async def test_a_passive_reply_travels_in_the_response(door: Door) -> None:
    """The receipt holds the reply, again for a repeat, and once written it counts as sent."""
    official_id = await _official(door)
    first = await door.intake.receive(door.deed("签收", official_id, again="x"))
    second = await door.intake.receive(door.deed("签收", official_id, again="x"))
    assert [reply.content.text for reply in first.replies] == ["echo: 签收"]
    assert [reply.id for reply in second.replies] == [reply.id for reply in first.replies]
    (row,) = await door.caused(first.inbox_id)
    assert row["state"] == OutboxState.SENDING
    await door.intake.answered(first)
    (row,) = await door.caused(first.inbox_id)
    assert row["state"] == OutboxState.SENT


async def test_a_passive_reply_that_was_not_written_is_sent(door: Door) -> None:
    """Fifteen seconds after a response that broke off, the sender brings the reply."""
    official_id = await _official(door)
    receipt = await door.intake.receive(door.deed("签收", official_id))
    books, desk = Books(door.database, door.clock), Post(name="desk", idempotent=True)
    door.clock.turn(16)
    async with sending(books, desk):
        await books.reaches(receipt.replies[0].id, OutboxState.SENT)
    assert desk.texts == ["echo: 签收"]


async def _official(door: Door) -> int:
    def work(tx: Transaction) -> int:
        people.keep_department(tx, Department("duty", "值班"))
        return people.add_official(tx, "王", "duty", [Role.OFFICIAL], NOW).id

    return await door.database.transaction(work)


async def test_a_file_is_kept_once_for_each_content(door: Door) -> None:
    """Two messages with the same picture share its bytes, and each may show it."""
    picture = Media("image/png", "路灯.png", b"picture")
    sha256 = hashlib.sha256(b"picture").hexdigest()
    receipts = [
        await door.intake.receive(InboundMessage("post", external_id, "A", media=(picture,)))
        for external_id in ("x", "y")
    ]
    for receipt in receipts:
        message_id = receipt.message_id or 0
        found = await door.database.read(
            lambda tx, m=message_id: messages.attachment(tx, m, sha256)
        )
        assert found == ("image/png", b"picture")
    kept = await door.database.read(lambda tx: messages.get(tx, receipts[0].message_id or 0))
    assert [each.name for each in kept.content.attachments] == ["路灯.png"]


async def test_those_who_should_look_are_rung_after_the_commit(door: Door) -> None:
    """Whoever follows the conversation or the outbox finds the new message when it rings."""
    receipt = await door.comes("一")
    contact_id = (await door.arrival(receipt.inbox_id)).contact_id
    with (
        door.signals.watch(f"contact:{contact_id}") as page,
        door.signals.watch("outbox:post") as lane,
    ):
        await door.comes("二")
        assert await page.wait(0.1)
        assert await lane.wait(0.1)


async def test_quick_messages_of_one_person_open_one_ticket(
    database: Database, settings: Settings
) -> None:
    """Several messages about one matter at the same moment do not each find "no ticket yet"."""
    door = open_door(database, settings, Rules())
    said = ["幸福路的路灯坏了三天了", "幸福路路灯坏了,晚上很黑", "路灯坏了,幸福路,请派人来修"]
    residents = [f"resident-{number}" for number in range(6)]
    receipts = await asyncio.gather(
        *(door.comes(text, sender) for text in said for sender in residents)
    )
    assert {receipt.state for receipt in receipts} == {InboxState.DONE}
    for sender in residents:
        contact = await database.read(lambda tx, who=sender: contacts.find(tx, "post", who))
        assert contact is not None
        opened = await database.read(lambda tx, who=contact.id: tickets.of(tx, who, 9))
        assert len(opened) == 1


async def test_a_conversation_is_kept_in_the_order_it_was_acknowledged(door: Door) -> None:
    """Messages of one contact stand in their conversation as they came, replies among them."""
    for text in ("一", "二"):
        await door.comes(text)
    contact = await door.database.read(lambda tx: contacts.find(tx, "post", "A"))
    assert contact is not None
    lines = await door.database.read(
        lambda tx: messages.conversation(tx, contact.id, after=0, limit=9, now=NOW)
    )
    assert [(line.message.direction, line.message.content) for line in lines] == [
        (Direction.INBOUND, Content("一")),
        (Direction.OUTBOUND, Content("echo: 一")),
        (Direction.INBOUND, Content("二")),
        (Direction.OUTBOUND, Content("echo: 二")),
    ]


async def test_nothing_is_due_that_was_handled(door: Door) -> None:
    """The worker is given only what could not be handled."""
    await door.comes("您好")
    kept = await door.comes(RAISE)
    later = NOW + timedelta(seconds=1)
    assert await door.database.read(lambda tx: inbox.due(tx, NOW, 9)) == []
    assert await door.database.read(lambda tx: inbox.due(tx, later, 9)) == [kept.inbox_id]
