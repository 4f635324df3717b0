"""Which unit's matter a text is: by likeness, by name, by what officials corrected."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.knowledge.catalogue import LIKELY, Catalogue
from bot.store.catalogue import Correction, Topic

TOPICS = (
    Topic("water", "停水、水管爆裂", "water", ("没水了", "no water"), urgent=True),
    Topic("power", "停电", "power", ("没电了",)),
    Topic("elevator", "电梯故障、困人", "market", ("电梯坏了", "电梯困人")),
    Topic("lamp", "路灯不亮", "streets", ("路灯坏了",)),
    Topic("fees", "乱收费", "market"),
    Topic("school-fees", "学校乱收费", "education"),
)
SURE = 0.90


def correction(wording: str, department: str, instead_of: str = "") -> Correction:
    """What an official said of a ticket."""
    return Correction(1, wording, department, instead_of, "", "王芳", datetime.now(UTC))


def weighed(text: str, *corrections: Correction) -> list[tuple[str, float]]:
    """The units of a text, likeliest first."""
    found = Catalogue.build(TOPICS, corrections).weigh(text)
    return [(each.topic.department_id, each.probability) for each in found]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("停水了", "water"),
        ("幸福路停水了，什么时候来水？", "water"),
        ("路燈壞了", "streets"),
        ("No water at home!", "water"),
        ("您好！电梯坏了。老人下不了楼。", "market"),
        ("学校乱收费", "education"),
    ],
)
def test_what_is_named_or_alike_goes_to_its_unit(text: str, unit: str) -> None:
    """In a sentence, with a place around it, in Traditional characters, in English."""
    best, *_ = weighed(text)
    assert best[0] == unit
    assert best[1] >= SURE


@pytest.mark.parametrize(
    "text",
    [
        "请问，下水井盖没了，很危险",
        "您好，请问，一楼没水了，下午也没有",
        f"楼下{'一直很吵' * 500}，没水了",
        "麻烦问一下，停水了",
    ],
)
def test_a_clause_counts_whatever_the_whole_text_is_read_without(text: str) -> None:
    """An opening may take the next clause's first sign with it, and a long text is cut."""
    manholes = Topic("cover", "井盖缺失", "streets", ("下水井盖没了",), urgent=True)
    catalogue = Catalogue.build((*TOPICS, manholes), ())
    best, *_ = catalogue.weigh(text)
    assert best.topic.urgent
    assert best.probability >= LIKELY
    assert catalogue.may_be_urgent(text)


def test_a_name_alone_is_nearly_sure() -> None:
    """In a long sentence that is like no wording: enough for a hint, not to send it there."""
    best, *_ = weighed("There is no water at home since this morning.")
    assert best[0] == "water"
    assert 0.8 < best[1] < SURE


def test_two_units_named_are_sure_of_neither() -> None:
    """A person has to look at what two units are named in."""
    found = dict(weighed("隔壁楼停电以后到现在一直都没有人过来看看而且还没水了真的没法住"))
    assert found["power"] < SURE
    assert found["water"] < SURE


@pytest.mark.parametrize("text", ["请问几点下班", "", "？！", "😀"])
def test_what_no_topic_knows_is_sure_of_nothing(text: str) -> None:
    """Total for any text."""
    assert all(probability < SURE for _, probability in weighed(text))


def test_a_catalogue_of_nothing_knows_nothing() -> None:
    """A town may have none."""
    assert Catalogue.build((), ()).weigh("停水了") == ()


def test_what_an_official_corrected_decides_the_next_like_it() -> None:
    """For the unit they chose, and against the one they took it from."""
    text = "小区的景观水池没水了"
    assert weighed(text)[0][0] == "water"
    found = weighed(text, correction(text, "streets", instead_of="water"))
    assert found[0][0] == "streets"
    assert found[0][1] >= SURE
    assert dict(found).get("water", 0) < 0.1


def test_a_correction_leaves_other_questions_alone() -> None:
    """What is like neither goes on as before."""
    assert weighed("停电了", correction("校门口天天堵死", "police")) == weighed("停电了")
