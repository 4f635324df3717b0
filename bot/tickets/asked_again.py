"""要求补充: what the resident has given already is not asked for once more."""

from __future__ import annotations

import re

from bot.models import Ticket
from bot.tickets.answer_rules import compared

_PHONE = re.compile(
    r"联系(?:电话|方式)|(?:手机|电话)(?:号码?)?|\b(?:tele)?phone(?: number)?\b|\bcontact number\b"
)
_PLACE = re.compile(
    r"(?:事发|发生|所在|事情)?(?:地点|地址|位置)|(?:是|发生)?在(?:哪里|哪儿|什么地方)"
    r"|\bwhere (?:it|this) is\b|\b(?:place|address|location)\b"
)
_ASKING = re.compile(
    r"请|麻烦|烦请|您|的|和|与|及|提供|补充|留下?|告诉|告知|我们|一下|说明?|写|发|给|是多少|是什么"
    r"|方便|以便|联系|核实|回访|吗|呢"
    r"|\b(?:please|your|the|and|a|provide|give|send|leave|tell|us|me|so that|we|can|reach|you)\b"
)


def asks_again(text: str, ticket: Ticket) -> bool:
    """Whether a request asks for nothing but the telephone or the place that the ticket has.

    A door or a floor (具体到门牌) is more than a place, and may be asked for.
    """
    left = compared(text)
    before = left
    if ticket.phone:
        left = _PHONE.sub(" ", left)
    if ticket.place:
        left = _PLACE.sub(" ", left)
    known = left != before
    return known and not any(each.isalnum() for each in _ASKING.sub(" ", left))
