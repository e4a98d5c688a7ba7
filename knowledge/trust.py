"""What we can vouch for: quality and recognition as statuses with statements. The rules live beside this module."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.evidence import Statement


class QualityStatus(StrEnum):
    """Is this checked? Ordered worst to best by `rank`: rules are monotone in it."""

    NOT_STATED = "not_stated"
    EXPIRED = "expired"
    CLAIMED = "claimed"
    VERIFIED = "verified"

    @property
    def rank(self) -> int:
        return list(QualityStatus).index(self)


class Kind(StrEnum):
    """What the offer is. A micro-credential has assessed learning outcomes; without stated assessment: a course."""

    MICRO_CREDENTIAL = "micro_credential"
    COURSE = "course"
    PART_OF_QUALIFICATION = "part_of_qualification"
    QUALIFICATION = "qualification"
    BADGE = "badge"


class Purpose(StrEnum):
    """What a person wants a credential to count for."""

    STUDY = "study"
    ABROAD = "abroad"
    EMPLOYER = "employer"
    REGULATED = "regulated"
    PRIOR_LEARNING = "prior_learning"


class Outlook(StrEnum):
    """Will it count? `supported` only where a rule and its source say so."""

    UNKNOWN = "unknown"
    UNLIKELY = "unlikely"
    POSSIBLE = "possible"
    SUPPORTED = "supported"

    @property
    def rank(self) -> int:
        return list(Outlook).index(self)


class ElementState(StrEnum):
    """State of one element of the EU standard for describing micro-credentials (SWD(2021) 367, 7.2).

    `derived`: the offer does not say it in so many words; it follows from what it says, and the statement says how.
    """

    STATED = "stated"
    DERIVED = "derived"
    MISSING = "missing"
    AT_ISSUE = "at_issue"


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the EU standard: `value` as stated (plain text or number as text), with where it was read.

    `more` is what else there is to say: the hours that follow from credits, who decides on stacking.
    """

    id: str
    mandatory: bool
    state: ElementState
    statement: Statement
    value: str | None = None
    more: tuple[Statement, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        return (self.statement, *self.more)


@dataclass(frozen=True, slots=True)
class Quality:
    """The answer to "is this checked?".

    What the status rests on: `standard` (a Standard value, or as the offer names it), `scope` (a Scope value), `by`
    (who checked, or is said to have), from when to when; None where it is not known.
    """

    status: QualityStatus
    statements: tuple[Statement, ...]
    standard: str | None = None
    scope: str | None = None
    by: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class RecognitionOutlook:
    """The answer to "will it count?" for one purpose in one country (ISO alpha-2, None: not said).

    `statements` are in reading order: who decides, what speaks for it, what is missing, what to ask, where.
    """

    purpose: Purpose
    country: str | None
    outlook: Outlook
    who_decides: Statement
    statements: tuple[Statement, ...]
