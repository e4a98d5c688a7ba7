"""The default catalogue says only what its sources say, and our file format loses nothing."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.catalogue import (
    FACTS,
    OfferFileError,
    default_offers,
    offer_from_record,
    read_offers,
    record_of,
    write_offers,
)
from knowledge.offer import Level, Mode, Offer, Place, Price, Provenance, QualityClaim, Schedule, Source

FIELDS = {field.name for field in fields(Offer)} - {"id", "source", "locator", "provenance"}
EXTRA_PROVENANCE = {"funding", "faculty"}


@pytest.fixture(scope="module")
def offers() -> list[Offer]:
    return list(default_offers())


def test_there_are_at_least_five_thousand_offers(offers: list[Offer]) -> None:
    assert len(offers) >= 5000


def test_every_source_of_the_catalogue_is_there(offers: list[Offer]) -> None:
    assert {offer.source.id for offer in offers} == {"coursera", "edx", "udemy", "poitiers", "ba", "swd"}


def test_ids_are_unique_and_can_stand_in_an_address(offers: list[Offer]) -> None:
    assert [name for name, count in Counter(offer.id for offer in offers).items() if count > 1] == []
    assert [o.id for o in offers if len(o.id) > 80 or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", o.id)] == []


def test_every_offer_has_a_source_with_licence_and_date_and_a_place_in_it(offers: list[Offer]) -> None:
    for offer in offers:
        assert offer.locator
        assert offer.source.title
        assert offer.source.licence
        assert date(2010, 1, 1) < offer.source.date <= date(2026, 11, 24)


def test_every_stated_field_says_where_it_was_read_or_how_it_was_derived(offers: list[Offer]) -> None:
    for offer in offers:
        for name in FIELDS - {"platform", "quality_claims"}:
            if getattr(offer, name) not in (None, (), ""):
                entry = offer.provenance.get(name)
                assert entry is not None, f"{offer.id}: {name} has no provenance"
                assert entry.locator
                assert entry.quote or entry.derived, f"{offer.id}: {name} has neither quote nor derivation"


def test_provenance_speaks_of_fields_of_an_offer(offers: list[Offer]) -> None:
    known = {field.name for field in fields(Offer)} | EXTRA_PROVENANCE
    assert {name for offer in offers for name in offer.provenance} <= known


def test_the_language_of_instruction_is_always_marked_as_derived(offers: list[Offer]) -> None:
    assert [o.id for o in offers if o.languages and not o.provenance["languages"].derived] == []


def test_mode_of_a_course_list_is_derived_from_the_platform(offers: list[Offer]) -> None:
    listed = [o for o in offers if o.source.id in ("coursera", "edx", "udemy")]
    assert {o.provenance["mode"].derived for o in listed} == {"the platform teaches online"}


def test_a_bare_price_has_no_currency(offers: list[Offer]) -> None:
    priced = [o for o in offers if o.source.id == "udemy"]
    assert all(o.price is not None and o.price.currency is None for o in priced)


def test_a_course_marked_unpaid_is_free(offers: list[Offer]) -> None:
    free = [o for o in offers if o.price is not None and o.price.is_free]
    assert len(free) > 200
    assert {o.provenance["price"].quote for o in free if o.source.id == "udemy"} == {"FALSE"}


def test_hours_of_video_are_no_workload(offers: list[Offer]) -> None:
    for offer in offers:
        if offer.source.id == "udemy":
            assert offer.workload_hours is None
            assert "video" in (offer.provenance["workload_hours"].derived or "")


def test_what_the_lists_do_not_say_stays_unknown(offers: list[Offer]) -> None:
    by_source = {name: [o for o in offers if o.source.id == name] for name in ("coursera", "edx", "udemy")}
    assert all(o.price is None and o.url is None for o in by_source["coursera"])
    assert all(o.price is None and o.duration_weeks is None for o in by_source["edx"])
    for listed in by_source.values():
        assert all(o.eqf is None and o.ects is None and o.assessment is None and not o.quality_claims for o in listed)


def test_a_price_of_nought_beside_a_remark_on_costs_is_not_called_free(offers: list[Offer]) -> None:
    quoted = [
        o for o in offers if o.source.id == "ba" and "0.0 EUR" in o.provenance.get("price", Provenance("")).quote
    ]
    assert quoted
    assert all(o.price is None for o in quoted)


def test_a_certifier_in_the_german_records_is_a_claim_with_its_body(offers: list[Offer]) -> None:
    claims = [claim for o in offers if o.source.id == "ba" for claim in o.quality_claims]
    assert len(claims) >= 10
    assert all(claim.body and claim.body in claim.text and claim.locator for claim in claims)
    assert {claim.standard for claim in claims} == {"AZAV", None}


def test_degrees_carry_their_isced_level(offers: list[Offer]) -> None:
    degrees = [o for o in offers if o.source.id == "poitiers"]
    assert {o.isced_level for o in degrees} == {6, 7, 8}
    assert all(o.isced_level == 8 for o in degrees if o.title.startswith(("Doct", "HDR", "H.D.R")))


def test_no_description_is_stored(offers: list[Offer]) -> None:
    for offer in offers:
        texts = [getattr(offer, name) for name in FIELDS]
        longest = max(len(text) for value in texts for text in _texts(value))
        assert longest <= 260, f"{offer.id}: a field of {longest} characters"
        assert all(len(entry.quote.split()) <= 45 for entry in offer.provenance.values())


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for item in value for text in _texts(item)] if isinstance(value, tuple) else []


def test_titles_are_whole_words_in_the_right_letters(offers: list[Offer]) -> None:
    damaged = re.compile(r"Ã[^O\s]|â€|&[a-z]+;|<[^>]+>|\s{2}|^\s|\s$|https?://|\n")
    assert [o.title for o in offers if damaged.search(o.title) or damaged.search(o.provider)] == []


def test_skills_are_single_clean_terms(offers: list[Offer]) -> None:
    skills = {skill for o in offers if o.source.id == "coursera" for skill in o.skills}
    assert len(skills) > 300
    assert [skill for skill in skills if not skill.strip() or skill != skill.strip() or skill[0] in "'[\""] == []


@pytest.mark.parametrize(
    ("words", "provider", "facts"),
    [
        ("FinTech", "Dublin City University", {"ects": 5.0, "duration_weeks": (12.0, 12.0), "country": "IE"}),
        ("AMU", "AMU training (Denmark)", {"country": "DK", "eqf": None}),
        ("Open Path", "Metropolia University of Applied Sciences", {"country": "FI", "ects": None}),
        ("Gothenburg", "University of Gothenburg", {"country": "SE"}),
        ("One-year", "University of Oslo", {"ects": 60.0, "country": "NO"}),
        ("climate change", "CIVIS (European Civic University)", {"ects": None}),
        ("Micro-modules", "ECIU University (European Consortium of Innovative Universities)", {}),
        ("IT and business", "OpenClassrooms", {"country": "FR", "mode": Mode.ONLINE}),
        ("Career Certificates", "Google", {"platform": "Coursera"}),
        ("refugees", "Kiron Open Higher Education", {"price": Price(0.0)}),
        ("electricians", "RAFMENNT Electrical VET Centre", {"country": "IS"}),
        ("Learning Online", "Omnia with two Finnish Schools of Professional Teacher Education", {"country": "FI"}),
        ("Postgraduate certificates", "Universities of the Flemish Community of Belgium", {"country": "BE"}),
    ],
)
def test_programmes_of_the_commission_document_are_offers(
    offers: list[Offer], words: str, provider: str, facts: dict[str, object]
) -> None:
    found = [o for o in offers if o.source.id == "swd" and words in o.title and o.provider == provider]
    assert len(found) == 1
    assert {name: getattr(found[0], name) for name in facts} == facts


def test_programmes_of_the_commission_document_quote_it_briefly(offers: list[Offer]) -> None:
    for offer in (o for o in offers if o.source.id == "swd"):
        assert offer.source.date == date(2021, 12, 10)
        assert offer.locator.startswith("SWD(2021) 367, section 1.")
        assert 0 < len(offer.provenance["title"].quote.split()) <= 25


def test_a_range_of_credits_leaves_ects_unknown_and_keeps_where_it_was_read(offers: list[Offer]) -> None:
    path = next(o for o in offers if o.id.startswith("swd-open-path"))
    assert path.ects is None
    assert "15-30 credits" in path.evidence("ects").quote


def test_doubles_are_merged_and_the_locator_names_both_records(offers: list[Offer]) -> None:
    merged = [o for o in offers if "; " in o.locator]
    assert len(merged) == 10
    assert [o.title for o in merged if o.source.id == "coursera"] == ["Google Data Analytics"]


def test_the_compiled_catalogue_is_small() -> None:
    assert sum(path.stat().st_size for path in FACTS.glob("*")) < 3_000_000


_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
_day = st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 1, 1))
_number = st.floats(min_value=0, max_value=10_000, allow_nan=False)
_range = st.tuples(_number, _number)
_maybe = st.one_of(st.none(), _text)
_terms = st.lists(_text, max_size=4).map(tuple)
_offers = st.builds(
    Offer,
    id=_text,
    title=_text,
    provider=_text,
    source=st.builds(Source, id=_text, title=_text, date=_day, licence=_text, url=_maybe),
    locator=_text,
    awarding_body=_maybe,
    platform=_maybe,
    url=_maybe,
    credential_type=_maybe,
    part_of=_maybe,
    subject=_maybe,
    skills=_terms,
    learning_outcomes=_terms,
    languages=_terms,
    mode=st.one_of(st.none(), st.sampled_from(Mode)),
    country=_maybe,
    place=st.one_of(
        st.none(),
        st.builds(
            Place,
            name=_text,
            country=_maybe,
            latitude=st.one_of(st.none(), _number),
            longitude=st.one_of(st.none(), _number),
        ),
    ),
    level=st.one_of(st.none(), st.sampled_from(Level)),
    eqf=st.one_of(st.none(), st.integers(1, 8)),
    isced_level=st.one_of(st.none(), st.integers(0, 8)),
    ects=st.one_of(st.none(), _number),
    workload_hours=st.one_of(st.none(), _range),
    duration_weeks=st.one_of(st.none(), _range),
    schedules=st.lists(st.sampled_from(Schedule), max_size=3).map(tuple),
    price=st.one_of(st.none(), st.builds(Price, amount=_number, currency=_maybe)),
    assessment=_maybe,
    supervision=_maybe,
    prerequisites=_maybe,
    stackability=_maybe,
    quality_claims=st.lists(
        st.builds(
            QualityClaim,
            text=_text,
            locator=_text,
            standard=_maybe,
            body=_maybe,
            valid_from=st.one_of(st.none(), _day),
            valid_to=st.one_of(st.none(), _day),
        ),
        max_size=2,
    ).map(tuple),
    rating=st.one_of(st.none(), _number),
    ratings_count=st.one_of(st.none(), st.integers(0, 10**7)),
    start=st.one_of(st.none(), _day),
    provenance=st.dictionaries(
        st.sampled_from(sorted(FIELDS)),
        st.builds(Provenance, locator=_text, quote=st.one_of(st.just(""), _text), derived=_maybe),
        max_size=4,
    ),
)


@given(offer=_offers)
@settings(max_examples=150, deadline=None)
def test_writing_and_reading_an_offer_changes_nothing(offer: Offer) -> None:
    assert offer_from_record(record_of(offer)) == offer


@given(written=st.lists(_offers, max_size=3), zipped=st.booleans())
@settings(max_examples=25, deadline=None)
def test_files_of_offers_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, written: list[Offer], zipped: bool
) -> None:
    path = tmp_path_factory.mktemp("offers") / ("offers.jsonl.gz" if zipped else "offers.jsonl")
    assert write_offers(path, written) == len(written)
    assert list(read_offers(path)) == written


def test_writing_the_same_offers_twice_gives_the_same_bytes(offers: list[Offer], tmp_path: Path) -> None:
    some = [o for o in offers if o.source.id == "ba"]
    first, second = tmp_path / "first.jsonl.gz", tmp_path / "second.jsonl.gz"
    write_offers(first, some)
    write_offers(second, some)
    assert first.read_bytes() == second.read_bytes()


def test_the_stored_catalogue_is_what_writing_its_offers_gives(offers: list[Offer], tmp_path: Path) -> None:
    for stored in FACTS.glob("*.jsonl.gz"):
        again = tmp_path / stored.name
        write_offers(again, [o for o in offers if o.source.id == stored.name.split(".")[0]])
        assert gzip.decompress(again.read_bytes()) == gzip.decompress(stored.read_bytes())


@pytest.mark.parametrize("line", ["{", '{"id": "a"}', "[1]", '{"id":"a","title":"t","provider":"p","source":{}}'])
def test_a_line_that_is_no_offer_is_named_with_file_and_number(
    tmp_path: Path, offers: list[Offer], line: str
) -> None:
    path = tmp_path / "broken.jsonl"
    write_offers(path, [replace(offers[0], id="first")])
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(OfferFileError, match=r"broken\.jsonl, line 2: read .* Expected"):
        list(read_offers(path))
