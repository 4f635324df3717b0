"""One walk through the whole table of the life-cycle, and what was seen of each of its rows."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.commands.lifecycle_page import row_name
from bot.models import Actor, Official, Role, TicketEvent, TicketState
from bot.settings import Settings
from bot.store import people
from bot.tickets.lifecycle import RULES, Rule
from tests.acceptance.hall import Hall, hall
from tests.acceptance.walk_stories import STORIES, Story


@dataclass
class Walk:
    """What came of it: rows by their names, stories by theirs.

    `seen` are the events that a row allowed, `untold` those of them whose resident was owed a
    sentence and heard none; `unlawful` the events that no row allows. `broken` tells where a story
    came to its end too soon, and why. `chains`: the tickets whose events are not whole.
    """

    seen: dict[str, list[str]] = field(default_factory=dict)
    untold: dict[str, list[str]] = field(default_factory=dict)
    unlawful: list[str] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)
    chains: list[str] = field(default_factory=list)

    def keep(self, file: Path) -> None:
        """Write it down for other processes."""
        file.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @staticmethod
    def kept(file: Path) -> Walk:
        """What another process wrote down."""
        return Walk(**json.loads(file.read_text(encoding="utf-8")))


def name_of_story(story: Story) -> str:
    """A story's own name."""
    return story.__name__.strip("_")


async def walk(settings: Settings) -> Walk:
    """All stories, one after the other, on a working Monday with everybody at their desks."""
    walked = Walk()
    async with hall(settings, "2026-11-23 09:30") as city:
        for story in STORIES:
            try:
                await story(city)
            except Exception:  # noqa: BLE001 - the story's own test tells it; the others go on
                walked.broken[name_of_story(story)] = traceback.format_exc()
        await _look(city, walked)
        walked.chains = await city.city.broken_chains()
    return walked


async def _look(city: Hall, walked: Walk) -> None:
    staff = {each.id: each for each in await city.city.database.read(people.officials_ever)}
    for who in city.residents:
        told = {at for at, _ in await city.heard(who)}
        for ticket in await city.tickets(who):
            for event in await city.events(ticket.number):
                _note(walked, event, _row_of(event, staff), is_told=event.at in told)


def _note(walked: Walk, event: TicketEvent, row: Rule | None, *, is_told: bool) -> None:
    if row is None:
        walked.unlawful.append(repr(event))
        return
    walked.seen.setdefault(row_name(row), []).append(repr(event))
    # A proposed end that waits for its approval is told when it has it.
    waits = "outcome" in event.detail and event.to_state is event.from_state
    if row.notice and not (waits or is_told or _again(event)):
        walked.untold.setdefault(row_name(row), []).append(repr(event))


def _row_of(event: TicketEvent, staff: dict[int, Official]) -> Rule | None:
    before = event.from_state or TicketState.REGISTERED
    who = {Actor.RESIDENT: {Role.RESIDENT}, Actor.SYSTEM: {Actor.SYSTEM}}.get(event.actor)
    held = staff[event.actor_id or 0].roles if who is None else who
    return next(_fitting(event, before, held), None)


def _fitting(event: TicketEvent, before: TicketState, held: Iterable[object]) -> Iterable[Rule]:
    return (
        row
        for row in RULES
        if row.action == event.action
        and before in row.sources
        and (row.target or before) is event.to_state
        and not row.roles.isdisjoint(held)
    )


def _again(event: TicketEvent) -> bool:
    # Dispatched in the breath that registers, it stands in the sentence that accepts it; time
    # supervises by several clocks, and says so once.
    return event.actor is Actor.SYSTEM and event.action in ("dispatch", "supervise")
