"""Countries a credential may have to count in: EU, EEA, Switzerland, United Kingdom, Ukraine.

Codes are ISO 3166-1 alpha-2 (GR and GB, where EU texts also write EL and UK). Names come from Unicode CLDR through
Babel, in any of the 26 languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale

from knowledge.languages import CODES as LANGUAGE_CODES
from knowledge.languages import folded, language

EU = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
EEA_ONLY = ("IS", "LI", "NO")
OTHERS = ("CH", "GB", "UA")
COUNTRIES = (*EU, *EEA_ONLY, *OTHERS)

_ALSO_WRITTEN = MappingProxyType({"EL": "GR", "UK": "GB"})


class UnknownCountryError(ValueError):
    """A country code that is not among those Waymark knows."""


def country_code(text: str) -> str:
    """The ISO code for a code as written ("el" -> "GR", "UK" -> "GB"). Raises UnknownCountryError otherwise."""
    code = text.strip().upper()
    code = _ALSO_WRITTEN.get(code, code)
    if code not in COUNTRIES:
        raise UnknownCountryError(f"Read country code {text!r}. Expected one of {', '.join(COUNTRIES)}.")
    return code


def country_name(code: str, display: str) -> str:
    """The name of a country (any ISO code CLDR knows) in language `display`; the code itself where CLDR has none."""
    return str(Locale(language(display).code).territories.get(code, code))


@cache
def names_in(display: str) -> Mapping[str, str]:
    """Folded country name -> ISO code, as a speaker of `display` writes them (nominative)."""
    territories = Locale(language(display).code).territories
    return MappingProxyType({folded(str(territories[code])): code for code in COUNTRIES if code in territories})


@cache
def all_names() -> Mapping[str, str]:
    """Folded country name -> ISO code over all 26 languages. A name that means two countries is left out."""
    meant: dict[str, set[str]] = {}
    for display in LANGUAGE_CODES:
        for name, code in names_in(display).items():
            meant.setdefault(name, set()).add(code)
    return MappingProxyType({name: next(iter(codes)) for name, codes in meant.items() if len(codes) == 1})
