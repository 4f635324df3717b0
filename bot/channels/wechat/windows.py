"""How long and how often we may write of our own accord, by what the resident last did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.models import Window
from bot.settings.shape import Wechat


@dataclass(frozen=True, slots=True)
class Allowances:
    """The platform's figures (客服消息: 下发条数限制), as the settings have them."""

    message_time: timedelta
    messages: int
    tap_time: timedelta
    taps: int

    @classmethod
    def of(cls, settings: Wechat) -> Allowances:
        """The figures of these settings."""
        return cls(
            timedelta(hours=settings.message_window_hours),
            settings.message_window_messages,
            timedelta(seconds=settings.tap_window_seconds),
            settings.tap_window_messages,
        )

    def after_message(self, at: datetime) -> Window:
        """Somebody wrote. The platform's own time counts, not ours."""
        return Window("message", at, at + self.message_time, self.messages)

    def after_tap(self, at: datetime) -> Window:
        """Somebody tapped a menu, followed the account or scanned its code."""
        return Window("tap", at, at + self.tap_time, self.taps)
