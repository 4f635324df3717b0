"""The officials' commands, and what is only talk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Outcome
from handlers.grammar import Act, Command, nearest, parse, read_answer
from handlers.written_forms import outcome_of

COMMANDS = [
    ("待办", Command(Act.TODO)),
    ("/todo", Command(Act.TODO)),
    ("／待办", Command(Act.TODO)),
    ("/todo@wenzheng_bot", Command(Act.TODO)),
    ("单 12", Command(Act.SHOW, "12")),
    ("单12", Command(Act.SHOW, "12")),
    ("单 #12", Command(Act.SHOW, "12")),
    ("单", Command(Act.SHOW)),
    ("/show 20261123-0012", Command(Act.SHOW, "20261123-0012")),
    ("签收", Command(Act.TAKE)),
    ("签收 20261123-0012", Command(Act.TAKE, "20261123-0012")),
    ("注 12 已电话联系", Command(Act.NOTE, "12", "已电话联系")),
    ("注：已电话联系", Command(Act.NOTE, "", "已电话联系")),
    ("/note 12 called", Command(Act.NOTE, "12", "called")),
    ("答：已修好", Command(Act.ANSWER, "", "已修好")),
    ("答: 已修好", Command(Act.ANSWER, "", "已修好")),
    ("答 123：已修好", Command(Act.ANSWER, "123", "已修好")),
    ("答123:已修好\n请查看", Command(Act.ANSWER, "123", "已修好\n请查看")),
    ("/answer 12 fixed", Command(Act.ANSWER, "12", "fixed")),
    ("再答 12：补充", Command(Act.ANSWER, "12", "补充", {"supplement": "yes"})),
    ("办结 12 已解释 见通知", Command(Act.PROPOSE, "12", "见通知", {"outcome": "explained"})),
    ("办结 不予受理 请找法院", Command(Act.PROPOSE, "", "请找法院", {"outcome": "out_of_scope"})),
    (
        "办结 12 并单 #34 同一处水管",
        Command(Act.PROPOSE, "12", "同一处水管", {"outcome": "merged", "into": "34"}),
    ),
    (
        "办结 并入 20261123-0007",
        Command(Act.PROPOSE, "", "", {"outcome": "merged", "into": "20261123-0007"}),
    ),
    ("办结 12 并单", Command(Act.PROPOSE, "12", "", {"outcome": "merged"})),
    ("/close 12 done", Command(Act.PROPOSE, "12", "", {"outcome": "done"})),
    ("办结 12", Command(Act.PROPOSE, "12")),
    ("重办 12 居民又来电", Command(Act.REOPEN, "12", "居民又来电")),
    ("搜 停水", Command(Act.SEARCH, "", "停水")),
    ("/search 停水", Command(Act.SEARCH, "", "停水")),
    ("帮助", Command(Act.HELP)),
    ("？", Command(Act.HELP)),
    ("/foo", Command(Act.UNKNOWN, "", "foo")),
    ("/", Command(Act.UNKNOWN, "", "/")),
]
TALK = [
    "单位领导来过了",
    "单 位领导来过",
    "注意安全",
    "答复已经在写了",
    "答 好的",
    "回复他了",
    "签收了吗",
    "签收 了",
    "办结了吗",
    "办结 这件再等等",
    "这人又来了",
    "搜了一下没有",
    "待办事项很多",
    "",
    "  ",
]


@pytest.mark.parametrize(("text", "command"), COMMANDS)
def test_a_command_is_understood(text: str, command: Command) -> None:
    """Chinese names and Latin aliases, short and long numbers."""
    assert parse(text) == command


@pytest.mark.parametrize("text", TALK)
def test_talk_is_no_command(text: str) -> None:
    """What is not plainly a command must never become an answer to a resident."""
    assert parse(text) is None


@given(st.text(max_size=100))
def test_only_a_colon_or_a_slash_makes_an_answer(text: str) -> None:
    """A leak is worse than one more tap."""
    command = parse(text)
    if command is not None and command.act is Act.ANSWER:
        assert text.strip()[0] in "/／" or ":" in text or "：" in text


@given(
    st.sampled_from(["答 {}：{}", "/answer {} {}"]),
    st.from_regex(r"[0-9]{1,8}|[0-9]{8}-[0-9]{4}", fullmatch=True),
    st.text(alphabet="已修好,请看。abc", min_size=1),
)
def test_what_is_answered_is_kept_word_for_word(form: str, number: str, words: str) -> None:
    """Number and words come apart, and nothing is lost between them."""
    command = parse(form.format(number, words))
    assert command == Command(Act.ANSWER, number, words)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("todoo", "todo"), ("shwo", "show"), ("待辦", "待办"), ("xyz", "")],
)
def test_the_nearest_command_is_named(typed: str, meant: str) -> None:
    """A slip of the finger is told what it probably meant."""
    assert nearest(typed) == meant


def test_outcomes_go_by_many_names() -> None:
    """In Chinese and English."""
    assert outcome_of("已办理") is Outcome.DONE
    assert outcome_of("挂账") is Outcome.SCHEDULED
    assert outcome_of("Out_of_scope") is Outcome.OUT_OF_SCOPE
    assert outcome_of("随便") is None


def test_a_further_answer_says_so() -> None:
    """The mark is taken off, the words stay."""
    assert read_answer("再答：补充一点") == ("补充一点", True)
    assert read_answer("再答应一次") == ("再答应一次", False)
