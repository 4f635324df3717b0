"""The catalogues: three languages with the same sentences, and every sentence that is asked for."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError, meta

from bot.channels import telegram, web, webhook, wechat, wecom, wecom_group, wecom_robot
from bot.models import Approver, Outcome, Satisfaction, TicketState, Verdict
from bot.tickets.actions import PROPOSABLE, RESIDENT, SYSTEM, Action
from bot.tickets.emergencies import Peril
from bot.tickets.forms import FORMS
from bot.tickets.lifecycle import RULES, ResidentState
from bot.wording import LANGUAGES, LOCALE, Wording, greets
from faq.entries import FaqEntry
from faq.importing import parse_entries
from faq.index import Index
from faq.match import Decision, Matcher
from faq.samples import sample_files
from faq.tables import read_rows
from handlers.naming import channel_name
from tests.conftest import NOW
from tests.ledgers import ZONE

ROOT = Path(__file__).parents[1]
CODE = [
    path
    for room in ("bot", "handlers")
    for path in sorted((ROOT / room).rglob("*.py"))
    # Settings have names of the same form.
    if path.parent.name != "settings"
]
SECTIONS = sorted(path.stem for path in (LOCALE / "zh-Hans").glob("*.toml"))
ENVIRONMENT = Environment(autoescape=False)  # noqa: S701 - only reads templates
ENVIRONMENT.tests["greeting"] = greets
ENVIRONMENT.filters |= dict.fromkeys(("time", "day", "date", "when", "on"), str)
NAME = re.compile(rf"(?:{'|'.join(SECTIONS)})\.(?!html|toml)[a-z][a-z0-9_]*")
FIELDS = [(action, field) for action, fields in FORMS.items() for field in fields]
WRITTEN = {Action.ANSWER, Action.NOTE, Action.CLOSE}
"""The desk has boxes for the first two; nobody is offered the third there: ends are proposed."""
FAMILIES: dict[str, Iterable[str]] = {
    "tickets.state_": ResidentState,
    "tickets.outcome_": {*PROPOSABLE, Outcome.UNCONFIRMED},
    "pages.outcome_": Outcome,
    "tickets.verdict_": Verdict,
    "tickets.rated_": Satisfaction,
    "tickets.": Satisfaction,
    "officials.state_": TicketState,
    "officials.outcome_": PROPOSABLE,
    "officials.action_": {row.action for row in RULES if row.roles - RESIDENT - SYSTEM},
    "officials.approver_": Approver,
    "conversation.danger_": Peril,
    "desk.event_": Action,
    "desk.state_": TicketState,
    "desk.action_": {row.action for row in RULES if row.roles - RESIDENT - SYSTEM} - WRITTEN,
    "desk.text_": {action for action, field in FIELDS if field.name == "text"},
    "desk.field_": {field.name for _, field in FIELDS if field.name != "text"},
    "desk.": {f"{field.name}_{each}" for _, field in FIELDS for each in field.choices},
}
"""Sentences whose name ends with a value of ours: there has to be one for each value."""


def _texts(language: str) -> dict[str, str]:
    return {
        f"{path.stem}.{key}": text
        for path in sorted((LOCALE / language).glob("*.toml"))
        for key, text in tomllib.loads(path.read_text("utf-8")).items()
    }


TEXTS = {language: _texts(language) for language in LANGUAGES}
ALL = set(TEXTS["zh-Hans"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_sentences(language: str) -> None:
    """No key is missing in a language, and none is there alone."""
    assert set(TEXTS[language]) == ALL
    assert all(isinstance(text, str) and text.strip() for text in TEXTS[language].values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_given_the_same_values(language: str) -> None:
    """A sentence asks for the same values in each language, so that none can lack one."""
    wanted = {name: _values(text) for name, text in TEXTS["zh-Hans"].items()}
    assert {name: _values(text) for name, text in TEXTS[language].items()} == wanted


def _values(text: str) -> set[str]:
    return meta.find_undeclared_variables(ENVIRONMENT.parse(text)) - {"language"}


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_sentence_that_the_code_names_is_there(path: Path) -> None:
    """A name of a sentence in the code stands in the catalogues, or begins a family of them."""
    tree = ast.parse(path.read_text("utf-8"))
    missing = {name for name in _named(tree) if name not in ALL}
    strange = {
        prefix for prefix in _begun(tree) if not any(name.startswith(prefix) for name in ALL)
    }
    assert not missing | strange


def _named(tree: ast.AST) -> Iterator[str]:
    parts = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in parts and NAME.fullmatch(node.value):
            yield node.value


def _begun(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            beginning = str(node.values[0].value)
            if NAME.fullmatch(beginning) or beginning.removesuffix(".") in SECTIONS:
                yield beginning


@pytest.mark.parametrize("prefix", FAMILIES)
def test_every_value_has_its_sentence(prefix: str) -> None:
    """Where the name of a sentence ends with a value, no value is without one."""
    assert {f"{prefix}{value}" for value in FAMILIES[prefix]} <= ALL


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said(language: str) -> None:
    """Given all its values, each sentence renders, and says something."""
    wording = Wording(ZONE)
    for name in sorted(ALL):
        values = dict.fromkeys(_values(TEXTS[language][name]), NOW)
        for value in values:
            if not _is_moment(TEXTS[language][name], value):
                values[value] = "7"
        assert wording.say(language, name, **values)


def _is_moment(text: str, value: str) -> bool:
    return re.search(rf"\b{value}\s*\|\s*(?:time|day|date|when|on)\b", text) is not None


def test_a_sentence_with_a_hole_is_never_said() -> None:
    """A value that is missing is an error of ours, not a gap in what a resident reads."""
    with pytest.raises(UndefinedError):
        Wording(ZONE).say("zh-Hans", "tickets.already_registered", number="20261123-0001")


def test_an_unknown_language_is_answered_in_the_citys_own() -> None:
    """Whoever reads none of ours gets the default, and never nothing."""
    wording = Wording(ZONE, "zh-Hant")
    assert wording.say("fr", "tickets.skip") == TEXTS["zh-Hant"]["tickets.skip"]


def test_times_are_told_in_the_citys_time() -> None:
    """Half past one in the morning, universal time, is half past nine in Shanghai."""
    wording = Wording(ZONE)
    assert (wording.time(NOW), wording.day(NOW)) == ("2026-11-23 09:30", "2026-11-23")


@pytest.mark.parametrize(
    ("later", "chinese", "english"),
    [
        (timedelta(hours=2), "11月23日（今天）11:30", "23 Nov (today), 11:30"),
        (timedelta(hours=-12), "11月22日（昨天）21:30", "22 Nov (yesterday), 21:30"),
        (timedelta(hours=15), "11月24日（明天）00:30", "24 Nov (tomorrow), 00:30"),
        (timedelta(days=2), "11月25日（后天）09:30", "25 Nov (Wed), 09:30"),
        (timedelta(days=7), "11月30日（周一）09:30", "30 Nov (Mon), 09:30"),
        (timedelta(days=40), "2027年1月2日（周六）09:30", "2 Jan 2027 (Sat), 09:30"),
    ],
)
def test_residents_are_told_moments_as_one_tells_a_neighbour(
    later: timedelta, chinese: str, english: str
) -> None:
    """By the city's days, with the date beside the word, the year only where it is another."""
    wording = Wording(ZONE)
    assert wording.when("zh-Hans", NOW + later, NOW) == chinese
    assert wording.when("en", NOW + later, NOW) == english
    undated = wording.when("zh-Hant", NOW)
    assert undated == "2026年11月23日（週一）09:30"


def test_traditional_characters_are_those_of_its_readers() -> None:
    """What a machine's table gives for 回复, 核实, 才 and 盯着 is not what people there write."""
    for name in sorted(ALL):
        strange = re.findall("回復|[覈纔着裏爲]", TEXTS["zh-Hant"][name])
        assert not strange, (name, strange)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("answer", "greetings"),
    [
        ("您好，路灯今天下午修好了。", 1),
        ("尊敬的市民：路灯今天下午修好了。", 0),
        ("路灯今天下午修好了，您好好休息。", 1),
        ("Hello, the lamp was repaired today.", 1),
    ],
)
def test_nobody_is_greeted_twice(language: str, answer: str, greetings: int) -> None:
    """Where the official's words begin with a greeting, ours do not; they stand word for word."""
    words = Wording(ZONE)
    given = {"title": "路灯", "number": "1", "department": "城管局", "answer": answer}
    for name in ("tickets.answer", "tickets.answer_more"):
        told = words.say(language, name, **given)
        assert answer in told
        assert len(re.findall(r"您好[，。]|Hello[,.]", told)) == greetings


def test_residents_are_addressed_with_respect() -> None:
    """您, never 你, in whatever a resident reads."""
    for name in sorted(ALL):
        if name.partition(".")[0] in ("conversation", "tickets", "refusals", "pages"):
            assert "你" not in TEXTS["zh-Hans"][name], name
            assert "你" not in TEXTS["zh-Hant"][name], name


def test_what_the_pages_suggest_to_ask_is_answered() -> None:
    """The first thing that somebody taps must not end in a list to choose from."""
    entries = [
        entry
        for path in sample_files()
        for entry in parse_entries(read_rows(path))
        if isinstance(entry, FaqEntry)
    ]
    matcher = Matcher(Index.build(entries))
    wording = Wording(ZONE)
    asked = [
        text
        for language in LANGUAGES
        for name, text in wording.section(language, "pages").items()
        if name.startswith("example_") and name.removeprefix("example_").isdigit()
    ]
    assert len(asked) >= 3 * len(LANGUAGES)
    decided = {text: matcher.match(text, NOW.date()).decision for text in asked}
    assert {text for text, decision in decided.items() if decision is not Decision.ANSWER} == set()


PLATFORMS = (telegram.decode, wechat.decode, wecom.decode, wecom_robot.decode, wecom_group, webhook)


@pytest.mark.parametrize("channel", [web.WEB, *(platform.NAME for platform in PLATFORMS)])
def test_officials_read_a_name_for_every_channel(channel: str) -> None:
    """「已交给webhook」 is a key of ours, and no word of theirs."""
    wording = Wording(ZONE)
    for language in LANGUAGES:
        assert channel_name(wording, language, channel) != channel
