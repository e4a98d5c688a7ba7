"""Numbers, dates, money and names in words."""

from __future__ import annotations

from datetime import date

import pytest

from actions.offer_card import effort
from actions.render.voice import Voice
from actions.reply import Sentence
from actions.texts.catalogue import Texts, UnknownTextError
from actions.words import CountryName, LanguageName, Money
from knowledge.offer import Offer


@pytest.fixture
def voice() -> Voice:
    return Voice(Texts(), "en")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Money(49.0, "EUR"), "€49"),
        (Money(49.5, "EUR"), "€49.50"),
        (Money(200.0), "200"),
        (CountryName("GR"), "Greece"),
        (LanguageName("de"), "German"),
        (date(2026, 1, 2), "2 January 2026"),
        ("2026-01-02", "2 January 2026"),
        (1234.5, "1,234.5"),
        (("a", "b", "c"), "a, b, c"),
        (Sentence("word.free"), "free"),
    ],
)
def test_values_are_said_as_the_language_writes_them(voice: Voice, value: object, said: str) -> None:
    assert voice.word(value) == said


@pytest.mark.parametrize("language", Texts().languages())
def test_a_list_is_said_without_an_and_in_every_spoken_language(language: str) -> None:
    comma = "، " if language == "ar" else ", "
    assert Voice(Texts(), language).listing(["a", "b", "c"]) == f"a{comma}b{comma}c"


def test_a_year_is_no_quantity(voice: Voice) -> None:
    assert voice.word(2026, "year") == "2026"


def test_a_country_code_named_country_is_said_by_name(voice: Voice) -> None:
    assert voice.word("DE", "country") == "Germany"
    assert voice.word("DE", "title") == "DE"


@pytest.mark.parametrize("value", [None, True])
def test_a_value_that_cannot_be_said_is_refused(voice: Voice, value: object) -> None:
    with pytest.raises(TypeError, match="goal"):
        voice.word(value, "goal")


def test_a_key_in_no_catalogue_names_itself(voice: Voice) -> None:
    with pytest.raises(UnknownTextError, match=r"no\.such\.key"):
        voice.key("no.such.key")


def test_braces_in_what_a_person_wrote_are_only_text(voice: Voice) -> None:
    assert "{goal.__class__}" in voice.say(Sentence("chip.goal", {"goal": "{goal.__class__}"}))


def test_an_english_title_keeps_its_direction_in_an_arabic_sentence() -> None:
    said = Voice(Texts(), "ar").say(Sentence("chip.goal", {"goal": "Python (advanced)"}))
    assert "\u2068Python (advanced)\u2069" in said
    assert "\u2068" not in Voice(Texts(), "ar").say(Sentence("chip.goal", {"goal": "محلل بيانات"}))
    assert "\u2068" not in Voice(Texts(), "de").say(Sentence("chip.goal", {"goal": "Python"}))


def test_a_language_without_catalogue_is_spoken_in_english(only_english: Texts) -> None:
    assert Voice(only_english, "mt").language == "en"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"workload_hours": (1.0, 1.0)}, "about 1 hour"),
        ({"workload_hours": (10.0, 20.0)}, "about 10 to 20 hours"),
        ({"duration_weeks": (0.7, 0.7)}, "about 5 days"),
        ({"duration_weeks": (1.0, 1.0)}, "about 1 week"),
        ({"duration_weeks": (1.0, 4.0)}, "about 1 to 4 weeks"),
        ({"duration_weeks": (13.0, 26.0)}, "about 3 to 6 months"),
        ({"workload_hours": (1.5, 1.5)}, "about 1.5 hours"),
        ({"duration_weeks": (12.0, 12.0), "ects": 5.0}, "about 3 months, 5 study credits (ECTS)"),
        ({}, "Effort not stated"),
    ],
)
def test_effort_is_said_in_the_unit_people_count_in(
    voice: Voice, offers: tuple[Offer, ...], fields: dict[str, object], said: str
) -> None:
    import dataclasses

    bare = dataclasses.replace(offers[0], workload_hours=None, duration_weeks=None, ects=None)
    assert effort(dataclasses.replace(bare, **fields), voice)["text"] == said
