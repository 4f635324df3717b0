"""Whatever people do, in whatever order: nothing fails, nothing is lost, only residents judge."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.models import Actor
from bot.settings import Settings
from tests.handlers.known import ENTRIES
from tests.handlers.town import Town, open_town, values

MATTERS = [
    "幸福路12号停水两天了",
    "建设街的路灯三天不亮了",
    "楼下烧烤店油烟太大",
    "另外一件事：学校门口天天堵车",
    "还是没来水",
    "The street lamp in Garden Road is broken",
    "У нас третий день нет воды",
    "村里的桥塌了两年没有人修，请领导看看",
    "我家着火了",
    "举报某局长收红包",
    "人工，我家停水了",
]
SAYINGS = [
    *(entry.question for entry in ENTRIES),
    *(
        "身份证怎么办",
        "公积金",
        "人工",
        "投诉",
        "转人工",
        "进度",
        "我的",
        "撤回",
        "催办",
        "帮助",
        "谢谢",
    ),
    *(
        "1",
        "2",
        "3",
        "0",
        "①",
        "第二个",
        "9",
        "跳过",
        "有用",
        "没解决",
        "已解决",
        "部分解决",
        "满意",
    ),
    *(
        "不满意",
        "都不是",
        "新的一件",
        "补充",
        "确定",
        "不撤回",
        "English",
        "繁體",
        "简体",
        "忘记我",
        "？",
    ),
    *(
        "/start",
        "/foo",
        "你好",
        "幸福路3号，13800138000",
        "阳光小区2栋",
        "我不想活了",
        "请保密",
        "👍",
        " ",
    ),
]
Move = Callable[[Town], Awaitable[object]]


def say(text: str) -> Move:
    """A resident writes."""
    return lambda town: town.say(text)


def write_under(text: str, at: int) -> Move:
    """A resident writes on the page of one of their tickets."""

    async def move(town: Town) -> None:
        found = await town.tickets()
        await town.say(text, ticket=found[at % len(found)].number if found else "none")

    return move


def tap(at: int) -> Move:
    """A resident taps some choice that was ever offered."""

    async def move(town: Town) -> None:
        offered = values([message.content for message in await town.heard()])
        if offered:
            await town.tap(offered[at % len(offered)])

    return move


def show(media_type: str) -> Move:
    """A resident sends a file."""
    return lambda town: town.show(media_type)


def wait(minutes: int) -> Move:
    """Time passes, and the worker comes by."""

    async def move(town: Town) -> None:
        town.later(minutes=minutes)
        await town.settle()

    return move


def act(choice: str, at: int, text: str, outcome: str, first: bool) -> Move:
    """An official does something to one of the tickets."""

    async def move(town: Town) -> None:
        found = await town.tickets()
        number = found[at % len(found)].number if found else ""
        by = town.wang if first else town.li
        await town.act(choice, number, text, by=by, outcome=outcome)

    return move


ANY_TEXT = st.sampled_from(MATTERS + SAYINGS) | st.text(max_size=40)
NUMBERS = st.integers(0, 50)
MOVES = st.one_of(
    st.builds(say, ANY_TEXT),
    st.builds(say, st.sampled_from(MATTERS)),
    st.builds(write_under, ANY_TEXT, NUMBERS),
    st.builds(tap, NUMBERS),
    st.builds(show, st.sampled_from(["image/jpeg", "audio/ogg", "application/pdf"])),
    st.builds(wait, st.sampled_from([1, 9, 11, 60, 60 * 24 * 31])),
    st.builds(
        act,
        st.sampled_from(["take", "answer", "note", "propose", "reopen", ""]),
        NUMBERS,
        st.sampled_from(["", "已抢修", "再答：水压正常", "办结", "答 1：好了", "/todo"]),
        st.sampled_from(["", "done", "referred", "out_of_scope"]),
        st.booleans(),
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MOVES, max_size=25))
def test_whatever_people_do_nothing_is_lost(moves: list[Move]) -> None:
    """No message fails; no matter gets lost; every chain is whole; only residents judge."""
    asyncio.run(_live(moves))


async def _live(moves: list[Move]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        town = await open_town(Settings(data=folder, public_url="http://wz.test"))
        try:
            for move in moves:
                await move(town)
            await wait(11)(town)
            assert town.unhandled == 0
            assert await town.lost(MATTERS) == []
            assert await town.broken_chains() == []
            await _only_residents_judge(town)
        finally:
            await town.database.close()


async def _only_residents_judge(town: Town) -> None:
    for ticket in await town.tickets():
        for event in await town.events(ticket):
            changes = event.detail["changes"]
            assert isinstance(changes, dict)
            if {"verdict", "satisfaction"} & changes.keys():
                assert event.actor is Actor.RESIDENT
            if event.to_state == "closed" and event.actor is Actor.OFFICIAL:
                assert changes.get("outcome") or event.action == "note"
