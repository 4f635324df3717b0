"""The settings as a table: one row each, with its variable, its default and its meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import inspect

from bot.settings.meanings import MEANINGS
from bot.settings.shape import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "WENZHENG_"
FILE_NAME = "wenzheng.toml"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `section` is empty for those at the head of the file."""

    section: str
    key: str
    kind: inspect.Type
    default: object
    meaning: str
    meaning_zh: str

    @property
    def name(self) -> str:
        """The name with its section, such as `desk.link_minutes`."""
        return f"{self.section}.{self.key}" if self.section else self.key

    @property
    def variable(self) -> str:
        """The environment variable, such as `WENZHENG_DESK_LINK_MINUTES`."""
        return PREFIX + self.name.replace(".", "_").upper()

    @property
    def is_text(self) -> bool:
        """Whether it is one text, which may also be read from a file of its own."""
        return isinstance(self.kind, inspect.StrType)

    @property
    def is_list(self) -> bool:
        """Whether it is a list of texts; in a variable, separated by commas."""
        return isinstance(self.kind, inspect.VarTupleType)

    @property
    def allowed(self) -> str:
        """What may stand there, in words."""
        return _allowed(self.kind)


def describe() -> Iterator[Setting]:
    """Every setting, those at the head of the file first, then section by section."""
    return iter(_SETTINGS)


def _rows(struct: type, section: str) -> Iterator[Setting]:
    kind = inspect.type_info(struct)
    assert isinstance(kind, inspect.StructType)  # noqa: S101 - tells the type checker
    nested = [field for field in kind.fields if isinstance(field.type, inspect.StructType)]
    for field in kind.fields:
        if field not in nested:
            name = f"{section}.{field.name}" if section else field.name
            meaning, meaning_zh = MEANINGS[name]
            yield Setting(section, field.name, field.type, field.default, meaning, meaning_zh)
    for field in nested:
        assert isinstance(field.type, inspect.StructType)  # noqa: S101
        yield from _rows(field.type.cls, field.name)


def _allowed(kind: inspect.Type) -> str:
    match kind:
        case inspect.UnionType(types=types):
            return _allowed(types[0])
        case inspect.IntType(ge=low, le=high):
            return f"a whole number from {low} to {high}"
        case inspect.FloatType(ge=low, le=high):
            return f"a number from {low:g} to {high:g}"
        case inspect.BoolType():
            return "true or false"
        case inspect.StrType(min_length=low, max_length=high) if high:
            return f"a text of {low or 0} to {high} characters"
        case inspect.StrType():
            return "a text"
        case _:
            return "a list of texts"


_SETTINGS = tuple(_rows(Settings, ""))
