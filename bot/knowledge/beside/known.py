"""What a process beside the service is to know: a matcher, and the file that its index is in."""

from __future__ import annotations

import os
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from faq.match import Matcher


class OpenFile:
    """An open file, closed when nobody holds it any more, as what is mapped from it."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self.descriptor)


@dataclass(frozen=True, slots=True)
class Known:
    """By what is matched, and the file of its index."""

    matcher: Matcher
    file: OpenFile
