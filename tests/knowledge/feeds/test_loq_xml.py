"""LOQ XML: what Europass takes in, read record by record with what each refers to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.feeds.format import format_of
from knowledge.feeds.formats.loq_xml import CLASSES, FORMAT
from knowledge.feeds.opening import open_feed
from knowledge.feeds.records import Accepted, FeedError, Outcome, Rejection
from knowledge.offer import Mode, Price
from tests.knowledge.feeds.formats_reading import SAMPLES, offer_in, read

SAMPLE = SAMPLES / "loq_courses.xml"
LOQ = "http://data.europa.eu/snb/model/ap/loq-constraints/"


def course() -> Accepted:
    first = read(SAMPLE, FORMAT)[0]
    assert isinstance(first, Accepted), first
    return first


def read_text(text: str, folder: Path) -> list[Outcome]:
    path = folder / "loq.xml"
    path.write_text(text, encoding="utf-8")
    return read(path, FORMAT)


def courses(opportunities: str, more: str = "") -> str:
    return (
        f'<Courses xmlns="{LOQ}"><learningOpportunityReferences>{opportunities}</learningOpportunityReferences>{more}'
        '<agentReferences><organisation id="org:1"><legalName language="en">Example School</legalName></organisation>'
        '<agent id="agent:1" xmlns:skos="http://www.w3.org/2004/02/skos/core#"><skos:prefLabel language="en">Example '
        "Association</skos:prefLabel></agent></agentReferences></Courses>"
    )


def opportunity(inside: str = "", provider: str = "org:1") -> str:
    title = '<title language="en">Beekeeping</title>'
    return f'<learningOpportunity id="o:1">{title}<providedBy idref="{provider}"/>{inside}</learningOpportunity>'


def test_loq_xml_is_recognised() -> None:
    assert format_of(open_feed(SAMPLE)) is FORMAT


def test_an_opportunity_is_read_with_what_it_refers_to() -> None:
    offer = course().offer
    assert (offer.provider, offer.country, offer.languages) == ("Esimerkkiopisto", "FI", ("fi",))
    assert offer.learning_outcomes == ("Hitsaa levyjä yhteen",)
    assert offer.skill_uris == ("http://data.europa.eu/esco/skill/10736db2-ffd7-481c-8e92-8d3b3a0e1f1a",)
    assert (offer.ects, offer.isced_field, offer.credential_type) == (3.0, "0715", "Course")


def test_title_and_page_are_in_the_language_of_instruction() -> None:
    offer = course().offer
    assert offer.title == "Hitsauksen perusteet illalla"
    assert offer.url == "https://example.fi/fi/1"


def test_fee_and_material_cost_at_least_the_lower_of_the_two() -> None:
    assert course().offer.price == Price(35.5, "EUR", at_least=True)


def test_online_and_on_site_together_are_blended_and_say_so() -> None:
    offer = course().offer
    assert offer.mode is Mode.BLENDED
    assert offer.provenance["mode"].derived


def test_what_cannot_be_claimed_is_a_doubt() -> None:
    outcome = course()
    assert (outcome.offer.assessment, outcome.offer.end) == (None, None)
    assert (outcome.offer.start, outcome.offer.apply_by) == (date(2027, 3, 1), date(2027, 2, 15))
    assert [doubt.field for doubt in outcome.doubts] == ["learning_outcomes", "assessment", "end"]


def test_an_opportunity_whose_provider_is_missing_is_rejected_and_a_lone_qualification_is_read() -> None:
    _, second, third = read(SAMPLE, FORMAT)
    assert isinstance(second, Rejection)
    assert "provider" in second.expected
    assert isinstance(third, Accepted)
    assert (third.offer.title, third.offer.awarding_body) == ("Hitsaajan tutkinnon osa", "Esimerkkiopisto")
    assert (third.offer.eqf, third.offer.national_level) == (4, None)


def test_records_are_found_by_their_line() -> None:
    assert [outcome.locator for outcome in read(SAMPLE, FORMAT)] == [
        "record 1, line 5",
        "record 2, line 43",
        "record 4, line 64",
    ]


def test_the_same_title_in_one_language_twice_is_no_failure(tmp_path: Path) -> None:
    twice = '<title language="en">Beekeeping</title>'
    assert isinstance(read_text(courses(opportunity(twice)), tmp_path)[0], Accepted | Rejection)


def test_an_agent_may_provide_a_published_opportunity(tmp_path: Path) -> None:
    assert offer_in(read_text(courses(opportunity(provider="agent:1")), tmp_path)).provider == "Example Association"


def test_a_file_without_namespace_prefixes_is_read_as_well(tmp_path: Path) -> None:
    offer = offer_in(read_text(courses(opportunity('<duration>P6W</duration><defaultLanguage uri="x"/>')), tmp_path))
    assert (offer.title, offer.duration_weeks, offer.languages) == ("Beekeeping", (6.0, 6.0), ())


@pytest.mark.parametrize(
    "text",
    [
        f'<!DOCTYPE Courses [<!ENTITY a "b">]>{courses(opportunity())}',
        courses(opportunity())[:-40],
        f'<Courses xmlns="{LOQ}"/>',
    ],
)
def test_a_file_that_is_no_good_as_a_whole_says_what_to_do(text: str, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="Expected"):
        read_text(text, tmp_path)


def test_a_picture_within_a_record_does_not_count(tmp_path: Path) -> None:
    banner = f"<bannerImage><content>{'QUJD' * 500_000}</content></bannerImage>"
    assert offer_in(read_text(courses(opportunity(banner)), tmp_path)).title == "Beekeeping"


_TAGS = sorted(
    {*CLASSES, "title", "type", "mode", "EQFLevel", "creditPoint", "point", "priceDetail", "amount", "value"}
)
_ELEMENTS = st.recursive(
    st.text(alphabet="abc 019<&é", max_size=6).map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.builds(
        lambda tag, key, value, parts: f'<{tag} {key}="{value}">{"".join(parts)}</{tag}>',
        st.sampled_from(_TAGS),
        st.sampled_from(["id", "idref", "uri", "language"]),
        st.sampled_from(["org:1", "o:1", "en", "http://data.europa.eu/snb/eqf/4"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=15,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(_ELEMENTS, max_size=5))
def test_whatever_an_element_holds_the_next_record_is_read(parts: list[str], tmp_path: Path) -> None:
    odd = f'<learningOpportunity id="odd">{"".join(parts)}</learningOpportunity>'
    outcomes = read_text(courses(odd + opportunity()), tmp_path)
    assert any(isinstance(each, Accepted) and each.offer.title == "Beekeeping" for each in outcomes)
