"""WeChat: residents who write to an official account (公众号)."""

from bot.channels.wechat.channel import WechatChannel
from bot.channels.wechat.decode import NAME
from bot.channels.wechat.lent import House

__all__ = ["NAME", "House", "WechatChannel"]
