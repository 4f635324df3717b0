"""Where settings come from: the settings file, the environment, files that hold one secret."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import SettingsError
from bot.settings.table import PREFIX, Setting, describe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

NO_SETTINGS = frozenset({"WENZHENG_CONFIG", "WENZHENG_DEBUG"})
"""Variables of ours that name no setting."""

_LARGEST = 1 << 16  # bytes of a file that holds one setting


@dataclass(frozen=True, slots=True)
class Given:
    """A value that somebody set, and where; `as_text` when it came as text and must be read."""

    setting: Setting
    value: object = field(repr=False)
    origin: str = ""
    as_text: bool = False


def from_file(path: Path) -> Iterator[Given | SettingsError]:
    """The values of a settings file, and in its place what is wrong with one."""
    try:
        values = _read_toml(path)
    except SettingsError as fault:
        yield fault
        return
    for name, value in _flat(values):
        yield _or_fault(partial(_given, name, value, path))


def from_environment(environ: Mapping[str, str]) -> Iterator[Given | SettingsError]:
    """The values of the environment, and what is wrong there; an empty variable sets nothing."""
    settings = {setting.variable: setting for setting in describe()}
    for variable, text in sorted(environ.items()):
        if not variable.startswith(PREFIX) or variable in NO_SETTINGS:
            continue
        if (setting := settings.get(variable)) is not None:
            if text:
                yield Given(setting, text, f"the variable {variable}", as_text=True)
        elif (setting := _text_setting(settings, variable, "_FILE")) is not None:
            if text:
                where = f"the variable {variable}"
                yield _or_fault(partial(_from_one_file, setting, Path(text), where))
        else:
            hint = _hint(variable, (*settings, *NO_SETTINGS))
            yield SettingsError(
                f"There is no setting for the variable {variable}{hint}; "
                "correct or unset it (`wenzheng init` lists them all)."
            )


def from_options(options: Mapping[str, object]) -> Iterator[Given]:
    """The values of command-line options, by setting name; None sets nothing."""
    settings = {setting.name: setting for setting in describe()}
    for name, value in options.items():
        if value is not None:
            setting = settings[name]
            yield Given(setting, value, f"the option --{name.replace('_', '-')}", as_text=True)


def _or_fault(read: Callable[[], Given]) -> Given | SettingsError:
    try:
        return read()
    except SettingsError as fault:
        return fault


def _given(name: str, value: object, path: Path) -> Given:
    settings = {setting.name: setting for setting in describe()}
    where = f"{path}, key {name}"
    if (setting := settings.get(name)) is not None:
        return Given(setting, _beside(path, setting, value), where)
    if (setting := _text_setting(settings, name, "_file")) is not None:
        if not isinstance(value, str):
            raise SettingsError(f"{where}: must be the path of a file, in quotes.")
        return _from_one_file(setting, path.parent / Path(value).expanduser(), where)
    raise SettingsError(
        f"{where}: there is no such setting{_hint(name, settings)}; correct or remove it."
    )


def _beside(path: Path, setting: Setting, value: object) -> object:
    """A relative path belongs to the file that names it, wherever the program is started."""
    is_path = setting.name in ("data", "database") and isinstance(value, str) and value
    if not is_path or "://" in str(value):
        return value
    return str(path.parent / Path(str(value)).expanduser())


def _text_setting(settings: Mapping[str, Setting], name: str, ending: str) -> Setting | None:
    setting = settings.get(name.removesuffix(ending)) if name.endswith(ending) else None
    return setting if setting is not None and setting.is_text else None


def _from_one_file(setting: Setting, path: Path, where: str) -> Given:
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST).decode()
    except OSError as error:
        raise SettingsError(f"{where}: {path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{where}: {path} is no UTF-8 text.") from None
    # Editors and `echo` end a file with a line break that is no part of the secret.
    text = text.removesuffix("\n").removesuffix("\r")
    if not text:
        raise SettingsError(f"{where}: {path} is empty; write the value into it.")
    return Given(setting, text, f"{where} ({path})", as_text=True)


def _read_toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            f"The settings file {path} cannot be read: {error.strerror or error}."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: is not valid TOML: {error}; correct it.") from None


def _flat(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    sections = {setting.section for setting in describe()}
    for key, value in values.items():
        if isinstance(value, dict) and key in sections:
            yield from ((f"{key}.{inner}", inner_value) for inner, inner_value in value.items())
        else:
            yield key, value


def _hint(name: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.7)
    return f" (did you mean {close[0]}?)" if close else ""
