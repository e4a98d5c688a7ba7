"""Folding: text as it is compared: lower case, no diacritics, one spelling of look-alike letters, offsets kept.

People write "moechte", "zaluje" or "ΘΕΛΩ"; cue words are written properly in nlu/languages. Both are folded, and
every folded character remembers the character of the original it came from, so that a match can be shown there.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from nlu.understanding import Span

# Letters that Unicode does not decompose, and Arabic and Greek letters that people write interchangeably.
_LETTERS = {
    "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th",
    "ς": "σ", "ґ": "г",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": "",
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‑": "-", "‐": "-", "–": "-", "—": "-",
    "„": '"', "“": '"', "”": '"', "«": '"', "»": '"', "‹": '"', "›": '"', "\u00a0": " ", "\u200f": "", "\u200e": "",
    "٠": "0", "١": "1", "٢": "2", "٣": "3", "٤": "4", "٥": "5", "٦": "6", "٧": "7", "٨": "8", "٩": "9",
    "،": ",", "؛": ";", "؟": "?",
}  # fmt: skip
_FRACTION = "\u2044"  # "¼" is not the number 1: it stays as it is written


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    folded = []
    for lower in character.lower():
        if (mapped := _LETTERS.get(lower)) is not None:
            folded.append(mapped)
            continue
        parts = unicodedata.normalize("NFKD", lower)
        for part in lower if _FRACTION in parts else parts:
            if not unicodedata.combining(part):
                folded.append(_LETTERS.get(part, part))
    return "".join(folded)


def fold(text: str) -> str:
    """The folded text alone."""
    return "".join(map(_fold_character, text))


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` folded; `origin[i]` is the index in the original of the character that gave `text[i]`."""

    original: str
    text: str
    origin: tuple[int, ...]

    @classmethod
    def of(cls, original: str) -> Folded:
        pieces: list[str] = []
        origin: list[int] = []
        for position, character in enumerate(original):
            piece = _fold_character(character)
            pieces.append(piece)
            origin.extend([position] * len(piece))
        return cls(original, "".join(pieces), tuple(origin))

    def span(self, start: int, end: int) -> Span:
        """The span of the original behind folded characters start..end (end excluded, not empty)."""
        last = self.origin[end - 1] + 1
        # A combining mark folds to nothing: it belongs to the letter before it.
        while last < len(self.original) and unicodedata.combining(self.original[last]):
            last += 1
        return Span(self.origin[start], last)
