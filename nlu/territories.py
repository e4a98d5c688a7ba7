"""Territories: countries named in a message: where the person is, or wants a credential to count.

Names come from CLDR (through Babel) in the language of the message; case forms by their stem.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from babel import Locale

from nlu.folding import fold
from nlu.lexicon import Lexicon, Reading

# Members of the European Higher Education Area, and three countries people from there ask about most.
COUNTRIES = (
    *("AD", "AL", "AM", "AT", "AZ", "BA", "BE", "BG", "CH", "CY", "CZ", "DE", "DK"),
    *("EE", "ES", "FI", "FR", "GB", "GE", "GR", "HR", "HU", "IE", "IS", "IT", "KZ"),
    *("LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT"),
    *("RO", "RS", "SE", "SI", "SK", "SM", "TR", "UA", "VA", "US", "CA", "AU"),
)
_ARTICLES = frozenset(("il", "l'", "an", "na", "the", "la", "le", "les", "el", "i", "o", "οι", "η", "το", "ο", "ال"))
_SHORTEST_STEM = 4
_ENDING = 3


def territories(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[str, int, int]]:
    """Country code (ISO 3166 alpha-2) and the tokens that name it (last excluded)."""
    names, stems = _names(lexicon.code)
    tokens = reading.tokens
    introduced = reading.covered("near", "live")
    of_language = {c.first - 1 for c in reading.cues("topic_language", "language_after")}  # "suomen kieli": Finnish
    verbs = reading.covered("live", "have")  # the "suis" of "je suis en …" is no form of "Suisse"
    i = 0
    while i < len(tokens):
        if i in of_language:
            i += 1
            continue
        found = next(
            ((c, len(words)) for words, c in names if tuple(reading.words(i, i + len(words))) == words), None
        )
        if found is None and tokens[i].is_word:
            after_preposition = bool({i - 1, i - 2} & introduced)
            for text in lexicon.without_clitics(tokens[i].text):
                code = lexicon.country_form(text)
                if code is None and i not in verbs and (after_preposition or lexicon.place_bare):
                    code = next(
                        (c for stem, c in stems if text.startswith(stem) and len(text) <= len(stem) + _ENDING), None
                    )
                if code:
                    found = code, 1
                    break
        if found and found[0] in lexicon.not_countries:
            found = None
        if found:
            first = i - 1 if i - 1 in introduced else i
            yield found[0], first, i + found[1]
            i += found[1]
        else:
            i += 1


def is_country(code: str, folded: str) -> bool:
    """Whether a folded word is a country's name in that language."""
    return any(words == (folded,) for words, _ in _names(code)[0])


@lru_cache(maxsize=32)
def _names(code: str) -> tuple[list[tuple[tuple[str, ...], str]], list[tuple[str, str]]]:
    """Folded names as words, longest first; and stems of names of one word, longest first."""
    from nlu.lexicon import lexicon

    tokenise = lexicon(code).tokenise
    territory = Locale(code).territories
    names: list[tuple[tuple[str, ...], str]] = []
    stems: list[tuple[str, str]] = []
    for country in COUNTRIES:
        words = [t for _, _, t in tokenise(fold(territory.get(country, "")))]
        if words and words[0] in _ARTICLES:
            words = words[1:]
        if not words or len(words[0]) < 2:
            continue
        names.append((tuple(words), country))
        if len(words) == 1 and len(words[0]) > _SHORTEST_STEM:
            cut = 2 if len(words[0]) > _SHORTEST_STEM + 1 else 1
            stems.append((words[0][:-cut], country))
    return sorted(names, key=lambda n: -len(n[0])), sorted(stems, key=lambda s: (-len(s[0]), s[0]))
