"""The named statements: read from bot/store/sql, with an engine's own words filled in.

What several statements of a file share stands in it once, under `-- part: NAME`, and where they say
`$NAME`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from string import Template

from bot.errors import StoreError
from bot.store.lexing import without_comments

SQL_FOLDER = Path(__file__).parent / "sql"

_NAME_LINE = re.compile(r"^--[ \t]*(name|part):[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
Blocks = dict[str, list[tuple[str, str]]]
"""The statements of a file and its parts: the name of each, and its text."""


class Statements(dict[str, str]):
    """An engine's statements by their names; asking for one that is not there is a `StoreError`."""

    def __missing__(self, name: str) -> str:
        """Say what is missing."""
        raise StoreError(
            f"There is no SQL statement named {name!r}; "
            f"write it under '-- name: {name}' in a file of bot/store/sql."
        )


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
