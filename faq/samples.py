"""Where the FAQ files that ship with the program lie."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent / "sample"


def sample_files() -> list[Path]:
    """The shipped sample FAQ files, sorted by name."""
    return sorted(path for path in _FOLDER.glob("faq.*") if path.is_file())
