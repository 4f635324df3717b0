"""绑定: a person carries a code from one channel to another, and finds their matters on both."""

from __future__ import annotations

import unicodedata

from bot.clock import stamp
from bot.errors import Refused
from bot.models import Contact, Content
from bot.store import Transaction, contacts, links
from faq.languages import in_one_case
from handlers.turn import Turn


def link(tx: Transaction, turn: Turn, written: str) -> None:
    """Without a code give one; with one, join the contact who was given it. Raises `Refused`."""
    code = "".join(sign for sign in unicodedata.normalize("NFKC", written) if sign.isdecimal())
    if not written.strip():
        given = links.new_code(tx, turn.resident.id, turn.now)
        turn.reply("linking.code", code=given, minutes=links.MINUTES)
        return
    if _tries_too_often(tx, turn):
        raise Refused("linking.too_many")
    if not _links(tx, turn, code):
        turn.refuse("linking.wrong_code", minutes=links.MINUTES)


def brings_code(tx: Transaction, turn: Turn) -> bool:
    """Whether nothing was written but a code that is good: it links without the word 绑定.

    Any other number of its length may be a telephone; yet it counts, for it may be a guess.
    """
    code = in_one_case(turn.text).strip()
    bare = len(code) == links.DIGITS and code.isascii() and code.isdecimal()
    return bare and not _tries_too_often(tx, turn) and _links(tx, turn, code)


def _links(tx: Transaction, turn: Turn, code: str) -> bool:
    """Whether it is a code that is good, one's own among them; what is none counts as a guess."""
    if links.is_own(tx, code, turn.resident.id, turn.now):
        turn.refuse("linking.same_channel")
        return True
    other = links.use(tx, code, turn.resident.id, turn.now)
    if other is None:
        _count(tx, turn)
        return False
    contacts.lock(tx, other.id)
    links.join(tx, turn.resident.id, other.id)
    turn.reply("linking.linked", channel=_channel(turn, other, turn.language))
    _warn(turn, other)
    return True


def unlink(tx: Transaction, turn: Turn) -> None:
    """解除绑定: this contact shows its own matters only, and its own nowhere else."""
    turn.reply("linking.unlinked" if links.part(tx, turn.resident.id) else "linking.not_linked")


def _warn(turn: Turn, other: Contact) -> None:
    """Whoever gave the code away unwittingly reads of it, and how to undo it."""
    language = other.language or turn.house.wording.default
    channel = _channel(turn, turn.resident, language)
    turn.tell(other, Content(turn.house.wording.say(language, "linking.told", channel=channel)))


def _channel(turn: Turn, contact: Contact, language: str) -> str:
    name = f"linking.channel_{contact.channel}"
    known = turn.house.wording.has(name)
    return turn.house.wording.say(language, name if known else "linking.channel_other")


def _tries_too_often(tx: Transaction, turn: Turn) -> bool:
    limit = turn.house.settings.limits.code_guesses_per_hour
    return contacts.counted(tx, _subject(turn), _hour(turn)) >= limit


def _count(tx: Transaction, turn: Turn) -> None:
    contacts.count(tx, _subject(turn), _hour(turn))


def _subject(turn: Turn) -> str:
    return f"link:{turn.resident.id}"


def _hour(turn: Turn) -> str:
    return stamp(turn.now)[:13]
