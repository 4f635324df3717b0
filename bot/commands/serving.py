"""The service that runs on the same data folder, as another command finds it."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.store.lock import Address, last_address

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Running:
    """A service that answers: where, and which version it is."""

    address: Address
    version: str


def running_service(data_folder: Path) -> Running | None:
    """The service that works on this folder, whatever port it was started with, if one answers."""
    address = last_address(data_folder)
    version = version_at(address.local) if address is not None else ""
    return Running(address, version) if address is not None and version else None


def version_at(url: str) -> str:
    """The version of the Wenzheng that answers at this address, or nothing."""
    # A proxy is for the world outside, not for this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/healthz", timeout=_SECONDS) as answer:
            state = json.load(answer)
    except (OSError, ValueError):
        return ""
    return str(state.get("version", "")) if isinstance(state, dict) else ""
