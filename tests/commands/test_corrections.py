"""`wenzheng catalogue match|corrections`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.models import Department
from bot.store import catalogue, people
from bot.store.catalogue import NewCorrection
from tests.conftest import NOW
from tests.store.talk import opened

if TYPE_CHECKING:
    from bot.store import Transaction
    from tests.commands.conftest import CommandLine


def learn(tx: Transaction) -> None:
    """Two units, a topic, and an official who knew better."""
    for unit, name in (("water", "水务局"), ("streets", "城管局")):
        people.keep_department(tx, Department(unit, name))
    official = people.add_official(tx, "王芳", "water", (), NOW)
    catalogue.keep_topic(tx, catalogue.Topic("water-outage", "停水", "water", ("没水了",)))
    ticket = opened(tx, NOW)
    new = NewCorrection(ticket.id, "景观水池没水了", "streets", "water", official.id)
    catalogue.correct(tx, new, NOW)


def test_a_correction_is_seen_used_and_removed(shell: CommandLine) -> None:
    """`match` goes by it while it is there, and goes by the topics again afterwards."""
    shell.do(learn)
    (learnt,) = shell.json("catalogue", "corrections", "list")
    assert learnt["wording"] == "景观水池没水了"
    assert (learnt["instead_of"], learnt["department"]) == ("water", "streets")
    assert "王芳" in shell.run("catalogue", "corrections", "list").stdout
    best = shell.json("catalogue", "match", "景观水池没水了")[0]
    assert (best["department"], best["correction"]) == ("streets", learnt["id"])
    shell.run("catalogue", "corrections", "remove", learnt["id"])
    best = shell.json("catalogue", "match", "景观水池没水了")[0]
    assert (best["department"], best["topic"], best["correction"]) == (
        "water",
        "water-outage",
        None,
    )
    assert "water" in shell.run("catalogue", "match", "没水了").stdout
    assert "no correction" in shell.refused("catalogue", "corrections", "remove", learnt["id"])
    assert "Nothing" in shell.run("catalogue", "corrections", "list").stdout
    assert "duty desk" in shell.run("catalogue", "match", "？").stdout
