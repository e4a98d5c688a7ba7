"""Evidence and statements: nothing is said about an offer without saying where it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

ParamValue: TypeAlias = str | int | float | bool | tuple[str, ...] | None
"""What a statement may carry to its wording: plain values, never prose."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place where a thing was read.

    `source` names the feed, register or document (“EQAR register of agencies”, “SWD(2021) 367”); `locator` finds the
    place in it (a field, a row's id, a section); `date` is the source's own date, None only where it bears none;
    `quote` is what stands there, word for word, or "" when what stands there is nothing (a field that is empty).
    """

    source: str
    locator: str
    date: date | None = None
    quote: str = ""
    url: str | None = None


class StatementWithoutEvidenceError(ValueError):
    """A statement was made without evidence. Rules must cite what they read, also when they read nothing."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing we say about an offer, as data: `id` is its key in the text catalogues (plain and easy-read)."""

    id: str
    evidence: tuple[Evidence, ...]
    params: Mapping[str, ParamValue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.evidence:
            raise StatementWithoutEvidenceError(
                f"Statement '{self.id}' has no evidence. Expected at least one Evidence; cite the field, row or "
                "paragraph that was read, also when it was empty."
            )
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))
