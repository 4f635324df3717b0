"""Which language a resident reads: the one they write, unless they chose one."""

from __future__ import annotations

import re

from msgspec.structs import replace

from bot.models import InboundMessage
from bot.store import Transaction, contacts, invitations
from bot.wording import LANGUAGES
from faq.languages import recognise
from handlers.residents import wishes
from handlers.turn import Turn

_HAN_SIGN = r"[\u3400-\u9fff\uf900-\ufaff]"
_HAN = re.compile(f"{_HAN_SIGN}+")
_LETTERS = re.compile(r"[A-Za-z]")
_ANY_LETTER = re.compile(r"[^\W\d_]")
_FIRST = 3
"""Letters that tell a language where none is known yet."""
_ENOUGH = 10
"""Letters that tell it so surely that we change: "OK" and "wifi" are no English sentence."""
_TOGETHER = {many: re.compile(f"{_HAN_SIGN}{{{many}}}") for many in (_FIRST, _ENOUGH)}


def follow(tx: Transaction, turn: Turn) -> None:
    """Speak the language of this message, if it says enough to tell."""
    contact, text = turn.resident, turn.message.text
    if contact.language and recognise(text) == contact.language:
        return  # as nearly always: whether it says enough makes no difference
    shown = _shown(text, known=contact.language)
    language = shown or contact.language or turn.message.language
    if language not in LANGUAGES or language == contact.language:
        return
    if contacts.recognise_language(tx, contact.id, language):
        turn.contact = replace(contact, language=language)


def first_of(message: InboundMessage) -> str:
    """The language of whoever writes for the first time; empty where it cannot be told."""
    # A code that an official signs up with was made by us, and shows no language.
    said = message.text if not invitations.code_in(message.text) else ""
    language = _shown(said, known="") or message.language
    return language if language in LANGUAGES else ""


def choose(tx: Transaction, turn: Turn, language: str) -> None:
    """Speak the language that the resident asked for, whatever they write in."""
    contacts.choose_language(tx, turn.resident.id, language)
    turn.contact = replace(turn.resident, language=language)


def is_foreign(text: str) -> bool:
    """Whether a text is written, but in none of our languages."""
    return bool(_ANY_LETTER.search(text)) and recognise(text) is None


def _shown(text: str, *, known: str) -> str:
    # Whoever writes our commands in Chinese reads it; a Chinese address they may have copied.
    if known == "en" and _HAN.search(text) and wishes.read(text) is not None:
        return recognise(text) or ""
    # A choice's label is our own wording, digits and signs are nobody's language.
    if not _tells(text, _ENOUGH if known else _FIRST) or text.lstrip().startswith(("/", "／")):
        return ""
    return recognise(text) or ""


def _tells(text: str, enough: int) -> bool:
    """Whether a text has so many letters; two Latin ones count as one."""
    # Mostly as many Chinese ones stand side by side: then none need be counted.
    if _TOGETHER[enough].search(text):
        return True
    return sum(map(len, _HAN.findall(text))) + len(_LETTERS.findall(text)) // 2 >= enough
