"""The fields of an action's form, as an official writes them behind a command in a chat."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.models import Kind, Outcome, Verdict
from bot.tickets.kinds import HARD
from bot.tickets.labels import labelled
from bot.tickets.phrases import words

Fields = tuple[dict[str, str], str]
"""The fields that were found, and the words that remain."""

_OUTCOMES: dict[Outcome, frozenset[str]] = {
    Outcome.DONE: words("已办理 办理 已解决 done"),
    Outcome.EXPLAINED: words("已解释 解释 explained"),
    Outcome.SCHEDULED: words("已列计划 列计划 挂账 scheduled"),
    Outcome.REFERRED: words("已转他途径 转他途径 已转办 referred"),
    Outcome.MERGED: words("并单 并入 併單 併入 merged"),
    Outcome.OUT_OF_SCOPE: words("不予受理 不受理 out_of_scope"),
    Outcome.UNREACHABLE: words("无法联系 联系不上 unreachable"),
}
_VERDICTS: dict[Verdict, frozenset[str]] = {
    Verdict.SOLVED: words("已解决 解决了 solved"),
    Verdict.PARTLY: words("部分解决 partly"),
    Verdict.NOT_SOLVED: words("没解决 未解决 not_solved"),
}
_KINDS: dict[str, frozenset[str]] = {
    Kind.CONSULTATION: words("咨询 諮詢 consultation"),
    Kind.COMPLAINT: words("投诉 投訴 complaint"),
    Kind.SUGGESTION: words("建议 建議 suggestion"),
    Kind.HELP: words("求助 help"),
    HARD: words("疑难 疑難 hard"),
}
_VISIT = {
    "at": ("时间", "到场时间", "when", "at"),
    "place": ("地点", "位置", "where", "place"),
    "found": ("发现", "情况", "现场情况", "found"),
    "done": ("处理", "处置", "处理情况", "done"),
    "before": ("办前照片", "辦前照片", "处理前照片", "處理前照片", "photos before", "before"),
}
_NOTICE = {
    "title": ("标题", "主题", "title"),
    "place": ("地点", "范围", "place"),
    "hours": ("有效", "有效小时", "hours"),
    "people": ("人数", "人數", "people"),
    "en": ("英文", "english", "en"),
    "text": ("正文", "内容", "text"),
}
_TO_PEOPLE = re.compile(
    r"(?:人数|人數|people)\s*[:：]?\s*(?P<people>\d{1,6})\s*人?(?=[\s,，。:：;；]|$)", re.IGNORECASE
)
_DAY = re.compile(
    r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.月]\d{1,2}日?|[今明后]天|下?(?:周|星期)[一二三四五六日天])"
    r"(?=[\s,，。:：;；]|$)"
)
_TICKET = re.compile(
    r"(?:到|工单|工單|into|ticket)?\s*[#＃]?\s?(?P<number>\d{8}-\d{4,}|\d{1,8})(?![\d-])",
    re.IGNORECASE,
)
_SIGNS = " \t\n,，。:：;；"


def fields_of(act: str, text: str) -> Fields:
    """The fields that `act` asks for, out of what stands behind the command."""
    reader = _READERS.get(act)
    return reader(text) if reader is not None else ({}, text)


def outcome_of(word: str) -> Outcome | None:
    """The outcome that an official names, in any of its names."""
    folded = _folded(word)
    return next((outcome for outcome, names in _OUTCOMES.items() if folded in names), None)


def verdict_of(word: str) -> Verdict | None:
    """The verdict that a resident gave on the telephone, as the official writes it."""
    folded = _folded(word)
    return next((verdict for verdict, names in _VERDICTS.items() if folded in names), None)


def _folded(word: str) -> str:
    return word.strip(_SIGNS).casefold().replace("_", " ").replace("-", " ")


def _outcome(text: str) -> Fields:
    word, rest = _first(text)
    outcome = outcome_of(word)
    if outcome is None:
        return {}, text
    values = {"outcome": outcome.value}
    if outcome is Outcome.SCHEDULED:
        day, rest = _day(rest)
        values |= day
    if outcome is Outcome.MERGED and (found := _TICKET.match(rest)):
        values["into"] = found["number"]
        rest = rest[found.end() :].strip(_SIGNS)
    people, rest = _to_people(rest)
    return values | people, rest


def _to_people(text: str) -> Fields:
    found = _TO_PEOPLE.match(text)
    return ({"people": found["people"]}, text[found.end() :].strip(_SIGNS)) if found else ({}, text)


def _verdict(text: str) -> Fields:
    word, rest = _first(text)
    verdict = verdict_of(word)
    return ({"verdict": verdict.value}, rest) if verdict else ({}, text)


def _kind(text: str) -> Fields:
    word, rest = _first(text)
    folded = _folded(word)
    kind = next((str(kind) for kind, names in _KINDS.items() if folded in names), None)
    return ({"kind": kind}, rest) if kind else ({}, text)


def _unit(text: str) -> Fields:
    word, rest = _first(text)
    return ({"department": word.strip(_SIGNS)}, rest) if word else ({}, "")


def _day(text: str) -> Fields:
    found = _DAY.match(text)
    return ({"until": found[0]}, text[found.end() :].strip(_SIGNS)) if found else ({}, text)


def _planned(text: str) -> Fields:
    values = labelled(text, _VISIT)
    return (values, text) if "found" in values else ({"at": text, **values}, text)


def _visit(text: str) -> Fields:
    return labelled(text, _VISIT), text


def _announcement(text: str) -> Fields:
    values = labelled(text, _NOTICE)
    return (values, values.pop("text")) if "text" in values else (values, text)


def _first(text: str) -> tuple[str, str]:
    word, _, rest = text.strip().partition(" ")
    return word, rest.strip()


_READERS: dict[str, Callable[[str], Fields]] = {
    "propose": _outcome,
    "submit": _to_people,
    "grant": _to_people,
    "call_back": _verdict,
    "return": _unit,
    "transfer": _unit,
    "assist": _unit,
    "classify": _kind,
    "ask_transfer": _unit,
    "extend": _day,
    "reschedule": _day,
    "visit": _planned,
    "record_visit": _visit,
    "announce": _announcement,
}
