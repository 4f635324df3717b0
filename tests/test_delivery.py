"""The table of fates: what becomes of an outbox row after a failed try."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.outcomes import LONGEST_PAUSE, UNCLEAR_PAUSE, Fate, fate, pause
from bot.errors import SendError
from bot.models import OutboxState
from tests.conftest import NOW

MOST = 4
SECOND = timedelta(seconds=1)
TABLE: list[tuple[dict[str, Any], int, bool, Fate]] = [
    # facts of the failure, tries so far, idempotent channel, what becomes of the row
    ({"retryable": True}, 1, False, Fate(OutboxState.QUEUED, NOW + SECOND)),
    ({"retryable": True}, 3, False, Fate(OutboxState.QUEUED, NOW + 4 * SECOND)),
    ({"retryable": True}, MOST, False, Fate(OutboxState.FAILED)),
    (
        {"retryable": True, "retry_after": 30.0},
        1,
        True,
        Fate(OutboxState.QUEUED, NOW + 30 * SECOND),
    ),
    ({"retryable": True, "retry_after": 0.5}, 1, True, Fate(OutboxState.QUEUED, NOW + SECOND)),
    ({}, 1, False, Fate(OutboxState.FAILED)),
    ({}, 1, True, Fate(OutboxState.FAILED)),
    ({"blocked": True}, 1, False, Fate(OutboxState.BLOCKED)),
    ({"blocked": True, "retryable": True}, 1, True, Fate(OutboxState.BLOCKED)),
    ({"waiting": True}, 1, False, Fate(OutboxState.WAITING_CONTACT)),
    ({"waiting": True}, MOST, True, Fate(OutboxState.WAITING_CONTACT)),
    ({"unknown": True}, 1, False, Fate(OutboxState.UNKNOWN, NOW + UNCLEAR_PAUSE)),
    ({"unknown": True}, 2, False, Fate(OutboxState.UNKNOWN)),
    ({"unknown": True, "retryable": True}, 2, False, Fate(OutboxState.UNKNOWN)),
    ({"unknown": True}, 2, True, Fate(OutboxState.QUEUED, NOW + 2 * SECOND)),
    ({"unknown": True}, MOST, True, Fate(OutboxState.FAILED)),
    ({"migrated_to": "B"}, 1, False, Fate(OutboxState.QUEUED, NOW)),
    ({"migrated_to": "B"}, MOST, False, Fate(OutboxState.FAILED)),
]


@pytest.mark.parametrize(("facts", "attempts", "idempotent", "becomes"), TABLE)
def test_a_failed_try_has_the_fate_of_the_table(
    facts: dict[str, Any], attempts: int, idempotent: bool, becomes: Fate
) -> None:
    """Each kind of failure leads where the table says."""
    error = SendError("no", **facts)
    assert _fate(error, attempts, idempotent) == becomes


ERRORS = st.builds(
    SendError,
    st.just("no"),
    retryable=st.booleans(),
    retry_after=st.none() | st.floats(0, 3600),
    unknown=st.booleans(),
    waiting=st.booleans(),
    blocked=st.booleans(),
    migrated_to=st.sampled_from(["", "B"]),
)


@given(errors=st.lists(ERRORS, min_size=MOST, max_size=MOST), idempotent=st.booleans())
def test_every_row_comes_to_rest(errors: list[SendError], idempotent: bool) -> None:
    """Whatever fails in whatever order, a row is tried so often at most and then rests."""
    fates = [_fate(error, tries, idempotent) for tries, error in enumerate(errors, start=1)]
    assert any(each.again_at is None for each in fates)


@given(errors=st.lists(ERRORS, min_size=3, max_size=8))
def test_what_may_have_arrived_is_repeated_once_at_most(errors: list[SendError]) -> None:
    """Without an idempotency key an unclear outcome leads to one more try, never to two."""
    unclear = 0
    for tries, error in enumerate(errors, start=1):
        becomes = _fate(error, tries, idempotent=False)
        unclear += becomes.state is OutboxState.UNKNOWN
        if becomes.again_at is None:
            break
    assert unclear <= 2


@given(attempts=st.integers(1, 10_000), retry_after=st.none() | st.floats(0, 10_000))
def test_a_pause_grows_and_is_never_shorter_than_asked_for(
    attempts: int, retry_after: float | None
) -> None:
    """Pauses never shrink, stay within ten minutes by themselves, and honour the platform."""
    assert pause(attempts, None) <= pause(attempts + 1, None) <= LONGEST_PAUSE
    assert pause(attempts, retry_after) >= timedelta(seconds=retry_after or 0)
    assert pause(attempts, retry_after) >= SECOND


def _fate(error: SendError, attempts: int, idempotent: bool) -> Fate:
    return fate(error, attempts=attempts, most_attempts=MOST, idempotent=idempotent, now=NOW)
