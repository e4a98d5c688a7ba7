"""The German employment service's feed: its traps are known, and what it does not say is not said."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.feeds.format import format_of
from knowledge.feeds.formats.german_training import FORMAT
from knowledge.feeds.opening import open_feed
from knowledge.offer import Mode, Price, Schedule
from tests.knowledge.feeds.formats_reading import SAMPLES, accepted, offer_in, read, read_value, rejection_in

SAMPLE = SAMPLES / "german_training.json"


def changed(folder: Path, **changes: Any) -> Any:
    """The sample's only record with values changed; `angebot__titel` changes the title in `angebot`."""
    answer = json.loads(SAMPLE.read_text(encoding="utf-8"))
    record = answer["_embedded"]["termine"][0]
    for path, value in changes.items():
        *above, key = path.split("__")
        held = record
        for each in above:
            held = held[each]
        held[key] = value
    return accepted(read_value(answer, FORMAT, folder))


def test_the_format_is_recognised() -> None:
    assert format_of(open_feed(SAMPLE)) is FORMAT


def test_a_termin_states_what_its_record_holds() -> None:
    offer = offer_in(read(SAMPLE, FORMAT))

    assert offer.id == "made-1001"
    assert (offer.title, offer.provider) == ("Buchführung für Einsteiger", "Schule Beispiel GmbH")
    assert offer.url == "https://schule.example/kurs%2077"
    assert (offer.mode, offer.schedules, offer.country) == (Mode.ONLINE, (Schedule.PART_TIME,), "DE")
    assert offer.place is not None
    assert (offer.place.name, offer.place.latitude) == ("Wolfsburg", 52.42)
    assert offer.languages == ("de",)
    assert offer.provenance["languages"].derived == "language of the record's conditions"
    assert offer.assessment == "interne Prüfung"
    assert offer.funding == "Förderung mit Bildungsgutschein möglich (zugelassen nach AZAV)"
    assert offer.skills == ("Kontenrahmen",)
    assert (offer.eqf, offer.ects, offer.workload_hours, offer.learning_outcomes) == (None, None, None, ())


def test_a_midnight_in_germany_is_that_day_and_not_the_day_before() -> None:
    offer = offer_in(read(SAMPLE, FORMAT))

    assert (offer.start, offer.end, offer.apply_by) == (date(2027, 1, 4), date(2027, 1, 24), date(2027, 1, 1))
    assert offer.duration_weeks == (3.0, 3.0)
    assert offer.provenance["duration_weeks"].derived == "first to last day"


def test_without_days_the_band_is_the_duration(tmp_path: Path) -> None:
    assert changed(tmp_path, beginn=None, ende=None).offer.duration_weeks == (4.3, 13.0)


def test_a_price_of_zero_beside_remarks_does_not_say_free() -> None:
    outcome = accepted(read(SAMPLE, FORMAT))

    assert outcome.offer.price is None
    assert [doubt.field for doubt in outcome.doubts] == ["price"]


def test_a_stated_price_is_taken(tmp_path: Path) -> None:
    assert changed(tmp_path, kostenWert="1290.5").offer.price == Price(1290.5, "EUR")
    assert changed(tmp_path, kostenWert="1290.5", kostenWaehrung=None).offer.price is None


def test_a_certifier_is_a_claim_under_the_rules_that_the_record_names(tmp_path: Path) -> None:
    (claim,) = offer_in(read(SAMPLE, FORMAT)).quality_claims
    assert (claim.text, claim.standard, claim.body) == (
        "Zertifizierer: Prüfstelle Beispiel",
        "AZAV",
        "Prüfstelle Beispiel",
    )
    (claim,) = changed(tmp_path, angebot__foerderung="<p>Bildungsgutschein</p>").offer.quality_claims
    assert claim.standard is None


def test_the_examining_body_awards_and_may_be_the_provider(tmp_path: Path) -> None:
    assert offer_in(read(SAMPLE, FORMAT)).awarding_body == "Schule Beispiel GmbH"
    assert changed(tmp_path, pruefendeStelle="PeopleCert").offer.awarding_body == "PeopleCert"
    assert changed(tmp_path, pruefendeStelle="Termine beim Testcenter " * 5).offer.awarding_body is None


@pytest.mark.parametrize(
    "certificate",
    [
        "Teilnahmebescheinigung",
        "Zertifikat ohne Prüfung",
        "Vorbereitung auf die externe Prüfung",
        "externe Prüfung möglich",
        "Zertifikat (Prüfung optional)",
        None,
    ],
)
def test_no_examination_is_made_of_none_or_of_one_for_those_who_wish(tmp_path: Path, certificate: str | None) -> None:
    assert changed(tmp_path, angebot__abschlussart=certificate).offer.assessment is None


@pytest.mark.parametrize(("form", "mode"), [(101, Mode.ONSITE), (204, Mode.ONLINE), (301, Mode.BLENDED), (401, None)])
def test_teaching_from_afar_may_be_by_letter_and_is_no_mode(tmp_path: Path, form: int, mode: Mode | None) -> None:
    assert changed(tmp_path, unterrichtsform={"id": form, "bezeichnung": "x"}).offer.mode is mode


def test_a_record_without_its_course_is_rejected(tmp_path: Path) -> None:
    rejection = rejection_in(read_value({"_embedded": {"termine": [{"id": 5}]}}, FORMAT, tmp_path))
    assert "angebot" in rejection.expected
