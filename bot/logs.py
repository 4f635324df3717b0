"""What is written to the log, and what never is: no secret and nobody's words."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

from bot.errors import WenzhengError

HOUSE = Path(__file__).parent.parent


def start_logging(level: int = logging.INFO) -> None:
    """Log to standard error, one line an event.

    httpx is kept quiet: it prints addresses that hold tokens.
    """
    logging.basicConfig(
        level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for talkative in ("httpx", "httpcore", "aiohttp.access", "PIL"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


def place_of(error: BaseException) -> str:
    """What kind of error it was and where in our code, as `ValueError at handlers/ask.py:12`.

    The error's own message is left out: it may quote what a resident wrote.
    """
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(HOUSE)]
    if not ours:
        return type(error).__name__
    last = ours[-1]
    where = Path(last.filename).relative_to(HOUSE).as_posix()
    return f"{type(error).__name__} at {where}:{last.lineno}"


def told_of(error: Exception) -> str:
    """What the log says of an error: our own sentence, or only where a foreign one came from."""
    return str(error) if isinstance(error, WenzhengError) else place_of(error)
