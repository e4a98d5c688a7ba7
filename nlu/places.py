"""Places: cities and regions named in a message, in any of their names and the cases that languages put them in."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nlu.folding import fold
from nlu.lexicon import Lexicon, Reading

CITIES = Path(__file__).parent / "gazetteer" / "cities.tsv.gz"
MORE = Path(__file__).parent / "gazetteer" / "more.tsv"
_LONGEST_NAME = 4  # words
_SHORTEST_STEM = 4
_LONGEST_ENDING = 4
_DROPPED = 2  # letters of the name that a case ending may replace: Warszawa -> Warszawie
_BIG = 100_000
_HUGE = 300_000
# Where a language is at home: elsewhere, small towns are not met in its cases ("Rijeci" is not Rijen).
_AT_HOME = {
    "bg": "BG",
    "cs": "CZ",
    "el": "GR",
    "et": "EE",
    "fi": "FI",
    "ga": "IE",
    "hr": "HR",
    "hu": "HU",
    "lt": "LT",
    "lv": "LV",
    "mt": "MT",
    "pl": "PL",
    "ro": "RO",
    "sk": "SK",
    "sl": "SI",
    "uk": "UA",
}
# Irish changes the first letter after "in": "i nGaillimh", "i bPáras".
_ECLIPSED = ("bhf", "bp", "gc", "nd", "ng", "mb", "dt")


@dataclass(frozen=True, slots=True)
class City:
    """A city, or a region with `radius_km`: `country` is ISO 3166 alpha-2, coordinates in degrees (WGS 84)."""

    name: str
    country: str
    latitude: float
    longitude: float
    population: int
    radius_km: float | None = None


class Gazetteer:
    """Cities by their folded names. Of two cities with one name the bigger one is meant."""

    def __init__(self, rows: Iterable[str]) -> None:
        self._cities: list[City] = []
        self._names: dict[str, int] = {}
        self._ordinary: set[str] = set()
        self._by_stem: dict[str, list[str]] = {}
        for row in rows:
            if row.startswith("#"):
                continue
            name, country, latitude, longitude, population, names = row.rstrip("\n").split("\t")
            self._cities.append(City(name, country, float(latitude), float(longitude), int(population)))
            for marked in names.split(","):
                folded = marked.removeprefix("~")
                if folded in self._names:
                    continue
                self._names[folded] = len(self._cities) - 1
                if folded != marked:
                    self._ordinary.add(folded)
                if " " not in folded:
                    self._by_stem.setdefault(folded[:_SHORTEST_STEM], []).append(folded)

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Gazetteer:
        """The gazetteer of the product."""
        with gzip.open(CITIES, "rt", encoding="utf-8") as rows:
            gazetteer = cls(rows)
        gazetteer.add(MORE.read_text(encoding="utf-8").splitlines())
        return gazetteer

    def add(self, rows: Iterable[str]) -> None:
        """Add names of known cities, and regions (gazetteer/more.tsv). Raises KeyError for a city not known."""
        cities = {(city.name, city.country): i for i, city in reversed(list(enumerate(self._cities)))}
        for row in rows:
            if row.startswith("#"):
                continue
            name, country, *place, names = row.split("\t")
            if place:
                latitude, longitude, radius = map(float, place)
                # A region is known as a big city is.
                self._cities.append(City(name, country, latitude, longitude, _HUGE, radius))
                index = len(self._cities) - 1
            else:
                index = cities[name, country]
            for marked in names.split(","):
                folded = fold(marked.removeprefix("~"))
                self._names[folded] = index
                if marked.startswith("~"):
                    self._ordinary.add(folded)
                else:
                    self._ordinary.discard(folded)

    def __len__(self) -> int:
        return len(self._cities)

    def exact(self, folded: str) -> City | None:
        """The city of this folded name."""
        index = self._names.get(folded)
        return None if index is None else self._cities[index]

    def is_ordinary(self, folded: str) -> bool:
        """Whether the name is also an ordinary word."""
        return folded in self._ordinary

    def inflected(self, folded: str, language: str | None = None) -> tuple[City, str] | None:
        """The city whose name, less a letter or two, begins the word, and the ending the word has."""
        best: tuple[int, int, str] | None = None
        for name in self._by_stem.get(folded[:_SHORTEST_STEM], ()):
            stem = _common(name, folded)
            dropped, ending = len(name) - stem, len(folded) - stem
            if dropped > _DROPPED or not 0 < ending <= _LONGEST_ENDING or stem < _SHORTEST_STEM:
                continue
            city = self._cities[self._names[name]]
            if dropped and city.population < _BIG and _AT_HOME.get(language or "", city.country) != city.country:
                continue
            rank = (dropped + ending, -city.population, name)
            if best is None or rank < best:
                best = rank
        if best is None:
            return None
        name = best[2]
        return self._cities[self._names[name]], folded[_common(name, folded) :]


def _common(a: str, b: str) -> int:
    length = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        length += 1
    return length


def places(reading: Reading, lexicon: Lexicon, gazetteer: Gazetteer) -> Iterator[tuple[City, int, int]]:
    """Cities with the tokens that name them (with the "near" or "in" before them; last excluded)."""
    tokens = reading.tokens
    introduced = {c.last: c.first for c in reading.cues("near", "live")}
    for i in reading.covered("lead"):  # "in the Hague", "noqgħod il-Belt"
        if i in introduced:
            introduced.setdefault(i + 1, introduced[i])
    words = [i for i, t in enumerate(tokens) if t.is_word]
    cased = any(c.isupper() for c in reading.folded.original[1:])
    i = 0
    while i < len(tokens):
        match = _name_at(reading, lexicon, gazetteer, i)
        if match is None:
            i += 1
            continue
        city, last, ending = match
        alone = words == list(range(i, last))
        bare = lexicon.place_bare and (ending == "" or ending in lexicon.place_endings)
        original = reading.span(i, last).of(reading.folded.original)
        ordinary = gazetteer.is_ordinary(" ".join(reading.words(i, last)))
        written = _is_written(original, city, ending, ordinary, cased)
        alone = alone and (written or ending == "")
        if alone or (written and (i in introduced or bare)):
            yield city, introduced.get(i, i), last
            i = last
        else:
            i += 1


def _name_at(reading: Reading, lexicon: Lexicon, gazetteer: Gazetteer, i: int) -> tuple[City, int, str] | None:
    """The longest name that starts at token i: the city, where the name ends, and its case ending."""
    tokens = reading.tokens
    if not tokens[i].is_word or len(tokens[i].text) < 3:
        return None
    for last in range(min(len(tokens), i + _LONGEST_NAME), i, -1):
        raw = reading.folded.text[tokens[i].start : tokens[last - 1].end]
        if city := gazetteer.exact(raw):
            return city, last, ""
    for text in lexicon.without_clitics(tokens[i].text):
        if (name := lexicon.place_form(text)) and (city := gazetteer.exact(name)):
            return city, i + 1, ""
        if text != tokens[i].text and (city := gazetteer.exact(text)):
            return city, i + 1, ""
    if lexicon.code == "ga" and tokens[i].text.startswith(_ECLIPSED):
        cut = 2 if tokens[i].text.startswith("bhf") else 1
        if city := gazetteer.exact(tokens[i].text[cut:]):
            return city, i + 1, ""
    if found := gazetteer.inflected(tokens[i].text, lexicon.code):
        return found[0], i + 1, found[1]
    return None


def _is_written(original: str, city: City, ending: str, ordinary: bool, cased: bool) -> bool:
    """Whether the word is written as a place's name is: with a capital (Irish writes "gCorcaigh"), or in a text
    without capitals if the city is big, and bigger still when only its stem was found ("parler" is not Parla)."""
    if any(c.isupper() for c in original[:3]):
        return True
    return not cased and not ordinary and city.population >= (_BIG if ending == "" else _HUGE)
