"""Vectors are kept by model and text, and are found again nearly as they were."""

from __future__ import annotations

from functools import partial

import numpy as np

from bot.store import Database, vectors
from faq.encoders import unit

TEXTS = ("停水了找谁", "身份证丢了", "how do I pay")
ROWS = unit(np.random.default_rng(6).normal(size=(3, 32)).astype(np.float32))
KEPT = {vectors.digest_of(text): row for text, row in zip(TEXTS, ROWS, strict=True)}


async def test_what_is_kept_is_found_by_its_model(database: Database) -> None:
    """To the third digit; another model has its own, and a second writer changes nothing."""
    await database.transaction(partial(vectors.keep, model="one", vectors=KEPT))
    await database.transaction(partial(vectors.keep, model="one", vectors=KEPT))
    found = await database.read(partial(vectors.of_model, model="one"))
    assert found.keys() == KEPT.keys()
    for digest, row in KEPT.items():
        assert np.allclose(found[digest], row, atol=1e-3)
    assert await database.read(partial(vectors.of_model, model="other")) == {}


async def test_what_the_faq_no_longer_has_is_forgotten(database: Database) -> None:
    """Text by text."""
    await database.transaction(partial(vectors.keep, model="one", vectors=KEPT))
    gone = [vectors.digest_of(TEXTS[0])]
    await database.transaction(partial(vectors.drop, model="one", digests=gone))
    found = await database.read(partial(vectors.of_model, model="one"))
    assert found.keys() == KEPT.keys() - set(gone)


async def test_many_are_read_page_by_page(database: Database) -> None:
    """All of them."""
    many = {vectors.digest_of(str(at)): ROWS[at % 3] for at in range(2_100)}
    await database.transaction(partial(vectors.keep, model="one", vectors=many))
    assert (await database.read(partial(vectors.of_model, model="one"))).keys() == many.keys()
