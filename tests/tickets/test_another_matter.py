"""The right words on the wrong ticket are seen, and an answer in other words is not doubted."""

from __future__ import annotations

import pytest

from bot.tickets.answer_check import Fault, check

LAMP = (
    "经核实，该路段路灯线路被施工挖断，路灯管理所昨天下午已接通线路，更换两盏灯头，"
    "现已恢复正常照明。路灯管理所 12345。"
)
SCHOOL = "孩子明年读一年级，户口不在本地，想问入学报名要准备哪些证明材料？"


def faults(answer: str, question: str) -> set[Fault]:
    """What is wrong with an answer to a question."""
    return {each.fault for each in check(answer, question, signed=True)}


@pytest.mark.parametrize(
    "question",
    [SCHOOL, "孩子明年讀一年級，戶口不在本地，想問入學報名要準備哪些證明材料？"],
)
def test_the_answer_about_a_lamp_is_doubted_under_a_school(question: str) -> None:
    """It is said once: that of another matter no part is answered goes without saying."""
    found = faults(LAMP, question)
    assert Fault.ANOTHER_MATTER in found
    assert Fault.UNANSWERED not in found


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("幸福路的路灯坏了三天，晚上黑，老人出门怕摔", LAMP),
        ("晚上门口太黑了，灯不亮，请派人来看看", LAMP),
        ("路口的大树快倒了，枝子压着电线", "园林所今天上午已锯掉枯枝，电线由供电公司检修完毕。"),
        ("三号楼后面的化粪池满了往外冒，臭了一个星期", "环卫所已安排今天下午抽运。"),
        (SCHOOL, "带户口簿、居住证和房产证明，八月二十日起在网上登记，电话 12345。"),
        (SCHOOL, "Please bring your household register and residence permit, and call 12345."),
        ("The street light is broken", LAMP),
        ("停水了", LAMP),
        (
            "老旧小区怎么申请加装电梯？",
            "经业主三分之二同意后，到街道办领申请表，10个工作日内答复。",
        ),
        ("三号楼下水道堵了，污水往外冒", "属于产权单位维修范围，依据《物业管理条例》。"),
    ],
)
def test_an_answer_to_the_matter_is_not_doubted(question: str, answer: str) -> None:
    """A word or a few characters in common are enough, and what is short or foreign is not told."""
    assert Fault.ANOTHER_MATTER not in faults(answer, question)


def test_words_that_say_nothing_are_called_that_alone() -> None:
    """Empty words fit no matter: one reason is enough."""
    assert Fault.ANOTHER_MATTER not in faults(
        "正在进一步研究，请耐心等待，我们将尽快组织力量统筹推进各项工作。", SCHOOL
    )
