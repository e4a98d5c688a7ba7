"""Who it suits, in words: situations and questions, never what a person is."""

from __future__ import annotations

import dataclasses
import re

import pytest

from actions.render.statements import statement_data
from actions.render.voice import Voice
from actions.texts.catalogue import Texts, read_domain
from knowledge.offer import Offer, Price
from knowledge.registers import Registers
from knowledge.suit_rules.fits import STATED
from knowledge.suits import Circumstance, suits
from tests.actions.conftest import TODAY

LABELS = re.compile(
    r"\b(you are|poor|vulnerable|disadvantaged|low-qualified|low-skilled|unskilled|disabled|handicapped|needy)\b"
    r"|\b(refugees?|uneducated|target group)\b",
    re.IGNORECASE,
)
"""Words that would say what a person is."""


def test_no_text_says_what_a_person_is() -> None:
    catalog = read_domain("en", "statements")
    assert catalog is not None
    own = [(m.id, str(m.string)) for m in catalog if str(m.id).startswith(("statement.suits.", "word.fit."))]
    assert len(own) > 60
    assert [(key, text) for key, text in own if LABELS.search(text)] == []


def test_all_that_may_fit_has_words() -> None:
    texts = Texts()
    assert [name for name in STATED if texts.find("en", f"word.fit.{name}") is None] == []


@pytest.mark.parametrize("circumstance", Circumstance)
def test_every_answer_can_be_read_plain_and_easy(
    offers: tuple[Offer, ...], registers: Registers, circumstance: Circumstance
) -> None:
    voice = Voice(Texts(), "en")
    for offer in offers:
        for country in ("FR", "DE", "UA", None):
            for statement in suits(offer, [circumstance], country, registers, TODAY):
                data = statement_data(statement, voice)
                assert data["text"]
                assert data["easy_text"]
                assert data["evidence"]


def test_lists_are_said_in_the_wording_of_their_sentence(offers: tuple[Offer, ...], registers: Registers) -> None:
    voice = Voice(Texts(), "en")
    free = dataclasses.replace(offers[0], price=Price(0.0, "EUR"), mode=None, workload_hours=None)
    said = suits(free, [Circumstance.LOW_INCOME], "DE", registers, TODAY)
    data = next(statement_data(statement, voice) for statement in said if "fits" in statement.params)
    assert "free of charge" in data["text"]
    assert "costs nothing" in data["easy_text"]
