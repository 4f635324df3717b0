"""WeCom (企业微信): officials, who write to a self-built app (自建应用)."""

from bot.channels.wecom.channel import WecomChannel
from bot.channels.wecom.decode import NAME
from bot.channels.wecom.lent import House

__all__ = ["NAME", "House", "WecomChannel"]
