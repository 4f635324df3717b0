"""Rows C08 to C15 and C18 as the self-built app meets them: limits kept before they are met."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom.encode import LONGEST_TEXT, Words, encode, size
from bot.errors import SendError
from bot.models import Attachment, Content, Media
from tests.channels.corp import KEY, LI, SECRET, TOKEN, WANG, ZHAO
from tests.channels.fake_wechat import CUT, SWALLOW
from tests.channels.fake_wecom import OUR_ADDRESS, UNTRUSTED
from tests.channels.wecom_app import App, app_of, card

SEND = "message/send"


async def test_c08_whom_a_message_did_not_reach_is_noted(app: App) -> None:
    """C08: errcode 0 and `invaliduser`, `unlicenseduser`: those are gone, the others have it."""
    app.circle[:] = [WANG, LI, ZHAO, "Nobody"]
    app.platform.unlicensed.add(ZHAO)
    await app.send(card(), "circle:duty")
    assert sorted(app.intake.lost) == ["Nobody", ZHAO]
    assert all(app.platform.texts(who) for who in (WANG, LI))


async def test_c08_where_nobody_is_left_it_is_blocked(app: App) -> None:
    """C08: 81013, or everybody among the invalid ones: no retry, and it is said."""
    app.platform.members.clear()
    with pytest.raises(SendError) as caught:
        await app.send(Content("您好"))
    assert caught.value.blocked


@pytest.mark.parametrize("to", [WANG, "circle:"])
async def test_c08_who_is_left_by_all_waits_for_others(app: App, to: str) -> None:
    """C08: 81013 of a circle: its members are noted, it waits for others; one person is gone."""
    app.platform.members.clear()
    with pytest.raises(SendError) as caught:
        await app.send(card(), to)
    assert caught.value.untried is (to != WANG)
    assert caught.value.blocked is (to == WANG)
    assert set(app.intake.lost) == ({WANG} if to == WANG else {WANG, LI})


async def test_c09_nothing_is_cut_off_silently(app: App) -> None:
    """C09: 3,000 bytes go in parts of at most 2,000, in order, and every word arrives."""
    text = "。".join(f"第{n}条办事须知" for n in range(70))
    assert size(text) > 1500
    long = "。".join([text] * 3)
    await app.send(Content(long))
    assert "".join(app.platform.texts()) == long
    assert all(size(each) <= LONGEST_TEXT for each in app.platform.texts())


@given(st.text(alphabet="汉字 。，\nab😀", min_size=1, max_size=3000))
def test_c09_every_part_is_within_the_limit(text: str) -> None:
    """C09, X06: bytes of UTF-8 count, and no character is broken."""
    parts = [
        each.text for each in encode(Content(text), fits_card=False) if isinstance(each, Words)
    ]
    assert all(0 < size(part) <= LONGEST_TEXT for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


async def test_c10_we_count_before_the_platform_drops(app: App) -> None:
    """C10: after 25 in a minute the next waits its turn; the platform has dropped nothing."""
    for number in range(25):
        await app.send(Content(f"提醒 {number}"), number=number + 1)
    with pytest.raises(SendError) as caught:
        await app.send(Content("提醒 25"), number=26)
    assert caught.value.untried
    assert 0 < (caught.value.retry_after or 0) <= 60
    await app.send(Content("李娜的提醒"), LI, 27)
    app.clock.turn(caught.value.retry_after or 0)
    await app.send(Content("提醒 25"), number=26)
    assert app.platform.dropped == 0
    assert [f"提醒 {n}" for n in range(26)] == app.platform.texts()


async def test_c10_a_circle_waits_for_its_fullest_member(app: App) -> None:
    """C10: what goes to several counts for each of them."""
    for number in range(25):
        await app.send(Content(f"提醒 {number}"), number=number + 1)
    with pytest.raises(SendError) as caught:
        await app.send(card(), "circle:", 30)
    assert caught.value.untried
    assert not app.platform.texts(LI)


@pytest.mark.parametrize("code", [45009, 45033, UNTRUSTED])
async def test_c13_a_refusal_of_all_is_one_pause(app: App, code: int) -> None:
    """C13, 45009: nothing was sent, the outbox keeps it, and nobody else tries meanwhile."""
    app.platform.faults[SEND] = [code]
    with pytest.raises(SendError) as caught:
        await app.send(Content("您好"))
    assert caught.value.untried
    assert app.channel.limits.concurrency == 0
    calls = len(app.platform.calls)
    with pytest.raises(SendError):
        await app.send(Content("您好"), LI, 2)
    assert len(app.platform.calls) == calls
    if code == UNTRUSTED:
        assert OUR_ADDRESS in str(caught.value)
    app.clock.turn(caught.value.retry_after or 0)
    await app.send(Content("您好"))
    assert app.platform.texts() == ["您好"]


@pytest.mark.parametrize(
    ("code", "name"), [(UNTRUSTED, "wecom.untrusted"), (40001, "wecom.refused")]
)
async def test_c13_what_only_a_person_can_mend_rings_once(app: App, code: int, name: str) -> None:
    """C13, C15: the administrators are told once, with the address, until it is mended."""
    for number in range(3):
        app.platform.faults[SEND] = [code, code]
        with pytest.raises(SendError):
            await app.send(Content("您好"), number=number + 1)
        app.clock.turn(400)
    assert [each[0] for each in app.rung] == [name]
    assert app.rung[0][1]["address"] == (OUR_ADDRESS if code == UNTRUSTED else "")
    app.platform.faults[SEND] = []
    await app.send(Content("您好"), number=9)
    app.platform.faults[SEND] = [code, code]
    with pytest.raises(SendError):
        await app.send(Content("您好吗"), number=10)
    assert len(app.rung) == 2


async def test_c14_a_token_that_was_revoked_is_replaced_once(app: App) -> None:
    """C14: 40014, one new token, one more call; many at once ask for one only."""
    await app.send(Content("一"))
    app.platform.rotate()
    await asyncio.gather(
        *(app.send(Content(f"二 {n}"), number=n + 2) for n in range(10)),
    )
    assert app.platform.calls.count("gettoken") == 2
    assert len(app.platform.texts()) == 11


async def test_c15_a_wrong_secret_is_tried_three_times_and_no_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """C15: more tries would have this machine's address blocked there; it is said what to do."""
    async with app_of(secret="wrong-secret-0123456789") as app:
        for _ in range(30):
            with pytest.raises(SendError) as caught:
                await app.send(Content("您好"))
            assert caught.value.untried
            app.clock.turn(90)
        assert app.platform.calls.count("gettoken") == 3
        app.clock.turn(3600)
        with pytest.raises(SendError):
            await app.send(Content("您好"))
        assert app.platform.calls.count("gettoken") == 4
    assert "copy them anew" in caplog.text
    assert "wrong-secret" not in caplog.text


async def test_c18_forbidden_words_are_told_and_not_tried_again(app: App) -> None:
    """C18: 85002: it fails with its reason, and officials read where the words stand instead."""
    app.platform.faults[SEND] = [85002]
    with pytest.raises(SendError) as caught:
        await app.send(card(), "circle:")
    facts = (caught.value.retryable, caught.value.untried, caught.value.unknown)
    assert not any(facts)
    assert "85002" in str(caught.value)
    desk = "https://wz.example/desk/tickets/20261126-0001"
    for who in (WANG, LI):
        assert app.platform.texts(who) == [f"forbidden_words {desk}"]
    app.platform.faults[SEND] = [85002, 85002]
    with pytest.raises(SendError) as caught:
        await app.send(Content("您好"), number=2)
    assert "85002" in str(caught.value)
    assert app.platform.calls.count(SEND) == 4


async def test_a_repeat_after_silence_is_shown_once(app: App) -> None:
    """The platform did it and nobody was told: the repeat is marked as one, and not shown again."""
    app.platform.faults[SEND] = [SWALLOW]
    with pytest.raises(SendError) as caught:
        await app.send(Content("✓ 已送达"))
    assert caught.value.unknown
    await app.send(Content("✓ 已送达"), attempts=2)
    assert app.platform.texts() == ["✓ 已送达"]


async def test_the_same_words_of_another_row_are_no_repeat(app: App) -> None:
    """Two receipts of one minute say the same, and both are shown."""
    await app.send(Content("✓ 已送达"), number=1)
    await app.send(Content("✓ 已送达"), number=2)
    assert app.platform.texts() == ["✓ 已送达", "✓ 已送达"]


async def test_parts_that_arrived_are_not_sent_again(app: App) -> None:
    """The connection breaks at the second part: the first is not repeated."""
    text = "。".join(f"第{n}条办事须知" for n in range(250))
    app.platform.faults[SEND] = [None, CUT]
    with pytest.raises(SendError):
        await app.send(Content(text))
    await app.send(Content(text))
    assert "".join(app.platform.texts()) == text


async def test_parts_that_say_the_same_are_all_shown(app: App) -> None:
    """A text of which two parts are alike loses none of them."""
    text = "请看附件。\n" * 500
    await app.send(Content(text))
    assert "".join("".join(app.platform.texts()).split()) == "".join(text.split())


async def test_nobodys_words_become_a_link(app: App) -> None:
    """WeCom reads <a href> in texts: what a resident wrote stays what it looks like."""
    await app.send(Content('点这里 <a href="https://evil.example">领补贴</a>'))
    assert "<a" not in app.platform.texts()[0]


FILES = [
    # what it is, its name and size; as what it goes
    ("image/jpeg", "photo.jpg", 100, "image"),
    ("image/webp", "photo.webp", 100, "file"),
    ("image/jpeg", "large.jpg", 11 << 20, "file"),
    ("audio/amr", "", 100, "voice"),
    ("video/mp4", "", 100, "video"),
    ("application/pdf", "现场 记录/表.pdf", 100, "file"),
]


@pytest.mark.parametrize(("media_type", "name", "length", "kind"), FILES)
async def test_files_go_as_what_they_are(
    media_type: str, name: str, length: int, kind: str
) -> None:
    """Uploaded once under their own names, also in Chinese; sent twice, uploaded once."""
    body = b"x" * length
    file = Attachment("f" * 64, media_type, length, name)
    async with app_of({file.sha256: body}) as app:
        await app.send(Content("附件", attachments=(file,)))
        await app.send(Content("附件", attachments=(file,)), LI, 2)
        assert [each.kind for each in app.platform.got if each.to == WANG] == ["text", kind]
        assert app.platform.calls.count("media/upload") == 1
        (given_name,) = app.platform.names.values()
        assert given_name == (name.replace("/", "_") or given_name)


async def test_a_file_that_is_too_large_is_said_to_lie_at_the_desk(app: App) -> None:
    """Nothing is left out without a word."""
    large = Attachment("e" * 64, "video/mp4", 21 << 20, "long.mp4")
    await app.send(Content("附件", attachments=(large,)))
    assert app.platform.texts() == ["附件\n\nfiles_at_the_desk https://wz.example/desk"]


async def test_words_that_are_taken_back_are_recalled(app: App) -> None:
    """What a resident has erased stands nowhere any more; after a day, as far as WeCom lets us."""
    told = Content("💬 居民：我的门牌是…", card="said:5", heading="#0001")
    facts = await app.send(told, "circle:")
    gone = Content("💬 （这段话已收回）", card="said:5")
    await app.send(gone, "circle:", 2, replaces=facts.platform_id)
    assert app.platform.texts() == ["💬 （这段话已收回）"]
    app.platform.faults["message/recall"] = [45009]
    await app.send(gone, "circle:", 3, replaces="msg-of-last-week")


async def test_officials_files_are_fetched_and_what_is_gone_is_said(app: App) -> None:
    """media/get: the bytes; 40007 will not change by trying again."""
    app.platform.files["m-1"] = b"picture"
    found = await app.channel.fetch(Media("image/jpeg", reference="m-1"))
    assert found.body == b"picture"
    with pytest.raises(SendError) as caught:
        await app.channel.fetch(Media("image/jpeg", reference="m-2"))
    assert not caught.value.retryable


async def test_no_secret_reaches_a_log(app: App, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever goes wrong: neither the secret, nor a token, nor a word, nor a member's name."""
    caplog.set_level(logging.DEBUG)
    faults: list[Any] = [45009, -1, 40014, 85002, CUT, UNTRUSTED]
    for number, fault in enumerate(faults, start=1):
        app.platform.faults[SEND] = [fault]
        failed = ""
        try:
            await app.send(Content("只有这位居民知道的话"), number=number)
        except SendError as error:
            failed = str(error)
        app.clock.turn(400)
        told = f"{failed} {caplog.text}"
        secrets = (SECRET, *app.platform.tokens, "只有这位居民知道的话", TOKEN, KEY)
        assert all(each not in told for each in secrets)
