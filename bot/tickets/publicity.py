"""Which matters may be shared with others who ask the same: public ones only."""

from __future__ import annotations

from bot.tickets import discretion
from bot.tickets.phrases import Phrases

_OWN_AFFAIR = Phrases(r"""
    养老金 退休金 退休工资 养老待遇 抚恤 低保 特困 临时救助 残疾证 残疾补贴 高龄津贴 失业金 失业保险
    工资 欠薪 薪水 劳动合同 工伤 辞退 裁员 社保 医保 报销 公积金 生育津贴 病历 病情 诊断 怀孕 离婚
    抚养 家暴 遗产 继承 户口 落户 身份证 护照 驾驶?证 房产证 不动产 过户 贷款 银行卡 账户 余额 密码
    成绩 学籍 档案 个税 罚单 违章 案件 立案 起诉 判决 拘留 上访 信访
    我(?:的|家)?(?:孩子|儿子|女儿|老公|老婆|丈夫|妻子|爸|妈|父亲|母亲|爷爷|奶奶|老人)
    \b(?:pension|wages?|salary|insurance|benefits?|passport|divorce|diagnosis|my_(?:son|daughter|husband|wife|mother|father))\b
""")


# One glance for both, which mostly shows that neither is there.
_MAY_BE_PRIVATE = _OWN_AFFAIR | discretion.ANYTHING


def may_be_shared(text: str) -> bool:
    """Whether what a normalised text tells is everybody's matter.

    Never somebody's own affairs (pension, wages, papers, family), never what is to be kept
    confidential, never a report about a person or a unit. When in doubt it is not shared.
    """
    if not _MAY_BE_PRIVATE.stand_in(text):
        return True
    return not (discretion.wants_discretion(text) or _OWN_AFFAIR.stand_in(text))
