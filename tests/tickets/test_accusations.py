"""What is said against a named official is a report, what is said of them is none."""

from __future__ import annotations

import pytest

from bot.tickets.accusations import against, may_accuse, sentences
from bot.tickets.discretion import is_report
from faq.normalise import normalise

OFFICIALS = ["李强", "王芳", "Zhao Min"]

REPORTS = """
水务局李强收了施工队的钱，放任他们乱挖
水务局的李强吃回扣，我家接水要加两千
水务局李强索要好处费才给通水
我要投诉水务局李强
投诉王芳
我要举报水务局李强收受红包
水务局李强收礼才办事
向你们举报水务局李强
水務局李強收賄
水务局李强挪用维修款
水务局的李强吃拿卡要，我要投诉他
李强态度恶劣，还骂人
王芳骂了我妈妈
李强昨天打人了，把我推倒
李强故意刁难我，三次都不给盖章
李强什么都不管，完全不作为
李强乱收费，接水表多要三百
反映李强的作风问题
我想反映一下水务局李强的问题
李强不收红包不办事
李强要我请吃饭送烟酒，向我要烟酒
水务局李科长收了施工队的钱
对李强的做法很不满意，我要投诉他
李强在窗口。我要举报这个人
李强贪污了我们的补偿款
窗口王芳态度很差，爱理不理
王芳上班打麻将，叫她办事就发火
李强威胁我，说再投诉就停我的水
投訴水務局李強態度惡劣
李強索要紅包，不給就不通水
王芳刁難老人，還罵人
李強收了施工隊的錢
舉報李強收受禮金
我要向你們檢舉李強貪汙
I want to complain about 李强
I want to report the officer Zhao Min
Zhao Min took money from the builder
Zhao Min asked me for a bribe
Zhao Min was rude and shouted at my mother
Zhao Min refuses to help unless we pay
My complaint against Zhao Min of the water bureau
""".strip().splitlines()

ORDINARY = """
感谢李强，态度很好
李强昨天来修好了
找过李强，他说下周来
谢谢李强师傅，水通了
李强从不收礼，是个好干部
表扬王芳，拒收红包，热心为群众办事
李强说收费标准贴在门口，在哪里看
请问李强的办公电话是多少
我投诉停水以后李强就来了，修好了
王芳让我补身份证复印件
李强，我家又停水了
李强來過，說明天換水管
感謝李強，態度很好
找過王芳，她說要等三天
李強修好了水管，謝謝
Thanks to Zhao Min, the water is back
Zhao Min came yesterday and fixed it
Zhao Min said he would come next week
When is Zhao Min in the office?
I reported the leak and Zhao Min came at once
投诉幸福路烧烤店油烟
小区物业态度恶劣
幸福路停水三天，我要投诉
社区医生收费多少钱
政府发的消费券红包怎么领
""".strip().splitlines()


def reports(text: str) -> bool:
    """Whether it is a report, by its own words or by whom they are held against."""
    plain, said = normalise(text), [normalise(each) for each in sentences(text)]
    return is_report(plain) or (may_accuse(plain) and against(said, map(normalise, OFFICIALS)))


@pytest.mark.parametrize("text", REPORTS)
def test_what_is_held_against_a_named_official_is_a_report(text: str) -> None:
    """Money, conduct, or a complaint against them, in either script and in English."""
    assert reports(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_thanks_and_what_an_official_did_report_nobody(text: str) -> None:
    """An official's name alone accuses nobody, and a complaint about a shop no official."""
    assert not reports(text)
