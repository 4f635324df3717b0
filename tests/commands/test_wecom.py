"""`wenzheng wecom` and what the doctor says about the app, against an API server of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from bot.commands.doctor.wecom import check_members, check_wecom
from bot.settings import Settings, Wecom
from handlers.grammar import Act, parse
from tests.channels.corp import AGENT, CORP, KEY, SECRET, TOKEN
from tests.channels.fake_wecom import OUR_ADDRESS, UNTRUSTED, FakeWecom, wecom_api
from tests.commands.far import beside

if TYPE_CHECKING:
    from tests.commands.conftest import CommandLine


@pytest.fixture
def corp() -> Iterator[FakeWecom]:
    """The platform, in a loop of its own: commands have theirs."""
    with beside(wecom_api(FakeWecom(lambda: 1_700_000_000.0))) as fake:
        yield fake


def variables(fake: FakeWecom) -> dict[str, str]:
    """The app's settings as variables."""
    return {
        "WENZHENG_WECOM_CORP_ID": CORP,
        "WENZHENG_WECOM_AGENT_ID": str(AGENT),
        "WENZHENG_WECOM_SECRET": SECRET,
        "WENZHENG_WECOM_BASE_URL": fake.url,
    }


def test_the_menu_is_pushed(
    shell: CommandLine, corp: FakeWecom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three keys, each of them a command as it would be written."""
    for name, value in variables(corp).items():
        monkeypatch.setenv(name, value)
    told = json.loads(shell.run("wecom", "menu", "push", "--json").stdout)
    assert told == corp.menu
    commands = [parse(each["key"]) for each in corp.menu["button"]]
    assert [each.act for each in commands if each] == [Act.TODO, Act.NEXT, Act.HELP]
    assert all(len(each["name"].encode()) <= 16 for each in corp.menu["button"])


REFUSALS = [
    ([UNTRUSTED], {}, OUR_ADDRESS),
    ([], {"WENZHENG_WECOM_SECRET": "0" * 32}, "CorpID and secret do not belong together"),
    ([], {"WENZHENG_WECOM_SECRET": ""}, "give wecom.corp_id"),
    ([], {"WENZHENG_WECOM_BASE_URL": "http://127.0.0.1:9"}, "cannot be reached"),
]


@pytest.mark.parametrize(("faults", "more", "said"), REFUSALS)
def test_a_refusal_says_what_to_do(
    shell: CommandLine,
    corp: FakeWecom,
    monkeypatch: pytest.MonkeyPatch,
    faults: list[int],
    more: dict[str, str],
    said: str,
) -> None:
    """One sentence, and no secret in it."""
    for name, value in {**variables(corp), **more}.items():
        monkeypatch.setenv(name, value)
    corp.faults["menu/create"] += faults
    told = shell.refused("wecom", "menu", "push")
    assert said in told
    assert "0" * 32 not in told


def settings(fake: FakeWecom, **wecom: Any) -> Settings:
    """Settings of a service with an app."""
    given = {
        "corp_id": CORP,
        "agent_id": AGENT,
        "secret": SECRET,
        "token": TOKEN,
        "encoding_key": KEY,
        "base_url": fake.url,
        **wecom,
    }
    return Settings(public_url="https://127.0.0.1:8099", wecom=Wecom(**given))


DOCTOR: list[tuple[dict[str, Any], dict[str, Any], list[int], list[str]]] = [
    # the settings, the app at the platform, what it refuses; what is said
    ({}, {}, [], ["ok: the app 问政 may send", "ok: 127.0.0.1 is the trusted domain"]),
    ({}, {}, [], ["warning: https://127.0.0.1:8099/channels/wecom does not answer"]),
    ({"secret": ""}, {}, [], ["problem: wecom.secret is not set"]),
    ({"agent_id": 0, "token": ""}, {}, [], ["problem: wecom.agent_id", "problem: wecom.token"]),
    ({"secret": "0" * 32}, {}, [], ["problem: WeCom says that CorpID and secret"]),
    ({"corp_id": "wwffffffffffffffff"}, {}, [], ["problem: WeCom says that CorpID and secret"]),
    ({"agent_id": 7}, {}, [], ["problem: the Secret is not that of the app 7"]),
    ({}, {}, [UNTRUSTED], [f"problem: WeCom does not trust this machine's address {OUR_ADDRESS}"]),
    ({}, {"close": 1}, [], ["problem: the app 问政 is switched off"]),
    ({}, {"redirect_domain": "www.example.cn"}, [], ["warning: the app's trusted domain is www."]),
    ({}, {"redirect_domain": ""}, [], ["warning: the app's trusted domain is not set"]),
    ({"base_url": "http://127.0.0.1:9"}, {}, [], ["problem: http://127.0.0.1:9 cannot be reached"]),
]


@pytest.mark.parametrize(("wecom", "agent", "faults", "said"), DOCTOR)
def test_the_doctor_looks_at_the_app(
    corp: FakeWecom,
    wecom: dict[str, Any],
    agent: dict[str, Any],
    faults: list[int],
    said: list[str],
) -> None:
    """Settings, address, secret, trusted IP, domain; each with what to do, none with a secret."""
    corp.agent |= agent
    corp.faults["agent/get"] += faults
    found = list(check_wecom(settings(corp, **wecom)))
    lines = [f"{each.verdict.value}: {each.found}" for each in found]
    assert all(any(line.startswith(part) for line in lines) for part in said), lines
    assert all(each.advice for each in found if each.verdict.value != "ok")
    assert SECRET not in str(found)


def test_who_gets_nothing_is_named() -> None:
    """An official outside the app's sight is a finding with what to do."""
    (found,) = check_members([("王芳", "wecom")])
    assert "王芳" in found.found
    assert "可见范围" in found.advice


def test_without_an_app_the_doctor_says_nothing() -> None:
    """No CorpID, no finding."""
    assert list(check_wecom(Settings())) == []
