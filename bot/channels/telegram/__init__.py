"""Telegram: residents in private chats, and groups that speak to the bot."""

from bot.channels.telegram.channel import House, TelegramChannel
from bot.channels.telegram.decode import NAME
from bot.channels.telegram.menu import menu, officials_menu

__all__ = ["NAME", "House", "TelegramChannel", "menu", "officials_menu"]
