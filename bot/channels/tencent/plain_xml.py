"""The commonest push by far, fields without anything in them, read by a pattern instead of expat.

Expat calls back twice for each field, which takes longer than all else that is done to let a push
in. Whatever is more than plain fields (one in another, a comment, a prolog, an escape, a field
that comes twice, a line that ends as in Windows) is left to it: it alone says what is no XML.
"""

from __future__ import annotations

import re

_BEGINNING, _ENDING = "<xml>", "</xml>"
_SPACE = " \t\n"
# Each is tried where the last one ended and nowhere else, so that no body is looked through twice.
_field = re.compile(
    rf"[{_SPACE}]*<([A-Za-z]+)>"
    # What XML cannot hold, and what may end the section, is not plain.
    "(?:<!\\[CDATA\\[([^\\]\x00-\x08\x0b-\x1f\ufffe\uffff]*)\\]\\]>|([0-9]+))"
    r"</\1>"
).match


def plain_fields(body: bytes) -> dict[str, object] | None:
    """The fields of a push, where they are texts or numbers and nothing else; else None."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    if not text.startswith(_BEGINNING):
        return None
    fields: dict[str, object] = {}
    at = len(_BEGINNING)
    while found := _field(text, at):
        name, words, number = found.groups()
        if name in fields:
            return None
        fields[name] = words if number is None else number
        at = found.end()
    return fields if fields and text[at:].strip(_SPACE) == _ENDING else None
