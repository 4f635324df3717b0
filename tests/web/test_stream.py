"""The live connection: nothing is missed and nothing doubled, whatever the network does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from aiohttp import WSServerHandshakeError

from bot.models import Content, InboundMessage
from bot.signing import Signer
from bot.store import Transaction, contacts, erasing
from tests.ledgers import ZONE
from tests.web.resident_house import House


def many(message: InboundMessage) -> Iterable[Content]:
    """As many answers as the message says."""
    return [Content(f"答{n}") for n in range(int(message.text))]


def texts(found: Iterable[dict[str, object]]) -> list[object]:
    """What messages say."""
    return [each["text"] for each in found]


async def test_an_answer_reaches_the_open_page_and_counts_as_sent(both_houses: House) -> None:
    """The row is settled by the page's word, not by our writing to it."""
    house = both_houses
    async with house.browser() as page, page.stream() as line:
        assert (await line.frame())["messages"] == []
        await page.post("路灯坏了")
        await line.socket.send_json({"type": "look"})
        assert texts(await line.messages(2)) == ["路灯坏了", "您说:路灯坏了"]
        await house.settled()


async def test_a_page_that_never_wrote_learns_of_its_first_message(house: House) -> None:
    """There is no contact before it; the connection stands already."""
    async with house.browser() as page, page.stream() as line:
        assert await line.frame() == {
            "type": "messages",
            "messages": [],
            "more": False,
            "language": "",
            "reset": False,
        }
        await page.post("你好")
        assert texts(await line.messages(2)) == ["你好", "您说:你好"]


async def test_the_page_is_told_the_language_that_the_resident_is_answered_in(
    house: House,
) -> None:
    """When it changes, though nothing else is new."""
    async with house.browser() as page, page.stream() as line:
        await page.post("你好")
        await line.messages(2)
        contact_id = await house.contact_id(page)
        await house.database.transaction(
            lambda tx: contacts.choose_language(tx, contact_id, "zh-Hant")
        )
        await line.socket.send_json({"type": "look"})
        frames = [await line.frame(), await line.frame()]
        assert "zh-Hant" in [each.get("language") for each in frames]


async def test_two_windows_show_the_same_conversation(house: House) -> None:
    """What one of them writes appears in the other."""
    async with house.browser() as page, page.stream() as first, page.stream() as second:
        await first.frame()
        await second.frame()
        await page.post("你好")
        assert texts(await first.messages(2)) == texts(await second.messages(2))


async def test_a_page_that_comes_back_gets_just_what_it_missed(both_houses: House) -> None:
    """After its cursor, in order; what waited is sent, and then nothing waits."""
    house = both_houses
    async with house.browser() as page:
        await page.post("一")
        async with page.stream() as line:
            seen = await line.messages(2)
        contact_id = await house.contact_id(page)
        for n in range(3):
            await house.owe(contact_id, f"错过{n}")
        async with page.stream(after=seen[-1]["id"]) as line:
            assert texts(await line.messages(3)) == ["错过0", "错过1", "错过2"]
            await house.settled()


async def test_what_was_shown_but_not_acknowledged_is_told_again(house: House) -> None:
    """The network broke before the page's word came; the page knows it by its id."""
    async with house.browser() as page:
        await page.post("一")
        async with page.stream() as line:
            seen = await line.messages(2, acknowledge=False)
        async with page.stream(after=seen[-1]["id"]) as line:
            again = await line.messages(1)
            assert again[0]["id"] == seen[-1]["id"]
            await house.settled()


async def test_a_new_page_gets_the_newest_and_knows_of_more(house: House) -> None:
    """Fifty of them; the others are history."""
    house.intake.answers = many
    async with house.browser() as page:
        await page.post("69")
        async with page.stream() as line:
            frame = await line.frame()
            assert texts(frame["messages"]) == [f"答{n}" for n in range(19, 69)]
            assert frame["more"]
        async with page.stream(after=frame["messages"][-1]["id"]) as line:
            assert not (await line.frame())["more"]


async def test_a_long_absence_is_caught_up_in_full(house: House) -> None:
    """Also where more came than one frame carries."""
    house.intake.answers = many
    async with house.browser() as page:
        await page.post("1")
        async with page.stream() as line:
            seen = await line.messages(2)
        await page.post("120")
        async with page.stream(after=seen[-1]["id"]) as line:
            found = await line.messages(121)
    assert texts(found[1:]) == [f"答{n}" for n in range(120)]


async def test_a_message_meant_for_later_comes_though_others_came_before(house: House) -> None:
    """It has the lower number; the page's cursor has passed it."""
    async with house.browser() as page, page.stream() as line:
        await line.frame()
        await page.post("一")
        await line.messages(2)
        contact_id = await house.contact_id(page)
        late = await house.owe(contact_id, "稍后", delay=60)
        await house.owe(contact_id, "马上")
        found = await line.messages(1)
        assert texts(found) == ["马上"]
        assert found[0]["id"] > late
        house.clock.turn(61)
        house.service.signals.notify("outbox")
        assert texts(await line.messages(1)) == ["稍后"]
        await house.settled()


async def test_a_page_ahead_of_a_restored_backup_begins_anew(house: House) -> None:
    """Its cursor points where we have nothing yet."""
    async with house.browser() as page:
        async with page.stream(after=9000) as line:
            assert (await line.frame())["reset"]
        await page.post("一")
        async with page.stream(after=9000) as line:
            frame = await line.frame()
    assert frame["reset"]
    assert texts(frame["messages"]) == ["一", "您说:一"]


async def test_an_erased_resident_sees_their_page_forget(house: House) -> None:
    """The open page begins anew, and shows only what was said since."""
    async with house.browser() as page:
        await page.post("我的电话是13812345678")
        async with page.stream() as line:
            await line.messages(2)
            contact_id = await house.contact_id(page)

            def erase(tx: Transaction) -> None:
                contact = contacts.lock(tx, contact_id)
                erasing.erase_person(tx, contact_id, house.clock(), ZONE, Signer(b"k" * 32))
                contacts.arrive(tx, contact.channel, contact.address, house.clock())

            await house.database.transaction(erase)
            house.service.signals.notify(f"contact:{contact_id}")
            frame = await line.frame()
            assert (frame["reset"], frame["messages"]) == (True, [])
            await house.owe(await house.contact_id(page), "已经删除")
            assert texts(await line.messages(1)) == ["已经删除"]


async def test_whoever_was_erased_and_writes_again_is_shown_it_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The open page does not have to wait until the line looks by itself."""
    monkeypatch.setattr("bot.web.residents.stream.LOOK_AGAIN_SECONDS", 1e6)
    async with house.browser() as page, page.stream() as line:
        await line.frame()
        await page.post("我的电话是13812345678")
        await line.socket.send_json({"type": "look"})
        await line.messages(2)
        contact_id = await house.contact_id(page)

        def erase(tx: Transaction) -> None:
            erasing.erase_person(tx, contact_id, house.clock(), ZONE, Signer(b"k" * 32))

        await house.database.transaction(erase)
        house.service.signals.notify(f"contact:{contact_id}")
        while not (await line.frame()).get("reset"):
            pass
        await page.post("路灯坏了")
        await line.socket.send_json({"type": "look"})
        assert texts(await line.messages(2)) == ["路灯坏了", "您说:路灯坏了"]


async def test_the_page_may_ask_whether_we_live(house: House) -> None:
    """It always gets an answer."""
    async with house.browser() as page, page.stream() as line:
        await line.frame()
        await line.socket.send_json({"type": "look"})
        assert await line.frame() == {"type": "here"}


@pytest.mark.parametrize(
    "garbage", ["", "{", "[1]", '{"type": "ack"}', '{"type": "ack", "id": -1}']
)
async def test_garbage_is_ignored(house: House, garbage: str) -> None:
    """The connection goes on."""
    async with house.browser() as page, page.stream() as line:
        await line.frame()
        await line.socket.send_str(garbage)
        await line.socket.send_bytes(b"\x00\xff")
        await line.socket.send_json({"type": "look"})
        assert await line.frame() == {"type": "here"}


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        ({"type": "hello", "token": "forged.forged", "after": 0}, 4401),
        ({"type": "hello"}, 4400),
        ({"type": "ack", "id": 1}, 4400),
    ],
)
async def test_who_does_not_say_who_they_are_is_shown_out(
    house: House, hello: dict[str, object], code: int
) -> None:
    """The code tells the page whether it needs a new identity."""
    async with (
        house.browser() as page,
        page.session.ws_connect("/api/stream", headers={"Origin": house.origin}) as socket,
    ):
        await socket.send_json(hello)
        await socket.receive()
        assert socket.close_code == code


async def test_another_sites_page_cannot_listen(house: House) -> None:
    """A WebSocket is not held back by the browser; we have to."""
    async with house.browser() as page:
        with pytest.raises(WSServerHandshakeError) as refusal:
            await page.session.ws_connect("/api/stream", headers={"Origin": "https://evil.example"})
    assert refusal.value.status == 403


async def test_nobody_hears_anothers_conversation(house: House) -> None:
    """Not even what they acknowledge out of turn is settled."""
    async with house.browser() as mine, house.browser() as theirs:
        await theirs.post("她的事")
        async with mine.stream() as line:
            await line.frame()
            await line.acknowledge(10**6)
            await mine.post("我的事")
            assert texts(await line.messages(2)) == ["我的事", "您说:我的事"]
        assert await house.unsettled() == 1


async def test_a_page_asleep_does_not_lose_its_message(house: House) -> None:
    """Its late word settles the row, whatever the sender thought meanwhile."""
    async with house.browser() as page, page.stream() as line:
        await line.frame()
        await page.post("一")
        found = await line.messages(2, acknowledge=False)
        assert await house.unsettled() == 1
        await line.acknowledge(found[-1]["id"])
        await house.settled()


async def test_a_stop_says_goodbye_to_every_page(house: House) -> None:
    """1001: the pages come back by themselves, and the process can end at once."""
    async with house.browser() as page, page.stream() as first, page.stream() as second:
        await first.frame()
        await second.frame()
        stopping = asyncio.create_task(house.server.close())
        assert [await first.closed(), await second.closed()] == [1001, 1001]
        await stopping
