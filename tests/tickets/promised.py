"""What the table of a ticket's life has to hold, written down once more beside it.

A test that reads the table to learn what to expect of it would follow it wherever it goes.
"""

from __future__ import annotations

from bot.tickets.actions import Action

DECISIONS = frozenset(
    {
        Action.APPROVE,
        Action.SEND_BACK,
        Action.GRANT_EXTENSION,
        Action.REFUSE_EXTENSION,
        Action.REFUSE_RETURN,
        Action.GRANT_TRANSFER,
        Action.REFUSE_TRANSFER,
        Action.GRANT_ASSISTANCE,
        Action.REFUSE_ASSISTANCE,
        Action.GRANT_CLASSIFICATION,
        Action.REFUSE_CLASSIFICATION,
        Action.GRANT_BLOCK,
        Action.REFUSE_BLOCK,
    }
)
"""What one asks for and another decides."""
TELLING = frozenset(
    {
        Action.TAKE,
        Action.DISPATCH,
        Action.TRANSFER,
        Action.GRANT_TRANSFER,
        Action.REFUSE_RETURN,
        Action.ASK,
        Action.PROMPT,
        Action.RESUME,
        Action.ANSWER,
        Action.APPROVE,
        Action.STAGE_REPLY,
        Action.VISIT,
        Action.RECORD_VISIT,
        Action.GRANT_EXTENSION,
        Action.GRANT_ASSISTANCE,
        Action.GRANT_CLASSIFICATION,
        Action.CALL_BACK,
        Action.RESCHEDULE,
        Action.SUPERVISE,
        Action.INSTRUCT,
        Action.CLOSE,
    }
)
"""What no resident's ticket goes through without a word to them, whoever does it."""
