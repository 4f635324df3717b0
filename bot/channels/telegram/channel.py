"""Telegram as a channel: residents in private chats, and groups that speak to the bot."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from aiohttp.web import AbstractRouteDef
from telegram.error import (
    BadRequest,
    EndPointNotFound,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.channels import Intake, Limits
from bot.channels.telegram.buttons import Sign
from bot.channels.telegram.calls import ALLOWED_UPDATES, connect
from bot.channels.telegram.carrying import Carrier
from bot.channels.telegram.decode import NAME, Identity
from bot.channels.telegram.encode import LONGEST_TEXT
from bot.channels.telegram.menu import Audience, Menu, Menus
from bot.channels.telegram.pacing import Pace
from bot.channels.telegram.polling import Patience, Poller
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.uploads import Bodies, Uploads
from bot.channels.telegram.webhook import CONNECTIONS, PATH, Webhook
from bot.channels.turnstile import Alone, Turnstile
from bot.errors import SendError, StoreError
from bot.logs import place_of
from bot.models import Facts, Media, Outbound
from bot.settings.shape import Telegram

log = logging.getLogger(__name__)
LONGEST_PAUSE = 60.0
BREATH_SECONDS = 5.0
MENU_SECONDS = 5.0


Alarm = Callable[[str], Awaitable[None]]
"""Tells the administrators, wherever else they can be reached, the sentence of this name."""


async def _nobody() -> Sequence[str]:
    return ()


async def _unheard(name: str) -> None:
    """Nobody is there to be told."""


@dataclass(frozen=True, slots=True)
class House:
    """What the channel is lent by the rest: a signature, the bytes of files, the menus' words.

    `audience` tells in which chats officials are, `turnstile` lets one process poll at a time,
    `alarm` tells what only a person can mend.
    """

    sign: Sign
    bodies: Bodies
    menu: Menu = field(default_factory=dict)
    officials_menu: Menu = field(default_factory=dict)
    audience: Audience = _nobody
    turnstile: Turnstile = field(default_factory=Alone)
    alarm: Alarm = _unheard
    public_url: str = ""
    concurrency: int = 8


class TelegramChannel:
    """Polls or is called, as the settings say; sends as fast as the platform likes, no faster."""

    name = NAME

    def __init__(
        self,
        settings: Telegram,
        house: House,
        clock: Callable[[], float] = time.monotonic,
        patience: Patience | None = None,
    ) -> None:
        self._settings = settings
        self._house = house
        self._clock = clock
        self._patience = patience or Patience(poll=settings.poll_seconds)
        self._bot = connect(settings.token, settings.base_url)
        self._pace = Pace(settings.messages_per_second, settings.group_messages_per_minute, clock)
        self._uploads = Uploads(self._bot, house.bodies)
        self._carrier = Carrier(self._bot, self._pace, house.sign, self._uploads, clock)
        self._menus = Menus(house.menu, house.officials_menu, house.audience)
        self._menus_kept: asyncio.Task[None] | None = None
        self._reception: Reception | None = None
        self._listening: asyncio.Task[None] | None = None
        self._alarms: set[asyncio.Task[None]] = set()
        self._refused = False
        self._busy = 0

    @property
    def limits(self) -> Limits:
        """What it can carry; during a pause nothing at all."""
        room = 0 if self._refused else self._busy + self._pace.room
        return Limits(
            text=LONGEST_TEXT,
            choices=10,
            idempotent=False,
            edits=True,
            passive=False,
            media=frozenset({"*/*"}),
            concurrency=min(self._house.concurrency, room),
        )

    def routes(self) -> Iterable[AbstractRouteDef]:
        """The webhook's address, where Telegram is to call us."""
        if self._settings.mode != "webhook":
            return ()
        return Webhook(self._secret, lambda: self._reception).routes()

    async def start(self, intake: Intake) -> None:
        """Begin to listen; where Telegram cannot be reached, the rest of the house serves on."""
        self._listening = asyncio.create_task(self._listen(intake))

    async def stop(self) -> None:
        """Confirm what is kept, and let go of every connection."""
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        if self._menus_kept is not None:
            self._menus_kept.cancel()
            with suppress(asyncio.CancelledError):
                await self._menus_kept
        if self._reception is not None:
            await self._reception.stop()
        await asyncio.gather(*self._alarms)
        await self._bot.hang_up()

    async def send(self, outbound: Outbound) -> Facts:
        """Deliver one row; its parts one after the other. Raises `SendError`."""
        self._busy += 1
        try:
            return await self._carrier.carry(outbound)
        except SendError as error:
            if isinstance(error.__cause__, InvalidToken | EndPointNotFound):
                self._give_up()
            raise
        finally:
            self._busy -= 1

    async def fetch(self, media: Media) -> Media:
        """A resident's file with its bytes. Raises `SendError`."""
        return await self._uploads.fetch(media)

    @property
    def _secret(self) -> str:
        return self._settings.webhook_secret or self._house.sign("webhook")

    async def _listen(self, intake: Intake) -> None:
        while not self._refused:
            try:
                await self._listen_once(intake)
            except (InvalidToken, EndPointNotFound):
                self._give_up()
            except Exception as error:  # noqa: BLE001 - deaf without a word would be worst
                log.error("listening to Telegram broke off: %s", place_of(error))
                await asyncio.sleep(BREATH_SECONDS)
            else:
                return

    async def _listen_once(self, intake: Intake) -> None:
        identity = await self._introduce()
        await self._menus.greet_residents(self._bot)
        self._menus_kept = self._menus_kept or asyncio.create_task(self._keep_menus())
        notice = self._carrier.notice
        reception = Reception(intake, self._bot, self._pace, self._house.sign, identity, notice)
        if self._settings.mode == "webhook":
            await self._until_done(self._set_webhook)
            self._reception = reception
            log.info("Telegram calls us: @%s", identity.username)
        else:
            await self._until_done(self._remove_webhook)
            self._reception = reception
            log.info("polling Telegram: @%s", identity.username)
            await self._poll(reception)

    async def _introduce(self) -> Identity:
        known: list[Identity] = []

        async def ask() -> None:
            me = await self._bot.raw("getMe", {})
            known.append(Identity(int(me.get("id") or 0), str(me.get("username") or "")))

        await self._until_done(ask)
        return known[-1]

    async def _poll(self, reception: Reception) -> None:
        token, base_url = self._settings.token, self._settings.base_url
        poller = Poller(
            lambda: connect(token, base_url, 1),
            reception,
            self._patience,
            self._clock,
            self._house.turnstile,
            partial(self._ring, "telegram.another_program"),
        )
        await poller.run()

    async def _until_done(self, call: Callable[[], object]) -> None:
        """Try until it works: without a network at the start there may be one later."""
        pause = 1.0
        while True:
            try:
                await call()  # type: ignore[misc]
            except (InvalidToken, EndPointNotFound):
                raise
            except TelegramError as error:
                if pause == 1.0:
                    _complain(error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return

    async def _set_webhook(self) -> None:
        await self._bot.set_webhook(
            f"{self._house.public_url}{PATH}",
            secret_token=self._secret,
            allowed_updates=list(ALLOWED_UPDATES),
            max_connections=CONNECTIONS,
        )

    async def _remove_webhook(self) -> None:
        with suppress(NetworkError):
            if (await self._bot.raw("getWebhookInfo", {})).get("url"):
                log.warning("the bot's webhook is removed: the setting says polling")
        # What waits there is kept: it is then polled.
        await self._bot.raw("deleteWebhook", {"drop_pending_updates": False})

    async def _keep_menus(self) -> None:
        while True:
            try:
                await self._menus.follow_officials(self._bot)
            except Exception as error:  # noqa: BLE001 - a menu is a courtesy; the next look may do
                log.warning("the officials' menus cannot be seen to: %s", place_of(error))
            await asyncio.sleep(MENU_SECONDS)

    def _give_up(self) -> None:
        if not self._refused:
            log.error("Telegram refuses the bot's token: set the right one and start again")
            self._ring("telegram.refused")
        self._refused = True

    def _ring(self, name: str) -> None:
        task = asyncio.create_task(self._tell(name))
        self._alarms.add(task)
        task.add_done_callback(self._alarms.discard)

    async def _tell(self, name: str) -> None:
        try:
            await self._house.alarm(name)
        except StoreError as error:
            log.error("the administrators could not be told: %s", error)


def _complain(error: TelegramError) -> None:
    if isinstance(error, BadRequest):
        # Nothing else that is asked at the start can be refused.
        log.error("Telegram refuses the webhook's address: see `wenzheng doctor`")
    else:
        log.warning("Telegram cannot be reached yet: %s", type(error).__name__)
