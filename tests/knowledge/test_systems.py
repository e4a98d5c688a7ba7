"""Every system of the Commission document is represented, read from what states it, and explained."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from knowledge import systems
from knowledge.catalogue import default_offers
from knowledge.feeds.format import formats
from knowledge.feeds.opening import open_feed
from knowledge.feeds.reading import read_feed
from knowledge.feeds.records import Accepted
from knowledge.glossary import term
from knowledge.offer import Offer, Source
from knowledge.registers import FACTS, Registers
from knowledge.standards import standard_claimed
from knowledge.systems import ReadFrom, SystemRow, SystemsError, coverage, resolve

SAMPLES = Path(__file__).parent / "feeds" / "samples"
NAMED_BY_THE_DOCUMENT = {
    *("eqf", "qf_ehea", "ects", "esg", "eqar", "deqar", "eqavet", "iso_21001", "iso_29993", "efqm"),
    *(
        "lisbon_convention",
        "enic_naric",
        "automatic_recognition",
        "validation",
        "europass_profile",
        "europass_wallet",
    ),
    *("european_learning_model", "european_digital_credentials", "e_seal", "european_student_card"),
    *("employment_services", "guidance_services", "target_groups", "kiron", "stackable_nordic", "stackable_flemish"),
    *("stackable_irish", "edubadges", "google_certificates", "openclassrooms", "futurelearn"),
    *("common_microcredential_framework", "regulated_professions", "definition", "definition_history"),
    *("principle_quality", "principle_transparency", "principle_relevance", "principle_valid_assessment"),
    *("principle_learning_pathways", "principle_recognition", "principle_portable", "principle_learner_centred"),
    *("principle_authentic", "principle_information_and_guidance"),
}


def rows(kind: ReadFrom) -> list[SystemRow]:
    return [row for row in coverage() if row.read_from is kind]


def of_id(row: SystemRow) -> str:
    return row.id


def states(offer: Offer, what: str) -> bool:
    if what.startswith("standard:"):
        return what.removeprefix("standard:") in {standard_claimed(claim) for claim in offer.quality_claims}
    return getattr(offer, what) not in (None, (), "")


def offers_of(format_id: str, sample: str) -> list[Offer]:
    feed = open_feed(SAMPLES / sample)
    source = Source("made", "Made feed", date(2026, 11, 24), "made for tests")
    return [one.offer for one in read_feed(feed, formats()[format_id], source) if isinstance(one, Accepted)]


@pytest.fixture(scope="module")
def registers() -> Registers:
    return Registers.load()


@pytest.fixture(scope="module")
def catalogue() -> dict[str, Offer]:
    return {offer.id: offer for offer in default_offers()}


def test_every_system_has_a_row() -> None:
    ids = [row.id for row in coverage()]
    assert set(ids) >= NAMED_BY_THE_DOCUMENT
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("row", coverage(), ids=of_id)
def test_a_system_is_represented_where_the_table_says(row: SystemRow) -> None:
    assert row.represented_by
    for name in row.represented_by:
        assert name.startswith("knowledge.")
        resolve(name)


@pytest.mark.parametrize("row", coverage(), ids=of_id)
def test_a_system_is_found_in_sections_of_the_document(row: SystemRow) -> None:
    assert re.fullmatch(r"\d(\.\d+)*(; \d(\.\d+)*)*", row.sections)


@pytest.mark.parametrize("row", coverage(), ids=of_id)
def test_a_system_is_explained(row: SystemRow) -> None:
    assert term(row.term).meaning.evidence
    assert row.explained


@pytest.mark.parametrize("row", rows(ReadFrom.FEED), ids=of_id)
def test_a_sample_of_the_format_states_it(row: SystemRow) -> None:
    format_id, sample = row.source.split("/")
    assert any(states(offer, row.states) for offer in offers_of(format_id, sample))


@pytest.mark.parametrize("row", rows(ReadFrom.REGISTER), ids=of_id)
def test_the_register_has_rows(row: SystemRow, registers: Registers) -> None:
    assert (FACTS / f"{row.source}.csv").is_file()
    assert row.source in registers.extracts
    field, _, role = row.states.partition(":")
    held = getattr(registers, field)
    assert [one for one in held if not role or one.role == role]


@pytest.mark.parametrize("row", rows(ReadFrom.CATALOGUE), ids=of_id)
def test_the_catalogue_has_the_offer_that_the_document_describes(row: SystemRow, catalogue: dict[str, Offer]) -> None:
    offer = catalogue[row.source]
    assert states(offer, row.states)
    assert any(f"section {section}" in offer.locator for section in row.sections.split("; ")), offer.locator


def test_where_nothing_states_a_system_the_row_says_why() -> None:
    for row in (*rows(ReadFrom.NONE), *rows(ReadFrom.REGISTER)):
        assert row.reason.endswith(".")
        assert "not in feeds" in row.ingested
    assert {row.id for row in rows(ReadFrom.NONE)} == {
        "europass_wallet",
        "e_seal",
        "european_student_card",
        "definition_history",
    }


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SystemsError, match=r"'knowledge.offer.Offer.ectz' has no ectz"):
        resolve("knowledge.offer.Offer.ectz")
    with pytest.raises(SystemsError, match="no module"):
        resolve("nowhere.at_all")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x,X,7.1,knowledge.nothing,none,,,Because.,ects", r"row 2: .*nothing"),
        ("x,X,7.1,knowledge.offer.Offer.ects,feed,elm/x,ects,,ectz", r"row 2: .*'ectz' is no term"),
        ("x,X,7.1,knowledge.offer.Offer.ects,guess,elm/x,ects,,ects", r"row 2: .*'guess'"),
        ("x,X,7.1,knowledge.offer.Offer.ects,none,,,,ects", r"Expected a reason exactly where"),
    ],
)
def test_a_row_that_does_not_hold_is_named(
    row: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = systems.TABLE.read_text("utf-8").splitlines()[0]
    wrong = tmp_path / "systems.csv"
    wrong.write_text(f"{header}\n{row}\n", "utf-8")
    monkeypatch.setattr(systems, "TABLE", wrong)
    with pytest.raises(SystemsError, match=said):
        coverage.__wrapped__()
