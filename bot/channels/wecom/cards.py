"""Template cards (模板卡片): title, lines, buttons, a list to pick from, the ticket's page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from unicodedata import east_asian_width

from bot.channels.wecom.buttons import SUBMIT
from bot.models import Choice, Content

LONGEST_TITLE, LONGEST_LINES = 36, 160
"""Characters that the client shows; it cuts off what is more (发送应用消息: 按钮交互型)."""
MOST_BUTTONS, MOST_OPTIONS = 6, 10
MOST_CHOICES = MOST_BUTTONS - 1 + MOST_OPTIONS
LONGEST_LABEL = 20
"""Half-widths: ten characters of Chinese."""
_PLAIN, _FIRST = 2, 1
Say = Callable[[str], str]


def card(content: Content, say: Say, home: str) -> dict[str, object]:
    """A card as the platform takes it, still without the name of its task.

    Where nothing can be done any more it is a mere notice, which must lead somewhere: to `home`.
    """
    title, lines = _told(content)
    if not content.choices:
        return {
            "card_type": "text_notice",
            "main_title": {"title": _cut(title, LONGEST_TITLE)},
            "sub_title_text": _cut(lines, LONGEST_LINES),
            "card_action": {"type": 1, "url": content.link or home},
        }
    buttons, picked = _parted(content.choices)
    made: dict[str, object] = {
        "card_type": "button_interaction",
        "main_title": {"title": _cut(title, LONGEST_TITLE)},
        "sub_title_text": _cut(lines, LONGEST_LINES),
        "button_list": _buttons(buttons, say("wecom.send_picked") if picked else ""),
    }
    if picked:
        made["button_selection"] = _selection(picked, say("wecom.pick"))
    if content.link:
        made["card_action"] = {"type": 1, "url": content.link}
        made["jump_list"] = [{"type": 1, "title": say("wecom.open_ticket"), "url": content.link}]
    return made


def fits(content: Content) -> bool:
    """Whether a card can say all of it; a heading only repeats what the lines say."""
    title, lines = _told(content)
    whole = bool(content.heading) or len(title) <= LONGEST_TITLE
    return whole and len(lines) <= LONGEST_LINES


def digest(content: Content) -> str:
    """What can be done by a card, in short: where that has changed, an old card misleads."""
    values = "\n".join(each.value for each in content.choices)
    return hashlib.sha256(values.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _told(content: Content) -> tuple[str, str]:
    """The title and the lines below it: a heading says what the first line would."""
    first, _, rest = content.text.strip().partition("\n")
    return content.heading or first, rest.strip() or (first if content.heading else "")


def _parted(choices: Sequence[Choice]) -> tuple[Sequence[Choice], Sequence[Choice]]:
    """What becomes buttons, and what is picked from a list and sent by the last button."""
    if len(choices) <= MOST_BUTTONS:
        return choices, ()
    at = MOST_BUTTONS - 1
    return choices[:at], choices[at : at + MOST_OPTIONS]


def _buttons(choices: Sequence[Choice], submit: str) -> list[dict[str, object]]:
    made: list[dict[str, object]] = [
        {
            "text": _label(each.label),
            "style": _PLAIN if at else _FIRST,
            "key": each.value,
        }
        for at, each in enumerate(choices)
    ]
    if submit:
        made.append({"text": submit, "style": _PLAIN, "key": SUBMIT})
    return made


def _selection(choices: Sequence[Choice], title: str) -> dict[str, object]:
    options = [{"id": each.value, "text": each.label} for each in choices]
    return {"question_key": SUBMIT, "title": title, "option_list": options}


def _label(text: str) -> str:
    """A label as wide as a button; a Chinese character is as wide as two letters."""
    while sum(1 + (east_asian_width(sign) in "WF") for sign in text) > LONGEST_LABEL:
        text = f"{text.rstrip('…')[:-1]}…"
    return text


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
