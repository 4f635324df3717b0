"""The settings as documents: a commented settings file, and the table for the documentation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.settings.table import Setting, describe

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEAD = """\
# Settings of Wenzheng. Every line that begins with # (and no space) shows a default: take the #
# away to change it. A variable of the environment wins over this file, an option of the command
# line over both. Every text may stand in a file of its own: secret_file = "/run/secrets/wenzheng".
# 问政的设置。以 # 开头(后面没有空格)的行是默认值:去掉 # 即可修改。环境变量优先于本文件,
# 命令行选项优先于二者。任何文本设置都可以放在单独的文件里:secret_file = "/run/secrets/wenzheng"。
"""

_PAGE_HEAD = """\
# Settings

Written by `python -m bot.settings`; a test keeps it true.

The service runs without a single setting. Where one is given, the later source wins: the default,
the settings file, the environment, the command line. The file is the one that `--config` or
`WENZHENG_CONFIG` names, else `wenzheng.toml` in the working folder; `wenzheng init` writes one.

- A setting `a.b` stands in the file under `[a]` as `b = …`. In a variable, lists are separated by
  commas; an empty variable sets nothing.
- Every text may be read from a file of its own, as container platforms hand secrets over:
  `WENZHENG_SECRET_FILE=/run/secrets/wenzheng`, or `secret_file = "…"` in the settings file. One
  line break at the end is not part of it.
- A relative `data`, `database` or `…_file` in the settings file is taken from the file's folder.
- What is unknown, of the wrong kind or out of range is refused before anything starts, all of it
  at once, each in a sentence that names its place.
- `WENZHENG_CONFIG` and `WENZHENG_DEBUG=1` (shows where a fault of ours is) are no settings.

| setting, variable | default | allowed | meaning |
|---|---|---|---|"""


def settings_file(given: Mapping[str, object]) -> str:
    """A commented wenzheng.toml with every setting; those in `given` (by name) are set."""
    parts = [_HEAD]
    section = ""
    for setting in describe():
        if setting.section != section:
            section = setting.section
            parts.append(f"[{section}]\n")
        parts.append(_entry(setting, given))
    return "\n".join(parts)


def settings_page() -> str:
    """Every setting as a Markdown page: docs/settings.md."""
    rows = [
        f"| `{setting.name}`<br>`{setting.variable}` | {_default(setting)} | {setting.allowed} "
        f"| {setting.meaning}<br>{setting.meaning_zh} |"
        for setting in describe()
    ]
    return "\n".join((_PAGE_HEAD, *rows, ""))


def _entry(setting: Setting, given: Mapping[str, object]) -> str:
    mark = "" if setting.name in given else "#"
    value = given.get(setting.name, _example(setting))
    return (
        f"# {setting.meaning}\n# {setting.meaning_zh}\n"
        f"# {setting.variable}, {setting.allowed}\n"
        f"{mark}{setting.key} = {_toml(value)}\n"
    )


def _example(setting: Setting) -> object:
    return 0.5 if setting.default is None else setting.default


def _toml(value: object) -> str:
    # JSON's texts, numbers, truth values and lists of texts are TOML's too.
    return json.dumps(value, ensure_ascii=False)


def _default(setting: Setting) -> str:
    if setting.default is None or setting.default in ("", ()):
        return ""
    return f"`{_toml(setting.default)}`"
