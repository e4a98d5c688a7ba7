"""The laws of trust, each a function of one drawn case, for the tests and for long runs alike.

`run(examples)` holds every law against that many cases, and fails when a state the laws speak of was never reached:
a law about expired decisions that never met one would be no law.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import TypeAlias

from hypothesis import HealthCheck, Phase, given, settings

from actions.render.statements import statement_data
from actions.render.voice import Voice
from actions.texts.catalogue import Texts
from knowledge import swd
from knowledge.evidence import Statement
from knowledge.locators import resolve
from knowledge.offer import QualityClaim
from knowledge.register_rows import Covers
from knowledge.statements import statement_ids
from knowledge.trust import ElementState, Kind, Outlook, QualityStatus
from tests.knowledge.trust_cases import CASES, TAME_CASES, Case
from tests.knowledge.trust_examples import agency, label, listed, report
from tests.knowledge.trust_states import MUST_BE_REACHED, SEEN, not_reached
from tests.knowledge.trust_worlds import (
    AGAINST,
    DAY,
    ROWS,
    World,
    carried,
)


def _look(world: World) -> World:
    """Note the states a world is in."""
    SEEN.note(f"quality {world.status}")
    SEEN.note(f"kind {world.kind[0]}")
    for outlook in set(world.outlooks.values()):
        SEEN.note(f"outlook {outlook}")
    for statement in world.statements():
        SEEN.reached[statement.id] += 1
    return world


def _no_better(less: World, more: World) -> None:
    assert less.status.rank <= more.status.rank
    gained = {p: o for p, o in less.outlooks.items() if o.rank > more.outlooks[p].rank}
    assert gained == {}


def losing_any_piece_of_evidence_never_gives_a_better_answer(case: Case) -> None:
    """A claim, a register row, a field of the offer; one, or several. Refusals and withdrawals stay."""
    world, chance = case.world, case.chance()
    _look(world)
    losable = [place for place, fact in enumerate(world.facts) if fact not in AGAINST]
    if not losable:
        return
    lost = set(chance.sample(losable, chance.choice([1, 1, 1, len(losable) // 2 or 1])))
    facts = tuple(fact for place, fact in enumerate(world.facts) if place not in lost)
    _no_better(replace(world, facts=facts), world)


def a_further_register_row_never_gives_a_worse_answer(case: Case) -> None:
    """Rows that speak against an offer aside: those may only lower it, and never to anything better."""
    world, chance = case.world, case.chance()
    missing = [row for row in ROWS if row not in world.facts]
    if missing:
        _no_better(world, world.also(chance.choice(missing)))


def a_refusal_or_withdrawal_never_gives_a_better_answer(case: Case) -> None:
    """It may show that there once was a check: that is "expired", and no more."""
    world, chance = case.world, case.chance()
    before = world.without(lambda fact: fact not in AGAINST)
    after = before.also(chance.choice(AGAINST))
    assert after.status in (before.status, QualityStatus.EXPIRED, QualityStatus.CLAIMED)
    assert after.status.rank <= max(before.status, QualityStatus.EXPIRED, key=lambda status: status.rank).rank
    assert all(outlook.rank <= before.outlooks[purpose].rank for purpose, outlook in after.outlooks.items())
    if after.status.rank < before.status.rank:
        SEEN.note("state lowered by a refusal")


def free_text_never_verifies(case: Case) -> None:
    """Any text, in any field and in claims: what verifies is a row that names this very body or programme."""
    world, text, field = case.world, case.text, case.field
    claim = QualityClaim(text, text, standard=text, body=text)
    said = replace(world.offer, **{field: text or "x"}, quality_claims=(*world.offer.quality_claims, claim))
    told = replace(
        world.without(lambda fact: fact[0] != "claim" and fact[1] != field),
        provider=said.provider,
        title=said.title,
    )
    told.__dict__["offer"] = said
    if told.status is QualityStatus.VERIFIED:
        assert carried(told)
    alone = replace(told, facts=())
    alone.__dict__["offer"] = said
    assert alone.status in (QualityStatus.CLAIMED, QualityStatus.EXPIRED)
    assert Outlook.SUPPORTED not in alone.outlooks.values()


def a_claim_changes_no_outlook(case: Case) -> None:
    world, text = case.world, case.text
    silent = world.without(lambda fact: fact[0] != "claim")
    told = silent.also(("claim", QualityClaim(text, "q", standard=text, body=text)))
    assert told.outlooks == silent.outlooks
    assert told.status in (silent.status, QualityStatus.CLAIMED)


def verified_is_what_a_row_carries_on_the_day_and_nothing_else(case: Case) -> None:
    """Against the rule written anew: never verified when ended, unregistered, refused, stale or about another."""
    world = case.world
    _look(world)
    assert (world.status is QualityStatus.VERIFIED) == carried(world)


def nothing_is_verified_after_its_end_or_by_an_agency_off_the_register(case: Case) -> None:
    world = case.world
    ends = [fact.end for kind, fact in world.facts if kind == "reports"]
    ends += [fact.valid_to for kind, fact in world.facts if kind == "labels" and fact.valid_to]
    endless = world.without(lambda fact: fact[0] != "labels" or fact[1].valid_to is not None)
    after = replace(endless, on=max([world.on, *(end + timedelta(days=1) for end in ends)]))
    assert after.status is not QualityStatus.VERIFIED
    gone = date(2012, 1, 1)
    facts = tuple(
        (kind, replace(fact, registered_from=gone, registered_to=gone) if kind == "agencies" else fact)
        for kind, fact in world.facts
        if kind != "labels"
    )
    assert replace(world, facts=facts).status is not QualityStatus.VERIFIED


def an_older_copy_never_proves_more(case: Case) -> None:
    """Our copies too old, or of no day: what was verified is expired in words that name the day of the copy."""
    world = case.world
    young, stale = replace(world, copies=0), replace(world, copies=3)
    _no_better(stale, young)
    assert stale.status is not QualityStatus.VERIFIED or stale.on <= date(2026, 4, 1)
    _no_better(replace(world, copies=4), young)
    if young.status is QualityStatus.VERIFIED and stale.status is QualityStatus.EXPIRED:
        SEEN.note("state verified, but our copy is too old")


def what_a_register_shows_says_as_of_when(case: Case) -> None:
    """The sentence a verified or expired status rests on names the day of our copy, or is the offer's own claim."""
    world = case.world
    if world.status in (QualityStatus.VERIFIED, QualityStatus.EXPIRED):
        first = world.quality.statements[0]
        assert "as_of_date" in first.params or first.id == "statement.quality.claim_ended"


def a_check_of_another_programme_says_nothing(case: Case) -> None:
    world = case.world
    other = report(id="other", covers=Covers.PROGRAMME, programme="Something else", agency="QA-A")
    marked = label(label="Else", programme="Something else", scope=label().scope.PROGRAMME)
    told = world.also(("reports", other), ("labels", marked))
    assert told.status is world.status
    assert (told.quality.standard, told.quality.scope) == (world.quality.standard, world.quality.scope)


def a_name_that_two_bodies_bear_verifies_neither(case: Case) -> None:
    """Which of two bodies of one name is meant cannot be known."""
    world = case.world
    bare = World((("agencies", agency("QA-A")), ("reports", report())), provider="Uni Nord", on=DAY)
    assert bare.status is QualityStatus.VERIFIED
    twin = bare.also(("reports", report(id="twin", deqar_id="D77")))
    assert twin.status is not QualityStatus.VERIFIED
    both = bare.also(("listed_providers", listed("Uni Nord", "D77")), ("listed_providers", listed("Uni Nord", "D1")))
    assert both.status in (bare.status, QualityStatus.NOT_STATED)
    marked = World((("labels", label()), ("labels", label(country="FR"))), on=world.on)
    assert marked.status is not QualityStatus.VERIFIED


def every_sentence_is_declared_and_its_evidence_is_found(case: Case) -> None:
    world = case.world
    _look(world)
    declared = statement_ids()
    for statement in world.statements():
        assert statement.id in declared
        assert statement.evidence
        for evidence in dict.fromkeys(statement.evidence):
            assert resolve(evidence, world.held, world.offer) is not None, (statement.id, evidence)


@cache
def _voice() -> Voice:
    return Voice(Texts(), "en")


def _words(statements: Iterable[Statement]) -> list[tuple[str, str]]:
    """Plain and easy words of each statement, in their order; one that is said twice is written once."""
    different = {(s.id, repr(sorted(s.params.items()))): s for s in statements}
    found = [statement_data(statement, _voice()) for statement in different.values()]
    return [(str(data["text"]), str(data["easy_text"])) for data in found]


def the_same_facts_give_the_same_words(case: Case) -> None:
    """Rendered in English, plain and easy, from rows and fields built twice."""
    world = case.world
    once, again = list(world.statements()), list(replace(world).statements())
    assert once == again
    words = _words(once)
    few = case.chance().sample(again, min(8, len(again)))
    assert _words(few) == _words(once[again.index(statement)] for statement in few)
    assert all(plain.strip() and easy.strip() for plain, easy in words)
    assert "{" not in "".join(plain + easy for plain, easy in words)


def the_order_of_the_rows_does_not_matter(case: Case) -> None:
    world, chance = case.world, case.chance()
    fields = [fact for fact in world.facts if fact[0] in ("offer", "claim")]
    rows = chance.sample(world.rows, len(world.rows))
    shuffled = replace(world, facts=(*rows, *fields))
    assert shuffled.quality == world.quality
    assert shuffled.elements == world.elements
    assert shuffled.kind == world.kind
    assert shuffled.outlooks == world.outlooks
    for one, other in zip(shuffled.recognition, world.recognition, strict=True):
        assert _as_a_set(one.statements) == _as_a_set(other.statements)


def _as_a_set(statements: Iterable[Statement]) -> list[tuple[str, str, list[str]]]:
    """The statements and their evidence, whatever their order: whom to ask first may follow the list."""
    return sorted((s.id, repr(sorted(s.params.items())), sorted(map(repr, s.evidence))) for s in statements)


def worse_quality_never_gives_a_better_outlook(case: Case) -> None:
    world = case.world
    for worse in QualityStatus:
        if worse.rank < world.status.rank:
            found = world.recognised_with(replace(world.quality, status=worse))
            gained = {o.purpose for o in found if o.outlook.rank > world.outlooks[o.purpose].rank}
            assert gained == set()


def supported_needs_the_convention_in_force_in_both_countries_and_a_verified_provider(case: Case) -> None:
    world = case.world
    for found in world.recognition:
        if found.outlook is Outlook.SUPPORTED:
            assert carried(world)
            assert world.quality.standard == "esg"
            assert world.kind[0] in (Kind.PART_OF_QUALIFICATION, Kind.QUALIFICATION)
            for country in (world.country, world.offer.country):
                row = world.held.party(country)
                assert row is not None
                assert row.checked
                assert row.in_force_on(world.on)
            rule = [s for s in found.statements if s.id == "statement.recognition.convention_supports"]
            assert rule
            assert swd.PERIODS_OF_STUDY in rule[0].evidence


def not_saying_the_country_never_gives_a_better_answer(case: Case) -> None:
    world = case.world
    _no_better(replace(world, country=None), world)


SHOWN_BY = {
    "title": ("title",),
    "country": ("country",),
    "awarding_body": ("awarding_body",),
    "learning_outcomes": ("learning_outcomes",),
    "workload": ("ects", "workload_hours"),
    "level": ("eqf", "qf_ehea", "national_level"),
    "assessment": ("assessment",),
    "participation": ("mode",),
    "prerequisites": ("prerequisites",),
    "supervision": ("supervision",),
    "stackability": ("stackability", "part_of"),
    "further_information": ("url", "isced_level", "isced_field", "target_groups", "funding"),
    "validity": ("validity",),
}


def nothing_is_stated_that_the_offer_does_not_state(case: Case) -> None:
    """Only a field of the offer that was read as such states an element; or a check that a register shows."""
    world = case.world
    assert len(world.elements) == 17
    for element in world.elements:
        SEEN.reached[f"element {element.state}"] += 1
        assert (element.value is None) or element.state in (ElementState.STATED, ElementState.DERIVED)
        if element.state is not ElementState.STATED:
            continue
        if element.id == "quality_assurance":
            assert world.offer.quality_claims or world.status is QualityStatus.VERIFIED
            continue
        fields = [field for field in SHOWN_BY[element.id] if getattr(world.offer, field)]
        read = [world.offer.provenance.get(field) for field in fields]
        assert any(found is None or found.derived is None for found in read)


def the_title_decides_no_kind(case: Case) -> None:
    assert replace(case.world, title=case.text or "x").kind == case.world.kind


def any_input_ends_in_words(case: Case) -> None:
    """Any text, number and day: every rule ends, and what it says can be written."""
    assert case.wild is not None
    wild = replace(case.wild.world, on=case.wild.on, country=case.wild.country)
    wild.__dict__["offer"] = case.wild.offer
    assert _words(wild.statements())
    for statement in wild.statements():
        assert all(resolve(evidence, wild.held, wild.offer) for evidence in statement.evidence), statement
    assert wild.status is not QualityStatus.VERIFIED or carried(wild)


Law: TypeAlias = Callable[[Case], None]

LAWS: tuple[Law, ...] = (
    losing_any_piece_of_evidence_never_gives_a_better_answer,
    a_further_register_row_never_gives_a_worse_answer,
    a_refusal_or_withdrawal_never_gives_a_better_answer,
    free_text_never_verifies,
    a_claim_changes_no_outlook,
    verified_is_what_a_row_carries_on_the_day_and_nothing_else,
    nothing_is_verified_after_its_end_or_by_an_agency_off_the_register,
    an_older_copy_never_proves_more,
    what_a_register_shows_says_as_of_when,
    a_check_of_another_programme_says_nothing,
    a_name_that_two_bodies_bear_verifies_neither,
    every_sentence_is_declared_and_its_evidence_is_found,
    the_same_facts_give_the_same_words,
    the_order_of_the_rows_does_not_matter,
    worse_quality_never_gives_a_better_outlook,
    supported_needs_the_convention_in_force_in_both_countries_and_a_verified_provider,
    not_saying_the_country_never_gives_a_better_answer,
    nothing_is_stated_that_the_offer_does_not_state,
    the_title_decides_no_kind,
    any_input_ends_in_words,
)


def name_of(law: Law) -> str:
    return law.__name__.replace("_", " ")


def hold(laws: Iterable[Law], examples: int, *, shrink: bool = True) -> Counter[str]:
    """Hold laws against `examples` cases and count the cases each was tried on.

    Raises AssertionError with the least case that breaks one (the first without `shrink`); a note names the law.
    """
    together, tried = tuple(laws), Counter[str]()

    def once(case: Case) -> None:
        for law in together:
            tried[name_of(law)] += 1
            try:
                law(case)
            except Exception as error:
                error.add_note(f"broken: {name_of(law)}")
                raise

    limits = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    wild = any_input_ends_in_words in together
    limits(given(CASES if wild else TAME_CASES)(once))()
    return tried


def run(examples: int = 10_000) -> list[tuple[str, int]]:
    """Hold every law against `examples` cases: (law, cases tried) in their order.

    Raises AssertionError with the least case that breaks a law, or when the cases left a state out.
    """
    SEEN.reached.clear()
    tried = hold(LAWS, examples)
    left_out = list(not_reached())
    assert left_out == [], f"No case reached: {', '.join(left_out)}. Widen the worlds in trust_worlds.py."
    return [(name_of(law), tried[name_of(law)]) for law in LAWS]


def table(examples: int = 10_000) -> list[str]:
    """The lines of a long run: cases tried on each law, how often each state was reached, sentences met."""
    lines = [f"{tried:>9,}  {law}" for law, tried in run(examples)]
    lines += [f"{SEEN.reached[name]:>9,}  reached: {name}" for name in MUST_BE_REACHED]
    met = sum(1 for name in statement_ids() if SEEN.reached[name])
    return [*lines, f"{met:>9,}  of {len(statement_ids())} sentences met"]


if __name__ == "__main__":
    print("\n".join(table(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)))
