"""Rows X03 to X10 as WeChat and the page meet them; the officials' chats are WeCom's matter."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import running
from bot.channels.splitting import split
from bot.channels.wechat.encode import LONGEST_TEXT, Menu, Words, encode, size, whole
from bot.clock import parse_stamp
from bot.models import Choice, Content, Direction
from bot.settings import Settings, Telegram, Wechat
from bot.store import Row, Transaction, contacts, messages, outbox
from tests.acceptance.sample import UNKNOWN, entries
from tests.channels.conftest import WechatOpen
from tests.channels.fake_bot_api import TOKEN as TOKEN_OF_TELEGRAM
from tests.channels.fake_wechat import ANN, APP_ID, KEY, SECRET, TOKEN, FakeWechat
from tests.channels.wechat_town import Hours, WechatTown
from tests.hours import ANY_HOUR
from tests.ledgers import ZONE, until

KNOWN = entries()[0]
ANSWER = KNOWN.answer[:12]
CUSTOM = "message/custom/send"
OWED = int(os.environ.get("OUTAGE_ROWS", "300"))
RESIDENTS = OWED // 3


async def test_x03_windows_are_computed_from_the_platforms_time(wechat_town: WechatTown) -> None:
    """X03: with our clock ten minutes ahead or behind nothing is refused, and no window is ours."""
    town = wechat_town
    town.platform.seconds = time.time
    for minutes in (10, -20):
        town.clock.turn(minutes=minutes)
        assert ANSWER in await town.platform.says(KNOWN.question)
    rows = await town.up.service.database.read(lambda tx: tx.rows("windows_open", **_window(town)))
    ends = parse_stamp(rows[0]["ends_at"]).timestamp()
    assert abs(ends - time.time() - 48 * 3600) < 60


def _window(town: WechatTown) -> dict[str, str]:
    return {"channel": "wechat", "address": ANN, "now": "2026"}


async def test_x04_a_channel_that_is_down_delays_no_other(
    weixin: FakeWechat, hours: Hours, tmp_path: Path
) -> None:
    """X04: Telegram cannot be reached at all; WeChat answers and sends."""
    settings = Settings(
        data=str(tmp_path / "data"),
        port=0,
        promises=ANY_HOUR,
        telegram=Telegram(token=TOKEN_OF_TELEGRAM, base_url="http://127.0.0.1:9"),
        wechat=Wechat(
            token=TOKEN,
            app_id=APP_ID,
            app_secret=SECRET,
            encoding_key=KEY,
            base_url=weixin.url,
        ),
    )
    async with running(settings, hours) as up:
        weixin.callback = f"{up.url}/channels/wechat"
        assert ANSWER in await weixin.says(KNOWN.question)


@pytest.mark.timeout(300 + OWED)
async def test_x05_after_an_outage_what_has_no_window_waits_without_a_call(
    wechat_town: WechatTown,
) -> None:
    """X05: hundreds of rows (`OUTAGE_ROWS=10000`), oldest first for each contact, and no call."""
    database, now = wechat_town.up.service.database, wechat_town.clock()

    def owe_all(tx: Transaction) -> None:
        for number in range(OWED):
            address = f"oGone{number % RESIDENTS}"
            contact = contacts.arrive(tx, "wechat", address, now)
            new = messages.NewMessage(
                Direction.OUTBOUND, Content(f"答复 {number}"), contact_id=contact.id
            )
            owed = outbox.Owed(
                messages.keep(tx, new, now, ZONE), "wechat", address, now, contact_id=contact.id
            )
            outbox.add(tx, owed, now)

    await database.transaction(owe_all)

    async def all_wait() -> bool:
        counts = list(await database.read(outbox.counts))
        return ("wechat", "waiting_contact", OWED) in counts

    await until(all_wait, lambda: "some rows do not wait", 60.0 + OWED)
    assert CUSTOM not in wechat_town.platform.calls
    reply = await wechat_town.platform.says("您好", who="oGone7")
    places = [reply.index(f"答复 {7 + RESIDENTS * turn}") for turn in range(3)]
    assert places == sorted(places)


MARKUP = "步骤 <b>1</b>:_先_ *取号* & 排队 `窗口` [链接](x) \\ 完"


def test_x06_one_content_has_the_form_of_each_channel() -> None:
    """X06: on WeChat markup is plain text, lengths are bytes, choices are taps or digits."""
    choices = (Choice("verdict:solved:7", "已解决"), Choice("verdict:not_solved:7", "没解决"))
    content = Content(MARKUP, choices=choices, link="https://wz.example/t/7")
    (menu,) = encode(content, "")
    assert isinstance(menu, Menu)
    assert (menu.text, menu.link) == (MARKUP, "https://wz.example/t/7")
    assert whole(content, "").endswith("1 已解决\n2 没解决\n\nhttps://wz.example/t/7")
    (words,) = encode(Content("问", choices=(Choice("x" * 40, "长"),)), "")
    assert words == Words("问\n\n1 长")


@pytest.mark.parametrize("sign", ["汉", "a", "é", "😀", "👨‍👩‍👧"])
def test_x06_no_character_is_cut_in_two(sign: str) -> None:
    """X06: parts are within the limit in bytes, and together they are the text."""
    text = "。".join(sign * (n % 37 + 1) for n in range(400))
    parts = split(text, LONGEST_TEXT, size)
    assert "".join(parts) == text
    assert max(map(size, parts)) <= LONGEST_TEXT


async def test_x07_writing_again_adds_to_the_ticket_and_opens_the_window_anew(
    wechat_town: WechatTown,
) -> None:
    """X07: one ticket, and five messages again."""
    town = wechat_town
    await town.platform.says(UNKNOWN)
    ledger = town.channel._house.ledger
    assert await ledger.spend(ANN, 5, 0)
    town.clock.turn(minutes=5)
    added = await town.platform.says(f"补充:{UNKNOWN}")
    assert "已补充" in added
    assert (await town.newest()).endswith("-0001")
    assert await ledger.spend(ANN, 5, 0)


async def test_x08_a_code_links_wechat_with_the_web_page(wechat_town: WechatTown) -> None:
    """X08: nothing shows across; with the code 我的 shows it."""
    from bot.models import InboundMessage

    town = wechat_town
    await town.platform.says(UNKNOWN)

    async def on_the_page(text: str, number: str) -> str:
        intake, database = town.up.service.intake, town.up.service.database
        receipt = await intake.receive(InboundMessage("web", f"w{number}", "w", text=text))

        def caused(tx: Transaction) -> list[Row]:
            return tx.rows(
                "outbox_of_inbox",
                inbox_id=receipt.inbox_id,
                channel="web",
                address="w",
                since="",
            )

        return str((await database.read(caused))[-1]["content"])

    assert "还没有登记" in await on_the_page("我的", "1")
    code = (await on_the_page("绑定", "2")).split("绑定码：")[1][:8]
    assert "绑定好了" in await town.platform.says(f"绑定 {code}")
    assert await town.newest() in await on_the_page("我的", "3")


async def test_x09_nothing_is_labelled_as_made_by_a_machine(wechat_town: WechatTown) -> None:
    """X09: no answer is ever generated, so the platform's label for that is never used."""
    await wechat_town.platform.says(UNKNOWN)
    await wechat_town.answers("已经修好。负责单位:值班室,电话 0571-1。")
    await wechat_town.hears("已经修好")
    assert all("aimsgcontext" not in each for each in wechat_town.platform.sent)


async def test_x10_a_stop_finishes_what_is_in_hand(
    open_wechat: WechatOpen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X10: a message that came just before is kept and answered, now or after the next start."""
    town = await open_wechat()
    match, in_hand = town.up.service.knowledge.match, asyncio.Event()

    async def slowly(text: str) -> object:
        in_hand.set()
        await asyncio.sleep(0.4)
        return await match(text)

    monkeypatch.setattr(town.up.service.knowledge, "match", slowly)
    town.platform.attempts = 1
    pushing = asyncio.create_task(town.platform.push(town.platform.message(KNOWN.question)))
    await in_hand.wait()
    await town.close()
    (delivered,) = await pushing
    monkeypatch.undo()
    town = await open_wechat()
    assert [each.message.text for each in await town.inbox()] == [KNOWN.question]
    if ANSWER not in delivered.text:
        town.clock.turn(seconds=20)
        await town.hears(ANSWER)
    assert timedelta(0) <= town.clock.ahead
