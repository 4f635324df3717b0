"""The web as a channel: a row has arrived once an open page says it shows it."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels import web as module
from bot.channels.web import WebChannel
from bot.errors import SendError
from bot.models import Content, Facts, Outbound
from tests.conftest import NOW


def row(message_id: int, address: str = "a") -> Outbound:
    """A row of the outbox."""
    return Outbound(message_id, message_id, "web", address, Content("好"), 1, None, NOW)


def idle() -> None:
    """Nobody needs to be woken."""


async def until(task: asyncio.Task[Facts], wanted: set[int], message_id: int) -> None:
    """Let a send get as far as asking the page."""
    while message_id not in wanted:
        assert not task.done(), task
        await asyncio.sleep(0)


async def test_without_an_open_page_a_row_waits_for_the_contact() -> None:
    """Nobody is there: it cannot arrive before they are back."""
    with pytest.raises(SendError) as failure:
        await WebChannel().send(row(1))
    assert failure.value.waiting


async def test_a_row_has_arrived_once_the_page_acknowledges_it() -> None:
    """The page is woken, told what is wanted, and its word is waited for."""
    channel, rings = WebChannel(), []
    with channel.open_page("a", lambda: rings.append(1)) as link:
        task = asyncio.create_task(channel.send(row(7)))
        await until(task, link.wanted, 7)
        assert rings == [1]
        assert channel.acknowledge(link, [7]) == []
        assert (await task).platform_id == "7"
        assert not link.wanted


async def test_what_the_page_shows_already_is_not_asked_for_again() -> None:
    """The catch-up may be quicker than the sender."""
    channel = WebChannel()
    with channel.open_page("a", idle) as link:
        assert channel.acknowledge(link, [7]) == [7]
        assert (await channel.send(row(7))).platform_id == "7"


async def test_one_of_several_pages_is_enough() -> None:
    """Two windows of one resident: either may answer, both are asked."""
    channel = WebChannel()
    with channel.open_page("a", idle) as first, channel.open_page("a", idle) as second:
        task = asyncio.create_task(channel.send(row(7)))
        await until(task, first.wanted, 7)
        assert second.wanted == {7}
        channel.acknowledge(second, [7])
        assert (await task).platform_id == "7"


async def test_a_page_that_opens_meanwhile_is_asked_too() -> None:
    """The one that was asked first may have gone without a word."""
    channel = WebChannel()
    with channel.open_page("a", idle) as first:
        task = asyncio.create_task(channel.send(row(7)))
        await until(task, first.wanted, 7)
    with channel.open_page("b", idle) as stranger, channel.open_page("a", idle) as second:
        assert (stranger.wanted, second.wanted) == (set(), {7})
        channel.acknowledge(second, [7])
        assert (await task).platform_id == "7"


async def test_another_residents_word_does_not_count() -> None:
    """Each resident's pages answer for that resident's rows only."""
    channel = WebChannel()
    with channel.open_page("b", idle) as other:
        channel.acknowledge(other, [7])
        with pytest.raises(SendError) as failure:
            await channel.send(row(7, "a"))
    assert failure.value.waiting


async def test_a_page_that_does_not_answer_is_as_good_as_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A phone that sleeps keeps its connection and says nothing."""
    monkeypatch.setattr(module, "ACKNOWLEDGE_SECONDS", 0.01)
    channel = WebChannel()
    with channel.open_page("a", idle) as link:
        with pytest.raises(SendError) as failure:
            await channel.send(row(7))
        assert failure.value.waiting
        # Its late word is told to whoever settles the row.
        assert channel.acknowledge(link, [7]) == [7]


async def test_a_stop_waits_for_no_page() -> None:
    """The row waits for the contact, and the process can end."""
    channel = WebChannel()
    with channel.open_page("a", idle) as link:
        task = asyncio.create_task(channel.send(row(7)))
        await until(task, link.wanted, 7)
        await channel.stop()
        with pytest.raises(SendError) as failure:
            await task
    assert failure.value.waiting


async def test_a_closed_page_is_forgotten() -> None:
    """After the last window nobody is there again."""
    channel = WebChannel()
    with channel.open_page("a", idle):
        pass
    with pytest.raises(SendError):
        await channel.send(row(1))


async def test_a_ring_reaches_every_window_of_that_resident_only() -> None:
    """So that a message written in one window shows in the other."""
    channel, rings = WebChannel(), []
    with (
        channel.open_page("a", lambda: rings.append("a1")),
        channel.open_page("a", lambda: rings.append("a2")),
        channel.open_page("b", lambda: rings.append("b")),
    ):
        channel.ring("a")
        channel.ring("nobody")
    assert sorted(rings) == ["a1", "a2"]
