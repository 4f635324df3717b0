"""Rows X01 to X10 as officials on the app meet them."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.store import Transaction, outbox, people
from tests.channels.conftest import WecomOpen
from tests.channels.corp import LI, WANG
from tests.channels.fake_wechat import HTML
from tests.channels.wecom_town import WecomTown

LEAK = "幸福小区水管漏水三天了"
WORDS = "维修队明天上午九点到小区检修水管，请您家里留人。"
OTHERS = "我们已经通知水务公司，今天下午三点之前派人上门查看。"
SEND = "message/send"


async def test_x01_of_two_answers_at_once_one_goes_out(wecom_town: WecomTown) -> None:
    """X01: the second is held and shown the first; 再答 sends it as a further one."""
    town = wecom_town
    await town.sign_up()
    await town.sign_up("李娜", LI)
    number = await town.asks(LEAK)
    await asyncio.gather(
        town.platform.says(f"#{number} {WORDS}", WANG),
        town.platform.says(f"#{number} {OTHERS}", LI),
    )
    await town.settled()
    told = "\n".join(await town.residents_words())
    assert [WORDS in told, OTHERS in told].count(True) == 1
    winner, loser, held = (WANG, LI, OTHERS) if WORDS in told else (LI, WANG, WORDS)
    assert any("再答" in each for each in town.platform.texts(loser))
    assert not any("再答" in each for each in town.platform.texts(winner))
    await town.platform.says(f"再答 {number}：{held}", loser)
    await town.resident_hears(held)


@pytest.mark.parametrize("minutes", [10, -10])
async def test_x03_a_clock_that_jumps_refuses_nothing(wecom_town: WecomTown, minutes: int) -> None:
    """X03: the platform's time and ours are ten minutes apart: signed is signed."""
    await wecom_town.sign_up()
    seconds = wecom_town.platform.seconds
    wecom_town.platform.seconds = lambda: seconds() + 60 * minutes
    await wecom_town.platform.says("帮助")
    await wecom_town.comes(lambda: len(wecom_town.platform.texts()) > 1, "the answer")


async def test_x04_the_app_that_is_down_delays_no_resident(wecom_town: WecomTown) -> None:
    """X04: WeCom answers nothing but 502; residents are served, cards wait and come."""
    town = wecom_town
    await town.sign_up()
    town.platform.faults[SEND] = [HTML] * 3
    await town.asks(LEAK)
    await town.resident_hears("已")
    await town.hears(LEAK)


async def test_x05_after_an_outage_nothing_is_dropped(wecom_town: WecomTown) -> None:
    """X05: forty reminders to one official: the platform's limit is kept, all wait in order."""
    town = wecom_town
    # Of the minute that is counted nothing passes, however slow the machine is.
    standing = time.monotonic()
    town.channel._pace._clock = lambda: standing
    official = await town.sign_up()
    from bot.models import Content, Direction
    from bot.store import messages
    from tests.ledgers import ZONE, until

    def owe(tx: Transaction) -> None:
        now = town.clock()
        for number in range(40):
            new = messages.NewMessage(Direction.OUTBOUND, Content(f"提醒 {number}"))
            kept = messages.keep(tx, new, now, ZONE)
            outbox.add(tx, outbox.Owed(kept, "wecom", WANG, now), now)
        assert people.official(tx, official.id)

    await town.database.transaction(owe)
    town.up.service.signals.notify("outbox:wecom")

    async def wait() -> bool:
        states = [row["state"] for row in await town.owed()]
        return states.count("queued") == 16 and "sending" not in states

    await until(wait, lambda: "sixteen do not wait")
    reminders = [each for each in town.platform.texts() if each.startswith("提醒")]
    assert reminders == [f"提醒 {number}" for number in range(24)]
    assert town.platform.dropped == 0


async def test_x10_a_stop_and_a_start_lose_nothing(
    wecom_town: WecomTown, open_wecom: WecomOpen
) -> None:
    """X02, X10: what is owed at a stop goes out after the start; the card is still its own."""
    town = wecom_town
    await town.sign_up()
    await town.asks(LEAK)
    await town.hears(LEAK)
    town.platform.faults[SEND] = [45009] * 50
    await town.platform.presses(LEAK, "签收")
    await town.close()
    town.platform.faults[SEND] = []
    again = await open_wecom()
    await again.hears("已签收")
    await again.comes(lambda: "办理中" in town.platform.card(LEAK).text, "the card")
    cards = [each for each in town.platform.got if each.card]
    assert len(cards) == 1


async def test_who_leaves_the_apps_sight_is_not_written_to(wecom_town: WecomTown) -> None:
    """unsubscribe: nothing more is sent to them; subscribe: what was owed comes."""
    town = wecom_town
    await town.sign_up()
    await town.platform.push(town.platform.event("unsubscribe"))
    await town.asks(LEAK)

    async def lost() -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = await town.database.read(people.lost_accounts)
        return found

    assert await lost() == [("王芳", "wecom")]
    await asyncio.sleep(0.3)
    assert not any(LEAK in each for each in town.platform.texts())
    await town.platform.push(town.platform.event("subscribe"))
    assert await lost() == []
    town.clock.turn(minutes=6)
    await town.hears(LEAK)
