"""Rows C16 and C17: the app's cards, replaced while there is a code; no task is named twice."""

from __future__ import annotations

import pytest

from bot.errors import SendError
from bot.models import Choice, Content, ContentKind
from tests.channels.corp import LI, WANG
from tests.channels.fake_wechat import CUT
from tests.channels.wecom_app import App, card


async def test_c16_a_card_is_replaced_while_there_is_a_code(app: App) -> None:
    """C16: by the newest code; each once; then nothing, unless something else can be done by it."""
    first = await app.send(card(), "circle:")
    second = await app.send(card("已签收"), "circle:", 2, replaces=first.platform_id)
    assert len(app.platform.updates) == 1
    assert all("已签收" in app.platform.card("已签收", who).text for who in (WANG, LI))
    # The code is used up: a light that turns yellow is no message.
    third = await app.send(card("已签收 🟡"), "circle:", 3, replaces=second.platform_id)
    assert third.platform_id == second.platform_id
    # What can be done has changed: the old card would mislead, so it is said anew.
    done = (Choice("reopen:20261126-0001", "重办"),)
    fourth = await app.send(card("已答复", *done), "circle:", 4, replaces=third.platform_id)
    assert fourth.platform_id != third.platform_id
    assert app.platform.card("已答复").task != app.platform.card("已签收").task


async def test_c16_a_code_that_is_too_old_is_not_insisted_on(app: App) -> None:
    """C16: the platform refuses it; the next newest is tried, and then it is said anew."""
    first = await app.send(card(), "circle:")
    app.clock.turn(4 * 24 * 3600)
    other = (Choice("reopen:20261126-0001", "重办"),)
    second = await app.send(card("四天后", *other), "circle:", 2, replaces=first.platform_id)
    assert second.platform_id != first.platform_id
    assert app.platform.card("四天后")


async def test_a_card_on_which_nothing_can_be_done_leads_to_the_desk(app: App) -> None:
    """Farewell: the buttons go, the words stay, and pressing it opens the desk."""
    first = await app.send(card(), "circle:")
    gone = Content("工单已转到水务局", kind=ContentKind.CARD, card="ticket:1", heading="➡️ #0001")
    await app.send(gone, "circle:", 2, replaces=first.platform_id)
    shown = app.platform.card("已转到水务局").card
    assert shown["card_type"] == "text_notice"
    assert shown["card_action"]["url"] == "https://wz.example/desk"


async def test_c16_a_replacement_that_was_not_answered_is_tried_again(app: App) -> None:
    """The connection breaks: the code is kept, and the card is replaced at the next try."""
    first = await app.send(card(), "circle:")
    app.platform.faults["message/update_template_card"] = [CUT]
    with pytest.raises(SendError) as caught:
        await app.send(card("已签收"), "circle:", 2, replaces=first.platform_id)
    assert caught.value.unknown
    await app.send(card("已签收"), "circle:", 2, replaces=first.platform_id)
    assert len([each for each in app.platform.got if each.to == WANG]) == 1
    assert "已签收" in app.platform.card("已签收").text


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("阶段性答复…", "阶段性答复…"),
        ("ask the resident…", "ask the resident…"),
        ("not solved by the other unit…", "not solved by the o…"),
        ("一二三四五六七八九十一二", "一二三四五六七八九…"),
    ],
)
async def test_labels_are_as_wide_as_a_button(app: App, label: str, shown: str) -> None:
    """Ten characters of Chinese, or twenty letters."""
    await app.send(card("漏水", Choice("take:1", label)))
    assert app.platform.labels("漏水") == [shown]


async def test_c17_no_task_is_named_twice(app: App) -> None:
    """C17: every card has a task of its own, also those of one row, also after a restore."""
    many = tuple(Choice(f"take:{n}", f"选项{n}") for n in range(40))
    await app.send(Content("很多", choices=many), number=1)
    await app.send(card(), number=2)
    assert len(app.platform.tasks) == 4


async def test_what_does_not_fit_a_card_stands_before_it(app: App) -> None:
    """A long question arrives whole, in a text; the card shows its beginning and the buttons."""
    question = "水管漏水。" * 120
    await app.send(card(question))
    kinds = [each.kind for each in app.platform.got]
    assert kinds == ["text", "template_card"]
    assert question.strip() in app.platform.texts()[0]
