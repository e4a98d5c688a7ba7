"""ESCO concepts are found by their labels in the person's language, from disk."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from knowledge.esco import Esco
from nlu.esco_labels import EscoLabels, EscoLabelsUnusableError
from nlu.glossary import glossary


@pytest.mark.parametrize(
    ("language", "text", "label"),
    [
        ("de", "Kellnerin", "Kellner/Kellnerin"),
        ("de", "kellnerin", "Kellner/Kellnerin"),
        ("de", "Kelnerin", "Kellner/Kellnerin"),
        ("en", "waitress", "waiter/waitress"),
        ("en", "bookkeeper", "bookkeeper"),
    ],
)
def test_an_occupation_is_found_by_any_spelling_of_its_label(
    labels: EscoLabels, language: str, text: str, label: str
) -> None:
    assert labels.look_up(text, language, ["occupation"], 3)[0].label == label


def test_only_the_types_asked_for_are_found(labels: EscoLabels) -> None:
    assert {concept.type for concept in labels.look_up("programming", "en", ["skill"], 10)} == {"skill"}
    assert {concept.type for concept in labels.look_up("programmer", "en", ["occupation"], 10)} == {"occupation"}


def test_concepts_come_best_first_and_once_each(labels: EscoLabels) -> None:
    found = labels.look_up("web developer", "en", k=10)
    assert len({concept.uri for concept in found}) == len(found) == 10
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert all(0 < concept.score <= 1 for concept in found)


@pytest.mark.parametrize("text", ["", " ", "🙂", "x" * 5000, "ﷺ", "\x00"])
def test_any_text_can_be_looked_up(labels: EscoLabels, text: str) -> None:
    assert len(labels.look_up(text, "en", k=3)) <= 3


def test_a_language_without_labels_finds_nothing(labels: EscoLabels) -> None:
    assert labels.look_up("waiter", "xx") == []


def test_the_glossary_stands_in_where_esco_has_no_labels(labels: EscoLabels, esco: Esco) -> None:
    (found, *_) = labels.look_up("leictreoir", "ga")
    assert found.label == "leictreoir"
    assert esco.label(found.uri, "en") == "electrician"


def test_the_english_label_of_a_concept_is_known(labels: EscoLabels) -> None:
    uri = labels.look_up("Kellnerin", "de")[0].uri
    assert labels.preferred(uri, "en") == "waiter/waitress"
    assert labels.preferred("http://example.org/nothing", "en") is None


def test_a_look_up_takes_less_than_ten_milliseconds(labels: EscoLabels) -> None:
    labels.look_up("data analyst", "en")
    started = time.process_time()
    for _ in range(20):
        labels.look_up("data analyst with python and statistics", "en")
    assert (time.process_time() - started) / 20 < 0.010


@pytest.mark.parametrize("language", ["ga", "mt", "uk", "ar"])
def test_glossaries_name_at_least_250_concepts_that_esco_has(esco: Esco, language: str) -> None:
    entries = list(glossary.entries(language, esco))
    assert len({uri for uri, _, _ in entries}) >= 250
    assert all(uri in esco and term for uri, term, _ in entries)
    rows = glossary.rows(language)
    assert len(set(rows)) == len(rows)


def test_a_term_for_a_label_that_esco_does_not_have_is_an_error_that_names_it(
    esco: Esco, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "ga.csv").write_text("term,english\ndraoi,wizard of Oz\n", encoding="utf-8")
    monkeypatch.setattr(glossary, "FOLDER", tmp_path)
    with pytest.raises(glossary.GlossaryError, match="wizard of Oz"):
        list(glossary.entries("ga", esco))


def test_a_missing_or_other_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EscoLabelsUnusableError, match=r"python -m nlu\.esco_labels"):
        EscoLabels.load(tmp_path)
    (tmp_path / "format.json").write_text(json.dumps({"format": 0}), encoding="utf-8")
    with pytest.raises(EscoLabelsUnusableError, match="expected 2"):
        EscoLabels.load(tmp_path)
