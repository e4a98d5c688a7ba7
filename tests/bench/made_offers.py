"""Offers made around the real ones, as many as wanted: what a large catalogue looks like to an index.

Each made offer stands beside a real one: its vector is the real vector moved in the direction in which two other real
ones differ, about as far as real neighbours are from each other. As in real catalogues what it says hangs together:
the language goes with the subject and leaves its mark on the vector, the price goes with language and mode, the
country with the language. Hours are independent of all, so that a limit on them lets a known share pass.

The same seed makes the same offers, and fewer offers are the beginning of more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.contract import Filters, Vector
from index.generations import Generations
from index.stored_offers import StoredOffers
from index.vectors import StoredVectors, centre, centred
from knowledge.offer import Mode, Offer, Place, Price

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int32]
BLOCK = 4096
SPREAD = 0.6
"""How far a made offer is from its real one, as a share of the real vector's own length: two offers beside the same
real one then have a cosine of 1/(1 + 0.6²) = .74, which is what real offers and their nearest neighbour have (median
.73 in the default catalogue)."""
PULL = 0.15
"""How much of its language a vector shows, as a share of its length: raw vectors rank by language as well."""
SUBJECT = 2.0
"""How strongly a language goes with subjects (log odds for one standard deviation along the language's subject)."""
MOST_HOURS = 1000.0
FIRST_DAY = date(2027, 1, 4)
_SHARES = {
    "de": 30, "en": 22, "fr": 12, "es": 8, "it": 6, "pl": 5, "nl": 4, "pt": 3, "sv": 2, "cs": 2, "el": 1.5, "ro": 1.5,
    "hu": 1, "fi": 0.6, "da": 0.6, "uk": 0.4, "ar": 0.2, "mt": 0.2,
}  # fmt: skip
LANGUAGES = tuple(_SHARES)
_COUNTRIES = (
    "DE",
    "IE",
    "FR",
    "ES",
    "IT",
    "PL",
    "NL",
    "PT",
    "SE",
    "CZ",
    "GR",
    "RO",
    "HU",
    "FI",
    "DK",
    "UA",
    None,
    "MT",
)
_MODES = (Mode.ONLINE, Mode.ONSITE, Mode.BLENDED)
_NUMBER = re.compile(r"№(\d+)")


@dataclass(frozen=True, slots=True)
class Real:
    """Real offers and the raw vectors of their texts, float32[offers, dimension], its parts one encoder's each."""

    offers: tuple[Offer, ...]
    raw: Vector
    parts: tuple[int, ...]

    @classmethod
    def load(cls, folder: Path) -> Real:
        """From the active generation of an index in `folder`. Raises IndexUnusableError where there is none."""
        generations = Generations(folder)
        name = generations.current() or "none"
        manifest = generations.readable(name)
        path = generations.path(name)
        stored = StoredOffers(path)
        text_of = np.load(path / "offers.texts.npy", allow_pickle=False)
        raw = np.asarray(StoredVectors.raw(path), dtype=np.float32)[text_of]
        return cls(tuple(stored.at(row) for row in range(len(stored))), raw, manifest.parts)


@dataclass(frozen=True, slots=True)
class Columns:
    """What was drawn for each made offer. `real` is the row it stands beside, `one` and `other` the rows whose
    difference moves it; `language` and `mode` are places in LANGUAGES and the modes; price is in euro."""

    real: Whole
    one: Whole
    other: Whole
    language: Whole
    mode: Whole
    price: Numbers
    hours: Numbers
    days: Whole


class MadeOffers:
    """`count` offers, and an encoder that knows their vectors (index.contract.DocumentEncoder)."""

    def __init__(self, real: Real, count: int, seed: int = 2026) -> None:
        self._real, self._count, self._seed = real, count, seed
        self.parts, self.dimension = real.parts, real.raw.shape[1]
        self.fingerprint = f"made-{seed}"
        self._kept: npt.NDArray[np.float16] | None = None
        self._mean = centre(real.raw.astype(np.float16))
        self._centred = centred(real.raw, self._mean, real.parts)
        self._lengths = np.concatenate(
            [
                np.repeat(np.linalg.norm(part, axis=1, keepdims=True), width, axis=1)
                for part, width in zip(self._split(real.raw - self._mean), real.parts, strict=True)
            ],
            axis=1,
        )
        fixed = np.random.default_rng(seed)
        self._marks = fixed.standard_normal((len(LANGUAGES), self.dimension)).astype(np.float32)
        for part in self._split(self._marks):
            part /= np.linalg.norm(part, axis=1, keepdims=True)
        # A language's subject is the way from one real offer to another: along it real offers do differ.
        ends = fixed.integers(0, len(real.offers), (2, len(LANGUAGES)))
        along = self._centred @ (self._centred[ends[0]] - self._centred[ends[1]]).T
        along = (along - along.mean(axis=0)) / np.maximum(along.std(axis=0), 1e-6)
        self._odds = SUBJECT * along + np.log(np.asarray(list(_SHARES.values())))

    def __len__(self) -> int:
        return self._count

    def _split(self, vectors: Vector) -> list[Vector]:
        return np.split(vectors, np.cumsum(self.parts)[:-1], axis=1)

    @cached_property
    def columns(self) -> Columns:
        blocks = [self._block(number) for number in range(-(-self._count // BLOCK))]
        names = Columns.__slots__
        return Columns(**{n: np.concatenate([getattr(b, n) for b in blocks])[: self._count] for n in names})

    def _block(self, number: int) -> Columns:
        chance = np.random.default_rng([self._seed, number])
        real, one, other = chance.integers(0, len(self._real.offers), (3, BLOCK), dtype=np.int32)
        language = np.argmax(self._odds[real] + chance.gumbel(size=(BLOCK, len(LANGUAGES))), axis=1)
        # German and French offers are more often in a room, English ones online.
        online = np.where(language == 0, 0.35, np.where(language == 1, 0.9, 0.6))
        drawn = chance.random(BLOCK)
        mode = np.where(drawn < online, 0, np.where(drawn < online + 0.8 * (1 - online), 1, 2))
        free = chance.random(BLOCK) < np.where(mode == 0, 0.3, 0.08) + 0.02 * (language % 4)
        price = np.where(free, 0.0, np.round(np.exp(chance.normal(np.where(mode == 0, 4.2, 6.2), 1.0)), 2))
        hours = chance.random(BLOCK) * MOST_HOURS
        days = chance.integers(0, 900, BLOCK)
        whole = (real, one, other, language.astype(np.int32), mode.astype(np.int32))
        return Columns(*whole, price, hours, days.astype(np.int32))

    def offers(self, first: int = 0, end: int | None = None) -> Iterator[Offer]:
        """Offers `first` to `end`, one by one."""
        made = self.columns
        for number in range(first, self._count if end is None else end):
            real = self._real.offers[made.real[number]]
            language, mode = int(made.language[number]), _MODES[made.mode[number]]
            country = _COUNTRIES[language]
            hours = float(made.hours[number])
            yield replace(
                real,
                id=f"made-{number:08d}",
                title=f"№{number} {real.title}",
                languages=(LANGUAGES[language],),
                mode=mode,
                country=country,
                place=None if mode is Mode.ONLINE else Place(f"Town {number % 300}", country),
                price=Price(float(made.price[number]), "EUR"),
                workload_hours=(hours, hours),
                start=FIRST_DAY + timedelta(days=int(made.days[number])),
                end=None,
            )

    def keep_vectors(self, path: Path) -> npt.NDArray[np.float16]:
        """Writes all vectors to a file, or takes those that are there: making them then costs nothing."""
        if not path.exists():
            room = np.lib.format.open_memmap(path, mode="w+", dtype=np.float16, shape=(self._count, self.dimension))
            for start in range(0, self._count, BLOCK):
                room[start : start + BLOCK] = self.vectors(np.arange(start, min(start + BLOCK, self._count)))
            room.flush()
        kept: npt.NDArray[np.float16] = np.load(path, mmap_mode="r", allow_pickle=False)
        self._kept = kept
        return kept

    def vectors(self, numbers: npt.NDArray[np.integer] | Sequence[int]) -> Vector:
        """The raw vectors of these offers, float32[numbers, dimension], each part of length 1 as an encoder's."""
        if self._kept is not None:
            return np.asarray(self._kept[np.asarray(numbers)], dtype=np.float32)
        made, rows = self.columns, np.asarray(numbers)
        real = made.real[rows]
        moved = self._centred[made.one[rows]] - self._centred[made.other[rows]]
        for part in self._split(moved):
            part *= SPREAD / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-6)
        moved += PULL * self._marks[made.language[rows]]
        raw: Vector = self._mean + self._lengths[real] * (self._centred[real] + moved)
        for part in self._split(raw):
            part /= np.linalg.norm(part, axis=1, keepdims=True)
        return raw

    def encode_documents(self, texts: Sequence[str]) -> Vector:
        """The vectors of made offers' texts. Raises ValueError for another text."""
        found = [_NUMBER.match(text) for text in texts]
        if not all(found):
            raise ValueError("Only the texts of made offers have vectors here.")
        return self.vectors([int(each[1]) for each in found if each])

    def passing(self, filters: Filters) -> npt.NDArray[np.bool_]:
        """Which of the offers pass a filter on languages and hours, said once more in the plainest way."""
        plain = Filters(
            languages=filters.languages,
            max_hours=filters.max_hours,
            keep_unknown=frozenset({"languages", "max_hours"}),
        )
        if replace(filters, keep_unknown=plain.keep_unknown) != plain:
            raise ValueError("Expected a filter on languages and hours.")
        made = self.columns
        found = np.ones(self._count, dtype=np.bool_)
        if filters.languages:
            found &= np.isin(made.language, [LANGUAGES.index(each) for each in filters.languages])
        if filters.max_hours is not None:
            found &= made.hours <= filters.max_hours
        return found
