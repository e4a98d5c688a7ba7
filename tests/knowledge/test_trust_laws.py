"""Laws of trust: less evidence never gives a better answer, free text never verifies, nothing is said unsourced.

A world is any choice from a pool of facts that holds something of everything: decisions of all kinds and times,
registrations that hold, ended or never were, lists, matches, treaty rows, contacts, and all that an offer can state.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import example as like
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.evidence import Statement
from knowledge.kind import kind_of
from knowledge.offer import Level, Mode, Offer, QualityClaim
from knowledge.quality import assess_quality
from knowledge.recognition import recognition_outlook
from knowledge.register_rows import (
    ConventionStatus,
    Covers,
    Decision,
    Relation,
    Report,
    Role,
    Scheme,
    ValidationOutput,
)
from knowledge.registers import Registers
from knowledge.trust import Outlook, Purpose, QualityStatus
from knowledge.wording import statement_ids
from tests.knowledge.trust_examples import (
    agency,
    contact,
    institution,
    listed,
    match,
    offer,
    party,
    report,
    validation,
)

Fact = tuple[str, Any]
"""What kind of fact (a field of Registers, "claim", or "offer" for a field of the offer), and the fact."""

REGISTER_FACTS: tuple[Fact, ...] = (
    ("agencies", agency("QA-A")),
    ("agencies", agency("QA-B", end=date(2018, 1, 1))),
    ("agencies", agency("QA-B", start=date(2024, 1, 1))),
    ("reports", report(id="holds")),
    ("reports", report(id="ended", valid_to=date(2023, 1, 1))),
    ("reports", report(id="no end", valid_from=date(2021, 1, 1), valid_to=None)),
    ("reports", report(id="later", valid_from=date(2027, 1, 1), valid_to=date(2033, 1, 1))),
    ("reports", report(id="unregistered", agency="QA-B")),
    ("reports", report(id="unknown agency", agency="QA-C")),
    ("reports", report(id="conditions", decision=Decision.CONDITIONAL, valid_from=date(2023, 1, 1))),
    ("reports", report(id="no decision", decision=Decision.NOT_APPLICABLE)),
    ("reports", report(id="programme", covers=Covers.PROGRAMME, programme="Welding")),
    (
        "reports",
        report(
            id="whole",
            covers=Covers.PROGRAMME,
            programme="Bachelor of Engineering",
            deqar_id="D2",
            provider="Uni Süd",
        ),
    ),
    ("reports", report(id="other body", provider="A Company", deqar_id="D9")),
    ("listed_providers", listed("Uni Nord", "D1")),
    ("listed_providers", listed("Uni Süd", "D2", date(2010, 1, 1))),
    ("listed_providers", listed("Uni West", "D3", None)),
    ("institutions", institution("Uni Nord")),
    ("institutions", institution("Uni Ost")),
    ("provider_matches", match("Nord Business School", Relation.PART)),
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
)
AGAINST: tuple[Fact, ...] = (
    ("reports", report(id="refused", decision=Decision.NEGATIVE, valid_from=date(2025, 1, 1))),
    ("reports", report(id="refused before", decision=Decision.NEGATIVE, valid_from=date(2019, 1, 1))),
)
"""Negative decisions speak against an offer: the law of losing evidence does not speak of them."""

OFFER_FACTS: tuple[Fact, ...] = (
    ("offer", ("awarding_body", "Uni Süd")),
    ("offer", ("credential_type", "Master of Arts")),
    ("offer", ("part_of", "Bachelor of Engineering")),
    ("offer", ("skills", ("welding",))),
    ("offer", ("learning_outcomes", ("can weld",))),
    ("offer", ("mode", Mode.ONLINE)),
    ("offer", ("level", Level.BEGINNER)),
    ("offer", ("country", "DE")),
    ("offer", ("eqf", 5)),
    ("offer", ("ects", 5.0)),
    ("offer", ("ects", 60.0)),
    ("offer", ("workload_hours", (20.0, 30.0))),
    ("offer", ("assessment", "written exam")),
    ("offer", ("supervision", "supervised")),
    ("offer", ("stackability", "stacks into a degree")),
    ("offer", ("rating", 4.8)),
    ("claim", QualityClaim("Accredited by QA-A", "q1", standard="ESG", body="QA-A")),
    ("claim", QualityClaim("Accredited by QA-B", "q2", body="QA-B", valid_to=date(2020, 1, 1))),
    ("claim", QualityClaim("verified for ever", "q3", valid_from=date(2030, 1, 1))),
)
POOL = (*REGISTER_FACTS, *OFFER_FACTS)
BODIES = ("Uni Nord", "Uni Süd", "Uni West", "Uni Ost", "Nord Business School", "Nord and Süd", "A Company", "Nobody")


@dataclass(frozen=True)
class World:
    """A choice of facts, and the question: whose offer, on which day, for which country."""

    facts: tuple[Fact, ...]
    provider: str
    on: date
    country: str | None

    @property
    def held(self) -> Registers:
        rows: dict[str, list[Any]] = {}
        for kind, fact in self.facts:
            if kind not in ("offer", "claim"):
                rows.setdefault(kind, []).append(fact)
        return Registers(**{kind: tuple(found) for kind, found in rows.items()})  # type: ignore[arg-type]

    @property
    def offer(self) -> Offer:
        stated = dict(fact for kind, fact in self.facts if kind == "offer")
        claims = tuple(fact for kind, fact in self.facts if kind == "claim")
        return offer(provider=self.provider, quality_claims=claims, **stated)

    @property
    def status(self) -> QualityStatus:
        return assess_quality(self.offer, self.held, self.on).status

    def outlooks(self) -> dict[Purpose, Outlook]:
        held, asked = self.held, self.offer
        quality = assess_quality(asked, held, self.on)
        return {p: recognition_outlook(asked, quality, p, self.country, held, self.on).outlook for p in Purpose}

    def statements(self) -> list[Statement]:
        held, asked = self.held, self.offer
        quality = assess_quality(asked, held, self.on)
        said = [kind_of(asked)[1], *quality.statements]
        for purpose in Purpose:
            outlook = recognition_outlook(asked, quality, purpose, self.country, held, self.on)
            said += [outlook.who_decides, *outlook.statements]
        return said


def choice(facts: tuple[Fact, ...], bits: int) -> tuple[Fact, ...]:
    return tuple(fact for place, fact in enumerate(facts) if bits >> place & 1)


ALL = (1 << len(POOL)) - 1
SOME = st.integers(0, ALL)
WORLDS = st.builds(
    lambda some, more, against, provider, on, country: World(
        choice(POOL, some | more) + choice(AGAINST, against), provider, on, country
    ),
    SOME,
    SOME,  # two choices together: three facts in four, for the laws speak of losing them
    st.sampled_from([0, 0, 0, 1, 2, 3]),
    st.sampled_from(BODIES[:1] * 4 + BODIES),
    st.sampled_from([date(2026, 11, 24)]) | st.dates(date(2015, 1, 1), date(2035, 1, 1)),
    st.sampled_from(["FR", "FR", "DE", "CH", "US", "BR", None]),
)
BEST = World(tuple(f for f in POOL if f != ("offer", ("ects", 60.0))), "Uni Nord", date(2026, 11, 24), "FR")


def no_better(less: World, more: World) -> None:
    assert less.status.rank <= more.status.rank
    before, after = more.outlooks(), less.outlooks()
    assert {purpose: o for purpose, o in after.items() if o.rank > before[purpose].rank} == {}


def test_the_best_world_is_verified_and_supported() -> None:
    """The laws below are not empty: what must not be lost too late is there to be lost."""
    assert BEST.status is QualityStatus.VERIFIED
    assert BEST.outlooks()[Purpose.STUDY] is Outlook.SUPPORTED


def test_losing_any_single_fact_of_the_best_world_gives_no_better_answer() -> None:
    for lost in BEST.facts:
        no_better(replace(BEST, facts=tuple(fact for fact in BEST.facts if fact is not lost)), BEST)


@settings(max_examples=400)
@given(WORLDS, SOME)
@like(BEST, 0)
def test_less_evidence_never_gives_a_better_answer(world: World, bits: int) -> None:
    """Register rows, offer fields and claims go; negative decisions stay."""
    kept = [fact for fact in world.facts if fact in AGAINST or bits >> POOL.index(fact) & 1]
    no_better(replace(world, facts=tuple(kept)), world)


@given(WORLDS)
def test_not_saying_the_country_never_gives_a_better_answer(world: World) -> None:
    no_better(replace(world, country=None), world)


@given(WORLDS, st.text() | st.sampled_from(["verified", "ESG", "accredited until 2040 by QA-A", "QA-A", "Uni Nord"]))
def test_free_text_never_verifies(world: World, text: str) -> None:
    silent = replace(world, facts=tuple(f for f in world.facts if f[0] != "claim"))
    claim = QualityClaim(text, "q", standard=text, body=text)
    claimed = replace(silent, facts=(*silent.facts, ("claim", claim)))
    assert claimed.status in (silent.status, QualityStatus.CLAIMED)
    assert claimed.outlooks() == silent.outlooks()
    said = [("offer", (name, text)) for name in ("subject", "prerequisites", "supervision", "stackability")]
    told = replace(silent, facts=(*silent.facts, *said))
    assert told.status is silent.status
    assert told.outlooks() == silent.outlooks()


@given(WORLDS)
@like(BEST)
def test_verified_needs_a_positive_decision_valid_on_the_day_by_an_agency_registered_when_it_began(
    world: World,
) -> None:
    good = (Decision.POSITIVE, Decision.CONDITIONAL)
    held = world.held
    carried = [
        r
        for r in held.reports
        if r.decision in good and r.valid_from <= world.on <= r.end and held.agency_registered(r.agency, r.valid_from)
    ]
    assert carried or world.status is not QualityStatus.VERIFIED


@given(WORLDS)
def test_after_its_last_decision_has_ended_nothing_is_verified(world: World) -> None:
    ends = [fact.end for _, fact in world.facts if isinstance(fact, Report)]
    after = replace(world, on=max([world.on, *(end + timedelta(days=1) for end in ends)]))
    assert after.status is not QualityStatus.VERIFIED


@given(WORLDS)
@like(BEST)
def test_an_agency_whose_registration_ended_before_it_decided_never_verifies(world: World) -> None:
    before = date(2012, 1, 1)
    ended = tuple(
        (kind, replace(fact, registered_from=before, registered_to=before) if kind == "agencies" else fact)
        for kind, fact in world.facts
    )
    assert replace(world, facts=ended).status is not QualityStatus.VERIFIED


@given(WORLDS)
@like(BEST)
def test_supported_is_said_only_with_a_verified_provider_and_the_convention_in_force_in_both_countries(
    world: World,
) -> None:
    held, asked = world.held, world.offer
    quality = assess_quality(asked, held, world.on)
    for purpose in Purpose:
        outlook = recognition_outlook(asked, quality, purpose, world.country, held, world.on)
        if outlook.outlook is Outlook.SUPPORTED:
            assert quality.status is QualityStatus.VERIFIED
            for country in (world.country, asked.country):
                row = held.party(country)
                assert row is not None
                assert row.checked
                assert row.in_force_on(world.on)
            sources = {e.source for statement in outlook.statements for e in statement.evidence}
            assert {"A register", "SWD(2021) 367"} <= sources


@given(WORLDS)
@like(BEST)
def test_every_statement_is_declared_and_says_where_it_was_read(world: World) -> None:
    for statement in world.statements():
        assert statement.id in statement_ids()
        assert statement.evidence
        assert all(evidence.source and evidence.locator for evidence in statement.evidence)


@given(WORLDS, st.randoms(use_true_random=False))
def test_the_same_facts_give_the_same_answer_in_any_order(world: World, chance: random.Random) -> None:
    assert world.statements() == replace(world).statements()
    fields = [fact for fact in world.facts if fact[0] == "offer"]
    others = [fact for fact in world.facts if fact[0] != "offer"]
    shuffled = replace(world, facts=(*chance.sample(others, len(others)), *fields))
    assert shuffled.status is world.status
    assert shuffled.outlooks() == world.outlooks()
