"""Chinese text is found by any part of it, in both engines."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import Settings
from bot.store import Database, Transaction
from bot.store.grams import NOTHING, grams, query
from bot.store.lexing import numbered_parameters, percent_parameters
from bot.store.opening import locate
from bot.store.postgres import WORDS as POSTGRES_WORDS
from bot.store.postgres import PostgresDatabase
from bot.store.sqlite import WORDS as SQLITE_WORDS
from bot.store.sqlite import SqliteDatabase
from bot.store.statements import Statements, fill

_CHINESE = st.text("停水电三天了我家 ,。é가𠮷ー", max_size=30)
_TEXTS = st.text("停水电三天了我家 ,。abcABC123ÉéΣς①Ⅳ㎡ｶﾞ가힣😀𠮷_-'\"%:&|!()*\\", max_size=30)


@pytest.fixture
async def library(settings: Settings, database: Database) -> AsyncIterator[Database]:
    """An engine with statements that keep and find texts."""
    place = locate(settings)
    words = SQLITE_WORDS if isinstance(place, Path) else POSTGRES_WORDS
    texts = {
        "keep": "INSERT INTO message_search (rowid, grams) VALUES (:id, :grams)",
        "forget": "DELETE FROM message_search WHERE rowid = :id",
        "find": fill(
            "SELECT rowid AS id FROM message_search WHERE $search_match ORDER BY rowid", words, ""
        ),
    }
    opened = (
        SqliteDatabase(place, Statements(texts, numbered_parameters))
        if isinstance(place, Path)
        else PostgresDatabase(place, Statements(texts, percent_parameters))
    )
    yield opened
    await opened.close()


async def _keep(library: Database, *texts: str) -> None:
    def body(tx: Transaction) -> None:
        for number, text in enumerate(texts):
            tx.run("keep", id=number, grams=grams(text))

    await library.transaction(body)


async def _find(library: Database, text: str) -> list[int]:
    rows = await library.read(lambda tx: tx.rows("find", query=query(text)))
    return [row["id"] for row in rows]


async def test_a_word_is_found_inside_a_sentence(library: Database) -> None:
    """停水 in 我家停水三天了: what neither engine's own tokeniser can do."""
    await _keep(library, "我家停水三天了", "水停了吗", "停电三天")
    assert await _find(library, "停水") == [0]
    assert await _find(library, "三天") == [0, 2]
    assert await _find(library, "停水 三天") == [0]


async def test_one_character_is_found(library: Database) -> None:
    """A single character is a query too."""
    await _keep(library, "我家停水三天了", "停电")
    assert await _find(library, "水") == [0]
    assert await _find(library, "停") == [0, 1]


async def test_words_and_numbers_are_found_whole_in_any_form(library: Database) -> None:
    """Latin words without their case, full-width digits, ticket numbers, a keyword of SQL."""
    await _keep(library, "WiFi坏了，在１２号楼", "工单 20261123-0007", "NOT a word OR 1e5", "xyz")
    assert await _find(library, "wifi") == [0]
    assert await _find(library, "12号") == [0]
    assert await _find(library, "20261123-0007") == [1]
    assert await _find(library, "or not") == [2]
    assert await _find(library, "1E5") == [2]


@pytest.mark.parametrize("text", ["", "。！？", "\"'*():&|!<->", "😀", "nothing"])
async def test_a_query_of_no_letters_finds_nothing(library: Database, text: str) -> None:
    """No syntax error and no flood: an empty search finds no message, nor does its token."""
    await _keep(library, "我家停水三天了", "", "😀")
    assert await _find(library, text) == []


async def test_a_forgotten_text_is_found_no_more(library: Database) -> None:
    """Erasing a message takes it out of the search."""
    await _keep(library, "我家停水三天了")
    await library.transaction(lambda tx: tx.run("forget", id=0))
    assert await _find(library, "停水") == []


async def test_the_longest_message_with_every_character_can_be_kept(library: Database) -> None:
    """A hundred thousand different-looking characters pass PostgreSQL's limits, too."""
    characters = [chr(code) for code in range(0x20000, 0x2A6DF)]
    long = "".join(random.Random(1).choices(characters, k=100_000))
    await _keep(library, "停水" + long, "w" * 100_000, " ".join(map(str, range(20_000))))
    assert await _find(library, "停水") == [0]
    assert await _find(library, "w" * 100_000) == [1]
    assert await _find(library, "17") == [2]


async def test_both_engines_find_what_the_tokens_say(library: Database) -> None:
    """The engines' tokenisers take the tokens apart exactly as they were put together."""
    made = random.Random(7)
    alphabet = "停水电三天了我家 abcdefx0123456789é가𠮷-."
    texts = ["".join(made.choices(alphabet, k=made.randrange(20))) for _ in range(200)]
    await _keep(library, *texts)
    for asked in ["".join(made.choices(alphabet, k=made.randrange(1, 5))) for _ in range(200)]:
        wanted = set(query(asked).split())
        expected = [n for n, text in enumerate(texts) if wanted <= set(grams(text).split())]
        assert await _find(library, asked) == expected, asked


@given(text=_CHINESE, start=st.integers(0, 30), length=st.integers(1, 30))
def test_every_part_of_a_text_finds_it(text: str, start: int, length: int) -> None:
    """The tokens of a part are among those of the whole, wherever it is cut."""
    part = query(text[start : start + length])
    assert part == NOTHING or set(part.split()) <= set(grams(text).split())


@given(text=st.lists(_TEXTS, max_size=4).map("\n".join))
def test_lines_are_tokenised_one_by_one_as_all_at_once(text: str) -> None:
    """Other white space parts words as well as the end of a line does."""
    assert grams(text) == grams(text.replace("\n", "\t"))


@given(text=_TEXTS)
def test_tokens_are_plain_ascii(text: str) -> None:
    """Small letters and digits, each beginning with a letter: no tokeniser takes them apart."""
    for token in grams(text).split(" "):
        assert not token or (token.isascii() and token.isalnum() and token[0] in "gw")
    assert set(query(text).split()) <= set(grams(text).split()) | {NOTHING}
