"""The officials' commands as they are written in a chat: Chinese names, short Latin aliases."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from bot.tickets.phrases import words
from handlers.written_forms import fields_of


class Act(StrEnum):
    """What an official can say; the actions on a ticket bear the names of the life-cycle's."""

    TODO = "todo"
    NEXT = "next"
    SHOW = "show"
    SEARCH = "search"
    DUTY = "duty"
    BRIEF = "brief"
    HOT = "hot"
    PAUSE = "pause"
    RESUME = "back"
    SNIPPET = "snippet"
    DROP_SNIPPET = "drop_snippet"
    HELP = "help"
    UNKNOWN = "unknown"
    FAQ = "faq"
    GRANT = "grant"
    DECLINE = "decline"
    BLOCK = "block"
    UNBLOCK = "unblock"
    GRANT_BLOCK = "grant_block"
    REFUSE_BLOCK = "refuse_block"
    TAKE = "take"
    RETURN = "return"
    REFUSE_RETURN = "refuse_return"
    DISPATCH = "dispatch"
    TRANSFER = "transfer"
    ASSIST = "assist"
    CLASSIFY = "classify"
    GRANT_CLASSIFICATION = "grant_classification"
    REFUSE_CLASSIFICATION = "refuse_classification"
    GRANT_ASSISTANCE = "grant_assistance"
    REFUSE_ASSISTANCE = "refuse_assistance"
    ASK_TRANSFER = "ask_transfer"
    GRANT_TRANSFER = "grant_transfer"
    REFUSE_TRANSFER = "refuse_transfer"
    ASK = "ask"
    PROMPT = "prompt"
    ANSWER = "answer"
    SEND_ANYWAY = "send_anyway"
    STAGE_REPLY = "stage_reply"
    VISIT = "visit"
    RECORD_VISIT = "record_visit"
    EXTEND = "extend"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    RECALL = "recall"
    PROPOSE = "propose"
    RESCHEDULE = "reschedule"
    CALL_BACK = "call_back"
    REOPEN = "reopen"
    SUPERVISE = "supervise"
    INSTRUCT = "instruct"
    SETTLE_INSTRUCTION = "settle_instruction"
    CONFIDE = "confide"
    DISCLOSE = "disclose"
    MERGE = "merge"
    SPLIT = "split"
    SHARE = "share"
    ANNOUNCE = "announce"
    WITHDRAW_NOTICE = "withdraw_notice"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Command:
    """What an official said: `number` is a ticket's, in full or its last digits, or empty.

    `also` are the further tickets that the same words go to.
    """

    act: Act
    number: str = ""
    text: str = ""
    values: dict[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()


_NAMES: dict[Act, frozenset[str]] = {
    Act.TODO: words("待办 todo list"),
    Act.NEXT: words("下一件 next"),
    Act.SHOW: words("单 工单 show"),
    Act.SEARCH: words("搜 搜索 search find"),
    Act.DUTY: words("值班 duty"),
    Act.BRIEF: words("日报 日報 简报 簡報 brief"),
    Act.HOT: words("热点 熱點 hot"),
    Act.PAUSE: words("暂停 暫停 pause"),
    Act.RESUME: words("恢复 恢復 back resume"),
    Act.SNIPPET: words("模板 範本 snippet template"),
    Act.DROP_SNIPPET: words("删模板 刪範本 drop_snippet"),
    Act.FAQ: words("faq 入库 常见问题"),
    Act.BLOCK: words("屏蔽 block"),
    Act.UNBLOCK: words("解除 解除屏蔽 unblock"),
    Act.HELP: words("帮助 help"),
    Act.GRANT: words("同意 批准 通过 grant approve"),
    Act.DECLINE: words("不同意 不批准 退回 decline"),
    Act.TAKE: words("签收 take"),
    Act.RETURN: words("退 退单 return"),
    Act.TRANSFER: words("派 派单 改派 assign transfer"),
    Act.ASSIST: words("协办 请协办 assist"),
    Act.ASK_TRANSFER: words("申请改派 申請改派 ask_transfer"),
    Act.CLASSIFY: words("分类 改分类 分類 改分類 classify"),
    Act.ASK: words("补充 要求补充 ask"),
    Act.PROMPT: words("提醒 提醒居民 prompt"),
    Act.ANSWER: words("答 答复 回复 再答 群答 answer reply again answer_all"),
    Act.SEND_ANYWAY: words("仍发 仍發 仍然发送 anyway"),
    Act.STAGE_REPLY: words("阶段 阶段性答复 阶段答复 stage"),
    Act.VISIT: words("现场 现场办理 visit"),
    Act.RECORD_VISIT: words("现场记录 visited"),
    Act.EXTEND: words("延期 申请延期 extend"),
    Act.SUBMIT: words("审 审核 提交审核 review submit"),
    Act.RECALL: words("收回 recall"),
    Act.PROPOSE: words("办结 拟办结 close"),
    Act.RESCHEDULE: words("改计划 reschedule"),
    Act.CALL_BACK: words("回访 callback"),
    Act.REOPEN: words("重办 reopen"),
    Act.SUPERVISE: words("督办 supervise"),
    Act.INSTRUCT: words("批示 instruct"),
    Act.SETTLE_INSTRUCTION: words("批示办结 settle"),
    Act.CONFIDE: words("保密 confide"),
    Act.DISCLOSE: words("取消保密 disclose"),
    Act.MERGE: words("并 并单 並 併 併單 merge"),
    Act.SPLIT: words("拆 拆单 拆單 split"),
    Act.SHARE: words("开放关注 開放關注 share"),
    Act.ANNOUNCE: words("通告 announce"),
    Act.WITHDRAW_NOTICE: words("撤通告 撤回通告 withdraw_notice"),
    Act.NOTE: words("注 备注 note"),
}
_ACTS = {name: act for act, names in _NAMES.items() for name in names}
_SUPPLEMENTS = words("再答 again")
_TO_ALL = words("群答 answer_all")
_ON_SEVERAL = frozenset({Act.ANSWER, Act.MERGE})
"""These go to several tickets at once; elsewhere a second number is part of the words."""
_NUMBER = r"\d{8}-\d{4,}|\d{1,8}"
_COMMAND = re.compile(
    r"(?P<slash>[/／])?(?P<name>[^\s:：#\d/／@]+)(?:@\S+)?"
    rf"(?P<gap>\s*)(?:#?\s?(?P<number>{_NUMBER})(?=[\s:：,，、]|$))?"
    rf"(?P<also>(?:[\s,，、]+#?(?:{_NUMBER})(?=[\s:：,，、]|$))*)"
    r"\s*(?P<colon>[:：])?(?P<text>.*)",
    re.DOTALL,
)
_ASKS_HELP = frozenset("?？")
_WORDED = frozenset(
    {
        Act.FAQ,
        Act.BLOCK,
        Act.SEND_ANYWAY,
        Act.NOTE,
        Act.REOPEN,
        Act.SEARCH,
        Act.BRIEF,
        Act.PAUSE,
        Act.SNIPPET,
        Act.DROP_SNIPPET,
    }
)
"""These go on with words; others are a name and at most a number."""
_FORMED = frozenset(Act) - {
    *_WORDED,
    Act.TODO,
    Act.DUTY,
    Act.HOT,
    Act.RESUME,
    Act.NEXT,
    Act.SHOW,
    Act.HELP,
    Act.UNKNOWN,
    Act.TAKE,
    Act.ANSWER,
    Act.PROPOSE,
}
"""These go on with words as well, and the same words are said in talk: only with a number."""


def parse(text: str) -> Command | None:
    """The command that a text is; None where it is plain talk, which goes to no resident ever.

    Without a slash a command is told from talk by what follows its name: 「单位领导来过」,
    「答复已经在写」 and 「签收了吗」 are talk. An answer needs the colon: 答: or 答 123：
    """
    stripped = text.strip()
    if stripped in _ASKS_HELP:
        return Command(Act.HELP)
    found = _COMMAND.fullmatch(stripped)
    if found is None:
        return Command(Act.UNKNOWN, text=stripped) if stripped[:1] in ("/", "／") else None
    name = unicodedata.normalize("NFKC", found["name"]).casefold()
    act = _ACTS.get(name)
    if act is None:
        return Command(Act.UNKNOWN, text=name) if found["slash"] else None
    command = _command(act, name, found)
    return command if found["slash"] or _is_meant(found, act, command) else None


def name_in(text: str) -> str:
    """The command's name as it was written, with its slash; empty where a text begins with none."""
    found = _COMMAND.fullmatch(text.strip())
    return f"{found['slash'] or ''}{found['name']}" if found else ""


def nearest(name: str) -> str:
    """The command's name that was probably meant; empty where none comes near."""
    close = get_close_matches(name.casefold(), sorted(_ACTS), n=1, cutoff=0.5)
    return close[0] if close else ""


def read_answer(text: str) -> tuple[str, bool]:
    """The words of an answer, and whether they are put as a further one (再答：)."""
    found = re.match(r"\s*(?:再答|again)\s*[:：]\s*", text, re.IGNORECASE)
    return (text[found.end() :], True) if found else (text, False)


def _command(act: Act, name: str, found: re.Match[str]) -> Command:
    number, also, text = found["number"] or "", found["also"], found["text"]
    if act not in _ON_SEVERAL and also:
        text, also = f"{also}{found['colon'] or ''}{text}", ""
    text = text.strip()
    if act is Act.ANSWER:
        values = {"supplement": "yes"} if name in _SUPPLEMENTS else {}
        values |= {"people": "all"} if name in _TO_ALL else {}
    else:
        values, text = fields_of(act, text)
    return Command(act, number, text, values, tuple(re.findall(_NUMBER, also)))


def _is_meant(found: re.Match[str], act: Act, command: Command) -> bool:
    if act is Act.ANSWER:
        return bool(found["colon"])
    ends = not (found["gap"] or found["number"] or found["colon"] or found["text"])
    parted = bool(found["gap"] or found["number"] or found["colon"])
    if act is Act.PROPOSE:
        return ends or bool(command.number or command.values)
    if act in _FORMED:
        return ends or bool(command.number or found["colon"])
    if act in _WORDED:
        return ends or parted
    return ends or (parted and not command.text)
