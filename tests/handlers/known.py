"""What the small town knows: its FAQ, its units, and the real matcher over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.models import (
    Department,
)
from faq.entries import FaqEntry
from faq.match import Match, Matcher

ENTRIES = (
    FaqEntry(
        id="id-card-replace",
        question="身份证丢了怎么补办？",
        answer="1. 带户口簿到任一派出所办证窗口。\n2. 工本费 40 元,20 个工作日内领证。",
        variants=("补办身份证要带什么", "身份证遗失补领"),
        department="police",
        source="《居民身份证法》第十一条",
        updated=date(2026, 11, 2),
        language="zh-Hans",
    ),
    FaqEntry(
        id="id-card-expired",
        question="身份证过期了怎么换领？",
        answer="有效期满前三个月起,带旧证到派出所换领。",
        variants=("身份证到期换证",),
        department="police",
        source="《居民身份证法》第十一条",
        updated=date(2026, 11, 2),
        language="zh-Hans",
    ),
    FaqEntry(
        id="id-card-temporary",
        question="临时身份证怎么办理？",
        answer="申领身份证期间急用的,可同时申领临时身份证,3 个工作日内发放。",
        department="police",
        source="《临时居民身份证管理办法》",
        updated=date(2026, 11, 2),
        language="zh-Hans",
    ),
    FaqEntry(
        id="fund-withdraw",
        question="住房公积金怎么提取？",
        answer="在公积金 App 或柜台申请,3 个工作日内到账。",
        variants=("公积金提取需要什么材料", "怎么取公积金"),
        department="housing-fund",
        source="《住房公积金管理条例》第二十四条",
        updated=date(2026, 10, 8),
        language="zh-Hans",
    ),
    FaqEntry(
        id="fire-number",
        question="火警电话是多少？",
        answer="火警电话是 119,全天免费拨打。",
        department="emergency",
        language="zh-Hans",
    ),
    FaqEntry(
        id="fund-withdraw-en",
        question="How do I withdraw my housing fund?",
        answer="Apply in the housing fund app or at a counter; paid within 3 working days.",
        department="housing-fund",
        language="en",
    ),
)


DEPARTMENTS = (
    Department("duty", "值班室", "Duty Desk", "12345"),
    Department("police", "公安局", "Police", "110"),
    Department("housing-fund", "住房公积金管理中心", "Housing Fund Centre", "12329"),
    Department("water", "水务局", "Water Bureau"),
)


@dataclass(frozen=True)
class Matching:
    """The real matcher over the town's few entries."""

    matcher: Matcher

    async def match(self, text: str) -> Match:
        """What the FAQ says."""
        return self.matcher.match(text, date(2026, 11, 23))
