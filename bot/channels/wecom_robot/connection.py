"""Keeps the one long connection that a robot may have, while it is our turn to hold it.

The platform cuts off whoever is connected when somebody else connects (`disconnected_event`).
Whoever was cut off never takes it back by itself: two would cut each other off for ever.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp

from bot.channels.tencent.errors import BUSY, ApiError, NoAnswer, NotSent
from bot.channels.turnstile import RENEW_SECONDS
from bot.channels.wecom_robot import decode
from bot.channels.wecom_robot.lent import House
from bot.channels.wecom_robot.line import LARGEST_FRAME, Body, Callback, Line
from bot.errors import StoreError
from bot.logs import place_of
from bot.settings.shape import WecomRobot

log = logging.getLogger(__name__)
SUBSCRIBE, PING = "aibot_subscribe", "ping"
CONNECT_SECONDS = 10.0
FAREWELL = aiohttp.ClientWSTimeout(ws_close=1.0)
"""Who does not answer any more does not say farewell either."""
_TOO_OFTEN = 45009

Hear = Callable[[Callback], None]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the connection waits, in seconds; defaults as the platform has them.

    `ping`: between two signs of life, of which `missed` unanswered ones are the end; `ack`: for
    an answer; `renew`: before our turn is renewed; `turn`: before we look again whether it is ours;
    `pause`, `longest_pause`: before connecting again, doubling; `refusals`: so many refused
    credentials in a row are enough; `event`: in which an event can be answered; `reply`: in which
    a message can be.
    """

    ping: float = 30.0
    missed: int = 2
    ack: float = 5.0
    renew: float = RENEW_SECONDS
    turn: float = 2.0
    pause: float = 1.0
    longest_pause: float = 30.0
    refusals: int = 5
    event: float = 4.5
    reply: float = 300.0


class Cut(Exception):  # noqa: N818 - what happened
    """Somebody else has connected with the robot's credentials."""


class Connection:
    """Connects, subscribes, keeps awake, and connects again."""

    def __init__(
        self,
        settings: WecomRobot,
        house: House,
        patience: Patience,
    ) -> None:
        self._settings = settings
        self._house = house
        self._patience = patience
        self._line: Line | None = None
        # No number that was ever given out: we have not asked yet.
        self._number: int | None = -1
        self._cut = False
        self._refusals = 0
        self._pause = patience.pause

    @property
    def is_up(self) -> bool:
        """Whether something can be sent."""
        return self._line is not None

    async def ask(self, cmd: str, body: Body, req_id: str = "") -> Body:
        """Send a frame, if the connection is still ours: looked up before each.

        Raises `ApiError`, `NotSent` or `NoAnswer`.
        """
        line = self._line
        if line is None:
            raise NotSent("there is no connection")
        try:
            ours = await self._has_turn()
        except StoreError:
            raise NotSent("it cannot be told whether the connection is ours") from None
        if not ours or self._line is not line:
            await line.close()
            raise NotSent("another process holds the connection")
        return await line.ask(cmd, body, req_id)

    async def run(self, hear: Hear) -> None:
        """Hold the connection whenever it is our turn, until cancelled or refused for good.

        `hear` is handed every callback.
        """
        try:
            await self._mind(self._house.gap.look_back())
            async with aiohttp.ClientSession(trust_env=True) as session:
                while self._refusals < self._patience.refusals:
                    if await self._may_connect():
                        await self._live(session, hear)
                    else:
                        await asyncio.sleep(self._patience.turn)
            log.error("WeCom refuses the robot's bot_id and secret: set the right ones")
            await self._mind(self._house.alarm("wecom_robot.refused"))
        finally:
            await self._let_go()

    async def _may_connect(self) -> bool:
        try:
            if self._cut or await self._house.bar.is_down() or not await self._has_turn():
                return False
            if not await self._house.bar.is_down():
                return True
            # Let down meanwhile by the one that was cut off, which only then gave its turn back.
            await self._house.turnstile.let_go()
            return False
        except StoreError as error:
            log.error("it cannot be told whether another process is connected: %s", error)
            return False

    async def _has_turn(self) -> bool:
        """Whether the connection is ours to hold; a new number: another had it in between.

        Raises `StoreError`.
        """
        number = await self._house.turnstile.hold()
        if number == self._number:
            return number is not None
        self._number = number
        if number is None:
            log.warning("another process of this installation is connected: standing by")
            return False
        # What is connected since before is not ours any more, though the turn is.
        return self._line is None

    async def _live(self, session: aiohttp.ClientSession, hear: Hear) -> None:
        """One connection from its beginning to its end, and the pause after it."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                socket = await session.ws_connect(
                    self._settings.url, max_msg_size=LARGEST_FRAME, timeout=FAREWELL
                )
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("WeCom cannot be reached yet: %s", type(error).__name__)
            await self._rest()
            return
        line, was_cut = Line(socket, self._patience.ack), False
        try:
            await self._hold(line, hear)
        except Cut:
            was_cut = True
        except Exception as error:  # noqa: BLE001 - deaf without a word would be worst
            log.error("the connection to WeCom broke off: %s", place_of(error))
        finally:
            if self._line is not None:
                self._house.gap.begins()
            self._line = None
            await line.close()
        if was_cut:
            await self._stand_down()
        await self._rest()

    async def _hold(self, line: Line, hear: Hear) -> None:
        """Subscribe, and be awake until the connection ends, or our turn does."""
        tasks = {listening := asyncio.create_task(self._listen(line, hear))}
        try:
            if not await self._subscribe(line, listening):
                return
            tasks.add(asyncio.create_task(self._keep_awake(line)))
            tasks.add(asyncio.create_task(self._keep_turn()))
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()

    async def _subscribe(self, line: Line, listening: asyncio.Task[None]) -> bool:
        credentials = {"bot_id": self._settings.bot_id, "secret": self._settings.secret}
        asking = asyncio.create_task(line.ask(SUBSCRIBE, credentials))
        await asyncio.wait({asking, listening}, return_when=asyncio.FIRST_COMPLETED)
        try:
            await asking
        except ApiError as error:
            # Only refused credentials count: a platform that is busy may take us later.
            self._refusals += error.code not in (BUSY, _TOO_OFTEN)
            log.error("WeCom does not take the robot: %s", error)
            return False
        except (NotSent, NoAnswer):
            return False
        self._refusals, self._pause, self._line = 0, self._patience.pause, line
        log.info("connected to WeCom as a robot")
        await self._mind(self._house.gap.ends())
        return True

    async def _listen(self, line: Line, hear: Hear) -> None:
        async for callback in line.callbacks():
            if decode.is_cut(callback.body):
                raise Cut
            hear(callback)

    async def _keep_awake(self, line: Line) -> None:
        """Ping until so many in a row went unanswered: then nobody is there any more."""
        missed = 0
        loop = asyncio.get_running_loop()
        while missed < self._patience.missed:
            began = loop.time()
            await asyncio.sleep(self._patience.ping - missed * self._patience.ack)
            try:
                await line.ask(PING, {})
            except NoAnswer:
                missed += 1
                log.info("a sign of life went unanswered after %.0f s", loop.time() - began)
            except NotSent:
                return
            except ApiError:
                missed = 0
            else:
                missed = 0
        log.warning("WeCom does not answer any more: connecting again")

    async def _keep_turn(self) -> None:
        while True:
            await asyncio.sleep(self._patience.renew)
            try:
                if not await self._has_turn():
                    return
            except StoreError as error:
                # If another connects meanwhile, the platform cuts us off; till then we hear.
                log.error("it cannot be kept that we are connected: %s", error)

    async def _stand_down(self) -> None:
        """We were cut off: by a process of ours, which is well; else nobody of ours connects."""
        known = self._number
        try:
            if not await self._has_turn() or self._number != known:
                return
        except StoreError as error:
            log.error("it cannot be told who cut us off: %s", error)
        self._cut = True
        log.error(
            "another program connected with this robot's credentials, and the platform cut us off: "
            "standing by until the service is started again; stop the other one first"
        )
        try:
            await self._house.bar.let_down()
            await self._house.turnstile.let_go()
        except StoreError as error:
            log.error("it cannot be kept that we were cut off: %s", error)
        self._number = -1
        await self._mind(self._house.alarm("wecom_robot.cut_off"))

    async def _mind(self, telling: Awaitable[None]) -> None:
        """Let people know; where the store is away, the connection is worth more."""
        try:
            await telling
        except StoreError as error:
            log.error("nobody could be told: %s", error)

    async def _rest(self) -> None:
        pause, self._pause = self._pause, min(self._pause * 2, self._patience.longest_pause)
        await asyncio.sleep(pause)

    async def _let_go(self) -> None:
        try:
            await self._house.turnstile.let_go()
        except StoreError as error:
            log.error("our turn cannot be given back: %s", error)
