"""One message in hand: to the residents' rules, or to the officials'."""

from __future__ import annotations

from bot.store import Transaction
from handlers.officials import hearing as officials
from handlers.residents import editing, public
from handlers.residents import hearing as residents
from handlers.rooms import joining_us, talk
from handlers.turn import Turn


def handle(tx: Transaction, turn: Turn) -> None:
    """Decide what a message causes, inside its transaction; never waits for anything."""
    if code := joining_us.code_in(turn):
        joining_us.use(tx, turn, code)
    elif turn.official is not None and turn.message.account:
        talk.hear(tx, turn)
    elif turn.official is not None:
        officials.handle(tx, turn)
    elif turn.contact is None:
        talk.turn_away(tx, turn)
    elif turn.message.edits:
        editing.follow(tx, turn)
    elif turn.message.public:
        public.hear(tx, turn)
    else:
        residents.handle(tx, turn)
