"""`wenzheng doctor` on the officials' groups: rights, topics, and what is read abroad."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.commands.doctor.rooms import check_rooms, is_mainland
from bot.commands.doctor.surroundings import Verdict
from bot.models import Room, RoomMode
from bot.settings import Settings, Telegram
from tests.channels.fake_bot_api import GROUP, TOKEN, FakeBotApi, bot_api
from tests.commands.conftest import CommandLine
from tests.commands.far import beside


@pytest.fixture
def platform() -> Iterator[FakeBotApi]:
    """Telegram beside the commands."""
    with beside(bot_api()) as fake:
        yield fake


ROWS: list[tuple[dict[str, Any], bool, RoomMode, Verdict, str]] = [
    # how the bot stands there, topics, what is shown; what is found
    ({"status": "administrator", "can_manage_topics": True}, True, RoomMode.STRICT, Verdict.GOOD,
     "one topic a ticket"),
    ({"status": "administrator"}, False, RoomMode.STRICT, Verdict.GOOD, "a plain group"),
    ({"status": "administrator"}, True, RoomMode.STRICT, Verdict.WARNING, "manage topics"),
    ({"status": "member"}, True, RoomMode.STRICT, Verdict.WARNING, "no administrator"),
    ({"status": "kicked"}, True, RoomMode.STRICT, Verdict.PROBLEM, "again"),
]  # fmt: skip


@pytest.mark.parametrize(("member", "topics", "mode", "verdict", "says"), ROWS)
def test_the_bots_rights_in_a_group_are_looked_at(
    platform: FakeBotApi,
    member: dict[str, Any],
    topics: bool,
    mode: RoomMode,
    verdict: Verdict,
    says: str,
) -> None:
    """Administrator, topics, shut out: each with what to do about it."""
    platform.member = member
    if topics:
        platform.forums.add(GROUP)
    (found,) = look(platform, mode, "Asia/Shanghai")
    assert found.verdict is verdict
    assert says in f"{found.found} {found.advice}"


def test_a_mainland_city_is_warned_of_questions_abroad(platform: FakeBotApi) -> None:
    """Masked in Shanghai is warned of; strict there, and masked in Taipei, are not."""
    asked = [(RoomMode.MASKED, "Asia/Shanghai"), (RoomMode.STRICT, "Asia/Shanghai")]
    asked += [(RoomMode.MASKED, "Asia/Taipei"), (RoomMode.MASKED, "Asia/Singapore")]
    warned = [
        any("abroad" in each.found for each in look(platform, mode, zone)) for mode, zone in asked
    ]
    assert warned == [True, False, False, False]
    assert is_mainland("PRC")


def test_a_platform_that_cannot_be_asked_is_no_fault_of_a_room(platform: FakeBotApi) -> None:
    """A refused token, or no way out, is told of the bot; nobody is advised to close a room."""
    platform.revoked = True
    assert look(platform, RoomMode.STRICT, "Asia/Shanghai") == []
    platform.url = "http://127.0.0.1:1"
    assert look(platform, RoomMode.STRICT, "Asia/Shanghai") == []


def test_without_a_group_there_is_nothing_to_look_at() -> None:
    """No room, no question to anybody."""
    assert list(check_rooms(Settings(), [])) == []


def look(platform: FakeBotApi, mode: RoomMode, timezone: str) -> list[Any]:
    """What the doctor finds."""
    settings = Settings(timezone=timezone, telegram=Telegram(TOKEN, base_url=platform.url))
    return list(check_rooms(settings, [Room(1, "telegram", str(GROUP), mode=mode)]))


def test_links_into_the_chat_name_a_department_or_a_district(
    platform: FakeBotApi, shell: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot's name is asked of Telegram; both at once, or an unknown unit, are refused."""
    assert "no bot" in shell.refused("telegram", "link")
    monkeypatch.setenv("WENZHENG_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("WENZHENG_TELEGRAM_BASE_URL", platform.url)
    shell.run("department", "add", "water", "水务局")
    assert shell.run("telegram", "link").stdout.strip() == "https://t.me/wenzheng_bot"
    made = shell.json("telegram", "link", "--department", "水务局")
    assert made == {"url": "https://t.me/wenzheng_bot?start=d_water"}
    assert "?start=a_" in shell.run("telegram", "link", "--district", "城东街道").stdout
    assert "no department" in shell.refused("telegram", "link", "--department", "x")
    assert "not both" in shell.refused(
        "telegram", "link", "--department", "water", "--district", "城东"
    )
    assert "at most" in shell.refused("telegram", "link", "--district", "区" * 16)
