"""The encoder's folder: what sentence-transformers, onnxruntime and we read, written from the 4-bit file.

onnx/model.onnx  tokenizer.json  tokenizer_config.json  special_tokens_map.json  config.json  modules.json
sentence_bert_config.json  config_sentence_transformers.json  1_Pooling/config.json  [model.safetensors]
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from nlu import e5_graph, vocabulary
from nlu.e5_file import E5File, Floats

ONNX_FILE = Path("onnx") / "model.onnx"
ONNX_DATA_FILE = Path("onnx") / "model.onnx_data"  # the name that optimum and sentence-transformers expect
TOKENIZER_FILE = Path("tokenizer.json")
FILES = (ONNX_FILE, ONNX_DATA_FILE, TOKENIZER_FILE)  # all that vectors depend on
_ROLES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write(weights: E5File, folder: Path, *, safetensors: bool = False) -> int:
    """Writes the folder, returns the number of pieces kept."""
    kept = vocabulary.kept_pieces(weights.pieces)
    (folder / ONNX_FILE.parent).mkdir(parents=True, exist_ok=True)
    # Weights in a file of their own are mapped, not read: 140 MB less resident, and processes share them.
    onnx.save(
        e5_graph.build(weights, kept),
        str(folder / ONNX_FILE),
        save_as_external_data=True,
        location=ONNX_DATA_FILE.name,
        size_threshold=1024,
    )
    (folder / ONNX_DATA_FILE).chmod(0o644)
    tokenizer = vocabulary.tokenizer_json([weights.pieces[i] for i in kept], [weights.scores[i] for i in kept])
    (folder / TOKENIZER_FILE).write_text(tokenizer, encoding="utf-8")
    for name, content in _settings(weights, len(kept)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    if safetensors:
        _write_safetensors(folder / "model.safetensors", dict(_bert_tensors(weights, kept)))
    return len(kept)


def _settings(weights: E5File, rows: int) -> dict[str, Any]:
    special = {
        "bos_token": "<s>",
        "eos_token": "</s>",
        "unk_token": "<unk>",
        "pad_token": "<pad>",
        "cls_token": "<s>",
        "sep_token": "</s>",
        "mask_token": "<mask>",
    }
    module = "sentence_transformers.models."
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": weights.hidden,
            "num_hidden_layers": weights.layers,
            "num_attention_heads": weights.heads,
            "intermediate_size": weights.intermediate,
            "vocab_size": rows,
            "max_position_embeddings": weights.positions,
            "type_vocab_size": weights.token_types,
            "layer_norm_eps": weights.epsilon,
            "hidden_act": "gelu",
            "hidden_dropout_prob": 0.1,
            "attention_probs_dropout_prob": 0.1,
            "position_embedding_type": "absolute",
            "pad_token_id": vocabulary.SPECIAL.index("<pad>"),
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": vocabulary.MAX_TOKENS,
            "model_input_names": list(e5_graph.INPUTS),
            **special,
        },
        "special_tokens_map.json": special,
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": module + "Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": module + "Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": module + "Normalize"},
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": weights.hidden,
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "sentence_bert_config.json": {"max_seq_length": vocabulary.MAX_TOKENS, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "query: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _bert_tensors(weights: E5File, kept: Sequence[int]) -> Iterator[tuple[str, Floats]]:
    """The names BertModel gives its weights, in float32."""
    hidden, wide = weights.hidden, weights.intermediate
    yield "embeddings.word_embeddings.weight", weights.floats("emb.word", -1, hidden)[list(kept)]
    yield "embeddings.position_embeddings.weight", weights.floats("emb.pos", -1, hidden)
    yield "embeddings.token_type_embeddings.weight", weights.floats("emb.type", -1, hidden)
    yield "embeddings.LayerNorm.weight", weights.floats("emb.ln.w", -1)
    yield "embeddings.LayerNorm.bias", weights.floats("emb.ln.b", -1)
    shapes = {"fi": (wide, hidden), "fo": (hidden, wide), "aln": (hidden,), "oln": (hidden,)}
    for layer in range(weights.layers):
        for short, role in _ROLES.items():
            shape = shapes.get(short, (hidden, hidden))
            yield f"encoder.layer.{layer}.{role}.weight", weights.floats(f"l{layer}.{short}.w", *shape)
            yield f"encoder.layer.{layer}.{role}.bias", weights.floats(f"l{layer}.{short}.b", -1)


def _write_safetensors(path: Path, tensors: dict[str, Floats]) -> None:
    """The safetensors format: the header's length (u64), a JSON header, then the raw float32 values."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [end, end + tensor.nbytes]}
        end += tensor.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(np.ascontiguousarray(tensor, "<f4").tobytes())
