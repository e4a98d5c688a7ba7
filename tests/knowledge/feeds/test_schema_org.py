"""schema.org as a feed: in files and in pages, with opinions kept apart from quality assurance."""

from __future__ import annotations

import json
import time
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.feeds.format import format_of
from knowledge.feeds.formats.schema_org import FORMAT
from knowledge.feeds.opening import Limits, open_feed
from knowledge.feeds.reading import read_feed
from knowledge.feeds.records import Accepted, FeedError, Rejection
from knowledge.offer import Level, Mode, Price, Schedule
from tests.knowledge.feeds.formats_reading import SAMPLES, SOURCE, accepted, offer_in, read, read_value, rejection_in


def course(**more: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "Course", "name": "Made", "provider": "Example", **more}


def offers(outcomes: list[Any]) -> list[Any]:
    return [outcome.offer for outcome in outcomes if isinstance(outcome, Accepted)]


@pytest.mark.parametrize("sample", ["schema_course.json", "schema_page.html"])
def test_the_format_is_recognised(sample: str) -> None:
    assert format_of(open_feed(SAMPLES / sample)) is FORMAT


def test_a_course_states_what_its_graph_holds() -> None:
    offer = offer_in(read(SAMPLES / "schema_course.json", FORMAT))
    assert (offer.title, offer.provider, offer.country) == ("Keeping Bees", "Example School", "IE")
    assert (offer.languages, offer.mode, offer.level, offer.eqf) == (("en",), Mode.BLENDED, Level.BEGINNER, 3)
    assert (offer.ects, offer.workload_hours, offer.schedules) == (2.0, (50.0, 50.0), (Schedule.PART_TIME,))
    assert offer.skills == ("beekeeping", "keep bees")
    assert offer.learning_outcomes == ("Can inspect a hive in spring",)
    assert offer.skill_uris == ("http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000004",)
    assert offer.assessment == "Assesses: inspecting a hive"
    assert (offer.subject, offer.prerequisites) == ("Agriculture, bees, honey", "No fear of bees")
    assert (offer.credential_type, offer.validity) == ("certificate", "3 years")
    assert (offer.price, offer.target_groups) == (Price(120.0, "EUR"), ("hobby gardeners",))
    assert (offer.start, offer.end) == (date(2027, 3, 1), date(2027, 5, 1))
    assert offer.place is not None
    assert offer.place.name == "Kilkenny"


def test_a_rating_is_an_opinion_on_a_scale_to_five_and_recognition_is_no_claim() -> None:
    offer = offer_in(read(SAMPLES / "schema_course.json", FORMAT))
    assert (offer.rating, offer.ratings_count) == (4.6, 41)
    assert offer.provenance["rating"].derived
    (claim,) = offer.quality_claims
    assert (claim.text, claim.standard, claim.body) == (
        "ISO 21001 (Example Certifier)",
        "ISO 21001",
        "Example Certifier",
    )
    assert claim.valid_to == date(2026, 12, 31)
    assert "Markerperson" not in repr(offer)


def test_a_page_gives_its_courses_and_says_which_script_was_broken() -> None:
    outcomes = read(SAMPLES / "schema_page.html", FORMAT)
    (offer,) = offers(outcomes)
    assert offer.title == "Knife skills for café cooks — über alles"
    assert (offer.url, offer.price) == ("https://kitchen.example/knife-skills", Price(0.0))
    assert offer.provenance["url"].derived
    (broken,) = [outcome for outcome in outcomes if isinstance(outcome, Rejection)]
    assert broken.locator == "page, script 3"


def test_an_id_within_a_page_is_no_key_of_the_offer(tmp_path: Path) -> None:
    page = (SAMPLES / "schema_page.html").read_text()
    path = tmp_path / "pages.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.html", page)
        archive.writestr("b/b.html", page.replace("knife-skills", "fork-skills").replace("Knife", "Fork"))
        archive.writestr("c.htm", "<html><body>No course</body></html>")
    feed = open_feed(path)
    assert format_of(feed) is FORMAT
    outcomes = read(path, FORMAT)
    found = offers(outcomes)
    assert len({offer.id for offer in found}) == 2
    assert found[1].locator == "page b/b.html, script 2"
    assert [o.locator for o in outcomes if isinstance(o, Rejection)] == [
        "page a.html, script 3",
        "page b/b.html, script 3",
        "page c.htm",
    ]


def test_an_archive_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pages.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"{number}.html", b"<html>" + b" " * 7_000_000)
    with pytest.raises(FeedError, match="unpacks to"):
        read(path, FORMAT)


def test_a_page_of_a_hundred_thousand_scripts_is_read_in_seconds_and_said(tmp_path: Path) -> None:
    script = '<script type="application/ld+json">{"@type":"Course","name":"N","provider":"P"}</script>'
    path = tmp_path / "page.html"
    path.write_text("<html><head>" + script * 100_000 + "</head></html>")
    started = time.monotonic()
    outcomes = list(read_feed(open_feed(path, limits=Limits(record_chars=20_000_000)), FORMAT, SOURCE))
    assert time.monotonic() - started < 30
    assert len(offers(outcomes)) == 5_000
    (said,) = [outcome for outcome in outcomes if isinstance(outcome, Rejection)]
    assert "100000 scripts" in said.read


def test_a_page_over_the_limits_is_one_rejection(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html>" + "<p>" * 9_000)
    feed = open_feed(path, limits=Limits(record_chars=10_000))
    (only,) = read_feed(feed, FORMAT, SOURCE)
    assert isinstance(only, Rejection)


@pytest.mark.parametrize("depth", [100, 5_000, 200_000])
def test_deep_json_ld_in_a_page_is_a_rejection(depth: int, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    deep = '{"@graph":' * depth + "[]" + "}" * depth
    path.write_text(f'<html><script type="application/ld+json">{deep}</script></html>')
    assert all(isinstance(outcome, Rejection) for outcome in read(path, FORMAT))


def test_elements_nested_without_end_do_not_stop_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html>" + "<div>" * 100_000 + '<script type="application/ld+json">{}</script>')
    assert isinstance(rejection_in(read(path, FORMAT)), Rejection)


def test_an_item_list_a_list_and_lines_are_read(tmp_path: Path) -> None:
    items = [{"@type": "ListItem", "position": n, "item": course(name=f"C{n}")} for n in (1, 2)]
    items.append({"@type": "ListItem", "position": 3, "url": "https://school.example/c3"})
    listed = {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": items}
    outcomes = read_value(listed, FORMAT, tmp_path)
    assert [offer.title for offer in offers(outcomes)] == ["C1", "C2"]
    assert isinstance(outcomes[2], Rejection)
    assert len(offers(read_value([course(), course(name="Other")], FORMAT, tmp_path))) == 2
    path = tmp_path / "feed.ndjson"
    path.write_text(json.dumps(course()) + "\n" + json.dumps(listed) + "\n")
    assert len(offers(read(path, FORMAT))) == 3


def test_a_course_in_the_catalogue_of_an_organisation_is_provided_by_it(tmp_path: Path) -> None:
    offered = {"@type": "Offer", "itemOffered": {"@type": "Course", "name": "Made"}}
    held = {
        "@type": "Organization",
        "name": "Example Academy",
        "hasOfferCatalog": {"@type": "OfferCatalog", "itemListElement": [offered]},
    }
    offer = offer_in(read_value(held, FORMAT, tmp_path))
    assert offer.provider == "Example Academy"
    assert offer.provenance["provider"].derived


def test_an_instance_named_by_its_course_is_no_offer_of_its_own(tmp_path: Path) -> None:
    run = {
        "@type": "CourseInstance",
        "@id": "https://x.example/run",
        "courseMode": "online",
        "startDate": "2027-01-01",
    }
    held = {"@graph": [run, course(hasCourseInstance={"@id": "https://x.example/run"})]}
    offer = offer_in(read_value(held, FORMAT, tmp_path))
    assert (offer.mode, offer.start) == (Mode.ONLINE, date(2027, 1, 1))


def test_an_instance_alone_is_an_offer(tmp_path: Path) -> None:
    run = {"@type": "CourseInstance", "name": "Run", "organizer": {"name": "Example"}, "startDate": "2027-01-01"}
    offer = offer_in(read_value(run, FORMAT, tmp_path))
    assert (offer.title, offer.provider, offer.start) == ("Run", "Example", date(2027, 1, 1))


def test_a_file_without_any_course_is_a_rejection_not_silence(tmp_path: Path) -> None:
    held = {"@graph": [{"@type": "WebSite", "name": "X"}, {"@type": "Organization", "name": "Y"}]}
    assert rejection_in(read_value(held, FORMAT, tmp_path)).expected.startswith("of schema.org a Course")


@pytest.mark.parametrize(
    "number", [40, "40", {"@type": "StructuredValue", "value": 5}, {"value": 5, "unitText": "hours"}]
)
def test_credits_without_the_unit_ects_are_no_ects(number: Any, tmp_path: Path) -> None:
    found = accepted(read_value(course(numberOfCredits=number), FORMAT, tmp_path))
    assert (found.offer.ects, [doubt.field for doubt in found.doubts]) == (None, ["ects"])


@pytest.mark.parametrize("number", ["5 ECTS", {"value": "5", "unitText": "ECTS credits"}])
def test_credits_in_ects_are_ects(number: Any, tmp_path: Path) -> None:
    assert offer_in(read_value(course(numberOfCredits=number), FORMAT, tmp_path)).ects == 5


@pytest.mark.parametrize("level", ["6", 6, {"name": "Level 6"}, "University"])
def test_a_level_of_no_named_framework_is_no_eqf_level(level: Any, tmp_path: Path) -> None:
    assert offer_in(read_value(course(educationalLevel=level), FORMAT, tmp_path)).eqf is None


def test_a_certificate_and_a_description_state_no_assessment(tmp_path: Path) -> None:
    held = course(educationalCredentialAwarded="Certificate of completion", description="Ends with a final exam.")
    offer = offer_in(read_value(held, FORMAT, tmp_path))
    assert (offer.assessment, offer.credential_type) == (None, "Certificate of completion")


@pytest.mark.parametrize(
    ("stated", "price"),
    [
        ({"offers": {"price": 0, "priceCurrency": "EUR"}}, Price(0.0, "EUR")),
        ({"offers": {"category": "Free"}}, Price(0.0)),
        ({"offers": {"category": "Paid"}}, None),
        ({"isAccessibleForFree": True}, Price(0.0)),
        ({"isAccessibleForFree": "http://schema.org/True"}, Price(0.0)),
        ({"isAccessibleForFree": True, "offers": {"price": 99, "priceCurrency": "EUR"}}, None),
        (
            {"offers": {"lowPrice": "10", "highPrice": "90", "priceCurrency": "EUR"}},
            Price(10.0, "EUR", at_least=True),
        ),
        ({"offers": {"lowPrice": 10, "highPrice": 10, "priceCurrency": "EUR"}}, Price(10.0, "EUR")),
        ({"offers": [{"price": 90}, {"price": 60}]}, Price(60.0, None, at_least=True)),
        (
            {"offers": {"price": 9, "priceCurrency": "EUR", "category": "Subscription"}},
            Price(9.0, "EUR", at_least=True),
        ),
        ({"offers": {"priceSpecification": {"price": 5, "priceCurrency": "EUR"}}}, Price(5.0, "EUR")),
        ({"offers": {"price": "₹ 1,25,000 + 18% GST", "priceCurrency": "INR"}}, None),
    ],
)
def test_the_price_is_what_everybody_pays_or_the_least(stated: Any, price: Price | None, tmp_path: Path) -> None:
    assert offer_in(read_value(course(**stated), FORMAT, tmp_path)).price == price


def test_hours_a_week_bare_numbers_and_the_length_of_an_event_are_no_workload(tmp_path: Path) -> None:
    for stated in (
        {"courseWorkload": "2 hours"},
        {"courseWorkload": "2 hours per week"},
        {"courseWorkload": 40},
        {"duration": "PT3H"},
    ):
        held = course(hasCourseInstance={"@type": "CourseInstance", **stated})
        assert offer_in(read_value(held, FORMAT, tmp_path)).workload_hours is None


def test_an_iso_duration_as_workload_is_the_whole(tmp_path: Path) -> None:
    offer = offer_in(read_value(course(hasCourseInstance={"courseWorkload": "PT22H"}), FORMAT, tmp_path))
    assert offer.workload_hours == (22.0, 22.0)
    assert offer.provenance["workload_hours"].derived


def test_a_schedule_gives_the_whole_workload_and_length(tmp_path: Path) -> None:
    schedule = {"@type": "Schedule", "duration": "PT3H", "repeatFrequency": "Weekly", "repeatCount": 10}
    offer = offer_in(read_value(course(hasCourseInstance={"courseSchedule": schedule}), FORMAT, tmp_path))
    assert (offer.workload_hours, offer.duration_weeks) == ((30.0, 30.0), (10.0, 10.0))
    assert offer.provenance["workload_hours"].derived


def test_runs_that_differ_in_form_leave_the_mode_open(tmp_path: Path) -> None:
    runs = [{"courseMode": "online"}, {"courseMode": "onsite"}]
    found = accepted(read_value(course(hasCourseInstance=runs), FORMAT, tmp_path))
    assert (found.offer.mode, [doubt.field for doubt in found.doubts]) == (None, ["mode"])


def test_an_address_as_provider_is_no_name(tmp_path: Path) -> None:
    assert "provider" in rejection_in(read_value(course(provider="https://x.example"), FORMAT, tmp_path)).expected


def test_script_in_a_title_does_not_reach_the_offer(tmp_path: Path) -> None:
    offer = offer_in(read_value(course(name="<script>alert(1)</script>Made &lt;b&gt;it"), FORMAT, tmp_path))
    assert "<" not in offer.title


def test_no_context_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    path = tmp_path / "page.html"
    path.write_text(
        '<!DOCTYPE html SYSTEM "http://x.example/x.dtd"><html><base href="http://x.example">'
        f'<script type="application/ld+json">{json.dumps(course())}</script></html>'
    )
    assert len(offers(read(path, FORMAT))) == 1


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["@id", "@type", "name", "price"]), inner)
    ),
    max_leaves=8,
)
_SAMPLE = json.loads((SAMPLES / "schema_course.json").read_text())["@graph"][0]


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.sampled_from([*sorted(set(_SAMPLE) - {"@type"}), "courseSchedule", "location", "hasCertification"]),
    value=_VALUES,
)
def test_whatever_stands_in_a_field_the_record_is_an_offer_or_a_rejection(
    key: str, value: Any, tmp_path: Path
) -> None:
    outcomes = read_value({**_SAMPLE, key: value}, FORMAT, tmp_path)
    assert len(outcomes) == 1
    assert isinstance(outcomes[0], Accepted | Rejection)
