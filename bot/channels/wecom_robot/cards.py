"""A ticket's card as a template card (模板卡片): a title, some words, and what can be pressed.

智能机器人模板卡片 (document 101032): six buttons at most, each of ten signs; a list of up to ten
beside them; more than that is a vote of one out of twenty. Longer texts are cut when shown.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from bot.channels.wecom_robot.decode import PICK
from bot.models import Choice, Content, Outbound

LONGEST_TITLE, LONGEST_WORDS, LONGEST_LABEL = 26, 112, 10
MOST_BUTTONS, MOST_LISTED, MOST_VOTED = 6, 10, 20
Say = Callable[[str], str]
Card = dict[str, Any]


def new_task(row: Outbound) -> str:
    """A name for a card that was never used: the platform refuses one that was."""
    return f"wz{row.id}-{secrets.token_hex(6)}"


def card_of(content: Content, task: str, say: Say) -> Card:
    """The template card of a content with choices."""
    # A heading says what the first line says, and more.
    title, *rest = [line for line in content.text.splitlines() if line.strip()] or [""]
    title = content.heading or title
    words = [title, *rest] if len(title) > LONGEST_TITLE else rest
    card: Card = {
        "main_title": {"title": _cut(title, LONGEST_TITLE)},
        "task_id": task,
    }
    if words:
        card["sub_title_text"] = _cut("\n".join(words), LONGEST_WORDS)
    if content.link:
        card["card_action"] = {"type": 1, "url": content.link}
    return card | _pressable(content.choices, say)


def notice(text: str, task: str, url: str) -> Card:
    """What becomes of a card that was pressed, in words only: there is nothing more to press."""
    first, _, rest = text.partition("\n")
    words = text if len(first) > LONGEST_TITLE else rest
    return {
        "card_type": "text_notice",
        "main_title": {"title": _cut(first, LONGEST_TITLE)},
        "sub_title_text": _cut(words.strip() or first, LONGEST_WORDS),
        "card_action": {"type": 1, "url": url},
        "task_id": task,
    }


def _pressable(choices: Sequence[Choice], say: Say) -> Card:
    if len(choices) <= MOST_BUTTONS:
        return {"card_type": "button_interaction", "button_list": [_button(c) for c in choices]}
    listed, buttons = choices[: -(MOST_BUTTONS - 1)], choices[-(MOST_BUTTONS - 1) :]
    if len(listed) > MOST_LISTED:
        return _vote(choices, say)
    pick = Choice(PICK, say("wecom_robot.send_chosen"))
    return {
        "card_type": "button_interaction",
        "button_selection": {
            "question_key": PICK,
            "title": say("wecom_robot.more_to_choose"),
            "option_list": [_option(each) for each in listed],
            "selected_id": listed[0].value,
        },
        "button_list": [_button(each) for each in (*buttons, pick)],
    }


def _vote(choices: Sequence[Choice], say: Say) -> Card:
    return {
        "card_type": "vote_interaction",
        "checkbox": {
            "question_key": PICK,
            "mode": 0,
            "option_list": [
                _option(each) | {"is_checked": at == 0}
                for at, each in enumerate(choices[:MOST_VOTED])
            ],
        },
        "submit_button": {"text": say("wecom_robot.send_chosen"), "key": PICK},
    }


def _button(choice: Choice) -> Card:
    return {"text": _cut(choice.label, LONGEST_LABEL), "style": 1, "key": choice.value}


def _option(choice: Choice) -> Card:
    return {"id": choice.value, "text": _cut(choice.label, LONGEST_WORDS)}


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
