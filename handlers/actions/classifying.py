"""What a new ticket is: its kind, its topic, whether it is urgent, whether to go there."""

from __future__ import annotations

from bot.knowledge.catalogue import speaks_for
from bot.models import Kind
from bot.store.catalogue import Topic
from bot.tickets import emergencies
from bot.tickets.kinds import named_kind
from bot.tickets.whereabouts import is_question
from faq.normalise import normalise
from handlers.turn import Turn


def classify(turn: Turn, text: str) -> dict[str, object]:
    """The fields of a ticket that its text and its topic decide, as an event changes them.

    The resident's own word for it (投诉, 建议 …) goes before the catalogue's. What is asked of
    an urgent topic from a distance (compensation, last year, a number) is not urgent.
    """
    plain = normalise(text)
    kind = named_kind(plain)
    topic = speaks_for(turn.house.insight.topics(text))
    if topic is None:
        return {"kind": (kind or _manner(text)).value}
    changes: dict[str, object] = {"kind": (kind or _kind_of(topic)).value, "topic_id": topic.id}
    if topic.visit_required:
        changes["visit_required"] = True
    if topic.urgent and not emergencies.is_calm(plain):
        changes["urgent"] = True
    return changes


def _manner(text: str) -> Kind:
    return Kind.CONSULTATION if is_question(text) else Kind.HELP


def _kind_of(topic: Topic) -> Kind:
    # What residents report of a place (举报) is a complaint; 12388 is for reports of people.
    return Kind(topic.kind.value) if topic.kind.value in set(Kind) else Kind.COMPLAINT
