"""`wenzheng faq calibrate`: the probabilities become those of the city's own log."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from bot.knowledge.refitting import labels, read
from bot.models import Content, Direction, InboundMessage
from bot.store import contacts, inbox, matching, messages, refits
from bot.store.matching import Feedback, NewMatch, Offered
from faq.refitting import Label
from tests.conftest import NOW
from tests.scenes import ZONE

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store import Transaction
    from tests.commands.conftest import CommandLine

TODAY = NOW.astimezone(ZONE).date()


def judged(
    tx: Transaction,
    name: str,
    scores: tuple[float, ...],
    feedback: Feedback,
    picked: int = 0,
    now: datetime = NOW,
) -> None:
    """A match with entries of these scores, and what the resident made of the one at `picked`."""
    contact = contacts.arrive(tx, "web", f"asker-{name}", now)
    arrival = inbox.keep(tx, InboundMessage("web", f"q-{name}", contact.address), now)
    assert arrival is not None
    said = messages.NewMessage(Direction.INBOUND, Content("停水了"), contact.id)
    message = messages.keep(tx, said, now, ZONE)
    offered = tuple(Offered(f"entry-{at}", "停水了?", each) for at, each in enumerate(scores))
    new = NewMatch(arrival.id, contact.id, message, "suggest", offered)
    entry = "" if feedback is Feedback.NONE_OF_THEM else f"entry-{picked}"
    matching.judge(tx, matching.log(tx, new, now, ZONE), feedback, entry)


def too_sure(tx: Transaction) -> None:
    """Two hundred answers that were said to be surer than they were right."""
    for at in range(200):
        right = at % 10 < (7 if at % 2 else 3)
        feedback = Feedback.USEFUL if right else Feedback.UNSOLVED
        judged(tx, str(at), (0.95 if at % 2 else 0.8,), feedback)


def test_probabilities_become_those_of_the_log(shell: CommandLine) -> None:
    """Kept for the service to use; --dry-run keeps nothing, --reset takes them back."""
    shell.do(too_sure)
    tried = shell.json("faq", "calibrate", "--dry-run")
    assert (tried["kept"], tried["helps"], tried["labels"]) == (False, True, 200)
    assert tried["ece_after"] < 0.15 < tried["ece_before"]
    assert shell.do(refits.current) == (0, "")

    printed = shell.run("faq", "calibrate")
    assert "95% sure" in printed.stdout
    assert "in force" in printed.stderr
    number, content = shell.do(refits.current)
    assert number
    assert '"labels":200' in content

    assert shell.json("faq", "calibrate", "--reset")["reset"]
    assert shell.do(refits.current)[1] == ""


def test_too_few_labels_are_refused_in_a_sentence(shell: CommandLine) -> None:
    """And nothing changes."""
    shell.do(lambda tx: judged(tx, "1", (0.9,), Feedback.USEFUL))
    told = shell.refused("faq", "calibrate")
    assert "residents judged 1 answers (1 of them right)" in told
    assert "Traceback" not in told
    assert shell.do(refits.current) == (0, "")


def test_what_is_true_already_is_left_alone(shell: CommandLine) -> None:
    """Where the built-in probabilities tell more."""

    def true(tx: Transaction) -> None:
        for at in range(120):
            right = at % 10 != 9 if at % 2 else at % 4 == 0
            feedback = Feedback.USEFUL if right else Feedback.UNSOLVED
            judged(tx, str(at), (0.8 if at % 2 else 0.5,), feedback)

    shell.do(true)
    told = shell.json("faq", "calibrate")
    assert told["kept"] is False
    assert shell.do(refits.current) == (0, "")


@pytest.mark.parametrize(
    ("scores", "feedback", "picked", "expected"),
    [
        ((0.8, 0.1), Feedback.USEFUL, 0, Label(0.8, 0.9, first_right=True, three_right=True)),
        ((0.5, 0.2), Feedback.PICKED, 1, Label(0.5, 0.7, first_right=False, three_right=True)),
        ((0.5, 0.2), Feedback.NONE_OF_THEM, 0, Label(0.5, 0.7, False, False)),
        ((0.9, 0.05), Feedback.UNSOLVED, 0, Label(0.9, 0.95, False, None)),
        ((0.5, 0.2), Feedback.UNSOLVED, 1, None),
    ],
)
def test_a_residents_word_is_a_label(
    shell: CommandLine,
    scores: tuple[float, ...],
    feedback: Feedback,
    picked: int,
    expected: Label | None,
) -> None:
    """As far as it tells; what it says nothing about is none."""

    def work(tx: Transaction) -> list[Label]:
        judged(tx, "1", scores, feedback, picked)
        return labels(tx, TODAY)

    found = shell.do(work)
    assert [tuple(map(_rounded, each)) for each in found] == ([tuple(expected)] if expected else [])


def test_the_log_of_a_fitted_time_is_read_back(shell: CommandLine) -> None:
    """A second fit begins from the built-in probabilities again, not from the fitted ones."""
    shell.do(too_sure)
    shell.run("faq", "calibrate")

    def later(tx: Transaction) -> None:
        (kept,) = refits.every(tx)
        refit = read(kept.content)
        assert refit is not None
        after = kept.fitted_at + timedelta(minutes=1)
        judged(tx, "later", (refit.first(0.8),), Feedback.USEFUL, now=after)

    shell.do(later)
    (label,) = shell.do(partial(labels, since=TODAY))[200:]
    assert label.first == pytest.approx(0.8, abs=1e-3)


def _rounded(value: float | bool | None) -> float | bool | None:
    return round(value, 6) if isinstance(value, float) else value
