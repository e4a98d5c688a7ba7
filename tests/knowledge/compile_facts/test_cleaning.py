"""Repairs change the carrier of a text, never what it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.compile_facts.cleaning import (
    clean,
    first_words,
    listed,
    repair_decoding,
    without_markup,
    without_stray_quotes,
)


@pytest.mark.parametrize(
    ("damaged", "right"),
    [
        ("Vivre avec le TDAH Ã\xa0 travers les Ã¢ges", "Vivre avec le TDAH à travers les âges"),
        ("Global Diplomacy â\x80\x93 Diplomacy", "Global Diplomacy – Diplomacy"),
        ("Google ã\x83\x87ã\x83¼ã\x82¿", "Google データ"),
        ("Data Science:\xa0Productivity Tools ", "Data Science: Productivity Tools"),
        ("HTML &amp; CSS", "HTML & CSS"),
        ("Master the Tuba!\u200b", "Master the Tuba!"),
    ],
)
def test_damaged_text_is_repaired(damaged: str, right: str) -> None:
    assert clean(damaged) == right


@pytest.mark.parametrize("right", ["Matemática Financeira", "Économie", "日本語版", "Žluťoučký kůň", "Größe"])
def test_text_that_was_right_stays_as_it_is(right: str) -> None:
    assert clean(right) == right


@given(st.text())
def test_text_read_in_the_wrong_encoding_is_read_right_again(text: str) -> None:
    try:
        damaged = text.encode("utf-8").decode("latin-1")
    except UnicodeError:  # lone surrogates cannot be written at all
        return
    assert repair_decoding(damaged) == text or text.isascii() or repair_decoding(text) != text


@given(st.text(max_size=60))
def test_cleaned_text_has_no_stray_white_space(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == " ".join(cleaned.split())


def test_a_list_written_as_text_becomes_its_items() -> None:
    assert listed("['Network Security', ' Python Programming', ' Linux', ' Linux']") == (
        "Network Security",
        "Python Programming",
        "Linux",
    )
    assert listed("") == ()


def test_halves_of_quotation_marks_are_taken_out_and_no_word_is_changed() -> None:
    assert without_stray_quotes("Learn to Play 'Let It Snow on Piano\"") == "Learn to Play Let It Snow on Piano"
    assert without_stray_quotes("The 'Greeks' to \"Options\"") == "The 'Greeks' to \"Options\""
    assert without_stray_quotes("Don't Stop") == "Don't Stop"


def test_markup_goes_and_its_divisions_stay() -> None:
    assert (
        without_markup("<ul><li>gute Deutschkenntnisse</li><li>Beratung</li></ul>")
        == "gute Deutschkenntnisse; Beratung"
    )
    assert without_markup(None) == ""


def test_a_quote_is_cut_at_its_words() -> None:
    assert first_words("one two three four", 3) == "one two three"
