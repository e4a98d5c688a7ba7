"""Every locator of what is said about an offer leads back to what it cites; a changed one leads nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from knowledge import swd
from knowledge.catalogue import default_offers
from knowledge.elements import standard_elements
from knowledge.esco import Esco
from knowledge.evidence import Evidence
from knowledge.kind import kind_of
from knowledge.locators import resolve
from knowledge.offer import Offer, Provenance, QualityClaim
from knowledge.quality import assess_quality
from knowledge.recognition import recognition_outlook
from knowledge.registers import Registers
from knowledge.suits import Circumstance, suits
from knowledge.trust import Purpose
from tests.knowledge.trust_examples import FEED, offer

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def registers() -> Registers:
    return Registers.load()


SAMPLE = [o for place, o in enumerate(default_offers()) if place % 400 == 0]


@pytest.mark.parametrize("country", ["DE", "BE", "GR", "LI", "UA", None])
def test_all_that_is_said_of_real_offers_leads_back_to_its_source(registers: Registers, country: str | None) -> None:
    for judged in SAMPLE:
        quality = assess_quality(judged, registers, TODAY)
        statements = [*quality.statements, kind_of(judged)[1]]
        statements += [element.statement for element in standard_elements(judged, quality, registers)]
        statements += suits(judged, Circumstance, country, registers, TODAY)
        for purpose in Purpose:
            outlook = recognition_outlook(judged, quality, purpose, country, registers, TODAY)
            statements += [outlook.who_decides, *outlook.statements]
        astray = [(s.id, e) for s in statements for e in s.evidence if not resolve(e, registers, judged)]
        assert astray == []


def test_every_row_is_found_again(registers: Registers) -> None:
    for row in registers.every_row():
        assert resolve(row.evidence(), registers) == "register row"


def test_a_row_that_is_not_held_is_not_found(registers: Registers) -> None:
    row = registers.agencies[0].evidence()
    assert resolve(replace(row, locator="agency 9999 (NONE)"), registers) is None
    assert resolve(replace(row, quote="registered for ever"), registers) is None
    assert resolve(row, Registers()) is None


def test_that_there_is_no_row_is_looked_up_again(registers: Registers) -> None:
    assert resolve(registers.nothing_in("lisbon_convention", "JP"), registers) == "no row in lisbon_convention"
    assert resolve(registers.nothing_in("lisbon_convention", "DE"), registers) is None
    assert resolve(registers.nothing_in("eqar_agencies", "AQAS"), registers) is None


def test_a_passage_must_stand_in_the_list_word_for_word(registers: Registers) -> None:
    assert resolve(swd.NOT_A_DEGREE, registers) == "passage of a document"
    assert resolve(replace(swd.NOT_A_DEGREE, quote="as good as a full degree"), registers) is None


def stated() -> Offer:
    return offer(
        ects=5.0,
        provenance={"ects": Provenance("row 1, column ECTS", "5 ECTS")},
        quality_claims=(QualityClaim("accredited", "row 1, column quality"),),
    )


def test_a_field_a_claim_and_an_empty_field_are_found_in_the_offer() -> None:
    of = stated()
    claim = Evidence(FEED.title, "row 1, column quality", FEED.date, "accredited")
    assert resolve(of.evidence("ects"), Registers(), of) == "field ects"
    assert resolve(of.evidence("eqf"), Registers(), of) == "record without a place for eqf"
    assert resolve(claim, Registers(), of) == "claim"


@pytest.mark.parametrize(
    "wrong",
    [
        {"locator": "row 2, column ECTS"},
        {"quote": "6 ECTS"},
        {"source": "Another feed"},
        {"date": date(2025, 1, 1)},
        {"locator": "row 1, no field for charm", "quote": ""},
    ],
)
def test_a_place_that_the_offer_does_not_have_is_not_found(wrong: dict[str, object]) -> None:
    of = stated()
    assert resolve(replace(of.evidence("ects"), **wrong), Registers(), of) is None  # type: ignore[arg-type]


def test_a_note_of_esco_is_read_again() -> None:
    esco = Esco.load()
    regulated = next(uri for uri in esco.uris("occupation") if esco.regulated_note(uri) == "regulated")
    note = Evidence("ESCO", f"regulatedProfessionNote of {regulated}", quote="regulated")
    assert resolve(note, Registers(), esco=esco) == "ESCO note"
    assert resolve(replace(note, quote="unregulated"), Registers(), esco=esco) is None
