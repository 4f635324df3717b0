"""The three rates by the letter of their definitions: who counts, where, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.clock import stamp
from bot.models import Actor, Satisfaction, TicketEvent, TicketState, Verdict
from bot.tickets.lifecycle import Action
from bot.tickets.rated import BY_OFFICIAL, Exclusion, Life, matter
from bot.tickets.rates import Period, Share, report
from tests.tickets.test_calendar import at

OCTOBER = Period("2026-10", at("2026-10-01 00:00"), at("2026-11-01 00:00"))
REGISTERED = at("2026-10-12 09:00")
FIRST_DUE = at("2026-10-13 09:00")
DUE = at("2026-10-19 17:30")
EARLY = timedelta(hours=1)


@dataclass
class Story:
    """A ticket's life, told event by event."""

    number: str = "20261012-0001"
    person: int = 1
    promised: dict[str, Any] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)
    leader_person: int | None = None
    events: list[TicketEvent] = field(default_factory=list)
    state: TicketState = TicketState.REGISTERED

    def __post_init__(self) -> None:
        changes = {
            "department_id": "water",
            "first_reply_due": stamp(FIRST_DUE),
            "resolution_due": stamp(DUE),
            "resolution_due_original": stamp(DUE),
            **self.promised,
        }
        self.then(
            Action.REGISTER,
            Actor.RESIDENT,
            REGISTERED,
            TicketState.REGISTERED,
            changes,
            self.detail,
        )

    def then(
        self,
        action: Action,
        actor: Actor,
        when: datetime,
        to: TicketState | None = None,
        changes: dict[str, Any] | None = None,
        detail: dict[str, Any] | None = None,
    ) -> Story:
        """One more event."""
        before, self.state = self.state, to or self.state
        self.events.append(
            TicketEvent(
                id=len(self.events) + 1,
                ticket_id=1,
                sequence=len(self.events) + 1,
                action=action,
                actor=actor,
                actor_id=self.person,
                at=when,
                from_state=before,
                to_state=self.state,
                message_id=None,
                detail={"changes": changes or {}, **(detail or {})},
                content_digest="",
                previous="",
                digest="",
            )
        )
        return self

    def taken(self, when: datetime = FIRST_DUE - EARLY) -> Story:
        """签收."""
        return self.then(Action.TAKE, Actor.OFFICIAL, when, TicketState.IN_PROGRESS)

    def answered(self, when: datetime = FIRST_DUE - EARLY) -> Story:
        """Taken and answered."""
        return self.taken(when).then(Action.ANSWER, Actor.OFFICIAL, when, TicketState.REPLIED)

    def judged(self, verdict: Verdict, when: datetime = DUE - EARLY) -> Story:
        """The resident's verdict."""
        solved = verdict is Verdict.SOLVED
        return self.then(
            Action.CONFIRM if solved else Action.DISPUTE,
            Actor.RESIDENT,
            when,
            TicketState.CLOSED if solved else TicketState.REOPENED,
            {"verdict": verdict.value},
        )

    def rated(self, satisfaction: Satisfaction) -> Story:
        """The resident's rating."""
        return self.then(
            Action.RATE, Actor.RESIDENT, DUE, None, {"satisfaction": satisfaction.value}
        )

    @property
    def life(self) -> Life:
        """The life that the rates look at."""
        return Life(self.number, self.person, self.events, self.leader_person)


def rates(*stories: Story) -> Any:
    """The rates of all of them, in October."""
    return report([matter(story.life) for story in stories], OCTOBER).total


def test_answers_in_time_over_all_that_were_due() -> None:
    """签收 and machine text never count; a stage reply does; a minute late is late."""
    staged = Story().taken()
    staged.then(Action.STAGE_REPLY, Actor.OFFICIAL, FIRST_DUE)
    late = Story().answered(FIRST_DUE + timedelta(minutes=1))
    warned = Story().then(Action.WARN, Actor.SYSTEM, FIRST_DUE - EARLY)
    assert rates(
        Story().answered(FIRST_DUE), staged, late, Story().taken(), warned
    ).responded == Share(2, 5)


def test_solved_takes_verdicts_and_what_was_not_answered() -> None:
    """Answered but silent is outside; unanswered counts against; partly counts nothing."""
    solved = Story().answered().judged(Verdict.SOLVED)
    partly = Story().answered().judged(Verdict.PARTLY)
    silent = Story().answered()
    unanswered = Story().taken()
    found = rates(solved, partly, silent, unanswered)
    assert found.solved == Share(1, 3)
    assert found.covered == Share(2, 3)


def test_a_late_answer_without_a_verdict_counts_against() -> None:
    """Nobody gains by answering after the time is over."""
    late = Story().answered(DUE + EARLY)
    assert rates(late).solved == Share(0, 1)


def test_an_answer_that_was_taken_back_is_none() -> None:
    """Reopened before it was due, and not answered again by then."""
    story = Story().answered()
    story.then(Action.ADD, Actor.RESIDENT, DUE - EARLY, TicketState.REOPENED)
    assert rates(story).solved == Share(0, 1)


def test_an_extension_leaves_the_rates_as_they_are() -> None:
    """The row stays in the period, and with the date, that was promised first."""
    moved = {"resolution_due": stamp(at("2026-11-20 17:30"))}
    extended = Story().taken()
    extended.then(Action.GRANT_EXTENSION, Actor.OFFICIAL, DUE - EARLY, None, moved)
    extended.then(Action.ANSWER, Actor.OFFICIAL, DUE + EARLY, TicketState.REPLIED)
    plain = Story().taken()
    plain.then(Action.ANSWER, Actor.OFFICIAL, DUE + EARLY, TicketState.REPLIED)
    found, wanted = rates(extended), rates(plain)
    assert found.extended == Share(1, 1)
    assert (found.solved, found.responded) == (wanted.solved, wanted.responded)


def test_planned_work_counts_as_unsolved() -> None:
    """挂账: the date may be far away; the row is not."""
    story = Story().answered()
    planned = {"outcome": "scheduled", "scheduled_for": "2027-03-01"}
    story.then(Action.CLOSE, Actor.OFFICIAL, DUE - EARLY, TicketState.CLOSED, planned)
    assert rates(story).solved == Share(0, 1)


def test_planned_work_that_came_back_stays_in_its_rate() -> None:
    """Planned when it was due, opened again on its day, answered, and nobody said a word since."""
    back = DUE + 20 * EARLY
    planned = {"proposed": "scheduled", "scheduled_for": "2026-10-20"}
    story = Story().answered()
    story.then(Action.APPROVE, Actor.OFFICIAL, DUE - EARLY, TicketState.REPLIED, planned)
    story.then(
        Action.CLOSE, Actor.SYSTEM, DUE + EARLY, TicketState.CLOSED, {"outcome": "scheduled"}
    )
    story.then(Action.REOPEN, Actor.SYSTEM, back, TicketState.REOPENED)
    story.taken(back).then(Action.ANSWER, Actor.OFFICIAL, back, TicketState.REPLIED)
    assert rates(story).solved == Share(0, 1)
    assert rates(story.judged(Verdict.SOLVED, back)).solved == Share(1, 1)


def test_what_is_only_proposed_to_be_planned_counts_too() -> None:
    """The resident was told the date: silence after it is no way out of the rate."""
    story = Story().answered()
    story.then(
        Action.APPROVE, Actor.OFFICIAL, DUE - EARLY, TicketState.REPLIED, {"proposed": "scheduled"}
    )
    assert rates(story).solved == Share(0, 1)


def test_a_visit_that_is_needed_and_missing_makes_nothing_solved() -> None:
    """The resident's word and the record, both."""
    needs = {"visit_required": True}
    without = Story(promised=needs).answered().judged(Verdict.SOLVED)
    visited = Story(promised=needs).taken()
    visited.then(Action.RECORD_VISIT, Actor.OFFICIAL, FIRST_DUE)
    visited.then(Action.ANSWER, Actor.OFFICIAL, FIRST_DUE, TicketState.REPLIED)
    assert rates(without, visited.judged(Verdict.SOLVED)).solved == Share(1, 2)


def test_a_row_belongs_to_who_held_it_when_it_was_due() -> None:
    """Handed on after the first reply was due: each clock goes to its own unit."""
    story = Story()
    story.then(
        Action.TRANSFER,
        Actor.OFFICIAL,
        FIRST_DUE + EARLY,
        TicketState.DISPATCHED,
        {"department_id": "roads"},
    )
    units = report([matter(story.life)], OCTOBER).units
    assert units["water"].responded == Share(0, 1)
    assert units["roads"].solved == Share(0, 1)
    assert units["water"].solved == Share(0, 0)


def test_a_period_takes_rows_by_when_they_were_due() -> None:
    """Registered in September, due in October: it is October's."""
    due = {"first_reply_due": stamp(at("2026-09-30 23:59"))}
    story = Story(promised=due).answered()
    assert rates(story).responded == Share(0, 0)
    assert rates(story).covered == Share(0, 1)


@pytest.mark.parametrize(
    ("story", "reason"),
    [
        (Story(detail={BY_OFFICIAL: [1]}), Exclusion.OFFICIAL),
        (Story(promised={"abuse": True}), Exclusion.ABUSE),
        (Story(promised={"follows_id": 9}, leader_person=1), Exclusion.DUPLICATE),
        (
            Story().then(
                Action.WITHDRAW,
                Actor.RESIDENT,
                FIRST_DUE,
                TicketState.CLOSED,
                {"outcome": "withdrawn"},
            ),
            Exclusion.WITHDRAWN,
        ),
    ],
)
def test_what_is_excluded_is_listed(story: Story, reason: Exclusion) -> None:
    """Each with its reason, and in no rate."""
    found = report([matter(story.life)], OCTOBER)
    assert [(each.number, each.reason) for each in found.excluded] == [(story.number, reason)]
    assert found.total.responded == Share(0, 0)
    assert found.total.solved == Share(0, 0)


def test_a_note_is_no_contact_with_who_withdraws() -> None:
    """Nobody was spoken to: the row is listed, and not counted; to hear of the taking is."""
    noted, taken = Story(number="20261001-0001"), Story(number="20261001-0002").taken()
    noted.then(Action.NOTE, Actor.OFFICIAL, FIRST_DUE, TicketState.REGISTERED)
    for story in (noted, taken):
        gone = {"outcome": "withdrawn"}
        story.then(Action.WITHDRAW, Actor.RESIDENT, DUE, TicketState.CLOSED, gone)
    found = report([matter(each.life) for each in (noted, taken)], OCTOBER)
    assert [(each.number, each.reason) for each in found.excluded] == [
        (noted.number, Exclusion.WITHDRAWN)
    ]


def test_who_follows_another_persons_ticket_counts() -> None:
    """Distinct people count; one who was talked into withdrawing counts too."""
    follower = Story(promised={"follows_id": 9}, leader_person=2)
    talked = Story().taken()
    talked.then(Action.WITHDRAW, Actor.RESIDENT, DUE, TicketState.CLOSED, {"outcome": "withdrawn"})
    found = rates(follower, talked)
    assert found.responded == Share(0, 2)
    assert found.withdrawn == Share(1, 2)


def test_ratings_are_the_first_after_the_last_answer() -> None:
    """What was said before the last answer, and what was changed later, is another matter."""
    story = Story().answered().rated(Satisfaction.DISSATISFIED).judged(Verdict.NOT_SOLVED)
    story.taken(DUE).then(Action.ANSWER, Actor.OFFICIAL, DUE, TicketState.REPLIED)
    assert rates(story).silent == Share(1, 1)
    story.rated(Satisfaction.SATISFIED).rated(Satisfaction.DISSATISFIED)
    assert rates(story).satisfied == Share(1, 1)


def test_companions_of_the_rates() -> None:
    """一次解决率, 改评率 and the graded figure."""
    once = Story().answered().judged(Verdict.SOLVED)
    twice = Story().answered().judged(Verdict.NOT_SOLVED)
    twice.taken(DUE).then(Action.ANSWER, Actor.OFFICIAL, DUE, TicketState.REPLIED)
    twice.judged(Verdict.SOLVED, DUE)
    found = rates(once, twice)
    assert found.solved_at_once == Share(1, 2)
    assert found.changed == Share(1, 2)
    referred = Story().taken()
    referred.then(
        Action.APPROVE,
        Actor.OFFICIAL,
        FIRST_DUE,
        TicketState.CLOSED,
        {"outcome": "referred"},
        {"outside": True},
    )
    referred.then(
        Action.OBJECT,
        Actor.RESIDENT,
        DUE,
        None,
        {"verdict": "not_solved"},
    )
    found = rates(once, referred)
    assert (found.solved, found.graded) == (Share(1, 2), Share(1, 1))


def test_no_rate_is_told_of_fewer_than_ten() -> None:
    """Nor where fewer than three in ten gave a verdict."""
    assert Share(9, 9).rate is None
    assert Share(5, 10).rate == 0.5
    few = [Story().answered().judged(Verdict.SOLVED) for _ in range(3)]
    many = [Story().answered() for _ in range(8)]
    assert not rates(*few, *many).is_covered
    assert rates(*few, *few, *many).is_covered
