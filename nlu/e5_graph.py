"""multilingual-e5-small (a BERT) as an ONNX graph, written without torch.

The embedding table stays as the file's 4-bit codes (int8 here) with one scale per 32 weights: nothing is lost and a
quarter of the memory is used. The other matrices are float32. Outputs: `last_hidden_state` [batch, tokens, hidden]
for other runtimes, and `embedding` [batch, hidden], the mean over the tokens that the mask keeps, of unit length.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from nlu.e5_file import BLOCK, E5File

OPSET = 17
IR_VERSION = 9
_MASKED = np.float32(-1e9)  # added to the attention scores of padding


class _Graph:
    """Collects nodes and constants; a node is named by its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: npt.ArrayLike) -> str:
        array = np.ascontiguousarray(value) if np.ndim(value) else np.asarray(value)
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def integers(self, name: str, *values: int) -> str:
        return self.constant(name, np.array(values, np.int64))

    def node(self, kind: str, inputs: Sequence[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(kind, list(inputs), [output], name=output, **attributes))
        return output


def build(weights: E5File, kept: Sequence[int]) -> onnx.ModelProto:
    """The model whose token ids are positions in `kept` (ids in `weights`); raises onnx's error if not valid."""
    graph = _Graph()
    _shared_constants(graph, weights)
    mask = graph.node("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    states = _embeddings(graph, weights, kept)
    hidden_mask = graph.node("Unsqueeze", [mask, "axes_1_2"], "mask_heads")
    bias = graph.node("Mul", [graph.node("Sub", ["1", hidden_mask], "padding"), "masked"], "bias")
    for number in range(weights.layers):
        states = _layer(graph, weights, number, states, bias)
    graph.node("Identity", [states], "last_hidden_state")
    _pooling(graph, states, mask)
    proto = helper.make_graph(
        graph.nodes,
        "multilingual-e5-small",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in INPUTS],
        [
            helper.make_tensor_value_info(
                "last_hidden_state", TensorProto.FLOAT, ["batch", "tokens", weights.hidden]
            ),
            helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", weights.hidden]),
        ],
        graph.constants,
    )
    model = helper.make_model(proto, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    return model


INPUTS = ("input_ids", "attention_mask")


def _shared_constants(graph: _Graph, weights: E5File) -> None:
    hidden, heads = weights.hidden, weights.heads
    graph.integers("shape_blocks", 0, 0, hidden // BLOCK, BLOCK)
    graph.integers("shape_hidden", 0, 0, hidden)
    graph.integers("shape_heads", 0, 0, heads, hidden // heads)
    graph.integers("axis_1", 1)
    graph.integers("axis_2", 2)
    graph.integers("axis_3", 3)
    graph.integers("axes_1_2", 1, 2)
    graph.integers("first", 0)
    graph.constant("1", np.float32(1))
    graph.constant("half", np.float32(0.5))
    graph.constant("masked", _MASKED)
    graph.constant("sqrt_half", np.float32(math.sqrt(0.5)))
    graph.constant("tiny", np.float32(1e-12))


def _normalise(graph: _Graph, weights: E5File, states: str, name: str) -> str:
    scale = graph.constant(f"{name}.w", weights.floats(f"{name}.w", weights.hidden))
    shift = graph.constant(f"{name}.b", weights.floats(f"{name}.b", weights.hidden))
    return graph.node("LayerNormalization", [states, scale, shift], name, axis=-1, epsilon=weights.epsilon)


def _embeddings(graph: _Graph, weights: E5File, kept: Sequence[int]) -> str:
    hidden = weights.hidden
    words = weights.tensors["emb.word"]
    if words.scales is None:
        raise ValueError("The embedding table is stored as float32; 4-bit blocks were expected.")
    codes = words.values.reshape(-1, hidden)[list(kept)]
    scales = words.scales.reshape(-1, hidden // BLOCK)[list(kept)]
    gathered = graph.node("Gather", [graph.constant("codes", codes), "input_ids"], "token_codes")
    blocks = graph.node(
        "Reshape",
        [graph.node("Cast", [gathered], "token_floats", to=TensorProto.FLOAT), "shape_blocks"],
        "token_blocks",
    )
    gathered_scales = graph.node("Gather", [graph.constant("scales", scales), "input_ids"], "token_scales")
    factors = graph.node("Unsqueeze", [gathered_scales, "axis_3"], "token_factors")
    tokens = graph.node("Reshape", [graph.node("Mul", [blocks, factors], "dequantised"), "shape_hidden"], "tokens")
    positions = graph.constant("positions", weights.floats("emb.pos", weights.positions, hidden))
    kind = graph.constant("token_type", weights.floats("emb.type", weights.token_types, hidden)[0])
    length = graph.node("Shape", ["input_ids"], "length", start=1, end=2)
    placed = graph.node("Slice", [positions, "first", length, "first"], "placed")
    states = graph.node("Add", [graph.node("Add", [tokens, kind], "typed_tokens"), placed], "placed_tokens")
    return _normalise(graph, weights, states, "emb.ln")


def _linear(
    graph: _Graph, weights: E5File, states: str, name: str, rows: int, columns: int, scale: float = 1.0
) -> str:
    matrix = graph.constant(f"{name}.w", weights.floats(f"{name}.w", rows, columns).T * np.float32(scale))
    shift = graph.constant(f"{name}.b", weights.floats(f"{name}.b", rows) * np.float32(scale))
    return graph.node("Add", [graph.node("MatMul", [states, matrix], f"{name}.product"), shift], name)


def _layer(graph: _Graph, weights: E5File, number: int, states: str, bias: str) -> str:
    at = f"l{number}"
    hidden, wide = weights.hidden, weights.intermediate

    def heads(name: str, order: list[int], scale: float = 1.0) -> str:
        projected = _linear(graph, weights, states, f"{at}.{name}", hidden, hidden, scale)
        split = graph.node("Reshape", [projected, "shape_heads"], f"{at}.{name}.split")
        return graph.node("Transpose", [split], f"{at}.{name}.heads", perm=order)

    query = heads("q", [0, 2, 1, 3], (hidden // weights.heads) ** -0.5)
    key = heads("k", [0, 2, 3, 1])
    value = heads("v", [0, 2, 1, 3])
    scores = graph.node("Add", [graph.node("MatMul", [query, key], f"{at}.scores"), bias], f"{at}.biased")
    attention = graph.node("Softmax", [scores], f"{at}.attention", axis=-1)
    mixed = graph.node("MatMul", [attention, value], f"{at}.mixed")
    joined = graph.node("Transpose", [mixed], f"{at}.joined", perm=[0, 2, 1, 3])
    context = graph.node("Reshape", [joined, "shape_hidden"], f"{at}.context")
    attended = graph.node(
        "Add", [_linear(graph, weights, context, f"{at}.ao", hidden, hidden), states], f"{at}.attended"
    )
    states = _normalise(graph, weights, attended, f"{at}.aln")
    inner = _gelu(graph, _linear(graph, weights, states, f"{at}.fi", wide, hidden), f"{at}.gelu")
    outer = _linear(graph, weights, inner, f"{at}.fo", hidden, wide)
    return _normalise(graph, weights, graph.node("Add", [outer, states], f"{at}.fed"), f"{at}.oln")


def _gelu(graph: _Graph, states: str, name: str) -> str:
    """x * (1 + erf(x / sqrt 2)) / 2, in the form onnxruntime fuses into one kernel."""
    erf = graph.node("Erf", [graph.node("Mul", [states, "sqrt_half"], f"{name}.scaled")], f"{name}.erf")
    gate = graph.node("Add", [erf, "1"], f"{name}.gate")
    return graph.node("Mul", [graph.node("Mul", [states, gate], f"{name}.gated"), "half"], name)


def _pooling(graph: _Graph, states: str, mask: str) -> None:
    """Sum over the kept tokens, then unit length: the divisor of the mean cancels."""
    wide_mask = graph.node("Unsqueeze", [mask, "axis_2"], "mask_hidden")
    total = graph.node(
        "ReduceSum", [graph.node("Mul", [states, wide_mask], "kept_states"), "axis_1"], "total", keepdims=0
    )
    squares = graph.node("ReduceSum", [graph.node("Mul", [total, total], "squares"), "axis_1"], "square", keepdims=1)
    length = graph.node("Sqrt", [graph.node("Add", [squares, "tiny"], "square_safe")], "norm")
    graph.node("Div", [total, length], "embedding")
