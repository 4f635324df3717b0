"""The service reads its FAQ once, and doubtful questions as they come; never at their cost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bot.intake.beside.frames import Asked, read_told, written
from bot.knowledge import vectoring
from bot.knowledge.encoding import EncodingError, reader_of
from bot.knowledge.importing import add_entries, replace_entries
from bot.knowledge.matching import Knowledge
from bot.knowledge.refitting import keep
from bot.models import InboundMessage
from bot.settings import Matching, Settings
from bot.signals import Signals
from bot.store import Database
from bot.store.opening import open_database
from faq.encoders.background import MARKS
from faq.entries import FaqEntry
from faq.match import Match, Matcher
from faq.normalise import normalise
from faq.refitting import Line, Refit
from tests import embeddings_server
from tests.embeddings_server import Embeddings
from tests.ledgers import until

if TYPE_CHECKING:
    from faq.match import Meant

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
FAQ = [
    FaqEntry("water", "停水了找谁？", "请打 96116。"),
    FaqEntry("card", "身份证丢了怎么补办？", "到派出所。"),
    FaqEntry("power", "停电了找谁报修？", "请打 95598。"),
]
SCALE = len(set(MARKS))
"""Texts that are read beside those of the FAQ, to know the encoder's scale."""
DOUBTFUL = "家里的水管出问题了"


@pytest.fixture
async def server() -> AsyncIterator[Embeddings]:
    """An embeddings server."""
    async with embeddings_server.embeddings_server() as running:
        yield running


@pytest.fixture
async def settings(tmp_path: Path, server: Embeddings) -> Settings:
    """A service that has its questions read at the server."""
    return Settings(data=str(tmp_path), matching=Matching(encoder=server.url))


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """A database with the FAQ."""
    opened = await open_database(settings, now=NOW)
    await replace_entries(opened, FAQ, "test", lambda: NOW)
    yield opened
    await opened.close()


def knowledge(database: Database, settings: Settings) -> Knowledge:
    """What answers."""
    zone = ZoneInfo(settings.timezone)
    return Knowledge(database, settings.matching, Signals(), lambda: NOW, zone, settings)


async def reading(known: Knowledge) -> asyncio.Task[None]:
    """The round that reads, once it has read."""
    task = asyncio.create_task(known.keep_meaning())

    async def reads() -> bool:
        return known.reads

    await until(reads)
    return task


@pytest.mark.process
async def test_the_faq_is_read_apart_and_doubtful_questions_as_they_come(
    database: Database, settings: Settings, server: Embeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is clear is not sent; what takes too long, or fails, is decided by what is written."""
    known = knowledge(database, settings)
    await known.refresh()
    assert not (await known.match(DOUBTFUL)).meant
    task = await reading(known)
    try:
        asked = len(server.asked)
        assert not (await known.match("停水了找谁")).meant
        assert len(server.asked) == asked
        match = await known.match(DOUBTFUL)
        assert match.meant
        assert match.candidates
        # What is carried out beside the service is told all of it: its figures are plain numbers.
        message = InboundMessage("web", "1", "a", text=DOUBTFUL)
        told = Asked(1, message, match, None, NOW, 0.0, plain=normalise(DOUBTFUL))
        assert read_told(written(told)) == told
        assert server.asked[-1]["input"] == [DOUBTFUL]

        server.answer = 500
        assert not (await known.match(DOUBTFUL)).meant
        # Another model stands behind the address: its vectors cannot be compared.
        server.answer = {"data": [{"embedding": [1.0, 0.0], "index": 0}]}
        assert not (await known.match(DOUBTFUL)).meant
        # A proxy says something else altogether, or nothing that counts.
        server.answer = {"data": [{"embedding": [1e39, 0.0, 0.0], "index": 0}]}
        assert (await known.match(DOUBTFUL)).candidates
        server.answer, server.pause = None, 30
        assert not (await known.match(DOUBTFUL)).meant

        # The comparison by meaning has no more time than the encoder.
        server.pause, going_on, match = 0, Event(), Matcher.match

        def held(self: Matcher, text: str, today: date, meant: Meant | None = None) -> Match:
            if meant:
                going_on.wait(60)
            return match(self, text, today, meant)

        monkeypatch.setattr(Matcher, "match", held)
        assert not (await known.match(DOUBTFUL)).meant
        going_on.set()
    finally:
        task.cancel()


async def test_only_what_is_new_is_read_again(
    database: Database, settings: Settings, server: Embeddings
) -> None:
    """And what is gone is forgotten."""
    reader = reader_of(settings)
    assert reader is not None
    first, vectors = await vectoring.read_faq(database, reader)
    assert (first.version, first.texts, first.anew) == (1, 6 + SCALE, 6 + SCALE)
    assert vectors.wordings.shape == (3, 3)
    asked = len(server.asked)
    changed = [replace(FAQ[0], variants=("水管不出水",)), *FAQ[1:]]
    await add_entries(database, changed, "test", lambda: NOW)
    second, _ = await vectoring.read_faq(database, reader)
    assert (second.version, second.texts, second.anew) == (2, 7 + SCALE, 1)
    assert [each["input"] for each in server.asked[asked:]] == [[MARKS[0]], ["水管不出水"]]
    await replace_entries(database, FAQ[:1], "test", lambda: NOW)
    third, _ = await vectoring.read_faq(database, reader)
    assert (third.texts, third.anew) == (2 + SCALE, 0)
    again = [replace(FAQ[0], variants=("水管不出水",))]
    await add_entries(database, again, "test", lambda: NOW)
    assert (await vectoring.read_faq(database, reader))[0].anew == 1


async def test_what_a_model_of_another_length_has_read_is_read_anew(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it, though one text alone has changed; and it is kept in the place of the old."""
    reader = reader_of(settings)
    assert reader is not None
    await vectoring.read_faq(database, reader)
    monkeypatch.setattr(embeddings_server, "SUBJECTS", ("水", "证", "电", "气"))
    await add_entries(database, [replace(FAQ[0], variants=("水管不出水",))], "test", lambda: NOW)
    read, vectors = await vectoring.read_faq(database, reader)
    assert read.anew == read.texts == 7 + SCALE
    assert vectors.dimension == 4
    assert (await vectoring.read_faq(database, reader))[0].anew == 0


@pytest.mark.process
async def test_an_faq_that_cannot_be_read_is_told_of(
    database: Database, settings: Settings, server: Embeddings, caplog: pytest.LogCaptureFixture
) -> None:
    """What is written decides alone."""
    server.answer = 500
    with pytest.raises(EncodingError, match="what is written decides alone"):
        await vectoring.read_apart(settings)
    known = knowledge(database, settings)
    await known.refresh()
    assert (await known.match("停水了找谁")).best.entry.id == "water"


async def test_an_encoder_that_cannot_be_opened_ends_nothing(
    database: Database, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """The service goes on by what is written, and says so."""
    wrong = msgspec.structs.replace(settings, matching=Matching(encoder="onnx:/nowhere"))
    known = knowledge(database, wrong)
    await known.refresh()
    task = asyncio.create_task(known.keep_meaning())

    async def told() -> bool:
        return "needs model.onnx" in caplog.text

    await until(told)
    assert not task.done()
    task.cancel()
    assert "what is written decides alone" in caplog.text
    assert (await known.match("停水了找谁")).best.entry.id == "water"


async def test_probabilities_of_the_log_are_taken_into_use(
    database: Database, settings: Settings
) -> None:
    """Without another FAQ version, and taken back the same way."""
    known = knowledge(database, settings)
    await known.refresh()
    before = await known.match(DOUBTFUL)
    refit = Refit(Line(1.0, -3.0), Line(1.0, -3.0), ((0.9, 0.9),), 60)
    await database.transaction(lambda tx: keep(tx, refit, NOW))
    assert await known.refresh()
    assert not await known.refresh()
    after = await known.match(DOUBTFUL)
    assert after.best.entry == before.best.entry
    assert after.best.score < before.best.score
    assert after.likely < before.likely
    # A wording that is the question itself stays certain.
    assert (await known.match("停水了找谁")).best.score == 1.0
    await database.transaction(lambda tx: keep(tx, None, NOW))
    assert await known.refresh()
    assert await known.match(DOUBTFUL) == before
