"""WeChat, rows W13 and W14: pictures, voices and videos, both ways."""

from __future__ import annotations

import io
import re

from PIL import Image

from bot.models import Media
from bot.store import messages
from tests.channels.conftest import WechatOpen
from tests.channels.fake_wechat import FakeWechat
from tests.channels.wechat_town import WechatTown, answer


def _picture(side: int = 40) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (side, side), "red").save(made, "JPEG")
    return made.getvalue()


async def test_a_picture_of_an_official_arrives(wechat_town: WechatTown) -> None:
    """Laid down with the platform once, then shown by its id."""
    await wechat_town.asked()
    picture = Media("image/jpeg", "现场.jpg", _picture())
    await wechat_town.answers(answer("蜂窝已经清理"), "", picture)
    await wechat_town.hears("[image ")
    await wechat_town.becomes("sent")
    await wechat_town.answers(answer("又清理了一次"), "", picture)
    await wechat_town.hears("[image ", times=2)
    assert wechat_town.platform.calls.count("media/upload") == 1


async def test_w14_a_picture_is_fetched_by_its_address_where_media_may_not(
    open_wechat: WechatOpen, weixin: FakeWechat
) -> None:
    """W14: 48001 for the media API; the picture's own address serves."""
    town = await open_wechat(account="unverified")
    weixin.rights.clear()
    weixin.files["7"] = _picture()
    await town.asked()
    push = weixin.message(MsgType="image", MediaId="m7", PicUrl=f"{weixin.url}/pic/7", Content="")
    await weixin.push(push)
    await town.handled()
    (arrival,) = [each for each in await town.inbox() if each.message.media]
    assert arrival.state == "done"
    lines = await _files(town)
    assert lines == [("image/jpeg", len(_picture()))]


async def test_w13_a_voice_is_never_refused(wechat_town: WechatTown, weixin: FakeWechat) -> None:
    """W13: nothing was recognised: the recording itself, the better one, is the ticket."""
    weixin.files["voice16"] = b"#!AMR-WB\n" + bytes(40)
    push = weixin.message(
        MsgType="voice",
        MediaId="voice8",
        MediaId16K="voice16",
        Format="amr",
        Recognition="",
        Content="",
    )
    await weixin.push(push)
    await wechat_town.hears("工单号")
    assert await _files(wechat_town) == [("audio/amr", 49)]


async def test_a_video_is_fetched_where_the_platform_says(
    wechat_town: WechatTown, weixin: FakeWechat
) -> None:
    """The API answers with an address; strangers' addresses are not followed."""
    weixin.files["video1"] = b"film"
    await wechat_town.asked()
    await weixin.push(weixin.message(MsgType="video", MediaId="video1", Content=""))
    await wechat_town.handled()
    assert await _files(wechat_town) == [("video/mp4", 4)]


async def test_a_video_too_large_for_wechat_is_said_to_lie_on_the_page(
    wechat_town: WechatTown,
) -> None:
    """WeChat takes ten megabytes: the words say where the rest is, beside its address."""
    await wechat_town.asked()
    small = Media("video/mp4", "办后.mp4", b"film")
    await wechat_town.answers(answer("蜂窝已经清理,见录像"), "", small)
    await wechat_town.hears("[video ")
    large = Media("video/mp4", "全程.mp4", b"f" * (11 << 20))
    await wechat_town.answers(answer("全程见录像"), "", large)
    told = await wechat_town.hears("全程见录像")
    assert re.search(r"请打开这个网页看：\nhttp://\S+/t/", told), told
    assert not [
        each for each in wechat_town.platform.texts() if "已经清理" in each and "网页看" in each
    ]


async def test_an_account_that_may_only_reply_says_where_the_files_are(
    open_wechat: WechatOpen,
) -> None:
    """No file travels in a response: the words name the page."""
    town = await open_wechat(account="unverified")
    await town.asked()
    await town.answers(answer("蜂窝已经清理"), "", Media("image/jpeg", "a.jpg", _picture()))
    await town.becomes("waiting_contact")
    assert "请打开这个网页看：\nhttp" in await town.platform.says("进度")


async def _files(town: WechatTown) -> list[tuple[str, int]]:
    lines = await town.up.service.database.read(lambda tx: messages.of_ticket(tx, 1))
    return [
        (each.media_type, each.size) for line in lines for each in line.message.content.attachments
    ]
