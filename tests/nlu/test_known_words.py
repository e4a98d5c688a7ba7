"""Known words tell the language of a message of two or three words."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.languages import CODES
from nlu.known_words import KnownWords, known_words
from nlu.language import LanguageDetector


@pytest.fixture(scope="module")
def known() -> KnownWords:
    return known_words(tuple(CODES))


@pytest.mark.parametrize(("code", "word"), [("nl", "kapster"), ("lv", "friziere"), ("ga", "gruagaire")])
def test_a_word_of_one_language_speaks_for_it_most(known: KnownWords, code: str, word: str) -> None:
    evidence = known.evidence(word)
    assert CODES[int(evidence.argmax())] == code
    assert 0 < evidence.max() <= 1


def test_a_word_that_nobody_knows_says_nothing(known: KnownWords) -> None:
    assert not known.evidence("xqzzt").any()


def test_names_of_programs_are_left_out_unless_nothing_else_is_there(known: KnownWords) -> None:
    assert known.without_names("kurs pythona excel") == "kurs"
    assert known.without_names("python") == "python"
    assert known.without_names("excelente") == "excelente"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("nl", "kapster"),
        ("lv", "friziere"),
        ("ga", "gruagaire"),
        ("cs", "učitel"),
        ("sk", "učiteľ"),
        ("pt", "curso de python grátis"),
        ("es", "curso de excel"),
        ("uk", "хочу навчитись python"),
        ("lt", "python kursai"),
        ("lv", "python kursi"),
        ("ro", "curs de python"),
    ],
)
def test_one_to_four_words_are_enough_even_beside_the_name_of_a_program(home: Path, code: str, text: str) -> None:
    assert LanguageDetector.load(home / "nlu").detect(text)[0] == code


def test_a_hint_of_another_language_does_not_outvote_three_clear_words(home: Path) -> None:
    detector = LanguageDetector.load(home / "nlu")
    for code, text in (("da", "vil lære at lave mad"), ("et", "tahan õppida kokkama"), ("hr", "tražim posao")):
        assert detector.detect(text, "en")[0] == code
