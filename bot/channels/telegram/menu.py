"""The menu of commands that a resident's Telegram shows beside the field they write in."""

from __future__ import annotations

from bot.channels.telegram.channel import Menu
from bot.wording import Wording

COMMANDS = ("help", "human", "status", "mine", "remind", "withdraw", "lang")
_LANGUAGES = {"zh": "zh-Hans", "en": "en"}


def menu(wording: Wording) -> Menu:
    """The commands in the languages that Telegram can tell apart, and for everybody else."""
    languages = {"": wording.default, **_LANGUAGES}
    return {
        code: [(name, wording.say(language, f"telegram.command_{name}")) for name in COMMANDS]
        for code, language in languages.items()
    }
