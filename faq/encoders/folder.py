"""Any sentence encoder that lies in a folder as an ONNX model with its tokenizer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec
import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from faq.encoders import EncoderError, clipped, unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from faq.encoders import Floats

POOLINGS = ("mean", "first")
"""How the vectors of a text's pieces become one: their mean, or the first of them."""

_MODELS = ("model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx")
_TOKENIZER = "tokenizer.json"
_POOLING = "1_Pooling/config.json"  # as sentence-transformers writes it
_BATCH = 32
_MOST_PIECES = 192  # more than LONGEST characters and a prefix become


class _Pooling(msgspec.Struct):
    pooling_mode_cls_token: bool = False


class _Session(Protocol):
    def run(
        self, names: list[str] | None, inputs: Mapping[str, NDArray[np.int64]]
    ) -> list[Floats]: ...


class Folder:
    """A folder with model.onnx and tokenizer.json, as sentence-transformers exports them.

    `prefix` is what the model wants before every text ("query: " of the E5 family). A model that
    gives one vector a text needs no pooling.
    """

    def __init__(
        self, name: str, session: _Session, tokenizer: Tokenizer, prefix: str, pooling: str
    ) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._prefix = prefix
        self._pooling = pooling
        self._inputs = {each.name for each in session.get_inputs()}  # type: ignore[attr-defined]
        self.dimension = int(self.encode(["."]).shape[1])
        self.model = f"{name}|{prefix}|{pooling}|{self.dimension}"

    @classmethod
    def open(cls, path: str, prefix: str = "", pooling: str = "") -> Folder:
        """The model in a folder. EncoderError: what is missing there."""
        folder = Path(path).expanduser()
        model = next((folder / name for name in _MODELS if (folder / name).is_file()), None)
        if model is None or not (folder / _TOKENIZER).is_file():
            raise EncoderError(
                f"{folder} is no encoder's folder: it needs {_MODELS[0]} (or {_MODELS[1]}) "
                f"and {_TOKENIZER}"
            )
        if pooling and pooling not in POOLINGS:
            raise EncoderError(f"the pooling {pooling!r} is unknown: write {' or '.join(POOLINGS)}")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # messages of other residents need the other processors
        try:
            session = onnxruntime.InferenceSession(
                str(model), options, providers=["CPUExecutionProvider"]
            )
            tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
            tokenizer.no_padding()
            tokenizer.enable_truncation(_MOST_PIECES)
            return cls(
                folder.resolve().name, session, tokenizer, prefix, pooling or _pooling_of(folder)
            )
        except EncoderError:
            raise
        except Exception as error:  # both libraries raise plain exceptions of their own
            raise EncoderError(f"{model} cannot be loaded: {error}") from error

    def encode(self, texts: Sequence[str]) -> Floats:
        """A row for each text."""
        batches = [
            self._encoded([self._prefix + clipped(text) for text in texts[at : at + _BATCH]])
            for at in range(0, len(texts), _BATCH)
        ]
        if not batches:
            return np.empty((0, self.dimension), np.float32)
        return unit(np.concatenate(batches))

    def _encoded(self, texts: list[str]) -> Floats:
        pieces = [each.ids for each in self._tokenizer.encode_batch(texts)]
        longest = max(1, *map(len, pieces))
        ids = np.zeros((len(texts), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, own in enumerate(pieces):
            ids[row, : len(own)] = own
            mask[row, : len(own)] = 1
        known = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        output = self._session.run(
            None, {name: each for name, each in known.items() if name in self._inputs}
        )[0]
        return output if output.ndim == 2 else self._pooled(output, mask)

    def _pooled(self, output: Floats, mask: NDArray[np.int64]) -> Floats:
        if self._pooling == "first":
            return output[:, 0]
        shares = mask[:, :, None].astype(np.float32)
        return np.asarray((output * shares).sum(axis=1) / np.maximum(shares.sum(axis=1), 1))


def _pooling_of(folder: Path) -> str:
    try:
        told = msgspec.json.decode((folder / _POOLING).read_bytes(), type=_Pooling)
    except (OSError, msgspec.MsgspecError):
        return POOLINGS[0]
    return "first" if told.pooling_mode_cls_token else "mean"
