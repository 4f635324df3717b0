"""Reads and writes the XML of pushes: no entity, no document type, no surprise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

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
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Malformed("the push is no XML that we read") from error
    found = _fields(root, 1)
    if isinstance(found, str):
        raise Malformed("the push has no fields")
    return found


def write(fields: Mapping[str, object]) -> str:
    """An `xml` element with these fields; numbers plain, texts in CDATA, mappings nested."""
    return f"<xml>{_written(fields)}</xml>"


def harmless(text: str) -> str:
    """A text without the characters that XML 1.0 cannot hold."""
    return _FORBIDDEN.sub("", text)


def _fields(element: Element, depth: int) -> dict[str, object] | str:
    if len(element) == 0:
        return element.text or ""
    if depth >= DEEPEST:
        raise Malformed("the push is nested too deep")
    found: dict[str, object] = {}
    for child in element:
        value = _fields(child, depth + 1)
        if child.tag not in found:
            found[child.tag] = value
        elif isinstance(known := found[child.tag], list):
            known.append(value)
        else:
            found[child.tag] = [known, value]
    return found


def _written(fields: Mapping[str, object]) -> str:
    return "".join(f"<{name}>{_value(value)}</{name}>" for name, value in fields.items())


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return _written(value)
    if isinstance(value, int):
        return str(value)
    # The end of a CDATA section within one is parted over two.
    return f"<![CDATA[{harmless(str(value)).replace(']]>', ']]]]><![CDATA[>')}]]>"
