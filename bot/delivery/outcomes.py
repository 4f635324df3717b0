"""What becomes of an outbox row after a try: the rules, without any input or output."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import SendError
from bot.models import OutboxState

UNCLEAR_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=10)
UNCLEAR_ATTEMPTS = 2
"""A message that may have arrived is repeated once at most: twice is worse than a question mark."""


@dataclass(frozen=True, slots=True)
class Fate:
    """The next state of a row; `again_at` is set where it will be tried again."""

    state: OutboxState
    again_at: datetime | None = None


def fate(
    error: SendError, *, attempts: int, most_attempts: int, idempotent: bool, now: datetime
) -> Fate:
    """What becomes of a row that was tried `attempts` times, and now failed with `error`."""
    if error.blocked:
        return Fate(OutboxState.BLOCKED)
    if error.waiting:
        return Fate(OutboxState.WAITING_CONTACT)
    # What is there in part is not queued: a response would say it from its beginning.
    again = OutboxState.UNKNOWN if error.begun else OutboxState.QUEUED
    if error.untried:
        return Fate(again, now + timedelta(seconds=error.retry_after or 0))
    if error.migrated_to and attempts < most_attempts:
        return Fate(OutboxState.QUEUED, now)
    if error.unknown and not idempotent:
        if attempts >= UNCLEAR_ATTEMPTS:
            return Fate(OutboxState.UNKNOWN)
        return Fate(OutboxState.UNKNOWN, now + UNCLEAR_PAUSE)
    if (error.retryable or error.unknown) and attempts < most_attempts:
        return Fate(again, now + pause(attempts, error.retry_after))
    return Fate(OutboxState.FAILED)


def pause(attempts: int, retry_after: float | None) -> timedelta:
    """How long to wait after so many tries: doubling from a second, never less than asked for."""
    doubling = min(timedelta(seconds=2 ** min(attempts - 1, 12)), LONGEST_PAUSE)
    return max(doubling, timedelta(seconds=retry_after or 0))
