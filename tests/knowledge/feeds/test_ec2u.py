"""Programmes of the University of Poitiers: credits as stated, the provider from the file's name."""

from __future__ import annotations

import shutil
from pathlib import Path

from knowledge.feeds.format import format_of
from knowledge.feeds.formats.ec2u import FORMAT
from knowledge.feeds.opening import open_feed
from knowledge.feeds.records import Accepted, Rejection
from tests.knowledge.feeds.formats_reading import SAMPLES, read

SAMPLE = SAMPLES / "OfferingsPoitiers.json"


def test_the_format_is_recognised() -> None:
    assert format_of(open_feed(SAMPLE)) is FORMAT


def test_programmes_state_what_the_file_holds() -> None:
    licence, diploma, master = (outcome.offer for outcome in read(SAMPLE, FORMAT) if isinstance(outcome, Accepted))

    assert (licence.title, licence.credential_type, licence.languages) == (
        "Licence Mathématiques",
        "Licence",
        ("fr",),
    )
    assert (licence.ects, licence.isced_level, licence.subject) == (120.0, 6, "Sciences")
    assert (licence.provider, licence.country) == ("Université de Poitiers", "FR")
    assert licence.provenance["provider"].derived == "the name of the file"
    assert (licence.eqf, licence.assessment, licence.learning_outcomes, licence.quality_claims) == (
        None,
        None,
        (),
        (),
    )
    assert diploma.ects == 60.0
    assert "options[0]" in diploma.provenance["ects"].locator
    assert master.languages == ()


def test_zero_credits_are_unknown_where_two_options_have_their_own() -> None:
    *_, master = read(SAMPLE, FORMAT)
    assert isinstance(master, Accepted)
    assert master.offer.ects is None
    assert master.doubts == ()


def test_without_the_universitys_name_in_the_files_nobody_is_named(tmp_path: Path) -> None:
    outcomes = read(Path(shutil.copy(SAMPLE, tmp_path / "programmes.json")), FORMAT)

    assert all(isinstance(outcome, Rejection) and "name" in outcome.expected for outcome in outcomes)
    assert len(outcomes) == 3
