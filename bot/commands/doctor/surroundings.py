"""What `wenzheng doctor` looks at around the database: settings, folder, port."""

from __future__ import annotations

import os
import shutil
import socket
import stat
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.as_typed import typed
from bot.commands.serving import Running, running_service, version_at
from bot.settings.shape import local_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

_ROOM = 500 * 1024 * 1024  # bytes below which a disk is nearly full
_LITTLE_ROOM = 50 * 1024 * 1024


class Verdict(StrEnum):
    """How well something stands."""

    GOOD = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was found, and what to do about it."""

    subject: str
    verdict: Verdict
    found: str
    advice: str = ""


def good(subject: str, found: str) -> Finding:
    """Nothing to do."""
    return Finding(subject, Verdict.GOOD, found)


def warning(subject: str, found: str, advice: str) -> Finding:
    """It works, but ought to be looked at."""
    return Finding(subject, Verdict.WARNING, found, advice)


def problem(subject: str, found: str, advice: str) -> Finding:
    """Residents will not be served as they should."""
    return Finding(subject, Verdict.PROBLEM, found, advice)


def check_settings(settings: Settings) -> Iterator[Finding]:
    """The settings were read; are they fit for residents?"""
    yield good(
        "settings", f"{settings.city}, {settings.timezone}, {settings.public_url or 'port 0'}"
    )
    everywhere = settings.host in ("0.0.0.0", "::")  # noqa: S104 - asked about, not bound to
    if everywhere and settings.public_url == local_url(settings.host, settings.port):
        yield warning(
            "public_url",
            f"links in messages begin with {settings.public_url}, which only this machine reaches",
            "set WENZHENG_PUBLIC_URL to the address that residents use",
        )


def check_folder(settings: Settings) -> Iterator[Finding]:
    """The data folder: there, ours, private, with room."""
    folder = settings.data_folder
    if not folder.exists():
        yield _check_parent(settings)
        return
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield problem(
            "data folder",
            f"{folder} cannot be written",
            "give the user that runs Wenzheng the right to write in it",
        )
        return
    yield good("data folder", str(folder.resolve()))
    if folder.stat().st_mode & (stat.S_IRWXO):
        yield warning(
            "data folder",
            "every user of this machine may look into it",
            f"run: chmod 700 {folder}",
        )
    yield _room(shutil.disk_usage(folder).free)


def check_port(settings: Settings) -> Finding:
    """The port: free, ours, or somebody else's; a service may run on another than is set."""
    running = running_service(settings.data_folder)
    if running is not None:
        return _running(settings, running)
    if not settings.port:
        return good("port", "any free one")
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with closing(socket.socket(family, socket.SOCK_STREAM)) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((settings.host, settings.port))
    except OSError as error:
        return _taken(settings, error)
    return warning("service", "is not running", f"start it with: {typed('serve')}")


def _running(settings: Settings, running: Running) -> Finding:
    found = f"is running at {running.address.local}, version {running.version}"
    if running.address.public in ("", settings.public_url):
        return good("service", found)
    return warning(
        "service",
        f"{found}, and calls itself {running.address.public}; the settings here say "
        f"{settings.public_url or 'any free port'}",
        "write into wenzheng.toml what `serve` is started with, so that all commands know it",
    )


def _taken(settings: Settings, error: OSError) -> Finding:
    version = version_at(local_url(settings.host, settings.port))
    if version:
        return good("service", f"is running on port {settings.port}, version {version}")
    return problem(
        "port",
        f"{settings.host} port {settings.port} cannot be used ({(error.strerror or '').lower()})",
        "stop the program that uses it, or set WENZHENG_PORT to another",
    )


def _check_parent(settings: Settings) -> Finding:
    """A folder that is yet to be made; with PostgreSQL only lock and journal will lie in it."""
    folder = settings.data_folder
    parent = next(each for each in folder.absolute().parents if each.exists())
    if os.access(parent, os.W_OK | os.X_OK):
        if settings.database:
            return good("data folder", f"{folder}, made by the first `wenzheng serve`")
        return warning(
            "data folder",
            f"{folder} is not there yet",
            "the first `wenzheng serve` makes it; if there should be one, see --data",
        )
    return problem(
        "data folder",
        f"{folder} is not there, and {parent} cannot be written",
        "make the folder, or set WENZHENG_DATA to another",
    )


def _room(free: int) -> Finding:
    megabytes = f"{free // (1024 * 1024):,} MB free"
    if free < _LITTLE_ROOM:
        return problem("disk", megabytes, "make room: a full disk takes no message in")
    if free < _ROOM:
        return warning("disk", megabytes, "make room soon")
    return good("disk", megabytes)
