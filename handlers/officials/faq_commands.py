"""faq …: what officials say to the FAQ in a chat or at the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.clock import local_date
from bot.errors import Refused
from bot.models import Ticket
from bot.store import Transaction, drafts, faq_needs
from bot.store.drafts import Draft, Proposed
from bot.tickets.phrases import words
from handlers.grammar import Command
from handlers.knowledge import drafting, gaps
from handlers.turn import Turn

LOOKED_BACK = timedelta(days=30)
MOST_READ = 5_000
_SHOWN = 10
_FIELD = re.compile(r"(依[据據]|有效期|答案|basis|until|answer)\s*[:：]\s*", re.IGNORECASE)
_FIELDS = {
    "依据": "source",
    "依據": "source",
    "basis": "source",
    "有效期": "until",
    "until": "until",
    "答案": "answer",
    "answer": "answer",
}
_APPROVE = words("准 通过 通過 approve ok")
_REFUSE = words("退 退回 refuse reject")
_SHOW = words("看 show")
_DRAFTS = words("待审 待審 drafts")
_GAPS = words("缺 缺口 gaps")
_REVIEW = words("到期 复查 複查 review")


def at_large(tx: Transaction, turn: Turn, command: Command) -> None:
    """faq 待审 · 看 3 · 准 3 · 退 3 理由 · 缺 · 到期. Raises `Refused`."""
    word, _, rest = command.text.partition(" ")
    named = word.casefold()
    if not named or named in _DRAFTS:
        _list_drafts(tx, turn)
    elif named in _GAPS:
        _list_gaps(tx, turn)
    elif named in _REVIEW:
        _list_troubles(tx, turn)
    elif act := next((act for names, act in _ON_A_DRAFT if named in names), None):
        number, _, more = rest.strip().partition(" ")
        act(tx, turn, _number(command.values.get("draft", number)), more)
    else:
        raise Refused("knowledge.help")


def draft(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """faq 12 一般问法 依据：… 有效期：2027-11-26 答案：… Raises `Refused`."""
    first = drafting.propose(tx, turn, ticket)
    proposed = _read(command, first)
    kept = drafting.draft(tx, turn, ticket, proposed)
    turn.say(turn.words("knowledge.drafted", **_values(turn, kept)))


def _read(command: Command, first: Proposed) -> Proposed:
    head, *rest = _FIELD.split(command.text)
    given = {
        _FIELDS[name.casefold()]: text.strip()
        for name, text in zip(rest[::2], rest[1::2], strict=True)
    }
    given |= {name: text.strip() for name, text in command.values.items() if text.strip()}
    until = given.get("until", "")
    return replace(
        first,
        question=given.get("question", head.strip()),
        answer=given.get("answer", first.answer),
        source=given.get("source", ""),
        valid_until=drafting.read_day(until) if until else first.valid_until,
    )


def _show(tx: Transaction, turn: Turn, draft_id: int, _: str) -> None:
    kept = drafts.get(tx, draft_id)
    if kept is None:
        raise Refused("knowledge.no_such_draft", id=draft_id)
    turn.say(turn.words("knowledge.draft", **_values(turn, kept)))


def _approve(tx: Transaction, turn: Turn, draft_id: int, _: str) -> None:
    kept = drafting.approve(tx, turn, draft_id)
    turn.say(turn.words("knowledge.approved", **_values(turn, kept)))


def _refuse(tx: Transaction, turn: Turn, draft_id: int, reason: str) -> None:
    kept = drafting.refuse(tx, turn, draft_id, reason)
    turn.say(turn.words("knowledge.refused", **_values(turn, kept)))


_ON_A_DRAFT: tuple[tuple[frozenset[str], Callable[[Transaction, Turn, int, str], None]], ...] = (
    (_SHOW, _show),
    (_APPROVE, _approve),
    (_REFUSE, _refuse),
)


def _list_drafts(tx: Transaction, turn: Turn) -> None:
    found = drafts.waiting(tx, _SHOWN)
    lines = [turn.words("knowledge.draft_line", **_values(turn, each)) for each in found]
    turn.say("\n".join((turn.words("knowledge.drafts", count=len(found)), *lines)))


def _list_gaps(tx: Transaction, turn: Turn) -> None:
    since = local_date(turn.now - LOOKED_BACK, turn.house.zone)
    found = gaps.missed(tx, since, shown=_SHOWN, read=MOST_READ)
    lines = [
        turn.words("knowledge.gap_line", question=each.question, count=each.count)
        for each in found.commonest
    ]
    heading = turn.words(
        "knowledge.gaps", count=len(lines), saved=found.percent, days=LOOKED_BACK.days
    )
    # What residents asked in their own words is read at the desk there.
    hidden = lines and turn.is_strict
    told = [turn.words("knowledge.gaps_at_the_desk")] if hidden else lines
    turn.say("\n".join((heading, *told)))


def _list_troubles(tx: Transaction, turn: Turn) -> None:
    today = local_date(turn.now, turn.house.zone)
    over = [
        turn.words(
            "knowledge.over_line", id=each.id, question=each.question, until=each.valid_until
        )
        for each in faq_needs.run_out(tx, today, _SHOWN, unnoticed=False)
    ]
    failing = [
        turn.words(
            "knowledge.failing_line", id=each.id, question=each.question, unsolved=each.unsolved
        )
        for each in faq_needs.judged(tx, today - LOOKED_BACK)[:_SHOWN]
        if each.fails
    ]
    heading = turn.words("knowledge.troubles", count=len(over) + len(failing))
    turn.say("\n".join((heading, *over, *failing)))


def _values(turn: Turn, kept: Draft) -> dict[str, object]:
    return {
        "id": kept.id,
        "number": kept.number,
        "question": kept.proposed.question,
        "answer": kept.proposed.answer,
        "source": kept.proposed.source,
        "until": kept.proposed.valid_until.isoformat(),
        "alone": kept.alone,
        "yours": kept.drafted_by == turn.author.id,
    }


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise Refused("knowledge.which_draft")
    return int(text)
