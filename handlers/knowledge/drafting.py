"""The answer becomes knowledge: a draft from an answered ticket, a second person, an FAQ entry."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from bot.clock import local_date
from bot.errors import Refused, WenzhengError
from bot.models import ApprovalState, Official, Role, Ticket
from bot.privacy import mask
from bot.store import Transaction, approvals, drafts, knowledge, messages, people, tickets
from bot.store.drafts import Draft, DraftState, Proposed
from bot.store.knowledge import StoredEntry
from bot.tickets.answer_check import personal_data, without_personal_data
from bot.tickets.lifecycle import Action
from faq.languages import recognise
from faq.normalise import normalise
from handlers import notifying
from handlers.actions.citys_own import citys_own
from handlers.grammar import parse, read_answer
from handlers.knowledge import now_known
from handlers.turn import Turn

EDITORS = frozenset({Role.KNOWLEDGE_EDITOR, Role.ADMINISTRATOR})
"""Who may put an entry into the FAQ."""
DRAFTERS = EDITORS | {Role.OFFICIAL, Role.DEPARTMENT_HEAD, Role.DISPATCHER, Role.REVIEWER}
GOOD_FOR = timedelta(days=365)
"""How long an entry is good for unless its drafter says otherwise."""
_ANSWERS = frozenset({Action.ANSWER, Action.PROPOSE})
_DRAFTS = frozenset({Action.SUBMIT, Action.PROPOSE})
_SHORTEST = 4


def propose(tx: Transaction, turn: Turn, ticket: Ticket) -> Proposed:
    """What an entry from this ticket would say before anybody has edited it: masked.

    The office's own telephone number stays: it is what the next resident needs. Raises `Refused`
    where nothing was answered, and for a confidential ticket.
    """
    if ticket.confidential:
        raise Refused("knowledge.confidential")
    answer = _last_answer(tx, ticket)
    if not answer:
        raise Refused("knowledge.not_answered")
    return Proposed(
        question=mask(ticket.title),
        answer=without_personal_data(answer, known=citys_own(tx)),
        department_id=ticket.department_id or turn.author.department_id,
        source="",
        language=recognise(answer) or "",
        valid_until=local_date(turn.now, turn.house.zone) + GOOD_FOR,
    )


def draft(tx: Transaction, turn: Turn, ticket: Ticket, proposed: Proposed) -> Draft:
    """Keep a draft, in place of one of this ticket that still waits, and tell who may approve it.

    Raises `Refused` for who may not, for a question in nobody's words, and for personal data.
    """
    if not turn.author.roles & DRAFTERS:
        raise Refused("knowledge.may_not_draft")
    _check(tx, turn, proposed)
    proposed = replace(proposed, language=recognise(proposed.question) or proposed.language)
    earlier = drafts.waiting_of(tx, ticket.id)
    if earlier is not None:
        drafts.change(tx, earlier.id, proposed)
        draft_id = earlier.id
    else:
        draft_id = drafts.keep(tx, proposed, ticket.id, turn.author.id, turn.now)
    kept = _existing(tx, draft_id)
    for editor in _others(tx, turn.author):
        notifying.speak(tx, turn, editor, _words(turn, "knowledge.to_approve", kept))
    return kept


def approve(tx: Transaction, turn: Turn, draft_id: int) -> Draft:
    """Put a draft into the FAQ, in force at once, and tell those who asked the same.

    It takes a second person; where there is nobody else, the entry is marked as approved alone
    (一人值守). Raises `Refused`.
    """
    kept = _waiting(tx, draft_id)
    _check_editor(turn)
    alone = kept.drafted_by == turn.author.id
    if alone and _others(tx, turn.author):
        raise Refused("knowledge.second_person")
    _check(tx, turn, kept.proposed)
    entry_id = f"ticket-{kept.number}" if kept.number else f"draft-{kept.id}"
    if not drafts.decide(
        tx,
        kept.id,
        DraftState.APPROVED,
        turn.author.id,
        turn.now,
        alone=alone,
        entry_id=entry_id,
    ):
        raise Refused("knowledge.decided")
    _put_in_force(tx, turn, kept, entry_id)
    drafts.own(tx, entry_id, kept.drafted_by)
    now_known.tell_who_asked(tx, turn, kept)
    return replace(kept, state=DraftState.APPROVED, alone=alone, entry_id=entry_id)


def refuse(tx: Transaction, turn: Turn, draft_id: int, reason: str) -> Draft:
    """Refuse a draft, with a reason that its drafter is told. Raises `Refused`."""
    kept = _waiting(tx, draft_id)
    _check_editor(turn)
    if not reason.strip():
        raise Refused("knowledge.reason_needed", id=draft_id)
    if not drafts.decide(
        tx, kept.id, DraftState.REFUSED, turn.author.id, turn.now, reason=reason.strip()
    ):
        raise Refused("knowledge.decided")
    drafter = people.official(tx, kept.drafted_by)
    if drafter is not None and drafter.active and drafter.id != turn.author.id:
        notifying.speak(
            tx, turn, drafter, _words(turn, "knowledge.was_refused", kept, reason=reason.strip())
        )
    return kept


def may_approve(official: Official) -> bool:
    """Whether an official may put entries into the FAQ."""
    return bool(official.roles & EDITORS)


def _check_editor(turn: Turn) -> None:
    if not may_approve(turn.author):
        raise Refused("knowledge.may_not_approve")


def _check(tx: Transaction, turn: Turn, proposed: Proposed) -> None:
    if len(normalise(proposed.question)) < _SHORTEST:
        raise Refused("knowledge.question_needed")
    if not proposed.answer.strip():
        raise Refused("knowledge.answer_needed")
    if proposed.valid_until <= local_date(turn.now, turn.house.zone):
        raise Refused("knowledge.ends_before_it_begins")
    said = f"{proposed.question}\n{proposed.answer}"
    private = personal_data(said, known=citys_own(tx))
    if private:
        raise Refused("knowledge.personal_data", words="、".join(private))
    if re.search(r"\*{1,}", said):
        raise Refused("knowledge.stars_left")


def _last_answer(tx: Transaction, ticket: Ticket) -> str:
    """The words of the last answer by an official, without the command they were written with."""
    for event in reversed(tickets.events(tx, ticket.id)):
        if event.action == Action.APPROVE:
            if approved := _approved(tx, ticket):
                return approved
            continue
        if event.action in _ANSWERS and event.message_id is not None:
            text = messages.get(tx, event.message_id).content.text
            written = parse(text)
            said, _ = read_answer(written.text if written else text)
            if said.strip():
                return said.strip()
    return ""


def _approved(tx: Transaction, ticket: Ticket) -> str:
    """The words that a second person let go out last: mended by them, or as they were handed in."""
    granted = [
        each
        for each in approvals.of(tx, ticket.id)
        if each.state is ApprovalState.GRANTED and each.action in _DRAFTS
    ]
    for each in reversed(granted):
        if text := each.words or each.values.get("text", ""):
            return read_answer(text)[0].strip()
    return ""


def _put_in_force(tx: Transaction, turn: Turn, kept: Draft, entry_id: str) -> None:
    """Write the entry as the whole of the coming version's news, and flip to it."""
    proposed = kept.proposed
    entry = StoredEntry(
        id=entry_id,
        question=proposed.question,
        answer=proposed.answer,
        department=proposed.department_id,
        source=proposed.source,
        updated=local_date(turn.now, turn.house.zone),
        valid_until=proposed.valid_until,
        language=proposed.language,
    )
    known = knowledge.entry(tx, entry_id) is not None
    try:
        lease = knowledge.begin_import(tx, turn.now)
    except WenzhengError:
        raise Refused("knowledge.import_under_way") from None
    while knowledge.clear_leftovers(tx, lease, 1_000):
        pass
    lease = knowledge.stage(tx, lease, [entry], turn.now)
    knowledge.flip(
        tx, lease, entry_id, turn.now, added=int(not known), changed=int(known), removed=0
    )
    turn.touched.add("faq")


def _others(tx: Transaction, drafter: Official) -> list[Official]:
    """The active officials beside the drafter who may approve."""
    return [each for each in people.officials(tx) if each.id != drafter.id and each.roles & EDITORS]


def _waiting(tx: Transaction, draft_id: int) -> Draft:
    kept = drafts.get(tx, draft_id)
    if kept is None:
        raise Refused("knowledge.no_such_draft", id=draft_id)
    if kept.state is not DraftState.WAITING:
        raise Refused("knowledge.decided")
    return kept


def _existing(tx: Transaction, draft_id: int) -> Draft:
    kept = drafts.get(tx, draft_id)
    if kept is None:
        raise LookupError(f"there is no draft {draft_id}")
    return kept


def _words(turn: Turn, name: str, kept: Draft, **values: object) -> str:
    house = turn.house
    return house.wording.say(
        house.wording.default,
        name,
        id=kept.id,
        question=kept.proposed.question,
        number=kept.number,
        **values,
    )


def read_day(text: str) -> date:
    """A day as officials write it: 2027-11-26. Raises `Refused`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused("knowledge.no_day", text=text.strip()[:40]) from None
