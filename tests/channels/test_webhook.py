"""The generic signed JSON channel, from the side of a front that knows only its description."""

from __future__ import annotations

import base64
import itertools
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.app import running
from bot.channels.webhook import PATH, Signing
from bot.settings import Settings, Webhook
from bot.store import inbox, outbox
from tests.acceptance.sample import UNKNOWN, entries
from tests.channels.fake_front import SHARED, Front, front, push, signed
from tests.ledgers import until

KNOWN = entries()[0]
DESCRIPTION = Path(__file__).parents[2] / "docs" / "webhook.openapi.yaml"
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
            settings = Settings(data=data, port=0, webhook=Webhook(SHARED, url))
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


BAD: list[tuple[bytes, dict[str, str], int]] = [
    (b"{}", {}, 403),
    (b"{}", signed(b"{}", 0), 403),
    (b"{}", signed(b"{}", time.time(), "another secret"), 403),
    (b"{ }", signed(b"{}", time.time()), 403),
]


async def test_what_is_not_signed_is_refused(open_side: Open) -> None:
    """No signature, an old one, another secret, another body; nothing is kept."""
    side = await open_side()
    for body, headers, status in BAD:
        assert (await push(side.url, body, headers))[0] == status
    for body in (b"{}", b"[", b"\xff", b'{"id":"","sender":"x"}', b'{"id":"x"}', b"[" * 9000):
        status, answer = await push(side.url, body, signed(body, time.time()))
        assert (status, "error" in answer) == (400, True)
    wrong = json.dumps({"id": "1", "sender": "2", "files": [{"type": "x", "content": "?"}]})
    assert (await push(side.url, wrong.encode(), signed(wrong.encode(), time.time())))[0] == 400
    assert await side.up.service.database.read(inbox.counts) == {}


@given(st.text(max_size=40), st.text(max_size=80), st.binary(max_size=60))
def test_no_signature_but_the_right_one_counts(stamp: str, given_one: str, body: bytes) -> None:
    """Whatever stands in the headers, it is not right, and nothing stumbles."""
    headers = {"X-Wenzheng-Timestamp": stamp, "X-Wenzheng-Signature": given_one}
    assert not Signing(SHARED).is_right(headers, body, time.time())


async def test_the_description_tells_the_truth(open_side: Open) -> None:
    """Every field that goes over the line is described, and none besides."""
    described = yaml.safe_load(DESCRIPTION.read_text("utf-8"))
    schemas = described["components"]["schemas"]
    from bot.channels import webhook

    for name in ("Push", "Message", "Answer", "File"):
        fields = set(getattr(webhook, name).__struct_fields__)
        assert set(schemas[name]["properties"]) == fields, name
    assert set(schemas["Push"]["required"]) == {"id", "sender"}
    assert set(described["paths"][PATH]["post"]["responses"]) == {"200", "400", "403", "413", "503"}
    side = await open_side()
    answer = await side.says(KNOWN.question)
    assert set(answer) == set(schemas["Answer"]["properties"])
