"""The 26 languages Waymark understands: the 24 official languages of the EU, Ukrainian and Arabic.

Names come from Unicode CLDR through Babel, so "German", "niemiecki" and "Ġermaniż" need no table of ours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from babel import Locale

EU_CODES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
CODES = (*EU_CODES, "uk", "ar")
"""ISO 639-1, EU languages in alphabetical order of their codes, then Ukrainian and Arabic."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language: ISO 639-1 code, its name in English and in itself, writing direction "ltr" or "rtl"."""

    code: str
    english_name: str
    own_name: str
    direction: str

    @property
    def is_eu(self) -> bool:
        return self.code in EU_CODES


class UnknownLanguageError(ValueError):
    """A language code that is not among the 26."""


def _language(code: str) -> Language:
    locale = Locale(code)
    return Language(
        code=code,
        english_name=locale.english_name or code,
        own_name=locale.display_name or code,
        direction=locale.text_direction,
    )


LANGUAGES: tuple[Language, ...] = tuple(_language(code) for code in CODES)
_BY_CODE: Mapping[str, Language] = MappingProxyType({language.code: language for language in LANGUAGES})


def language(code: str) -> Language:
    """The language of a code, case and region ignored ("DE", "pt-BR"). Raises UnknownLanguageError otherwise."""
    found = _BY_CODE.get(code.replace("_", "-").split("-")[0].lower())
    if found is None:
        raise UnknownLanguageError(
            f"Read language code {code!r}. Expected one of {', '.join(CODES)}: the 26 languages Waymark understands."
        )
    return found


def language_name(code: str, display: str) -> str:
    """The name of language `code` (any ISO 639-1 code) in language `display`; the code where CLDR has none."""
    return str(Locale(language(display).code).languages.get(code, code))


@cache
def names_in(display: str) -> Mapping[str, str]:
    """What a speaker of `display` calls the 26 languages: folded name -> code, to read "po polsku" or "in German".

    Names are as in the dictionary ("polski", "German"); a matcher must allow for case endings. Folding: case-folded,
    without accents (see `folded`).
    """
    locale = Locale(language(display).code)
    names = {folded(str(locale.languages[code])): code for code in CODES if code in locale.languages}
    names.update({folded(entry.own_name): entry.code for entry in LANGUAGES})
    return MappingProxyType(names)


def folded(text: str) -> str:
    """Case-folded, without combining marks, so that "Français" and "francais" meet."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).strip()
