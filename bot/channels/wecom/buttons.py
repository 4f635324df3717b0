"""What a press on a card means: the keys of buttons and options are our choices' values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

SUBMIT = "pick"
"""The key of the button that sends what was picked from the list."""
NOTHING_PICKED = "?"
"""A value that no choice ever has."""


def chosen(key: str, selected: object) -> str:
    """The choice that a press means: the button's own, or what was picked from the list."""
    if key != SUBMIT:
        return key or NOTHING_PICKED
    return next(_picked(selected), NOTHING_PICKED)


def _picked(selected: object) -> Iterator[str]:
    items = selected.get("SelectedItem") if isinstance(selected, Mapping) else None
    # One element comes as itself, several as a list.
    for item in items if isinstance(items, list) else [items]:
        options = item.get("OptionIds") if isinstance(item, Mapping) else None
        option = options.get("OptionId") if isinstance(options, Mapping) else None
        for each in option if isinstance(option, list) else [option]:
            if isinstance(each, str) and each:
                yield each
