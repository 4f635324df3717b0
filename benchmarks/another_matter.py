"""What the answer check sees of answers to another matter, on true and on shuffled pairs.

Each folder has a faq.jsonl with questions and answers that belong together. Of these none should be
doubted; of the same questions with the next one's answers as many as can be told.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from bot.tickets.another_matter import is_another_matter
from bot.tickets.answer_rules import compared, standard

SEED = 7
MOST = 2_000


def main(folders: list[str]) -> int:
    """Print both shares of each folder; 2 where none is named or one cannot be read."""
    if not folders:
        print("name a folder with a faq.jsonl", file=sys.stderr)
        return 2
    for folder in folders:
        try:
            pairs = _pairs(Path(folder) / "faq.jsonl")
        except (OSError, ValueError, KeyError) as error:
            print(f"{folder}/faq.jsonl cannot be read: {error}", file=sys.stderr)
            return 2
        if not pairs:
            print(f"{folder}/faq.jsonl has no answers", file=sys.stderr)
            return 2
        random.Random(SEED).shuffle(pairs)
        pairs = pairs[:MOST]
        others = [answer for _, answer in (*pairs[1:], *pairs[:1])]
        false = sum(is_another_matter(answer, asked, standard()) for asked, answer in pairs)
        seen = sum(
            is_another_matter(answer, asked, standard())
            for (asked, _), answer in zip(pairs, others, strict=True)
        )
        print(
            f"{Path(folder).name}: {len(pairs)} pairs, doubted {false / len(pairs):.2%}; "
            f"shuffled, seen {seen / len(pairs):.1%}"
        )
    return 0


def _pairs(path: Path) -> list[tuple[str, str]]:
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    return [
        (compared(row["question"]), compared(row["answer"])) for row in rows if row.get("answer")
    ]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
