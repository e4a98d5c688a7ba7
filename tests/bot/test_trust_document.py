"""The trust document of one offer: what portals read."""

from __future__ import annotations

from datetime import date

import pytest

from actions.professions import ProfessionNote, note_on, occupation_uri
from actions.render.voice import Voice
from actions.texts.catalogue import Texts
from bot.api.trust import trust_document
from knowledge.catalogue import default_offers
from knowledge.esco import Esco
from knowledge.offer import Offer
from knowledge.registers import Registers
from knowledge.suits import Circumstance
from knowledge.trust import Purpose

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def offer() -> Offer:
    return next(offer for offer in default_offers() if offer.id == "coursera-google-data-analytics")


@pytest.fixture(scope="module")
def registers() -> Registers:
    return Registers.load()


@pytest.fixture(scope="module")
def esco() -> Esco:
    return Esco.load()


@pytest.fixture(scope="module")
def occupations(esco: Esco) -> tuple[str, ...]:
    """URIs of all occupations that ESCO has."""
    return tuple(dict.fromkeys(uri for uri, *_ in esco.labels("en", ("occupation",))))


VOICE = Voice(Texts(), "en")


def test_nobody_asked_about_a_situation_and_none_is_spoken_of(offer: Offer, registers: Registers) -> None:
    assert trust_document(offer, registers, VOICE, on=TODAY)["suits"] == []


def test_situations_asked_about_are_answered_with_evidence(offer: Offer, registers: Registers) -> None:
    asked = (Circumstance.LOW_INCOME, Circumstance.CARE)
    said = trust_document(offer, registers, VOICE, on=TODAY, country="DE", circumstances=asked)["suits"]
    assert {"statement.suits.low_income_ask", "statement.suits.care_ask_service"} <= {s["id"] for s in said}
    assert all(s["text"] and s["easy_text"] and s["evidence"] for s in said)
    places = [s["id"].startswith("statement.recognition.") for s in said]
    assert places == sorted(places), "whom to ask comes last"


def regulated(offer: Offer, registers: Registers, note: ProfessionNote) -> dict[str, str]:
    document = trust_document(
        offer, registers, VOICE, on=TODAY, country="DE", purposes=(Purpose.REGULATED,), profession=note
    )
    (outlook,) = document["recognition"]
    assert outlook["outlook"] == "unlikely"
    return {s["id"].rsplit(".", 1)[1]: s["text"] for s in outlook["statements"]}


def test_escos_note_is_told_for_the_occupation_by_name_whatever_it_says(
    offer: Offer, registers: Registers, esco: Esco, occupations: tuple[str, ...]
) -> None:
    marked = next(uri for uri in occupations if esco.regulated_note(uri) == "regulated")
    other = next(uri for uri in occupations if esco.regulated_note(uri) == "unregulated")
    for uri, said in ((marked, "regulated_noted_for"), (other, "regulated_not_noted")):
        note = note_on(esco, (uri,), "en")
        assert note.evidence is not None
        assert note.evidence.url == uri
        texts = regulated(offer, registers, note)
        assert str(note.name) in texts[said]


def test_a_skill_and_an_unknown_concept_carry_no_note(esco: Esco) -> None:
    skill = next(uri for uri, *_ in esco.labels("en", ("skill",)))
    assert note_on(esco, (skill, "http://example.org/none"), "en") == ProfessionNote()


def test_every_occupation_with_a_note_is_answered_for(esco: Esco, occupations: tuple[str, ...]) -> None:
    noted = [uri for uri in occupations if esco.regulated_note(uri)]
    assert len(noted) > 3000
    assert all(note_on(esco, (uri,), "de").name for uri in noted[:200])


def test_an_occupation_may_be_named_by_the_end_of_its_uri(occupations: tuple[str, ...]) -> None:
    uri = occupations[0]
    assert occupation_uri(uri) == uri
    assert occupation_uri(uri.rsplit("/", 1)[1]) == uri


def test_a_language_without_labels_gets_the_english_name(esco: Esco, occupations: tuple[str, ...]) -> None:
    assert note_on(esco, (occupations[0],), "ga").name == esco.label(occupations[0], "en")
