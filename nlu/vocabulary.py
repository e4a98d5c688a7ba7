"""The unigram vocabulary of multilingual-e5-small, kept to the scripts of our 26 languages, as a tokenizer file.

Three quarters of a small multilingual model are its embedding table; pieces in scripts that no language of ours is
written in (CJK, Devanagari, Thai …) only cost memory. Dropping a piece changes no segmentation of text that
contains none of its characters.
"""

from __future__ import annotations

import functools
import json
import unicodedata
from typing import Any

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
MASK = "<mask>"
MAX_TOKENS = 512

_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "COMBINING", "MODIFIER LETTER", "FULLWIDTH LATIN")
_METASPACE = "▁"
_PICTURES = range(0x1F300, 0x1FB00)


@functools.cache
def _written_here(character: str) -> bool:
    if character == _METASPACE or character.isascii():
        return True
    if unicodedata.category(character)[0] in "LM":
        return unicodedata.name(character, "").startswith(_SCRIPTS) or ord(character) < 0x250
    # Digits, punctuation, symbols, spaces: shared by all scripts below the CJK blocks; and emoji.
    return ord(character) < 0x3000 or ord(character) in _PICTURES


def kept_pieces(pieces: tuple[str, ...]) -> list[int]:
    """Ids of the pieces to keep, ascending: the special ones, and those written in our scripts only."""
    return [
        number
        for number, piece in enumerate(pieces)
        if piece in SPECIAL or piece == MASK or all(_written_here(character) for character in piece)
    ]


def tokenizer_json(pieces: list[str], scores: list[float]) -> str:
    """A Hugging Face tokenizers file. Normalisation is SentencePiece's nmt_nfkc, said with standard parts."""
    special = [piece for piece in (*SPECIAL, MASK) if piece in pieces]
    template: list[dict[str, Any]] = [
        {"SpecialToken": {"id": "<s>", "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": "</s>", "type_id": 0}},
    ]
    second: list[dict[str, Any]] = [
        {"SpecialToken": {"id": "</s>", "type_id": 0}},
        {"Sequence": {"id": "B", "type_id": 0}},
        {"SpecialToken": {"id": "</s>", "type_id": 0}},
    ]
    content = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": pieces.index(piece),
                "content": piece,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for piece in special
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Nmt"},
                {"type": "NFKC"},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
                {"type": "Strip", "strip_left": True, "strip_right": True},
            ],
        },
        "pre_tokenizer": {"type": "Metaspace", "replacement": _METASPACE, "prepend_scheme": "always", "split": True},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": template,
            "pair": template + second,
            "special_tokens": {
                piece: {"id": piece, "ids": [pieces.index(piece)], "tokens": [piece]} for piece in ("<s>", "</s>")
            },
        },
        "decoder": {"type": "Metaspace", "replacement": _METASPACE, "prepend_scheme": "always", "split": True},
        "model": {
            "type": "Unigram",
            "unk_id": pieces.index("<unk>"),
            "vocab": [[piece, score] for piece, score in zip(pieces, scores, strict=True)],
            "byte_fallback": False,
        },
    }
    return json.dumps(content, ensure_ascii=False)
