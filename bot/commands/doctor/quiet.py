"""Keeps the log still while a command asks a platform: what goes wrong is told by the command."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quietly(name: str = "bot.channels") -> Iterator[None]:
    """No line of this logger, for as long as the block runs."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
