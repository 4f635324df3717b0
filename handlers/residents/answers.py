"""What the FAQ says: the official text word for word, or a few questions to choose from."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Protocol

from bot.clock import local_date
from bot.models import Choice
from bot.store import Transaction, knowledge, matching, messages, people
from bot.store.contacts import Prompt
from bot.store.matching import Feedback, Matched, NewMatch, Offered
from bot.tickets.further import besides
from faq.match import Candidate, Decision
from faq.normalise import normalise
from handlers.naming import title_of
from handlers.residents import escalating, prompts
from handlers.residents.prompts import Asked
from handlers.turn import Turn


class OfficialText(Protocol):
    """What is shown of an FAQ entry."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def question(self) -> str:
        """What it answers."""

    @property
    def answer(self) -> str:
        """The official text."""

    @property
    def department(self) -> str:
        """The id or name of the department that stands behind it."""

    @property
    def source(self) -> str:
        """What it is based on."""

    @property
    def updated(self) -> date | None:
        """The day on which it was last checked."""


def answer(tx: Transaction, turn: Turn) -> None:
    """The FAQ knows: give its answer."""
    best = _match(turn)[0]
    match_id = _log(tx, turn, Decision.ANSWER, entry_id=best.entry.id)
    give(tx, turn, best.entry, match_id, turn.message_id)


def offer(tx: Transaction, turn: Turn, round: int, first_message: int) -> None:  # noqa: A002
    """The FAQ may know: offer at most three questions, and a person.

    `first_message` is the message in which the resident first asked.
    """
    match_id = _log(tx, turn, Decision.SUGGEST)
    pick, none = f"pick:{match_id}:", f"none:{match_id}"
    choices = [
        Choice(pick + digit, f"{digit} {candidate.entry.question}")
        for digit, candidate in zip("123", _match(turn), strict=False)
    ]
    values = [each.value for each in choices]
    prompts.ask(tx, turn, Asked.SUGGESTION, *values, none, round=round, message_id=first_message)
    turn.reply(
        "conversation.suggest" if round == 1 else "conversation.suggest_again",
        choices=(*choices, Choice(none, turn.words("conversation.choice_none"))),
    )


def offer_again(tx: Transaction, turn: Turn, prompt: Prompt) -> None:
    """Put the same list once more: what came tells of the question, and not which it is."""
    *picks, none = prompt.choices
    matched = matching.get(tx, int(none.partition(":")[2]))
    offered = matched.offered if matched is not None else ()
    choices = [
        Choice(value, f"{digit} {_question(tx, each)}")
        for digit, value, each in zip("123", picks, offered, strict=False)
    ]
    choices.append(Choice(none, turn.words("conversation.choice_none")))
    turn.reply("conversation.suggest_with_shared", choices=choices)


def unknown(tx: Transaction, turn: Turn) -> None:
    """The FAQ does not know: keep what it thought of, for whoever writes the missing entry."""
    _log(tx, turn, Decision.ESCALATE)


def give(tx: Transaction, turn: Turn, entry: OfficialText, match_id: int, message_id: int) -> None:
    """Say an entry's answer, with its source, department and date, and ask whether it helped."""
    department = people.department_called(tx, entry.department) if entry.department else None
    name = department.name if department else entry.department
    if department and turn.language == "en":
        name = department.name_en or department.name
    useful, unsolved = f"useful:{match_id}", f"unsolved:{match_id}"
    prompts.ask(tx, turn, Asked.FEEDBACK, useful, unsolved, message_id=message_id)
    said: dict[str, object] = {
        "answer": entry.answer,
        "source": entry.source,
        "department": name,
        "phone": department.phone if department else "",
        "updated": _written(entry.updated) if entry.updated else "",
        "besides": title_of(_besides(tx, turn, entry, message_id)),
    }
    choices = (
        Choice(useful, turn.words("conversation.choice_useful")),
        Choice(unsolved, turn.words("conversation.choice_unsolved")),
    )
    turn.say(turn.told("conversation.answer", said), choices=choices)


@lru_cache(256)  # of a city's entries many were looked through on one day
def _written(day: date) -> str:
    return day.isoformat()


def _besides(tx: Transaction, turn: Turn, entry: OfficialText, message_id: int) -> str:
    """What else was asked in the same breath: they are told that it waits for words of its own."""
    is_this = message_id == turn.message_id
    asked = turn.text if is_this else messages.get(tx, message_id).content.text
    return besides(asked, f"{entry.question}\n{entry.answer}", normalise)


def pick(tx: Transaction, turn: Turn, matched: Matched, number: int) -> None:
    """The resident chose one of the offered questions: give its answer."""
    if not 0 < number <= len(matched.offered):
        turn.reply("conversation.choice_gone")
        return
    entry = knowledge.entry(tx, matched.offered[number - 1].id)
    expired = (
        entry is not None
        and entry.valid_until is not None
        and entry.valid_until < local_date(turn.now, turn.house.zone)
    )
    message_id = matched.message_id or turn.message_id
    if entry is None or expired:
        # Meanwhile the city has taken the entry back: a person knows what holds now.
        escalating.escalate(tx, turn, (message_id,), may_ask=False)
        return
    matching.judge(tx, matched.id, Feedback.PICKED, entry.id)
    give(tx, turn, entry, matched.id, message_id)


def useful(tx: Transaction, turn: Turn, matched: Matched) -> None:
    """有用."""
    matching.judge(tx, matched.id, Feedback.USEFUL)
    turn.reply("conversation.glad")


def unsolved(tx: Transaction, turn: Turn, matched: Matched) -> None:
    """没解决,转人工: the question that was asked goes to a person."""
    matching.judge(tx, matched.id, Feedback.UNSOLVED)
    escalating.escalate(tx, turn, (matched.message_id or turn.message_id,), may_ask=False)


def none_of_them(tx: Transaction, turn: Turn, matched: Matched) -> None:
    """0 都不是,转人工."""
    matching.judge(tx, matched.id, Feedback.NONE_OF_THEM)
    escalating.escalate(tx, turn, (matched.message_id or turn.message_id,), may_ask=False)


def unanswered(prompt: Prompt | None) -> int | None:
    """The message whose question still waits for a better answer than the FAQ had, if any."""
    asked = (Asked.SUGGESTION, Asked.FEEDBACK)
    return prompt.message_id if prompt is not None and prompt.kind in asked else None


def _question(tx: Transaction, offered: Offered) -> str:
    """As the entry asks it; where the city has taken it back, in the words that matched."""
    entry = knowledge.entry(tx, offered.id)
    return entry.question if entry is not None else offered.question


def _match(turn: Turn) -> tuple[Candidate, ...]:
    return turn.match.candidates if turn.match else ()


def _log(tx: Transaction, turn: Turn, decision: Decision, entry_id: str = "") -> int:
    return matching.log(
        tx,
        NewMatch(
            inbox_id=turn.inbox_id,
            contact_id=turn.resident.id,
            message_id=turn.message_id,
            decision=str(decision),
            offered=tuple(
                [Offered(one.entry.id, one.question, round(one.score, 4)) for one in _match(turn)]
            ),
            entry_id=entry_id,
        ),
        turn.now,
        turn.house.zone,
    )
