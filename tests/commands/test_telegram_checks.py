"""What `wenzheng doctor` says of the bot on Telegram."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.commands.doctor.surroundings import Verdict
from bot.commands.doctor.telegram import check_telegram
from bot.settings import Settings, Telegram
from tests.channels.fake_bot_api import ME, TOKEN, FakeBotApi, bot_api
from tests.commands.far import beside


@pytest.fixture
def platform() -> Iterator[FakeBotApi]:
    """Telegram beside the doctor."""
    with beside(bot_api()) as fake:
        yield fake


def said(platform: FakeBotApi, public_url: str = "", **telegram: str) -> list[tuple[str, str]]:
    """What is found: verdicts and words, the token never among them."""
    given = {"token": TOKEN, "base_url": platform.url, **telegram}
    settings = Settings(public_url=public_url, telegram=Telegram(**given))  # type: ignore[arg-type]
    found = [
        (each.verdict.value, f"{each.found} {each.advice}") for each in check_telegram(settings)
    ]
    assert TOKEN not in str(found)
    return found


def test_without_a_token_there_is_nothing_to_say() -> None:
    """Telegram is nobody's duty."""
    assert check_telegram(Settings()) == []


def test_a_polled_bot_stands_well(platform: FakeBotApi) -> None:
    """Its name, and how messages come in."""
    found = said(platform)
    assert [verdict for verdict, _ in found] == [Verdict.GOOD, Verdict.GOOD]
    assert f"@{ME['username']}" in found[0][1]


def test_a_bot_that_is_handed_all_of_its_groups_is_warned_of(
    platform: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The privacy mode is off: said, and where to switch it on."""
    for right in ("can_join_groups", "can_read_all_group_messages"):
        monkeypatch.setitem(ME, right, True)
    ((verdict, words),) = said(platform)[2:]
    assert verdict == Verdict.WARNING
    assert "/setprivacy" in words


def test_a_refused_token_is_a_problem(platform: FakeBotApi) -> None:
    """And where to get the right one."""
    platform.revoked = True
    ((verdict, words),) = said(platform)
    assert verdict == Verdict.PROBLEM
    assert "@BotFather" in words


def test_a_platform_out_of_reach_is_a_problem(platform: FakeBotApi) -> None:
    """With its address."""
    ((verdict, words),) = said(platform, base_url="http://127.0.0.1:9")
    assert verdict == Verdict.PROBLEM
    assert "127.0.0.1:9" in words


@pytest.mark.parametrize(
    ("mode", "public_url", "set_to", "verdict", "words"),
    [
        ("polling", "", "https://else/x", Verdict.WARNING, "a webhook is set"),
        ("webhook", "https://wz", "", Verdict.WARNING, "not ours yet"),
        ("webhook", "https://wz", "https://wz/channels/telegram", Verdict.GOOD, "is set"),
        ("webhook", "http://wz", "http://wz/channels/telegram", Verdict.PROBLEM, "https"),
        ("webhook", "https://wz:9443", "", Verdict.PROBLEM, "443, 80, 88 and 8443"),
    ],
)
def test_the_webhook_is_compared_with_the_setting(
    platform: FakeBotApi, mode: str, public_url: str, set_to: str, verdict: Verdict, words: str
) -> None:
    """What is set there and what the setting says."""
    platform.webhook = {"url": set_to} if set_to else {}
    _, found, *_ = said(platform, public_url, mode=mode)
    assert found[0] == verdict
    assert words in found[1]
