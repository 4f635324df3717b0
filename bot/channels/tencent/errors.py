"""What a call of the platforms' API can end with, besides what was asked for."""

from __future__ import annotations

import re

from bot.errors import WenzhengError

BUSY = -1
"""The platform is out of order; also said of an answer that is none (HTML, a 5xx)."""
_RID = re.compile(r"rid: ?([0-9a-f-]{8,64})")
_ADDRESS = re.compile(r"invalid ip ([0-9a-fA-F.:]{3,45})|from ip: ?([0-9a-fA-F.:]{3,45})")


class ApiError(WenzhengError):
    """The platform refused: `code` decides; its words change and are kept for people only."""

    def __init__(self, code: int, message: str = "") -> None:
        rid = _RID.search(message)
        self.code = code
        self.rid = rid[1] if rid else ""
        found = _ADDRESS.search(message)
        self.address = (found[1] or found[2]) if found else ""
        super().__init__(f"the platform says {code}" + (f" (rid {self.rid})" if self.rid else ""))


class NotSent(WenzhengError):  # noqa: N818 - what is known
    """The platform could not be reached: for certain nothing was sent."""


class NoAnswer(WenzhengError):  # noqa: N818 - what is known
    """No answer in time: it may have been sent."""
