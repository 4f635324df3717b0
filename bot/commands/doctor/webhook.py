"""What `wenzheng doctor` asks about another front of the city: its way in, and ours to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.commands.doctor.surroundings import Finding, good, warning

if TYPE_CHECKING:
    from bot.settings import Settings

_SUBJECT = "webhook"
_SECONDS = 5.0


def check_webhook(settings: Settings) -> Iterator[Finding]:
    """How the generic front stands; nothing where there is none."""
    from bot.channels.webhook import PATH

    webhook = settings.webhook
    if not webhook.secret:
        if webhook.url:
            yield warning(
                _SUBJECT,
                "webhook.url is set, but without webhook.secret there is no front",
                "share a secret of at least 32 signs with the front, and set webhook.secret",
            )
        return
    yield good(_SUBJECT, f"the front posts to {settings.public_url}{PATH}")
    if not webhook.url:
        yield good(_SUBJECT, "what is said travels in responses; the rest waits for the next push")
    elif asyncio.run(_answers(webhook.url)):
        yield good(_SUBJECT, "the front's own address can be reached")
    else:
        yield warning(
            _SUBJECT,
            f"the front's address {webhook.url} cannot be reached",
            "see that it runs and that this machine may call it; what is owed is kept",
        )


async def _answers(url: str) -> bool:
    """Whether somebody is there; without a signature nothing is shown to anybody."""
    from bot.channels.tencent.calling import Caller
    from bot.channels.tencent.errors import NoAnswer, NotSent

    caller = Caller(url)
    try:
        await caller.request("HEAD", url, {}, seconds=_SECONDS)
    except (NotSent, NoAnswer):
        return False
    finally:
        await caller.hang_up()
    return True
