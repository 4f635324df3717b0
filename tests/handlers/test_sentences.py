"""Every sentence that the conversation needs stands in every catalogue."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

import handlers
from bot.models import Approver, Kind, Outcome, Satisfaction, TicketState, Verdict
from bot.tickets.emergencies import Peril
from bot.tickets.kinds import HARD
from bot.tickets.ladder import Watch
from bot.tickets.lifecycle import PROPOSABLE, RESIDENT, RULES, Action, Guard, ResidentState
from bot.tickets.merged import Differs
from bot.tickets.proofs import PARTS
from bot.wording import LANGUAGES, LOCALE, Wording
from tests.handlers.town import ZONE

SECTIONS = ("conversation", "tickets", "officials", "refusals")
_KEY = re.compile(r"""["']((?:conversation|tickets|officials|refusals)\.[a-z_]+)["']""")
MADE = (
    *(f"conversation.danger_{peril}" for peril in Peril),
    *(f"tickets.verdict_{verdict}" for verdict in Verdict),
    *(f"tickets.{satisfaction}" for satisfaction in Satisfaction),
    *(f"tickets.rated_{satisfaction}" for satisfaction in Satisfaction),
    *(f"tickets.state_{state}" for state in ResidentState),
    *(f"tickets.reason_{state}" for state in ResidentState),
    *(f"tickets.outcome_{outcome}" for outcome in (*PROPOSABLE, Outcome.UNCONFIRMED)),
    *(f"officials.outcome_{outcome}" for outcome in PROPOSABLE),
    *(f"officials.part_{part}" for parts in PARTS.values() for part in parts),
    *(f"refusals.referred_{part}" for part in ("agency", "how")),
    *(f"tickets.kind_{kind}" for kind in (*Kind, HARD)),
    *(f"officials.state_{state}" for state in TicketState),
    *(f"officials.action_{row.action}" for row in RULES if row.roles - RESIDENT),
    *(
        f"officials.clock_{watch}"
        for watch in (Watch.ACCEPTANCE, Watch.FIRST_REPLY, Watch.RESOLUTION)
    ),
    *(f"officials.approver_{approver}" for approver in Approver),
    *(f"refusals.stage_reply_{part}" for part in ("checked", "following", "responsible")),
    *(f"refusals.visit_{part}" for part in ("place", "found", "done")),
    *(f"refusals.words_for_{row.action}" for row in RULES if Guard.SAYS_SOMETHING in row.guards),
    *(f"refusals.reason_for_{row.action}" for row in RULES if Guard.GIVES_REASON in row.guards),
    *(f"tickets.untitled_{kind}" for kind in ("audio", "image", "video", "other")),
    *(f"refusals.{differs}" for differs in Differs),
    *(f"tickets.which_to_{wish}" for wish in ("withdraw", "remind")),
)


def keys(language: str, section: str) -> dict[str, str]:
    """The sentences of one section."""
    return tomllib.loads((LOCALE / language / f"{section}.toml").read_text("utf-8"))


def used() -> set[str]:
    """Every sentence that the code names."""
    root = Path(handlers.__file__).parent
    sources = chain(root.rglob("*.py"), (root.parent / "bot" / "tickets").glob("*.py"))
    return {key for path in sources for key in _KEY.findall(path.read_text("utf-8"))} | set(MADE)


def test_every_sentence_that_is_used_is_there() -> None:
    """A missing one would fail a resident's message."""
    wording = Wording(ZONE)
    assert sorted(key for key in used() if not wording.has(key)) == []


def test_no_sentence_is_kept_that_nobody_says() -> None:
    """What is not used is not translated for nothing."""
    kept = {f"{section}.{key}" for section in SECTIONS for key in keys("zh-Hans", section)}
    spoken_elsewhere = {"conversation.kept_for_later", "refusals.not_an_official"}
    channels = {key for key in kept if key.startswith("officials.channel_")}
    assert sorted(kept - used() - spoken_elsewhere - channels) == []


@pytest.mark.parametrize("section", SECTIONS)
def test_the_languages_say_the_same(section: str) -> None:
    """The same keys in the same order, with the same values in them."""
    reference = keys("zh-Hans", section)
    for language in LANGUAGES:
        other = keys(language, section)
        assert list(other) == list(reference)
        for key, template in reference.items():
            assert _names(other[key]) == _names(template), f"{language} {section}.{key}"


def test_every_outcome_an_official_may_name_has_words() -> None:
    """For the official and for the resident."""
    assert set(PROPOSABLE) < set(Outcome)
    assert Action.CLOSE in {row.action for row in RULES}


def _names(template: str) -> set[str]:
    return set(re.findall(r"{{-?\s*(\w+)", template)) | set(
        re.findall(r"{%-?\s*if\s+(?:not\s+)?(\w+)", template)
    )
