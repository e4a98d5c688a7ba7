"""Worlds for the laws of trust: any choice of facts from a pool that holds something of everything.

A world is a row of bytes, one for each slot of the pool: it chooses one of the slot's facts or none. Slots whose
facts exclude each other (a type of credential, a level) have several; one that stands twice is drawn twice as often.
So worlds are drawn and shrunk as bytes, towards fewer facts, and losing a piece of evidence is losing a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

from hypothesis import strategies as st

from knowledge.elements import standard_elements
from knowledge.evidence import Statement
from knowledge.kind import kind_of
from knowledge.offer import Cycle, Level, Mode, Offer, Provenance, QualityClaim
from knowledge.quality import assess_quality
from knowledge.recognition import recognition_outlook
from knowledge.reference_rows import (
    CycleLevel,
    ErasmusCharter,
    EuropeanRule,
    LabelScope,
    LabelStandard,
    LabelStatus,
    QualityLabel,
)
from knowledge.register_file import Extract
from knowledge.register_rows import (
    ConventionStatus,
    Covers,
    Decision,
    FrameworkLevel,
    Relation,
    Report,
    Role,
    Scheme,
    ValidationOutput,
)
from knowledge.registers import Registers
from knowledge.trust import Element, Kind, Outlook, Purpose, Quality, QualityStatus, RecognitionOutlook
from tests.knowledge.trust_examples import (
    REGISTER,
    YOUNG,
    agency,
    contact,
    institution,
    label,
    listed,
    match,
    offer,
    party,
    report,
    validation,
)

Fact: TypeAlias = tuple[str, Any]
"""A field of Registers and a row, "claim" and a claim, or "offer" and a field with its value."""

DAY = date(2026, 11, 24)
PROGRAMME = {"covers": Covers.PROGRAMME, "programme": "Welding"}
OF_THE_PROGRAMME = {"scope": LabelScope.PROGRAMME, "programme": "Welding"}
WELDING_MARK = label(label="For welding", standard=LabelStandard.EQF_ANNEX_IV, **OF_THE_PROGRAMME)
ENDED = date(2023, 1, 1)

ROWS: tuple[Fact, ...] = (
    ("agencies", agency("QA-A")),
    ("agencies", agency("QA-B", end=date(2018, 1, 1))),
    ("agencies", agency("QA-B", start=date(2024, 1, 1))),
    ("reports", report(id="holds")),
    ("reports", report(id="ended", valid_to=ENDED)),
    ("reports", report(id="no end", valid_from=date(2021, 1, 1), valid_to=None)),
    ("reports", report(id="later", valid_from=date(2027, 1, 1), valid_to=date(2033, 1, 1))),
    ("reports", report(id="unregistered", agency="QA-B")),
    ("reports", report(id="unknown agency", agency="QA-C")),
    ("reports", report(id="conditions", decision=Decision.CONDITIONAL, valid_from=date(2023, 1, 1))),
    ("reports", report(id="no decision", decision=Decision.NOT_APPLICABLE)),
    ("reports", report(id="programme", **PROGRAMME)),
    ("reports", report(id="programme ended", **PROGRAMME, valid_to=ENDED)),
    ("reports", report(id="programme conditions", **PROGRAMME, decision=Decision.CONDITIONAL)),
    ("reports", report(id="another", covers=Covers.PROGRAMME, programme="Baking")),
    ("reports", report(id="whole", covers=Covers.PROGRAMME, programme="Bachelor of Engineering")),
    ("reports", report(id="of süd", provider="Uni Süd", deqar_id="D2")),
    ("reports", report(id="of a company", provider="A Company", deqar_id="D9", valid_to=ENDED)),
    ("labels", label()),
    ("labels", label(label="Ended", standard=LabelStandard.EFQM, valid_to=ENDED)),
    ("labels", label(label="No end", standard=LabelStandard.ISO_29993, valid_to=None)),
    ("labels", label(label="Taken back", standard=LabelStandard.NATIONAL, status=LabelStatus.WITHDRAWN)),
    ("labels", label(label="Unsure", standard=LabelStandard.EQAVET, not_checked=frozenset({"valid_to"}))),
    ("labels", label(label="Later", standard=LabelStandard.EQAVET, valid_from=date(2027, 1, 1), valid_to=None)),
    ("labels", WELDING_MARK),
    ("labels", label(label="For baking", scope=LabelScope.CREDENTIAL, programme="Baking")),
    ("labels", label(body="A Company", label="Company", standard=LabelStandard.ESG)),
    ("listed_providers", listed("Uni Nord", "D1")),
    ("listed_providers", listed("Uni Süd", "D2", date(2010, 1, 1))),
    ("listed_providers", listed("Uni West", "D3", None)),
    ("listed_providers", listed("Uni Morgen", "D4", date(2034, 1, 1))),
    (
        "charters",
        ErasmusCharter("Uni Morgen", "DE", "D MORGEN01", date(2021, 1, 1), date(2027, 1, 1), None, REGISTER),
    ),
    ("charters", ErasmusCharter("Nobody", "DE", "D NOBODY01", None, None, None, REGISTER)),
    ("institutions", institution("Uni Nord")),
    ("institutions", institution("Uni Ost")),
    ("provider_matches", match("Nord Business School", Relation.PART)),
    ("provider_matches", replace(match("Nord College", Relation.PART), not_checked=frozenset({"relation"}))),
    ("provider_matches", match("Uni Süd", to="D2")),
    ("provider_matches", match("Nord and Süd", Relation.JOINT)),
    ("provider_matches", match("Nord and Süd", Relation.JOINT, to="D2")),
    ("provider_matches", match("A Company", Relation.NONE, Scheme.NOWHERE, "")),
    ("provider_matches", match("A Company", scheme=Scheme.ERASMUS_CHARTER, to="9")),
    ("convention", party("DE")),
    ("convention", party("FR")),
    ("convention", party("CH", checked=False)),
    ("convention", party("US", ConventionStatus.SIGNED)),
    *(("contacts", contact(role)) for role in Role),
    ("contacts", contact(Role.RECOGNITION_CENTRE, "FR", frozenset({"url"}))),
    ("contacts", contact(Role.EMPLOYMENT_SERVICE, "CH", frozenset({"name", "url"}))),
    ("contacts", contact(Role.PROFESSIONS_INFORMATION, "EU")),
    *(("validation", validation("DE", output)) for output in ValidationOutput),
    ("validation", validation("FR", ValidationOutput.OTHER_CERTIFICATE)),
    ("framework_levels", FrameworkLevel("DE", None, "Bachelor of Engineering", 6, REGISTER)),
    ("framework_levels", FrameworkLevel("DE", None, "Welder's certificate", 4, REGISTER)),
    ("cycles", CycleLevel(Cycle.FIRST, 6, "levels", "first cycle: EQF 6", REGISTER)),
    ("european_rules", EuropeanRule("ects_hours", "ects", 25, 30, "h", "x", "25 to 30", frozenset(), None, REGISTER)),
)
"""Rows that speak for an offer, or for nobody."""

AGAINST: tuple[Fact, ...] = (
    ("reports", report(id="refused", decision=Decision.NEGATIVE, valid_from=date(2025, 1, 1))),
    ("reports", report(id="refused before", decision=Decision.NEGATIVE, valid_from=date(2019, 1, 1))),
    ("reports", report(id="refused programme", **PROGRAMME, decision=Decision.NEGATIVE, valid_from=date(2024, 1, 1))),
    ("labels", label(status=LabelStatus.WITHDRAWN, valid_from=date(2024, 6, 1))),
    ("labels", replace(WELDING_MARK, status=LabelStatus.WITHDRAWN)),
)
"""Refusals and withdrawals speak against an offer: the law of losing evidence does not speak of losing them."""


def _one_of(field: str, *values: Any) -> tuple[Fact, ...]:
    return tuple(("offer", (field, value)) for value in values)


STATED: tuple[tuple[Fact, ...], ...] = (
    _one_of("awarding_body", "Uni Süd", "A Company"),
    _one_of("credential_type", "Master of Arts", "Open Badge", "Certificate of attendance", "Welder's certificate"),
    _one_of("part_of", "Bachelor of Engineering", "Bachelor of Engineering", "Python Specialization"),
    _one_of("skills", ("welding",)),
    _one_of("learning_outcomes", ("can weld",)),
    _one_of("mode", *Mode),
    _one_of("level", Level.BEGINNER),
    _one_of("country", "DE", "DE", "FR"),
    _one_of("eqf", 5, 6),
    _one_of("qf_ehea", *Cycle),
    _one_of("national_level", "NQR 4", "Welder's certificate"),
    _one_of("isced_level", 5),
    _one_of("isced_field", "0715"),
    _one_of("ects", 5.0, 5.0, 60.0),
    _one_of("workload_hours", (20.0, 30.0), (130.0, 130.0)),
    _one_of("duration_weeks", (6.0, 6.0)),
    _one_of("assessment", "written exam", "written exam", "no exam", "Teilnahmebescheinigung"),
    _one_of("supervision", "supervised"),
    _one_of("prerequisites", "none"),
    _one_of("stackability", "stacks into a degree", "standalone"),
    _one_of("validity", "3 years"),
    _one_of("target_groups", ("adults",)),
    _one_of("funding", "voucher"),
    _one_of("url", "https://example.org"),
    _one_of("rating", 4.8),
    _one_of("provenance", {f: Provenance("c", "q", "derived") for f in ("title", "mode", "country", "ects", "eqf")}),
    (("claim", QualityClaim("Accredited by QA-A", "q1", standard="ESG", body="QA-A")),),
    (("claim", QualityClaim("Accredited by QA-B", "q2", body="QA-B", valid_to=date(2020, 1, 1))),),
    (("claim", QualityClaim("verified for ever", "q3", valid_from=date(2030, 1, 1))),),
    (("claim", QualityClaim("ISO 21001 certified", "q4", standard="ISO 21001", body="A Certifier")),),
    (("claim", QualityClaim("We check ourselves", "q5", standard="internal")),),
    (("claim", QualityClaim("Sealed", "q6", standard="Our seal", body="Nobody knows")),),
    (("claim", QualityClaim("Approved", "q7", standard="AZAV")),),
)
"""What an offer can state, a slot a field."""

SLOTS: tuple[tuple[Fact | None, ...], ...] = (
    *((None, None, row) if row[0] in ("reports", "labels") else (None, row, row) for row in ROWS),
    *((*(None,) * (3 if facts[0][0] == "claim" else len(facts) // 2 or 1), *facts) for facts in STATED),
    *((None, None, None, row) for row in AGAINST),
)

PROVIDERS = (
    *("Uni Nord", "Uni Süd", "Uni West", "Uni Ost", "Uni Morgen", "Nord Business School", "Nord College"),
    *("Nord and Süd", "A Company", "Nobody"),
)
TITLES = ("Welding", "Welding", "Baking", "Micro-credential with exam", "Bachelor of Engineering")
STALE = {name: Extract(name, REGISTER, valid_for_days=90) for name in YOUNG}
COPIES = ({**YOUNG}, {**YOUNG}, {**YOUNG, "deqar_reports": STALE["deqar_reports"]}, {**STALE}, {})
"""How old our copies are: young, one too old, both too old, and of no day."""


@dataclass(frozen=True)
class World:
    """A choice of facts, how old our copies are, and the question: whose offer, on which day, for which country."""

    facts: tuple[Fact, ...]
    provider: str = "Uni Nord"
    title: str = "Welding"
    on: date = DAY
    country: str | None = "FR"
    copies: int = 0

    @cached_property
    def held(self) -> Registers:
        rows: dict[str, list[Any]] = {}
        for kind, fact in self.facts:
            if kind not in ("offer", "claim"):
                rows.setdefault(kind, []).append(fact)
        found: dict[str, Any] = {kind: tuple(some) for kind, some in rows.items()}
        return Registers(extracts=COPIES[self.copies], **found)

    @cached_property
    def offer(self) -> Offer:
        stated = dict(fact for kind, fact in self.facts if kind == "offer")
        claims = tuple(fact for kind, fact in self.facts if kind == "claim")
        return offer(provider=self.provider, title=self.title, quality_claims=claims, **stated)

    @cached_property
    def kind(self) -> tuple[Kind, Statement]:
        return kind_of(self.offer)

    @cached_property
    def quality(self) -> Quality:
        return assess_quality(self.offer, self.held, self.on)

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        return standard_elements(self.offer, self.quality, self.held)

    @cached_property
    def recognition(self) -> tuple[RecognitionOutlook, ...]:
        return self.recognised_with(self.quality)

    def recognised_with(self, quality: Quality) -> tuple[RecognitionOutlook, ...]:
        return tuple(
            recognition_outlook(self.offer, quality, purpose, self.country, self.held, self.on) for purpose in Purpose
        )

    @property
    def status(self) -> QualityStatus:
        return self.quality.status

    @cached_property
    def outlooks(self) -> dict[Purpose, Outlook]:
        return {found.purpose: found.outlook for found in self.recognition}

    def statements(self) -> Iterator[Statement]:
        yield self.kind[1]
        yield from self.quality.statements
        for element in self.elements:
            yield from element.statements
        for outlook in self.recognition:
            yield outlook.who_decides
            yield from outlook.statements

    def without(self, keep: Callable[[Fact], bool]) -> World:
        return replace(self, facts=tuple(fact for fact in self.facts if keep(fact)))

    def also(self, *facts: Fact) -> World:
        return replace(self, facts=(*self.facts, *facts))

    @property
    def rows(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact[0] not in ("offer", "claim"))


def facts_of(choices: bytes) -> tuple[Fact, ...]:
    """The facts that `choices` stand for, a byte a slot."""
    chosen = (slot[choice % len(slot)] for slot, choice in zip(SLOTS, choices, strict=True))
    return tuple(fact for fact in chosen if fact is not None)


ANY_WORLDS = st.builds(
    World,
    st.binary(min_size=len(SLOTS), max_size=len(SLOTS)).map(facts_of),
    st.sampled_from(["Uni Nord"] * 8 + list(PROVIDERS)),
    st.sampled_from(TITLES),
    st.sampled_from([DAY]) | st.dates(date(2015, 1, 1), date(2035, 1, 1)),
    st.sampled_from(["FR", "FR", "FR", "DE", "DE", "CH", "US", "BR", "UA", None]),
    st.integers(0, len(COPIES) - 1),
)

_BEST_LEAVES_OUT = ("credential_type", "provenance", "qf_ehea")


def _best() -> World:
    """All that speaks for an offer: nothing against it, the fullest of each field."""
    chosen: dict[str, Fact] = {}
    claims: list[Fact] = []
    for slot in STATED:
        kind, value = slot[0]
        if kind == "claim":
            claims.append(slot[0])
        elif value[0] not in _BEST_LEAVES_OUT:
            chosen[value[0]] = slot[0]
    return World((*ROWS, *chosen.values(), *claims))


BEST = _best()


def _without(lost: set[int]) -> World:
    return replace(BEST, facts=tuple(fact for place, fact in enumerate(BEST.facts) if place not in lost))


NEARLY_BEST = st.sets(st.integers(0, len(BEST.facts) - 1), max_size=6).map(_without)
WORLDS = st.integers(0, 7).flatmap(lambda pick: ANY_WORLDS if pick else NEARLY_BEST)
"""Any world; one in eight is nearly the best, where a single piece more or less decides."""


def carried(world: World) -> bool:
    """By the words of the rule, written anew: does a row we hold verify this offer on this day?"""
    held, on, asked = world.held, world.on, world.offer
    named = {asked.title.casefold(), (asked.part_of or "").casefold()}
    for body in {asked.provider, asked.awarding_body or asked.provider}:
        reports = held.reports_on(body)
        if not held.out_of_date("deqar_reports", on):
            for row in reports:
                if _decides(row, reports, named, held, on):
                    return True
        labels = held.labels_of(body, on)
        if not held.out_of_date("quality_labels", on):
            for mark in labels:
                if _marks(mark, labels, asked.title, on):
                    return True
    return False


def _decides(row: Report, reports: tuple[Report, ...], named: set[str], held: Registers, on: date) -> bool:
    good = row.decision in (Decision.POSITIVE, Decision.CONDITIONAL)
    about = row.covers is Covers.PROVIDER or (row.programme or "").casefold() in named
    day = row.valid_from <= on <= row.end
    by = any(a.registered_on(row.valid_from) for a in held.agencies_named(row.agency))
    refused = any(
        other.decision is Decision.NEGATIVE
        and (other.covers, other.programme) == (row.covers, row.programme)
        and row.valid_from <= other.valid_from <= on
        for other in reports
    )
    return good and about and day and by and not refused


def _marks(mark: QualityLabel, labels: tuple[QualityLabel, ...], title: str, on: date) -> bool:
    about = mark.scope is LabelScope.PROVIDER or (mark.programme or "").casefold() == title.casefold()
    taken_back = any(
        other.status is LabelStatus.WITHDRAWN
        and (other.standard, other.label, other.scope, other.programme)
        == (mark.standard, mark.label, mark.scope, mark.programme)
        and other.valid_from >= mark.valid_from
        for other in labels
    )
    return mark.checked and mark.holds_on(on) and about and not taken_back
