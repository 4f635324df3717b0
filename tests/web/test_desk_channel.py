"""The desk as a channel: what its page posts, and replies that come later than the response."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.channels.desk import LONGEST_TEXT, Deed, DeskChannel, decode
from bot.errors import SendError
from bot.models import Content, Outbound, Side
from tests.conftest import NOW

DEED = Deed("0b0e4a52-1111-4222-8333-944455556666", "20261123-0001", "answer", " 已修好。 ")


def reply(message_id: int = 7) -> Outbound:
    """A reply to official 3."""
    return Outbound(1, message_id, "desk", "3", Content("已收下。"), None, None, NOW, "3:1")


@pytest.fixture
def channel() -> DeskChannel:
    """A channel that waits a moment for its pages."""
    return DeskChannel(ack_seconds=0.1)


def test_a_deed_becomes_a_message_of_the_official_who_is_signed_in() -> None:
    """Who posts is the session's word, and what is posted keeps its meaning."""
    message = decode(DEED, 3, "en")
    assert (message.channel, message.sender, message.side) == ("desk", "3", Side.OFFICIAL)
    assert (message.ticket, message.choice) == ("20261123-0001", "answer")
    assert (message.text, message.language) == ("已修好。", "en")


def test_a_deed_posted_again_keeps_its_identity_and_nobody_elses_page_can_take_it() -> None:
    """The same id is a repeat for one official, and another message for another."""
    assert decode(DEED, 3).external_id == decode(DEED, 3).external_id
    assert decode(DEED, 3).external_id != decode(DEED, 4).external_id


@pytest.mark.parametrize(
    "deed",
    [
        Deed("id", "", "take"),
        Deed("id", "20261123-0001", ""),
        Deed("id", "20261123-0001'--", "take"),
        Deed("id", "20261123-0001", "TAKE!"),
        Deed("id", "20261123-0001", "answer", "长" * (LONGEST_TEXT + 1)),
    ],
)
def test_what_names_no_ticket_or_no_action_is_refused(deed: Deed) -> None:
    """Garbage never reaches the intake."""
    with pytest.raises(ValueError, match="desk"):
        decode(deed, 3)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=200))
def test_whatever_is_posted_is_either_a_message_or_refused(
    ticket: str, choice: str, text: str
) -> None:
    """No text breaks the channel, and a message is always the signed-in official's."""
    try:
        message = decode(Deed("id", ticket, choice, text), 3)
    except ValueError:
        return
    assert (message.sender, message.side) == ("3", Side.OFFICIAL)
    assert message.text == text.strip()


def test_the_channel_answers_in_the_response_and_may_repeat_itself(channel: DeskChannel) -> None:
    """Its limits say so as data."""
    assert channel.name == "desk"
    assert channel.limits.passive
    assert channel.limits.idempotent
    assert list(channel.routes()) == []


async def test_a_reply_waits_while_no_page_is_open(channel: DeskChannel) -> None:
    """Nothing is lost: it is sent when the official is back."""
    with pytest.raises(SendError) as refusal:
        await channel.send(reply())
    assert refusal.value.waiting


async def test_a_reply_counts_once_a_page_has_shown_it(channel: DeskChannel) -> None:
    """The page says so with the message's id."""
    frames: list[Mapping[str, object]] = []

    async def push(frame: Mapping[str, object]) -> None:
        frames.append(frame)
        channel.acknowledged("3", 7)

    with channel.page("3", push):
        facts = await channel.send(reply())
        await channel.send(replace(reply(), reply_to=""))
    assert facts.platform_id == "7"
    kinds = [frame["type"] for frame in frames]
    assert frames[0] == {"type": "reply", "id": 7, "text": "已收下。"}
    assert kinds == ["reply", "notice"], "what nobody asked for stays until it is dismissed"


async def test_the_desk_says_by_which_button_it_is_done_and_not_by_which_command(
    channel: DeskChannel,
) -> None:
    """What has words for whoever sees the buttons is said in them."""
    frames: list[Mapping[str, object]] = []

    async def push(frame: Mapping[str, object]) -> None:
        frames.append(frame)
        channel.acknowledged("3", 7)

    words = Content("回复「同意 12」。", by_buttons="点上面的按钮决定。")
    with channel.page("3", push):
        await channel.send(replace(reply(), content=words))
    assert [frame["text"] for frame in frames] == ["点上面的按钮决定。"]


async def test_a_reply_waits_when_no_page_says_it_shows_it(channel: DeskChannel) -> None:
    """A page that sleeps has shown nothing."""

    async def sleeps(_: Mapping[str, object]) -> None:
        channel.acknowledged("3", 8)

    with channel.page("3", sleeps), pytest.raises(SendError) as refusal:
        await channel.send(reply())
    assert refusal.value.waiting


async def test_a_page_that_went_this_moment_does_not_keep_the_others_from_it(
    channel: DeskChannel,
) -> None:
    """One official may have two pages open."""

    async def gone(_: Mapping[str, object]) -> None:
        raise ConnectionResetError

    async def shows(_: Mapping[str, object]) -> None:
        channel.acknowledged("3", 7)

    with channel.page("3", gone), channel.page("3", shows):
        assert (await channel.send(reply())).platform_id == "7"


async def test_a_reply_is_for_its_official_alone(channel: DeskChannel) -> None:
    """Another official's page neither gets it nor can acknowledge it."""
    frames: list[Mapping[str, object]] = []

    async def other(frame: Mapping[str, object]) -> None:
        frames.append(frame)

    with channel.page("4", other):
        sending = asyncio.create_task(channel.send(reply()))
        await asyncio.sleep(0)
        channel.acknowledged("4", 7)
        with pytest.raises(SendError):
            await sending
    assert frames == []


async def test_a_page_that_opens_brings_the_official_back_within_reach(
    channel: DeskChannel,
) -> None:
    """What has been waiting is queued again."""
    back: list[tuple[str, str]] = []

    class Intake:
        async def returned(self, name: str, address: str) -> None:
            back.append((name, address))

    await channel.start(Intake())  # type: ignore[arg-type]
    await channel.opened("3")
    await channel.stop()
    await channel.opened("3")
    assert back == [("desk", "3")]
