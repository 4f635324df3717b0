"""Named statements: found by name, one text for both engines, and no mistake goes unnoticed."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.settings import Settings
from bot.store import Database
from bot.store.lexing import (
    numbered_parameters,
    parameters,
    percent_parameters,
    split_statements,
    without_comments,
)
from bot.store.opening import locate
from bot.store.postgres import WORDS as POSTGRES_WORDS
from bot.store.sqlite import WORDS as SQLITE_WORDS
from bot.store.sqlite import connect
from bot.store.sqlite_ground import prepare_sqlite
from bot.store.statements import SQL_FOLDER, Statements, load_statements
from tests.conftest import NOW

WORDS = {"for_update": "FOR UPDATE", "search_match": "grams MATCH :query"}

_NAMES = re.findall(
    r"^-- name: (\w+)",
    "\n".join(path.read_text(encoding="utf-8") for path in sorted(SQL_FOLDER.glob("*.sql"))),
    re.MULTILINE,
)


def _folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.sql").write_text(text, encoding="utf-8")
    return tmp_path


def test_statements_are_found_by_name(tmp_path: Path) -> None:
    """Blocks of every file, with words filled in, without comments and the last semicolon."""
    folder = _folder(
        tmp_path,
        a="-- A file about things.\n-- name: one\n-- Says 1.\nSELECT 1; -- really\n"
        "-- name: two\nSELECT ';--' /* no\n */ FROM t\n$for_update\n",
        b="-- name: three\nSELECT 1 WHERE $search_match",
    )
    statements = load_statements(WORDS, numbered_parameters, folder)
    assert statements["one"].text == "SELECT 1"
    assert statements["two"].text == "SELECT ';--'  FROM t\nFOR UPDATE"
    assert statements["three"].text == "SELECT 1 WHERE grams MATCH ?1"


def test_what_statements_share_stands_once(tmp_path: Path) -> None:
    """A part is filled in where a statement of its file names it, with the engine's words in it."""
    shared = "-- part: found\n-- Why.\n$search_match AND a = 1\n\n"
    folder = _folder(
        tmp_path,
        a=f"{shared}-- name: one\nSELECT 1 WHERE $found\n-- name: two\nSELECT 2 WHERE $found",
    )
    statements = load_statements(WORDS, numbered_parameters, folder)
    assert statements["one"].text == "SELECT 1 WHERE grams MATCH ?1 AND a = 1"
    assert statements["two"].text == "SELECT 2 WHERE grams MATCH ?1 AND a = 1"
    with pytest.raises(StoreError, match="no SQL statement named 'found'"):
        statements["found"]


def test_a_dialect_is_given_the_filled_text(tmp_path: Path) -> None:
    """Parameters that come with an engine's word are translated too."""
    folder = _folder(tmp_path, a="-- name: find\nSELECT 1 WHERE $search_match")
    statements = load_statements(WORDS, percent_parameters, folder)
    assert statements["find"].text == "SELECT 1 WHERE grams MATCH %(query)s"


def test_a_name_is_used_once_in_all_files(tmp_path: Path) -> None:
    """The error names both files."""
    folder = _folder(tmp_path, a="-- name: one\nSELECT 1", b="-- name: one\nSELECT 2")
    with pytest.raises(StoreError, match=r"'one' stands in a\.sql and again in b\.sql"):
        load_statements(WORDS, numbered_parameters, folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-- name: one\nSELECT $lock", r"a\.sql, statement 'one': \$lock is no engine word"),
        ("-- part: part\n1\n-- part: part\n2", r"a\.sql: \$part is said already"),
        ("-- part: for_update\n1", r"a\.sql: \$for_update is said already"),
        ("-- part: one\n$lock", r"a\.sql, part 'one': \$lock is no engine word"),
        ("-- name: one\nSELECT '$'", r"a\.sql, statement 'one': a lone '\$'"),
        ("-- name: one\n-- nothing\n-- name: two\nSELECT 1", "'one': there is no SQL"),
        ("-- name: Two words\nSELECT 1", r"a\.sql: 'Two words' is no name"),
        ("SELECT 1;\n-- name: one\nSELECT 1", r"a\.sql: the file begins with SQL"),
    ],
)
def test_a_mistake_in_a_file_is_an_error_at_load(tmp_path: Path, text: str, message: str) -> None:
    """Each mistake is told with its file and what to do, before any statement runs."""
    with pytest.raises(StoreError, match=message):
        load_statements(WORDS, numbered_parameters, _folder(tmp_path, a=text))


def test_an_unknown_name_is_an_error() -> None:
    """There is no statement without a name."""
    with pytest.raises(StoreError, match="no SQL statement named 'two'"):
        Statements({"one": "SELECT 1"}, numbered_parameters)["two"]


def test_parameters_become_psycopgs_and_nothing_else_does() -> None:
    """Casts, literals, quoted names and signs of per cent are left as PostgreSQL shall see them."""
    sql = """SELECT :a::text, ':b', "c:d", 5 % 2, '%' FROM t WHERE x[1:2] = :long_name"""
    assert percent_parameters(sql) == (
        """SELECT %(a)s::text, ':b', "c:d", 5 %% 2, '%%' FROM t WHERE x[1:2] = %(long_name)s"""
    )


def test_parameters_are_numbered_by_their_first_use_and_nothing_else_is() -> None:
    """A name that stands twice is one place; literals, casts and quoted names are left alone."""
    sql = """SELECT :b::text, ':b', "c:d" FROM t WHERE x[1:2] = :long_name AND y = :b OR z = :a"""
    assert numbered_parameters(sql) == (
        """SELECT ?1::text, ':b', "c:d" FROM t WHERE x[1:2] = ?2 AND y = ?1 OR z = ?3"""
    )
    assert parameters(sql) == ("b", "long_name", "a")


@pytest.mark.parametrize("names", [(), ("a",), ("b", "a"), ("c", "a", "b")])
def test_values_are_handed_over_by_the_places_of_their_names(names: tuple[str, ...]) -> None:
    """Whatever the order in which they are given; what is not asked for is left out."""
    sql = "SELECT " + ", ".join(f":{name}" for name in names)
    given = {"a": 1, "b": "2", "c": None, "d": 4}
    for dialect in (numbered_parameters, percent_parameters):
        statement = Statements({"some": sql}, dialect)["some"]
        assert statement.values(given) == tuple(given[name] for name in names)


def test_a_script_is_split_at_semicolons_that_end_statements() -> None:
    """Not at those in literals, quoted names and comments."""
    script = """
        -- one; two
        INSERT INTO t VALUES ('a;b', 'it''s; so', "c;d"); /* ; */
        ;
        SELECT 1 - 2 / 3
    """
    assert split_statements(script) == [
        """INSERT INTO t VALUES ('a;b', 'it''s; so', "c;d")""",
        "SELECT 1 - 2 / 3",
    ]


_LITERALS = st.text("ab;:'\"-/*%$\n").map(lambda text: "'" + text.replace("'", "''") + "'")


@given(literals=st.lists(_LITERALS, max_size=5))
def test_no_literal_confuses_the_reader_of_sql(literals: list[str]) -> None:
    """Whatever a literal holds, its statement is whole and its text unchanged."""
    statements = [f"SELECT {literal}" for literal in literals]
    assert split_statements(" ;\n-- it's\n".join(statements)) == statements
    for statement in statements:
        assert without_comments(statement) == statement
        assert percent_parameters(statement) == statement.replace("%", "%%")


@given(text=st.text("ab;:'\"-/*\n"))
def test_any_text_is_read_whole(text: str) -> None:
    """Even a broken script loses nothing on its way to the engine that will refuse it."""
    assert percent_parameters(text).replace("%(", ":").replace(")s", "") == text


def test_both_engines_have_the_same_words() -> None:
    """A word that one engine lacks would be found only when that engine runs."""
    assert SQLITE_WORDS.keys() == POSTGRES_WORDS.keys()


async def test_every_statement_is_understood(settings: Settings, database: Database) -> None:
    """Each statement of the house fits the schema, on either engine, with its types decided."""
    place = locate(settings)
    explain = _explain_in_sqlite if isinstance(place, Path) else _explain_in_postgres
    assert explain(str(place)) == {}, f"{database.name} refuses these statements"


def _explain_in_sqlite(place: str) -> dict[str, str]:
    refusals = {}
    statements = load_statements(SQLITE_WORDS, numbered_parameters)
    with closing(connect(Path(place))) as connection:
        for name in _NAMES:
            statement = statements[name]
            values = [None] * len(statement.names)
            try:
                connection.execute(f"EXPLAIN {statement.text}", values).fetchall()
            except sqlite3.Error as error:
                refusals[name] = str(error)
    return refusals


def _explain_in_postgres(place: str) -> dict[str, str]:
    refusals = {}
    statements = load_statements(POSTGRES_WORDS, percent_parameters)
    with psycopg.connect(place, autocommit=True) as connection:
        for name in _NAMES:
            statement = statements[name]
            values = dict.fromkeys(statement.names)
            try:
                connection.execute(f"EXPLAIN {statement.text}".encode(), values)
            except psycopg.Error as error:
                refusals[name] = str(error)
    return refusals


ASKED_ALL_DAY = (
    "asked_last",
    "inbox_between",
    "inbox_counted_between",
    "inbox_due",
    "inbox_first_due",
    "inbox_known",
    "inbox_next_due",
    "inbox_of_album",
    "inbox_unfinished",
    "outbox_claimed",
    "outbox_claims_released",
    "outbox_counted_between",
    "outbox_next_due",
    "people_of_topic",
    "prompts_standing_long",
    "receipts_standing",
    "ticket_of_topic_first",
    "tickets_counted_between",
    "tickets_ending_closed",
    "tickets_ending_open",
    "tickets_of_topic",
    "tickets_of_topic_not_hot",
    "tickets_turning",
    "timetable_due",
    "worklist_closed",
)
_BY_KEY = re.compile(
    r"rowid=\?|rowid>\? AND rowid<\?|\((inbox|outbox|notice|ticket|follows)_id=\?"
    r"|\(channel=\? AND (address|external_id|sender)=\?"
    r"|autoindex_departments_1 \(id=\?"
)
_OF_WHAT_IS_OPEN = re.compile(
    "INDEX (inbox_of_sender|inbox_unfinished|outbox_due_by_channel|outbox_sending|receipts_open"
    "|prompts_beside_feedback|public_notices_by_topic|room_tickets_turning|tickets_by_ending"
    "|tickets_by_end|tickets_by_topic|timetable_by_time)"
)


def test_what_is_asked_all_day_walks_through_nothing_that_is_done(tmp_path: Path) -> None:
    """However many messages there were: each is sought by its key or among what is open still."""
    file = tmp_path / "trial.db"
    prepare_sqlite(file, NOW)
    statements = load_statements(SQLITE_WORDS, numbered_parameters)
    with closing(connect(file)) as connection:
        for name in ASKED_ALL_DAY:
            sql, values = statements[name].text, [None] * len(statements[name].names)
            steps = connection.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
            walks = [step for *_, step in steps if step.startswith(("SCAN", "SEARCH"))]
            assert walks
            # A count of what was found already.
            walks = [step for step in walks if step != "SCAN people"]
            # A claim takes the first few of all that waits, and there may be very many.
            assert name != "outbox_claimed" or not any("TEMP B-TREE" in step for *_, step in steps)
            # An official is told very much in their own chat, and asked for little there.
            assert name != "asked_last" or "INDEX outbox_asking" in walks[0]
            for step in walks:
                assert _BY_KEY.search(step) or _OF_WHAT_IS_OPEN.search(step), f"{name}: {step}"


@pytest.mark.parametrize(
    "name",
    [
        "inbox_of_person_erased",
        "messages_of_person",
        "outbox_of_person_erased",
        "outbox_of_silent_erased",
    ],
)
async def test_whoever_is_erased_is_found_by_indexes(
    settings: Settings, database: Database, name: str
) -> None:
    """On either engine, however much others wrote."""
    place = locate(settings)
    plan = _plan_in_sqlite if isinstance(place, Path) else _plan_in_postgres
    steps = plan(str(place), name, {"contact_id": 1, "in_hand": 1, "now": ""})
    assert any("messages_by_contact" in step for step in steps)
    assert not [step for step in steps if "SCAN" in step or "Seq Scan" in step]


def test_what_an_official_searches_for_is_found_without_going_through_all_tickets(
    tmp_path: Path,
) -> None:
    """But where they look for a number, by whatever part of it, through the numbers' own index."""
    file = tmp_path / "trial.db"
    prepare_sqlite(file, NOW)
    names = load_statements(SQLITE_WORDS, numbered_parameters)["worklist_searched"].names
    steps = _plan_in_sqlite(str(file), "worklist_searched", dict.fromkeys(names))
    assert "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)" in steps
    assert [step for step in steps if step.startswith("SCAN") and "VIRTUAL" not in step] == [
        "SCAN n USING COVERING INDEX sqlite_autoindex_tickets_1"
    ]


def _plan_in_sqlite(place: str, name: str, values: dict[str, object]) -> list[str]:
    statement = load_statements(SQLITE_WORDS, numbered_parameters)[name]
    with closing(connect(Path(place))) as connection:
        asked = f"EXPLAIN QUERY PLAN {statement.text}"
        return [step for *_, step in connection.execute(asked, statement.values(values))]


def _plan_in_postgres(place: str, name: str, values: dict[str, object]) -> list[str]:
    statement = load_statements(POSTGRES_WORDS, percent_parameters)[name]
    with psycopg.connect(place) as connection:
        # Through tables as small as these it would go even where there is an index.
        connection.execute("SET LOCAL enable_seqscan = off")
        asked = f"EXPLAIN {statement.text}".encode()
        return [step for (step,) in connection.execute(asked, values)]
