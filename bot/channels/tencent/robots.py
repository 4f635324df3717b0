"""What a refusal of a WeCom robot means: the platform's codes as facts for the sender."""

from __future__ import annotations

from bot.channels.tencent.errors import BUSY, ApiError, NoAnswer, NotSent
from bot.errors import SendError

TOO_OFTEN = 45009
PAUSE_SECONDS = 60.0
RECONNECT_SECONDS = 2.0
NOBODY_SPOKE = frozenset({93001, 93006})
"""The conversation is not known to the robot: nobody has spoken to it there yet."""
_OUTSIDE = frozenset({93000, 93004, 93005, 93008})


def facts_of(error: ApiError | NotSent | NoAnswer) -> SendError:
    """The facts of a failed send."""
    if isinstance(error, NotSent):
        return SendError("there is no connection", untried=True, retry_after=RECONNECT_SECONDS)
    if isinstance(error, NoAnswer):
        return SendError("no answer in time", unknown=True)
    if error.code == TOO_OFTEN:
        return SendError(str(error), untried=True, retry_after=PAUSE_SECONDS)
    if error.code == BUSY:
        return SendError(str(error), retryable=True)
    if error.code in NOBODY_SPOKE:
        return SendError("nobody has spoken to the robot there yet", waiting=True)
    if error.code in _OUTSIDE:
        return SendError("the robot is not in this conversation", blocked=True)
    return SendError(str(error))
