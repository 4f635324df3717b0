"""忘记我: erasing everything of a resident's, at their wish and after asking once."""

from __future__ import annotations

from msgspec.structs import replace

from bot.models import Choice
from bot.store import Transaction, access, contacts, erasing, links, tickets
from handlers.actions.standing import standing_of
from handlers.residents import prompts
from handlers.residents.prompts import Asked
from handlers.turn import Turn

_MOST_TICKETS = 1_000
ERASED = "erased"
"""The access log's word for an erased resident."""


def ask(tx: Transaction, turn: Turn) -> None:
    """Say what would be erased and what would stay, and ask whether it shall be."""
    prompts.ask(tx, turn, Asked.ERASURE, "erase", "keep")
    turn.reply(
        "conversation.ask_erasure",
        open=len(standing_of(tx, turn.resident.id)),
        choices=(
            Choice("erase", turn.words("conversation.choice_erase")),
            Choice("keep", turn.words("conversation.choice_keep_data")),
        ),
    )


def erase(tx: Transaction, turn: Turn) -> None:
    """Erase everything; the last word goes to whoever writes from this address from now on.

    A second press finds nothing, and is answered alike.
    """
    person, house = turn.resident, turn.house
    for each in links.of_person(tx, person.id):
        # Who has linked their channels is one person, and wants all of it gone.
        contacts.lock(tx, each.id)
        for ticket in tickets.of(tx, each.id, _MOST_TICKETS):
            turn.touch(ticket)
        erasing.erase_person(
            tx, each.id, turn.now, house.zone, house.signer, inbox_id=turn.inbox_id
        )
        access.note(tx, ERASED, turn.now, house.zone, detail=f"resident {each.id}: own wish")
    stranger = contacts.arrive(tx, person.channel, person.address, turn.now)
    contacts.recognise_language(tx, stranger.id, person.language)
    turn.contact = replace(stranger, language=person.language)
    turn.touched.add(f"contact:{person.id}")
    turn.reply("conversation.erased")


def keep(turn: Turn) -> None:
    """Nothing is erased after all."""
    turn.reply("conversation.not_erased")
