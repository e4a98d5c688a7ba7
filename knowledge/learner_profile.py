"""LearnerProfile: what a person wants and brings, without a name: what is kept and found only with their consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Experience(StrEnum):
    """What a person did with an offer, as far as they or their counsellor said."""

    DONE = "done"
    LIKED = "liked"
    VETOED = "vetoed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerProfile:
    """What a person wants to learn or become, what they bring, and their limits. No name, no address, no birthday.

    goal: in their own words. goal_uris, occupations, skills: URIs of ESCO concepts. languages: ISO 639-1 codes of the
    languages they speak. schooling: EQF level (1..8) of the highest qualification, None when not known. limits:
    as a conversation's slot holds them ({kind, value, detail}). country: ISO 3166 alpha-2. language: ISO 639-1, that
    of the answers. history: (offer id, experience), newest last.
    """

    goal: str | None = None
    goal_uris: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    schooling: int | None = None
    limits: tuple[Mapping[str, Any], ...] = ()
    country: str | None = None
    language: str | None = None
    history: tuple[tuple[str, Experience], ...] = ()
