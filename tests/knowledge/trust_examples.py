"""Offers and registers for the trust tests: small, made up, and named so that no real body is meant."""

from __future__ import annotations

from datetime import date
from typing import Any

from knowledge.offer import Offer, Source
from knowledge.reference_rows import LabelScope, LabelStandard, LabelStatus, QualityLabel
from knowledge.register_file import Extract, Origin
from knowledge.register_rows import (
    Agency,
    Contact,
    ConventionParty,
    ConventionStatus,
    Covers,
    Decision,
    Institution,
    ListedProvider,
    ProviderMatch,
    Relation,
    Report,
    Role,
    Scheme,
    Standing,
    Validation,
    ValidationOutput,
)
from knowledge.registers import Registers

TODAY = date(2026, 11, 24)
FEED = Source(id="feed", title="A feed", date=date(2026, 1, 1), licence="facts")
REGISTER = Origin("A register", date(2026, 1, 1))
YOUNG = {name: Extract(name, REGISTER, valid_for_days=3650) for name in ("deqar_reports", "quality_labels")}
"""Copies of the registers that may show a withdrawal for ten years: the tests look at many days."""


def held(**rows: Any) -> Registers:
    """Registers that hold `rows`, in copies that are young enough to prove."""
    return Registers(**{"extracts": YOUNG, **rows})


def offer(**fields: Any) -> Offer:
    known: dict[str, Any] = {
        "id": "o1",
        "title": "Welding",
        "provider": "Uni Nord",
        "source": FEED,
        "locator": "row 1",
    }
    return Offer(**{**known, **fields})


def agency(acronym: str = "QA-A", start: date = date(2010, 1, 1), end: date = date(2030, 1, 1)) -> Agency:
    return Agency(f"{acronym}{start}", acronym, f"Agency {acronym}", "DE", None, start, end, (), REGISTER)


def report(**fields: Any) -> Report:
    known: dict[str, Any] = {
        "id": "r1",
        "deqar_id": "D1",
        "provider": "Uni Nord",
        "agency": "QA-A",
        "activity": "audit",
        "covers": Covers.PROVIDER,
        "programme": None,
        "qualification": None,
        "decision": Decision.POSITIVE,
        "standing": Standing.OBLIGATORY,
        "valid_from": date(2022, 1, 1),
        "valid_to": date(2028, 1, 1),
        "origin": REGISTER,
    }
    return Report(**{**known, **fields})


def listed(name: str = "Uni Nord", deqar_id: str = "D1", latest: date | None = date(2024, 1, 1)) -> ListedProvider:
    return ListedProvider(deqar_id, name, None, "DE", "DE0001", None, 3 if latest else 0, latest, REGISTER)


def institution(name: str = "Uni Nord") -> Institution:
    return Institution(f"E-{name}", name, None, "DE", REGISTER)


def match(
    provider: str, relation: Relation = Relation.SAME, scheme: Scheme = Scheme.DEQAR, to: str = "D1"
) -> ProviderMatch:
    return ProviderMatch(provider, relation, scheme, to or None, "Uni Nord", "DE", frozenset(), REGISTER)


def party(
    country: str, status: ConventionStatus = ConventionStatus.IN_FORCE, checked: bool = True
) -> ConventionParty:
    return ConventionParty(country, status, None, checked, REGISTER)


def contact(role: Role, country: str = "DE", not_checked: frozenset[str] = frozenset()) -> Contact:
    return Contact(role, country, f"{role.value} of {country}", None, None, not_checked, None, REGISTER)


def validation(country: str, output: ValidationOutput = ValidationOutput.CREDIT_POINTS) -> Validation:
    return Validation(country, None, output, "D", country, REGISTER)


def label(**fields: Any) -> QualityLabel:
    known: dict[str, Any] = {
        "body": "Uni Nord",
        "id": None,
        "standard": LabelStandard.ISO_21001,
        "label": "A label",
        "scope": LabelScope.PROVIDER,
        "programme": None,
        "country": "DE",
        "valid_from": date(2022, 1, 1),
        "valid_to": date(2028, 1, 1),
        "status": LabelStatus.VALID,
        "not_checked": frozenset(),
        "origin": REGISTER,
    }
    return QualityLabel(**{**known, **fields})
