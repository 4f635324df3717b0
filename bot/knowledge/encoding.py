"""Who reads texts for their meaning: an encoder in this process, or an address in the city."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

import aiohttp
import msgspec
import numpy as np

from bot.errors import WenzhengError
from faq.encoders import EncoderError, clipped, installed, opened, unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.settings import Settings
    from faq.encoders import Encoder

    Floats = NDArray[np.float32]

AUTO, OFF = "auto", "off"
_PATH = "/embeddings"
_SECONDS = 60.0  # for a batch; a resident's question has a shorter limit of its own


class EncodingError(WenzhengError):
    """Texts could not be read for their meaning: who failed, and why."""


class Reader(Protocol):
    """Makes vectors of texts without holding the event loop."""

    @property
    def model(self) -> str:
        """What made the vectors; see `faq.encoders.Encoder`."""

    async def read(self, texts: Sequence[str]) -> Floats:
        """A row of length 1 for each text. Raises `EncodingError`."""


def encoder_name(settings: Settings) -> str:
    """The encoder that the settings ask for, or that is there; empty where there is none."""
    name = settings.matching.encoder
    if name == OFF:
        return ""
    return installed() if name == AUTO else name


def reader_of(settings: Settings) -> Reader | None:
    """Who reads texts, by the settings. Raises `EncodingError` where that cannot be opened."""
    name = encoder_name(settings)
    if not name:
        return None
    encoder = settings.encoder
    if is_address(name):
        return Address(name, encoder.model, encoder.key, encoder.prefix)
    try:
        return Beside(opened(name, encoder.prefix, encoder.pooling))
    except EncoderError as error:
        raise EncodingError(str(error)) from error


def is_address(name: str) -> bool:
    """Whether an encoder's name is an address."""
    return name.startswith(("http://", "https://"))


class Beside:
    """An encoder of this process, in a thread of its own: one text after the other."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._thread = ThreadPoolExecutor(1, "encoder")
        self.model = encoder.model

    async def read(self, texts: Sequence[str]) -> Floats:
        """A row for each text; one that nobody waits for any more is not begun."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, self._encoder.encode, texts
        )


class Address:
    """A server with the interface of OpenAI's embeddings, in the city's own network."""

    def __init__(self, url: str, model: str = "", key: str = "", prefix: str = "") -> None:
        self._url = url.rstrip("/").removesuffix(_PATH) + _PATH
        self._asked_for = model
        self._key = key
        self._prefix = prefix
        self.model = f"{model or self._url}|{prefix}"

    async def read(self, texts: Sequence[str]) -> Floats:
        """A row for each text. Raises `EncodingError`."""
        asked = {
            "model": self._asked_for,
            "input": [self._prefix + (clipped(text) or " ") for text in texts],
            "encoding_format": "float",
        }
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        timeout = aiohttp.ClientTimeout(total=_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=True) as http,
                http.post(
                    self._url, json=asked, headers=headers, raise_for_status=True
                ) as response,
            ):
                return _rows(await response.read(), len(texts))
        except (TimeoutError, aiohttp.ClientError, msgspec.MsgspecError, ValueError) as error:
            raise EncodingError(
                f"the encoder at {self._url} did not answer as expected "
                f"({type(error).__name__}: {error})"
            ) from error


class _Embedding(msgspec.Struct):
    embedding: list[float]
    index: int = 0


class _Answer(msgspec.Struct):
    data: list[_Embedding]


def _rows(body: bytes, texts: int) -> Floats:
    """The vectors of an answer in the order of the texts. Raises ValueError: not so many."""
    data = sorted(msgspec.json.decode(body, type=_Answer).data, key=lambda each: each.index)
    with np.errstate(over="ignore"):  # what is no number that counts becomes none
        rows = np.array([each.embedding for each in data], np.float32)
    if rows.ndim != 2 or len(rows) != texts or not rows.size:
        raise ValueError(f"{len(data)} vectors for {texts} texts")
    return unit(rows)
