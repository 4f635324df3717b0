"""What WeCom asks of a robot's cards, and what can be pressed on them."""

from __future__ import annotations

from typing import Any


def buttons(card: dict[str, Any]) -> list[dict[str, Any]]:
    """What can be pressed on a card."""
    return list(card.get("button_list") or [])


def misshapen(card: dict[str, Any]) -> int:
    """40058 where a card is not as the platform takes it."""
    kind = card.get("card_type")
    title = (card.get("main_title") or {}).get("title")
    pressed = card.get("button_list") or []
    listed = (card.get("button_selection") or {}).get("option_list") or []
    voted = (card.get("checkbox") or {}).get("option_list") or []
    good = {
        "button_interaction": 1 <= len(pressed) <= 6 and len(listed) <= 10,
        "vote_interaction": 1 <= len(voted) <= 20 and bool(card.get("submit_button")),
        "text_notice": bool(card.get("card_action")),
    }.get(str(kind), False)
    keys = [each["key"] for each in pressed]
    wrong = (
        not (good and title) or len(set(keys)) < len(keys) or max(map(len, keys), default=0) > 1024
    )
    return 40058 if wrong else 0
