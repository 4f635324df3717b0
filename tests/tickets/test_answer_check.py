"""The answer check: it warns of what leaves a resident without an answer, and of little else."""

from __future__ import annotations

import tomllib
from pathlib import Path
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets import answer_rules
from bot.tickets.answer_check import (
    Earlier,
    Fault,
    Finding,
    check,
)
from bot.tickets.subquestions import parts

ASKED = "幸福路12号停水两天了"
WARNED = [
    ("您反映的问题我们正在研究。", ASKED, {Fault.EMPTY_WORDS}),
    ("您好，近期会安排人员处理。", ASKED, {Fault.EMPTY_WORDS}),
    ("我们会尽快修好。水表在11月20日已经检查过。", ASKED, {Fault.EMPTY_WORDS}),
    ("我們會儘速處理。", "路燈不亮", {Fault.EMPTY_WORDS}),
    ("本案已錄案辦理。", "路燈不亮", {Fault.EMPTY_WORDS}),
    ("We will deal with it as soon as possible.", "no water", {Fault.EMPTY_WORDS}),
    ("已转交相关部门。", ASKED, {Fault.TRANSFERRED}),
    ("您反映的情况已反馈给街道。", ASKED, {Fault.TRANSFERRED}),
    ("已登记。", ASKED, {Fault.TRANSFERRED}),
    *(
        (words, ASKED, {Fault.TRANSFERRED})
        for words in (
            "已转城管局处理。",
            "您反映的问题已转城管局。",
            "已转物业",
            "已转物业维修",
            "已转市政公司。",
            "已派单给城管局。",
            "已交由城管局处理",
            "已将您的问题反馈至城管局，由其处理。",
            "我们已经派人去修了，请放心",
            "已安排师傅上门",
            "您反映的問題已轉請環保局處理",
            "您的案件已移由工務處辦理",
            "本案業已派員前往處理",
        )
    ),
    *(
        (words, "no water", {Fault.TRANSFERRED})
        for words in (
            "It has been referred to the housing office.",
            "Your case was forwarded to the water company.",
            "We have sent somebody.",
        )
    ),
    ("Your complaint has been forwarded to the bureau.", "no water", {Fault.TRANSFERRED}),
    ("這不歸我們管。", "路燈不亮", {Fault.TONE}),
    ("你去问物业。", ASKED, {Fault.TONE}),
    ("不要再投诉了，后果自负。", ASKED, {Fault.TONE}),
    ("There is nothing we can do.", "no water", {Fault.TONE}),
    ("已抢修，业主电话13812345678。", ASKED, {Fault.PERSONAL_DATA}),
    ("3号楼2单元501室漏水已修好。", ASKED, {Fault.PERSONAL_DATA}),
    ("反映人姓名：李建国，已处理完成。", ASKED, {Fault.PERSONAL_DATA}),
    ("身份证110105194912310021的退休金已补发。", "退休金少了", {Fault.PERSONAL_DATA}),
    (
        "阀门已更换，昨天恢复供水。",
        "停水两天了，什么时候来水？这两天的水费怎么算？",
        {Fault.UNANSWERED},
    ),
    ("路灯已修好。", "1.路灯不亮 2.井盖缺了一块 3.垃圾没人清", {Fault.UNANSWERED}),
    ("Bring your ID card.", "What do I bring? How much does it cost?", {Fault.UNANSWERED}),
    (
        "已转交物业，请耐心等待，你自己联系。",
        ASKED,
        {Fault.EMPTY_WORDS, Fault.TRANSFERRED, Fault.TONE},
    ),
]
FINE = [
    ("经现场检查，是阀门老化，已更换，昨晚恢复供水。有问题请打0571-87654321。", ASKED),
    ("我们会尽快抢修，最迟11月28日18点前恢复供水。", ASKED),
    ("已转交水务局抢修队，24小时内到现场，联系人王工。", ASKED),
    (
        "经核实，该路段属于在建工程，依据《城市道路管理条例》第十七条，竣工验收后开放。",
        "路为什么不通",
    ),
    ("请到政务服务中心2号楼305室办理，周一到周五9点到17点。", "在哪里办居住证？"),
    ("请联系承办人：王芳，电话0571-87654321。", ASKED),
    ("本案經查係水管老舊，已於11/20修復完成，承辦人分機305。", "停水"),
    (
        "预计11月28日来水；停水期间的水费按表计，不多收。",
        "停水两天了，什么时候来水？这两天的水费怎么算？",
    ),
    ("带身份证和户口簿，工本费20元，当场就能拿到。", "要带什么材料？多少钱？多久能拿到？"),
    ("The valve was replaced on Nov 20 and the water is back.", "no water in Garden Road"),
    (
        "It is free. Bring your passport to the counter at 5 Garden Road.",
        "What do I bring? How much?",
    ),
    ("您好！井盖已于今天上午补装。", "井盖没了"),
    ("已转城管局，昨天已清运完毕", "垃圾没人清"),
    ("已转城管局，垃圾已清运", "垃圾没人清"),
    ("已交由城管局清运完毕", "垃圾没人清"),
    ("已派人去修好了，水来了", ASKED),
    ("已派人去修，明天下午到", ASKED),
    ("已派維修隊更換閥門", ASKED),
    ("已派員現場會勘，已修復", ASKED),
    ("It was forwarded to the bureau and repaired.", "no water"),
    *(
        (words, "我的事办到哪一步了？")
        for words in (
            "已转账",
            "已转正",
            "已转移支付",
            "已转入您的账户",
            "已转至您的社保卡中",
            "您的档案已转人才中心",
            "户口已转到新派出所",
            "学校已转公办，不收学费",
        )
    ),
]


def faults(findings: tuple[Finding, ...]) -> set[Fault]:
    """What was found, without where."""
    return {each.fault for each in findings}


@pytest.mark.parametrize(("answer", "question", "expected"), WARNED)
def test_an_answer_that_is_none_is_warned_of(
    answer: str, question: str, expected: set[Fault]
) -> None:
    """In each language, and for nothing that is not there."""
    assert faults(check(answer, question, signed=True)) == expected


@pytest.mark.parametrize(("answer", "question"), FINE)
def test_a_good_answer_passes(answer: str, question: str) -> None:
    """Dates, results, bases and offices' addresses are what residents need."""
    assert check(answer, question, signed=True) == ()


def test_without_department_or_contact_nobody_knows_whom_to_ask() -> None:
    """Unless the frame of the answer says so, or the words do."""
    assert faults(check("井盖已于今天上午补装。", "井盖没了")) == {Fault.NO_CONTACT}
    assert check("井盖已于今天上午补装。", "井盖没了", signed=True) == ()
    assert check("市政管理局已于今天上午补装井盖。", "井盖没了") == ()
    assert faults(check("有关部门已于今天上午补装井盖。", "井盖没了")) == {Fault.NO_CONTACT}


def test_a_finding_quotes_the_words_as_they_were_written() -> None:
    """Not our folding of them, and an address as one."""
    (empty,) = check("我們會儘速處理。", "路燈不亮", signed=True)
    (address,) = check("３号楼２单元５０１室已修好。", ASKED, signed=True)
    assert empty.words == ("儘速",)
    assert address.words == ("３号楼２单元５０１",)


def test_a_copy_of_another_answer_is_told_by_its_ticket() -> None:
    """Where the questions differ; who asks the same may be told the same."""
    words = "经现场检查，该处管道老化，我局已安排施工队于11月20日完成更换并恢复路面。"
    earlier = [Earlier("20261120-0003", "中山路的下水道堵了，污水漫到路上", words)]
    found = check(words + "。", "幼儿园报名要什么材料", earlier=earlier, signed=True)
    (copied,) = (each for each in found if each.fault is not Fault.ANOTHER_MATTER)
    assert copied == Finding(Fault.COPIED, ("20261120-0003",))
    assert check(words, "中山路下水道又堵了，污水漫到路上", earlier=earlier, signed=True) == ()
    assert check("已修好。", "x", earlier=[Earlier("1", "y", "已修好。")], signed=True) == ()


def test_a_short_answer_that_fits_everything_is_a_copy_from_the_fourth_matter_on() -> None:
    """A few letters may be true of two or three; who asked the same counts once."""
    words, asked = "师傅已经修好，请放心使用。", "小区大门的门禁刷不开"
    others = ("路灯半夜不亮", "公交站牌倒了", "楼下餐馆油烟很大")
    earlier = [Earlier(f"20261120-000{n}", each, words) for n, each in enumerate(others)]
    assert check(words, asked, earlier=earlier[:2], signed=True) == ()
    (copied,) = check(words, asked, earlier=earlier, signed=True)
    assert copied == Finding(Fault.COPIED, tuple(each.number for each in earlier))
    same = [Earlier(f"20261120-001{n}", f"{n}号楼路灯半夜不亮", words) for n in range(9)]
    assert check(words, asked, earlier=same, signed=True) == ()
    assert check(words, "3号楼路灯半夜不亮", earlier=same + earlier[1:], signed=True) == ()


def test_what_only_says_the_question_again_is_no_answer() -> None:
    """Also with a frame of courtesy, the unit's name and its number around it."""
    known = ("水务局", "12345")
    for words in (
        f"{ASKED}。",
        f"您好，您反映的{ASKED}。水务局，电话12345。",
        f"您好，关于您反映的{ASKED}的问题，我们高度重视。水务局，电话12345。",
        f"您好，{ASKED}。水务局，电话0571-8888888。",
    ):
        (echoed,) = check(words, ASKED, known=known, signed=True)
        assert echoed.fault is Fault.ECHOED
    for words in ("可以带户口簿", f"您反映的{ASKED}，今早已换阀门。水务局，电话12345。"):
        assert check(words, f"{ASKED}，可以带户口簿去退费", known=known, signed=True) == ()
    asked = "请问要带身份证和户口簿吗？"
    assert check("要带身份证和户口簿。", asked, known=known, signed=True) == ()


@pytest.mark.parametrize(
    "words",
    [
        "已处理",
        "我们已经处理完了",
        "请拨打12345",
        "您好，如有疑问请拨打12345热线咨询。",
        "请咨询相关部门",
        "您好，请您联系当地有关部门解决。",
        "請洽權責單位",
        "請撥打1999",
        "Please call 12345.",
        "Please contact the relevant department.",
        "已解决。",
        "您好，已处理完毕。水务局，电话12345。",
        "您好，您的诉求已办结，感谢您的支持与理解。水务局，电话12345。",
        "您好，经核实情况属实，已责成相关人员处理。水务局，电话12345。",
        "水务局12345水务局12345",
        "您好，同上。水务局12345。",
        "您好，见附件。水务局12345。",
        "哈哈哈哈哈哈哈哈",
        "您好，您的案件業已結案，詳如附件。",
        "Your issue has been resolved. Thank you for your patience.",
        "我局高度重视，已安排专人跟进处理，感谢您的理解与支持。",
        "已按规定处理完毕",
        "我們高度重視，已按有關規定辦理完畢。",
        "已责成相关单位整改",
        "已要求施工单位整改",
        "我局已约谈该公司，要求其立即整改。",
        "已约谈物业负责人，要求立即整改到位。",
        "已派人处理",
        "情况属实，我们会认真对待",
        "已列入工作计划",
        "经核实，您反映的问题属实，已依法依规处理",
        "相关部门已经介入处理",
        "我们将加强监管，杜绝此类现象发生",
        "We take this seriously and have assigned staff to follow up.",
        "It has been handled in accordance with regulations.",
        "The contractor has been told to fix it.",
        "It has been included in our work plan.",
    ],
)
def test_that_a_matter_is_closed_does_not_tell_what_was_done(words: str) -> None:
    """A report is answered by what was found and done; the unit's name adds nothing to it."""
    found = check(words, "幸福路12号停水两天了", known=("水务局", "12345"), signed=True)
    assert Fault.EMPTY_WORDS in faults(found)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("请拨打12345转水务局抢修队，师傅今晚换阀门。", "幸福路12号停水两天了"),
        ("相关部门已于11月20日更换阀门。", "幸福路12号停水两天了"),
        ("请咨询相关部门的窗口：水务局二楼，电话0571-87654321。", "幸福路12号停水两天了"),
        ("漏水已修好，如有疑问请拨打12345。", "幸福路12号停水两天了"),
        ("请拨打12345。", "夜里噪音投诉打什么电话？"),
        ("Call 12345 for the lamp crew: it comes on Friday.", "The lamp is broken"),
        ("已办好，请带身份证来取。", "居住证办了一个月还没拿到"),
        ("已处理，今天上午换了阀门。", "幸福路12号停水两天了"),
        ("水已通。", "幸福路12号停水两天了"),
        ("已办结。", "我的居住证办好了吗？"),
        ("路灯已修好。", "建设街路灯不亮"),
        ("已按《物业管理条例》第五十条处理，拆除了违建雨棚。", "楼上搭了雨棚"),
        ("已要求施工单位夜间22时后停工，11月21日复查已停。", "工地半夜施工"),
        ("已约谈施工单位，对方已停止夜间施工。", "工地半夜施工"),
        ("已约谈店主，责令11月30日前拆除雨棚。", "楼下店铺搭了雨棚"),
        ("已派人更换了三盏路灯。", "建设街路灯不亮"),
        ("已列入2027年改造计划，6月底前完工。", "小区管道老化"),
        ("已安排洒水车每天两次洒水。", "路上扬尘很大"),
        ("The valve was replaced and water is back.", "No water for two days at 12 Xingfu Road"),
    ],
)
def test_a_short_answer_that_tells_what_was_done_passes(words: str, asked: str) -> None:
    """However short, and where it was asked whether it is done, also that it is."""
    assert check(words, asked, known=("水务局", "12345"), signed=True) == ()


@pytest.mark.parametrize(
    "asked",
    [
        "幸福路12号停水，打了好几次电话没人管",
        "路灯坏了十几天，报修几次三番都没用",
        "垃圾几个月了没人清",
        "几次反映都没人理，下水道堵了",
        "楼上几个人半夜打麻将",
        "这几天一直停水",
        "幸福路12号停水怎么一直没人管",
        "怎么还没人来修路灯",
        "路燈壞了好幾次，怎麼又沒人修",
        "The street lamp in Garden Road is broken and nobody can fix it",
    ],
)
def test_who_complains_asks_nothing(asked: str) -> None:
    """好几次 counts nothing that an answer could name: that it is closed is no answer to it."""
    for words in ("已办结", "已经处理", "It has been resolved."):
        assert Fault.EMPTY_WORDS in faults(check(words, asked, signed=True))


@pytest.mark.parametrize(
    "asked",
    [
        "居住证要几天能办好",
        "要跑几次才能办下来",
        "办事大厅几点开门",
        "需要几个工作日",
        "现在排到第几号了",
        "这件事怎么办",
        "公积金贷款怎么还",
        "路灯幾時修好",
        "Is it done",
        "Hello, has my case been closed",
        "I want to know if it is fixed",
    ],
)
def test_who_asks_may_be_told_that_it_is_done(asked: str) -> None:
    """几 and 怎么 that ask are heard as before."""
    assert check("已办结。", asked, signed=True) == ()


def test_one_question_has_no_parts() -> None:
    """However many sentences tell its story."""
    assert parts("停水两天了。家里有老人。什么时候来水？", answer_rules.standard()) == ()
    assert parts("A. B? C", answer_rules.standard()) == ()


def test_a_broken_rule_is_named_with_its_place(tmp_path: Path) -> None:
    """Whoever edits the lists is told where the slip is."""
    (tmp_path / "zh-Hans.toml").write_text('[tone]\nharsh = ["(没完"]\n', "utf-8")
    with pytest.raises(ValueError, match=r"zh-Hans.toml, \[tone\] harsh: '\(没完'"):
        answer_rules.read(tmp_path)


@given(st.text(), st.text())
def test_any_text_can_be_checked(answer: str, question: str) -> None:
    """Whatever is written, and each fault is told once."""
    findings = check(answer, question)
    assert len(faults(findings)) == len(findings)


def test_no_rule_looks_at_a_long_text_from_each_of_its_letters_to_its_end() -> None:
    """A run of 4,000 digits costs as much as 4,000 other letters: what may begin anywhere and go
    on for ever has a bound.
    """
    endless = [
        f"{file.name}: {pattern}"
        for file in Path(answer_rules.__file__).parent.glob("*.toml")
        for section in tomllib.loads(file.read_text("utf-8")).values()
        for patterns in section.values()
        for pattern in patterns
        if _begins_endlessly(pattern)
    ]
    assert endless == []
    assert _begins_endlessly(r"(?:\d+|x)天")
    assert not _begins_endlessly(r"\d{1,8}天")


def _begins_endlessly(pattern: str) -> bool:
    return _endless(list(parser.parse(pattern)))


def _endless(items: list[Any]) -> bool:
    """Whether one of the ways in which a parsed pattern begins repeats without a bound."""
    if not items:
        return False
    op, value = items[0]
    match str(op):
        case "MAX_REPEAT" | "MIN_REPEAT":
            return value[1] is parser.MAXREPEAT or _endless(list(value[2]))
        case "SUBPATTERN":
            return _endless(list(value[3]))
        case "BRANCH":
            return any(_endless(list(each)) for each in value[1])
    return False
