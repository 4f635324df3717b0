"""The conversation: what to do with one message of a resident, or of an official."""

from handlers.brakes import admit
from handlers.conversation import handle
from handlers.knowledge_upkeep import tell_owners
from handlers.languages import first_of as first_language
from handlers.overdue import overdue_questions, settle_question
from handlers.suspending import over as suspensions_over
from handlers.suspending import release

__all__ = [
    "admit",
    "first_language",
    "handle",
    "overdue_questions",
    "release",
    "settle_question",
    "suspensions_over",
    "tell_owners",
]
