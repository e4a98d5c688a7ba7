"""Names of bodies compared: the same letters and digits in the same order, whatever their case, accents or marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MARKS = re.compile(r"[\W_]+")


@lru_cache(maxsize=16384)
def folded(name: str) -> str:
    """`name` as it is compared: "École Polytechnique" and "ecole polytechnique" are one. No guessing beyond that."""
    letters = unicodedata.normalize("NFKD", name)
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return _MARKS.sub(" ", bare.casefold()).strip()
