"""What a resident wants of the service itself: its commands, in everybody's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.tickets.phrases import words
from faq.languages import in_one_case, is_simplified, simplified
from faq.normalise import normalise


class Wish(StrEnum):
    """What can be wished for."""

    START = "start"
    HELP = "help"
    NUDGE = "nudge"
    PROGRESS = "progress"
    MINE = "mine"
    WITHDRAW = "withdraw"
    REMIND = "remind"
    HUMAN = "human"
    COMPLAINT = "complaint"
    LANGUAGE = "language"
    FORGET = "forget"
    LINK = "link"
    UNLINK = "unlink"
    THANKS = "thanks"
    SKIP = "skip"
    GREETING = "greeting"
    UNKNOWN_COMMAND = "unknown_command"


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish, with what follows it: a ticket's number, a language, or what it is about."""

    wish: Wish
    rest: str = ""


_EXACTLY: dict[Wish, frozenset[str]] = {
    Wish.START: words("start 开始"),
    Wish.HELP: words(
        "help 帮助 怎么用 使用说明 你能做什么 您能做什么 你会什么 说明 what_can_you_do"
    ),
    Wish.PROGRESS: words("""
        进度 查进度 查询进度 我的进度 办理进度 进展 查进展 到哪一步了 办得怎么样了
        处理得怎么样了 有消息吗 有消息了吗 有结果吗 有结果了吗 有进展吗 有进展了吗 有没有消息
        有没有结果 有没有进展
        status progress my_status any_news any_update any_updates any_progress
    """),
    Wish.MINE: words(
        "我的 我的工单 我的事项 我的问题 查我的工单 我提过的 mine my_tickets tickets my_ticket"
    ),
    Wish.WITHDRAW: words("撤回 撤销 撤单 我要撤回 取消工单 撤回工单 不用处理了 withdraw cancel"),
    Wish.REMIND: words("催办 催一下 催 催单 我要催办 帮我催一下 催催 remind urge"),
    Wish.FORGET: words("""
        删除我的资料 忘记我 删除我的信息 删除我的数据 删除资料 注销 forget_me delete_my_data
        erase_my_data
        delete_my_account
    """),
    Wish.LINK: words("绑定 绑定账号 我要绑定 绑定其他渠道 绑定码 link link_channels"),
    Wish.UNLINK: words("解除绑定 取消绑定 解绑 unlink"),
    Wish.SKIP: words("跳过 略过 skip skip_it"),
    Wish.GREETING: words("""
        你好 您好 你好啊 您好啊 在吗 在不在 有人吗 早 早上好 上午好 中午好 下午好 晚上好 hi
        hello hey
        good_morning good_afternoon good_evening anybody_there hello_there
    """),
}
_THANKING = (
    r"(?:(?:(?:谢谢|多谢|感谢|谢了|辛苦|麻烦)(?:[您你]们?)?[了啦啊]?|非常感谢|好的?[呢吧啊]?|好嘞|嗯|哦"
    r"|太好了|太棒了|真好|真快|点赞|给[您你]们?点赞"
    r"|行|可以|知道了|明白了?|收到了?|了解了?|没事了|ok|okay|thanks?"
    r"|很?有用|很?有帮助|(?:very |that was |it was )?(?:useful|helpful)"
    r"|thank you(?: (?:so|very) much)?|thx|got it|great| )+)"
)
# What none of them begins with is passed over: to try all of them takes longer.
_THANKS = re.compile(f"(?=[谢多感辛麻非好嗯哦太真点给行可知明收了没很有otguhvi ]){_THANKING}")
_THANKING_SIGNS = "👍🙏👌🌹💐😊❤\ufe0f\U0001f3fb\U0001f3fc "
_BEFORE_NO_WORD = frozenset(f"?/{_THANKING_SIGNS}")
_LANGUAGES = {
    "zh-Hans": words(
        "zh-hans zh_hans zh 简体 简体中文 中文 中文简体 普通话 汉语 chinese simplified"
    ),
    "zh-Hant": words("zh-hant zh_hant 繁体 繁体中文 中文繁体 正体 正体中文 traditional"),
    "en": words("en english 英文 英语"),
}
_LANGUAGE_OF = {name: language for language, names in _LANGUAGES.items() for name in names}
_SAID = {phrase: Wished(wish) for wish, phrases in _EXACTLY.items() for phrase in phrases} | {
    name: Wished(Wish.LANGUAGE, language) for name, language in _LANGUAGE_OF.items()
}
_COMMANDS = {
    "start": Wish.START,
    "help": Wish.HELP,
    "帮助": Wish.HELP,
    "status": Wish.PROGRESS,
    "progress": Wish.PROGRESS,
    "进度": Wish.PROGRESS,
    "mine": Wish.MINE,
    "my": Wish.MINE,
    "我的": Wish.MINE,
    "withdraw": Wish.WITHDRAW,
    "cancel": Wish.WITHDRAW,
    "撤回": Wish.WITHDRAW,
    "remind": Wish.REMIND,
    "催办": Wish.REMIND,
    "human": Wish.HUMAN,
    "人工": Wish.HUMAN,
    "complaint": Wish.COMPLAINT,
    "投诉": Wish.COMPLAINT,
    "lang": Wish.LANGUAGE,
    "language": Wish.LANGUAGE,
    "forget": Wish.FORGET,
    "link": Wish.LINK,
    "绑定": Wish.LINK,
    "unlink": Wish.UNLINK,
    "解绑": Wish.UNLINK,
}
_COMMAND = re.compile(r"/\s*([^\s/@]+)(?:@\S+)?\s*(.*)", re.DOTALL)
_NUMBERED = re.compile(
    r"(?P<wish>进度|撤回|催办|status|withdraw|remind)\s*#?\s*(?P<ticket>\d{8}-\d{4,})"
    r"|(?:绑定|link)[\s:：]*(?P<code>(?:\d[\s-]?){1,12})"
)
_OF_A_PERSON = re.compile(
    "人工|真人|活人|human|person|agent|operator|representative|投诉|举报|complain"
)
"""One of these stands in every wish for a person, and in every complaint: mostly none does."""
_HUMAN = re.compile(
    r"(?:(?:我[要想]|请|帮我|麻烦|需要|给我)?(?:转接?|找|接|要)?到?(?:人工|真人|活人)"
    r"(?:客服|服务|坐席|座席|台|回复|处理)?"
    r"|(?:i (?:want|need|would like) (?:to )?)?(?:(?:talk|speak) (?:to|with) )?(?:an? |the )?"
    r"(?:human|real person|person|agent|operator|representative)(?: please)?)"
    r"[\s,，。.:：;；!！、~]*(?:$|(?<=[\s,，。.:：;；!！、~])(?P<rest>.+))",
    re.DOTALL,
)
_HUMAN_LAST = re.compile(r".+?[,，。.;；!！?？\s]+请?转?人工(?:客服|服务)?[。.!！]*", re.DOTALL)
_COMPLAINT = re.compile(
    r"(?:我要|我想|我|要|想|我们要)?(?:投诉|举报)(?P<rest>.*)"
    r"|(?:i want to |i would like to )?(?:complain|complaint|file a complaint)\b(?P<more>.*)",
    re.DOTALL,
)
_LANGUAGE_ASKED = re.compile(
    r"(?:切换(?:到|成|为)?|换成?|用|说|请用|请说|in |speak |switch to )(.+)"
)
_LONGEST_WISH = 40


def read(text: str, plain: str | None = None) -> Wished | None:
    """The wish that a text is, or None where it is about something else. Total for any string.

    `plain` is the text normalised, where that is known already.
    """
    folded = _folded(text)
    if not folded:
        return None
    if folded[0] in _BEFORE_NO_WORD:
        if folded.strip("? ") == "":
            return Wished(Wish.NUDGE)
        if folded.strip(_THANKING_SIGNS) == "":
            return Wished(Wish.THANKS)
        if folded[0] == "/":
            return _command(folded, text)
    return _human(folded, text) or _said(folded, normalise(text) if plain is None else plain)


def _command(folded: str, text: str) -> Wished | None:
    found = _COMMAND.fullmatch(folded)
    if found is None:
        return Wished(Wish.UNKNOWN_COMMAND, text.strip())
    name, rest = found.groups()
    wish = _COMMANDS.get(name)
    if wish is None:
        said = None if rest else _said(name, normalise(name))
        return said or Wished(Wish.UNKNOWN_COMMAND, name)
    if wish is Wish.LANGUAGE:
        return Wished(Wish.LANGUAGE, _language(rest))
    # The words of the resident, not our folding of them.
    return Wished(wish, text.strip().partition(" ")[2].strip() or rest)


def _human(folded: str, text: str) -> Wished | None:
    if not _OF_A_PERSON.search(folded):
        return None
    asked = _HUMAN.fullmatch(folded)
    if asked:
        return Wished(Wish.HUMAN, text.strip() if asked["rest"] else "")
    if _HUMAN_LAST.fullmatch(folded):
        return Wished(Wish.HUMAN, text.strip())
    complaint = _COMPLAINT.fullmatch(folded)
    if complaint:
        about = (complaint["rest"] or complaint["more"] or "").strip(" ,，。.!！:：")
        return Wished(Wish.COMPLAINT, text.strip() if about else "")
    return None


def _said(folded: str, plain: str) -> Wished | None:
    if len(folded) > _LONGEST_WISH:
        return None
    numbered = _NUMBERED.fullmatch(folded)
    if numbered is not None:
        code = numbered["code"]
        return Wished(Wish.LINK, code) if code else _of_ticket(numbered)
    if wished := _SAID.get(plain):
        return wished
    asked = _LANGUAGE_ASKED.fullmatch(plain)
    if asked and (language := _language(asked[1])):
        return Wished(Wish.LANGUAGE, language)
    return Wished(Wish.THANKS) if _THANKS.fullmatch(plain) else None


def _of_ticket(numbered: re.Match[str]) -> Wished:
    return Wished(_COMMANDS[numbered["wish"]], numbered["ticket"])


def _language(text: str) -> str:
    plain = text.strip().casefold()
    return _LANGUAGE_OF.get(plain, "")


def _folded(text: str) -> str:
    folded = in_one_case(text).strip()
    return folded if is_simplified(text) else simplified(folded)
