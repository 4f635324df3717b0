"""The named statements: read from bot/store/sql, with an engine's own words filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template

from bot.errors import StoreError
from bot.store.lexing import without_comments

SQL_FOLDER = Path(__file__).parent / "sql"

_NAME_LINE = re.compile(r"^--[ \t]*name:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Statements:
    """An engine's statements by their names."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)

    def __getitem__(self, name: str) -> str:
        """The text of a statement.

        Raises `StoreError` where there is none of that name.
        """
        try:
            return self._texts[name]
        except KeyError:
            raise StoreError(
                f"There is no SQL statement named {name!r}; "
                f"write it under '-- name: {name}' in a file of bot/store/sql."
            ) from None


def load_statements(
    words: Mapping[str, str],
    folder: Path = SQL_FOLDER,
    *,
    dialect: Callable[[str], str] = str,
) -> Statements:
    """Read every `.sql` file of a folder; `dialect` gives each text the form its driver takes.

    Raises `StoreError` for a duplicate or malformed name, an empty statement or an unknown word.
    """
    texts: dict[str, str] = {}
    homes: dict[str, str] = {}
    for path in sorted(folder.glob("*.sql")):
        for name, block in _blocks(path):
            if name in texts:
                raise StoreError(
                    f"The SQL statement {name!r} stands in {homes[name]} and again in {path.name}; "
                    "give one of them another name."
                )
            homes[name] = path.name
            where = f"{path.name}, statement {name!r}"
            text = without_comments(fill(block, words, where))
            if not text:
                raise StoreError(f"{where}: there is no SQL under this name; write or remove it.")
            texts[name] = dialect(text.removesuffix(";"))
    return Statements(texts)


def fill(text: str, words: Mapping[str, str], where: str) -> str:
    """Put an engine's words (`$name`) into a text; `where` tells the reader whose text it is.

    Raises `StoreError` for a word the engine does not have.
    """
    try:
        return Template(text).substitute(words)
    except KeyError as error:
        known = ", ".join(f"${word}" for word in sorted(words))
        raise StoreError(
            f"{where}: ${error.args[0]} is no engine word; the known ones are {known}."
        ) from None
    except ValueError:
        raise StoreError(
            f"{where}: a lone '$' has no meaning here; write '$$' for the character itself."
        ) from None


def _blocks(path: Path) -> list[tuple[str, str]]:
    preamble, *parts = _NAME_LINE.split(path.read_text(encoding="utf-8"))
    if without_comments(preamble):
        raise StoreError(f"{path.name}: the file begins with SQL that has no '-- name:' line.")
    blocks = list(zip(parts[::2], parts[1::2], strict=True))
    for name, _ in blocks:
        if not _NAME.fullmatch(name):
            raise StoreError(
                f"{path.name}: {name!r} is no name for a statement; "
                "use small letters, digits and '_'."
            )
    return blocks
