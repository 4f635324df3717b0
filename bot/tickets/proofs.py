"""What an end has to show: *explained* its rule, *referred* who, how, and how to reach them.

Fields of a form, or labels in the words themselves; what the words say plainly needs no label:
「根据《城市供水条例》…」, 「请联系幸福物业李经理，电话…」.
Source: docs/lifecycle.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.errors import Refused
from bot.models import Outcome
from bot.tickets.answer_rules import Rules, compared, standard
from bot.tickets.labels import labelled
from bot.tickets.substance import substance

PARTS: Mapping[Outcome, tuple[str, ...]] = {
    Outcome.EXPLAINED: ("basis",),
    Outcome.REFERRED: ("agency", "how", "contact"),
}
"""The parts that an outcome asks for, as its form names them."""
_LABELS: dict[str, tuple[str, ...]] = {
    "basis": ("依据", "政策依据", "法律依据", "文件依据", "依據", "政策依據", "法律依據", "basis"),
    "agency": ("谁", "找谁", "转给", "转给谁", "受理单位", "办理单位", "誰", "找誰", "轉給", "who"),
    "how": ("怎么", "怎么办", "怎么转的", "途径", "怎麼", "怎麼辦", "怎麼轉的", "途徑", "how"),
    "contact": (
        *("联系", "联系方式", "联系电话", "电话", "地址", "网址"),
        *("聯絡", "聯絡方式", "聯絡電話", "電話", "網址", "contact", "phone"),
    ),
}
_NOT_THERE = re.compile(
    r"(?:^|[,.。;:!\s]|我们?|今天|当天|因故|还|暂|尚)(?:没有?|未能?|并未|无法|不用|不必|无需)"
    r"(?:亲自|实地)?(?:去(?![除掉年处世])|到过?(?:现场|场|那里|实地)|前往|赴|出门)(?!的)"
    r"|(?:did not|didn't|have not|haven't|nobody|no one) (?:go|went|been|visit)"
)
"""「没有去」, 「未到场」: said of whoever writes, not of something that was not removed (去除)."""
_LEAST = {"agency": 2, "how": 4}
"""Letters that must be left when the empty words are taken away."""


def read(text: str, values: Mapping[str, str]) -> dict[str, str]:
    """The parts as they were written: fields of a form, else the labels of a text."""
    found = labelled(text, _LABELS)
    return {name: (values.get(name) or found.get(name, "")).strip() for name in _LABELS}


def check(outcome: Outcome, text: str, values: Mapping[str, str]) -> None:
    """Raises `Refused` for the first part that `outcome` asks for and that is not there."""
    parts = read(text, values)
    if outcome is Outcome.EXPLAINED:
        _check_basis(parts["basis"], text)
    if outcome is Outcome.REFERRED:
        _check_referral(parts, text)


def nobody_went(text: str) -> bool:
    """Whether the record of a visit says itself that nobody was there: 「没去现场」, 「未到场」."""
    return bool(_NOT_THERE.search(compared(text)))


def names_a_rule(text: str, *, asked: bool = False, rules: Rules | None = None) -> bool:
    """Whether a text names a document or rule; `asked`: it was written where one is asked for.

    「按有关规定」 names none.
    """
    rules = rules or standard()
    named = rules.basis_vague.sub("", compared(text))
    patterns = (rules.basis_documents, rules.basis_named) if asked else (rules.basis_documents,)
    return any(re.search(pattern, named) for pattern in patterns)


def names_a_duty(text: str, rules: Rules | None = None) -> bool:
    """Whether a text says on what basis a matter is another's: a rule, or whose duty it is.

    「太忙了」 is no basis. Source: service, 退单 ("naming the right unit and the basis").
    """
    rules = rules or standard()
    return bool(rules.duty_words.search(compared(text))) or names_a_rule(
        text, asked=True, rules=rules
    )


def _check_referral(parts: Mapping[str, str], text: str) -> None:
    said = bool(standard().reach_ways.search(compared(text)))
    for name, least in _LEAST.items():
        told_at_once = said and not parts[name]
        if not told_at_once and len(substance(parts[name])) < least:
            raise Refused(f"refusals.referred_{name}")
    if not _reaches(parts["contact"] or text):
        raise Refused("refusals.referred_contact")


def _reaches(contact: str) -> bool:
    """Whether a contact can be called, visited or opened; numbers are written with gaps too."""
    written = compared(contact)
    closed = "".join(written.split())
    return any(standard().reach_words.search(each) for each in (written, closed))


def _check_basis(basis: str, text: str) -> None:
    if not (names_a_rule(basis, asked=True) if basis else names_a_rule(text)):
        raise Refused("refusals.explained_basis")
