"""Wishes: what a person wants, as data: meaning, words, limits, and what the goal is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from index.contract import Filters, Vector


class Kind(StrEnum):
    """Kinds of limits; the values are those of nlu.understanding.LimitKind (a test holds the two together)."""

    FREE = "free"
    MAX_PRICE = "max_price"
    MAX_HOURS = "max_hours"
    HOURS_PER_WEEK = "hours_per_week"
    MAX_WEEKS = "max_weeks"
    MODE = "mode"
    SCHEDULE = "schedule"
    PLACE = "place"
    COUNTRY = "country"
    LANGUAGE = "language"
    LEVEL = "level"
    CERTIFICATE = "certificate"
    CHEAPER = "cheaper"
    SHORTER = "shorter"
    EXCLUDE = "exclude"


class SaidLimit(Protocol):
    """What a limit must have to be taken into wishes; nlu.understanding.Limit does."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> str | float | None: ...
    @property
    def detail(self) -> Mapping[str, str | float]: ...
    @property
    def removed(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Wish:
    """One limit. `value` as LimitKind says; for `cheaper` the price to stay under, for `shorter` the hours (or weeks,
    when `detail["unit"]` is "weeks") to stay under; `detail` of a place has latitude and longitude, and may have
    within_km and country."""

    kind: Kind
    value: str | float | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What one person wants.

    `vector` is the goal's, centred and weighted; `words` the goal in the person's words. `goal_labels` name the goal
    (labels of ESCO concepts, English and the person's language), `skill_labels` the skills that the goal asks for
    (an occupation's essential skills). `shown` were shown already; `vetoed` must not be found, whatever is lifted.
    `cannot_pay` prefers what is free, also where `free` is no limit or was lifted. `catalogue` is the part of all
    offers that the portal shows (None: all): no limit of the person, so it is never lifted.
    """

    vector: Vector | None = None
    words: str = ""
    limits: tuple[Wish, ...] = ()
    goal_labels: tuple[str, ...] = ()
    skill_labels: tuple[str, ...] = ()
    shown: frozenset[str] = frozenset()
    vetoed: frozenset[str] = frozenset()
    cannot_pay: bool = False
    catalogue: Filters | None = None

    @staticmethod
    def limits_from(said: Iterable[SaidLimit]) -> tuple[Wish, ...]:
        """Limits as they were said, as wishes; lifted ones are left out."""
        return tuple(
            Wish(Kind(str(limit.kind)), limit.value, dict(limit.detail)) for limit in said if not limit.removed
        )

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of limits set, each once, in the order they were set."""
        return tuple(dict.fromkeys(wish.kind for wish in self.limits))

    def of(self, kind: Kind) -> tuple[Wish, ...]:
        return tuple(wish for wish in self.limits if wish.kind is kind)

    @property
    def counts_money(self) -> bool:
        """The person cannot pay, or asks for what is free."""
        return self.cannot_pay or Kind.FREE in self.kinds
