"""What `wenzheng faq match --explain` tells: why each candidate was found, and what decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bot.commands.printing import print_table

if TYPE_CHECKING:
    from faq.explaining import Explanation

_STAGES = {
    "exact": "a wording is the question itself",
    "whole": "the message as a whole",
    "sentence": "one of its sentences",
    "nothing": "no entry shares anything with it",
}
_MEANT = "judged by what it means too (encoder)"
_MOST_FIGURES = 12


def explanation_values(explained: Explanation) -> dict[str, object]:
    """The explanation as JSON has it."""
    return {
        "stage": explained.stage.value,
        "by": explained.by,
        "meant": explained.meant,
        "reasons": [
            {
                "id": reason.candidate.entry.id,
                "matched": reason.candidate.question,
                **{name: list(words) for name, words in reason.words._asdict().items()},
                "features": dict(reason.features),
            }
            for reason in explained.reasons
        ],
    }


def print_explanation(explained: Explanation) -> None:
    """The explanation for people: what decided, and a few lines for each candidate."""
    stage = _STAGES[explained.stage.value]
    click.echo(f"\nDecided by: {stage}{f': {explained.by}' if explained.by else ''}")
    if explained.meant:
        click.echo(_MEANT)
    for reason in explained.reasons:
        click.echo(f"\n{reason.candidate.entry.id} {reason.candidate.entry.question}")
        highest = sorted(reason.features.items(), key=lambda each: -each[1])[:_MOST_FIGURES]
        print_table(
            ["why", ""],
            [
                ("matched wording", reason.candidate.question),
                ("shared words", " ".join(reason.words.shared)),
                ("only asked", " ".join(reason.words.missing)),
                ("only in the wording", " ".join(reason.words.added)),
                *((name, f"{figure:.3f}") for name, figure in highest),
            ],
            "",
        )
