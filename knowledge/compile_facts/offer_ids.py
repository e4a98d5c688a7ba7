"""Readable ids that stay the same on every recompile: made of the offer's own words and number, never of its row."""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_LENGTH = 80
_UNDECOMPOSED = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})


def slug(text: str) -> str:
    """`text` in lower-case ASCII letters, digits and single hyphens; "" when none of its letters is Latin."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_UNDECOMPOSED))
    ascii_only = plain.encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def offer_id(source: str, words: str, key: str) -> str:
    """`source`-`words` as a slug of at most 80 characters.

    `key` names the record in its source (a number, a URL). It is appended, as it is or as a short digest, when the
    words give too little to tell offers apart or had to be cut.
    """
    readable = slug(words)
    whole = f"{source}-{readable}".strip("-")
    if len(readable) >= 3 and len(whole) <= MAX_LENGTH:
        return whole
    mark = slug(key) if 0 < len(slug(key)) <= 12 else hashlib.sha256(key.encode()).hexdigest()[:8]
    return f"{whole[: MAX_LENGTH - len(mark) - 1].strip('-')}-{mark}"
