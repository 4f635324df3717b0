"""Recognising languages, and folding Traditional to Simplified."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from faq import languages
from faq.languages import in_one_case, recognise, simplified


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("身份证丢了怎么补办？", "zh-Hans"),
        ("身分證遺失如何補辦？", "zh-Hant"),
        ("臺北後面的麵店", "zh-Hant"),
        ("你好", "zh-Hans"),  # written alike in both
        ("北京交警APP怎么用", "zh-Hans"),
        ("用 WeChat 繳費可以嗎", "zh-Hant"),
        ("How do I renew my passport?", "en"),
        ("How do I get a 身份证?", "en"),
        ("Is the café open?", "en"),
        ("鲜の每日超市在哪里", "zh-Hans"),
        ("12345", None),
        ("😀👍", None),
        ("", None),
        ("Как получить паспорт?", None),
        ("كيف أحصل على جواز سفر", None),
        ("パスポートの更新はどこですか", None),
        ("ﾊﾟｽﾎﾟｰﾄ更新", None),
        ("印鑑登録証明書", None),
        ("保育園申込期限", None),
        ("請問產業説明會在哪裡", "zh-Hant"),  # 説 as Hong Kong writes it
        ("黒木耳是什么意思", "zh-Hans"),  # one sign of Japan's, and the rest is not
        ("爲什麼哪裏買菜便宜", "zh-Hant"),
        ("여권을 어떻게 갱신하나요", None),
        ("Làm thế nào để gia hạn hộ chiếu", None),
    ],
)
def test_languages_are_told_by_script_and_characters(text: str, language: str | None) -> None:
    """Three languages, and None for all others and for what has no language."""
    assert recognise(text) == language


@given(st.text())
def test_any_text_has_a_language_or_none(text: str) -> None:
    """Total for any string, half characters included."""
    assert recognise(text) in {"zh-Hans", "zh-Hant", "en", None}
    assert simplified(simplified(text)) == simplified(text)


def test_what_is_taken_for_simplified_would_stay_as_it_is(tmp_path: Path) -> None:
    """Every sign of GB 2312 alone, and every word that OpenCC turns into another."""
    convert = OpenCC("t2s").convert
    for sign in filter(_in_gb2312, map(chr, range(0x110000))):
        assert simplified(sign) == convert(sign)
    folder = Path(opencc.__file__).parent / "clib"
    phrases = next(folder.rglob("TSPhrases.ocd2"))
    command = [folder / "bin" / "opencc_dict", "-i", phrases, "-o", tmp_path / "phrases"]
    subprocess.run([*command, "-f", "ocd2", "-t", "text"], check=True, capture_output=True)
    words = [line.split("\t")[0] for line in (tmp_path / "phrases").read_text("utf-8").splitlines()]
    assert len(words) > 100
    assert [simplified(word) for word in words] == [convert(word) for word in words]


def test_simplified_is_what_gb_2312_holds_and_opencc_leaves() -> None:
    """Each sign that can be written in it, but for those that become others all the same."""
    for sign in map(chr, range(0x10000)):
        stays = _in_gb2312(sign) and sign not in languages._TRADITIONAL_TOO
        assert languages.is_simplified.__wrapped__(sign) == stays


def _in_gb2312(sign: str) -> bool:
    try:
        return bool(sign.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def test_traditional_becomes_simplified() -> None:
    """Characters change, words stay."""
    assert simplified("戶口遷入臺北後") == "户口迁入台北后"


@given(st.text() | st.text("，？！：,?!:ａＡ①é\u0301\u0338\u3099か水", max_size=12))
def test_one_width_and_one_case_are_those_of_unicode(text: str) -> None:
    """NFKC and casefold, whatever marks are narrowed before."""
    assert in_one_case(text) == unicodedata.normalize("NFKC", text).casefold()


@given(st.text() | st.text("水务局の，？ 1a.é証込", max_size=12))
def test_chinese_alone_is_told_as_among_other_letters(text: str) -> None:
    """That there is nothing else to weigh changes nothing."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(languages, "_ONLY_CHINESE", re.compile("(?!)"))
        weighed = recognise.__wrapped__(text)
    assert recognise.__wrapped__(text) == weighed
