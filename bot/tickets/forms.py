"""The form of each action as data: the desk draws a dialog of it, a chat asks for its words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.models import Outcome, Verdict
from bot.tickets.actions import PROPOSABLE, Action
from bot.tickets.kinds import CHOOSABLE
from bot.tickets.proofs import PARTS


class FieldKind(StrEnum):
    """How a field is filled in."""

    WORDS = "words"
    LINE = "line"
    DAY = "day"
    MOMENT = "moment"
    CHOICE = "choice"
    DEPARTMENT = "department"
    OFFICIALS = "officials"
    PHOTOS = "photos"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `text` are the words of the deed themselves, others are its values.

    `choices` are what can be chosen, `only_for` the choice with which the field matters.
    """

    name: str
    kind: FieldKind = FieldKind.WORDS
    required: bool = True
    choices: tuple[str, ...] = ()
    only_for: str = ""


_TEXT = Field("text")
_MAYBE = Field("text", required=False)
_UNIT = Field("department", FieldKind.DEPARTMENT)
_UNTIL = Field("until", FieldKind.DAY)

FORMS: dict[Action, tuple[Field, ...]] = {
    Action.RETURN: (_UNIT, _TEXT),
    Action.REFUSE_RETURN: (_TEXT,),
    Action.DISPATCH: (_UNIT, _MAYBE),
    Action.TRANSFER: (_UNIT, _MAYBE),
    Action.ASSIST: (_UNIT, _TEXT),
    Action.REFUSE_ASSISTANCE: (_TEXT,),
    Action.CLASSIFY: (
        Field("kind", FieldKind.CHOICE, choices=tuple(str(each) for each in CHOOSABLE)),
        _TEXT,
    ),
    Action.REFUSE_CLASSIFICATION: (_TEXT,),
    Action.ASK_TRANSFER: (_UNIT, _TEXT),
    Action.REFUSE_TRANSFER: (_TEXT,),
    Action.ASK: (_TEXT,),
    Action.STAGE_REPLY: (
        Field("checked"),
        Field("following"),
        Field("responsible", FieldKind.LINE),
        Field("by", FieldKind.DAY),
    ),
    Action.VISIT: (
        Field("at", FieldKind.MOMENT),
        Field("place", FieldKind.LINE, required=False),
    ),
    Action.RECORD_VISIT: (
        Field("at", FieldKind.MOMENT),
        Field("place", FieldKind.LINE),
        Field("found"),
        Field("done"),
        Field("before", FieldKind.PHOTOS, required=False),
        Field("after", FieldKind.PHOTOS, required=False),
    ),
    Action.EXTEND: (_UNTIL, _TEXT),
    Action.REFUSE_EXTENSION: (_TEXT,),
    Action.SUBMIT: (_TEXT,),
    Action.APPROVE: (_MAYBE,),
    Action.SEND_BACK: (_TEXT,),
    Action.PROPOSE: (
        Field("outcome", FieldKind.CHOICE, choices=tuple(each.value for each in PROPOSABLE)),
        Field("until", FieldKind.DAY, only_for=Outcome.SCHEDULED.value),
        Field("into", FieldKind.LINE, only_for=Outcome.MERGED.value),
        *(
            Field(name, FieldKind.LINE, only_for=outcome.value)
            for outcome, names in PARTS.items()
            for name in names
        ),
        _MAYBE,
    ),
    Action.RESCHEDULE: (_UNTIL, _TEXT),
    Action.CALL_BACK: (
        Field("verdict", FieldKind.CHOICE, choices=tuple(each.value for each in Verdict)),
        _TEXT,
    ),
    Action.REOPEN: (_MAYBE,),
    Action.MERGE: (Field("also", FieldKind.LINE), _MAYBE),
    Action.SHARE: (Field("text", FieldKind.LINE),),
    Action.ANNOUNCE: (
        _TEXT,
        Field("en", required=False),
        Field("title", FieldKind.LINE, required=False),
        Field("place", FieldKind.LINE, required=False),
        Field("hours", FieldKind.LINE, required=False),
        Field("people", FieldKind.LINE, required=False),
    ),
    Action.SUPERVISE: (_MAYBE,),
    Action.INSTRUCT: (_TEXT,),
    Action.SETTLE_INSTRUCTION: (_MAYBE,),
    Action.BLOCK: (Field("days", FieldKind.LINE), Field("reason")),
    Action.REFUSE_BLOCK: (_TEXT,),
    Action.CONFIDE: (Field("officials", FieldKind.OFFICIALS), _TEXT),
    Action.DISCLOSE: (_TEXT,),
}
"""What has no form is done with one tap."""


def needs_words(action: Action) -> bool:
    """Whether an action cannot be done with one tap."""
    return any(each.required for each in FORMS.get(action, ()))
