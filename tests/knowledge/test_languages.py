"""The 26 languages: codes, names, direction."""

from __future__ import annotations

import pytest

from knowledge.languages import (
    CODES,
    EU_CODES,
    LANGUAGES,
    UnknownLanguageError,
    folded,
    language,
    language_name,
    names_in,
)


def test_there_are_the_24_of_the_eu_and_ukrainian_and_arabic() -> None:
    assert len(EU_CODES) == 24
    assert len(set(CODES)) == 26
    assert {entry.code for entry in LANGUAGES if not entry.is_eu} == {"uk", "ar"}


def test_only_arabic_is_written_from_right_to_left() -> None:
    assert [entry.code for entry in LANGUAGES if entry.direction == "rtl"] == ["ar"]


@pytest.mark.parametrize(
    ("code", "english", "own"),
    [
        ("de", "German", "Deutsch"),
        ("el", "Greek", "Ελληνικά"),
        ("mt", "Maltese", "Malti"),
        ("ga", "Irish", "Gaeilge"),
    ],
)
def test_a_language_has_its_english_and_its_own_name(code: str, english: str, own: str) -> None:
    assert (language(code).english_name, language(code).own_name) == (english, own)


@pytest.mark.parametrize("written", ["PT", "pt-BR", "pt_PT"])
def test_case_and_region_of_a_code_do_not_matter(written: str) -> None:
    assert language(written).code == "pt"


def test_an_unknown_code_is_refused_with_what_was_expected() -> None:
    with pytest.raises(UnknownLanguageError, match=r"'ja'.*Expected one of bg, cs"):
        language("ja")


@pytest.mark.parametrize("display", CODES)
def test_every_language_names_all_26(display: str) -> None:
    assert set(names_in(display).values()) == set(CODES)


@pytest.mark.parametrize(
    ("display", "word", "code"),
    [
        ("en", "German", "de"),
        ("pl", "niemiecki", "de"),
        ("fr", "francais", "fr"),
        ("mt", "Ġermaniż", "de"),
        ("ar", "الألمانية", "de"),
    ],
)
def test_names_are_found_without_accents_and_case(display: str, word: str, code: str) -> None:
    assert names_in(display)[folded(word)] == code


def test_languages_beyond_the_26_still_have_names() -> None:
    assert language_name("ja", "de") == "Japanisch"
    assert language_name("zz", "de") == "zz"
