"""Personal data in free text: what kinds of it there are, and the text with it starred out.

Rules, not knowledge: a name that nothing introduces, and no telephone number stands beside, is not
seen. That is why exports, brief and board also leave confidential tickets out. How much is seen
is measured in tests/privacy.
"""

from __future__ import annotations

from bot.privacy.kinds import Finding, Kind
from bot.privacy.masking import found, is_masked, mask, pieces, star
from bot.privacy.names import is_full_name

__all__ = ["Finding", "Kind", "found", "is_full_name", "is_masked", "mask", "pieces", "star"]
