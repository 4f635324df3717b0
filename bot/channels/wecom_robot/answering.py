"""Carries rows where the robot has no long connection: by the addresses that messages bring along.

主动回复 (document 101138): a response_url is good for one hour and one message, of markdown or a
card. What finds none waits until somebody speaks to the robot there again.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.splitting import split
from bot.channels.tencent.calling import Caller
from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
from bot.channels.tencent.markdown import link, size
from bot.channels.tencent.offers import shown_as
from bot.channels.tencent.robots import facts_of
from bot.channels.wecom_robot.cards import Card, card_of, new_task
from bot.channels.wecom_robot.encode import LONGEST_TEXT, Buttons, Words, encode, words
from bot.channels.wecom_robot.lent import House
from bot.errors import SendError
from bot.models import Facts, Outbound


class Answering:
    """Sends as one message whatever waits for a conversation."""

    def __init__(self, caller: Caller, house: House) -> None:
        self._caller = caller
        self._house = house

    async def carry(self, rows: Sequence[Outbound]) -> Sequence[Facts]:
        """Send these rows, as many as one message holds; the facts of those that went.

        Raises `SendError`; `waiting` where there is no way to answer.
        """
        task = new_task(rows[0])
        card = self._card(rows, task)
        told, text = (1, "") if card else self._gathered(rows)
        if card:
            await self._answer(rows[0].address, {"msgtype": "template_card", "template_card": card})
        elif text:
            markdown = {"msgtype": "markdown", "markdown": {"content": text}}
            await self._answer(rows[0].address, markdown)
        shown = task if card else ""
        return [Facts(platform_id=shown_as(shown, row.content)) for row in rows[:told]]

    async def _answer(self, conversation: str, said: Card) -> None:
        url = await self._house.answers.take(conversation)
        if not url:
            raise SendError("nobody has spoken to the robot there lately", waiting=True)
        try:
            await self._caller.post(url, said)
        except NotSent as error:
            await self._house.answers.keep(conversation, url)
            raise facts_of(error) from error
        except (ApiError, NoAnswer) as error:
            raise facts_of(error) from error

    def _card(self, rows: Sequence[Outbound], task: str) -> Card | None:
        """The card, where there is nothing to be told but that."""
        parts = encode(rows[0], self._house.say) if len(rows) == 1 else []
        if len(parts) != 1 or not isinstance(parts[0], Buttons):
            return None
        return card_of(parts[0].content, task, self._house.say)

    def _gathered(self, rows: Sequence[Outbound]) -> tuple[int, str]:
        """How many rows go, and their words; the first goes whatever it holds."""
        text, told = self._words(rows[0]), 1
        for row in rows[1:]:
            both = "\n\n".join(part for part in (text, self._words(row)) if part)
            if size(both) > LONGEST_TEXT:
                break
            text, told = both, told + 1
        return told, text

    def _words(self, row: Outbound) -> str:
        """A row in words alone; what finds no room there is read at the desk."""
        said = encode(row, self._house.say)
        told = [part.text for part in said if isinstance(part, Words)]
        if said and not told:
            told = [part.text for part in words(row.content, self._house.say)]
        text = told[0] if told else ""
        if len(told) < 2 and not row.content.attachments:
            return text
        more = link(self._house.say("wecom_robot.more_at_the_desk"), self._house.page(row))
        room = LONGEST_TEXT - size(more) - 2
        return f"{split(text, room, size)[0] if text else ''}\n\n{more}".strip()
