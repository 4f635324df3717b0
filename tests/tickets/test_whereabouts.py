"""Place and telephone, read out of what residents write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.whereabouts import LONGEST, find_phone, is_question, is_skip, read
from faq.normalise import normalise

TOLD = [
    ("幸福路3号，13800138000", "幸福路3号", "13800138000"),
    ("阳光小区2栋", "阳光小区2栋", ""),
    ("138 0013 8000", "", "13800138000"),
    ("１３８００１３８０００", "", "13800138000"),
    ("电话13800138000，在人民广场", "人民广场", "13800138000"),
    ("没有电话，在人民广场", "人民广场", ""),
    ("地址：朝阳区建国路1号 电话：010-88886666", "朝阳区建国路1号", "01088886666"),
    ("+86 138-0013-8000", "", "+8613800138000"),
    ("No.5 Garden Road, phone 13800138000", "No 5 Garden Road", "13800138000"),
    ("王家村东头", "王家村东头", ""),
    ("我在万达，13800138000", "万达", "13800138000"),
    ("望京", "望京", ""),
    ("朝阳大悦城", "朝阳大悦城", ""),
    ("不方便留电话，在东门", "东门", ""),
    ("万科金域蓝湾", "万科金域蓝湾", ""),
    ("就在我们小区东门那个垃圾站旁边", "我们小区东门那个垃圾站旁边", ""),
    ("建国路88号现代城小区5号楼2单元1803室", "建国路88号现代城小区5号楼2单元1803室", ""),
    ("大安區和平東路一段10號", "大安區和平東路一段10號", ""),
    ("地铁3号线人民广场站 B口", "地铁3号线人民广场站，B口", ""),
    ("张三丰的孙子叫张小宝，13800138000", "", "13800138000"),
    ("李强，13800138000", "", "13800138000"),
    ("欧阳建国 13800138000 幸福路3号", "幸福路3号", "13800138000"),
    ("Anna Kirk, 13800138000", "", "13800138000"),
    ("万达，13800138000", "万达", "13800138000"),
    ("People's Square, 13800138000", "People's Square", "13800138000"),
    ("📍 幸福路1号 (31.23, 121.47)", "幸福路1号 (31.23, 121.47)", ""),
    ("📍 31.230400, 121.473700", "31.230400, 121.473700", ""),
    ("📍 -3.1, -60.02", "-3.1, -60.02", ""),
    ("📍 幸福路12号", "幸福路12号", ""),
    ("☎ +8613800138000 张", "", "+8613800138000"),
    ("☎ 13800138000 幸福小区 王经理", "", "13800138000"),
    ("☎ 13800138000 John O. Smith", "", "13800138000"),
]
NOT_TOLD = [
    "路灯不亮",
    "楼上的邻居半夜拉小提琴",
    "垃圾太多",
    "小区里的狗到处乱跑，咬人",
    "保密",
    "有用",
    "急急急",
    "停水",
    "随便",
    "下午三点",
    "昨天",
    "as soon as possible",
    "下水道",
    "楼下烧烤店油烟扰民",
    "我们楼的电梯每天都停在十楼",
    "📍 我家门口路灯坏了三天了",
    "☎ 13800138000 楼上漏水",
    "it is urgent",
    "useful",
    "还是没来水",
    "怎么补办身份证",
    "幸福路路灯坏了",
    "在哪里办？",
    "请尽快处理",
    "",
    "。。。",
    "我家住在幸福路，前几天开始每天晚上都有人在楼下唱歌，唱到十二点，孩子睡下去又醒过来，老人也休息得很差，"
    "打过好几次电话，后来就一直这样",
]


@pytest.mark.parametrize(("text", "place", "phone"), TOLD)
def test_place_and_telephone_are_read(text: str, place: str, phone: str) -> None:
    """In whatever order, width and punctuation."""
    told = read(text)
    assert told is not None
    assert (told.place, told.phone) == (place, phone)


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_tells_of_the_matter_is_no_place(text: str) -> None:
    """A question, a complaint or a story is not swallowed as an address."""
    assert read(text) is None


@pytest.mark.parametrize(
    "text", ["跳过", "略過", "不方便說", "不方便说", "没有", "skip", "No", "不用了。", "不用了谢谢"]
)
def test_whoever_will_not_say_need_not(text: str) -> None:
    """Skipping is an answer."""
    assert is_skip(normalise(text))


def test_questions_are_told_from_statements() -> None:
    """By their marks and their words."""
    assert is_question("身份证怎么补办")
    assert is_question("Where do I go")
    assert not is_question("幸福路3号")


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_every_mobile_number_is_found(phone: str) -> None:
    """Whatever stands around it."""
    assert find_phone(f"我在幸福路，电话{phone}，谢谢") == phone


@given(st.text(max_size=300))
def test_every_text_can_be_read(text: str) -> None:
    """What is read is short, and found in the text."""
    told = read(text)
    assert told is None or len(told.place) <= LONGEST + 20
