"""Languages as feeds name them: codes of ISO 639, tags of BCP 47, EU authority URIs, names in the 26 languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale
from babel.core import get_global

from knowledge.feeds.values import UnreadableError
from knowledge.languages import CODES, folded

EXPECTED = "a language such as de, deu or German"
MOST = 30

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*\Z")
_AUTHORITY = re.compile(r"https?://publications\.europa\.eu/resource/authority/language/([A-Za-z]{3})/?\Z")


def languages(value: object) -> tuple[str, ...]:
    """Codes of ISO 639-1, each once, in the order given. Every entry must be a language."""
    if isinstance(value, str):
        values: list[object] = [value]
        if _code(value) is None:
            values = [part for part in re.split(r"[,;/|]", value) if part.strip()] if "://" not in value else [value]
    elif isinstance(value, list | tuple):
        values = list(value)
    else:
        raise UnreadableError(EXPECTED)
    if not 0 < len(values) <= MOST:
        raise UnreadableError(EXPECTED)
    found: dict[str, None] = {}
    for each in values:
        code = _code(each) if isinstance(each, str) else None
        if code is None:
            raise UnreadableError(EXPECTED)
        found[code] = None
    return tuple(found)


def _code(text: str) -> str | None:
    written = text.strip()
    if len(written) > 120:
        return None
    if authority := _AUTHORITY.match(written):
        return _three(authority[1].lower())
    if tag := _TAG.match(written):
        code = tag[1].lower()
        known = _three(code) if len(code) == 3 else code if code in _two_letter() else None
        if known:
            return known
    return _names().get(written.casefold()) or _names().get(folded(written))


def _three(code: str) -> str | None:
    """ISO 639-1 of an ISO 639-2 code (either set) or ISO 639-3 code; None where there is none."""
    alias = get_global("language_aliases").get(code)
    return alias if isinstance(alias, str) and len(alias) == 2 else None


@cache
def _two_letter() -> frozenset[str]:
    return frozenset(code for code in map(str, Locale("en").languages) if len(code) == 2)


@cache
def _names() -> Mapping[str, str]:
    """Name in any of the 26 languages, with and without its accents -> code. One that means two is left out."""
    meant: dict[str, set[str]] = {}
    for display in CODES:
        for code, name in Locale(display).languages.items():
            if len(code) == 2:
                for written in {str(name).casefold(), folded(str(name))}:
                    meant.setdefault(written, set()).add(code)
    return MappingProxyType({name: next(iter(codes)) for name, codes in meant.items() if len(codes) == 1})
