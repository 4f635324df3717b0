"""What an end has to show before it can be proposed: a rule, or who, how and where."""

from __future__ import annotations

import pytest

from bot.errors import Refused
from bot.models import Outcome
from bot.tickets import proofs

WHERE = {"agency": "幸福物业公司", "how": "打电话预约，当天上门", "contact": "0571-12345678"}


@pytest.mark.parametrize(
    "text",
    [
        "按《城市供水条例》第十条，户内管道由业主负责。",
        "根据《物业管理条例》，费用由业主分担。",
        "国办发〔2020〕53号已有规定，请您理解。",
        "依据本市住房保障准入标准，您家收入超出上限。",
        "依據《物業管理條例》，費用由業主分擔。",
        "As article 12 says, the pipe behind the meter is the owner's.",
        "Under the Water Supply Regulations the pipe behind the meter is the owner's.",
    ],
)
def test_words_that_name_a_rule_need_no_label(text: str) -> None:
    """A document, an article, its number or its name."""
    proofs.check(Outcome.EXPLAINED, text, {})


@pytest.mark.parametrize(
    "text",
    [
        "您的情况不符合条件，请您理解。",
        "按有关规定不能办理。",
        "根据国家相关政策规定，不能办理。",
        "根据上级文件规定，目前没有办法。",
        "我们也没有办法，请谅解。",
        "According to the relevant regulations this is not possible.",
    ],
)
def test_rules_that_nobody_can_look_up_are_no_basis(text: str) -> None:
    """「按有关规定」 names none; neither does what is written into the field for it."""
    with pytest.raises(Refused) as refused:
        proofs.check(Outcome.EXPLAINED, text, {})
    assert refused.value.reason == "refusals.explained_basis"
    with pytest.raises(Refused):
        proofs.check(Outcome.EXPLAINED, "《城市供水条例》", {"basis": text})


@pytest.mark.parametrize(
    "basis", ["城市供水条例", "本市住房保障准入标准", "Water Supply Act", "GB 50015"]
)
def test_where_the_basis_is_asked_for_its_name_is_enough(basis: str) -> None:
    """In a form's own field, or behind its label."""
    proofs.check(Outcome.EXPLAINED, "您好，户内管道由业主负责。", {"basis": basis})
    proofs.check(Outcome.EXPLAINED, f"您好，户内管道由业主负责。依据：{basis}", {})


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("agency", ""),
        ("agency", "有关部门"),
        ("how", ""),
        ("how", "已转交"),
        ("contact", ""),
        ("contact", "水务局"),
        ("contact", "请自行联系"),
    ],
)
def test_who_how_and_where_are_all_needed(part: str, words: str) -> None:
    """Each refusal names its part."""
    with pytest.raises(Refused) as refused:
        proofs.check(Outcome.REFERRED, "您好，这是小区内部管道。", {**WHERE, part: words})
    assert refused.value.reason == f"refusals.referred_{part}"


@pytest.mark.parametrize(
    "contact",
    [
        "12345",
        "95598",
        "138 0013 8000",
        "人民路12号",
        "政务大厅 3 号窗口",
        "https://www.example.gov.cn",
        "wuye@example.com",
        "12 Lake View Road",
    ],
)
def test_a_contact_is_a_telephone_an_address_or_a_page(contact: str) -> None:
    """As people write them."""
    proofs.check(Outcome.REFERRED, "", {**WHERE, "contact": contact})


@pytest.mark.parametrize(
    "text",
    [
        "您好，这是户内管道。谁：幸福物业；怎么：打电话预约，当天上门；联系：0571-12345678",
        "您好，這是戶內管道。誰：幸福物業；怎麼：打電話預約，當天上門；聯絡：0571-12345678",
        "who: Happy Estate; how: call them for a visit; contact: 0571-12345678",
        "您好，这是小区内部管道，请联系幸福物业李经理，电话12345678。水务局",
        "您好，请携带身份证直接到政务大厅3号窗口办理，地址：人民路12号。",
        "Please contact Happy Estate at 0571-12345678.",
    ],
)
def test_in_a_chat_the_parts_stand_behind_their_labels(text: str) -> None:
    """In any script; what is said plainly needs none."""
    proofs.check(Outcome.REFERRED, text, {})


@pytest.mark.parametrize(
    "text",
    [
        "请联系有关部门，电话12345678。",
        "请联系幸福物业。",
        "已转交幸福物业，电话12345678。",
        "请拨打12345678。",
        "Please contact the relevant department at 0571-12345678.",
    ],
)
def test_words_that_leave_one_of_them_out_are_refused(text: str) -> None:
    """Nobody, nowhere, or nothing to do."""
    with pytest.raises(Refused):
        proofs.check(Outcome.REFERRED, text, {})


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("按职责清单第3条", True),
        ("阀门归水务局", True),
        ("道路归交警管", True),
        ("應由工務處養護", True),
        ("这是小区内部管道，由物业维修", True),
        ("在邻县境内", True),
        ("路灯是城管局的", True),
        ("不在我局职责范围", True),
        ("Parking belongs to the police", True),
        ("太忙了办不了", False),
        ("我们人手不够", False),
        ("不归我们管", False),
        ("这件事我们局负责不了", False),
        ("We are too busy", False),
    ],
)
def test_a_basis_says_whose_duty_it_is(reason: str, expected: bool) -> None:
    """A rule, a duty, or whom it belongs to; that one is busy is no basis for a return."""
    assert proofs.names_a_duty(reason) is expected


@pytest.mark.parametrize(
    ("text", "went"),
    [
        ("没有去", False),
        ("没去现场，电话了解的情况", False),
        ("今天没去現場", False),
        ("因故未能前往", False),
        ("路太远，未到场", False),
        ("We did not go there.", False),
        ("主管道阀门坏了，已更换", True),
        ("墙上的霉斑没有去除干净，已重刷", True),
        ("没有去年的维修记录，已补做检查", True),
        ("未到场的施工队已通知明早进场", True),
        ("居民没有去社区登记，已当场补登", True),
        ("The valve was broken and has been replaced.", True),
    ],
)
def test_a_record_that_says_itself_that_nobody_went_is_none(text: str, went: bool) -> None:
    """What was not removed, or who else did not come, is told all the same."""
    assert proofs.nobody_went(text) is not went
