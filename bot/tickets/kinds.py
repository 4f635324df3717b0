"""What sort of demand a text is: the resident's own word for it, else how it is put."""

from __future__ import annotations

from bot.models import Kind
from bot.tickets.phrases import any_of

_LETTER = any_of(r"""
    请.{0,4}(?:县长|市长|区长|镇长|乡长|州长|书记|主任|领导)(?:看看|过目|亲自|关注|管管|批示|帮)
    (?:县长|市长|区长|镇长|乡长|州长|书记)(?:信箱|收|您好|你好)
    (?:给|致|写给).{0,3}(?:县长|市长|区长|镇长|乡长|州长|书记)
    dear_mayor to_the_mayor
""")
_COMPLAINT = any_of(r"""
    (?:^|我要?|现在?|再次|强烈|[，。\s])投诉(?!电话|热线|渠道|方式|到哪|流程)
    举报(?!电话|热线|奖励|方式)
    \bcomplain(?:t|ing)?\b
""")
_SUGGESTION = any_of(r"""
    (?:^|我|[，。\s])(?:建议|提议|提个建议)(?!书) 能不能(?:增设|增加|加装|开通|延长)
    希望(?:增设|增加|加装|开通|延长)
    \bsuggest(?:ion)?\b
""")
_HELP = any_of("求助 求求 帮帮 救急 急需 请.{0,6}(?:派人|来人|修|处理|解决) please_help")
_CONSULTATION = any_of(r"""
    咨询 请问 想问 问一下 怎么(?:办理|申请|领|交|查) 如何 需要什么(?:材料|手续|条件)
    能不能(?:办|申请|领)
    \bhow_(?:do|can|to)\b what_documents where_can_i
""")
HARD = "hard"
"""Not a kind, but chosen among them: what takes longer whatever it is (疑难)."""
CHOOSABLE = (Kind.CONSULTATION, Kind.COMPLAINT, Kind.SUGGESTION, Kind.HELP, HARD)
"""What an official may say a ticket is; a letter to a leader only its writer makes one."""
_SIGNS = (
    (Kind.LETTER, _LETTER),
    (Kind.COMPLAINT, _COMPLAINT),
    (Kind.SUGGESTION, _SUGGESTION),
    (Kind.CONSULTATION, _CONSULTATION),
    (Kind.HELP, _HELP),
)
"""In this order: 「请问县长管不管」 is a letter, and 「我要投诉，请问…」 a complaint."""


def named_kind(text: str) -> Kind | None:
    """The kind that a normalised text names or is put as, or None where it shows none."""
    return next((kind for kind, signs in _SIGNS if signs.search(text)), None)
