"""What is told at a glance before a text is read changes nothing but how long the reading takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets import further
from faq.languages import in_one_case, simplified
from faq.normalise import normalise
from handlers.residents import digits, over, wishes
from tests.handlers.test_wishes import WISHED

NEVER, ALWAYS = re.compile("(?!)"), re.compile("")
SAID = [text for text, *_ in WISHED] + [
    "没事了",
    "水来了",
    "家里有水了",
    "已解決",
    "修好啦",
    "it is fixed",
    "算了",
]
PIECES = st.lists(
    st.sampled_from(SAID)
    | st.sampled_from(["第", "选", "一", "①", "２", "个", "吧", "谢谢", "人工", "投诉", "human"])
    | st.sampled_from(["水", "路灯", "瞭", "决", "另外", "还有", "？", "?", "。", "，", "\n", " "])
    | st.text(max_size=4),
    max_size=5,
).map("".join)


def _besides(text: str) -> str:
    return further.besides(text, "自来水发黄怎么办：请先放水。", normalise)


@pytest.mark.parametrize(
    ("read", "module", "glance", "open_to_all"),
    [
        (digits.digit, digits, "_MORE_THAN_A_NUMBER", NEVER),
        (wishes.read, wishes, "_OF_A_PERSON", ALWAYS),
        (over.read, over, "_MAY_BE_OVER", ALWAYS),
        (_besides, further, "_PARTS", ALWAYS),
    ],
)
@given(text=PIECES | st.text())
def test_a_text_is_read_alike_with_and_without_a_first_look(
    read: Callable[[str], object],
    module: ModuleType,
    glance: str,
    open_to_all: re.Pattern[str],
    text: str,
) -> None:
    """Whatever somebody writes."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, glance, open_to_all)
        without = read(text)
    assert read(text) == without


def test_all_that_becomes_a_sign_of_an_end_is_seen_at_a_glance() -> None:
    """Which characters are 了, 啦 or 决 in another script, by what we fold them with.

    瞭 is only so in a word (瞭解).
    """
    blocks = (range(0x2E80, 0x3000), range(0x3400, 0xA000), range(0xF900, 0xFB00))
    signs = {in_one_case(chr(code)) for block in blocks for code in block}
    assert {each for each in signs if simplified(each) in ("了", "啦", "决")} == set("了啦决決")
