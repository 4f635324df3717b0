"""One call of message/send: who did not get it, and how a repeat of it is shown once."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.channels.tencent.calling import Answer, Api

SEND = "/cgi-bin/message/send"
DUPLICATES_SECONDS = 600
"""For so long the platform drops what it has shown before (duplicate_check_interval)."""
REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a call: `missed` are those whom it did not reach, `code` replaces a card."""

    message_id: str
    code: str
    missed: tuple[str, ...]


class Messages:
    """The messages of one app. `clock` gives seconds that never go back."""

    def __init__(self, api: Api, agent_id: int, clock: Callable[[], float]) -> None:
        self._api = api
        self._agent_id = agent_id
        self._clock = clock
        self._said: OrderedDict[str, tuple[str, float]] = OrderedDict()

    async def send(self, row: str, recipients: Sequence[str], body: Mapping[str, object]) -> Sent:
        """Send what this part of a row says. Raises `ApiError`, `NotSent` or `NoAnswer`."""
        asked = {"touser": "|".join(recipients), "agentid": self._agent_id, **body}
        answer = await self._api.post(SEND, {**asked, **self._guard(row, asked)})
        return Sent(_text(answer, "msgid"), _text(answer, "response_code"), _missed(answer))

    def _guard(self, row: str, asked: Mapping[str, object]) -> dict[str, int]:
        """A repeat of a row is shown once.

        The platform tells a repeat by what it says: where another row has just said the very same,
        it would drop this one too, so that one goes unguarded.
        """
        digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
        now = self._clock()
        said_by, at = self._said.get(digest, (row, now))
        if said_by != row and now - at < DUPLICATES_SECONDS:
            return {}
        self._said[digest] = (row, now)
        self._said.move_to_end(digest)
        while len(self._said) > REMEMBERED:
            self._said.popitem(last=False)
        return {"enable_duplicate_check": 1, "duplicate_check_interval": DUPLICATES_SECONDS}


def _missed(answer: Answer) -> tuple[str, ...]:
    """Whom it did not reach, though the call went well: outside the app's sight, or unlicensed."""
    named = (_text(answer, name) for name in ("invaliduser", "unlicenseduser"))
    return tuple(each for listed in named for each in listed.split("|") if each)


def _text(answer: Answer, name: str) -> str:
    value = answer.get(name)
    return value if isinstance(value, str) else ""
