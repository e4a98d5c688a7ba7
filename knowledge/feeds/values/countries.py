"""Countries as feeds name them: ISO codes, EU codes (EL, UK), EU authority URIs, names in the 26 languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale
from babel.core import get_global

from knowledge.feeds.values import UnreadableError
from knowledge.languages import CODES, folded

EXPECTED = "a country such as DE, DEU or Germany"

_AUTHORITY = re.compile(r"https?://publications\.europa\.eu/resource/authority/country/([A-Za-z]{3})/?\Z")
_ALSO_WRITTEN = MappingProxyType({"EL": "GR", "UK": "GB"})
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "XK", "ZZ", "QO"}) - {"XK"}


def country(value: object) -> str:
    """The code of ISO 3166-1 alpha-2 (GR, GB; XK for Kosovo, as in CLDR)."""
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str) or len(value) > 120:
        raise UnreadableError(EXPECTED)
    written = value.strip()
    if authority := _AUTHORITY.match(written):
        written = authority[1]
    code = written.upper()
    found = _ALSO_WRITTEN.get(code)
    if found is None and len(code) == 2:
        found = code if code in _two_letter() else None
    if found is None and len(code) == 3:
        found = _three_letter().get(code)
    if found is None:
        found = _names().get(written.casefold()) or _names().get(folded(written))
    if found is None:
        raise UnreadableError(EXPECTED)
    return found


@cache
def _two_letter() -> frozenset[str]:
    aliases = get_global("territory_aliases")
    listed = (code for code in map(str, Locale("en").territories) if re.fullmatch(r"[A-Z]{2}", code))
    return frozenset(code for code in listed if code not in aliases) - _NO_COUNTRIES


@cache
def _three_letter() -> Mapping[str, str]:
    """Alpha-3 -> alpha-2, from CLDR's aliases."""
    codes = {
        alpha3: replaced[0]
        for alpha3, replaced in get_global("territory_aliases").items()
        if re.fullmatch(r"[A-Z]{3}", alpha3) and len(replaced) == 1 and replaced[0] in _two_letter()
    }
    return MappingProxyType(codes)


@cache
def _names() -> Mapping[str, str]:
    """Name in any of the 26 languages, with and without its accents -> code. One that means two is left out."""
    meant: dict[str, set[str]] = {}
    for display in CODES:
        for code, name in Locale(display).territories.items():
            if code in _two_letter():
                for written in {str(name).casefold(), folded(str(name))}:
                    meant.setdefault(written, set()).add(code)
    return MappingProxyType({name: next(iter(codes)) for name, codes in meant.items() if len(codes) == 1})
