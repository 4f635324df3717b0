"""绑定: a person carries a code from one channel to another, and finds their matters on both."""

from __future__ import annotations

import unicodedata

from bot.clock import stamp
from bot.errors import Refused
from bot.models import Contact, Content
from bot.store import Transaction, contacts, links
from handlers.turn import Turn


def link(tx: Transaction, turn: Turn, written: str) -> None:
    """Without a code give one; with one, join the contact who was given it. Raises `Refused`."""
    code = "".join(sign for sign in unicodedata.normalize("NFKC", written) if sign.isdecimal())
    if not written.strip():
        given = links.new_code(tx, turn.resident.id, turn.now)
        turn.reply("linking.code", code=given, minutes=links.MINUTES)
        return
    _brake(tx, turn)
    other = links.use(tx, code, turn.now) if len(code) == links.DIGITS else None
    if other is None:
        _count(tx, turn)
        turn.refuse("linking.wrong_code", minutes=links.MINUTES)
    elif other.id == turn.resident.id:
        turn.refuse("linking.same_channel")
    else:
        contacts.lock(tx, other.id)
        links.join(tx, turn.resident.id, other.id)
        turn.reply("linking.linked", channel=_channel(turn, other, turn.language))
        _warn(turn, other)


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


def _brake(tx: Transaction, turn: Turn) -> None:
    limit = turn.house.settings.limits.code_guesses_per_hour
    if contacts.counted(tx, _subject(turn), _hour(turn)) >= limit:
        raise Refused("linking.too_many")


def _count(tx: Transaction, turn: Turn) -> None:
    contacts.count(tx, _subject(turn), _hour(turn))


def _subject(turn: Turn) -> str:
    return f"link:{turn.resident.id}"


def _hour(turn: Turn) -> str:
    return stamp(turn.now)[:13]
