"""An index, or its vectors, in one file: written whole by one process, memory-mapped by others."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from faq.errors import FaqError
from faq.field import Field
from faq.index import Index
from faq.packed import PackedEntries, PackedTexts
from faq.postings import Postings
from faq.vectors import Vectors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[np.generic]]

_MARK = b"WZFAQ003"  # changes with whatever makes an older file mean something else
_ALIGNED = 64
_TEXTS = ("texts", "folded", "sounds")
_FIELDS = ("wordings", "profiles", "answers")
_TABLES = ("wordings", "profiles", "answers", "owners", "usual")


class _Place(msgspec.Struct, frozen=True):
    name: str
    kind: str
    shape: list[int]
    start: int


def save(index: Index, path: Path) -> None:
    """Write an index to a file, whole or not at all; OSError where it cannot be written."""
    _save(_arrays(index), path)


def load(path: Path) -> Index:
    """The index in a file, mapped and not read. FaqError: no such file, or not one of ours.

    The file may be removed while the index is in use.
    """
    return _index(_load(path))


def save_vectors(vectors: Vectors, path: Path) -> None:
    """Write the vectors of an index to a file, as `save` does."""
    model = np.frombuffer(vectors.model.encode(), np.uint8)
    tables = {name: getattr(vectors, name) for name in _TABLES}
    _save({"model": model, **tables}, path)


def load_vectors(path: Path) -> Vectors:
    """The vectors in a file, as `load` does. FaqError: no such file, or not one of ours."""
    arrays = _load(path)
    model = arrays.pop("model").tobytes().decode()
    return Vectors(model=model, **arrays)  # type: ignore[arg-type]


def _save(content: Mapping[str, NDArray[np.generic]], path: Path) -> None:
    arrays = {name: np.ascontiguousarray(array) for name, array in content.items()}
    places, at = [], 0
    for name, array in arrays.items():
        places.append(_Place(name, array.dtype.str, list(array.shape), at))
        at = _aligned(at + array.nbytes)
    header = msgspec.json.encode(places)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(_MARK + len(header).to_bytes(8, "little") + header)
            first = _aligned(file.tell())
            for place, array in zip(places, arrays.values(), strict=True):
                file.seek(first + place.start)
                file.write(array.data if array.nbytes else b"")
            file.truncate(first + at)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _load(path: Path) -> Arrays:
    try:
        content = np.memmap(path, np.uint8, "r").view(np.ndarray)
    except (OSError, ValueError) as error:
        raise FaqError(f"{path.name} cannot be read as an index: {error}") from error
    if content[: len(_MARK)].tobytes() != _MARK:
        raise FaqError(f"{path.name} is no index of this version of the program: build it again")
    at = len(_MARK) + 8
    end = at + int.from_bytes(content[len(_MARK) : at].tobytes(), "little")
    places = msgspec.json.decode(content[at:end].tobytes(), type=list[_Place])
    first = _aligned(end)
    arrays: Arrays = {}
    for place in places:
        kind = np.dtype(place.kind)
        size = kind.itemsize * int(np.prod(place.shape, dtype=np.int64))
        start = first + place.start
        arrays[place.name] = content[start : start + size].view(kind).reshape(place.shape)
    return arrays


def _aligned(at: int) -> int:
    return -(-at // _ALIGNED) * _ALIGNED


def _arrays(index: Index) -> Arrays:
    arrays: Arrays = {
        "entries.content": index.entries.content,
        "entries.ends": index.entries.ends,
        "entries.last_days": index.entries.last_days,
        "entries.answers": index.entries.answers,
        **{f"{name}.content": getattr(index, name).content for name in _TEXTS},
        "wording_of": index.wording_of,
        "marks": index.marks,
    }
    for name in _FIELDS:
        field: Field | None = getattr(index, name)
        if field is not None:
            arrays[f"{name}.owners"] = field.owners
            for part, array in field.postings.arrays().items():
                arrays[f"{name}.{part}"] = array
    return arrays


def _index(arrays: Mapping[str, NDArray[np.generic]]) -> Index:
    def part(name: str) -> dict[str, NDArray[np.generic]]:
        start = f"{name}."
        return {key[len(start) :]: each for key, each in arrays.items() if key.startswith(start)}

    def field(name: str) -> Field | None:
        own = part(name)
        return Field(Postings.of_arrays(own), own["owners"]) if own else None  # type: ignore[arg-type]

    wordings = field("wordings")
    if wordings is None:
        raise FaqError("the index holds no wordings: build it again")
    return Index(
        entries=PackedEntries(**part("entries")),  # type: ignore[arg-type]
        **{name: PackedTexts(**part(name)) for name in _TEXTS},  # type: ignore[arg-type]
        wording_of=arrays["wording_of"],  # type: ignore[arg-type]
        marks=arrays["marks"],  # type: ignore[arg-type]
        wordings=wordings,
        profiles=field("profiles"),
        answers=field("answers"),
    )
