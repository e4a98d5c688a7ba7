"""ProfileIndex: what an index of learner profiles must do; beside index.contract.OfferIndex."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from index.contract import DocumentEncoder, Vector
from knowledge.learner_profile import LearnerProfile
from knowledge.offer import Offer


class ProfileEncoder(DocumentEncoder, Protocol):
    """An encoder that also centres and weights a raw vector as a query in a language, and knows the words that a goal
    is searched for in, the same for women and men (nlu.encoder.Encoder)."""

    def as_query(self, raw: Vector, language: str) -> Vector: ...

    def searched_as(self, text: str, language: str) -> str: ...


class OfferVectors(Protocol):
    """Whoever has the vectors of offers as they are searched: centred on the mean of all offers."""

    def vector(self, offer_id: str) -> Vector | None: ...


@dataclass(frozen=True, slots=True)
class ProfileQuery:
    """Whom does `offer` suit? `vector` is the offer's, centred on the mean of offers. Profiles less near than `least`
    (inner product) are not about it; None: as near as index/weights.toml calls not weak. `limit` None: all."""

    offer: Offer
    vector: Vector
    least: float | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class ProfileHit:
    """One profile found: `score` is the inner product of its goal and the offer, the same in both directions."""

    profile_id: str
    profile: LearnerProfile
    score: float


@dataclass(frozen=True, slots=True)
class ProfileResult:
    """`hits` best first, equal ones by id; `near` profiles are about the offer, and of these `total` have no limit
    that it breaks."""

    hits: tuple[ProfileHit, ...]
    total: int
    near: int


@dataclass(frozen=True, slots=True)
class ProfileInfo:
    """What is held now. `encoder` is the one that searches; `foreign` profiles were kept with another one and are
    embedded anew whenever they are read, until `rebuild`."""

    profiles: int
    encoder: str
    foreign: int


class ProfileIndex(Protocol):
    """`put` adds a profile or replaces the one of the same id. When `erase` returns, neither vector nor profile is on
    disk or found, whatever happens afterwards; an id that is not there is nothing to do. `rebuild` makes it hold
    exactly these profiles.
    """

    def put(self, profile_id: str, profile: LearnerProfile) -> None: ...
    def erase(self, profile_id: str) -> None: ...
    def rebuild(self, profiles: Iterable[tuple[str, LearnerProfile]]) -> None: ...
    def get(self, profile_id: str) -> LearnerProfile | None: ...
    def vector(self, profile_id: str) -> Vector | None: ...
    def ids(self) -> tuple[str, ...]: ...
    def search(self, query: ProfileQuery) -> ProfileResult: ...
    def info(self) -> ProfileInfo: ...
