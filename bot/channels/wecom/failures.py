"""What a refusal of WeCom means for a message, by its code alone (全局错误码)."""

from __future__ import annotations

from bot.channels.tencent.access_token import advice, pause_after
from bot.channels.tencent.errors import BUSY, ApiError, NoAnswer, NotSent
from bot.errors import SendError, WenzhengError

ACCOUNT = "CorpID"
TOO_OFTEN, TOO_MANY_AT_ONCE = 45009, 45033
NOBODY_LEFT = 81013
UNTRUSTED_ADDRESS = 60020
FORBIDDEN_WORDS = 85002
UNKNOWN_FILE = 40007
_BLOCKED = {
    40003: "the member's account does not exist in WeCom",
    60011: "the member is outside the app's sight (可见范围)",
    60111: "the member's account does not exist in WeCom",
    NOBODY_LEFT: "no receiver is within the app's sight (可见范围), or has a WeCom licence",
}
_TOKENS = frozenset({40001, 40013, 40014, 40056, 42001, UNTRUSTED_ADDRESS, 301002})
ALARMING = {
    40001: "wecom.refused",
    40013: "wecom.refused",
    40056: "wecom.refused",
    301002: "wecom.refused",
    UNTRUSTED_ADDRESS: "wecom.untrusted",
}
"""What only a person can mend, and the sentence that tells it."""
_PAUSES = {TOO_OFTEN: 60.0, TOO_MANY_AT_ONCE: 5.0}
_UNREACHABLE_SECONDS = 5.0


def is_about_us(error: ApiError) -> bool:
    """Whether a refusal speaks of our token, our address or our haste, not of what was asked."""
    return error.code in _TOKENS or error.code in _PAUSES


def is_about_words(error: BaseException | None) -> bool:
    """Whether a refusal is of the words themselves: said again, they are refused again."""
    return isinstance(error, ApiError) and error.code == FORBIDDEN_WORDS


def facts_of(error: WenzhengError) -> SendError:
    """The facts of a failed call; never a word of what was to be sent."""
    if isinstance(error, NotSent):
        return SendError(str(error), untried=True, retry_after=_UNREACHABLE_SECONDS)
    if isinstance(error, NoAnswer):
        return SendError(str(error), unknown=True)
    if not isinstance(error, ApiError):
        return SendError(str(error))
    return _of_code(error)


def _of_code(error: ApiError) -> SendError:
    code = error.code
    if code == BUSY:
        return SendError("the platform is busy", retryable=True)
    if code in _PAUSES:
        return SendError("asked to slow down", untried=True, retry_after=_PAUSES[code])
    if code in _BLOCKED:
        return SendError(_BLOCKED[code], blocked=True)
    if code in _TOKENS:
        return SendError(
            advice(error, ACCOUNT), untried=True, retry_after=float(pause_after(error))
        )
    if code == FORBIDDEN_WORDS:
        return SendError("the platform refuses words in it (85002): say it in other words")
    return SendError(str(error))
