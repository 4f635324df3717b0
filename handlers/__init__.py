"""The conversation: what to do with one message of a resident, or of an official."""

from handlers.actions.suspending import over as suspensions_over
from handlers.actions.suspending import release
from handlers.conversation import handle
from handlers.knowledge.upkeep import tell_owners
from handlers.promises.overdue import overdue_questions, settle_question
from handlers.residents.brakes import admit
from handlers.residents.languages import first_of as first_language

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
