"""Every statement that the rules can make has words, plain and easy, and the words use only what it carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from string import Formatter

from actions.render.statements import statement_data
from actions.render.voice import Voice
from actions.texts.catalogue import EASY, Texts, read_domain
from knowledge.catalogue import default_offers
from knowledge.countries import COUNTRIES
from knowledge.elements import standard_elements
from knowledge.evidence import Statement
from knowledge.kind import kind_of
from knowledge.offer import Offer
from knowledge.quality import assess_quality, badge
from knowledge.recognition import recognition_outlook
from knowledge.recognition_rules.ask_where import ADDRESS_NOT_CHECKED, NOT_CHECKED
from knowledge.registers import Registers
from knowledge.standards import Scope, Standard
from knowledge.statements import statement_ids
from knowledge.trust import Purpose

PLAIN_WORDS = 20
EASY_WORDS = 12
LABELS = [
    "word.quality.not_stated_but_listed",
    *(f"word.scope.{scope.value}" for scope in Scope),
    *(f"word.standard.{standard.value}" for standard in Standard),
]


def texts() -> dict[str, tuple[str, ...]]:
    """Key -> its wordings (one, or one a plural form)."""
    catalog = read_domain("en", "statements")
    assert catalog is not None
    found: dict[str, tuple[str, ...]] = {}
    for message in catalog:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            found[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return found


TEXTS = texts()


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!:;])[”)]?\s+", text) if part]


def test_every_statement_has_both_texts() -> None:
    wanted = {key for id_ in statement_ids() for key in (id_, id_ + EASY)}
    assert wanted - TEXTS.keys() == set()


def test_texts_name_only_what_their_statement_carries() -> None:
    unknown = {
        key: placeholders(text) - wording.values
        for wording in statement_ids().values()
        for key in (wording.id, wording.id + EASY)
        for text in TEXTS[key]
        if placeholders(text) - wording.values
    }
    assert unknown == {}


def test_every_label_has_both_texts() -> None:
    assert [key for label in LABELS for key in (label, label + EASY) if key not in TEXTS] == []


def test_no_text_speaks_for_a_statement_that_no_rule_makes() -> None:
    said = {key.removesuffix(EASY) for key in TEXTS if key.startswith("statement.")}
    assert said == set(statement_ids())


def test_every_text_has_its_easy_twin() -> None:
    plain = {key for key in TEXTS if not key.endswith(EASY)}
    assert {key + EASY for key in plain} == {key for key in TEXTS if key.endswith(EASY)}


def test_sentences_are_short() -> None:
    too_long = [
        (key, sentence)
        for key, forms in TEXTS.items()
        for text in forms
        for sentence in sentences(text)
        if len(sentence.split()) > (EASY_WORDS if key.endswith(EASY) else PLAIN_WORDS)
    ]
    assert too_long == []


def test_easy_texts_hold_no_acronym() -> None:
    easy = {key: text for key, forms in TEXTS.items() for text in forms if key.endswith(EASY)}
    assert {key: text for key, text in easy.items() if re.search(r"\b[A-Z]{2,}\b", text)} == {}


def test_a_statement_that_counts_has_plural_forms() -> None:
    for wording in statement_ids().values():
        forms = 2 if "count" in wording.values else 1
        assert len(TEXTS[wording.id]) == forms
        assert len(TEXTS[wording.id + EASY]) == forms


def test_what_is_not_checked_says_so() -> None:
    for wording in (*NOT_CHECKED.values(), *ADDRESS_NOT_CHECKED.values()):
        assert "not checked" in TEXTS[wording.id][0]
        assert "not check" in TEXTS[wording.id + EASY][0]


def test_what_is_only_listed_is_not_called_checked() -> None:
    for key in ("statement.quality.listed_in_deqar", "statement.quality.listed_in_deqar_from"):
        assert all("does not show the decision" in text for text in TEXTS[key])


def statements(offer: Offer, registers: Registers, on: date, country: str | None) -> Iterator[Statement]:
    quality = assess_quality(offer, registers, on)
    yield kind_of(offer)[1]
    yield from quality.statements
    yield from (element.statement for element in standard_elements(offer, quality))
    for purpose in Purpose:
        outlook = recognition_outlook(offer, quality, purpose, country, registers, on)
        yield outlook.who_decides
        yield from outlook.statements


def test_every_statement_about_offers_of_the_catalogue_can_be_written_in_both_ways() -> None:
    voice, registers, on = Voice(Texts(), "en"), Registers.load(), date(2026, 11, 24)
    countries = [*COUNTRIES, None]
    offers = [*islice(default_offers(), 0, None, 100), *(o for o in default_offers() if o.quality_claims)]
    written = 0
    for place, offer in enumerate(offers):
        for statement in statements(offer, registers, on, countries[place % len(countries)]):
            data = statement_data(statement, voice)
            assert data["text"]
            assert data["easy_text"]
            assert data["evidence"]
            written += 1
    assert written > 1000


def test_every_status_label_is_there() -> None:
    texts = Texts()
    registers, on = Registers.load(), date(2026, 11, 24)
    for name in {badge(assess_quality(offer, registers, on)) for offer in default_offers()}:
        assert texts.find("en", f"word.quality.{name}")
