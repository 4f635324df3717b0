"""Which extras the settings need beyond the locked base: `python -m bot.extras` prints their names.

`make run` installs them, each from its own lock, before it starts the service.
"""

from __future__ import annotations

from bot.errors import SettingsError
from bot.settings import Settings, load

_DRIVERS = {"postgresql": "postgres", "postgres": "postgres"}
_ENCODERS = {"universal": "semantic", "e5": "e5", "onnx": "onnx"}


def extras(settings: Settings) -> tuple[str, ...]:
    """The names of the extras, as pyproject and the locks have them."""
    scheme = settings.database.strip().partition("://")[0]
    encoder = settings.matching.encoder.partition(":")[0]
    needed = [_DRIVERS.get(scheme), _ENCODERS.get(encoder)]
    return tuple(name for name in needed if name)


def main() -> None:
    """Print one name a line; of wrong settings the service itself will tell."""
    try:
        needed = extras(load())
    except SettingsError:
        return
    for name in needed:
        print(name)  # noqa: T201 - read by make


if __name__ == "__main__":
    main()
