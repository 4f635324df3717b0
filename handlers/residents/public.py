"""What is written where others read along: only what the FAQ surely knows is answered."""

from __future__ import annotations

from msgspec.structs import replace

from bot.models import ContentKind
from bot.store import Transaction
from faq.match import Decision
from handlers.residents import answers, prompts
from handlers.turn import Turn


def hear(tx: Transaction, turn: Turn) -> None:
    """Give the official text, without buttons that anybody might press; else say nothing.

    Where only officials are (who speaks to us there does it by name), silence would tell nobody
    what is missing: the code that makes the group a room.
    """
    if turn.match is None or turn.match.decision is not Decision.ANSWER:
        if turn.message.by_number:
            turn.reply("rooms.no_room_yet")
        return
    answers.answer(tx, turn)
    prompts.settle(tx, turn)
    said = turn.said.pop()
    turn.said.append(
        replace(said, content=replace(said.content, kind=ContentKind.TEXT, choices=()))
    )
