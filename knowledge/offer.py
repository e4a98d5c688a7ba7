"""Offer: one learning offer as a feed states it. Unknown is a value (None or empty); nothing is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.evidence import Evidence


class Mode(StrEnum):
    """How an offer is attended."""

    ONLINE = "online"
    ONSITE = "onsite"
    BLENDED = "blended"


class Level(StrEnum):
    """Difficulty as providers state it; not an EQF level."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"
    MIXED = "mixed"


class Schedule(StrEnum):
    """When an offer is taught."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    MORNING = "morning"
    EVENING = "evening"
    WEEKEND = "weekend"
    SELF_PACED = "self_paced"


class Cycle(StrEnum):
    """Cycles of the Framework of Qualifications of the European Higher Education Area (QF-EHEA)."""

    SHORT = "short"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


@dataclass(frozen=True, slots=True)
class Price:
    """What the learner pays. `currency` is ISO 4217, None where the feed gives a bare number.

    `at_least`: the feed gives a lowest price ("from 1 299 €"); what this person pays may be more.
    """

    amount: float
    currency: str | None = None
    at_least: bool = False

    @property
    def is_free(self) -> bool:
        return self.amount == 0 and not self.at_least


@dataclass(frozen=True, slots=True)
class Place:
    """Where an offer is taught; `country` is ISO 3166 alpha-2; coordinates in degrees (WGS 84)."""

    name: str
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class QualityClaim:
    """A claim of quality assurance in the feed. A claim is not a check: only a register row verifies it."""

    text: str
    locator: str
    standard: str | None = None
    body: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one field of an offer was read. `derived` says how, when the feed does not state it in so many words."""

    locator: str
    quote: str = ""
    derived: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The feed or document an offer came from: `date` is the day the source describes (its snapshot)."""

    id: str
    title: str
    date: date
    licence: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One offer. Every field but id, title, provider and source may be unknown.

    `workload_hours` is the learner's total effort (min, max; equal when exact); `duration_weeks` is calendar
    time. `eqf` is 1-8; `national_level` is a level of a national framework as stated ("NQR 6"). `languages` are
    of instruction, ISO 639-1. `learning_outcomes` and `skills` are as stated; `skill_uris` are ESCO concepts
    the feed itself names. `isced_field` is a code of ISCED-F 2013. `assessment` is what the feed says about
    assessment; without it an offer is called a course. `stackability`, `prerequisites`, `supervision` (with
    identity verification), `validity` (how long the credential counts), `funding` and `target_groups` are short
    facts as stated. `start` and `end` are days of teaching, `apply_by` the last day to apply. `provenance` maps
    a field's name to where it was read.
    """

    id: str
    title: str
    provider: str
    source: Source
    locator: str
    awarding_body: str | None = None
    platform: str | None = None
    url: str | None = None
    credential_type: str | None = None
    part_of: str | None = None
    subject: str | None = None
    skills: tuple[str, ...] = ()
    skill_uris: tuple[str, ...] = ()
    learning_outcomes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    mode: Mode | None = None
    country: str | None = None
    place: Place | None = None
    level: Level | None = None
    eqf: int | None = None
    qf_ehea: Cycle | None = None
    national_level: str | None = None
    isced_level: int | None = None
    isced_field: str | None = None
    ects: float | None = None
    workload_hours: tuple[float, float] | None = None
    duration_weeks: tuple[float, float] | None = None
    schedules: tuple[Schedule, ...] = ()
    price: Price | None = None
    assessment: str | None = None
    supervision: str | None = None
    prerequisites: str | None = None
    stackability: str | None = None
    validity: str | None = None
    target_groups: tuple[str, ...] = ()
    funding: str | None = None
    quality_claims: tuple[QualityClaim, ...] = ()
    rating: float | None = None
    ratings_count: int | None = None
    start: date | None = None
    end: date | None = None
    apply_by: date | None = None
    provenance: Mapping[str, Provenance] = field(default_factory=dict)

    def embedding_text(self) -> str:
        """The text that stands for the offer in the vector index: what it is about, not who sells it."""
        parts = [self.title, ", ".join(self.skills[:12]), self.subject or ""]
        return ". ".join(p for p in parts if p)

    def evidence(self, field_name: str) -> Evidence:
        """Where `field_name` was read; for a field the feed does not state, the record that lacks it."""
        found = self.provenance.get(field_name)
        locator = found.locator if found else f"{self.locator}, no field for {field_name}"
        return Evidence(
            source=self.source.title,
            locator=locator,
            date=self.source.date,
            quote=found.quote if found else "",
            url=self.url,
        )
