"""How seldom Python looks for cyclic garbage in a process that serves."""

from __future__ import annotations

import gc

YOUNG_OBJECTS = 10_000
"""How many more objects there are before Python looks for cyclic garbage among the new ones.

Of Python's own 700 there are more while a few messages are in hand: it would look through all that
is in hand again and again, and find nothing.
"""


def settle() -> None:
    """What is here now stays: to look through it again and again would hold up messages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
