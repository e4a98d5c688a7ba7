"""Wishes: what a person wants, as data: meaning, words, limits, and what the goal is called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Protocol

from index.contract import Filters, Vector

LIKED_SKILLS = 40
"""Skills of offers somebody liked that are looked for in other offers."""


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
    CHEAP = "cheap"
    NOT_LANGUAGE = "not_language"
    NOT_SCHEDULE = "not_schedule"
    START = "start"
    CHILDCARE = "childcare"
    ACCESSIBILITY = "accessibility"
    FUNDING = "funding"


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


@dataclass(frozen=True, slots=True)
class Liked:
    """An offer that the person liked, by its title and the skills it states."""

    title: str
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What one person wants.

    `vector` is the goal's, centred and weighted; `words` the goal in the person's words. `goal_labels` name the goal
    (labels of ESCO concepts, English and the person's language), `skill_labels` the skills that the goal asks for
    and the person does not have (of an occupation's essential skills). `liked` are offers they liked. `shown` were
    shown already; `vetoed` must not be found, whatever is lifted.
    `cannot_pay` prefers what is free, also where `free` is no limit or was lifted. `catalogue` is the part of all
    offers that the portal shows (None: all): no limit of the person, so it is never lifted.
    """

    vector: Vector | None = None
    words: str = ""
    limits: tuple[Wish, ...] = ()
    goal_labels: tuple[str, ...] = ()
    skill_labels: tuple[str, ...] = ()
    liked: tuple[Liked, ...] = ()
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

    def without(self, kinds: Collection[Kind]) -> Wishes:
        """The same wishes, had the limits of these kinds never been set."""
        return replace(self, limits=tuple(wish for wish in self.limits if wish.kind not in kinds))

    @property
    def liked_labels(self) -> tuple[str, ...]:
        """Skills of offers they liked that the goal does not ask for anyway."""
        return labels_of(self.liked, self.skill_labels)

    @property
    def counts_money(self) -> bool:
        """The person cannot pay, or asks for what is free or cheap."""
        return self.cannot_pay or not {Kind.FREE, Kind.CHEAP}.isdisjoint(self.kinds)


def labels_of(liked: Iterable[Liked], but: Iterable[str] = ()) -> tuple[str, ...]:
    """The skills of liked offers but these, each once."""
    known = {label.casefold() for label in but}
    found = []
    for skill in (skill for each in liked for skill in each.skills):
        if skill.casefold() not in known:
            known.add(skill.casefold())
            found.append(skill)
    return tuple(found[:LIKED_SKILLS])
