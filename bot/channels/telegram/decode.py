"""Turns an update of Telegram into a message as every channel tells it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.telegram.media import media_of
from bot.models import InboundMessage

NAME = "telegram"
ANONYMOUS_ADMIN = 1087968824
LONGEST_NOTICE = 200
"""Characters that the answer to a press can show."""
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_OUTSIDE = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
_COMMAND_TO = re.compile(r"/\w+@(\w+)")
_LANGUAGES = {"en": "en", "zh": "zh-Hans"}
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")
_UNSUPPORTED = ("poll", "dice", "game", "story", "paid_media", "invoice", "checklist")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is: needed to tell whether a group speaks to it."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody has blocked the bot, or come back; a group has shut it out, or taken it in."""

    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A group was upgraded to a supergroup, and has another id."""

    address: str
    moved_to: str


@dataclass(frozen=True, slots=True)
class Door:
    """Somebody has closed a group's topic, or opened it."""

    address: str
    topic: str
    shut: bool


ReadButton = Callable[[str, str], str]
"""The value of a button by its data and its chat; one that never was where it is not ours."""


def decode(
    update: Update, me: Identity, read_button: ReadButton
) -> InboundMessage | Presence | Moved | Door | None:
    """What an update says to us, or None where it says nothing.

    A message's identity is its chat and its number there: the platform's update number begins
    anew after a quiet week, and may then be one that was used before.
    """
    if update.message is not None:
        said = update.message
        return _moved(said) or _door(said) or _message(said, me)
    if update.edited_message is not None:
        return _edited(update.edited_message)
    if update.callback_query is not None:
        return _press(update.callback_query, read_button)
    if update.my_chat_member is not None:
        return _presence(update.my_chat_member)
    return None


def external_id(chat_id: int, message_id: int) -> str:
    """How a message is known outside Telegram: our own and a resident's alike."""
    return f"{chat_id}:{message_id}"


def language_called(code: str) -> str:
    """The language of the sender's program by its code, where it is one of ours."""
    code = code.casefold()
    if code.startswith(_TRADITIONAL):
        return "zh-Hant"
    return _LANGUAGES.get(code.partition("-")[0], "")


def words_of(message: Message) -> str:
    """What a message says in words; a place, a telephone number or a sticker as such."""
    return whole(_words(message))


def whole(text: str) -> str:
    """A text in which half a character, which nothing can keep, is a sign for it."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _words(message: Message) -> str:
    if message.text or message.caption:
        return message.text or message.caption or ""
    if message.venue is not None:
        venue = message.venue
        return f"📍 {venue.title}, {venue.address} ({_degrees(venue.location)})"
    if message.location is not None:
        return f"📍 {_degrees(message.location)}"
    if message.contact is not None:
        shared = message.contact
        name = " ".join(part for part in (shared.first_name, shared.last_name) if part)
        return f"☎ {shared.phone_number} {name}".strip()
    return (message.sticker.emoji or "") if message.sticker is not None else ""


def _message(message: Message, me: Identity) -> InboundMessage | None:
    user = message.from_user
    if user is None or not _is_person(user, message):
        return None
    private = message.chat.type == ChatType.PRIVATE
    if not (private or message.chat.type in _GROUPS):
        return None
    text, media = words_of(message), media_of(message)
    if not (text or media or any(getattr(message, kind, None) for kind in _UNSUPPORTED)):
        return None
    if not private and _commands_another(text, me):
        return None
    addressed = private or _speaks_to(message, me)
    text, values = _start(text) if private else (_without_name(text, me), _forum(message.chat))
    return InboundMessage(
        channel=NAME,
        external_id=external_id(message.chat.id, message.message_id),
        sender=str(message.chat.id),
        text=text,
        reply_to=_replied(message),
        language=_language_of(user),
        values=values,
        media=media,
        sent_at=message.date,
        album=message.media_group_id or "",
        public=not private,
        account=str(user.id),
        topic=_topic(message),
        addressed=addressed,
    )


def _edited(message: Message) -> InboundMessage | None:
    """Only a person's changed words count: a live place moves all the time."""
    user = message.from_user
    if user is None or message.chat.type != ChatType.PRIVATE or not _is_person(user, message):
        return None
    if not (message.text or message.caption) or message.location is not None:
        return None
    at = message.edit_date or message.date
    original = external_id(message.chat.id, message.message_id)
    return InboundMessage(
        channel=NAME,
        external_id=f"{original}:{int(at.timestamp())}",
        sender=str(message.chat.id),
        text=words_of(message),
        reply_to=original,
        language=_language_of(user),
        sent_at=at,
        edits=original,
    )


def _press(query: CallbackQuery, read_button: ReadButton) -> InboundMessage | None:
    if query.message is None or query.data is None:
        return None
    chat = query.message.chat
    private = chat.type == ChatType.PRIVATE
    if not (private or chat.type in _GROUPS):
        return None
    return InboundMessage(
        channel=NAME,
        external_id=f"press:{query.id}",
        sender=str(chat.id),
        choice=read_button(query.data, str(chat.id)),
        language=_language_of(query.from_user),
        values={} if private else _forum(chat),
        public=not private,
        account=str(query.from_user.id),
        topic=_topic(query.message) if isinstance(query.message, Message) else "",
        # Anybody in a group can press; what that means there, the store decides.
        addressed=private,
        at_once=0 if private else LONGEST_NOTICE,
    )


def _language_of(user: User) -> str:
    return language_called(user.language_code or "")


def _presence(change: ChatMemberUpdated) -> Presence | None:
    if change.chat.type != ChatType.PRIVATE and change.chat.type not in _GROUPS:
        return None
    status = change.new_chat_member.status
    return Presence(str(change.chat.id), status not in _OUTSIDE)


def _moved(message: Message) -> Moved | None:
    """Told in the old group and in the new one, in any order."""
    chat = str(message.chat.id)
    if message.migrate_to_chat_id is not None:
        return Moved(chat, str(message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        return Moved(str(message.migrate_from_chat_id), chat)
    return None


def _door(message: Message) -> Door | None:
    closed, opened = message.forum_topic_closed, message.forum_topic_reopened
    if (closed is None and opened is None) or not _topic(message):
        return None
    return Door(str(message.chat.id), _topic(message), closed is not None)


def _topic(message: Message) -> str:
    """The topic's id; elsewhere a thread id stands for replies, and is none when sent back."""
    thread = message.message_thread_id
    return str(thread) if thread is not None and message.is_topic_message else ""


def _forum(chat: Chat) -> dict[str, str]:
    return {"forum": "yes" if chat.is_forum else "no"}


def _is_person(user: User, message: Message) -> bool:
    return not (user.is_bot or user.id == ANONYMOUS_ADMIN or message.sender_chat is not None)


def _speaks_to(message: Message, me: Identity) -> bool:
    answered = message.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == me.id:
        return True
    return bool(me.username) and _name(me).search(words_of(message)) is not None


def _commands_another(text: str, me: Identity) -> bool:
    """Whether a text is a command to another bot: an administrator is handed those too."""
    to = _COMMAND_TO.match(text)
    if to is None or not me.username:
        return False
    return to[1].casefold() != me.username.casefold()


def _without_name(text: str, me: Identity) -> str:
    return _name(me).sub(" ", text).strip() if me.username else text


def _name(me: Identity) -> re.Pattern[str]:
    return re.compile(rf"@{re.escape(me.username)}\b", re.IGNORECASE)


def _replied(message: Message) -> str:
    answered = message.reply_to_message
    if answered is None or (message.is_topic_message and _is_root(message, answered)):
        # Each message of a topic is shown to us as a reply to the topic's first.
        return ""
    return external_id(message.chat.id, answered.message_id)


def _is_root(message: Message, answered: Message) -> bool:
    return answered.message_id == message.message_thread_id


def _start(text: str) -> tuple[str, dict[str, str]]:
    """`/start` with what the link it came from carried; anything odd is a plain start."""
    command, _, payload = text.partition(" ")
    if command != "/start":
        return text, {}
    payload = payload.strip()
    return "/start", {"start": payload} if _PAYLOAD.fullmatch(payload) else {}


def _degrees(location: object) -> str:
    latitude = getattr(location, "latitude", 0.0)
    longitude = getattr(location, "longitude", 0.0)
    return f"{latitude:.6f}, {longitude:.6f}"
