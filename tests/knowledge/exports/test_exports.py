"""What goes out comes back the same, and nothing goes out that was not known."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.catalogue import default_offers
from knowledge.esco import Esco
from knowledge.exports import codes
from knowledge.exports.elm_jsonld import learning_opportunity
from knowledge.exports.europass import skills_passport
from knowledge.exports.schema_org import course
from knowledge.feeds.elm_nodes import pruned
from knowledge.feeds.formats import elm, schema_org
from knowledge.feeds.reading import offer_of
from knowledge.feeds.records import Accepted, Record
from knowledge.feeds.shapes import conforms
from knowledge.feeds.values import countries
from knowledge.feeds.values.languages import languages
from knowledge.learner_profile import LearnerProfile
from knowledge.offer import Cycle, Level, Mode, Offer, Place, Price, QualityClaim, Schedule, Source
from knowledge.profiles import read_profile
from knowledge.profiles.in_memory import InMemory

WITHOUT_A_TERM = frozenset(
    {"id", "source", "locator", "provenance", "platform", "rating", "ratings_count", "isced_level", "validity"}
)
"""Fields that the European Learning Model has no term for, or that say where an offer was read."""

NOT_STATED = {
    ("Organisation location", "at least 1 of it (location)"),
    ("LearningOpportunity homepage", "at least 1 of it (homepage)"),
    ("LearningEntitlementSpecification entitlementStatus", "at least 1 of it (status)"),
    ("LearningEntitlementSpecification type", "at least 1 of it (type)"),
    ("Accreditation organisation", "at least 1 of it (organisation)"),
    ("Accreditation type", "at least 1 of it (type)"),
}
"""What the profile asks for and an offer may not state: lacking it is right, making it up would not be."""


@cache
def real_offers() -> tuple[Offer, ...]:
    return tuple(default_offers())


def through_elm(offer: Offer) -> Accepted:
    document = json.loads(json.dumps(learning_opportunity(offer)))
    outcome = offer_of(Record("document", pruned(document)), elm.FORMAT, offer.source)
    assert isinstance(outcome, Accepted), outcome
    return outcome


def sayable(offer: Offer) -> Offer:
    """The offer with only what the model can say as exactly as it does."""
    price = offer.price
    if price is not None:
        free = Price(0.0, price.currency or "EUR") if price.is_free else None
        price = free or (price if price.currency and not price.at_least else None)
    exact = {
        name: value if value is None or value[0] == value[1] else None
        for name, value in (("workload_hours", offer.workload_hours), ("duration_weeks", offer.duration_weeks))
    }
    return dataclasses.replace(
        offer,
        price=price,
        supervision=offer.supervision if offer.assessment else None,
        **exact,  # type: ignore[arg-type]
    )


def compared(offer: Offer) -> dict[str, object]:
    said = {f.name: getattr(offer, f.name) for f in dataclasses.fields(offer) if f.name not in WITHOUT_A_TERM}
    claims = [(claim.text, claim.body, claim.valid_from, claim.valid_to) for claim in offer.quality_claims]
    return {**said, "quality_claims": [claim for claim in claims if claim[1]]}


def test_every_offer_of_the_catalogue_comes_back_through_elm_the_same() -> None:
    for offer in real_offers():
        assert compared(through_elm(offer).offer) == compared(sayable(offer))


TEXT = st.from_regex(r"[A-Z][a-z]{2,9}( [a-z]{3,9}){0,2}", fullmatch=True)
DAY = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    def maybe(strategy: st.SearchStrategy[Any]) -> Any:
        return draw(st.none() | strategy)

    start = maybe(DAY)
    hours, weeks = maybe(st.integers(1, 500).map(float)), maybe(st.integers(1, 60).map(float))
    title = draw(TEXT)
    outcomes = draw(st.lists(TEXT.filter(lambda said: said.casefold() != title.casefold()), max_size=3, unique=True))
    return Offer(
        id="made-1",
        title=title,
        provider=draw(TEXT),
        source=Source("made", "made", date(2026, 11, 24), ""),
        locator="1",
        awarding_body=maybe(TEXT),
        url=maybe(st.just("https://example.org/course")),
        credential_type=maybe(TEXT),
        subject=maybe(TEXT),
        skills=tuple(draw(st.lists(TEXT, max_size=3, unique=True))),
        learning_outcomes=tuple(outcomes),
        languages=tuple(
            draw(st.lists(st.sampled_from(["de", "fr", "el", "cs", "ar", "mt"]), max_size=2, unique=True))
        ),
        mode=maybe(st.sampled_from(Mode)),
        country=maybe(st.sampled_from(["DE", "FR", "GR", "MT"])),
        place=maybe(st.just(Place("Graz", "AT", 47.07, 15.44))),
        level=maybe(st.sampled_from(Level)),
        eqf=maybe(st.integers(1, 8)),
        qf_ehea=maybe(st.sampled_from(Cycle)),
        national_level=maybe(st.just("NQR 6")),
        ects=maybe(st.sampled_from([1.0, 2.5, 10.0])),
        workload_hours=(hours, hours) if hours else None,
        duration_weeks=(weeks, weeks) if weeks else None,
        schedules=tuple(draw(st.lists(st.sampled_from(Schedule), max_size=2, unique=True))),
        price=maybe(st.sampled_from([Price(0.0, "EUR"), Price(49.5, "EUR"), Price(1299.0, "PLN")])),
        assessment=maybe(TEXT),
        prerequisites=maybe(TEXT),
        stackability=maybe(TEXT),
        target_groups=tuple(draw(st.lists(TEXT, max_size=2, unique=True))),
        funding=maybe(TEXT),
        quality_claims=(QualityClaim("Checked by it", "1", body=draw(TEXT), valid_to=maybe(DAY)),)
        * draw(st.integers(0, 1)),
        start=start,
        end=start and maybe(st.just(start)),
        apply_by=maybe(DAY),
    )


@given(offers())
@settings(max_examples=200, deadline=None)
def test_every_field_that_elm_has_comes_back_the_same(offer: Offer) -> None:
    assert compared(through_elm(offer).offer) == compared(sayable(offer))


def stated_in_full() -> Offer:
    return dataclasses.replace(
        next(offer for offer in real_offers() if offer.skills),
        country="DE", url="https://example.org/c", stackability=None, quality_claims=(), awarding_body=None,
        eqf=5, ects=5.0, assessment="Written exam", price=Price(49.5, "EUR"), start=date(2027, 1, 10),
    )  # fmt: skip


def test_an_offer_that_states_what_the_profile_asks_for_conforms_to_its_shapes() -> None:
    report = conforms(learning_opportunity(stated_in_full()), "loq")
    assert report.faults == ()
    assert report.conforms


def spread() -> Iterator[Offer]:
    yield from islice(real_offers(), 0, None, 600)
    yield from islice((offer for offer in real_offers() if offer.quality_claims or offer.stackability), 0, None, 25)


def test_of_real_offers_the_shapes_miss_only_what_the_offers_do_not_state() -> None:
    for offer in spread():
        faults = {(fault.at, fault.expected) for fault in conforms(learning_opportunity(offer), "loq").faults}
        assert faults <= NOT_STATED
        if offer.url:
            assert ("LearningOpportunity homepage", "at least 1 of it (homepage)") not in faults


def test_a_bare_number_a_range_and_a_lowest_price_are_not_made_exact() -> None:
    offer = dataclasses.replace(
        stated_in_full(), price=Price(20.0), workload_hours=(10.0, 20.0), duration_weeks=(1.0, 3.0)
    )
    said = json.dumps(learning_opportunity(offer))
    assert "priceDetail" not in said
    assert "volumeOfLearning" not in said
    assert '"duration"' not in said
    lowest = dataclasses.replace(offer, price=Price(20.0, "EUR", at_least=True))
    assert "priceDetail" not in learning_opportunity(lowest)


def test_a_claim_without_a_body_is_no_accreditation() -> None:
    offer = dataclasses.replace(stated_in_full(), quality_claims=(QualityClaim("ISO 9001 certified", "1"),))
    assert "Accreditation" not in json.dumps(learning_opportunity(offer))
    assert "Certification" not in json.dumps(course(offer))


IN_SCHEMA_ORG = (
    *("title", "provider", "url", "subject", "skills", "languages", "mode", "country", "level", "ects"),
    *("credential_type", "prerequisites", "rating", "start", "end", "schedules"),
)


def test_offers_of_the_catalogue_come_back_through_schema_org() -> None:
    for offer in islice(real_offers(), 0, None, 3):
        (record,) = schema_org.FORMAT.records(InMemory(json.dumps(course(offer)).encode()))
        assert isinstance(record, Record)
        outcome = offer_of(record, schema_org.FORMAT, offer.source)
        assert isinstance(outcome, Accepted)
        for name in IN_SCHEMA_ORG:
            assert getattr(outcome.offer, name) == getattr(offer, name), name


@pytest.mark.parametrize("code", ["DE", "GR", "GB", "MT", "UA"])
def test_the_address_of_a_country_is_read_as_that_country(code: str) -> None:
    assert countries.country(codes.country(code)) == code


@pytest.mark.parametrize("code", ["de", "fr", "el", "cs", "nl", "ro", "sk", "ar", "ga", "mt", "uk"])
def test_the_address_of_a_language_is_read_as_that_language(code: str) -> None:
    assert languages(codes.language(code)) == (code,)


def test_a_profile_goes_out_as_europass_and_is_read_again() -> None:
    esco = Esco.load()
    occupation = "http://data.europa.eu/esco/occupation/d5db9d5c-2ebf-4a54-a79a-1b7e7ff70471"
    skills = esco.essential_skills(occupation)[:3]
    profile = LearnerProfile(
        goal="data analysis", occupations=(occupation,), skills=skills, languages=("it", "de"), schooling=4
    )
    passport = skills_passport(profile, esco, language="en", at=datetime(2026, 11, 24, tzinfo=UTC))
    assert "Identification" not in json.dumps(passport)
    brought = read_profile(json.dumps(passport).encode(), "profile.json")
    assert [one.uri for one in brought.occupations] == [occupation]
    assert [one.eqf for one in brought.qualifications] == [4]
    assert [one.code for one in brought.languages] == ["it", "de"]
    assert [one.words for one in brought.texts] == [esco.label(uri, "en") for uri in skills]
