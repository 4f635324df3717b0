"""Builds the channels that the settings ask for, and lends each what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from bot.channels import Channel, wechat, wecom, wecom_group, wecom_robot
from bot.channels.desk import DeskChannel
from bot.channels.web import WebChannel
from bot.channels.webhook import WebhookChannel
from bot.clock import Clock
from bot.delivery.alarms import alarm_of
from bot.delivery.gaps import LentGap
from bot.errors import SettingsError
from bot.lease import Lease
from bot.lending import (
    LentAnswers,
    LentAudience,
    LentBar,
    LentCircles,
    LentCodes,
    LentConsents,
    LentFiles,
    LentShelf,
    LentWindows,
)
from bot.models import Outbound
from bot.settings import Settings
from bot.signing import Signer
from bot.store import Database
from bot.web.residents.message_page import address_of
from bot.wording import Wording
from handlers.turn import House

POLLER = "poller:telegram"
"""The lease by which one process asks Telegram at a time."""
ROBOT, ROBOT_CUT_OFF = "line:wecom_robot", "cut-off:wecom_robot"
"""The lease by which one process holds the robot's connection, and the bar where it was taken."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What channels stand on; `process` is the name of this one among several."""

    house: House
    database: Database
    clock: Clock
    process: str

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.house.settings

    @property
    def signer(self) -> Signer:
        """Signs what only this installation can."""
        return self.house.signer

    @property
    def wording(self) -> Wording:
        """Every sentence."""
        return self.house.wording


def build_channels(ground: Ground) -> dict[str, Channel]:
    """The residents' page and the desk, and every platform that the settings name."""
    channels: list[Channel] = [WebChannel(), DeskChannel()]
    if ground.settings.telegram.token:
        channels.append(_telegram(ground))
    if ground.settings.wechat.token:
        channels.append(_wechat(ground))
    if ground.settings.wecom.corp_id:
        channels.append(_wecom(ground))
    if ground.settings.wecom_robot.bot_id or ground.settings.wecom_robot.token:
        channels.append(_wecom_robot(ground))
    if ground.settings.wecom_group.webhooks:
        channels.append(_wecom_group(ground))
    if ground.settings.webhook.secret:
        channels.append(WebhookChannel(ground.settings.webhook, LentFiles(ground.database)))
    return {channel.name: channel for channel in channels}


def page_of(ground: Ground, outbound: Outbound) -> str:
    """Where the whole of a message can be read: its ticket's page, else one of its own."""
    if outbound.content.link:
        return outbound.content.link
    return address_of(ground.signer, ground.settings.public_url, outbound.message_id)


def _telegram(ground: Ground) -> Channel:
    # Its library is large: who has no Telegram does not wait for it.
    from bot.channels import telegram

    settings = ground.settings
    return telegram.TelegramChannel(
        settings.telegram,
        telegram.House(
            sign=partial(ground.signer.sign, telegram.NAME),
            bodies=LentFiles(ground.database),
            menu=telegram.menu(ground.wording),
            officials_menu=telegram.officials_menu(ground.wording),
            audience=LentAudience(ground.database, telegram.NAME),
            turnstile=Lease(ground.database, ground.clock, POLLER, ground.process),
            alarm=alarm_of(ground.house, ground.database, ground.clock, telegram.NAME),
            public_url=settings.public_url,
            concurrency=settings.delivery.concurrency,
        ),
    )


def _wechat(ground: Ground) -> wechat.WechatChannel:
    settings, database, clock = ground.settings, ground.database, ground.clock
    enveloped = settings.wechat.encoding_key and settings.wechat.app_id
    if settings.wechat.mode != "plain" and not enveloped:
        raise SettingsError(
            f"wechat.mode is {settings.wechat.mode}, which needs wechat.encoding_key and "
            "wechat.app_id; copy both from the account's console."
        )
    return wechat.WechatChannel(
        settings.wechat,
        wechat.House(
            ledger=LentWindows(database, wechat.NAME, clock),
            consents=LentConsents(database, wechat.NAME, clock),
            shelf=LentShelf(database),
            bodies=LentFiles(database),
            page=partial(page_of, ground),
            say=partial(ground.wording.say, settings.language),
            clock=clock,
            ring=alarm_of(ground.house, database, clock, wechat.NAME),
            concurrency=settings.delivery.concurrency,
        ),
    )


def _wecom(ground: Ground) -> wecom.WecomChannel:
    settings, database, clock = ground.settings, ground.database, ground.clock
    needed = ("agent_id", "secret", "token", "encoding_key")
    missing = [f"wecom.{name}" for name in needed if not getattr(settings.wecom, name)]
    if missing:
        raise SettingsError(
            f"wecom.corp_id is set, so the app needs {', '.join(missing)} as well; "
            "copy them from the app's page in the WeCom console."
        )
    return wecom.WecomChannel(
        settings.wecom,
        wecom.House(
            shelf=LentShelf(database),
            bodies=LentFiles(database),
            members=LentCircles(ground.house, database, wecom.NAME, clock),
            codes=LentCodes(database, wecom.NAME, clock),
            sign=partial(ground.signer.sign, wecom.NAME),
            say=partial(ground.wording.say, settings.language),
            clock=clock,
            home=f"{settings.public_url}/desk",
            ring=alarm_of(ground.house, database, clock, wecom.NAME),
            concurrency=settings.delivery.concurrency,
        ),
    )


def _wecom_robot(ground: Ground) -> wecom_robot.WecomRobotChannel:
    settings, database, clock = ground.settings, ground.database, ground.clock
    robot = settings.wecom_robot
    needed = ("bot_id", "secret") if robot.mode == "connection" else ("token", "encoding_key")
    if missing := [name for name in needed if not getattr(robot, name)]:
        raise SettingsError(
            f"wecom_robot.mode is {robot.mode}, which needs wecom_robot.{missing[0]}; "
            "copy it from the robot's page in the WeCom console."
        )
    name = wecom_robot.NAME
    return wecom_robot.WecomRobotChannel(
        robot,
        wecom_robot.House(
            bodies=LentFiles(database),
            say=partial(ground.wording.say, settings.language),
            page=partial(page_of, ground),
            home=f"{settings.public_url}/desk",
            alarm=alarm_of(ground.house, database, clock, name),
            turnstile=Lease(database, clock, ROBOT, ground.process),
            bar=LentBar(database, clock, ROBOT_CUT_OFF),
            gap=LentGap(ground.house, database, clock, name, ROBOT),
            answers=LentAnswers(database, clock, name),
            concurrency=settings.delivery.concurrency,
        ),
    )


def _wecom_group(ground: Ground) -> wecom_group.WecomGroupChannel:
    settings, name = ground.settings, wecom_group.NAME
    return wecom_group.WecomGroupChannel(
        settings.wecom_group,
        wecom_group.House(
            say=partial(ground.wording.say, settings.language),
            alarm=alarm_of(ground.house, ground.database, ground.clock, name),
        ),
    )
