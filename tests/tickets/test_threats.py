"""Threats, told apart from what others threatened and from manners of speaking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.emergencies import danger
from bot.tickets.threats import is_threat, may_alarm
from faq.normalise import normalise
from tests.tickets.test_emergencies import ALARMS

THREATS = [
    "再不解决我就去炸了你们政府",
    "信不信我砍死你们",
    "我要跟你们同归于尽",
    "不给说法我就放火",
    "我提着汽油去你们大厅",
    "我要报复社会",
    "你给我等着，早晚弄死你",
    "老子迟早收拾你们领导",
    "我知道你家孩子在哪上学，小心点",
    "叫你们全家不得好死",
    "再不處理我就炸了你們辦公樓",
    "I will kill you",
    "I'll burn the office down",
    "I am going to shoot everyone there",
]
NONE = [
    "邻居扬言要砍死我们全家怎么办",
    "催收说要弄死我，请问去哪报案",
    "小区老鼠太多，怎么打死它们",
    "楼下烧烤店油烟大",
    "路边砍树没人管",
    "威胁他人判几年",
    "我要投诉城管",
    "我要举报局长",
    "打死结的绳子挡路",
    "你们政府办事大厅几点开门",
    "这个价格砍了我一半",
    "公交车冲了红灯",
    "what is the penalty for killing protected birds",
    "I will pay you tomorrow",
    "我就想知道什么时候解决",
    "停水三天，气死我了",
]


@pytest.mark.parametrize("text", THREATS)
def test_a_threat_is_heard(text: str) -> None:
    """As a threat, or as a danger, which is heard the same way."""
    plain = normalise(text)
    assert is_threat(plain) or danger(plain)


@pytest.mark.parametrize("text", NONE)
def test_what_threatens_nobody_is_no_threat(text: str) -> None:
    """Victims, pests, cooking and anger."""
    assert not is_threat(normalise(text))


@given(st.text())
def test_any_text_can_be_judged(text: str) -> None:
    """Whatever is written."""
    assert is_threat(text) in (True, False)


@given(
    st.lists(st.sampled_from([*THREATS, *(text for text, _ in ALARMS)]), max_size=2).map("".join)
    | st.text(max_size=300),
    st.integers(0, 20),
    st.integers(0, 20),
)
def test_one_glance_misses_neither_threat_nor_danger(told: str, start: int, left: int) -> None:
    """Where it sees nothing there is none, also in a part of what was said."""
    text = normalise(told[start : start + 10 + left])
    if danger(text) is not None or is_threat(text):
        assert may_alarm(text)
