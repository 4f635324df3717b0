"""Telegram, rows T51 and T52: what is too large, what can be had later, and what is sent again."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.channels.telegram.calls import connect
from bot.channels.telegram.encode import Files
from bot.channels.telegram.uploads import Uploads
from bot.models import Attachment, Content, ContentKind, Outbound, OutboxState
from bot.store import messages
from tests.channels.fake_bot_api import FakeBotApi
from tests.channels.owing import owe, reaches
from tests.channels.town import Town


async def test_t51_a_file_too_large_is_told(town: Town) -> None:
    """T51: the resident hears of it, the official sees its name and size; nothing else is lost."""
    document = {
        "file_id": "huge",
        "file_unique_id": "huge",
        "file_name": "录像.mp4",
        "mime_type": "video/mp4",
        "file_size": 30 * 1024 * 1024,
    }
    town.platform.says(document=document, caption="幸福路的井盖坏了,请派人来看看")
    await town.hears("录像.mp4")
    await town.hears("-0001")
    await town.settled()
    lines = await town.up.service.database.read(lambda tx: messages.of_ticket(tx, 1))
    assert any("录像.mp4，30.0 MB" in line.message.content.text for line in lines)


async def test_t51_a_file_too_large_without_a_word_is_not_said_to_be_there(
    polling_town: Town,
) -> None:
    """T51: while a ticket is open nothing is said to have been added, nor that words arrived."""
    town = polling_town
    town.platform.says("转人工 幸福路的井盖坏了,请派人来看看")
    await town.hears("-0001")
    huge = {"file_id": "huge", "file_unique_id": "huge", "mime_type": "video/mp4"}
    size = {"width": 640, "height": 480, "duration": 90, "file_size": 30 * 1024 * 1024}
    town.platform.says(video={**huge, **size})
    told = await town.hears("没能收下")
    await town.settled()
    assert "您写的话" not in told
    assert not [text for text in town.platform.texts() if "已补充到" in text]


async def test_a_file_that_cannot_be_had_just_now_is_fetched_later(town: Town) -> None:
    """A download that fails is tried again, and the message handled with its file."""
    town.platform.files["voice"] = b"OggS"
    town.platform.faults["getFile"] = [502]
    voice = {"file_id": "voice", "file_unique_id": "voice", "duration": 3, "mime_type": "audio/ogg"}
    town.platform.says(voice=voice)
    await town.hears("-0001")
    await town.settled()
    lines = await town.up.service.database.read(lambda tx: messages.of_ticket(tx, 1))
    assert [a.media_type for line in lines for a in line.message.content.attachments] == [
        "audio/ogg"
    ]
    assert "sendChatAction" in dict(town.platform.calls)


async def test_t52_files_are_sent_by_their_bytes_and_then_by_their_id(
    polling_town: Town,
) -> None:
    """T52: a file that came on another way arrives; the second time it is not uploaded again."""
    town = polling_town
    town.platform.files["photo-x"] = b"\x89PNG picture"
    sizes = [{"file_id": "photo-x", "file_unique_id": "x", "width": 9, "height": 9}]
    town.platform.says(photo=sizes, caption="幸福路的井盖坏了,请派人来看看")
    await town.hears("-0001")
    await town.settled()
    lines = await town.up.service.database.read(lambda tx: messages.of_ticket(tx, 1))
    kept = next(a for line in lines for a in line.message.content.attachments)
    content = Content("现场照片", kind=ContentKind.MEDIA, attachments=(kept,))
    for _ in range(2):
        await reaches(town, await owe(town, content=content, chat_id=8), OutboxState.SENT)
    sent = [each["files"] for each in town.platform.sent if "files" in each]
    assert sent == [[b"\x89PNG picture"]] * 2
    assert len(town.platform.files) == 2


async def test_a_file_that_is_erased_while_it_is_sent_again_goes_to_nobody(
    platform: FakeBotApi,
) -> None:
    """Its id was refused, and its bytes are gone by then: as where they were gone before."""
    kept = [b"\x89PNG picture"]

    async def bodies(message_id: int, sha256: str) -> bytes | None:
        return kept.pop() if kept else None

    bot = connect(platform.token, platform.url)
    uploads = Uploads(bot, bodies)
    files = Files((Attachment("ab" * 32, "image/png", 12),))
    content = Content("", kind=ContentKind.MEDIA, attachments=files.attachments)
    outbound = Outbound(1, 1, "telegram", "7", content, None, None, datetime.now(UTC))
    assert await uploads.send(files, outbound) > 0
    platform.files.clear()
    assert await uploads.send(files, outbound) == 0
    await bot.hang_up()
