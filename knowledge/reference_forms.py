"""Forms of the registers beside quality reports and contacts: labels, charters, frameworks, funding, terms, rules."""

from __future__ import annotations

from knowledge.evidence import Evidence
from knowledge.offer import Cycle
from knowledge.reference_rows import (
    CycleLevel,
    ErasmusCharter,
    EuropeanRule,
    Framework,
    FundingLead,
    LabelScope,
    LabelStandard,
    LabelStatus,
    NewerFact,
    QualityLabel,
    SubSector,
    Term,
    ValidationSector,
)
from knowledge.register_file import Cells
from knowledge.register_form import SOURCED, Form, ordered


def _label(c: Cells) -> QualityLabel:
    scope = c.choice("scope", LabelScope)
    if scope is not LabelScope.PROVIDER:
        c.text("programme")
    start, end = ordered(c, "valid_from", "valid_to")
    return QualityLabel(
        body=c.text("body"),
        id=c.maybe("id"),
        standard=c.choice("standard", LabelStandard),
        label=c.text("label"),
        scope=scope,
        programme=c.maybe("programme"),
        country=c.country(),
        valid_from=start,
        valid_to=end,
        status=c.choice("status", LabelStatus),
        not_checked=c.not_checked(),
        origin=c.origin(),
    )


def _charter(c: Cells) -> ErasmusCharter:
    return ErasmusCharter(
        name=c.text("name"),
        country=c.country(),
        erasmus_code=c.text("erasmus_code"),
        valid_from=c.day("valid_from"),
        valid_to=c.day("valid_to"),
        domain=c.maybe("domain"),
        origin=c.register_origin,
    )


def _framework(c: Cells) -> Framework:
    return Framework(
        country=c.country(),
        name=c.maybe("name"),
        acronym=c.maybe("acronym"),
        levels=c.maybe("levels"),
        referenced_to_eqf=c.maybe_whole("referenced_to_eqf", 2008, 2100),
        not_checked=c.not_checked(),
        note=c.maybe("note"),
        origin=c.origin(),
    )


def _funding(c: Cells) -> FundingLead:
    return FundingLead(
        country=c.country(),
        scheme=c.maybe("scheme"),
        what=c.text("what"),
        who=c.maybe("who"),
        url=c.maybe("url"),
        not_checked=c.not_checked(),
        note=c.maybe("note"),
        origin=c.origin(),
    )


def _term(c: Cells) -> Term:
    return Term(c.text("language"), c.text("term_en"), c.text("term"), c.maybe("note"), c.origin())


def _sector(c: Cells) -> ValidationSector:
    return ValidationSector(
        c.choice("sector", SubSector), c.text("stated_name"), c.whole("countries", 0, 36), c.register_origin
    )


def _rule(c: Cells) -> EuropeanRule:
    return EuropeanRule(
        id=c.text("id"),
        topic=c.text("topic"),
        lowest=c.number("lowest"),
        highest=c.number("highest"),
        unit=c.maybe("unit"),
        locator=c.text("locator"),
        quote=c.text("quote"),
        not_checked=c.not_checked(),
        note=c.maybe("note"),
        origin=c.origin(),
    )


def _cycle(c: Cells) -> CycleLevel:
    return CycleLevel(
        c.choice("cycle", Cycle), c.whole("eqf", 5, 8), c.text("locator"), c.text("quote"), c.register_origin
    )


def _newer(c: Cells) -> NewerFact:
    older = Evidence(
        c.text("older_source"), c.text("older_locator"), c.first_day("older_date"), c.text("older_quote")
    )
    return NewerFact(c.text("register"), c.text("key"), c.text("locator"), c.text("quote"), older, c.origin())


LABELS = Form(
    "quality_labels",
    _label,
    (
        *("body", "id", "standard", "label", "scope", "programme", "country"),
        *("valid_from", "valid_to", "status", *SOURCED),
    ),
    key=("body", "id", "label", "programme", "valid_from"),
)
CHARTERS = Form(
    "erasmus_charters",
    _charter,
    ("erasmus_code", "name", "country", "domain", "valid_from", "valid_to"),
    key=("erasmus_code",),
)
FRAMEWORKS = Form(
    "frameworks",
    _framework,
    ("country", "name", "acronym", "levels", "referenced_to_eqf", *SOURCED),
    key=("country",),
)
FUNDING = Form("funding", _funding, ("country", "scheme", "what", "who", "url", *SOURCED))
TERMS = Form("terms", _term, ("language", "term_en", "term", *SOURCED), key=("language", "term_en"))
SECTORS = Form("validation_sectors", _sector, ("sector", "stated_name", "countries"), key=("sector",))
RULES = Form(
    "european_rules",
    _rule,
    ("id", "topic", "lowest", "highest", "unit", "locator", "quote", *SOURCED),
    key=("id",),
)
CYCLES = Form("cycles", _cycle, ("cycle", "eqf", "locator", "quote"), key=("cycle",))
NEWER_FACTS = Form(
    "newer_facts",
    _newer,
    (
        *("register", "key", "locator", "quote", "older_source", "older_locator", "older_date", "older_quote"),
        *SOURCED,
    ),
    key=("register", "key"),
)
