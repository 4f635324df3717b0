"""The named statements: read from bot/store/sql, with an engine's own words filled in.

What several statements of a file share stands in it once, under `-- part: NAME`, and where they say
`$NAME`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import itemgetter
from pathlib import Path
from string import Template

import msgspec
from msgspec.structs import astuple

from bot.errors import StoreError
from bot.store.lexing import parameters, without_comments

SQL_FOLDER = Path(__file__).parent / "sql"

_NAME_LINE = re.compile(r"^--[ \t]*(name|part):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
Blocks = dict[str, list[tuple[str, str]]]
"""The statements of a file and its parts: the name of each, and its text."""


Dialect = Callable[[str], str]
"""Gives a statement the form that an engine's driver takes."""


class Statement:
    """A statement in the form its driver takes, and the names of its parameters by their places.

    Values are handed over by place: SQLite's driver would look up every name at every execution,
    and let other threads in at each.
    """

    __slots__ = ("_by_place", "name", "names", "text")

    def __init__(self, name: str, sql: str, dialect: Dialect) -> None:
        self.name = name
        self.text = dialect(sql)
        self.names = parameters(sql)
        self._by_place = _by_place(self.names)

    def values(self, given: Mapping[str, object]) -> tuple[object, ...]:
        """Those of the given values that it asks for, by place, as they are.

        Raises `StoreError` where one is missing.
        """
        try:
            return self._by_place(given)
        except KeyError as error:
            raise StoreError(
                f"The SQL statement {self.name!r} was given no {error.args[0]!r}; give it a value."
            ) from None

    def values_of(self, row: msgspec.Struct) -> tuple[object, ...]:
        """The same of a row, whose fields stand as the statement names them.

        So none need be looked for. Raises `StoreError` where they stand otherwise.
        """
        if row.__struct_fields__ != self.names:
            raise StoreError(
                f"The SQL statement {self.name!r} asks for {', '.join(self.names)}, and "
                f"{type(row).__name__} has {', '.join(row.__struct_fields__)}; let it have these, "
                "in this order."
            )
        return astuple(row)


def _by_place(names: tuple[str, ...]) -> Callable[[Mapping[str, object]], tuple[object, ...]]:
    if len(names) > 1:
        return itemgetter(*names)
    # An itemgetter of one name gives no tuple, and there is none of no name.
    return lambda given: tuple(given[name] for name in names)


class Statements(dict[str, Statement]):
    """An engine's statements by their names; asking for one that is not there is a `StoreError`."""

    def __init__(self, texts: Mapping[str, str], dialect: Dialect) -> None:
        super().__init__({name: Statement(name, text, dialect) for name, text in texts.items()})

    def __missing__(self, name: str) -> Statement:
        """Say what is missing."""
        raise StoreError(
            f"There is no SQL statement named {name!r}; "
            f"write it under '-- name: {name}' in a file of bot/store/sql."
        )


def load_statements(
    words: Mapping[str, str], dialect: Dialect, folder: Path = SQL_FOLDER
) -> Statements:
    """Read every `.sql` file of a folder, for the engine that has these words and this dialect.

    Raises `StoreError` for a duplicate or malformed name, an empty statement or an unknown word.
    """
    texts: dict[str, str] = {}
    homes: dict[str, str] = {}
    for path in sorted(folder.glob("*.sql")):
        blocks = _blocks(path)
        known = {**words, **_parts(blocks, words, path.name)}
        for name, block in blocks["name"]:
            if name in texts:
                raise StoreError(
                    f"The SQL statement {name!r} stands in {homes[name]} and again in {path.name}; "
                    "give one of them another name."
                )
            homes[name] = path.name
            where = f"{path.name}, statement {name!r}"
            text = without_comments(fill(block, known, where))
            if not text:
                raise StoreError(f"{where}: there is no SQL under this name; write or remove it.")
            texts[name] = text.removesuffix(";")
    return Statements(texts, dialect)


def fill(text: str, words: Mapping[str, str], where: str) -> str:
    """Put an engine's words (`$name`) into a text; `where` tells the reader whose text it is.

    Raises `StoreError` for a word the engine does not have.
    """
    try:
        return Template(text).substitute(words)
    except KeyError as error:
        known = ", ".join(f"${word}" for word in sorted(words))
        raise StoreError(
            f"{where}: ${error.args[0]} is no engine word, and no part of this file; "
            f"the known ones are {known}."
        ) from None
    except ValueError:
        raise StoreError(
            f"{where}: a lone '$' has no meaning here; write '$$' for the character itself."
        ) from None


def _parts(blocks: Blocks, words: Mapping[str, str], file: str) -> dict[str, str]:
    """What the statements of a file share, by its name; a part may say an engine's words."""
    parts: dict[str, str] = {}
    for name, block in blocks["part"]:
        if name in words or name in parts:
            raise StoreError(f"{file}: ${name} is said already; give the part another name.")
        parts[name] = without_comments(fill(block, words, f"{file}, part {name!r}"))
    return parts


def _blocks(path: Path) -> Blocks:
    preamble, *found = _NAME_LINE.split(path.read_text(encoding="utf-8"))
    if without_comments(preamble):
        raise StoreError(f"{path.name}: the file begins with SQL that has no '-- name:' line.")
    blocks: Blocks = {"name": [], "part": []}
    for kind, name, text in zip(found[::3], found[1::3], found[2::3], strict=True):
        if not _NAME.fullmatch(name):
            raise StoreError(
                f"{path.name}: {name!r} is no name for a statement; "
                "use small letters, digits and '_'."
            )
        blocks[kind].append((name, text))
    return blocks
