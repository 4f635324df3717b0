"""JSON, JSON Lines and YAML files: read with the place of every fault, and written."""

from __future__ import annotations

import json
from datetime import date
from typing import IO, TYPE_CHECKING

import yaml
from sqlite_utils.utils import Format, RowsFromFileBadJSON, rows_from_file

from faq.delimited import encoding_of
from faq.errors import FaqError
from faq.rows import Row, cell_text

try:
    from yaml import CSafeDumper as _SafeDumper
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # PyYAML without libyaml: the same, slower
    from yaml import SafeDumper as _SafeDumper  # type: ignore[assignment]
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_YAML = "tag:yaml.org,2002:"
_MAX_DEPTH = 20  # an entry needs three levels; libyaml's recursion overflows the C stack later


class _TextLoader(_SafeLoader):
    """YAML whose plain scalars stay text: 010 is a dialling code, 8:30 a time, `no` a word."""


_TextLoader.yaml_implicit_resolvers = {
    first: [rule for rule in rules if rule[0] in (_YAML + "null", _YAML + "merge")]
    for first, rules in _SafeLoader.yaml_implicit_resolvers.items()
}
_TextLoader.yaml_constructors = {
    tag: constructor
    for tag, constructor in _SafeLoader.yaml_constructors.items()
    if tag in (None, *(_YAML + kind for kind in ("null", "str", "seq", "map")))
}


def read_json(path: Path) -> Iterator[Row]:
    """Items of a JSON file: a list of objects, or an object that holds one such list."""
    with path.open("rb") as file:
        try:
            items: object = rows_from_file(file, format=Format.JSON)[0]
        except json.JSONDecodeError as error:
            raise _broken(f"{path.name}, line {error.lineno}", "JSON", error.msg) from error
        except RowsFromFileBadJSON as error:
            raise _no_list(path.name) from error
        except (ValueError, RecursionError) as error:
            raise _broken(path.name, "JSON", str(error)) from error
    yield from _items(path.name, items)


def read_json_lines(path: Path) -> Iterator[Row]:
    """Objects of a JSON Lines file, one a line, streamed.

    rows_from_file would stream these too, but does not say which line a fault stands in.
    """
    with path.open(encoding=encoding_of(path)) as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            where = f"{path.name}, line {number}"
            try:
                item = json.loads(line)
            except json.JSONDecodeError as error:
                raise _broken(where, "JSON", error.msg) from error
            except (ValueError, RecursionError) as error:
                raise _broken(where, "JSON", str(error)) from error
            yield _row(number, item, where)


def read_yaml(path: Path) -> Iterator[Row]:
    """Items of a YAML file: a list of mappings, or a mapping that holds one such list."""
    content = path.read_bytes()
    try:
        _check_depth(path.name, content)
        items = yaml.load(content, Loader=_TextLoader)  # noqa: S506 - a narrowed safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path.name}, line {mark.line + 1}" if mark else path.name
        raise _broken(where, "YAML", error.problem or error.context or "a fault") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _broken(path.name, "YAML", str(error).splitlines()[0]) from error
    yield from _items(path.name, items)


def write_json(path: Path, rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> None:
    """Write a JSON list with one object a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        separator = "[\n"
        for row in rows:
            file.write(separator + _json_object(row, columns))
            separator = ",\n"
        file.write("[]\n" if separator == "[\n" else "\n]\n")


def write_json_lines(
    path: Path, rows: Iterable[Mapping[str, object]], columns: Sequence[str]
) -> None:
    """Write one JSON object a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_json_object(row, columns) + "\n" for row in rows)


def write_yaml(path: Path, rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> None:
    """Write a YAML list of mappings."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        empty = True
        for row in rows:
            _dump([{column: _plain(row.get(column)) for column in columns}], file)
            empty = False
        if empty:
            file.write("[]\n")


def _check_depth(name: str, content: bytes) -> None:
    depth = 0
    for event in yaml.parse(content, Loader=_TextLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            line = event.start_mark.line + 1 if event.start_mark else 0
            raise FaqError(f"{name}, line {line}: lists stand in lists more than {_MAX_DEPTH} deep")


def _items(name: str, data: object) -> Iterator[Row]:
    if isinstance(data, list) and len(data) == 1 and isinstance(data[0], dict):
        data = _wrapped(data[0]) or data
    elif isinstance(data, dict):
        data = _wrapped(data) or [data]
    if not isinstance(data, list):
        raise _no_list(name)
    for number, item in enumerate(data, start=1):
        yield _row(number, item, f"{name}, item {number}")


def _wrapped(item: dict[object, object]) -> list[object] | None:
    """The one list of objects inside `item`, as in {"entries": [{…}, {…}]}."""
    lists = [
        value
        for value in item.values()
        if isinstance(value, list) and value and all(isinstance(inner, dict) for inner in value)
    ]
    return lists[0] if len(lists) == 1 else None


def _row(number: int, item: object, where: str) -> Row:
    if not isinstance(item, dict):
        raise FaqError(f"{where}: is no object with named fields, such as {{question: …}}")
    return Row(number, {str(name).strip(): value for name, value in item.items()})


def _json_object(row: Mapping[str, object], columns: Sequence[str]) -> str:
    return json.dumps({column: _plain(row.get(column)) for column in columns}, ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return cell_text(value) if isinstance(value, date) else value


def _dump(items: list[dict[str, object]], file: IO[str]) -> None:
    yaml.dump(items, file, Dumper=_SafeDumper, allow_unicode=True, sort_keys=False, width=10_000)


def _broken(where: str, kind: str, fault: str) -> FaqError:
    return FaqError(f"{where}: is not valid {kind} ({fault}); correct it and import again")


def _no_list(name: str) -> FaqError:
    return FaqError(f"{name} must hold a list of objects with named fields")
