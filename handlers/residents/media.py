"""Messages without words: photographs, voices, files, shared places; none is ever refused."""

from __future__ import annotations

from bot.store import Transaction, contacts
from bot.store.contacts import Prompt
from bot.tickets.whereabouts import is_shared, shared_place
from handlers.actions import registering, supplementing
from handlers.actions.standing import standing_of
from handlers.residents import answers, bound, held, joining, prompts
from handlers.residents.prompts import Asked
from handlers.turn import Turn


def receive(tx: Transaction, turn: Turn) -> None:
    """Keep what came: with the open ticket, as a ticket (a voice), or until we know what it is."""
    if not turn.attachments and not turn.message.media:
        turn.reply("conversation.empty")
        return
    under = bound.ticket_under(tx, turn)
    if under is not None:
        bound.write_under(tx, turn, under)
        return
    prompt = contacts.prompt(tx, turn.resident.id)
    if prompt is not None and prompts.is_overdue(prompt, turn):
        held.settle(tx, turn, prompt)
        prompt = None
    waits = prompt is not None and prompt.kind in prompts.HOLDING
    if waits or not supplementing.supply(tx, turn, prompt):
        _keep(tx, turn, prompt)


def share(tx: Transaction, turn: Turn, prompt: Prompt | None) -> bool:
    """A place, or a number from the contacts, tells no matter yet; whether it is such a thing."""
    if turn.attachments or not is_shared(turn.text):
        return False
    if prompt is not None and prompt.kind == Asked.SUGGESTION:
        answers.offer_again(tx, turn, prompt)
    else:
        _keep(tx, turn, prompt)
    return True


def _keep(tx: Transaction, turn: Turn, prompt: Prompt | None) -> None:
    if prompt is not None and prompt.kind in prompts.HOLDING:
        _wait_with(tx, turn, prompt)
        return
    standing = standing_of(tx, turn.resident.id)
    if standing:
        added = joining.add(tx, turn, standing[0], (turn.message_id,))
        joining.say_added(tx, turn, standing[0], added)
    elif _is_voice(turn):
        # The recording itself is the matter: nobody is told to type.
        prompts.settle(tx, turn)
        registering.register(tx, turn, (turn.message_id,))
    else:
        prompts.ask(tx, turn, Asked.PHOTO, message_id=turn.message_id)
        _ask_about(turn, "conversation.ask_about_photo")


def _wait_with(tx: Transaction, turn: Turn, prompt: Prompt) -> None:
    prompts.hold(tx, prompt, turn.message_id)
    if _is_voice(turn) and prompt.kind == Asked.PHOTO:
        waiting = (*prompts.held(prompt), turn.message_id)
        prompts.settle(tx, turn)
        registering.register(tx, turn, waiting)
    else:
        _ask_about(turn, "conversation.also_kept")


def _ask_about(turn: Turn, name: str) -> None:
    """What could not be fetched is not said to be there; that it is lost is told apart."""
    if turn.attachments or turn.text:
        turn.reply(name, place=shared_place(turn.text))


def _is_voice(turn: Turn) -> bool:
    types = [each.media_type for each in turn.attachments]
    types += [each.media_type for each in turn.message.media]
    return bool(types) and all(media_type.startswith("audio/") for media_type in types)
