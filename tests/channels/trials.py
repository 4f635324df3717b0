"""The table of channels that all go through the same trials: one row each."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.channels import Channel
from bot.channels.desk import Deed, DeskChannel
from bot.channels.desk import decode as decode_deed
from bot.channels.telegram import House, TelegramChannel
from bot.channels.telegram.buttons import UNKNOWN
from bot.channels.telegram.decode import Identity, decode
from bot.channels.web import WebChannel
from bot.channels.webhook import Push, WebhookChannel
from bot.channels.webhook import decode as decode_push
from bot.channels.wechat import WechatChannel
from bot.channels.wechat.decode import message_of
from bot.channels.wechat.windows import Allowances
from bot.channels.wecom.decode import meaning_of
from bot.channels.wecom_group import House as HouseOfGroup
from bot.channels.wecom_group import WecomGroupChannel
from bot.channels.wecom_robot import House as HouseOfRobot
from bot.channels.wecom_robot.decode import meaning_of as meaning_of_robot
from bot.models import Facts, InboundMessage, Outbound
from bot.settings import Telegram, Webhook, Wechat, WecomGroup
from bot.web.residents.chat import inbound
from bot.web.residents.posted import Parcel, Posted
from tests.channels.fake_bot_api import ME, TOKEN, FakeBotApi, bot_api
from tests.channels.fake_front import SHARED, front
from tests.channels.fake_group_webhook import FakeWebhook, webhook
from tests.channels.fake_wechat import APP_ID, SECRET, FakeWechat, Window, wechat_api
from tests.channels.fake_wechat import TOKEN as TOKEN_OF_WECHAT
from tests.channels.fake_wecom import FakeWecom
from tests.channels.fake_wecom_robot import SWALLOW, FakeRobot, robot_platform
from tests.channels.robot_alone import Robot, robot
from tests.channels.wechat_house import house_of_wechat
from tests.channels.wecom_app import app_of
from tests.conftest import NOW


class WebRow:
    """The residents' page."""

    name = "web"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Channel]:
        """A channel with one page that shows all it is asked to."""
        channel = WebChannel()
        self.shown: list[str] = []

        def show() -> None:
            self.shown.append(self.text)
            channel.acknowledge(link, sorted(link.wanted))

        with channel.open_page("7", show) as link:
            yield channel

    def decode(self, text: str) -> InboundMessage:
        """The same post twice is the same message."""
        return inbound(Parcel(Posted(id="11111111-2222-4333-8444-555555555555", text=text)), "7")

    async def send(self, channel: Channel, outbound: Outbound) -> Facts:
        """Send, and remember what the page has to show."""
        self.text = outbound.content.text
        return await channel.send(outbound)

    def arrived(self) -> list[str]:
        """What the page shows."""
        return self.shown


class DeskRow:
    """The officials' page."""

    name = "desk"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Channel]:
        """A channel with one page that shows all it is asked to."""
        channel = DeskChannel(ack_seconds=1.0)
        self.shown: list[str] = []

        async def push(frame: Any) -> None:
            self.shown.append(str(frame["text"]))
            channel.acknowledged("7", frame["id"])

        with channel.page("7", push):
            yield channel

    def decode(self, text: str) -> InboundMessage:
        """The same deed twice is the same message."""
        return decode_deed(Deed("0b0e4a52-1111", "20261123-0001", "note", text), 7)

    async def send(self, channel: Channel, outbound: Outbound) -> Facts:
        """Send."""
        return await channel.send(outbound)

    def arrived(self) -> list[str]:
        """What the page shows."""
        return self.shown


class TelegramRow:
    """Telegram, against our own Bot API server."""

    name = "telegram"
    fake: FakeBotApi

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Channel]:
        """A channel that only sends."""

        async def no_files(message_id: int, sha256: str) -> bytes | None:
            return None

        async with bot_api() as self.fake:
            settings = Telegram(token=TOKEN, base_url=self.fake.url, poll_seconds=1)
            channel = TelegramChannel(settings, House(lambda text: "signature!", no_files))
            try:
                yield channel
            finally:
                await channel.stop()

    def decode(self, text: str) -> InboundMessage:
        """The same update twice is the same message."""
        from telegram import Update

        chat = {"id": 7, "type": "private"}
        user = {"id": 7, "is_bot": False, "first_name": "居民"}
        message = {"message_id": 5, "date": 1, "chat": chat, "from": user, "text": text}
        update = Update.de_json({"update_id": 1, "message": message}, None)
        identity = Identity(ME["id"], ME["username"])
        found = decode(update, identity, lambda *_: UNKNOWN)
        assert isinstance(found, InboundMessage)
        return found

    async def send(self, channel: Channel, outbound: Outbound) -> Facts:
        """Send."""
        return await channel.send(outbound)

    def fail(self, fault: Any) -> None:
        """What the next send meets."""
        self.fake.faults["sendMessage"] = [fault]

    def arrived(self) -> list[str]:
        """What the chat shows."""
        return self.fake.texts()


class WechatRow:
    """WeChat, against our own API server; longer texts end with the address of the whole."""

    name = "wechat"
    most_sentences = 200
    fake: FakeWechat

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Channel]:
        """A channel that only sends."""
        async with wechat_api(FakeWechat(NOW.timestamp)) as self.fake:
            self.fake.windows["7"]["message"] = Window(NOW.timestamp() + 60, 5)
            settings = Wechat(
                token=TOKEN_OF_WECHAT, app_id=APP_ID, app_secret=SECRET, base_url=self.fake.url
            )
            channel = WechatChannel(settings, house_of_wechat())
            try:
                yield channel
            finally:
                await channel.stop()

    def decode(self, text: str) -> InboundMessage:
        """The same push twice is the same message."""
        fields = {"FromUserName": "7", "CreateTime": "1700000000", "MsgType": "text", "MsgId": "5"}
        return message_of({**fields, "Content": text}, Allowances.of(Wechat()))

    async def send(self, channel: Channel, outbound: Outbound) -> Facts:
        """Send."""
        return await channel.send(outbound)

    def fail(self, fault: Any) -> None:
        """What the next send meets."""
        self.fake.faults["message/custom/send"] = [fault]

    def arrived(self) -> list[str]:
        """What the resident reads."""
        return self.fake.texts("7")


class WecomRow:
    """WeCom's self-built app, against our own API server."""

    name = "wecom"
    fake: FakeWecom

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Channel]:
        """A channel that only sends."""
        async with app_of() as app:
            self.fake = app.platform
            self.fake.members.add("7")
            yield app.channel

    def decode(self, text: str) -> InboundMessage:
        """The same push twice is the same message."""
        fields = {"FromUserName": "7", "CreateTime": "1700000000", "MsgType": "text", "MsgId": "5"}
        found = meaning_of({**fields, "Content": text})
        assert isinstance(found, InboundMessage)
        return found

    async def send(self, channel: Channel, outbound: Outbound) -> Facts:
        """Send."""
        return await channel.send(outbound)

    def fail(self, fault: Any) -> None:
        """What the next send meets."""
        self.fake.faults["message/send"] = [fault]

    def arrived(self) -> list[str]:
        """What the official reads."""
        return self.fake.texts("7")


class RobotRow:
    """WeCom's robot over its long connection; parts of a long text are numbered."""

    name = "wecom_robot"
    numbered = True
    fake: FakeRobot
    one: Robot

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Channel]:
        """A channel that is connected, in a chat where somebody has spoken to it."""
        async with robot_platform() as self.fake, robot(self.fake) as self.one:
            self.fake.spoken.add("7")
            await self.one.is_up()
            yield self.one.channel

    def decode(self, text: str) -> InboundMessage:
        """The same callback twice is the same message."""
        body = {"msgid": "5", "chattype": "single", "from": {"userid": "7"}}
        found = meaning_of_robot({**body, "msgtype": "text", "text": {"content": text}}, "")
        assert isinstance(found, InboundMessage)
        return found

    async def send(self, channel: Channel, outbound: Outbound) -> Facts:
        """Send."""
        return await channel.send(outbound)

    def fail(self, fault: Any) -> None:
        """What the next send meets."""
        self.fake.faults["aibot_send_msg"] = [fault]
        if fault == SWALLOW:
            self.one.gives_up_soon()

    def arrived(self) -> list[str]:
        """What the chat shows."""
        return [_unnumbered(each) for each in self.fake.texts("7")]


class GroupRow:
    """A WeCom group that is only given notice."""

    name = "wecom_group"
    most_sentences = 120
    fake: FakeWebhook

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Channel]:
        """A channel with the webhook of one group."""

        async with webhook() as self.fake:
            settings = WecomGroup(webhooks=(f"7={self.fake.url}",))
            channel = WecomGroupChannel(settings, HouseOfGroup(str, no_alarm))
            try:
                yield channel
            finally:
                await channel.stop()

    async def send(self, channel: Channel, outbound: Outbound) -> Facts:
        """Send."""
        return await channel.send(outbound)

    def fail(self, fault: Any) -> None:
        """What the next send meets."""
        self.fake.faults = [fault]

    def arrived(self) -> list[str]:
        """What the group is told."""
        return [_unnumbered(each) for each in self.fake.told]


def _unnumbered(part: str) -> str:
    """A part of a long text without its (1/3)."""
    return re.sub(r"^\(\d+/\d+\)\n", "", part)


class WebhookRow:
    """Any other front, by signed JSON."""

    name = "webhook"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Channel]:
        """A channel that posts to a front of our own."""
        async with front() as self.front:
            channel = WebhookChannel(Webhook(SHARED, self.front.url), no_files)
            try:
                yield channel
            finally:
                await channel.stop()

    def decode(self, text: str) -> InboundMessage:
        """The same push twice is the same message."""
        return decode_push(Push(id="m-5", sender="7", text=text))

    async def send(self, channel: Channel, outbound: Outbound) -> Facts:
        """Send."""
        return await channel.send(outbound)

    def fail(self, fault: Any) -> None:
        """What the next send meets."""
        self.front.faults.append(fault)

    def arrived(self) -> list[str]:
        """What the front was told."""
        return [each["text"] for each in self.front.told]


async def no_files(message_id: int, sha256: str) -> bytes | None:
    """No file is kept."""
    return None


async def no_alarm(name: str) -> None:
    """Nobody is told."""


def house_of_robot() -> HouseOfRobot:
    """What a robot is lent that only says what it can do."""
    return HouseOfRobot(bodies=no_files, say=str, page=str)


ROWS = [WebRow, DeskRow, TelegramRow, WechatRow, WecomRow, RobotRow, GroupRow, WebhookRow]
Row = Any
