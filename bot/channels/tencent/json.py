"""Reads and writes pushes as JSON, which newer consoles offer beside XML."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.channels.tencent.xml import DEEPEST, LARGEST, Malformed

CONTENT_TYPE = "application/json"


def read(body: bytes) -> dict[str, object]:
    """The fields of a push as `xml.read` gives them: texts, dictionaries, lists of several.

    Numbers are texts, and a list of one is that one. Raises `Malformed` for anything that is too
    large, too deep or no object.
    """
    if len(body) > LARGEST:
        raise Malformed("the push is too large")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("the push is no JSON that we read") from error
    if not isinstance(found, dict) or not found:
        raise Malformed("the push has no fields")
    return {str(name): _value(value, 1) for name, value in found.items()}


def write(fields: Mapping[str, object]) -> str:
    """These fields as a JSON object, in raw UTF-8 as the platform reads it."""
    return json.dumps(fields, ensure_ascii=False)


def _value(value: object, depth: int) -> object:
    if depth >= DEEPEST:
        raise Malformed("the push is nested too deep")
    if isinstance(value, dict):
        return {str(name): _value(each, depth + 1) for name, each in value.items()}
    if isinstance(value, list):
        found = [_value(each, depth + 1) for each in value]
        return found[0] if len(found) == 1 else found
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value)
    # Half a character, which nothing can keep, becomes a sign for it.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
