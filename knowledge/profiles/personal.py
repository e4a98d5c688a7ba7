"""What tells who somebody is, kept out of every text: values of personal fields, addresses, numbers, links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

MOST_CHARS = 600
"""Characters of one text that are read."""

_SHORTEST = 3
_MAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.\w+")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\w)\+?\d(?:[\s().\-/]{0,2}\d){5,}(?!\w)")
"""Six digits and more, however they are set: telephones, numbers of papers, days of birth written out."""
_YEARS = re.compile(r"\b(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d\b")
_BREAK = re.compile(r"<\s*(?:br|/p|/li|/div|li|p)\b[^>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"<\s*(script|style)\b.*?(?:<\s*/\s*\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_APART = re.compile(r"[\n\r;•·▪●]+|(?:^|(?<=\s))[-–*](?=\s)")


class Personal:
    """The values of a file's personal fields. Asked of a text, it tells whether one of them stands in it."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        words: set[str] = set()
        for value in values:
            whole = " ".join(value.split())
            # each part of a name by itself: a job's description says "Maria", not "Maria Rossi"
            words.update(part.strip(".,;:()") for part in (whole, *whole.split()))
        kept = sorted((word for word in words if len(word) >= _SHORTEST), key=len, reverse=True)
        pattern = "|".join(map(re.escape, kept))
        self._pattern = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) if kept else None
        self.left_out = 0

    def phrases(self, text: object) -> list[str]:
        """The lines and list items of a text, plain; those that name the person are left out and counted."""
        found = []
        for phrase in _APART.split(_plain(text)):
            words = " ".join(phrase.split())[:MOST_CHARS].strip(" -–*,.")
            if self._tells(words):
                self.left_out += 1
            elif sum(map(str.isalpha, words)) > 1:
                found.append(words)
        return found

    def words(self, text: object) -> str | None:
        """A short text on one line; None where it is empty or names the person."""
        words = " ".join(_plain(text).split())[:MOST_CHARS].strip(" -–*,")
        if self._tells(words):
            self.left_out += 1
            return None
        return words if sum(map(str.isalpha, words)) > 1 else None

    def _tells(self, words: str) -> bool:
        return bool(
            _MAIL.search(words)
            or _LINK.search(words)
            or _NUMBER.search(_YEARS.sub(" ", words))
            or (self._pattern and self._pattern.search(words))
        )


def _plain(text: object) -> str:
    """`text` without markup. Scripts go with what is in them."""
    if not isinstance(text, str):
        return ""
    cut = text[:200_000]
    for _ in range(2):  # the portal's editor stores markup as escaped text
        cut = unescape(_TAG.sub(" ", _BREAK.sub("\n", _HIDDEN.sub(" ", cut))))
    return _TAG.sub(" ", _HIDDEN.sub(" ", cut))
