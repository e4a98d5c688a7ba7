"""Finding again what a piece of evidence cites: row, field or passage. A locator that leads nowhere is a bug."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

import knowledge
from knowledge.evidence import Evidence
from knowledge.offer import Offer
from knowledge.register_rows import Role
from knowledge.registers import Registers

if TYPE_CHECKING:
    from knowledge.esco import Esco

_NO_ROW = re.compile(r"no row for '(.*)'\Z", re.DOTALL)
_NO_FIELD = re.compile(r", no field for (\w+)\Z")
_NOTE_OF = re.compile(r"regulatedProfessionNote of (\S+)\Z")
_FIELDS = frozenset(field.name for field in fields(Offer))
_NOT_READ = frozenset({"accessibility"})
"""What rules ask for and no offer can state: that it is missing is true of every record."""
_OF_RULES = frozenset({"quality_rules", "recognition_rules", "suit_rules"})


def resolve(
    evidence: Evidence,
    registers: Registers,
    offer: Offer | None = None,
    *,
    passages: frozenset[Evidence] = frozenset(),
    esco: Esco | None = None,
) -> str | None:
    """What the evidence leads to, in a few words; None when it leads nowhere.

    Looked for in this order: the offer's fields and claims, rows of the registers (also that there is no row), the
    passages that rules declare, more `passages` that the caller holds, ESCO.
    """
    return next(
        (
            found
            for found in (
                _in_offer(evidence, offer) if offer else None,
                _in_registers(evidence, registers),
                "passage of a document" if evidence in declared_passages() | passages else None,
                _in_esco(evidence, esco) if esco else None,
            )
            if found
        ),
        None,
    )


def _in_offer(evidence: Evidence, offer: Offer) -> str | None:
    if (evidence.source, evidence.date) != (offer.source.title, offer.source.date):
        return None
    missing = _NO_FIELD.search(evidence.locator)
    if missing and missing[1] in _FIELDS | _NOT_READ and evidence == offer.evidence(missing[1]):
        return f"record without a place for {missing[1]}"
    for name, place in offer.provenance.items():
        if (evidence.locator, evidence.quote) == (place.locator, place.quote) and name in _FIELDS:
            return f"field {name}"
    for claim in offer.quality_claims:
        if (evidence.locator, evidence.quote) == (claim.locator, claim.text):
            return "claim"
    return "record" if (evidence.locator, evidence.quote) == (offer.locator, "") else None


def _in_registers(evidence: Evidence, registers: Registers) -> str | None:
    if (evidence.source, evidence.locator, evidence.quote) in registers.places:
        return "register row"
    reported = re.match(r"report (\S+)", evidence.locator)
    if reported and any(row.evidence() == evidence for row in registers.reports_numbered(reported[1])):
        return "register row"
    absent = _NO_ROW.match(evidence.locator)
    if absent is None:
        return None
    for register in _looked_in(evidence, registers):
        found_again = _LOOK_UPS.get(register)
        if found_again and not found_again(registers, absent[1]):
            return f"no row in {register}"
    return None


def _looked_in(evidence: Evidence, registers: Registers) -> Iterator[str]:
    """The registers whose title the evidence names; by their own name those that are not held."""
    for register in _LOOK_UPS:
        if registers.nothing_in(register, "").source == evidence.source:
            yield register


def _asked(*roles: Role) -> Callable[[Registers, str], object]:
    """The bodies of a country ("DE"), or of one role in it ("DE, europass_centre")."""

    def look_up(registers: Registers, looked_for: str) -> object:
        country, _, wanted = looked_for.partition(", ")
        return [c for role in roles if wanted in ("", role.value) for c in registers.asked(role, country)]

    return look_up


_LOOK_UPS: Mapping[str, Callable[[Registers, str], object]] = MappingProxyType(
    {
        "eqar_agencies": lambda r, name: r.agencies_named(name),
        "ehea_members": lambda r, country: r.area_member(country),
        "lisbon_convention": lambda r, country: r.party(country),
        "enic_naric": _asked(Role.RECOGNITION_CENTRE),
        "eqavet_reference_points": _asked(Role.VET_REFERENCE_POINT),
        "public_employment_services": _asked(Role.EMPLOYMENT_SERVICE),
        "assistance_centres": _asked(Role.ASSISTANCE_CENTRE, Role.PROFESSIONS_INFORMATION),
        "guidance_centres": _asked(Role.EUROPASS_CENTRE, Role.EUROGUIDANCE_CENTRE),
        "deqar_providers": lambda r, name: r.listed(name),
        "deqar_reports": lambda r, name: r.reports_on(name),
        "eter_institutions": lambda r, name: r.institution(name),
        "provider_matches": lambda r, name: r.matches(name),
        "quality_labels": lambda r, name: r.labels_of(name, date.max),
        "erasmus_charters": lambda r, name: r.erasmus_charter(name),
        "frameworks": lambda r, country: r.framework(country),
        "funding": lambda r, country: r.funding_in(country),
        "validation_outputs": lambda r, country: r.validation_in(country),
    }
)
"""How to look again for what had no row: by name of a body, or by country."""


@cache
def declared_passages() -> frozenset[Evidence]:
    """Every passage that a module of rules declares as a constant: the Commission document and the others."""
    names = [f"knowledge.{m.name}" for m in pkgutil.iter_modules(knowledge.__path__) if not m.ispkg]
    for package in _OF_RULES:
        folder = import_module(f"knowledge.{package}")
        names += [folder.__name__, *(f"{folder.__name__}.{m.name}" for m in pkgutil.iter_modules(folder.__path__))]
    held = (value for name in names for value in vars(import_module(name)).values())
    return frozenset(value for value in held if isinstance(value, Evidence))


def _in_esco(evidence: Evidence, esco: Esco) -> str | None:
    noted = _NOTE_OF.match(evidence.locator)
    if noted and esco.regulated_note(noted[1]) == evidence.quote:
        return "ESCO note"
    return None
