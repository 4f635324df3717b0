"""Photographs, voices and files: none is refused, none is lost."""

from __future__ import annotations

import pytest

from bot.models import Media
from tests.handlers.town import Town, labels, text


async def test_a_photo_alone_waits_for_its_words(town: Town) -> None:
    """Both make one matter."""
    assert "一句话" in text(await town.show())
    assert await town.tickets() == []
    await town.say("楼下的井盖坏了")
    ticket = await town.ticket()
    assert ticket.title == "楼下的井盖坏了"
    assert await town.said_in(ticket) == ["", "楼下的井盖坏了"]


async def test_a_photo_that_could_not_be_fetched_is_not_said_to_be_there(town: Town) -> None:
    """Neither as the first nor after another one."""
    lost = (Media("image/jpeg", reference="gone"),)
    assert "收到了" not in text(await town.send(town.inbound("zhang", media=lost)))
    assert "也收到了" not in text(await town.send(town.inbound("zhang", media=lost)))
    assert "也收到了" in text(await town.show())


@pytest.mark.parametrize(
    "words",
    ["门口的井盖没了，孩子差点掉下去", "人工 门口的井盖没了", "投诉物业不管门口的井盖"],
)
async def test_a_photo_goes_with_its_words_whichever_way_they_go(town: Town, words: str) -> None:
    """Words of danger, 人工, 投诉: the place that is told next belongs to the same ticket."""
    await town.show()
    await town.say(words)
    await town.say("在和平路5号")
    ticket = await town.ticket()
    assert {"", words} <= set(await town.said_in(ticket))
    assert "和平路5号" in ticket.place
    assert len(await town.tickets()) == 1


async def test_several_photos_make_one_matter(town: Town) -> None:
    """Each is kept, and asked about once."""
    for _ in range(3):
        await town.show()
    await town.say("楼下的井盖坏了")
    assert await town.said_in(await town.ticket()) == ["", "", "", "楼下的井盖坏了"]


async def test_a_photo_without_a_word_becomes_a_ticket(town: Town) -> None:
    """After ten minutes a person looks at it."""
    await town.show()
    town.later(minutes=11)
    await town.settle()
    ticket = await town.ticket()
    assert ticket.title == "照片"
    assert ticket.number in (await town.heard())[-1].content.text


async def test_a_voice_is_a_ticket(town: Town) -> None:
    """The recording itself is the matter; nobody is told to type."""
    await town.show("audio/ogg")
    ticket = await town.ticket()
    assert ticket.title == "语音留言"


async def test_a_file_joins_the_open_ticket(town: Town) -> None:
    """Whoever waits for an answer sends what belongs to it."""
    await town.say("幸福路12号停水两天了")
    for media_type in ("image/jpeg", "audio/ogg", "application/pdf"):
        await town.show(media_type)
    ticket = await town.ticket()
    assert await town.actions(ticket) == ["register", "dispatch", "add", "add", "add"]


async def test_a_photo_with_words_is_a_message_like_any_other(town: Town) -> None:
    """But it is not met with candidates: a person has to see it."""
    await town.show(text="身份证怎么办")
    assert await town.said_in(await town.ticket()) == ["身份证怎么办"]


async def test_a_photo_while_we_ask_which_matter_waits_with_it(town: Town) -> None:
    """It belongs where the words belong."""
    await town.say("幸福路12号停水两天了")
    await town.say("建设街的路灯不亮")
    await town.show()
    await town.say("2")
    _, lamp = await town.tickets()
    assert await town.said_in(lamp) == ["建设街的路灯不亮", ""]


async def test_an_empty_message_is_asked_about(town: Town) -> None:
    """A sticker says nothing that an official could answer."""
    assert "一句话" in text(await town.say("   "))
    assert await town.tickets() == []


async def test_a_person_sees_the_photo_when_called(town: Town) -> None:
    """人工 after a photo needs no words."""
    await town.show()
    await town.say("人工")
    assert await town.said_in(await town.ticket()) == [""]


async def test_a_voice_tells_what_a_photo_is_about(town: Town) -> None:
    """Both together are the matter; nobody is told to type."""
    await town.show()
    await town.show("audio/ogg")
    assert await town.said_in(await town.ticket()) == ["", ""]


async def test_a_photo_on_a_tickets_page_belongs_to_it(town: Town) -> None:
    """Even where another ticket is newer."""
    await town.say("幸福路12号停水两天了")
    await town.say("另外一件事：建设街的路灯不亮")
    first, second = await town.tickets()
    message = town.inbound("zhang", ticket=first.number)
    await town.send(town.with_media(message, Media("image/png", body=b"png")))
    assert await town.actions(first) == ["register", "dispatch", "add"]
    assert await town.actions(second) == ["register", "dispatch"]


async def test_a_late_photo_is_a_matter_of_its_own_time(town: Town) -> None:
    """What waited too long has become a ticket; the next photo joins it."""
    await town.show()
    town.later(minutes=30)
    await town.show()
    assert await town.actions(await town.ticket()) == ["register", "dispatch", "add"]


PLACE, CONTACT = "📍 幸福小区, 幸福路8号 (31.23, 121.47)", "☎ +8613800138000 张"


@pytest.mark.parametrize("first", ["", "photo", "人工"])
async def test_a_shared_place_waits_for_its_words(town: Town, first: str) -> None:
    """Whatever came before it: what is told next is one matter with it, and that is its place."""
    if first == "photo":
        await town.show()
    elif first:
        await town.say(first)
    asked = text(await town.say(PLACE))
    assert "什么事" in asked
    assert "在哪里" not in asked
    assert await town.tickets() == []
    accepted = text(await town.say("楼下的井盖坏了"))
    assert "在哪里" not in accepted
    ticket = await town.ticket()
    assert (ticket.title, ticket.place) == ("楼下的井盖坏了", PLACE.removeprefix("📍 "))
    assert {PLACE, "楼下的井盖坏了"} <= set(await town.said_in(ticket))


async def test_a_shared_place_without_a_word_becomes_a_ticket(town: Town) -> None:
    """Nothing that somebody sends is forgotten."""
    await town.say(PLACE)
    town.later(minutes=11)
    await town.settle()
    assert (await town.ticket()).place == PLACE.removeprefix("📍 ")


@pytest.mark.parametrize("then", ["0", "人工", "公积金怎么回事，是身份证怎么办"])
async def test_what_is_shared_while_candidates_stand_goes_with_the_question(
    town: Town, then: str
) -> None:
    """The choice is repeated, and goes on standing; a person then reads both."""
    offered = labels(await town.say("身份证怎么办"))
    again = await town.say(PLACE)
    assert labels(again) == offered
    assert "一句话" not in text(again)
    await town.say(then)
    for _ in range(2):
        if not await town.tickets():
            await town.say("0")
    ticket = await town.ticket()
    assert (await town.said_in(ticket))[:2] == ["身份证怎么办", PLACE]
    assert (ticket.title, ticket.place) == ("身份证怎么办", PLACE.removeprefix("📍 "))


@pytest.mark.parametrize(
    "then", ["家里着火了快来人", "楼下的井盖没了", "我要举报城管局的李四收钱", "人工 路灯坏了"]
)
async def test_what_is_shared_while_candidates_stand_goes_with_whatever_reaches_a_person(
    town: Town, then: str
) -> None:
    """Whoever chooses nothing and tells of danger is not asked again where it is."""
    await town.say("身份证怎么办")
    await town.say(PLACE)
    await town.say(then)
    (ticket,) = await town.tickets()
    assert PLACE in await town.said_in(ticket)
    assert ticket.place == PLACE.removeprefix("📍 ")


async def test_a_candidate_can_be_picked_after_a_place_was_shared(town: Town) -> None:
    """By its number; and where its answer does not help, the place is still there."""
    await town.say("身份证怎么办")
    await town.say(PLACE)
    assert labels(await town.say("1"))[0] == "有用"
    assert await town.tickets() == []
    await town.say("没解决")
    assert PLACE in await town.said_in(await town.ticket())


async def test_a_shared_contact_is_a_number_and_no_place(town: Town) -> None:
    """The place that is known stays, whatever the contact is called."""
    await town.say("楼下的井盖坏了")
    await town.say(PLACE)
    described = text(await town.say(CONTACT))
    assert "地点" not in described.replace(PLACE.removeprefix("📍 "), "")
    ticket = await town.ticket()
    assert (ticket.place, ticket.phone) == (PLACE.removeprefix("📍 "), "+8613800138000")


async def test_what_is_shared_while_a_matter_goes_on_lies_with_it(town: Town) -> None:
    """A second place makes no second ticket."""
    await town.say("楼下的井盖坏了")
    for place in (PLACE, "📍 31.230400, 121.473700"):
        await town.say(place)
    assert PLACE in await town.said_in(await town.ticket())
    assert "📍 31.230400, 121.473700" in await town.said_in(await town.ticket())


@pytest.mark.parametrize(
    "said",
    [
        "📍 幸福路12号，路灯坏了三天了，一直没人修",
        "📍 幸福路12号的路灯不亮",
        "☎ 12345 打了三次都没人接，幸福路12号路灯坏了",
        "☎ 13800138000 楼上漏水",
    ],
)
async def test_a_sign_that_somebody_types_keeps_no_matter_waiting(town: Town, said: str) -> None:
    """Nobody shares words from a map: they are told what it is already."""
    told = text(await town.say(said))
    assert "什么事" not in told
    assert said in await town.said_in(await town.ticket())


async def test_a_question_behind_a_typed_sign_is_answered(town: Town) -> None:
    """As without the sign."""
    assert "第十一条" in text(await town.say("📍 身份证丢了怎么补办？"))
