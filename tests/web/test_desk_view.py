"""What the desk is told of a conversation that was really held."""

from __future__ import annotations

import pytest

from bot.store import Transaction, worklist
from bot.store.worklist import Wanted
from bot.web.desk import view as desk_view
from tests.handlers.conftest import town
from tests.handlers.town import Town

__all__ = ["town"]
PHONE = "13800138000"


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
async def test_our_own_lines_show_no_official_the_code_or_the_telephone(
    town: Town, language: str
) -> None:
    """Who had the query code could rate and object for the resident: nobody at the desk has it."""
    await town.say(f"/lang {language}")
    await town.say("人工：幸福路的自来水发黄，有铁锈味")
    await town.say(f"12号3单元，{PHONE}")
    ticket = await town.ticket()
    code = town.house.signer.code(ticket.number)
    told = "".join(line.content.text for line in await town.heard())
    assert code in told
    assert PHONE in told

    def read(tx: Transaction) -> list[dict[str, str]]:
        dossier = desk_view.read_dossier(
            tx, town.wang, ticket.number, town.house.settings, town.now
        )
        assert dossier
        shown = desk_view.ticket(dossier, town.wang, lambda *_: "")
        return list(shown["messages"])  # type: ignore[call-overload]

    shown = await town.database.read(read)
    ours = "".join(each["text"] for each in shown if each["from"] == "service")
    assert ticket.number in ours
    assert code not in ours
    assert PHONE not in ours


async def test_an_urgent_ticket_tells_when_somebody_must_act(town: Town) -> None:
    """Two hours, not twenty-four; once it is taken, the reply is what is waited for."""
    await town.say("楼下着火了，快来人")
    ticket = await town.ticket()

    def read(tx: Transaction) -> tuple[object, object]:
        dossier = desk_view.read_dossier(
            tx, town.wang, ticket.number, town.house.settings, town.now
        )
        assert dossier
        (line,) = worklist.listed(tx, town.wang, Wanted(open_only=True))
        shown = desk_view.ticket(dossier, town.wang, lambda *_: "")
        return shown["clock"], desk_view.listed(line, town.wang)["clock"]

    soon = {"watch": "acceptance", "due": ticket.acceptance_due}
    assert await town.database.read(read) == (soon, soon)
    assert ticket.acceptance_due
    assert ticket.acceptance_due < ticket.first_reply_due
    await town.act("take", ticket.number)
    later = {"watch": "first_reply", "due": ticket.first_reply_due}
    assert await town.database.read(read) == (later, later)


async def test_a_unit_that_helps_reads_the_words_as_they_were_written(town: Town) -> None:
    """协办 handles it too; who does not, reads stars."""
    await town.say(f"幸福路水管漏了，请打{PHONE}")
    number = (await town.ticket()).number
    await town.act("take", number, by=town.wang)

    def titles(tx: Transaction) -> str:
        dossier = desk_view.read_dossier(tx, town.li, number, town.house.settings, town.now)
        assert dossier
        return str(desk_view.ticket(dossier, town.li, lambda *_: "")["messages"])

    assert PHONE not in await town.database.read(titles)
    await town.act("assist", number, "要关总阀", department="water", by=town.wang)
    await town.act("grant_assistance", number, by=town.li)
    assert PHONE in await town.database.read(titles)
