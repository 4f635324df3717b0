"""Carries rows where the robot has no long connection: by the addresses that messages bring along.

主动回复 (document 101138): a response_url is good for one hour and one message, of markdown or a
card. What finds none waits until somebody speaks to the robot there again.
"""

from __future__ import annotations

from bot.channels.tencent.calling import Caller
from bot.channels.tencent.errors import ApiError, NoAnswer, NotSent
from bot.channels.tencent.markdown import link
from bot.channels.wecom_robot.cards import Card, card_of, new_task
from bot.channels.wecom_robot.encode import Buttons, Words, encode, shown_as
from bot.channels.wecom_robot.failures import facts_of
from bot.channels.wecom_robot.lent import House
from bot.errors import SendError
from bot.models import Facts, Outbound


class Answering:
    """Sends each row as one message."""

    def __init__(self, caller: Caller, house: House) -> None:
        self._caller = caller
        self._house = house

    async def carry(self, row: Outbound) -> Facts:
        """Send a row. Raises `SendError`; `waiting` where there is no way to answer."""
        task = new_task(row)
        said = self._message(row, task)
        if said is None:
            return Facts(platform_id=row.replaces)
        url = await self._house.answers.take(row.address)
        if not url:
            raise SendError("nobody has spoken to the robot there lately", waiting=True)
        try:
            await self._caller.post(url, said)
        except NotSent as error:
            await self._house.answers.keep(row.address, url)
            raise facts_of(error) from error
        except (ApiError, NoAnswer) as error:
            raise facts_of(error) from error
        has_card = said["msgtype"] == "template_card"
        return Facts(platform_id=shown_as(task if has_card else "", row.content))

    def _message(self, row: Outbound, task: str) -> Card | None:
        """The one message that a row can be: its card where that is all, else its words."""
        parts = encode(row, self._house.say)
        if not parts:
            return None
        if len(parts) == 1 and isinstance(parts[0], Buttons):
            card = card_of(parts[0].content, task, self._house.say)
            return {"msgtype": "template_card", "template_card": card}
        words = [part.text for part in parts if isinstance(part, Words)]
        left_out = len(words) > 1 or row.content.attachments
        text = words[0] if words else row.content.heading
        if left_out:
            more = self._house.say("wecom_robot.more_at_the_desk")
            text = f"{text}\n\n{link(more, self._house.page(row))}"
        return {"msgtype": "markdown", "markdown": {"content": text}}
