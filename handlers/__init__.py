"""The conversation: what to do with one message of a resident, or of an official."""

from handlers.brakes import admit
from handlers.conversation import handle
from handlers.overdue import settle_questions

__all__ = ["admit", "handle", "settle_questions"]
