"""More rows of the registers: labels a list confirms, charters, frameworks, funding leads, terms, European rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.evidence import Evidence
from knowledge.offer import Cycle
from knowledge.register_file import Origin


class LabelStandard(StrEnum):
    """What a label in an operator's list was given against (SWD(2021) 367, 7.3.1)."""

    ESG = "esg"
    EQAVET = "eqavet"
    EQF_ANNEX_IV = "eqf_annex_iv"
    ISO_21001 = "iso_21001"
    ISO_29993 = "iso_29993"
    EFQM = "efqm"
    NATIONAL = "national"


class LabelScope(StrEnum):
    """What a label is about."""

    PROVIDER = "provider"
    PROGRAMME = "programme"
    CREDENTIAL = "credential"


class LabelStatus(StrEnum):
    """Whether the list that gave the label still stands by it."""

    VALID = "valid"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class QualityLabel:
    """One body (or one of its programmes or credentials) on a list of quality labels that the operator holds.

    Without `valid_to` the label holds for as long as the list proves anything: ask `Registers.out_of_date`.
    """

    body: str
    id: str | None
    standard: LabelStandard
    label: str
    scope: LabelScope
    programme: str | None
    country: str
    valid_from: date
    valid_to: date | None
    status: LabelStatus
    not_checked: frozenset[str]
    origin: Origin

    @property
    def checked(self) -> bool:
        return not self.not_checked

    def begun_on(self, day: date) -> bool:
        return self.valid_from <= day

    def holds_on(self, day: date) -> bool:
        """Begun, not ended, not withdrawn."""
        return (
            self.status is LabelStatus.VALID
            and self.begun_on(day)
            and (self.valid_to is None or day <= self.valid_to)
        )

    def evidence(self) -> Evidence:
        on = f", {self.programme}" if self.programme else ""
        return self.origin.evidence(
            f"row '{self.body}', {self.label}{on}",
            f"{self.label}: {self.status.value}, from {self.valid_from} to {self.valid_to or 'not stated'}",
        )


@dataclass(frozen=True, slots=True)
class ErasmusCharter:
    """A holder of the Erasmus Charter for Higher Education. It may take part in Erasmus+: no quality assurance."""

    name: str
    country: str
    erasmus_code: str
    valid_from: date | None
    valid_to: date | None
    domain: str | None
    origin: Origin

    def evidence(self) -> Evidence:
        return self.origin.evidence(f"row '{self.erasmus_code}'", self.name)


@dataclass(frozen=True, slots=True)
class Framework:
    """A country's qualifications framework, as far as it was seen. None is "not seen", not "there is none"."""

    country: str
    name: str | None
    acronym: str | None
    levels: str | None
    referenced_to_eqf: int | None
    not_checked: frozenset[str]
    note: str | None
    origin: Origin

    def evidence(self) -> Evidence:
        cells = {
            "name": self.name,
            "acronym": self.acronym,
            "levels": f"levels: {self.levels}" if self.levels else None,
            "referenced_to_eqf": f"referenced to the EQF in {self.referenced_to_eqf}"
            if self.referenced_to_eqf
            else None,
        }
        quote = "; ".join(text for cell, text in cells.items() if text and cell not in self.not_checked)
        return self.origin.evidence(f"row {self.country}", quote)


@dataclass(frozen=True, slots=True)
class FundingLead:
    """A lead to money for learning. Never shown without the words that it is not checked."""

    country: str
    scheme: str | None
    what: str
    who: str | None
    url: str | None
    not_checked: frozenset[str]
    note: str | None
    origin: Origin

    @property
    def checked(self) -> bool:
        return not self.not_checked

    def evidence(self) -> Evidence:
        return self.origin.evidence(f"row {self.country}, {self.scheme or self.what}")


@dataclass(frozen=True, slots=True)
class Term:
    """The word an official page uses in one language for a term of the field (English, as the key)."""

    language: str
    term_en: str
    term: str
    note: str | None
    origin: Origin

    def evidence(self) -> Evidence:
        return self.origin.evidence(f"row {self.language}, {self.term_en}", self.term)


class SubSector(StrEnum):
    """Sub-sectors of education and training in Figure 16 of SWD(2021) 367."""

    ADULT = "adult"
    CONTINUING_VET = "cvet"
    GENERAL = "general"
    HIGHER = "higher"
    INITIAL_VET = "ivet"


@dataclass(frozen=True, slots=True)
class ValidationSector:
    """In how many of the 36 countries studied prior learning can be validated in one sub-sector (Figure 16)."""

    sector: SubSector
    stated_name: str
    countries: int
    origin: Origin

    def evidence(self) -> Evidence:
        return self.origin.evidence(f"Figure 16, {self.stated_name}", str(self.countries))


@dataclass(frozen=True, slots=True)
class EuropeanRule:
    """One rule or figure of the European systems (ECTS, QF-EHEA, automatic recognition), with its words and place.

    `lowest` and `highest` are numbers in `unit`, equal where the source gives one; None where it gives none.
    """

    id: str
    topic: str
    lowest: float | None
    highest: float | None
    unit: str | None
    locator: str
    quote: str
    not_checked: frozenset[str]
    note: str | None
    origin: Origin

    @property
    def checked(self) -> bool:
        return not self.not_checked

    def evidence(self) -> Evidence:
        return self.origin.evidence(self.locator, self.quote)


@dataclass(frozen=True, slots=True)
class CycleLevel:
    """A cycle of the European Higher Education Area and the EQF level it corresponds to."""

    cycle: Cycle
    eqf: int
    locator: str
    quote: str
    origin: Origin

    def evidence(self) -> Evidence:
        return self.origin.evidence(self.locator, self.quote)


@dataclass(frozen=True, slots=True)
class NewerFact:
    """A fact that came after a document which says otherwise. The newer one wins; both are cited."""

    register: str
    key: str
    locator: str
    quote: str
    older: Evidence
    origin: Origin

    def evidence(self) -> Evidence:
        return self.origin.evidence(self.locator, self.quote)

    def both(self) -> tuple[Evidence, Evidence]:
        """The newer fact, then what it overtakes."""
        return self.evidence(), self.older
