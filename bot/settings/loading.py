"""Puts the settings together: defaults, then the file, then the environment, then options."""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

import msgspec

from bot.errors import SettingsError
from bot.settings.checks import CHECKS
from bot.settings.shape import SECRETS, Settings, local_url
from bot.settings.sources import Given, from_environment, from_file, from_options
from bot.settings.table import FILE_NAME, Setting, describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_NOTHING: Mapping[str, Any] = {}
_LONGEST_SHOWN = 60


def load(
    path: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    overrides: Mapping[str, Any] = _NOTHING,
) -> Settings:
    """The settings in force.

    `path` is the settings file; without it WENZHENG_CONFIG names one, else wenzheng.toml in the
    working folder is read where it exists. `overrides` are command-line options by setting name.

    Raises `SettingsError`: of each fault one sentence, on a line of its own, that says where it
    stands and what is allowed.
    """
    file = path or _named_file(environ)
    given = chain(
        from_file(file) if file else (), from_environment(environ), from_options(overrides)
    )
    return _settings(given)


def _named_file(environ: Mapping[str, str]) -> Path | None:
    if named := environ.get("WENZHENG_CONFIG"):
        return Path(named).expanduser()
    here = Path(FILE_NAME)
    return here if here.exists() else None


def _settings(given: Iterable[Given | SettingsError]) -> Settings:
    values = _values(given)
    if not values.get("public_url"):
        host, port = (values.get(name, getattr(Settings(), name)) for name in ("host", "port"))
        values["public_url"] = local_url(host, port) if port else ""
    tree: dict[str, Any] = {}
    for setting in describe():
        if setting.name in values:
            place = tree.setdefault(setting.section, {}) if setting.section else tree
            place[setting.key] = values[setting.name]
    return msgspec.convert(tree, Settings)


def _values(given: Iterable[Given | SettingsError]) -> dict[str, Any]:
    """The value of each setting. Raises `SettingsError` with all faults, to be mended at once."""
    values: dict[str, Any] = {}
    faults: list[str] = []
    for item in given:
        if isinstance(item, SettingsError):
            faults.append(str(item))
            continue
        try:
            values[item.setting.name] = _value(item)
        except SettingsError as fault:
            faults.append(str(fault))
    if faults:
        raise SettingsError("\n".join(faults))
    return values


def _value(item: Given) -> object:
    setting, raw = item.setting, item.value
    if item.as_text and setting.is_list and isinstance(raw, str):
        raw = [part.strip() for part in raw.split(",") if part.strip()]
    if not item.as_text and setting.default is None and raw is None:
        return None
    try:
        value = msgspec.convert(raw, _type(setting), strict=not item.as_text)
    except msgspec.ValidationError:
        raise _fault(item, setting.allowed) from None
    check = CHECKS.get(setting.name)
    try:
        return check(value) if check else value
    except ValueError as error:
        raise _fault(item, str(error)) from None


def _type(setting: Setting) -> Any:  # noqa: ANN401 - a type, as msgspec takes it
    struct: Any = type(getattr(Settings(), setting.section)) if setting.section else Settings
    return get_type_hints(struct, include_extras=True)[setting.key]


def _fault(item: Given, wanted: str) -> SettingsError:
    shown = repr(item.value)
    if len(shown) > _LONGEST_SHOWN:
        shown = shown[:_LONGEST_SHOWN] + "…"
    instead = "" if item.setting.name in SECRETS else f", not {shown}"
    return SettingsError(f"{item.origin}: {item.setting.name} must be {wanted}{instead}.")
