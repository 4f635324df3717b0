"""The generic signed JSON channel, from the side of a front that knows only its description."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import re
import shutil
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.app import running
from bot.channels import webhook
from bot.channels.webhook import PATH, Signing
from bot.models import Content, Direction, InboxState, OutboxState
from bot.settings import Settings, Webhook
from bot.store import Transaction, contacts, inbox, messages, outbox
from tests.acceptance.sample import UNKNOWN, entries
from tests.channels.fake_front import SHARED, Front, front, push, signed
from tests.hours import ANY_HOUR
from tests.ledgers import ZONE, until
from tests.needs import missing

KNOWN = entries()[0]
DOCS = Path(__file__).parents[2] / "docs"
DESCRIPTION = DOCS / "webhook.openapi.yaml"
_numbers = itertools.count()


class Side:
    """The front's side of a running service."""

    def __init__(self, up: Any) -> None:
        self.up = up
        self.url = f"{up.url}{PATH}"

    async def says(self, text: str = "", **more: Any) -> Any:
        """A resident writes; the answer."""
        asked = {"id": f"f-{next(_numbers)}", "sender": "r-1", "text": text, **more}
        body = json.dumps(asked).encode()
        status, answer = await push(self.url, body, signed(body, time.time()))
        assert status == 200, answer
        return answer


Open = Callable[..., Awaitable[Side]]


@pytest.fixture
async def open_side(tmp_path: Path) -> AsyncIterator[Open]:
    """Opens a service with this channel."""
    async with AsyncExitStack() as stack:

        async def open_one(url: str = "") -> Side:
            data = str(tmp_path / "data")
            settings = Settings(data=data, port=0, webhook=Webhook(SHARED, url), promises=ANY_HOUR)
            return Side(await stack.enter_async_context(running(settings)))

        yield open_one


@pytest.fixture
async def other() -> AsyncIterator[Front]:
    """A front that messages are posted to."""
    async with front() as made:
        yield made


async def test_a_question_is_answered_in_the_response(open_side: Open) -> None:
    """Kept, answered, signed; the same push again is answered alike and has no second effect."""
    side = await open_side()
    first = await side.says(KNOWN.question, id="f-x")
    again = await side.says(KNOWN.question, id="f-x")
    assert KNOWN.answer[:10] in first["replies"][0]["text"]
    assert [each["value"].split(":")[0] for each in first["replies"][0]["choices"]] == [
        "useful",
        "unsolved",
    ]
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["replies"] == again["replies"]
    assert await side.up.service.database.read(lambda tx: inbox.get(tx, 2)) is None


async def test_a_choice_and_a_file_come_in(open_side: Open) -> None:
    """A tapped choice is its value; a file is its bytes, and lies with the ticket."""
    side = await open_side()
    answered = await side.says(KNOWN.question)
    useful = answered["replies"][0]["choices"][0]["value"]
    assert (await side.says(choice=useful))["replies"]
    picture = {"type": "image/png", "name": "a.png", "content": base64.b64encode(b"\x89P").decode()}
    assert (await side.says(UNKNOWN, files=[picture]))["replies"][0]["link"]


async def test_what_is_said_later_is_posted(open_side: Open, other: Front) -> None:
    """With an address nothing travels in responses; a repeat has the same id."""
    side = await open_side(other.url)
    assert (await side.says(KNOWN.question))["replies"] == []
    other.faults = [500]

    async def told() -> bool:
        return bool(other.told)

    await until(told)
    assert KNOWN.answer[:10] in other.told[0]["text"]
    assert (other.told[0]["to"], other.unsigned) == ("r-1", 0)


async def test_who_left_is_left_in_peace_until_they_return(open_side: Open, other: Front) -> None:
    """`left` stops what is owed, `returned` sends it."""
    side = await open_side(other.url)
    await side.says("您好", event="left")
    other.faults = [423, 423]
    await side.says(KNOWN.question)

    async def waits() -> bool:
        counts = list(await side.up.service.database.read(outbox.counts))
        return any(state == "waiting_contact" for _, state, _ in counts)

    await until(waits)
    other.faults = []
    await side.says(event="returned")

    async def told() -> bool:
        return bool(other.told)

    await until(told)


async def test_what_could_not_reach_somebody_goes_before_what_is_newer(
    open_side: Open, other: Front
) -> None:
    """423 once, and then the front takes messages again without a word: their order is kept."""
    side = await open_side(other.url)
    other.faults = [423]
    await side.says(KNOWN.question)
    service = side.up.service

    async def waits() -> bool:
        counts = list(await service.database.read(outbox.counts))
        return ("webhook", OutboxState.WAITING_CONTACT, 1) in counts

    await until(waits)
    await service.database.transaction(lambda tx: _owe(tx, "第二条", service.clock()))
    service.signals.notify("outbox:webhook")

    async def told() -> bool:
        return len(other.told) == 2

    await until(told)
    assert KNOWN.answer[:10] in other.told[0]["text"]
    assert other.told[1]["text"] == "第二条"


def _owe(tx: Transaction, text: str, now: datetime) -> None:
    """Owe r-1 a message that answers nothing, as an official's answer does not."""
    contact = contacts.arrive(tx, "webhook", "r-1", now)
    new = messages.NewMessage(Direction.OUTBOUND, Content(text), contact_id=contact.id)
    kept = messages.keep(tx, new, now, ZONE)
    outbox.add(tx, outbox.Owed(kept, "webhook", "r-1", now, contact.id), now)


HOUR = 3600
BAD: list[tuple[bytes, Callable[[], dict[str, str]], str]] = [
    (b"{}", dict, "must hold the time"),
    (b"{}", lambda: {"X-Wenzheng-Timestamp": "2026-11-27T08:00:00Z"}, "must hold the time"),
    (b"{}", lambda: signed(b"{}", time.time() - HOUR), "seconds behind our clock"),
    (b"{}", lambda: signed(b"{}", time.time() + HOUR), "seconds ahead of our clock"),
    (b"{}", lambda: signed(b"{}", time.time(), "another secret"), "X-Wenzheng-Signature is not"),
    (b"{ }", lambda: signed(b"{}", time.time()), "X-Wenzheng-Signature is not"),
    # How far a clock is off learns only who knows the secret.
    (b"{}", lambda: signed(b"{}", time.time() - HOUR, "another"), "X-Wenzheng-Signature is not"),
    (b"{ }", lambda: signed(b"{}", time.time() + HOUR), "X-Wenzheng-Signature is not"),
]


async def test_what_is_not_signed_is_refused(open_side: Open) -> None:
    """No signature, an old one, another secret, another body: said so, and nothing is kept."""
    side = await open_side()
    for body, headers, why in BAD:
        status, answer = await push(side.url, body, headers())
        assert (status, why in answer["error"]) == (403, True), answer
    for body in (b"{}", b"[", b"\xff", b'{"id":"","sender":"x"}', b'{"id":"x"}', b"[" * 9000):
        status, answer = await push(side.url, body, signed(body, time.time()))
        assert (status, "error" in answer) == (400, True)
    files = [{"type": "x", "content": "AA=="}, {"type": "x", "content": "?"}]
    wrong = json.dumps({"id": "1", "sender": "2", "files": files}).encode()
    status, answer = await push(side.url, wrong, signed(wrong, time.time()))
    assert (status, "`$.files[1].content`" in answer["error"]) == (400, True), answer
    assert await side.up.service.database.read(inbox.counts) == {}


@given(st.text(max_size=40), st.text(max_size=80), st.binary(max_size=60))
def test_no_signature_but_the_right_one_counts(stamp: str, given_one: str, body: bytes) -> None:
    """Whatever stands in the headers, it is not right, and nothing stumbles."""
    headers = {"X-Wenzheng-Timestamp": stamp, "X-Wenzheng-Signature": given_one}
    assert Signing(SHARED).wrong(headers, body, time.time())


KEYWORDS = [
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "default",
    "pattern",
    "format",
    "description",
    "minLength",
    "maxLength",
    "maxItems",
    "contentEncoding",
    "$ref",
]


def _limits(schema: dict[str, Any]) -> dict[str, Any]:
    """What a schema allows: without its words, and without what no value is left out for."""
    told = {name: value for name, value in schema.items() if name not in ("description", "format")}
    if "anyOf" in told:
        told["type"] = [each["type"] for each in told.pop("anyOf")]
    if "enum" in told:
        told = {**told, "type": "string", "enum": sorted(told["enum"])}
    if not told.get("default"):
        told.pop("default", None)
    told.pop("contentEncoding", None)
    return told


def test_the_description_has_the_very_limits_of_the_channel() -> None:
    """Types, lengths, patterns and choices of every field, and no word that OpenAPI does not know.

    The states of an answer are the inbox's: the channel passes them on.
    """
    described = yaml.safe_load(DESCRIPTION.read_text("utf-8"))["components"]["schemas"]
    sides = (webhook.Push, webhook.Message, webhook.Answer)
    _, ours = msgspec.json.schema_components(sides, ref_template="#/components/schemas/{name}")
    assert set(ours) == set(described)
    states = described["Answer"]["properties"]["state"].pop("enum")
    assert sorted(states) == sorted(InboxState)
    for name, schema in ours.items():
        theirs = described[name]
        assert set(schema["required"]) <= set(theirs["required"]) <= set(schema["properties"]), name
        assert set(theirs["properties"]) == set(schema["properties"]), name
        strict = schema.get("additionalProperties", True)
        assert theirs.get("additionalProperties", True) is strict, name
        for field, limits in schema["properties"].items():
            assert set(theirs["properties"][field]) <= set(KEYWORDS), (name, field)
            assert _limits(theirs["properties"][field]) == _limits(limits), (name, field)


OVER: list[dict[str, Any]] = [
    {"id": "x" * 129},
    {"id": "a\nb"},
    {"sender": ""},
    {"event": "gone"},
    {"text": "长" * 100_001},
    {"choice": "x" * 65},
    {"reply_to": "x" * 129},
    {"language": "fr"},
    {"sent_at": "yesterday"},
    {"files": [{"type": "image/png", "content": ""}] * 21},
    {"files": [{"content": ""}]},
    {"text": None},
    {"txt": "路灯"},
    {"files": [{"type": "image/png", "content": "", "nam": "x"}]},
]


async def test_what_the_description_allows_is_taken_and_nothing_else(open_side: Open) -> None:
    """One sign too many, or a field that is mistyped, is a 400 that names it; at the limit it is
    taken in."""
    side = await open_side()
    for over in OVER:
        body = json.dumps({"id": "m", "sender": "r", **over}).encode()
        status, answer = await push(side.url, body, signed(body, time.time()))
        assert status == 400, over
        assert next(iter(over)) in answer["error"], answer
    taken = {"text": "长" * 100_000, "sent_at": "2026-11-26T08:00:00+08:00"}
    await side.says(**taken)
    assert (await side.up.service.database.read(inbox.counts)) == {InboxState.DONE: 1}
    (kept,) = await side.up.service.database.read(lambda tx: [inbox.get(tx, 1)])
    assert kept is not None
    assert kept.message.sent_at == datetime(2026, 11, 26, tzinfo=UTC)


async def test_the_description_tells_the_truth(open_side: Open) -> None:
    """Every field that goes over the line is described, and none besides."""
    described = yaml.safe_load(DESCRIPTION.read_text("utf-8"))
    schemas = described["components"]["schemas"]
    for name in ("Push", "Message", "Answer", "File"):
        fields = set(getattr(webhook, name).__struct_fields__)
        assert set(schemas[name]["properties"]) == fields, name
    assert set(schemas["Push"]["required"]) == {"id", "sender"}
    answers = described["paths"][PATH]["post"]["responses"]
    assert set(answers) == {"200", "400", "403", "413", "500", "503"}
    side = await open_side()
    answer = await side.says(KNOWN.question)
    assert set(answer) == set(schemas["Answer"]["properties"])


def _curl() -> str:
    """The pushes that the document has a stranger type."""
    told = (DOCS / "adding-a-channel.md").read_text("utf-8")
    _, _, tried = told.partition("## A front, tried with curl")
    return re.findall(r"```sh\n(.*?)```", tried, re.DOTALL)[1]


async def test_what_the_document_has_typed_connects_a_front(
    open_side: Open, tmp_path: Path
) -> None:
    """An answer, its repeat, a choice, a ticket and a picture, with curl and openssl alone."""
    for program in ("curl", "openssl"):
        if shutil.which(program) is None:
            missing(program, f"apt-get install {program}")
    side = await open_side()
    (tmp_path / "front.key").write_text(f"{SHARED}\n")
    (tmp_path / "jpeg.b64").write_text(base64.b64encode(b"\xff\xd8\xff").decode())
    typed = await asyncio.create_subprocess_exec(
        "sh", "-euc", _curl(), cwd=tmp_path, env={**os.environ, "URL": side.up.url}, stdout=PIPE
    )
    told, _ = await typed.communicate()
    first, again, useful, ticket, picture = map(json.loads, told.decode().splitlines())
    assert first["replies"][0]["choices"][0]["value"] == "useful:1"
    assert (again["repeated"], again["replies"]) == (True, first["replies"])
    assert "useful:1" not in json.dumps(useful)
    assert ticket["replies"][0]["link"]
    assert picture["replies"][0]["link"] == ticket["replies"][0]["link"]
