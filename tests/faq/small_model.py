"""A sentence encoder so small that a test can make it: a vector for each word, in ONNX."""

from __future__ import annotations

from pathlib import Path

import numpy as np

WORDS = ("[UNK]", "query:", "water", "power", "tax")
"""Each is one direction of the space."""


def write_model(folder: Path, *, pooled: bool = False) -> Path:
    """Write model.onnx and tokenizer.json; with `pooled` the model itself makes one vector."""
    from onnx import TensorProto, checker, helper, numpy_helper, save
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import WhitespaceSplit

    folder.mkdir(parents=True, exist_ok=True)
    words = Tokenizer(WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]"))
    words.pre_tokenizer = WhitespaceSplit()
    words.save(str(folder / "tokenizer.json"))
    table = numpy_helper.from_array(np.eye(len(WORDS), dtype=np.float32), "table")
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["pieces"])]
    shape: list[str | int] = ["texts", "pieces", len(WORDS)]
    output = "pieces"
    if pooled:
        nodes.append(helper.make_node("ReduceMax", ["pieces", "axes"], ["whole"], keepdims=0))
        shape, output = ["texts", len(WORDS)], "whole"
    graph = helper.make_graph(
        nodes,
        "small",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "pieces"])
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)],
        [table, numpy_helper.from_array(np.array([1]), "axes")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    checker.check_model(model)
    save(model, str(folder / "model.onnx"))
    return folder
