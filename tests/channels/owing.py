"""What a test owes to a Telegram chat, as an official's answer, and what becomes of it."""

from __future__ import annotations

from bot.models import Content, Direction, OutboxState
from bot.store import Row, Transaction, contacts, messages, outbox
from tests.channels.town import Town
from tests.ledgers import ZONE, until


async def owe(town: Town, *texts: str, chat_id: int = 7, content: Content | None = None) -> int:
    """Owe texts to a chat, as an official's answer would be; the last row's id."""
    service = town.up.service
    now = service.clock()

    def work(tx: Transaction) -> int:
        contact = contacts.arrive(tx, "telegram", str(chat_id), now)
        row_id = 0
        for said in [content] if content else [Content(text) for text in texts]:
            new = messages.NewMessage(Direction.OUTBOUND, said, contact_id=contact.id)
            message_id = messages.keep(tx, new, now, ZONE)
            owed = outbox.Owed(message_id, "telegram", str(chat_id), now, contact.id)
            row_id = outbox.add(tx, owed, now)
        return row_id

    row_id = await service.database.transaction(work)
    service.signals.notify("outbox")
    return row_id


async def row(town: Town, row_id: int) -> Row:
    """One row of the outbox."""
    found = await town.up.service.database.read(
        lambda tx: tx.row("outbox_by_ids_message", id=row_id)
    )
    assert found is not None
    return found


async def reaches(town: Town, row_id: int, state: OutboxState, *, settled: bool = True) -> Row:
    """Wait until a row has come to a state."""

    async def there() -> bool:
        found = await row(town, row_id)
        return found["state"] == state and bool(found["settled_at"]) == settled

    await until(there, lambda: f"row {row_id} should be {state}")
    return await row(town, row_id)
