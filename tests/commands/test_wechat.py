"""`wenzheng wechat` and what the doctor says about it, against an API server of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from bot.commands.doctor.wechat import check_wechat
from bot.settings import Settings, Wechat
from tests.channels.fake_wechat import (
    APP_ID,
    CUT,
    HTML,
    KEY,
    SECRET,
    TOKEN,
    FakeWechat,
    wechat_api,
)
from tests.commands.far import beside

if TYPE_CHECKING:
    from tests.commands.conftest import CommandLine


@pytest.fixture
def weixin() -> Iterator[FakeWechat]:
    """The platform, in a loop of its own: commands have theirs."""
    with beside(wechat_api(FakeWechat(lambda: 1_700_000_000.0))) as fake:
        yield fake


def variables(fake: FakeWechat) -> dict[str, str]:
    """The account's settings as variables."""
    return {
        "WENZHENG_WECHAT_APP_ID": APP_ID,
        "WENZHENG_WECHAT_APP_SECRET": SECRET,
        "WENZHENG_WECHAT_BASE_URL": fake.url,
    }


def test_the_menu_is_pushed(
    shell: CommandLine, weixin: FakeWechat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three keys, or a page of the city's own behind the third; names as they are read."""
    for name, value in variables(weixin).items():
        monkeypatch.setenv(name, value)
    shell.run("wechat", "menu", "push")
    names = [each["name"] for each in weixin.menu["button"]]
    assert names == ["我要问", "我的诉求", "办事指南"]
    assert all(len(name.encode()) <= 16 for name in names)
    monkeypatch.setenv("WENZHENG_WECHAT_GUIDE_URL", "https://www.example.gov.cn/guide")
    told = json.loads(shell.run("wechat", "menu", "push", "--json").stdout)
    assert told["button"][2]["url"] == "https://www.example.gov.cn/guide"


def test_a_menu_is_pushed_once_and_says_what_it_took_the_place_of(
    shell: CommandLine, weixin: FakeWechat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same menu again moves nothing; one that the city had is named."""
    for name, value in variables(weixin).items():
        monkeypatch.setenv(name, value)
    weixin.menu = {"button": [{"type": "view", "name": "首页", "url": "https://wz.example/"}]}
    assert "took the place of 首页" in shell.run("wechat", "menu", "push").stdout
    assert "nothing was changed" in shell.run("wechat", "menu", "push").stdout
    assert weixin.calls.count("menu/create") == 1
    told = json.loads(shell.run("wechat", "menu", "push", "--json").stdout)
    assert (told["changed"], told["before"]) == (False, ["我要问", "我的诉求", "办事指南"])


OURS = "203.0.113.9"
UNLISTED = (40164, f"invalid ip {OURS} ipv6 ::ffff:{OURS}, not in whitelist rid: 65f3c1c5-0f4f")
REFUSALS: list[tuple[dict[str, Any], dict[str, str], str]] = [
    # what the platform does at which address, other settings; what is said
    ({"menu/get": 48001}, {}, "no right to set its menu"),
    ({}, {"WENZHENG_WECHAT_APP_SECRET": "0" * 32}, "do not belong together"),
    ({}, {"WENZHENG_WECHAT_APP_SECRET": ""}, "give wechat.app_id and wechat.app_secret"),
    ({"stable_token": UNLISTED}, {}, f"add the IP address {OURS} to the account's IP allow list"),
    ({"stable_token": (40243, "frozen")}, {}, "thaw it in the console"),
    ({"menu/create": 40055}, {}, "an address of the city's own domain"),
    ({"menu/create": 45009}, {}, "try again after midnight"),
    ({"menu/create": HTML}, {}, "try again in a minute"),
    ({"menu/create": 48004}, {}, "its notice in the console"),
    ({"menu/create": 40018}, {}, "40018 (rid 00000000-40018), which its documentation explains"),
    ({"menu/create": CUT}, {}, "the menu may be set or not: push it once more"),
    ({}, {"WENZHENG_WECHAT_BASE_URL": "http://127.0.0.1:9"}, "open the way out"),
]


@pytest.mark.parametrize(("faults", "more", "said"), REFUSALS)
def test_a_refusal_says_what_to_do(
    shell: CommandLine,
    weixin: FakeWechat,
    monkeypatch: pytest.MonkeyPatch,
    faults: dict[str, Any],
    more: dict[str, str],
    said: str,
) -> None:
    """One sentence, and no secret in it."""
    for name, value in {**variables(weixin), **more}.items():
        monkeypatch.setenv(name, value)
    for path, fault in faults.items():
        weixin.faults[path].append(fault)
    told = shell.refused("wechat", "menu", "push")
    assert said in told
    assert "0" * 32 not in told


def settings(fake: FakeWechat, **wechat: str) -> Settings:
    """Settings of a service with an account."""
    given = {
        "token": TOKEN,
        "app_id": APP_ID,
        "app_secret": SECRET,
        "encoding_key": KEY,
        "base_url": fake.url,
        **wechat,
    }
    return Settings(public_url="http://127.0.0.1:8099", wechat=Wechat(**given))


DOCTOR = [
    ({}, set(), ["ok: safe mode", "problem: WeChat calls ports", "ok: the account may send"]),
    ({"mode": "plain"}, set(), ["warning: in plain mode"]),
    ({"encoding_key": ""}, set(), ["problem: safe mode needs"]),
    ({"app_secret": ""}, set(), ["warning: without AppID"]),
    ({"app_secret": "0" * 32}, set(), ["problem: WeChat says that AppID and secret"]),
    ({}, {"custom"}, ["problem: the account has not the rights"]),
    ({"account": "unverified"}, {"custom"}, ["ok: the account may only reply"]),
    ({"message_template": "T-1"}, set(), ["problem: wechat.notice_fields is empty"]),
    (
        {"subscription_template": "T-1", "account": "subscription"},
        set(),
        ["warning: templates are for verified service accounts"],
    ),
    ({"base_url": "http://127.0.0.1:9"}, set(), ["problem: http://127.0.0.1:9 cannot be reached"]),
]


ASKED_AT = "openapi/quota/get"
TOLD = [
    # what the platform does at which address; what it is, and what to do
    ("stable_token", UNLISTED, f"problem: WeChat does not know the address {OURS}", f"add {OURS}"),
    ("stable_token", (40243, "frozen"), "problem: the account's secret is frozen", "thaw it"),
    (ASKED_AT, 45009, "problem: the account's calls of today are used up", "after midnight"),
    (ASKED_AT, 48004, "problem: the platform has banned", "read its notice"),
    (ASKED_AT, HTML, "warning: WeChat is out of order", "again in a minute"),
    (ASKED_AT, 47001, "problem: WeChat refuses us: the platform says 47001", "全局返回码"),
]


@pytest.mark.parametrize(("path", "fault", "found", "advice"), TOLD)
def test_each_refusal_is_told_with_what_to_do(
    weixin: FakeWechat, path: str, fault: Any, found: str, advice: str
) -> None:
    """Whatever WeChat says no to, its number alone tells nobody what to do."""
    weixin.faults[path].append(fault)
    last = list(check_wechat(settings(weixin)))[-1]
    assert f"{last.verdict.value}: {last.found}".startswith(found)
    assert advice in last.advice


@pytest.mark.parametrize(("wechat", "without", "said"), DOCTOR)
def test_the_doctor_looks_at_the_account(
    weixin: FakeWechat, wechat: dict[str, str], without: set[str], said: list[str]
) -> None:
    """The mode, the way in, the secret, the rights; each with what to do."""
    weixin.rights -= without
    found = list(check_wechat(settings(weixin, **wechat)))
    lines = [f"{each.verdict.value}: {each.found}" for each in found]
    assert all(any(line.startswith(part) for line in lines) for part in said), lines
    assert all(each.advice for each in found if each.verdict.value != "ok")
    assert SECRET not in str(lines)


def test_without_an_account_the_doctor_says_nothing() -> None:
    """No token, no finding."""
    assert list(check_wechat(Settings())) == []
