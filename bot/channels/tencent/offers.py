"""What a WeCom card that was sent offered: it cannot be edited, and is shown anew where need be."""

from __future__ import annotations

import hashlib

from bot.models import Content, Outbound

NO_TASK = "-"


def shown_as(task: str, content: Content) -> str:
    """What we call a card that was sent: its task, and what it offered."""
    return f"{task or NO_TASK}/{outlook(content)}"


def task_of(shown: str) -> str:
    """The task of a card that was sent; empty for none."""
    task = shown.partition("/")[0]
    return "" if task == NO_TASK else task


def offers_as_before(row: Outbound) -> bool:
    """Whether nothing else can be done to a ticket than by the card that was shown before."""
    return row.replaces.partition("/")[2] == outlook(row.content)


def outlook(content: Content) -> str:
    """What a card offers, in short: it is shown anew only where something else can be done.

    Nothing that was sent can be edited, so that mere time would fill the group with cards.
    """
    offered = "\n".join(f"{each.value} {each.label}" for each in content.choices)
    return hashlib.sha256(offered.encode("utf-8", "surrogatepass")).hexdigest()[:12]
