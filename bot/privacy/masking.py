"""Masks what the rules find: they claim their places in order, and what they found is starred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.privacy.accounts import emails, messengers
from bot.privacy.addresses import chinese_addresses
from bot.privacy.beside_phones import names_beside_phones
from bot.privacy.cards import bank_cards
from bot.privacy.english_addresses import english_addresses
from bot.privacy.english_names import english_names
from bot.privacy.folding import fold
from bot.privacy.harmless import harmless_numbers
from bot.privacy.identities import checked_identities, likely_identities
from bot.privacy.keys import ticket_keys
from bot.privacy.kinds import Kind
from bot.privacy.names import chinese_names
from bot.privacy.phones import phone_numbers
from bot.privacy.plates import plates
from bot.privacy.shared_contacts import names_of_contacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.privacy.kinds import Finding

_STAR = "*"

_RULES: tuple[Callable[[str], Iterator[Finding]], ...] = (
    # A right check digit is stronger than any word before the number, and that stronger than
    # the mere look of a number.
    ticket_keys,
    checked_identities,
    harmless_numbers,
    likely_identities,
    bank_cards,
    phone_numbers,
    emails,
    messengers,
    plates,
    chinese_addresses,
    english_addresses,
    chinese_names,
    english_names,
    names_beside_phones,
    names_of_contacts,
)


def mask(text: str) -> str:
    """The text with personal data starred out, as long as before: each place stays its place.

    A telephone number keeps its first three and last four digits, a name its first character;
    `Kind` lists what is masked. Ticket numbers, dates, amounts, hotlines, roads with their
    numbers and communities stay. Masking twice changes nothing more.
    """
    while (masked := star(text, _findings(text))) != text:
        text = masked
    return text


def is_masked(text: str) -> bool:
    """Whether `mask` finds nothing in the text."""
    return not found(text)


def found(text: str) -> tuple[Kind, ...]:
    """The kinds of personal data in the text, each once, in the order of `Kind`."""
    kinds = {each.kind for each in _findings(text) if each.kind}
    return tuple(kind for kind in Kind if kind in kinds)


def pieces(text: str) -> tuple[Finding, ...]:
    """The personal data in the text, each piece with its place and kind, from first to last."""
    return tuple(sorted((each for each in _findings(text) if each.kind), key=_start))


def star(text: str, findings: Iterable[Finding]) -> str:
    """The text with these findings starred out, as `mask` does with all of them."""
    letters = list(text)
    for each in findings:
        if each.kind:
            for place in _hidden(text, each):
                letters[place] = _STAR
    return "".join(letters)


def _start(finding: Finding) -> int:
    return finding.start


def _findings(text: str) -> list[Finding]:
    folded = fold(text)
    taken = bytearray(len(text))
    findings = []
    for rule in _RULES:
        for each in rule(folded):
            if taken.find(1, each.start, each.end) < 0 and _hides(text, each):
                taken[each.start : each.end] = b"\1" * (each.end - each.start)
                findings.append(each)
    return findings


def _hides(text: str, finding: Finding) -> bool:
    return finding.kind is None or any(map(str.isalnum, text[finding.start : finding.end]))


def _hidden(text: str, finding: Finding) -> list[int]:
    places = [place for place in range(finding.start, finding.end) if text[place].isalnum()]
    if len(places) <= finding.head + finding.tail:
        return places
    return places[finding.head : len(places) - finding.tail]
