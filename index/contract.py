"""OfferIndex: what every index of offers must do. Implementations pass one contract suite (tests/index/contract)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from knowledge.offer import Offer

Vector: TypeAlias = npt.NDArray[np.float32]


class DocumentEncoder(Protocol):
    """Turns the texts of offers into vectors, one row a text, not yet centred. `fingerprint` names model and build:
    a generation built with another one is not searched. An encoder whose vectors are several encoders' side by side
    may say their widths in `parts` (a tuple of int that adds up to `dimension`): each is then centred by itself."""

    fingerprint: str
    dimension: int

    def encode_documents(self, texts: Sequence[str]) -> Vector: ...


@dataclass(frozen=True, slots=True)
class Filters:
    """Hard filters. An offer whose field is unknown passes only where `keep_unknown` names that filter.

    `sources` are ids of the feeds or documents that offers came from. `within` is a second filter that must pass
    too: a portal's own catalogue, which a person's limits narrow and never widen. `max_price` is in euro; an offer
    without a stated currency is compared by its bare number. `near` is latitude and longitude with `within_km`;
    online offers pass it.
    """

    languages: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    schedules: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    max_price: float | None = None
    max_hours: float | None = None
    max_weeks: float | None = None
    eqf: int | None = None
    near: tuple[float, float] | None = None
    within_km: float = 50.0
    exclude_ids: frozenset[str] = frozenset()
    keep_unknown: frozenset[str] = frozenset()
    within: Filters | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """One search. `vector` is centred on the queries' mean and weighted (nlu); `words` feeds the word index.

    `sessions` is how many of a provider's offers that say the same, and differ in when they begin, may be among the
    hits (None: all): of the day `on`, those without a day or that begin next.
    """

    vector: Vector | None = None
    words: str = ""
    filters: Filters = field(default_factory=Filters)
    limit: int = 50
    sessions: int | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One offer found: `semantic` is the inner product with the query's vector, `words` the word score, 0 if none."""

    offer_id: str
    score: float
    semantic: float
    words: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`hits` best first; `total` offers pass the filters; `generation` answered."""

    hits: tuple[Hit, ...]
    total: int
    generation: str


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What is active now."""

    generation: str
    offers: int
    built_at: datetime
    encoder: str
    format: int


class IndexUnusableError(RuntimeError):
    """The index on disk cannot be used (none, damaged, other model or format); the message says what to do."""


class Reading(Protocol):
    """One generation, held for as long as one answer is made: what is read from it never mixes with another."""

    @property
    def generation(self) -> str: ...
    def search(self, query: Query) -> SearchResult: ...
    def get(self, offer_id: str) -> Offer | None: ...


class OfferIndex(Protocol):
    """`build` writes a generation of these offers; `activate` makes it the one searched, at once and whole. `upsert`
    and `delete` write the active generation's successor and activate it. Each returns the generation's name.

    `search` and `get` ask the active generation; `reading` holds it for several questions.
    """

    def build(self, offers: Iterable[Offer]) -> str: ...
    def activate(self, generation: str) -> None: ...
    def upsert(self, offers: Iterable[Offer]) -> str: ...
    def delete(self, offer_ids: Iterable[str]) -> str: ...
    def reading(self) -> AbstractContextManager[Reading]: ...
    def search(self, query: Query) -> SearchResult: ...
    def get(self, offer_id: str) -> Offer | None: ...
    def info(self) -> IndexInfo: ...
