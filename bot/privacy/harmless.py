"""Numbers that look like personal data and are none: they are claimed first, and stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.privacy.kinds import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN = re.compile(
    r"""
    (?<![\d*]) (?:
        20\d{6}-\d{4,6} (?!\d)                                          # a ticket
      | (?:19|20)\d\d [-/.] \d{1,2} [-/.] \d{1,2} (?!\d)                # a date
      | (?:19|20)\d\d 年 (?: \d{1,2} 月 (?:\d{1,2} 日)? )?
      | \d{1,2} [-/.] \d{1,2} [-/.] (?:19|20)\d\d (?!\d)
      | [48]00 [ -]? (?: \d{3}[ -]?\d{4} | \d{4}[ -]?\d{3} ) (?!\d)     # a public line
      | \d{1,3} (?: ,\d{3} ){2,6} (?: \.\d{1,4} )? (?!\d)               # an amount
      | \d [\d,.]{0,24} [ ]? (?: 元(?!旦|月|宵) | 万元 | 亿 | 块钱 | yuan | RMB )
    )
  | 字第 \d{1,14} 号
  | [\u4e00-\u9fff]{2,6} [〔\[(] 20\d\d [〕\])] [\u4e00-\u9fff\d]{0,12} \d{1,5} 号  # a document
    """,
    re.VERBOSE,
)

_NAMED = re.compile(
    r"""
    (?: (?<![账存储门]) (?: 订单 | 工单 | 运单 | 快递单? | 物流 | 受理 | 流水 | 发票 | 合同 | 案件
                          | 票据 | 报修 | [单户案批文] ) 号码?
      | (?<!证|件) 编号
      | \b (?: order | receipt | ticket | invoice | tracking ) (?: [ ] (?: no\.? | number ) )?
    )
    [ ]? [:是为#]? [ ]? (?P<number> [A-Za-z]{0,4} \d [\dA-Za-z-]{3,30} )
    """,
    re.VERBOSE | re.IGNORECASE,
)

# An office's own line is published; what it has to do with a resident is nothing.
_PUBLIC_LINE = re.compile(
    r"(?:热线|(?:咨询|监督|投诉|值班|办公|窗口|服务|受理|举报|洽询|谘询|客服|专线)电话|hotline)[^\d\n]{0,6}"
    r"(?P<number>\(?(?:0\d{1,3}\)?[ -]{0,2})?[2-9]\d{2,3}[ -]?\d{4})(?!\d)"
)
# Nobody has extensions at home.
_EXTENDED = re.compile(
    r"(?<![\d*])(?P<number>\(?(?:0\d{1,3}\)?[ -]{0,2})?[2-9]\d{2,3}[ -]?\d{4})"
    r"(?=[ ,(]{0,2}(?:转|分机|#|ext)[. ]?\d)"
)


def harmless_numbers(text: str) -> Iterator[Finding]:
    """Tickets, dates, amounts, documents, orders, and lines that are public."""
    for match in _PLAIN.finditer(text):
        yield Finding(None, *match.span())
    for pattern in (_NAMED, _PUBLIC_LINE, _EXTENDED):
        for match in pattern.finditer(text):
            yield Finding(None, *match.span("number"))
