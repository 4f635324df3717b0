"""Words of danger: which number helps at once, told apart from questions about such things."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.tickets.phrases import any_of


class Peril(StrEnum):
    """What threatens; each has its own sentence with the right numbers in the catalogues."""

    SELF_HARM = "self_harm"
    FIRE = "fire"
    GAS = "gas"
    ELECTRICITY = "electricity"
    DROWNING = "drowning"
    ROAD = "road"
    TRAPPED = "trapped"
    ILLNESS = "illness"
    VIOLENCE = "violence"


@dataclass(frozen=True, slots=True)
class Danger:
    """A message that speaks of danger; `present`: it says that it is happening now."""

    peril: Peril
    present: bool


# In this order: what kills soonest, or must not be answered with anything else, comes first.
SIGNS = {
    Peril.SELF_HARM: any_of(r"""
        自杀(?!式) 轻生 不想活 活不下去 活着没意思 想死(?![你我]) 不如死 跳楼(?![价机大]) 跳河
        割腕
        结束(?:自己的?)?生命 了结自己
        suicid kill(?:ing)?_myself want_to_die end_my_life hurt_myself
    """),
    Peril.FIRE: any_of(r"""
        着火 着大火 起火 失火 火灾 火警 冒(?:黑|浓|大)?烟 烧起来 爆炸
        on_fire house_fire caught_fire explosion exploded
    """),
    Peril.GAS: any_of(r"""
        (?:煤气|燃气|天然气|液化气|瓦斯).{0,6}漏 漏煤气 漏燃气 漏气 (?:煤气|燃气|天然气)的?味
        (?:煤气|一氧化碳)中毒
        gas_leak leaking_gas smell(?:s|ing)?_(?:of_|like_)?gas
    """),
    Peril.ELECTRICITY: any_of(r"""
        触电 电线.{0,3}[掉断垂落] 漏电 被电[到击倒]
        electrocut electric_shock live_wire
    """),
    Peril.DROWNING: any_of(r"""
        溺水 落水 掉(?:进|到|入|下)?了?[河水湖江海井池] 被(?:洪水|大水)[冲困]
        drown fell_into_the_(?:river|lake|water|sea)
    """),
    Peril.ROAD: any_of(r"""
        车祸 撞到?人 被车撞 翻车 (?:出|发生)了?交通事故
        car_(?:crash|accident) traffic_accident hit_by_a_car
    """),
    Peril.TRAPPED: any_of(r"""
        被困 困在 关在电梯 房[子屋].{0,2}塌 倒塌 塌方
        trapped_in stuck_in_(?:the_|an_)?(?:elevator|lift) collapsed_building
    """),
    Peril.ILLNESS: any_of(r"""
        [晕昏]倒 [晕昏]过去 昏迷 没有?呼吸 不省人事 叫不醒 心脏病发 心梗 休克 大出血 喝了?农药
        坠楼
        从.{0,4}楼上?[摔掉坠]
        unconscious not_breathing heart_attack collapsed bleeding_badly
    """),
    Peril.VIOLENCE: any_of(r"""
        家暴 砍人 持刀 拿刀 杀人 抢劫 绑架 强奸 被人打 被打[伤了] 在打人 打起来 打架
        domestic_violence being_attacked stabbed being_robbed beats_me
    """),
}

# Somebody calls for help: whatever else the message says, it is happening.
NOW = any_of(r"""
    救命 救救 救人 快来 快派 快救 来人啊 赶紧[来派救] 马上[来派] 正在[着起燃烧漏冒打流]
    刚[刚才]?(?:着|起火|发生|出了|掉|落|撞|晕|昏|触)
    \bhelp_(?:us|me)\b right_now hurry come_quick send_(?:someone|help)
""")

# It has happened, or is happening, as far as the tense tells.
HAPPENED = any_of(r"""
    了 有人 闻到 一股 有.{0,3}味 不想活 想死 活不下去 冒烟
    \b(?:is|am|are)\b there_s \bfell\b \bcaught\b i_want i_smell
""")

# It is asked about, feared, insured, trained for, or long past.
CALM = any_of(r"""
    电话是?多少 什么电话 哪个电话 打几 打多少 号码 赔 保险 补偿 补贴 补助 救助金 责任 认定 证明
    鉴定
    年检 检测 检查 验收 许可 资质 备案 手续 标准 规定 预防 防范 防止 避免 演练 演习 培训 宣传
    知识 讲座
    报警器 灭火器 消防(?:通道|栓|设施|证|车道|队) 隐患 风险 容易 可能会 怕 担心 万一 会不会
    如果 假如
    要是 曾经 以前 去年 前年 几年前 上个?月 上周 上个?星期 昨天 前几天 前天
    已经?(?:处理|扑灭|灭|修好|送医|出院)
    判几年 处罚 罚款 起诉 取证 离婚 保护令 怎么处理 怎么算 流程 怎么?申请 电影 小说 新闻 事故多
    多发
    频发 如发生 不堪设想 工伤 工厂 烟囱 无人伤
    insurance claim compensation prevent drill (?:what|which|phone)_number certificate
    last_(?:week|month|year) yesterday what_if avoid inspection alarm training apply permit
    nobody_(?:was_|is_)?(?:hurt|injured) without_injuries
""")

# Grief is heard however it is put, and never put off as a mere question.
_ALWAYS_HEARD = frozenset({Peril.SELF_HARM})
_NOT_GRIEF = any_of("保险 理赔 电影 小说 新闻 论文 统计 防坠 novel movie film insurance")
_STORY = 80
"""Normalised characters; a longer text tells a story, and counts only where it calls for help."""


def danger(text: str) -> Danger | None:
    """The danger that a normalised text (Simplified, lower case) speaks of, or None.

    A question about emergencies, insurance or drills, and what is long past, is no danger; a cry
    for help always is. Grief is heard however it is put.
    """
    peril = next((peril for peril, signs in SIGNS.items() if signs.search(text)), None)
    if peril is None:
        return None
    if peril in _ALWAYS_HEARD:
        return None if _NOT_GRIEF.search(text) else Danger(peril, present=True)
    if NOW.search(text):
        return Danger(peril, present=True)
    if CALM.search(text) or len(text) > _STORY:
        return None
    return Danger(peril, present=bool(HAPPENED.search(text)))
