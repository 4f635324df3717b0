"""Prints how much of the written examples is masked: `python -m tests.privacy`."""

from __future__ import annotations

import sys
from collections import Counter

from bot.privacy import Kind, mask
from tests.privacy.examples import read
from tests.privacy.measuring import is_hidden


def main() -> None:
    """One line a kind, and one for what must stay."""
    examples = [*read("development"), *read("measured")]
    pieces: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for example in examples:
        masked = mask(example.text)
        for piece in example.pieces:
            was, now = example.text[piece.start : piece.end], masked[piece.start : piece.end]
            name = piece.kind.value if piece.kind else "stays"
            pieces[name] += 1
            right[name] += is_hidden(piece.kind, now) if piece.kind else was == now
    lines = [f"{len(examples)} examples"]
    for name in (*(kind.value for kind in Kind), "stays"):
        share = right[name] / pieces[name]
        lines.append(f"{name:10} {right[name]:4}/{pieces[name]:<4} {share:.3f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
