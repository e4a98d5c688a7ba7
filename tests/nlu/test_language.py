"""Language: 26 languages in two to six words; a hint tips short texts and is outvoted by sentences."""

from __future__ import annotations

import socket
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.languages import CODES
from nlu import ngrams
from nlu.language import LanguageDetector


@pytest.fixture(scope="module")
def detector(home: Path) -> LanguageDetector:
    return LanguageDetector.load(home / "nlu")


def test_short_messages_in_26_languages_are_told_apart(
    detector: LanguageDetector, sentences: list[tuple[str, str]]
) -> None:
    wrong = [(code, text) for code, text in sentences if detector.detect(text)[0] != code]
    assert len({code for code, _ in sentences}) == 26
    assert len(wrong) / len(sentences) <= 0.05, wrong
    assert max(Counter(code for code, _ in wrong).values(), default=0) <= 2, wrong


def test_with_the_page_in_their_language_nearly_all_are_right(
    detector: LanguageDetector, sentences: list[tuple[str, str]]
) -> None:
    wrong = [(code, text) for code, text in sentences if detector.detect(text, code)[0] != code]
    assert len(wrong) / len(sentences) <= 0.01, wrong


@pytest.mark.parametrize("hint", ["en", "de", "mt"])
def test_a_sentence_outvotes_the_hint(detector: LanguageDetector, hint: str) -> None:
    assert detector.detect("Je cherche une formation pour devenir boulanger", hint)[0] == "fr"
    assert detector.detect("Szukam kursu dla opiekunów osób starszych", hint)[0] == "pl"


def test_a_hint_decides_a_word_that_several_languages_have(detector: LanguageDetector) -> None:
    assert [detector.detect("tak", hint)[0] for hint in ("pl", "da")] == ["pl", "da"]
    assert [detector.detect("ok", hint)[0] for hint in ("fi", "fr")] == ["fi", "fr"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("їжа", "uk"),
        ("търся работа", "bg"),
        ("θέλω δουλειά", "el"),
        ("دورة", "ar"),
        ("nixtieq naħdem", "mt"),
        ("желим да учим шивење", "hr"),  # Serbian in Cyrillic
        ("tražim posao u gradu", "hr"),
        ("я ищу работу и хочу учиться", "uk"),  # Russian: most who write it to us read Ukrainian
        ("jeg leter etter et kurs på nettet", "da"),  # Norwegian
    ],
)
def test_letters_and_neighbours(detector: LanguageDetector, text: str, language: str) -> None:
    assert detector.detect(text)[0] == language


def test_a_text_without_letters_follows_the_hint_or_english(detector: LanguageDetector) -> None:
    assert detector.detect("123 :)", "sk") == ("sk", 0.0)
    assert detector.detect("") == ("en", 0.0)
    assert detector.detect("👍", "klingon") == ("en", 0.0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80), hint=st.sampled_from([None, *CODES]))
def test_any_text_gives_one_of_our_languages(detector: LanguageDetector, text: str, hint: str | None) -> None:
    code, confidence = detector.detect(text, hint)
    assert code in CODES
    assert 0 <= confidence <= 1
    assert detector.detect(text, hint) == (code, confidence)


def test_nothing_is_fetched(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the language detector opened a socket")

    monkeypatch.setattr(socket, "socket", refused)
    assert LanguageDetector.load(home / "nlu").detect("Guten Tag, ich suche einen Kurs")[0] == "de"


def test_a_missing_model_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"python -m nlu\.train"):
        LanguageDetector.load(tmp_path)


def test_the_ngram_model_survives_saving_and_learns_in_any_order_of_languages(tmp_path: Path) -> None:
    texts = {"de": [("ich möchte lernen", 1.0)], "fr": [("je veux apprendre", 1.0)]}
    model = ngrams.train(texts, ("de", "fr"))
    model.save(tmp_path)
    stored = ngrams.NgramModel.load(tmp_path)
    for text in ("möchte", "apprendre", "?"):
        assert stored.scores(text).tolist() == model.scores(text).tolist()
    turned = ngrams.train(texts, ("fr", "de"))
    assert turned.scores("möchte").tolist() == model.scores("möchte").tolist()[::-1]
