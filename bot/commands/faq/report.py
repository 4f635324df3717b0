"""The report of an evaluation: a page to read, with two or three pictures and the worst errors."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from bot.errors import WenzhengError
from bot.privacy import mask
from bot.wording import Wording
from faq.calibration import Said, calibration_error, precision_curve, reliability
from faq.evaluation import said, worst

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from faq.baselines import Judged
    from faq.calibration import Point
    from faq.entries import FaqEntry
    from faq.evaluation import Outcome
    from faq.learning_curve import Curve

_TEMPLATES = Path(__file__).parents[2] / "templates"
_PICTURES = ("precision", "reliability")
_MOST_ERRORS = 100
_HALF = 0.5
_LONGEST = 300  # characters of a text in the list of errors


class Line(NamedTuple):
    """A line in the picture of precision: a name, and its points."""

    name: str
    points: list[Point]


class Fault(NamedTuple):
    """An error to read: what was asked, what would have been right, what was done instead."""

    query: str
    expected: list[str]
    decision: str
    got: list[str]
    score: float


class Evaluated(NamedTuple):
    """All that a report tells of: the files' names, what came of each query, and the figures."""

    faq: str
    queries: str
    entries: Sequence[FaqEntry]
    outcomes: Sequence[Outcome]
    figures: Mapping[str, float | int | None]
    baselines: Mapping[str, Sequence[Judged]]
    target: float
    curve: Curve | None = None
    """What the FAQ learns from picks, where that was measured."""


def write_report(folder: Path, ran: Evaluated, language: str, zone: ZoneInfo) -> list[Path]:
    """Write index.html and its pictures precision, reliability and learning; what was written.

    What residents asked is masked. Raises `WenzhengError` where the folder cannot be written.
    """
    wording = Wording(zone, language)
    jinja = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html", "svg"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    lines, bins = _lines(ran), reliability(said(ran.outcomes))
    values: dict[str, object] = {
        "t": partial(_say, wording, language),
        "language": language,
        "ran": ran,
        "lines": lines,
        "floor": _floor(lines),
        "bins": bins,
        "error": calibration_error(bins),
        "curve": ran.curve,
    }
    texts = {
        f"{name}.svg": jinja.get_template(f"evaluation_{name}.svg").render(values)
        for name in (*_PICTURES, *(["learning"] if ran.curve else []))
    }
    # Each picture was escaped where it was drawn.
    pictures = {name.removesuffix(".svg"): Markup(text) for name, text in texts.items()}  # noqa: S704
    texts["index.html"] = jinja.get_template("evaluation.html").render(
        values,
        pictures=pictures,
        faults=_faults(ran),
        errors=len(worst(ran.outcomes, len(ran.outcomes))),
    )
    return _written(folder, texts)


def _written(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, "utf-8")
    except OSError as error:
        raise WenzhengError(
            f"The report cannot be written to {folder}: {error.strerror}. Name another folder."
        ) from error
    return [folder / name for name in texts]


def _lines(ran: Evaluated) -> list[Line]:
    """The matcher's line first, then one for each baseline, by its own score."""
    own = Line("Wenzheng", precision_curve(said(ran.outcomes), len(ran.outcomes)))
    return [own, *(Line(name, _curve(found)) for name, found in ran.baselines.items())]


def _floor(lines: Sequence[Line]) -> float:
    """Where the picture of precision begins: half is enough where no line falls below."""
    lowest = min((point.precision for line in lines for point in line.points), default=0.0)
    return _HALF if lowest >= _HALF else 0.0


def _curve(found: Sequence[Judged]) -> list[Point]:
    return precision_curve([Said(one.score, one.right) for one in found], len(found))


def _faults(ran: Evaluated) -> list[Fault]:
    named = {entry.id: entry.question or entry.answer for entry in ran.entries}

    def name(entry: str) -> str:
        return _short(named.get(entry, entry))

    return [
        Fault(
            _short(mask(one.query.text)),
            [name(entry) for entry in sorted(one.query.relevant)[:3]],
            one.decision.value,
            [name(entry) for entry in one.offered],
            one.score,
        )
        for one in worst(ran.outcomes, _MOST_ERRORS)
    ]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _say(wording: Wording, language: str, name: str, /, **values: object) -> str:
    return wording.say(language, f"evaluation.{name}", **values)
