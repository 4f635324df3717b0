"""Reads SQL just far enough to leave literals and comments alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""
      (?P<comment> --[^\n]* | /\*.*?\*/ )
    | (?P<literal> '(?:[^']|'')*' | "(?:[^"]|"")*" )
    | (?P<cast> :: )
    | :(?P<parameter> [A-Za-z_][A-Za-z0-9_]* )
    | (?P<end> ; )
    | (?P<other> [^'":;/-]+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)


def split_statements(script: str) -> list[str]:
    """The statements of a script, without comments and closing semicolons."""
    statements, parts = [], list[str]()
    for kind, text in _tokens(script):
        if kind == "end":
            statements.append("".join(parts))
            parts.clear()
        elif kind != "comment":
            parts.append(text)
    statements.append("".join(parts))
    return [text for statement in statements if (text := statement.strip())]


def without_comments(sql: str) -> str:
    """The SQL without its comments, everything else as it was."""
    return "".join(text for kind, text in _tokens(sql) if kind != "comment").strip()


def parameters(sql: str) -> tuple[str, ...]:
    """The names of the parameters of a statement, each once, in the order of their first use."""
    return tuple(dict.fromkeys(text[1:] for kind, text in _tokens(sql) if kind == "parameter"))


def numbered_parameters(sql: str) -> str:
    """`:name` as `?1`, the place of the name among `parameters`; SQLite takes both."""
    places = {name: place for place, name in enumerate(parameters(sql), 1)}
    return "".join(
        f"?{places[text[1:]]}" if kind == "parameter" else text for kind, text in _tokens(sql)
    )


def percent_parameters(sql: str) -> str:
    """`:name` as `%(name)s`, which psycopg takes; a `%` of the SQL itself is doubled."""
    return "".join(
        f"%({text[1:]})s" if kind == "parameter" else text.replace("%", "%%")
        for kind, text in _tokens(sql)
    )


def _tokens(sql: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(sql):
        yield match.lastgroup or "other", match.group()
