"""Gender forms in one ESCO label ("Kellner/Kellnerin", "analitičar/analitičarka ekonomske politike"), taken apart.

A slash also joins things that are no gender forms ("film/video", "TCP/IP", "bezetter/stukadoor"), so a label is only
taken apart where the words on both sides are plainly forms of one word: they begin alike (at least three letters and
half of the shorter word, accents aside). What is left over after the second form belongs to both. A label that does
not pass stays whole.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_MARKERS = re.compile(r"\s*/{1,2}\s*(fmn|mfn|mn|fn|nmf|f|m|n)$")
_GERMAN_FEMININE = re.compile(r"in(nen)?$")


def gender_forms(label: str, language: str) -> tuple[str, ...]:
    """The separate forms of `label`, or the label alone. Markers of "both forms" ("//mfn") are taken off."""
    bare = _MARKERS.sub("", label)
    if "/" not in bare:
        return (bare,)
    for position in (match.start() for match in re.finditer("/", bare)):
        left, right = bare[:position].split(), bare[position + 1 :].split()
        if not left or not right or left[-1].endswith("-") or right[0].startswith("-schw"):
            continue
        forms = (
            _appended_ending(left, right, language)
            or _pair(left, right)
            or _whole_phrases(left, right)
            or _inner_pair(left, right, language)
        )
        if forms:
            return forms
    return (bare,)


def _pair(left: list[str], right: list[str]) -> tuple[str, ...] | None:
    """ "X/Y", "X for Z/Y for Z" and "X/Y rest": each word of the left side pairs with one of the right."""
    if len(right) < len(left) or not all(_alike(a, b) for a, b in zip(left, right, strict=False)):
        return None
    if " ".join(left).casefold() == " ".join(right[: len(left)]).casefold():
        return None
    rest = right[len(left) :]
    return " ".join([*left, *rest]), " ".join(right)


def _appended_ending(left: list[str], right: list[str], language: str) -> tuple[str, ...] | None:
    """German "Dozent/in für Archäologie"."""
    ending = right[0].lstrip("-")
    if language != "de" or ending not in ("in", "innen"):
        return None
    return " ".join([*left, *right[1:]]), " ".join([*left[:-1], left[-1] + ending, *right[1:]])


def _whole_phrases(left: list[str], right: list[str]) -> tuple[str, ...] | None:
    """Two whole phrases that differ in a small word ("addetto macchine per X/addetta alle macchine per X")."""
    ends_alike = len(left) > 2 and len(right) > 2 and left[-1].casefold() == right[-1].casefold()
    if not ends_alike or not _alike(left[0], right[0]) or left[0].casefold() == right[0].casefold():
        return None
    return " ".join(left), " ".join(right)


def _inner_pair(left: list[str], right: list[str], language: str) -> tuple[str, ...] | None:
    """One word pairs in the middle of a phrase ("IKT savjetnik/savjetnica za sigurnost", "Vitalzeichen von
    Patienten/Patientinnen überwachen"). German compounds begin alike too easily: the ending must be feminine."""
    if language == "de" and not _GERMAN_FEMININE.search(right[0].rstrip(",")):
        return None
    if not _alike(left[-1], right[0]) or left[-1].casefold() == right[0].casefold():
        return None
    return " ".join([*left, *right[1:]]), " ".join([*left[:-1], *right])


def _alike(first: str, second: str) -> bool:
    if first.casefold() == second.casefold():
        return True
    a, b = _telling_parts(first, second)
    common = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        common += 1
    return common >= 3 and common * 2 >= min(len(a), len(b))


def _telling_parts(first: str, second: str) -> tuple[str, str]:
    """The first parts of two hyphenated words that differ ("IKT-savjetnik", "IKT-savjetnica" -> the second parts)."""
    parts = ((_folded(a), _folded(b)) for a, b in zip(first.split("-"), second.split("-"), strict=False))
    return next((pair for pair in parts if pair[0] != pair[1]), ("", ""))


@cache
def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
