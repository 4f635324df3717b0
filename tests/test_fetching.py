"""Messages whose files are still with the platform: kept first, whole when handled."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

import handlers
from bot.errors import Refused, SendError
from bot.intake.fetching import ALBUM_QUIET
from bot.models import InboundMessage, InboxState, Media, OutboxState
from bot.settings import Settings
from bot.store import Database, contacts, inbox, messages
from bot.worker import Worker
from tests.ledgers import Books
from tests.rules import Door, Rules, open_door

QUIET = ALBUM_QUIET.total_seconds()


@dataclass
class Shelf:
    """A platform that hands out files by their references, unless something is wrong."""

    wrong: list[SendError] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def fetch(self, media: Media) -> Media:
        """The reference itself is the file."""
        self.asked.append(media.reference)
        if self.wrong:
            raise self.wrong.pop(0)
        return replace(media, body=media.reference.encode())


@pytest.fixture
def shelf() -> Shelf:
    """The files of the platform."""
    return Shelf()


@pytest.fixture
def door(
    database: Database, settings: Settings, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> Door:
    """An intake whose channel "post" brings only references."""
    rules = Rules()
    monkeypatch.setattr(handlers, "handle", rules.handle)
    monkeypatch.setattr(handlers, "admit", rules.admit)
    return open_door(database, settings, rules, {"post": shelf})


@pytest.fixture
def worker(door: Door) -> Worker:
    """A worker behind that intake."""
    return Worker(door.database, door.intake, door.signals, door.clock)


def picture(reference: str, album: str = "", text: str = "", name: str = "") -> InboundMessage:
    """A photograph as the platform tells of it."""
    media = Media("image/jpeg", name, reference=reference, size=3 * 1024 * 1024)
    return InboundMessage("post", reference, "A", text=text, media=(media,), album=album)


async def attachments(door: Door, inbox_id: int) -> list[str]:
    """The types of the files that the message holds."""
    message_id = (await door.arrival(inbox_id)).message_id or 0
    kept = await door.database.read(lambda tx: messages.get(tx, message_id))
    return [each.media_type for each in kept.content.attachments]


async def test_a_message_is_kept_before_its_file_is_fetched(
    door: Door, worker: Worker, shelf: Shelf
) -> None:
    """Acknowledged at once, handled when the file is here, and the file is shown with it."""
    receipt = await door.intake.receive(picture("p1", text="看"))
    assert (receipt.state, shelf.asked, door.rules.handled) == (InboxState.RECEIVED, [], [])
    assert await worker.clear_inbox() == 1
    assert (await door.arrival(receipt.inbox_id)).state is InboxState.DONE
    assert (shelf.asked, door.rules.handled) == (["p1"], ["看"])
    assert await attachments(door, receipt.inbox_id) == ["image/jpeg"]
    assert (await door.intake.receive(picture("p1", text="看"))).repeated


async def test_a_file_that_may_be_had_later_is_asked_for_again(
    door: Door, worker: Worker, shelf: Shelf
) -> None:
    """Nothing is handled without it while there is hope."""
    shelf.wrong = [SendError("busy", retryable=True)]
    receipt = await door.intake.receive(picture("p1"))
    await worker.clear_inbox()
    assert door.rules.handled == []
    door.clock.turn(60)
    await worker.clear_inbox()
    assert await attachments(door, receipt.inbox_id) == ["image/jpeg"]


@pytest.mark.parametrize("lasting", [True, False])
async def test_without_hope_the_words_are_handled_and_the_loss_is_told(
    door: Door, worker: Worker, shelf: Shelf, lasting: bool
) -> None:
    """The resident hears of it, the official sees name and size, and nothing else is lost."""
    shelf.wrong = [SendError("no", retryable=not lasting) for _ in range(9)]
    receipt = await door.intake.receive(picture("p1", text="看", name="墙.jpg"))
    for _ in range(5):
        await worker.clear_inbox()
        door.clock.turn(3600)
    assert door.rules.handled == ["看"]
    message_id = receipt.message_id or 0
    kept = await door.database.read(lambda tx: messages.get(tx, message_id))
    assert "墙.jpg" in kept.content.text
    assert "3.0 MB" in kept.content.text
    assert "墙.jpg" in (await door.caused(receipt.inbox_id))[-1]["content"]


async def test_an_album_is_one_message(door: Door, worker: Worker, shelf: Shelf) -> None:
    """Its parts wait for each other, and are then handled once, with all words and files."""
    receipts = []
    for number in range(4):
        words = "四张" if number == 2 else ""
        receipts.append(await door.intake.receive(picture(f"p{number}", "a", words)))
        door.clock.turn(QUIET - 0.1)
        assert await worker.clear_inbox() == 0
    door.clock.turn(QUIET)
    await worker.clear_inbox()
    assert door.rules.handled == ["四张"]
    assert await attachments(door, receipts[0].inbox_id) == ["image/jpeg"] * 4
    assert await door.counts() == {InboxState.DONE: 4}
    found = await door.database.read(
        lambda tx: messages.before(tx, 1, before=1_000, limit=50, now=door.clock())
    )
    assert sum(line.message.direction == "in" for line in found) == 1


async def test_a_part_that_comes_while_the_others_are_fetched_belongs_to_them(
    door: Door, worker: Worker, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The album waits once more, and is handled whole."""
    first = await door.intake.receive(picture("p1", "a"))
    fetch = shelf.fetch

    async def slowly(media: Media) -> Media:
        await door.intake.receive(picture("p2", "a"))
        return await fetch(media)

    monkeypatch.setattr(shelf, "fetch", slowly)
    door.clock.turn(QUIET)
    await worker.clear_inbox()
    assert door.rules.handled == []
    monkeypatch.setattr(shelf, "fetch", fetch)
    door.clock.turn(QUIET)
    await worker.clear_inbox()
    assert await attachments(door, first.inbox_id) == ["image/jpeg"] * 2
    assert len(door.rules.handled) == 1


async def test_the_last_part_of_an_album_may_come_late(door: Door, worker: Worker) -> None:
    """What comes after the others were handled is a message of its own."""
    await door.intake.receive(picture("p1", "a"))
    door.clock.turn(QUIET)
    await worker.clear_inbox()
    late = await door.intake.receive(picture("p2", "a"))
    door.clock.turn(QUIET)
    await worker.clear_inbox()
    assert await attachments(door, late.inbox_id) == ["image/jpeg"]
    assert await door.counts() == {InboxState.DONE: 2}


async def test_two_albums_of_two_people_are_two(door: Door, worker: Worker) -> None:
    """The same name of an album means nothing across people."""
    await door.intake.receive(picture("p1", "a"))
    await door.intake.receive(replace(picture("p2", "a"), sender="B"))
    door.clock.turn(QUIET)
    assert await worker.clear_inbox() == 2
    assert len(door.rules.handled) == 2


async def test_an_edit_that_changes_nothing_is_a_repeat(door: Door) -> None:
    """The message it is said to be a newer version of says the same."""
    first = await door.comes("您好", again="x")
    same = InboundMessage("post", "x:1", "A", text="您好", edits="x")
    receipt = await door.intake.receive(same)
    assert (receipt.inbox_id, receipt.repeated) == (first.inbox_id, True)
    assert (await door.intake.receive(replace(same, text="您们好"))).repeated is False


async def test_our_own_remark_makes_no_news_of_an_edit(
    door: Door, worker: Worker, shelf: Shelf
) -> None:
    """Whoever sent a file that could not be had said no word of that."""
    shelf.wrong = [SendError("gone")]
    first = await door.intake.receive(picture("p1", text="看看这里"))
    await worker.clear_inbox()
    message_id = (await door.arrival(first.inbox_id)).message_id or 0
    kept = await door.database.read(lambda tx: messages.get(tx, message_id))
    assert kept.content.text != "看看这里"
    same = InboundMessage("post", "p1:1", "A", text="看看这里", edits="p1")
    assert (await door.intake.receive(same)).repeated


async def test_an_edit_is_known_again_however_much_was_said_since(door: Door) -> None:
    """What counts is what the message last said, not how far back that stands."""
    await door.comes("您好", again="x")
    changed = InboundMessage("post", "x:1", "A", text="您们好", edits="x")
    await door.intake.receive(changed)
    for _ in range(60):
        await door.comes("还有一件")
    last = InboundMessage("post", "x:2", "A", text="你们好", edits="x")
    assert not (await door.intake.receive(last)).repeated
    assert (await door.intake.receive(replace(last, external_id="x:3"))).repeated


@pytest.mark.parametrize("again_after", [None, 60.0])
async def test_a_message_can_be_kept_without_handling_it(
    door: Door, worker: Worker, again_after: float | None
) -> None:
    """For a while, or until a person looks; the same one again is known."""
    odd = door.message("帮助", again="x")
    receipt = await door.intake.keep(odd, "why", again_after)
    assert (await door.intake.keep(odd, "why", again_after)).repeated
    arrival = await door.arrival(receipt.inbox_id)
    wanted = InboxState.RECEIVED if again_after else InboxState.FAILED
    assert (arrival.state, arrival.error) == (wanted, "why")
    door.clock.turn(61)
    assert await worker.clear_inbox() == (1 if again_after else 0)
    await door.database.transaction(lambda tx: inbox.retry(tx, receipt.inbox_id, door.clock()))
    await worker.clear_inbox()
    assert door.rules.handled == ["帮助"]


async def test_who_is_gone_is_left_in_peace_until_they_write(door: Door) -> None:
    """What is owed to them stops, and goes on when they are back."""
    books = Books(door.database, door.clock)
    row = await books.owe("一")
    await door.intake.gone("post", "A")
    assert await books.state(row) is OutboxState.BLOCKED
    contact = await door.database.read(lambda tx: contacts.find(tx, "post", "A"))
    assert contact is not None
    assert contact.blocked
    await door.comes("我回来了")
    assert await books.state(row) is OutboxState.QUEUED
    assert (await books.row(row))["attempts"] == 0


async def test_the_brake_holds_back_pictures_too(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flood of files is a flood."""

    def refuse(*_: object) -> None:
        raise Refused("limits.too_many")

    monkeypatch.setattr(handlers, "admit", refuse)
    with pytest.raises(Refused):
        await door.intake.receive(picture("p1"))
    assert await door.counts() == {}
