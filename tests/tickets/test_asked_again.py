"""A request for what the resident has given already, told from one for more."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.tickets.asked_again import asks_again
from tests.tickets.test_lifecycle import TICKET

KNOWN = replace(TICKET, phone="13812345678", place="幸福路12号")


@pytest.mark.parametrize(
    "text",
    [
        "请提供联系电话",
        "请您留下手机号码，方便联系",
        "麻烦告诉我们您的联系方式和地址",
        "請補充聯繫電話",
        "请说一下在哪里",
        "Please give us your phone number.",
        "please send the address",
    ],
)
def test_what_was_given_is_not_asked_for_again(text: str) -> None:
    """And is asked for where it was not."""
    assert asks_again(text, KNOWN)
    assert not asks_again(text, TICKET)


@pytest.mark.parametrize(
    "text",
    [
        "请说一下门牌号",
        "请补充几单元几楼",
        "请提供联系电话和身份证复印件",
        "请拍一张水表的照片",
        "请说一下具体是哪根电话线断了",
        "Please send a photo of the meter.",
    ],
)
def test_what_is_still_missing_may_be_asked_for(text: str) -> None:
    """A door is more than a street, a photograph more than a telephone."""
    assert not asks_again(text, KNOWN)
