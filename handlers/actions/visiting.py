"""现场办理: the way there is told beforehand, and what was seen and done is kept as a record."""

from __future__ import annotations

from datetime import datetime

from bot.models import Attachment, Ticket
from bot.store import Transaction, visits
from bot.store.visits import NewVisit
from bot.tickets.actions import Action
from bot.tickets.days import read_moment
from handlers.actions import deeds, telling
from handlers.actions.recording import record
from handlers.grammar import Command
from handlers.turn import Turn


def plan(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """现场: go there; the resident is told when. A text that tells what was found is a record.

    Raises `Refused` where no moment is named that is still to come.
    """
    if "found" in command.values:
        keep(tx, turn, ticket, command)
        return
    values = command.values
    ticket = record(tx, turn, ticket, Action.VISIT, text=command.text, values=values)
    deeds.keep_reason(tx, turn, ticket, command)
    telling.tell(
        tx,
        turn,
        ticket,
        official=turn.author.name,
        at=_moment(turn, values.get("at", "")),
        place=values.get("place", "").strip(),
    )
    turn.reply("officials.visit_planned", number=ticket.number)


def keep(tx: Transaction, turn: Turn, ticket: Ticket, command: Command) -> None:
    """现场记录: who, when, where, what was found, what was done, photographs before and after.

    Raises `Refused` for what is missing, and for a matter that needs them without photographs.
    """
    values = {"place": ticket.place, **_written(command)}
    values.setdefault("at", turn.now.astimezone(turn.house.zone).isoformat()[:16])
    ticket = deeds.begin(tx, turn, ticket, Action.RECORD_VISIT, text=command.text, values=values)
    before, after = _photos(turn.attachments, values)
    visit = visits.keep(
        tx,
        NewVisit(
            ticket_id=ticket.id,
            official_id=turn.author.id,
            visited_at=_moment(turn, values["at"]),
            place=values["place"].strip(),
            found=_found(values),
            done=values["done"].strip(),
            message_id=turn.message_id,
            before=before,
            after=after,
        ),
        turn.now,
    )
    ticket = record(
        tx,
        turn,
        ticket,
        Action.RECORD_VISIT,
        text="\n".join((visit.place, visit.found, visit.done)),
        values=values,
        detail={"visit": visit.id, "before": len(before), "after": len(after)},
    )
    deeds.keep_reason(tx, turn, ticket, command)
    telling.tell(
        tx,
        turn,
        ticket,
        in_own_words=True,
        official=turn.author.name,
        at=visit.visited_at,
        found=visit.found,
        done=visit.done,
    )
    turn.reply("officials.visited", number=ticket.number, photos=len(before) + len(after))


def _written(command: Command) -> dict[str, str]:
    return {name: value for name, value in command.values.items() if value.strip()}


def _found(values: dict[str, str]) -> str:
    """What was found, and why there is no photograph of before, where that was told instead."""
    found, before = values["found"].strip(), values.get("before", "").strip()
    return f"{found}\n办前照片：{before}" if before and _count(before) is None else found


def _count(told: str) -> int | None:
    """How many photographs a word counts: 「1」, 「1张」; None where it tells something else."""
    number = told.removesuffix("张").removesuffix("張").strip()
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 3 else None


def _photos(
    files: tuple[Attachment, ...], values: dict[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The photographs of before and of after: the first `values["before"]` ones are of before."""
    count = _count(values.get("before", "").strip()) or 0
    shown = [each.sha256 for each in files if each.is_image]
    return tuple(shown[:count]), tuple(shown[count:])


def _moment(turn: Turn, text: str) -> datetime:
    moment = read_moment(text, turn.now, turn.house.zone)
    if moment is None:
        raise LookupError("a guard lets no visit pass without a moment")
    return moment
