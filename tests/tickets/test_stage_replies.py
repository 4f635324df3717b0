"""A stage reply counts only with what was checked, what next, who, and by when."""

from __future__ import annotations

from datetime import date

import pytest

from bot.errors import Refused
from bot.tickets import stage_replies

TODAY = date(2026, 11, 26)
VALID = {
    "checked": "到现场看过，阀门坏了",
    "following": "更换阀门并试水",
    "responsible": "李强",
    "by": "明天",
}
NOTHING = {
    "checked": (
        "已转城管局核实处理",
        "已轉城管局核實處理",
        "已转物业，他们会处理的",
        "已收到您的来信",
        "正在协调处理",
        "情况属实，正在处理",
        "已联系相关部门",
        "Received your letter",
        "We forwarded it to the water company",
    ),
    "following": (
        "等城管局回复后答复您",
        "待城管局反馈后再告知您",
        "按程序推进工作",
        "按照规定流程办理",
        "做好后续工作",
        "继续跟进",
        "转城管局处理",
        "督促物业尽快处理",
        "俟工務處函復後回覆",
        "We will follow up",
    ),
    "responsible": (
        "经办人",
        "工作人员",
        "相关人员",
        "负责人",
        "有关部门",
        "城管局",
        "城管局、住建局",
        "环保局的工作人员",
        "工務處承辦人員",
        "the water company",
        "the officer in charge",
    ),
}
SOMETHING = {
    "checked": (
        "阀门老化",
        "已转物业，水表在转动、家里没有漏点",
        "水质采样已送市疾控中心",
        "已核实，是水泵停电",
        "The valve is broken",
    ),
    "following": (
        "等化验结果出来后公布数值",
        "请电力公司断电后锯掉",
        "向厂家订货，到货后安装",
        "尽快更换楼道电线",
        "Replace the valve",
    ),
    "responsible": (
        "维修组",
        "城管局执法中队",
        "水务局王科长",
        "负责人李强",
        "园林所王师傅",
        "城管局 0571-12345678",
        "Li Qiang",
    ),
}


@pytest.mark.parametrize(
    ("part", "words"), [(part, each) for part, said in NOTHING.items() for each in said]
)
def test_a_part_that_says_nothing_is_refused(part: str, words: str) -> None:
    """That it was passed on, that procedures take their course, and units without a person."""
    with pytest.raises(Refused) as refused:
        stage_replies.check({**VALID, part: words}, TODAY)
    assert refused.value.reason == f"refusals.stage_reply_{part}"


@pytest.mark.parametrize(
    ("part", "words"), [(part, each) for part, said in SOMETHING.items() for each in said]
)
def test_a_short_part_that_says_something_is_taken(part: str, words: str) -> None:
    """However short, and also where another unit is named in it."""
    assert getattr(stage_replies.check({**VALID, part: words}, TODAY), part) == words
