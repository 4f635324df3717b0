"""Builds everything, starts it, and stops it in good order."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from bot import __version__
from bot.as_typed import typed
from bot.beside.standing import is_wanted
from bot.channels import Fetching, wecom_group
from bot.clock import Clock, SteadyClock, stamp
from bot.counted import Counted
from bot.deadlines import Deadlines
from bot.delivery import notice_rooms
from bot.delivery.room_round import RoomRound
from bot.delivery.sender import Sender
from bot.errors import SettingsError
from bot.first_start import first_start
from bot.garbage import settle
from bot.heartbeat import Heartbeat
from bot.intake.beside.frames import Terms
from bot.intake.beside.standing import Carrier
from bot.intake.intake import MessageIntake
from bot.intake.journal import Journal, JournaledIntake
from bot.intake.transcribing import SpeechServer
from bot.knowledge.beside.standing import Beside
from bot.knowledge.insight import Insight
from bot.knowledge.matching import Knowledge
from bot.platforms import Ground, build_channels
from bot.pulse import Pulse
from bot.retention import Sweeper
from bot.settings import Settings
from bot.settings.shape import local_url
from bot.signals import Signals
from bot.store import Database, keys, leases, messages, people
from bot.store.lock import Address, ServeLock
from bot.store.opening import locate, open_database
from bot.web import Service
from bot.web.server import runner_of
from bot.wording import Wording
from bot.worker import Worker
from handlers.turn import House

log = logging.getLogger(__name__)
Tell = Callable[[str], None]
Round = Callable[[], Coroutine[object, object, None]]
"""Something that goes round for as long as the service runs."""
CLOCK_TOLERANCE = timedelta(minutes=1)
SWITCH_SECONDS = 0.0001
"""How long the event loop computes before the database's thread, if it waits, gets its turn.

SQLite lets go of the interpreter while it works, several times a statement. With Python's own 5 ms
a transaction beside a busy loop waits longer to get it back, twice or more, than it works in all.
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A service that is up: what it stands on, where it listens, and what ends it."""

    service: Service
    url: str
    ended: asyncio.Event


async def serve(settings: Settings, tell: Tell, clock: Clock) -> None:
    """Run the whole service until SIGTERM or SIGINT.

    Raises `WenzhengError` (settings, database, lock, port) before anything is taken in.
    """
    loop = asyncio.get_running_loop()
    async with running(settings, clock) as up:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, up.ended.set)
        await _welcome(up, tell)
        sys.setswitchinterval(SWITCH_SECONDS)
        settle()
        await up.ended.wait()
        log.info("stopping")
    log.info("stopped")


@asynccontextmanager
async def running(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Running]:
    """The whole service for as long as the block runs; everything is let go of in reverse."""
    clock = clock or SteadyClock()
    async with AsyncExitStack() as stack:
        lock = stack.enter_context(_lock(settings))
        listener = _listen(settings)
        stack.callback(listener.close)
        settings = _with_url(settings, listener)
        database = await open_database(settings, now=clock())
        stack.push_async_callback(database.close)
        if isinstance(clock, SteadyClock):
            await _go_on(clock, database)
        await first_start(database, settings, clock())
        await database.transaction(people.mark_officials)
        await database.transaction(
            partial(
                notice_rooms.keep,
                channel=wecom_group.NAME,
                settings=settings.wecom_group,
                now=clock(),
            )
        )
        service, sender, rounds = await _build(settings, database, clock)
        ended = asyncio.Event()
        await _begin(stack, service, sender, rounds, listener, ended)
        if lock is not None:
            local = local_url(settings.host, listener.getsockname()[1])
            lock.tell(Address(local, settings.public_url))
        yield Running(service, settings.public_url, ended)


async def _go_on(steady: SteadyClock, database: Database) -> None:
    """Never tell an earlier time than what is kept: it would seem to lie in the future."""
    newest = await database.read(messages.newest)
    if newest is None:
        return
    if newest > steady() + CLOCK_TOLERANCE:
        log.warning(
            "this machine's clock is behind: the newest message was kept at %s; "
            "going on from there, slowly, until the clock has caught up",
            newest.isoformat(timespec="seconds"),
        )
    steady.begin_at(newest)


def _lock(settings: Settings) -> ServeLock | nullcontext[None]:
    place = locate(settings)
    # A SQLite file has one serving process; PostgreSQL carries any number of them.
    return ServeLock(place.parent) if isinstance(place, Path) else nullcontext()


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"Cannot listen on {settings.host} port {settings.port} "
            f"({(error.strerror or str(error)).lower()}): stop the program that uses the port, or "
            "choose another with --port or WENZHENG_PORT."
        ) from error
    return listener


def _with_url(settings: Settings, listener: socket.socket) -> Settings:
    url = settings.public_url or local_url(settings.host, listener.getsockname()[1])
    return msgspec.structs.replace(settings, public_url=url.rstrip("/"))


async def _build(
    settings: Settings, database: Database, clock: Clock
) -> tuple[Service, Sender, tuple[Round, ...]]:
    zone = ZoneInfo(settings.timezone)
    signals = Signals()
    wording = Wording(zone, settings.language)
    signer = await database.transaction(lambda tx: keys.signer(tx, settings.secret))
    beside = Beside() if is_wanted(settings.matching.beside) else None
    knowledge = Knowledge(database, settings.matching, signals, clock, zone, settings, beside)
    await knowledge.refresh()
    insight = Insight(database, signals, clock, timedelta(days=settings.many.recent_days), beside)
    await insight.refresh()
    house = House(settings, wording, signer, zone, insight)
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    channels = build_channels(Ground(house, database, clock, name))
    passive = frozenset(name for name, channel in channels.items() if channel.limits.passive)
    fetching = {name: each for name, each in channels.items() if isinstance(each, Fetching)}
    terms = Terms(settings, signer.key, passive, frozenset(fetching))
    carrier = _carrier(terms, crowded=knowledge.is_large)
    if carrier is not None:
        insight.teach(carrier.learn)
    intake = MessageIntake(
        house,
        database,
        knowledge,
        signals,
        clock,
        passive,
        fetching,
        SpeechServer(settings.transcription) if settings.transcription.url else None,
        foreseeing=insight,
        carrying=carrier,
    )
    await intake.behind.recall()
    sender = Sender(database, channels.values(), settings.delivery, signals, clock, name)
    worker = Worker(database, intake, signals, clock)

    counted = Counted(database)

    async def state() -> Mapping[str, object]:
        return {
            "version": __version__,
            "database": database.name,
            "faq_version": knowledge.version,
            "matched_beside": knowledge.beside,
            "carried_out_beside": carrier is not None and carrier.partner is not None,
            **await counted(),
            "as_of": stamp(clock()),
        }

    service = Service(
        settings=settings,
        database=database,
        intake=intake,
        signals=signals,
        wording=wording,
        signer=signer,
        knowledge=knowledge,
        clock=clock,
        channels=channels,
        state=Pulse(state),
        insight=insight,
    )
    rounds: tuple[Round, ...] = (
        worker.run,
        knowledge.keep_fresh,
        *((beside.run,) if beside else ()),
        *((carrier.run,) if carrier else ()),
        knowledge.keep_meaning,
        insight.keep_fresh,
        RoomRound(house, database, signals, clock).run,
        Deadlines(house, database, signals, clock).run,
        Heartbeat(house, database, signals, clock, name).run,
    )
    return service, sender, rounds


def _carrier(terms: Terms, *, crowded: bool) -> Carrier | None:
    """Who carries out beside the service, where the settings and the machine allow it.

    Whose FAQ is large has many residents: the process stands before they all come at once, for
    the crowd that it is for would have to wait while it starts.
    """
    choice = terms.settings.conversation.beside
    # For PostgreSQL there are services on other machines.
    if not isinstance(locate(terms.settings), Path) or not is_wanted(choice):
        return None
    return Carrier(terms, always=crowded or choice == "on")


async def _begin(
    stack: AsyncExitStack,
    service: Service,
    sender: Sender,
    rounds: tuple[Round, ...],
    listener: socket.socket,
    ended: asyncio.Event,
) -> None:
    if isinstance(locate(service.settings), Path):
        await sender.take_over()
        now = service.clock()
        await service.database.transaction(lambda tx: leases.end_all(tx, now))
    settings = service.settings
    zone = ZoneInfo(settings.timezone)
    sweeper = Sweeper(service.database, settings.retention, service.clock, zone)
    journaled = JournaledIntake(service.intake, Journal(settings.data_folder / "journal.jsonl"))
    for run in (sender.run, *rounds, sweeper.run, journaled.run):
        task = asyncio.create_task(run())
        # A part that dies ends the service: better started anew than deaf without a word.
        task.add_done_callback(lambda _: ended.set())
        stack.push_async_callback(_stop, task)
    for channel in service.channels.values():
        await channel.start(service.intake if channel.limits.comes_again else journaled)
        stack.push_async_callback(channel.stop)
    runner = await runner_of(service)
    stack.push_async_callback(runner.cleanup)
    await web.SockSite(runner, listener).start()


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        pass
    except BaseExceptionGroup as group:
        if group.split(asyncio.CancelledError)[1] is not None:
            raise


async def _welcome(up: Running, tell: Tell) -> None:
    settings, database = up.service.settings, up.service.database
    tell(f"\n  居民页 Residents:     {up.url}/")
    tell(f"  工作台 Officials' desk: {up.url}/desk")
    officials = await database.read(people.officials)
    if not officials:
        add = typed("official add NAME --department ID")
        tell(f"  还没有工作人员 No official yet: {add}\n")
        return
    first = officials[0]
    if not sys.stdout.isatty():
        tell(f"  登录 Sign in: run in a terminal: {typed(f'official link {first.name}')}\n")
        return
    token = await database.transaction(
        lambda tx: people.new_link(tx, first.id, up.service.clock(), settings.desk.link_minutes)
    )
    tell(
        f"  登录 Sign in as {first.name} (once, within {settings.desk.link_minutes} min): "
        f"{up.url}/desk/sign-in/{token}\n"
    )
