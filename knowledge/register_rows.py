"""Rows of the registers we hold, each able to say where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from knowledge.evidence import Evidence
from knowledge.register_file import Origin

DEQAR_REPORT_DATA = (
    "https://github.com/EQAR/deqar-docs/blob/01927fcc26d70c5e794a7a1bf9d7abc039e7564e/docs/report_data.md"
)
"""What the fields of a DEQAR report mean, in the words of its documentation."""

YEARS_WITHOUT_END = 6
"""DEQAR counts a report without an end as valid for six years (EQAR/deqar-docs, docs/report_data.md)."""


def six_years_on(day: date) -> date:
    """The day six years after `day`; 29 February becomes 28 February, and the last day there is the limit."""
    if day.year > date.max.year - YEARS_WITHOUT_END:
        return date.max
    try:
        return day.replace(year=day.year + YEARS_WITHOUT_END)
    except ValueError:
        return day.replace(year=day.year + YEARS_WITHOUT_END, day=28)


@dataclass(frozen=True, slots=True)
class Agency:
    """A quality assurance agency on the European register (EQAR), with the days of its registration."""

    id: str
    acronym: str
    name: str
    country: str | None
    website: str | None
    registered_from: date
    registered_to: date
    focus_countries: tuple[str, ...]
    origin: Origin

    def registered_on(self, day: date) -> bool:
        return self.registered_from <= day <= self.registered_to

    def evidence(self) -> Evidence:
        return self.origin.evidence(
            f"agency {self.id} ({self.acronym})",
            f"{self.name}: registration from {self.registered_from} to {self.registered_to}",
        )


@dataclass(frozen=True, slots=True)
class AreaMember:
    """A member country of the European Higher Education Area."""

    country: str
    name: str
    eqar_member_since: date | None
    origin: Origin

    def evidence(self) -> Evidence:
        return self.origin.evidence(f"row {self.country}", f"{self.name}: member")


@dataclass(frozen=True, slots=True)
class FrameworkLevel:
    """A national qualification and the level (1-8) of the European Qualifications Framework it is referenced to."""

    country: str
    region: str | None
    qualification: str
    eqf: int
    origin: Origin

    def evidence(self) -> Evidence:
        return self.origin.evidence(f"row {self.country}", f"{self.qualification}: level {self.eqf}")


class ConventionStatus(StrEnum):
    """Where a country stands with the Lisbon Recognition Convention."""

    IN_FORCE = "in_force"
    SIGNED = "signed"
    NOT_RATIFIED = "not_ratified"


@dataclass(frozen=True, slots=True)
class ConventionParty:
    """A country's standing with the Lisbon Recognition Convention. `checked`: seen in a treaty database."""

    country: str
    status: ConventionStatus
    in_force_since: date | None
    checked: bool
    origin: Origin

    def in_force_on(self, day: date) -> bool:
        started = self.in_force_since is None or self.in_force_since <= day
        return self.status is ConventionStatus.IN_FORCE and started

    def evidence(self) -> Evidence:
        return self.origin.evidence(f"row {self.country}", self.status.value.replace("_", " "))


class Role(StrEnum):
    """What a body can be asked for."""

    RECOGNITION_CENTRE = "recognition_centre"
    VET_REFERENCE_POINT = "vet_reference_point"
    EMPLOYMENT_SERVICE = "employment_service"
    ASSISTANCE_CENTRE = "assistance_centre"
    PROFESSIONS_INFORMATION = "professions_information"
    EUROPASS_CENTRE = "europass_centre"
    EUROGUIDANCE_CENTRE = "euroguidance_centre"


@dataclass(frozen=True, slots=True)
class Contact:
    """A body to ask. `not_checked` names the cells (name, url …) that nothing we hold confirms."""

    role: Role
    country: str
    name: str
    name_local: str | None
    url: str | None
    not_checked: frozenset[str]
    note: str | None
    origin: Origin

    @property
    def checked(self) -> bool:
        return not self.not_checked

    def evidence(self) -> Evidence:
        return self.origin.evidence(f"row {self.country}", "" if "name" in self.not_checked else self.name)


@dataclass(frozen=True, slots=True)
class Helpline:
    """A lead to a helpline. It is shown only with the words that it is not checked, unless `checked`."""

    country: str
    name: str | None
    number: str | None
    url: str | None
    hours: str | None
    not_checked: frozenset[str]
    origin: Origin

    @property
    def checked(self) -> bool:
        return not self.not_checked

    def evidence(self) -> Evidence:
        return self.origin.evidence(f"row {self.country}", self.number or "" if self.checked else "")


@dataclass(frozen=True, slots=True)
class ListedProvider:
    """A provider on the DEQAR list: how many reports, the day of the latest. No decision, no end: no verification."""

    deqar_id: str
    name: str
    name_local: str | None
    country: str | None
    eter_id: str | None
    ror: str | None
    reports: int
    latest_report: date | None
    origin: Origin
    other_names: tuple[str, ...] = ()
    closed_on: date | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the list gives: English, official, former."""
        return (self.name, *filter(None, (self.name_local,)), *self.other_names)

    def evidence(self) -> Evidence:
        latest = f"{self.reports} reports, latest {self.latest_report}" if self.latest_report else "no report"
        return self.origin.evidence(self.deqar_id, f"{self.name}: {latest}")


@dataclass(frozen=True, slots=True)
class Institution:
    """A higher education institution in ETER. That it is one, no more: ETER is no quality assurance."""

    eter_id: str
    name: str
    name_local: str | None
    country: str
    origin: Origin

    def evidence(self) -> Evidence:
        return self.origin.evidence(self.eter_id, self.name)


class Relation(StrEnum):
    """How a provider's name in a catalogue relates to the body in a register."""

    SAME = "same"
    PART = "part"  # a school of the matched university
    JOINT = "joint"  # one of several bodies that the name holds
    NONE = "none"  # looked for, no row found


class Scheme(StrEnum):
    """Which list a match points to."""

    DEQAR = "deqar"
    ERASMUS_CHARTER = "erasmus_charter"
    NOWHERE = ""


@dataclass(frozen=True, slots=True)
class ProviderMatch:
    """A provider's name in a catalogue, compared by hand with the registers."""

    provider: str
    relation: Relation
    scheme: Scheme
    id: str | None
    matched_name: str | None
    country: str | None
    not_checked: frozenset[str]
    origin: Origin

    def evidence(self) -> Evidence:
        return self.origin.evidence(
            f"row '{self.provider}'", f"{self.relation.value}: {self.matched_name}" if self.matched_name else ""
        )


class Covers(StrEnum):
    """What a quality assurance report is about."""

    PROVIDER = "provider"
    PROGRAMME = "programme"


class Decision(StrEnum):
    """The decision of a quality assurance report, as DEQAR words it."""

    POSITIVE = "positive"
    CONDITIONAL = "positive_with_conditions_or_restrictions"
    NEGATIVE = "negative"
    NOT_APPLICABLE = "not_applicable"


class Standing(StrEnum):
    """Whether the review has an official standing in its higher education system."""

    OBLIGATORY = "obligatory"
    VOLUNTARY = "voluntary"


@dataclass(frozen=True, slots=True)
class Report:
    """One report of external quality assurance in DEQAR, with its decision and its days."""

    id: str
    deqar_id: str
    provider: str
    agency: str
    activity: str
    covers: Covers
    programme: str | None
    qualification: str | None
    decision: Decision
    standing: Standing
    valid_from: date
    valid_to: date | None
    origin: Origin
    url: str | None = None

    @property
    def end(self) -> date:
        return self.valid_to or six_years_on(self.valid_from)

    def evidence(self) -> Evidence:
        """The report's own page where the register names it, else the register's."""
        read = self.origin.evidence(
            f"report {self.id}",
            f"{self.activity}, {self.agency}: {self.decision.value.replace('_', ' ')}, "
            f"from {self.valid_from} to {self.valid_to or 'not stated'}",
        )
        return replace(read, url=self.url) if self.url else read


class ValidationOutput(StrEnum):
    """What validation of prior learning can lead to (SWD(2021) 367, Figure 17, A to I)."""

    FULL_QUALIFICATION = "full_qualification"
    PART_OF_QUALIFICATION = "part_of_qualification"
    OTHER_CERTIFICATE = "other_certificate"
    CREDIT_POINTS = "credit_points"
    MODULES = "modules"
    EXEMPTION = "exemption"
    ACCESS_TO_PROGRAMMES = "access_to_programmes"
    TRAINING_PLAN = "training_plan"
    ACCESS_TO_LABOUR_MARKET = "access_to_labour_market"


@dataclass(frozen=True, slots=True)
class Validation:
    """One country (or a part of it) in one column of Figure 17."""

    country: str
    region: str | None
    output: ValidationOutput
    column: str
    stated_name: str
    origin: Origin = field(repr=False)

    def evidence(self) -> Evidence:
        return self.origin.evidence(f"Figure 17, {self.column}", self.stated_name)
