"""Threats against people, offices or everybody: the duty person hears of them at once."""

from __future__ import annotations

from functools import lru_cache

from bot.tickets.emergency_signs import ANY_SIGN
from bot.tickets.phrases import Phrases

_THREAT = Phrases(r"""
    (?:我|老子|俺|信不信|迟早|早晚|小心|总有一天|有种|等着).{0,8}(?:炸|烧|砍|捅|宰|弄死|打死|杀|废|灭|血洗|干掉|做掉|收拾|报复).{0,8}(?:你|他|她|局|政府|大厅|大楼|单位|社会|全家|领导|干部|书记|主任|城管|警察|一个|几个)
    (?:砍|捅|宰|弄|打|炸|烧|杀)死?(?:你们?|他们|那帮|这帮|你全家|他全家)
    (?:炸|烧|血洗|冲)了?(?:你们?|这|那)?(?:政府|局|大厅|大楼|办公楼|办公室|单位|派出所|法院|信访)
    同归于尽 鱼死网破 (?:拉|找)(?:几个|个)?(?:人)?垫背 报复社会
    (?:带|提|拿|揣)(?:着|上)?(?:汽油|刀|炸药|斧头|枪).{0,6}(?:去|到|来|找|上).{0,8}(?:你|局|政府|大厅|单位|他|领导)
    不(?:给|解决|处理|办).{0,10}(?:就|我就|我).{0,4}(?:杀人|放火|砍人|爆炸|自焚|跳楼|动刀)
    (?:让|叫)(?:你|你们|他|他们)(?:全家)?(?:不得好死|见血|偿命|血债)
    知道你(?:家|孩子|儿子|女儿|老婆|住).{0,12}(?:小心|等着|别怪)
    \bi(?:_will|_am_going_to|'?ll)_(?:kill|bomb|burn|shoot|stab|hurt|blow_up)_(?:you|them|him|her|every|the|your|someone)
    (?:kill|bomb|burn|shoot|blow_up)_(?:you_all|all_of_you|your_office|the_office|city_hall)
    you_will_(?:all_)?(?:die|pay_with_blood|regret_it)
""")
# It tells of others' threats, of pests, films and manners of speaking, or asks about the law.
_NOT_MEANT = Phrases(r"""
    (?:他|她|对方|邻居|老板|房东|物业|债主|前夫|前妻|丈夫|老公|同学|有人|催收).{0,6}(?:威胁|恐吓|扬言|说?要)
    被威胁 收到恐吓
    烧烤 烧(?:水|饭|菜|香|纸|煤|柴) 杀(?:虫|菌|毒|价) 砍(?:价|树) 炸(?:鸡|串|油条) 打(?:死结|杀价)
    蚊子 蟑螂 老鼠 白蚁 杂草 电影 小说 游戏 新闻
    (?:怎么|如何)(?:处罚|判|定罪|举报) 犯法吗 什么罪 判几年
    mosquito rats pests movie novel game penalty
""")

_MAY_ALARM = ANY_SIGN | _THREAT


def may_alarm(text: str) -> bool:
    """Whether a normalised text may threaten, or speak of danger: one glance for both.

    Nearly always it does neither.
    """
    return _MAY_ALARM.may_stand_in(text.replace("著", "着"))


@lru_cache(512)  # as `danger`: it is asked before the message has its turn, and in it
def is_threat(text: str) -> bool:
    """Whether a normalised text threatens somebody, or everybody, itself.

    Who tells of another's threat is a victim, and is heard as such.
    """
    return _THREAT.stand_in(text) and not _NOT_MEANT.stand_in(text)
