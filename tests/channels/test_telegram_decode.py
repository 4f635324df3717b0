"""What an update says, and what a message looks like: the tables of Telegram's forms."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.channels.splitting import utf16
from bot.channels.telegram import buttons
from bot.channels.telegram.decode import ANONYMOUS_ADMIN, Identity, Moved, Presence, decode
from bot.channels.telegram.encode import LONGEST_TEXT, Files, Words, encode, escaped
from bot.channels.telegram.plain import plain_words, plain_words_in
from bot.models import Attachment, Choice, Content, InboundMessage
from tests.channels.fake_bot_api import GROUP, ME, FakeBotApi, parsed

IDENTITY = Identity(ME["id"], ME["username"])
SIZE = {"file_unique_id": "u", "width": 9, "height": 9}
PLACE = {"latitude": 31.2304, "longitude": 121.4737}


def sign(text: str) -> str:
    """A signature with a key of the tests'."""
    return hmac.new(b"k" * 32, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def understood(payload: dict[str, Any]) -> InboundMessage | Presence | Moved | None:
    """What an update with this payload says."""
    update = Update.de_json({"update_id": 1, **payload}, None)
    return decode(update, IDENTITY, lambda data, chat: buttons.read(data, chat, sign))


def message(**more: Any) -> InboundMessage:
    """What a private message with these fields says."""
    found = understood({"message": FakeBotApi().message(**more)})
    assert isinstance(found, InboundMessage)
    return found


FORMS: list[tuple[dict[str, Any], str, list[tuple[str, str, str, int]]]] = [
    # the fields of a message, its words, its files (type, name, reference, size)
    ({"text": "您好"}, "您好", []),
    (
        {
            "photo": [{"file_id": "s", **SIZE}, {"file_id": "l", "file_size": 9, **SIZE}],
            "caption": "看",
        },
        "看",
        [("image/jpeg", "", "l", 9)],
    ),
    (
        {"voice": {"file_id": "v", "file_unique_id": "u", "duration": 2}},
        "",
        [("audio/ogg", "", "v", 0)],
    ),
    (
        {"audio": {"file_id": "a", "file_unique_id": "u", "duration": 2, "file_name": "歌.mp3"}},
        "",
        [("audio/mpeg", "歌.mp3", "a", 0)],
    ),
    (
        {"video": {"file_id": "v", "duration": 2, "mime_type": "video/mp4", **SIZE}},
        "",
        [("video/mp4", "", "v", 0)],
    ),
    (
        {"video_note": {"file_id": "n", "file_unique_id": "u", "length": 2, "duration": 2}},
        "",
        [("video/mp4", "", "n", 0)],
    ),
    (
        {
            "document": {
                "file_id": "d",
                "file_unique_id": "u",
                "file_name": "表.pdf",
                "mime_type": "application/pdf",
                "file_size": 12,
            }
        },
        "",
        [("application/pdf", "表.pdf", "d", 12)],
    ),
    ({"location": PLACE}, "📍 31.230400, 121.473700", []),
    (
        {
            "venue": {"title": "市政府", "address": "人民路1号", "location": PLACE},
            "location": PLACE,
        },
        "📍 市政府, 人民路1号 (31.230400, 121.473700)",
        [],
    ),
    (
        {"contact": {"phone_number": "+8613800000000", "first_name": "王"}},
        "☎ +8613800000000 王",
        [],
    ),
    (
        {
            "sticker": {
                "file_id": "s",
                "type": "regular",
                "is_animated": False,
                "is_video": False,
                "emoji": "👍",
                **SIZE,
            }
        },
        "👍",
        [],
    ),
    ({"dice": {"emoji": "🎲", "value": 3}}, "", []),
]


@pytest.mark.parametrize(("fields", "text", "files"), FORMS)
def test_every_form_of_message_is_understood(
    fields: dict[str, Any], text: str, files: list[tuple[str, str, str, int]]
) -> None:
    """Words, photo, voice, audio, video, document, place, contact, sticker, and the unknown."""
    found = message(**fields)
    assert found.text == text
    assert [(m.media_type, m.name, m.reference, m.size) for m in found.media] == files
    assert (found.channel, found.sender, found.public) == ("telegram", "7", False)


def test_half_a_character_does_no_harm() -> None:
    """What cannot be kept as it is becomes a sign for it."""
    assert message(text="坏\ud800字").text == "坏\ufffd字"


def test_a_reply_names_what_it_answers() -> None:
    """Both sides' messages are known by chat and number."""
    fake = FakeBotApi()
    earlier = fake.message(text="一")
    found = understood({"message": fake.message(text="二", reply_to_message=earlier)})
    assert isinstance(found, InboundMessage)
    assert (found.external_id, found.reply_to) == ("7:2", "7:1")


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("zh-hans", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-hk", "zh-Hant"),
        ("en-GB", "en"),
        ("fr", ""),
        ("", ""),
    ],
)
def test_the_language_of_the_senders_program_is_noted(code: str, language: str) -> None:
    """Where it is one of ours."""
    assert message(text="x", language_code=code).language == language


SILENT: list[dict[str, Any]] = [
    {"message": FakeBotApi().message(pinned_message=FakeBotApi().message(text="x"))},
    {"message": FakeBotApi().message(new_chat_title="x")},
    {"edited_message": FakeBotApi().message(location=PLACE)},
    {},
]


@pytest.mark.parametrize("payload", SILENT)
def test_what_is_not_said_to_us_is_nothing(payload: dict[str, Any]) -> None:
    """Service messages, a place that moves."""
    assert understood(payload) is None


@pytest.mark.parametrize("text", ["您好", f"@{ME['username']}2 您好"])
def test_what_a_group_says_among_itself_is_only_overheard(text: str) -> None:
    """Whether that means anything, the store decides: by the group, and by who wrote."""
    found = understood({"message": FakeBotApi().message(GROUP, text)})
    assert isinstance(found, InboundMessage)
    assert (found.addressed, found.account, found.sender) == (False, "99", str(GROUP))


def test_a_topics_root_is_no_reply() -> None:
    """Each message of a topic hangs at its root by itself; a reply to another one is meant."""
    thread = 50
    fake = FakeBotApi(forums={GROUP})
    in_topic = {"message_thread_id": thread, "is_topic_message": True}
    root = {**fake.message(GROUP, "…"), "message_id": thread}
    card = {**fake.message(GROUP, "…"), "message_id": thread + 1}
    plain = understood({"message": fake.message(GROUP, "x", reply_to_message=root, **in_topic)})
    meant = understood({"message": fake.message(GROUP, "x", reply_to_message=card, **in_topic)})
    assert isinstance(plain, InboundMessage)
    assert isinstance(meant, InboundMessage)
    assert (plain.topic, plain.reply_to) == (str(thread), "")
    assert (meant.topic, meant.reply_to) == (str(thread), f"{GROUP}:{thread + 1}")


def test_t49_a_thread_that_is_no_topic_is_dropped() -> None:
    """T49: a reply in the general topic carries a number that fails when it is sent back."""
    fake = FakeBotApi(forums={GROUP})
    found = understood({"message": fake.message(GROUP, "x", message_thread_id=9)})
    assert isinstance(found, InboundMessage)
    assert found.topic == ""


@pytest.mark.parametrize(
    ("fields", "chat"),
    [({"migrate_to_chat_id": GROUP}, -5), ({"migrate_from_chat_id": -5}, GROUP)],
)
def test_t37_both_signs_of_a_move_say_the_same(fields: dict[str, int], chat: int) -> None:
    """T37: the old group tells it, and the new one too."""
    found = understood({"message": FakeBotApi().message(chat, **fields)})
    assert found == Moved("-5", str(GROUP))


@pytest.mark.parametrize(
    "text", [f"@{ME['username']} 您好", f"您好 @{ME['username'].upper()}", "您好"]
)
def test_a_group_speaks_to_us_by_name_or_by_reply(text: str) -> None:
    """The name is not part of the question."""
    fake = FakeBotApi()
    ours = {**fake.message(GROUP, "…"), "from": ME}
    more = {} if "@" in text else {"reply_to_message": ours}
    found = understood({"message": fake.message(GROUP, text, **more)})
    assert isinstance(found, InboundMessage)
    assert (found.text, found.public, found.sender) == ("您好", True, str(GROUP))


@pytest.mark.parametrize(
    ("command", "ours"),
    [("/todo@other_bot", False), (f"/todo@{ME['username'].upper()}", True), ("/todo", True)],
)
def test_a_command_to_another_bot_is_none_of_ours(command: str, ours: bool) -> None:
    """Several bots can be in one group, and administrators are handed what each is told."""
    found = understood({"message": FakeBotApi().message(GROUP, command)})
    assert (found is not None) is ours


@pytest.mark.parametrize(("status", "here"), [("kicked", False), ("member", True)])
def test_blocking_and_coming_back_are_known(status: str, here: bool) -> None:
    """The platform tells it by itself."""
    update = FakeBotApi().leaves(status=status)
    assert understood(update) == Presence("7", here)


VALUES = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=56)


@given(value=VALUES, chat=st.integers(-(10**13), 10**13).map(str))
def test_a_button_says_what_it_was_made_for(value: str, chat: str) -> None:
    """Within 64 bytes, for this chat and no other."""
    data = buttons.write(value, chat, sign)
    assert len(data.encode()) <= 64
    assert buttons.read(data, chat, sign) == value
    assert buttons.read(data, chat + "1", sign) == buttons.UNKNOWN


@given(data=st.text(max_size=70))
def test_data_that_was_made_up_means_nothing(data: str) -> None:
    """Total for any string."""
    assert buttons.read(data, "7", sign) == buttons.UNKNOWN


def test_a_value_without_room_is_refused() -> None:
    """Rather told while it is built than by the platform."""
    with pytest.raises(ValueError, match="56 bytes"):
        buttons.write("字" * 19, "7", sign)


@given(text=st.text(max_size=300))
def test_what_is_written_is_what_is_read(text: str) -> None:
    """Escaped on our side, read on the platform's: the same words."""
    assert parsed(escaped(text)) == text


def test_the_last_part_carries_the_buttons() -> None:
    """Long labels also stand in the text, where no screen cuts them off."""
    long = Choice("pick:1:1", "1 " + "长" * 40)
    content = Content("。".join("字" * 50 for _ in range(200)), choices=(long,), link="https://x/t")
    parts = encode(content, "7", sign)
    assert all(isinstance(part, Words) and utf16(part.text) <= LONGEST_TEXT for part in parts)
    *first, last = [part for part in parts if isinstance(part, Words)]
    assert all(part.keyboard is None for part in first)
    assert last.keyboard is not None
    assert last.text.endswith(f"{long.label}\n\nhttps://x/t")


def test_short_choices_stand_side_by_side() -> None:
    """At most three in a row; a longer one has a row of its own."""
    short = buttons.keyboard([Choice(str(n), "有用") for n in range(4)], "7", sign)
    long = buttons.keyboard(
        [Choice(str(n), "没解决,转人工处理一下吧") for n in range(2)], "7", sign
    )
    assert short is not None
    assert long is not None
    assert [len(row) for row in short.inline_keyboard] == [3, 1]
    assert [len(row) for row in long.inline_keyboard] == [1, 1]


def test_photographs_travel_together_and_files_alone() -> None:
    """Ten in an album; what is too large for a picture goes as a file."""
    photos = [Attachment(f"{n}", "image/jpeg", 10) for n in range(12)]
    large = Attachment("x", "image/png", 11 * 1024 * 1024)
    voice = Attachment("v", "audio/ogg", 10)
    parts = encode(Content("", attachments=(*photos, large, voice)), "7", sign)
    sizes = [len(part.attachments) for part in parts if isinstance(part, Files)]
    assert sizes == [10, 2, 1, 1]


PEOPLE = st.fixed_dictionaries(
    {"id": st.integers(1, 2**52), "is_bot": st.just(False), "first_name": st.text(max_size=9)},
    optional={
        "last_name": st.text(max_size=9),
        "username": st.text(max_size=9),
        "language_code": st.sampled_from(["zh-hans", "zh-TW", "en", "de", ""]),
        "is_premium": st.booleans(),
    },
)
WORDS = st.fixed_dictionaries(
    {
        "message_id": st.integers(0, 2**31),
        "from": PEOPLE,
        "chat": st.builds(
            lambda chat, name: {"id": chat, "type": "private", "first_name": name},
            st.integers(1, 2**52),
            st.text(max_size=9),
        ),
        "date": st.integers(0, 2**31),
        "text": st.text(st.characters(exclude_categories=()), min_size=1),
    },
    optional={"edit_date": st.just(1_700_000_000), "has_protected_content": st.just(True)},
)


@given(said=WORDS)
def test_plain_words_are_read_as_the_library_reads_them(said: dict[str, Any]) -> None:
    """Or left to the library, where there is more to them; then nothing is read here."""
    update = {"update_id": 7, "message": said}
    plain = plain_words(update)
    if plain is not None:
        assert plain == understood({"message": said})
    assert (plain is None) == bool(
        said["text"].startswith("/")
        or said["from"]["id"] == ANONYMOUS_ADMIN
        or {"edit_date", "has_protected_content"} & said.keys()
    )


@given(said=WORDS, escaped=st.booleans())
def test_plain_words_are_read_from_the_line_as_from_what_it_holds(
    said: dict[str, Any], escaped: bool
) -> None:
    """However they are written down; what cannot be written down well is left to the library."""
    update = {"update_id": 7, "message": said}
    body = json.dumps(update, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    halves = any("\ud800" <= sign <= "\udfff" for sign in said["text"])
    read = plain_words_in(body)
    assert read == plain_words(update) or (halves and read is None)


@pytest.mark.parametrize(
    "more",
    [
        {"reply_to_message": {}},
        {"entities": []},
        {"is_topic_message": True},
        {"chat": {"id": -5, "type": "group", "title": "x"}},
        {"from": {"id": 1087968824, "is_bot": True, "first_name": "GroupAnonymousBot"}},
        {"from": {"id": 5, "is_bot": True, "first_name": "x"}},
        {"date": 10**30},
        {"date": 10**14},
        {"text": None},
        {"text": "/start shop"},
    ],
)
def test_what_is_more_than_plain_words_is_left_to_the_library(more: dict[str, Any]) -> None:
    """A reply, a mark, a group, a bot, an impossible date, a command."""
    said = {**FakeBotApi().message(text="您好"), **more}
    assert plain_words({"update_id": 1, "message": said}) is None
    assert plain_words_in(json.dumps({"update_id": 1, "message": said}).encode()) is None
