"""Addresses of the EU's lists for countries, languages and currencies: the way back from knowledge.feeds.values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from babel.core import get_global

AUTHORITY = "http://publications.europa.eu/resource/authority/"

_BIBLIOGRAPHIC = frozenset(
    {"alb", "arm", "baq", "bur", "chi", "cze", "dut", "fre", "geo", "ger", "gre", "ice", "mac", "mao", "may", "per"}
    | {"rum", "slo", "tib", "wel", "scr", "scc", "mol"}
)
"""Second codes of ISO 639-2 for languages that the EU's list knows by the first."""


def country(code: str) -> str | None:
    """The address of a country (ISO 3166 alpha-2); None for one that the list has no code of three letters for."""
    known = _countries().get(code)
    return f"{AUTHORITY}country/{known}" if known else None


def language(code: str) -> str | None:
    """The address of a language (ISO 639-1)."""
    known = _languages().get(code)
    return f"{AUTHORITY}language/{known.upper()}" if known else None


def currency(code: str) -> str:
    """The address of a currency (ISO 4217)."""
    return f"{AUTHORITY}currency/{code}"


@cache
def _countries() -> Mapping[str, str]:
    aliases = get_global("territory_aliases").items()
    found = {two[0]: three for three, two in aliases if re.fullmatch("[A-Z]{3}", three) and len(two) == 1}
    return MappingProxyType(found)


@cache
def _languages() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for three, two in sorted(get_global("language_aliases").items()):
        if re.fullmatch("[a-z]{3}", three) and isinstance(two, str) and len(two) == 2 and three not in _BIBLIOGRAPHIC:
            found.setdefault(two, three)
    return MappingProxyType(found)
