"""Reads and writes the XML of pushes: no entity, no document type, no surprise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.parsers.expat import ExpatError, ParserCreate

from bot.channels.tencent.plain_xml import plain_fields

LARGEST = 256 * 1024
"""Bytes of a push that are read at all; the platform's own are some kilobytes."""
DEEPEST = 6
CONTENT_TYPE = "text/xml"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Malformed(ValueError):  # noqa: N818 - what it is
    """The body is not the XML of a push."""


def read(body: bytes) -> dict[str, object]:
    """The fields of a push, text where there is text, dictionaries where elements are nested.

    Raises `Malformed` for anything that is too large, too deep or no XML, and for every document
    type: whoever sends one means no good.
    """
    if len(body) > LARGEST:
        raise Malformed("the push is too large")
    plain = plain_fields(body)
    return _whole(body) if plain is None else plain


def _whole(body: bytes) -> dict[str, object]:
    reading = _Reading()
    # Expat itself, and no tree, which costs five times that.
    parser = ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reading.begin
    parser.CharacterDataHandler = reading.say
    parser.EndElementHandler = reading.end
    try:
        parser.Parse(body, True)
    except (ExpatError, ValueError, LookupError) as error:
        raise Malformed("the push is no XML that we read") from error
    return reading.fields()


def write(fields: Mapping[str, object]) -> str:
    """An `xml` element with these fields; numbers plain, texts in CDATA, dictionaries nested."""
    return f"<xml>{_written(fields)}</xml>"


def harmless(text: str) -> str:
    """A text without the characters that XML 1.0 cannot hold."""
    return _FORBIDDEN.sub("", text)


class _Reading:
    """What has been read so far: the elements that are open, and the text of the innermost."""

    def __init__(self) -> None:
        self._open: list[dict[str, object]] = [{}]
        self._text = ""

    def begin(self, _: str, __: object) -> None:
        """An element begins. Raises `Malformed` where it lies too deep."""
        if len(self._open) > DEEPEST:
            raise Malformed("the push is nested too deep")
        self._open.append({})
        self._text = ""

    def say(self, text: str) -> None:
        """Text goes on."""
        self._text += text

    def end(self, name: str) -> None:
        """An element is whole: text, or the elements in it; one that is repeated is a list."""
        value = self._open.pop() or self._text
        beside = self._open[-1]
        if name not in beside:
            beside[name] = value
        elif isinstance(known := beside[name], list):
            known.append(value)
        else:
            beside[name] = [known, value]

    def fields(self) -> dict[str, object]:
        """What lies in the outermost element, which has ended. Raises `Malformed` for no fields."""
        (found,) = self._open[0].values()
        if not isinstance(found, dict):
            raise Malformed("the push has no fields")
        return found


def _refuse(*_: object) -> None:
    """Entities, and with them every bomb that is known, are declared in a document type."""
    raise Malformed("the push has a document type")


def _written(fields: Mapping[str, object]) -> str:
    return "".join([f"<{name}>{_value(value)}</{name}>" for name, value in fields.items()])


def _value(value: object) -> str:
    if isinstance(value, str):
        # The end of a CDATA section within one is parted over two.
        return f"<![CDATA[{_FORBIDDEN.sub('', value).replace(']]>', ']]]]><![CDATA[>')}]]>"
    return _written(value) if isinstance(value, dict) else str(value)
