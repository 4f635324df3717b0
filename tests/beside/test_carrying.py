"""What a process carries out beside the service is what the service would, once, whoever dies."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from bot.app import running
from bot.beside import standing
from bot.errors import Refused
from bot.intake.beside.frames import Terms, read_terms, written
from bot.intake.beside.standing import MANY
from bot.knowledge import matching
from bot.models import InboxState, Media
from bot.settings import Settings
from bot.store import inbox, notices, tickets
from bot.store.notices import NewNotice
from tests.beside.carried import Counted, Service, Starts, books, service
from tests.patience import PATIENCE_SECONDS

if TYPE_CHECKING:
    from bot.channels import Receipt

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(os.name != "posix", reason="stops processes as POSIX does"),
]
SAID = (
    *(("a", text) for text in ("你好", "停水了打什么电话？", "还有呢", "谢谢，好了")),
    *(("b", text) for text in ("身份证不见了，想补一张", "1", "我的", "没有用")),
    *(("c", text) for text in ("人民路的路灯坏了三天了没有人修，请派人来修", "还是没有人来", "查")),
    *(("d", text) for text in ("家里燃气漏了，闻到很大的味道，怎么办", "關燃氣要打哪裡", "1")),
    *(("e", text) for text in ("How do I withdraw my housing fund?", "今天天气", "人工", "2")),
    *(("f", text) for text in ("小区没水了", "没水了，水管爆了，三号楼门口全是水", "取消")),
)


async def _told(at: Service) -> list[Receipt]:
    return [await at.asks(text, sender) for sender, text in SAID]


async def test_the_books_are_the_same_whoever_carries_out(tmp_path: Path) -> None:
    """Answers, offers, tickets, alarms, digits: each receipt, and every row of every table."""
    async with service(tmp_path / "alone", None) as alone:
        expected, kept = await _told(alone), books(alone.database)
    starts = Starts()
    async with service(tmp_path / "beside", starts) as beside:
        worker = await starts.another()
        assert await _told(beside) == expected
        assert books(beside.database) == kept
        assert worker.speaks
        assert worker.asked == len(SAID)
    assert worker.exit_code == 0


async def test_what_came_together_is_carried_out_together_and_rings(tmp_path: Path) -> None:
    """Each resident has their own receipt; whoever watches their page is rung."""
    starts = Starts()
    async with service(tmp_path / "data", starts) as beside:
        await starts.another()
        with beside.signals.watch("contact:1", "contact:2") as wake:
            crowd = [beside.asks("停水了打什么电话？", f"r{number}") for number in range(40)]
            receipts = await asyncio.gather(*crowd)
            assert await wake.wait(0)
        assert {each.state for each in receipts} == {InboxState.DONE}
        assert len({each.inbox_id for each in receipts}) == 40
        assert all("96116" in each.replies[0].content.text for each in receipts)


async def test_whoever_asked_a_process_that_is_killed_is_answered_once(tmp_path: Path) -> None:
    """The service carries it out by itself, until another stands."""
    starts = Starts()
    async with service(tmp_path / "data", starts) as beside:
        first = await starts.another()
        asked = await _asked_and_not_heard(beside, first)
        os.kill(first.pid, signal.SIGKILL)
        receipts = await asyncio.gather(*asked)
        assert [each.repeated for each in receipts] == [False] * len(receipts)
        second = await starts.another()
        before = second.asked
        await beside.asks("停水了打什么电话？", "later")
        assert second.asked == before + 1
        assert await _kept(beside) == len(receipts) + 1


async def test_a_process_that_was_silent_does_nothing_too_late(tmp_path: Path) -> None:
    """It is stopped for longer than it is waited for, and the service carries out what it heard.

    When it goes on it leaves all that alone: the residents may be erased since, and no repeats.
    """
    starts = Starts(patience=0.2)
    async with service(tmp_path / "data", starts) as beside:
        worker = await starts.another()
        asked = await _asked_and_not_heard(beside, worker)
        receipts = await asyncio.gather(*asked)
        assert {each.state for each in receipts} == {InboxState.DONE}
        assert not worker.speaks
        kept = books(beside.database)
        os.kill(worker.pid, signal.SIGCONT)
        while not worker.speaks:  # noqa: ASYNC110 - as it comes
            await asyncio.sleep(0.01)
        assert books(beside.database) == kept


async def test_a_repeat_is_told_what_was_told_before(tmp_path: Path) -> None:
    """The platform's retry, whoever carried out the first."""
    starts = Starts()
    async with service(tmp_path / "data", starts) as beside:
        await starts.another()
        first = await beside.asks("停水了打什么电话？")
        again = await beside.asks("停水了打什么电话？", again="m1")
        assert again.repeated
        assert again.replies[0].content == first.replies[0].content


async def test_files_whose_bytes_are_at_hand_are_kept_here(tmp_path: Path) -> None:
    """They are not sent over the line, only to be written to the same disk."""
    starts = Starts()
    async with service(tmp_path / "data", starts) as beside:
        worker = await starts.another()
        photo = Media("image/png", body=b"\x89PNG")
        receipt = await beside.intake.receive(replace(beside.message("这是井盖"), media=(photo,)))
        assert receipt.state is InboxState.DONE
        assert worker.asked == 0
        assert len(books(beside.database)["attachments"]) == 1


async def test_a_brake_holds_there_too(tmp_path: Path) -> None:
    """Who writes faster than anybody can is refused, by the service itself, and nothing is kept."""
    starts = Starts()
    async with service(tmp_path / "data", starts) as beside:
        await starts.another()
        limit = Settings().limits.messages_per_minute
        for _ in range(limit):
            await beside.asks("停水了打什么电话？")
            beside.now[0] -= timedelta(seconds=1)
        with pytest.raises(Refused):
            await beside.asks("停水了打什么电话？")
        assert await _kept(beside) == limit


async def test_it_learns_what_the_service_learns(tmp_path: Path) -> None:
    """A notice that was posted meanwhile is given to whoever asks of its matter."""
    starts = Starts()
    async with service(tmp_path / "data", starts) as beside:
        worker = await starts.another()
        await beside.asks("幸福路停水了，家里没水，请派人来看看", "first")
        (ticket,) = await beside.database.read(lambda tx: tickets.of(tx, 1, 9))
        expires = beside.now[0] + timedelta(hours=4)
        text = {"zh-Hans": "管道抢修，预计今晚八点来水。"}
        new = NewNotice(ticket.id, ticket.topic_id, "", "停水", text, 1, expires)
        await beside.database.transaction(lambda tx: notices.post(tx, new, beside.now[0]))
        assert await beside.insight.refresh()
        receipt = await beside.asks("停水了，没水了", "second")
        assert text["zh-Hans"] in receipt.replies[0].content.text
        assert worker.asked == 2


async def test_a_process_stands_while_many_ask_and_goes_when_it_is_quiet(tmp_path: Path) -> None:
    """While few ask, the service does it by itself."""
    starts = Starts()
    async with service(tmp_path / "data", starts, always=False, quiet=0.0) as beside:
        await asyncio.gather(*(beside.asks("停电找谁", f"few{n}") for n in range(MANY - 1)))
        assert beside.carrier.partner is None
        await asyncio.gather(*(beside.asks("停电找谁", f"many{n}") for n in range(MANY)))
        worker = await starts.another()
        await asyncio.wait_for(worker.ended.wait(), PATIENCE_SECONDS)
        assert worker.exit_code == 0
        assert beside.carrier.partner is None


async def test_with_a_large_faq_a_process_stands_before_anybody_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The crowd of a large city is not to wait while one starts."""
    monkeypatch.setattr(standing, "_processors", lambda: 2)
    monkeypatch.setattr(matching, "FEW", 1)
    settings = Settings(data=str(tmp_path), sample=True, host="127.0.0.1", port=0)
    async with running(settings) as up:
        while not (await up.service.state())["carried_out_beside"]:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)


def test_what_the_process_is_told_shows_no_secret() -> None:
    """It arrives whole, and no log that shows it tells the key."""
    terms = Terms(Settings(secret="hush-hush"), b"key-of-ours", frozenset({"wechat"}), frozenset())
    assert read_terms(written(terms)) == terms
    assert "hush" not in repr(terms)
    assert "key-of-ours" not in repr(terms)


async def _asked_and_not_heard(at: Service, worker: Counted) -> list[asyncio.Task[Receipt]]:
    """Questions that a process has been asked and, being stopped, has not heard."""
    os.kill(worker.pid, signal.SIGSTOP)
    texts = ("停水了打什么电话？", "停电找谁", "今天天气", "路灯坏了没有人修，请派人来")
    asked = [asyncio.create_task(at.asks(text, f"of {text}")) for text in texts]
    while worker.waiting < len(texts):  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.001)
    return asked


async def _kept(at: Service) -> int:
    return sum((await at.database.read(inbox.counts)).values())
