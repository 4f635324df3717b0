"""Every setting: its name, its default, its bounds, and where its value comes from."""

from bot.settings.loading import load
from bot.settings.promises import Promises
from bot.settings.shape import (
    Conversation,
    Delivery,
    Desk,
    Encoder,
    Limits,
    Many,
    Matching,
    Retention,
    Settings,
    Telegram,
    Transcription,
    Uploads,
    Webhook,
    Wechat,
    Wecom,
    WecomGroup,
    WecomRobot,
)
from bot.settings.table import FILE_NAME, PREFIX, Setting, describe

__all__ = [
    "FILE_NAME",
    "PREFIX",
    "Conversation",
    "Delivery",
    "Desk",
    "Encoder",
    "Limits",
    "Many",
    "Matching",
    "Promises",
    "Retention",
    "Setting",
    "Settings",
    "Telegram",
    "Transcription",
    "Uploads",
    "Webhook",
    "Wechat",
    "Wecom",
    "WecomGroup",
    "WecomRobot",
    "describe",
    "load",
]
