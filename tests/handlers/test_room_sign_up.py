"""Who is an official in a group: by a code, once, and nobody else."""

from __future__ import annotations

import pytest

from tests.handlers.officials_room import (
    OfficialsRoom,
    account_known,
    heard,
    leak,
)
from tests.handlers.town import Town, text


async def test_whoever_is_no_official_can_do_nothing(town: Town, room: OfficialsRoom) -> None:
    """Being in the group means nothing: the store says who is an official."""
    number = await leak(town, room)
    before = await heard(town)
    assert any(each.refused for each in await room.press(f"take:{number}", account="li"))
    assert any(each.refused for each in await room.reply("漏水三天", "我来答", account="li"))
    assert await room.write("闲聊", account="li") == []
    assert await heard(town) == before
    assert "take" not in await town.actions(await town.ticket())


async def test_an_official_signs_up_with_a_code_once(town: Town, room: OfficialsRoom) -> None:
    """The same code again is refused; the account is the official's from then on."""
    assert "李强" in text(await room.sign_up(town.li, "li"))
    known = await town.database.read(lambda tx: account_known(tx, "li"))
    assert known is not None
    assert known.name == "李强"
    number = await leak(town, room)
    await room.press(f"take:{number}", account="li")
    assert (await town.ticket()).owner_id == town.li.id


@pytest.mark.parametrize(
    ("code", "says"), [("登记 WZ-AAAA-BBBB-CCCC", "没有这个登记码"), ("登记 WZ-1", "")]
)
async def test_a_wrong_code_opens_nothing(
    town: Town, room: OfficialsRoom, code: str, says: str
) -> None:
    """A made-up code is refused; what is no code is a question like any other."""
    said = text(await room.alone("guest", code))
    assert says in said
    assert await town.database.read(lambda tx: account_known(tx, "guest")) is None


async def test_a_code_runs_out(town: Town, room: OfficialsRoom) -> None:
    """After its minutes it is of no use."""
    from bot.store import invitations

    code = await town.database.transaction(
        lambda tx: invitations.invite_official(tx, town.li.id, town.now, 15)
    )
    town.later(minutes=16)
    assert "已过期" in text(await room.alone("li", code))
