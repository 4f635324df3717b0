"""Wenzheng 问政: the bot through which residents ask their government, and officials answer."""

__version__ = "0.1.0"
