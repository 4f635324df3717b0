"""The menus of commands that Telegram shows beside the field one writes in, by whom it is for."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest, EndPointNotFound, InvalidToken, TelegramError

from bot.channels.telegram.calls import RawBot
from bot.wording import Wording

log = logging.getLogger(__name__)
COMMANDS = ("help", "human", "status", "mine", "remind", "withdraw", "lang")
OFFICIALS_COMMANDS = (
    "todo",
    "next",
    "show",
    "search",
    "take",
    "answer",
    "stage",
    "ask",
    "assign",
    "return",
    "visit",
    "extend",
    "review",
    "close",
    "reopen",
    "merge",
    "note",
    "snippet",
    "faq",
    "brief",
    "hot",
    "duty",
    "pause",
    "help",
)
_LANGUAGES = {"zh": "zh-Hans", "en": "en"}

Menu = Mapping[str, Sequence[tuple[str, str]]]
"""Commands and what they do, by two-letter language; the empty one is for all others."""
Audience = Callable[[], Awaitable[Sequence[str]]]
"""The chats where officials are: their rooms, and each one's private chat."""


def menu(wording: Wording) -> Menu:
    """The residents' commands in the languages that Telegram can tell apart, and for all others."""
    return {
        code: [(name, wording.say(language, f"telegram.command_{name}")) for name in COMMANDS]
        for code, language in _languages(wording).items()
    }


def officials_menu(wording: Wording) -> Menu:
    """The officials' commands, in the same languages."""
    return {
        code: [
            (name, wording.say(language, f"telegram.officials_{name}"))
            for name in OFFICIALS_COMMANDS
        ]
        for code, language in _languages(wording).items()
    }


class Menus:
    """Sets the menus: the residents' once, the officials' in each chat where officials are."""

    def __init__(self, residents: Menu, officials: Menu, audience: Audience) -> None:
        self._residents = residents
        self._officials = officials
        self._audience = audience
        self._known: set[str] = set()

    async def greet_residents(self, bot: RawBot) -> None:
        """Set what everybody finds in their private chat. Raises `InvalidToken`."""
        try:
            await _set(bot, self._residents, BotCommandScopeAllPrivateChats())
        except (InvalidToken, EndPointNotFound):
            raise
        except TelegramError as error:
            log.warning("the command menu is not set: %s", type(error).__name__)

    async def follow_officials(self, bot: RawBot) -> None:
        """Set the officials' menu where it is not set yet; what fails is tried again later."""
        for chat in await self._audience():
            if chat in self._known:
                continue
            try:
                await _set(bot, self._officials, BotCommandScopeChat(int(chat)))
            except BadRequest:
                # A chat that is not known to the bot: it will be a new one when it is.
                self._known.add(chat)
            except TelegramError as error:
                log.info("an officials' menu is not set yet: %s", type(error).__name__)
                return
            else:
                self._known.add(chat)


async def _set(bot: RawBot, menu: Menu, scope: BotCommandScope) -> None:
    for language, commands in menu.items():
        await bot.set_my_commands(
            [BotCommand(name, meaning) for name, meaning in commands],
            scope=scope,
            language_code=language or None,
        )


def _languages(wording: Wording) -> dict[str, str]:
    return {"": wording.default, **_LANGUAGES}
