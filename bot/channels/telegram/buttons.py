"""Buttons whose data nobody can make up: the choice's value under a short signature."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.splitting import utf16
from bot.models import Choice

Sign = Callable[[str], str]
"""Gives a signature that only this installation can make."""

SIGNATURE = 8  # characters, 48 bits
LONGEST_DATA = 64  # bytes
UNKNOWN = "?"
"""A value that no choice ever has: for a press that is not one of ours."""
_SHORT_LABEL = 10
_IN_A_ROW = 3


def keyboard(choices: Sequence[Choice], chat: str, sign: Sign) -> InlineKeyboardMarkup | None:
    """Buttons for a chat: short ones side by side, others one to a row.

    Raises `ValueError` where a choice's value has no room beside its signature.
    """
    if not choices:
        return None
    buttons = [
        InlineKeyboardButton(choice.label, callback_data=write(choice.value, chat, sign))
        for choice in choices
    ]
    short = all(utf16(choice.label) <= _SHORT_LABEL for choice in choices)
    step = _IN_A_ROW if short else 1
    return InlineKeyboardMarkup([buttons[at : at + step] for at in range(0, len(buttons), step)])


def write(value: str, chat: str, sign: Sign) -> str:
    """The data of a button: it says all, so it has a meaning after a restart and days later."""
    data = f"{_signature(value, chat, sign)}{value}"
    if len(data.encode()) > LONGEST_DATA:
        raise ValueError(f"a choice's value has at most {LONGEST_DATA - SIGNATURE} bytes")
    return data


def read(data: str, chat: str, sign: Sign) -> str:
    """The value of a button that we gave to this chat, else `UNKNOWN`."""
    signature, value = data[:SIGNATURE], data[SIGNATURE:]
    wanted = _signature(value, chat, sign)
    same = hmac.compare_digest(
        signature.encode("utf-8", "surrogatepass"), wanted.encode("utf-8", "surrogatepass")
    )
    return value if same and value else UNKNOWN


def _signature(value: str, chat: str, sign: Sign) -> str:
    return sign(f"{chat}\x00{value}")[:SIGNATURE]
