"""How tickets are called: told from one another, and without half of a number in it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.privacy import mask
from bot.wording import LANGUAGES, Wording
from handlers.naming import title_of, without_remark
from tests.handlers.town import Town

LEAD = "我家住在幸福路楼道里的灯不亮很久了请速来修理"


@pytest.mark.parametrize("before", range(12, 40))
def test_a_title_never_ends_in_half_a_telephone_number(before: int) -> None:
    """Wherever the line is cut, what is left of a number can be masked or is not there."""
    title = title_of(("灯" * before) + "13812345678谢谢" + LEAD)
    assert "1381234" not in mask(title)


@pytest.mark.parametrize(
    "said",
    [
        "人工 路灯坏了",
        "转人工，路灯坏了",
        "請轉人工 路灯坏了",
        "/human 路灯坏了",
        "人工人工 路灯坏了",
    ],
)
def test_how_they_came_to_a_person_is_no_part_of_the_title(said: str) -> None:
    """「人工」 before the matter tells nothing of it; alone it is all there is."""
    assert title_of(said).endswith("路灯坏了")
    assert said.startswith("人工人工") or title_of(said) == "路灯坏了"
    assert title_of("人工") == "人工"
    assert title_of("人工湖的水臭了") == "人工湖的水臭了"


def test_a_title_is_the_first_sentence_at_most_forty_characters_long() -> None:
    """Short ones are whole, a greeting brings the words after it, long ones are cut."""
    assert title_of("小区路灯坏了。请来修") == "小区路灯坏了"
    assert title_of("您好！路灯坏了") == "您好！路灯坏了"
    assert title_of("字" * 60) == "字" * 39 + "…"
    assert title_of("1" * 60) == "1" * 39 + "…"
    assert title_of("  \n ") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_we_remark_on_a_voice_is_left_out(language: str) -> None:
    """What a machine has heard is marked in full view; the resident reads the matter's name."""
    wording = Wording(ZoneInfo("Asia/Shanghai"), language)
    heard = wording.say(language, "files.heard", text="路灯坏了三天")
    assert heard != "路灯坏了三天"
    assert without_remark(wording, heard) == "路灯坏了三天"


async def test_brackets_of_the_residents_own_belong_to_the_title(town: Town) -> None:
    """A document's year is no remark of ours."""
    said = "〔2024〕15号文件什么时候落实到我们小区"
    await town.say(f"转人工 {said}")
    assert (await town.ticket()).title == said
