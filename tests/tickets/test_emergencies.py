"""Words of danger, told apart from questions about such things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.emergencies import Peril, danger
from faq.normalise import normalise

ALARMS = [
    ("我家着火了", Peril.FIRE),
    ("着火了！！！快来人", Peril.FIRE),
    ("對面大樓起火了", Peril.FIRE),
    ("楼道里冒黑烟，不知道哪家", Peril.FIRE),
    ("There is a house fire next door", Peril.FIRE),
    ("our kitchen is on fire", Peril.FIRE),
    ("消防通道被堵，里面着火了，快来人", Peril.FIRE),
    ("煤气泄漏了怎么办", Peril.GAS),
    ("厨房闻到很浓的燃气味", Peril.GAS),
    ("煤氣洩漏了", Peril.GAS),
    ("I smell gas in the stairwell", Peril.GAS),
    ("有人触电了", Peril.ELECTRICITY),
    ("电线掉下来了，砸在路上", Peril.ELECTRICITY),
    ("河边有人落水", Peril.DROWNING),
    ("孩子掉进河里了", Peril.DROWNING),
    ("a boy fell into the river", Peril.DROWNING),
    ("建设路口出车祸了，有人受伤", Peril.ROAD),
    ("老人被车撞了", Peril.ROAD),
    ("我被困在电梯里", Peril.TRAPPED),
    ("we are stuck in the elevator", Peril.TRAPPED),
    ("广场上有人晕倒", Peril.ILLNESS),
    ("我爸昏过去了叫不醒", Peril.ILLNESS),
    ("my father is unconscious", Peril.ILLNESS),
    ("我不想活了", Peril.SELF_HARM),
    ("活着没意思，想自杀", Peril.SELF_HARM),
    ("有人要跳楼", Peril.SELF_HARM),
    ("自杀干预热线是多少", Peril.SELF_HARM),
    ("我女儿想轻生", Peril.SELF_HARM),
    ("I want to die", Peril.SELF_HARM),
    ("我正在被家暴", Peril.VIOLENCE),
    ("楼下有人持刀砍人", Peril.VIOLENCE),
    ("有人抢劫！救命", Peril.VIOLENCE),
]
PEACEFUL = [
    "火警电话是多少？",
    "着火了打什么电话",
    "消防通道被车堵了找谁管",
    "消防验收怎么办理",
    "灭火器在哪里年检",
    "怎么预防火灾",
    "小区电动车容易着火，建议装充电棚",
    "车祸怎么理赔",
    "交通事故责任怎么认定",
    "这个路口事故多，经常车祸，建议装红绿灯",
    "去年的火灾有没有补偿",
    "家里燃气漏气的检查多久做一次",
    "燃气报警器有补贴吗",
    "担心电线老化漏电",
    "触电算不算工伤认定",
    "溺水预防宣传什么时候来学校",
    "跳楼价的商品是不是虚假宣传",
    "医保报销自杀吗保险赔不赔",
    "电影里有人自杀，孩子能看吗",
    "家暴怎么申请人身安全保护令",
    "打架会怎么处罚",
    "昨天物业说已经处理漏气了",
    "食堂油烟味道大",
    "公司不给高温补贴",
    "想死你们了，谢谢",
    "自杀式降价是不是欺诈",
    "怎么补办身份证",
    "路灯不亮了",
    "what number do I call for a fire",
    "工厂冒烟，气味难闻，怎么反映",
    "消防通道改成了车位，如发生火灾后果不堪设想",
    "上下班路上被车撞了能报工伤吗",
    "Minor car accident, nobody hurt. What should I do?",
    "Is fire insurance required for a shop?",
    "how can I prevent a gas leak",
    "",
]


@pytest.mark.parametrize(("text", "peril"), ALARMS)
def test_danger_is_recognised(text: str, peril: Peril) -> None:
    """What threatens is told from the words, in three languages."""
    found = danger(normalise(text))
    assert found is not None
    assert found.peril is peril


@pytest.mark.parametrize("text", PEACEFUL)
def test_a_question_about_danger_is_none(text: str) -> None:
    """Insurance, drills, prices and what is past raise no alarm."""
    assert danger(normalise(text)) is None


@pytest.mark.parametrize(
    "text", ["我家着火了", "快来人啊，漏气了", "有人落水", "我不想活了", "家里有煤气味"]
)
def test_what_happens_now_is_present(text: str) -> None:
    """No answer of the FAQ may stand before it."""
    found = danger(normalise(text))
    assert found is not None
    assert found.present


def test_a_long_story_is_no_alarm_unless_it_calls_for_help() -> None:
    """A complaint that mentions an accident among much else is a complaint."""
    story = "我们小区的物业一直不作为，" * 10 + "上次楼下车祸了也没有人管"
    assert danger(normalise(story)) is None
    assert danger(normalise(story + "，救命")) is not None


@given(st.text(max_size=300))
def test_every_text_can_be_judged(text: str) -> None:
    """Whatever somebody writes, the rule has an answer, and always the same."""
    assert danger(normalise(text)) == danger(normalise(text))
