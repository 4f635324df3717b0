"""What a Bot API server refuses, and how it reads the words of a message of HTML."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

TAGS = frozenset("b strong i em u ins s strike del a code pre blockquote span".split())  # noqa: SIM905
SWALLOW = "swallow"
"""Do it and never answer: what a lost connection looks like."""
HANG = "hang"
"""Neither do it nor answer."""
CUT = "cut"
"""Cut the connection before anything is done."""


class Refusal(Exception):  # noqa: N818 - what it is called there
    """What the server answers instead of doing it."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad(description: str, **parameters: Any) -> Refusal:
    """A refusal for good."""
    return Refusal(400, f"Bad Request: {description}", **parameters)


def parsed(text: str) -> str:
    """The words of a message of HTML. Raises `Refusal` as the platform does."""
    found: list[str] = []
    open_tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            if tag not in TAGS:
                raise bad(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset 0')
            open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            if not open_tags or open_tags.pop() != tag:
                raise bad("can't parse entities: Unexpected end tag at byte offset 0")

        def handle_data(self, data: str) -> None:
            if "<" in data:
                raise bad('can\'t parse entities: Unsupported start tag "" at byte offset 0')
            found.append(data)

        def handle_charref(self, name: str) -> None:
            found.append(chr(int(name)))

        def handle_entityref(self, name: str) -> None:
            found.append({"lt": "<", "gt": ">", "amp": "&", "quot": '"'}.get(name, f"&{name};"))

    reader = Reader(convert_charrefs=False)
    reader.feed(text)
    reader.close()
    if open_tags:
        raise bad("can't parse entities: Can't find end tag")
    return "".join(found)
