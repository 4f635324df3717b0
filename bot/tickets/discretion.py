"""What must stay with few: a plea to keep something to ourselves, a report about somebody."""

from __future__ import annotations

from bot.tickets import accusations
from bot.tickets.phrases import Phrases

_PLEA = Phrases(r"""
    保密 匿名 不要公开 别公开 不想公开 不要透露 别透露 别说是我 不要说是我
    confidential anonymous do_not_(?:tell|publish) keep_(?:it|this)_private
""")
# 「举报电话是多少」 asks, 「这不是举报」 denies; neither reports anybody.
_REPORT = Phrases(r"""
    (?:^|我[要想来]*|我们|实名|现|特此|[。，]|\s|向[你您贵][们局单]?[们位]?|向.{0,6}(?:部门|平台|政府|纪委|领导))(?:举报|检举)(?!电话|热线|奖励|方式|渠道|到哪|谁|吗|流程|有)
    实名反映
""")
_CONDUCT = Phrases(r"""
    贪污 受贿 行贿 索贿 腐败 贪腐 吃拿卡要 滥用职权 以权谋私 徇私 收(?:红包|黑钱|好处费) 公款
    保护伞 渎职
    (?:局|政府|街道|村委|居委|[民交]警|城管|干部|领导|部门|工作人员).{0,6}[乱不]作为
    举报.{0,12}(?:局长|书记|主任|[科处镇乡村]长|干部|公务员|[民交]警|城管队员|工作人员|领导)
    corrupt brib abuse_of_(?:power|office) \breport(?:ing)?_(?:an?_|the_)?(?:official|officer)
""")
ANYTHING = _PLEA | _REPORT | _CONDUCT | accusations.CORRUPT


def is_plea(text: str) -> bool:
    """Whether a normalised text asks us to keep it confidential."""
    return _PLEA.stand_in(text)


def is_report(text: str) -> bool:
    """Whether a normalised text reports a person or a unit, who must never come to read it."""
    return _REPORT.stand_in(text) or concerns_conduct(text)


def concerns_conduct(text: str) -> bool:
    """Whether it is about officials' conduct, for which there is a line of discipline (12388).

    That somebody took no bribe is praise.
    """
    if accusations.of_an_office(text):
        return True
    return _CONDUCT.stand_in(text) and _CONDUCT.stand_in(accusations.without_praise(text))


def wants_discretion(text: str) -> bool:
    """Whether the ticket of a normalised text is to be confidential."""
    return ANYTHING.stand_in(text) and (is_plea(text) or is_report(text))
