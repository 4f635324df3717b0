"""WeCom's smart robot (智能机器人): officials in groups and alone, connected or called."""

from bot.channels.wecom_robot.channel import WecomRobotChannel
from bot.channels.wecom_robot.decode import NAME
from bot.channels.wecom_robot.lent import House

__all__ = ["NAME", "House", "WecomRobotChannel"]
