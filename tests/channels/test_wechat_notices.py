"""WeChat, rows W51 to W54: notices that call a resident back, and what they allow or withdraw."""

from __future__ import annotations

import pytest
from aiohttp import web

from bot.store import Transaction, access, consents, contacts, messages
from tests.acceptance.sample import UNKNOWN
from tests.channels.conftest import WechatOpen
from tests.channels.fake_wechat import ANN, SWALLOW
from tests.channels.wechat_town import WechatTown, answer

TEMPLATE = {"message_template": "tm-1", "notice_fields": ("thing1", "phrase2", "time3")}


@pytest.mark.parametrize("refused", ["failed:user block", "failed: user block"])
async def test_w51_w52_a_template_calls_back_whom_no_message_reaches(
    open_wechat: WechatOpen, refused: str
) -> None:
    """W51, W52: repeated under the same id after a silence; what became of it is told later, with
    or without a space: then officials read that somebody should ring."""
    town = await open_wechat(**TEMPLATE)
    await town.asked()
    town.clock.turn(hours=49)
    town.platform.faults["message/template/send"] = [SWALLOW]
    await town.answers(answer("蜂窝已经清理"))
    row = await town.noted("notice")
    assert town.platform.calls.count("message/template/send") == 2
    (notice,) = town.platform.notices
    assert notice["client_msg_id"] == f"wenzheng-{row['id']}"
    assert notice["url"].startswith("http")
    assert notice["data"]["thing1"]["value"] == "您反映的事有新进展"
    assert len(notice["data"]["phrase2"]["value"]) <= 5
    for status, state in ((refused, "refused"), ("success", "arrived")):
        await town.platform.happens("TEMPLATESENDJOBFINISH", MsgID="2001", Status=status)
        found = await town.up.service.database.read(lambda tx: consents.of_row(tx, row["id"]))
        assert found == state
        lines = await town.up.service.database.read(lambda tx: messages.of_ticket(tx, 1))
        called = {line.message.id: line.message.called for line in lines}
        assert called[row["message_id"]] == state


POPUP = {
    "SubscribeMsgPopupEvent": {
        "List": {
            "TemplateId": "sub-1",
            "SubscribeStatusString": "accept",
            "PopupScene": "1",
        }
    }
}


async def test_w53_a_subscription_is_used_where_it_is_allowed(open_wechat: WechatOpen) -> None:
    """W53: allowed once it is used; refused by the platform it is forgotten, and the row waits."""
    town = await open_wechat(subscription_template="sub-1", notice_fields=("thing1",))
    await town.asked()
    await town.platform.happens("subscribe_msg_popup_event", **POPUP)
    town.platform.consents[ANN] = 1
    town.clock.turn(hours=49)
    await town.answers(answer("蜂窝已经清理"))
    await town.becomes("waiting_contact")
    assert [each["template_id"] for each in town.platform.notices] == ["sub-1"]
    town.platform.consents[ANN] = 0
    await town.answers(answer("当天又清理了一次"))
    await town.becomes("waiting_contact")
    assert len(town.platform.notices) == 1
    town.clock.turn(hours=25)
    await town.answers(answer("又清理了一次"))
    await town.becomes("waiting_contact")
    calls = town.platform.calls.count("message/subscribe/bizsend")
    await town.answers(answer("第三次清理"))
    await town.becomes("waiting_contact")
    assert town.platform.calls.count("message/subscribe/bizsend") == calls == 2


async def test_w53_a_consent_given_while_the_platform_says_that_none_is_left_is_kept(
    open_wechat: WechatOpen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W53: the last one is in use, and the next is given before the platform's refusal arrives."""
    town = await open_wechat(subscription_template="sub-1", notice_fields=("thing1",))
    await town.asked()
    await town.platform.happens("subscribe_msg_popup_event", **POPUP)
    town.clock.turn(hours=49)
    platform_looks = town.platform._message_subscribe_bizsend

    async def refused_meanwhile(request: web.Request) -> web.Response:
        answer = await platform_looks(request)
        await town.platform.happens("subscribe_msg_popup_event", **POPUP)
        return answer

    monkeypatch.setattr(town.platform, "_message_subscribe_bizsend", refused_meanwhile)
    await town.answers(answer("蜂窝已经清理"))
    await town.becomes("waiting_contact")
    assert town.platform.calls.count("message/subscribe/bizsend") == 1
    assert await _usable(town) == 1


async def test_w53_two_consents_of_one_second_both_count(open_wechat: WechatOpen) -> None:
    """W53: on the page and in an article at once; each pushed twice, as the platform's retries."""
    town = await open_wechat(subscription_template="sub-1")
    await town.asked()
    popup = POPUP["SubscribeMsgPopupEvent"]["List"]
    for scene in ("1", "2", "1", "2"):
        told = {"SubscribeMsgPopupEvent": {"List": {**popup, "PopupScene": scene}}}
        await town.platform.happens("subscribe_msg_popup_event", **told)
    assert await _usable(town) == 2


async def _usable(town: WechatTown) -> int:
    """How many notices Ann allows; afterwards none."""

    def use_all(tx: Transaction) -> int:
        used = 0
        while consents.use(tx, "wechat", ANN, "sub-1", keep=False):
            used += 1
        return used

    return await town.up.service.database.transaction(use_all)


async def test_w54_who_withdraws_consent_at_the_platform_is_heard(
    wechat_town: WechatTown,
) -> None:
    """W54: their data is erased as at their own wish, and it is noted."""
    town = wechat_town
    await town.platform.says(UNKNOWN)
    await town.platform.happens("user_authorization_revoke", RevokeInfo="1")

    def read(tx: Transaction) -> tuple[str, object]:
        return contacts.get(tx, 1).address, messages.get(tx, 1).erased

    assert await town.up.service.database.read(read) == ("erased:1", True)
    noted = await town.up.service.database.read(lambda tx: access.listed(tx, access.Wanted()))
    assert "erased" in [each.action for each in noted]
