"""How often a topic's name in a question names the right unit: the figure behind `NAMED`.

    python -m benchmarks.dispatch [CATALOGUE FAQ]

Takes the sample catalogue and the sample FAQ, whose every question has a department, unless
given others. Questions of units that the catalogue does not know are left out.
"""

from __future__ import annotations

import sys
from pathlib import Path

from bot.imports.catalogue import COLUMNS, parse_topic
from bot.knowledge.catalogue import NAMED, Catalogue, Topical
from bot.knowledge.importing import read_entries
from faq import samples
from faq.columns import fold_columns
from faq.tables import read_rows

SAMPLE = Path(samples.__file__).with_name("sample")
SURE = 0.90
EVEN = 0.5


def main() -> int:
    """Print the counts; the exit code."""
    given = [Path(each) for each in sys.argv[1:3]]
    topics, questions = given or [SAMPLE / "catalogue.yaml", SAMPLE / "faq.zh-Hans.yaml"]
    catalogue = _catalogue(topics)
    units = {topic.department_id for topic in catalogue.topics}
    asked = [
        (wording, entry.department)
        for entry in read_entries(read_rows(questions))[0]
        if entry.department in units
        for wording in (entry.question, *entry.variants)
    ]
    named = [(found, unit) for text, unit in asked if (found := catalogue.named(text))]
    alone = [(set(found), unit) for found, unit in named if len(found) == 1]
    right = sum(unit in found for found, unit in alone)
    print(f"questions {len(asked)}, naming a topic {len(named)}, of one unit {len(alone)}")
    print(f"named unit right: {right}/{len(alone)} = {right / len(alone):.3f} (counted as {NAMED})")
    sent = [
        (found[0].topic.department_id, unit)
        for text, unit in asked
        if _is_sure(found := catalogue.weigh(text))
    ]
    right = sum(found == unit for found, unit in sent)
    print(
        f"sent at {SURE}: {len(sent)}/{len(asked)}, "
        f"right {right}/{len(sent)} = {right / len(sent):.3f}"
    )
    return 0


def _is_sure(found: tuple[Topical, ...]) -> bool:
    return (
        bool(found)
        and found[0].probability >= SURE
        and all(other.probability < EVEN for other in found[1:])
    )


def _catalogue(path: Path) -> Catalogue:
    rows = fold_columns(read_rows(path), COLUMNS)
    return Catalogue.build(map(parse_topic, rows), ())


if __name__ == "__main__":
    raise SystemExit(main())
