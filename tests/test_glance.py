"""What is seen at a glance: a text that has nothing in common with a wording is not that matter."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.first_start import FOLDER
from bot.imports.catalogue import COLUMNS, parse_topic
from bot.knowledge.catalogue import LIKELY, Catalogue, parts_of, speaks_for
from bot.knowledge.neighbours import Neighbour, Neighbours
from bot.knowledge.outlook import Outlook, Weighing
from bot.knowledge.wordings import Glance, Wordings
from bot.store.catalogue import Correction, Topic
from faq.columns import fold_columns
from faq.entries import FaqEntry
from faq.index import Index
from faq.match import Matcher
from faq.normalise import normalise
from faq.tables import read_rows

SAMPLE = Catalogue.build(
    map(parse_topic, fold_columns(read_rows(FOLDER / "catalogue.yaml"), COLUMNS)), ()
)
CALLED = sorted({name for topic in SAMPLE.topics for name in (topic.topic, *topic.variants)})
SIGNS = sorted({sign for name in CALLED for sign in name})
THINGS = [
    FaqEntry(each.id, each.topic, each.department_id, each.variants) for each in SAMPLE.topics
]
PLAIN = Matcher(Index.build(THINGS))
GLANCED = Wordings.of(THINGS, 8)
OTHERS = Neighbours.build(
    Neighbour(each.id, (f"城东片区{each.topic}",), each.id) for each in SAMPLE.topics[::4]
)


@st.composite
def told(draw: st.DrawFn) -> str:
    """A name of the catalogue with a slip or two in it, and something around it."""
    signs = list(draw(st.sampled_from(CALLED)))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(signs)))
        signs[place : place + draw(st.integers(0, 1))] = draw(st.sampled_from(SIGNS))
    before, after = (draw(st.text(st.sampled_from(SIGNS), max_size=9)) for _ in range(2))
    return f"{before}{''.join(signs)}{after}"


@given(told())
def test_what_no_glance_sees_the_engine_never_calls_likely(text: str) -> None:
    """Nor is it left out of what a person is shown, where a name with a slip in it is all of it."""
    assert GLANCED is not None
    plain = normalise(text)
    scored = {each.entry: each.score for each in PLAIN.ruled(plain, date.min).ranked}
    found = dict(GLANCED.found([plain]))
    if found:
        assert found == scored
    else:
        assert max(scored.values(), default=0.0) < LIKELY


@given(told())
def test_what_an_urgent_topic_speaks_for_is_seen_before_it_is_weighed(text: str) -> None:
    """Else nobody would be called."""
    topic = speaks_for(SAMPLE.weigh(text))
    assert SAMPLE.may_be_urgent(text) or topic is None or not topic.urgent


@pytest.mark.parametrize(
    "text", ["我家没水了", "我家沒水了", "there is no water at all", "社区里停电"]
)
def test_a_glance_sees_two_signs_in_a_row(text: str) -> None:
    """In either script, in Latin letters, and where another word says the same."""
    assert Glance(("停水", "没水了", "no water", "小区停电")).sees(normalise(text))


@pytest.mark.parametrize("text", ["路灯坏了", "水", "", "什么时候停", "水停"])
def test_a_glance_passes_over_what_shares_a_sign_at_most(text: str) -> None:
    """Or nothing."""
    assert not Glance(("停水", "没水了", "no water")).sees(normalise(text))


@given(told(), st.sets(st.sampled_from([each.id for each in SAMPLE.topics]), min_size=1))
def test_what_one_of_some_topics_speaks_for_is_seen(text: str, topic_ids: set[str]) -> None:
    """Whichever they are."""
    topic = speaks_for(SAMPLE.weigh(text))
    seen = SAMPLE.glance_of(topic_ids).sees(normalise(text))
    assert seen or topic is None or topic.id not in topic_ids


@given(told())
def test_what_others_asked_is_found_as_if_all_were_weighed(text: str) -> None:
    """Only a text for which a topic of theirs may speak is weighed."""
    topic = speaks_for(SAMPLE.weigh(text))
    expected = OTHERS.alike(text, topic.id if topic else "")
    assert Outlook(Weighing(SAMPLE), OTHERS).alike(text) == expected


def test_only_urgent_topics_and_what_was_corrected_may_be_urgent() -> None:
    """What was corrected makes a unit likely, whichever of its topics is known."""
    topics = Topic("gas", "燃气泄漏", "gas", urgent=True), Topic("lamp", "路灯不亮", "streets")
    catalogue = Catalogue.build(topics, ())
    assert catalogue.may_be_urgent("楼下燃气味很重")
    assert not catalogue.may_be_urgent("路灯不亮三天了")
    when = datetime.now(UTC)
    told = Correction(1, "路灯杆旁边有怪味", "gas", "streets", "", "王芳", when)
    assert Catalogue.build(topics, (told,)).may_be_urgent("路灯不亮三天了")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("您好，路灯坏了，谢谢", ("路灯坏了",)),
        ("请问，路灯坏了，没人修，急", ("路灯坏了没人修急", "路灯坏了", "没人修", "急")),
        ("Hello, no water since noon, thanks!", ("no water since noon",)),
        ("谢谢", ("谢谢",)),
    ],
)
def test_a_clause_of_courtesy_is_no_part_of_the_matter(text: str, parts: tuple[str, ...]) -> None:
    """Unless there is nothing else."""
    assert parts_of(text) == parts
