"""What an event of WeChat means for us; most of them mean nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from bot.channels.tencent.pushes import Fields, identity, moment_of, text_of
from bot.channels.wechat.decode import NAME, message_of, sender_of
from bot.channels.wechat.windows import Allowances
from bot.models import InboundMessage, Window

ASK, MINE, GUIDE = "ASK", "MINE", "GUIDE"
"""The keys of our own menu."""
_TAPPED = {ASK: "/start", MINE: "/mine", GUIDE: "/help"}
_SCENE = "qrscene_"
_LONGEST_SCENE = 64
_LONGEST_SAID = 128


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody follows the account no more: nothing can be sent to them."""

    address: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody decided about a subscription notice, and the platform's words for it.

    A retry has the same time and the same words, two decisions of one second differ in them.
    """

    address: str
    template: str
    given: bool
    at: datetime
    said: str


@dataclass(frozen=True, slots=True)
class Notified:
    """What became of a notice: accepted by the platform is not yet there."""

    address: str
    notice: str
    arrived: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """An event that this version does not know: kept, so that it can be looked at."""

    message: InboundMessage
    why: str


Meaning = InboundMessage | Left | Consent | Notified | Aside


def meanings_of(fields: Fields, allowances: Allowances) -> tuple[Meaning, ...]:
    """What a push means for us, message or event; nothing for most events.

    Raises `Unreadable` where it names nobody.
    """
    if text_of(fields, "MsgType").lower() != "event":
        return (message_of(fields, allowances),)
    sender_of(fields)
    name = text_of(fields, "Event").lower()
    if name in _NOTHING_TO_US:
        return ()
    found = _MEANINGS.get(name)
    if found is None:
        return (_aside(fields, name),)
    return tuple(found(fields, allowances))


def _said(fields: Fields, text: str, window: Window | None) -> InboundMessage:
    return InboundMessage(
        channel=NAME,
        external_id=identity(fields),
        sender=sender_of(fields),
        text=text,
        sent_at=moment_of(fields),
        window=window,
        opens_window=window is not None,
    )


def _arrival(fields: Fields, allowances: Allowances) -> Iterator[Meaning]:
    """A follow or a scan: a welcome, with what the scanned code carried."""
    scene = text_of(fields, "EventKey").removeprefix(_SCENE)
    said = _said(fields, "/start", allowances.after_tap(moment_of(fields)))
    values = {"start": scene} if 0 < len(scene) <= _LONGEST_SCENE else {}
    yield replace(said, values=values)


def _left(fields: Fields, _: Allowances) -> Iterator[Meaning]:
    yield Left(sender_of(fields))


def _tap(fields: Fields, allowances: Allowances) -> Iterator[Meaning]:
    """A key of our menu is a wish; any other is a question that a city put into its menu."""
    key = text_of(fields, "EventKey")
    yield _said(fields, _TAPPED.get(key, key), allowances.after_tap(moment_of(fields)))


def _scanned(fields: Fields, allowances: Allowances) -> Iterator[Meaning]:
    scanned = fields.get("ScanCodeInfo")
    text = text_of(scanned, "ScanResult") if isinstance(scanned, Mapping) else ""
    yield _said(fields, text, allowances.after_tap(moment_of(fields)))


def _withdrawn(fields: Fields, _: Allowances) -> Iterator[Meaning]:
    """Who withdraws their consent at the platform wants their data erased here, unasked."""
    yield replace(_said(fields, "", None), choice="erase")


def _consents(part: str) -> Callable[[Fields, Allowances], Iterator[Meaning]]:
    def found(fields: Fields, _: Allowances) -> Iterator[Meaning]:
        for each in _list(fields, part):
            status, template = text_of(each, "SubscribeStatusString"), text_of(each, "TemplateId")
            said = f"{part} {status} {text_of(each, 'PopupScene')}"[:_LONGEST_SAID]
            given = status == "accept"
            yield Consent(sender_of(fields), template, given, moment_of(fields), said)

    return found


def _notices(fields: Fields, _: Allowances) -> Iterator[Meaning]:
    for each in _list(fields, "SubscribeMsgSentEvent"):
        code = text_of(each, "ErrorCode")
        arrived = code in ("", "0")
        why = "" if arrived else f"{code} {text_of(each, 'ErrorStatus')}"[:200]
        yield Notified(sender_of(fields), text_of(each, "MsgID"), arrived, why)


def _template(fields: Fields, _: Allowances) -> Iterator[Meaning]:
    # "failed:user block" comes with and without spaces.
    status = text_of(fields, "Status").replace(" ", "").lower()
    arrived = status == "success"
    why = "" if arrived else status[:200]
    yield Notified(sender_of(fields), text_of(fields, "MsgID"), arrived, why)


def _list(fields: Fields, part: str) -> list[Fields]:
    held = fields.get(part)
    listed = held.get("List") if isinstance(held, Mapping) else None
    # One element comes as itself, several as a list.
    found = listed if isinstance(listed, list) else [listed]
    return [each for each in found if isinstance(each, Mapping)]


def _aside(fields: Fields, name: str) -> Aside:
    message = InboundMessage(
        channel=NAME,
        external_id=identity(fields),
        sender=sender_of(fields),
        values={"push": repr(dict(fields))[:10_000]},
        opens_window=False,
    )
    return Aside(message, f"an event that is not known here: {name[:40] or 'without a name'}")


_MEANINGS: dict[str, Callable[[Fields, Allowances], Iterator[Meaning]]] = {
    "subscribe": _arrival,
    "scan": _arrival,
    "unsubscribe": _left,
    "click": _tap,
    "scancode_push": _scanned,
    "scancode_waitmsg": _scanned,
    "templatesendjobfinish": _template,
    "subscribe_msg_popup_event": _consents("SubscribeMsgPopupEvent"),
    "subscribe_msg_change_event": _consents("SubscribeMsgChangeEvent"),
    "subscribe_msg_sent_event": _notices,
    "user_authorization_revoke": _withdrawn,
    "user_authorization_cancellation": _withdrawn,
}
_NOTHING_TO_US = frozenset(
    {
        "location",
        "view",
        "view_miniprogram",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
        "masssendjobfinish",
        "kf_create_session",
        "kf_close_session",
        "kf_switch_session",
        "user_info_modified",
    }
)
"""Reports that come by themselves, and taps whose pictures or places follow as messages."""
