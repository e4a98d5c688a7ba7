"""Linking finds the skills and occupations that a text names, in any of our languages, and only what ESCO has."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.esco import Esco
from nlu.encoder import Encoder
from nlu.esco_labels import EscoLabels
from nlu.linking.linker import Linker, Weights, WeightsError
from nlu.linking.vectors import ConceptVectors, LinkingUnusableError


@pytest.fixture(scope="session")
def linker(home: Path, encoder: Encoder) -> Linker:
    return Linker.load(home / "linking", encoder, EscoLabels.load(home / "esco"))


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "Strong knowledge of HTML and CSS, good communication skills and fluency in English", "CSS"),
        ("en", "experience in writing scientific papers", "write scientific publications"),
        ("de", "Ich möchte Buchhalterin werden und kann gut mit Menschen umgehen", "bookkeeper"),
        ("fr", "J'ai été serveuse et je veux apprendre à programmer en Python", "Python (computer programming)"),
        ("fr", "je cherche un poste de boulangère", "baker"),
        ("es", "quiero ser camarera en un restaurante", "waiter/waitress"),
        ("pl", "chcę zostać księgową", "accountant"),
        ("bg", "Искам да уча Python", "Python (computer programming)"),
        ("uk", "хочу стати бухгалтером", "accountant"),
        ("ar", "أريد أن أصبح محاسبا", "accountant"),
        ("sv", "jag vill bli kock", "cook"),
    ],
)
def test_what_a_person_means_is_among_the_first(
    linker: Linker, esco: Esco, language: str, text: str, wanted: str
) -> None:
    found = linker.link_each(text, language, 5)
    assert wanted in [esco.label(one.uri, "en") for one in found]


def test_each_found_thing_points_to_the_words_that_name_it(linker: Linker, esco: Esco) -> None:
    text = "Strong knowledge of HTML and CSS, and fluency in English"
    named = {esco.label(one.uri, "en"): one.span.of(text) for one in linker.link(text, "en", 10) if one.span}
    assert named["CSS"] == "CSS"
    assert named["English"] == "English"


def test_only_the_types_asked_for_are_found_best_first_and_once(linker: Linker) -> None:
    found = linker.link("data analyst who can programme", "en", 20, ["skill"])
    assert {one.type for one in found} == {"skill"}
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len({one.uri for one in found}) == len(found) == 20


def test_the_same_text_is_linked_alike_whatever_was_linked_before(linker: Linker) -> None:
    texts = ["cook and waiter", "SQL, Python and statistics", "care for elderly people, drive a bus"]
    first = [linker.link(text, "en") for text in texts]
    again = [linker.link(text, "en") for text in reversed(texts)][::-1]
    assert first == again


@pytest.mark.parametrize(
    "text",
    ["", " ", "🙂", "\x00", "and of the", "ﷺ", "x" * 2_000, "a,b;c " * 300, "'; DROP TABLE skills; --", "\ud800"],
)
def test_any_text_can_be_linked(linker: Linker, esco: Esco, text: str) -> None:
    found = linker.link(text, "en", 5)
    assert len(found) <= 5
    assert all(one.uri in esco and 0 <= one.score <= 1 for one in found)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), language=st.sampled_from(["en", "de", "ga", "ar", "xx"]))
def test_nothing_is_found_that_esco_does_not_have(linker: Linker, esco: Esco, text: str, language: str) -> None:
    found = linker.link(text, language, 3)
    assert all(one.uri in esco and esco.type_of(one.uri) == one.type for one in found)
    assert all(one.span is None or 0 <= one.span.start < one.span.end <= len(text) for one in found)


def test_a_link_costs_a_few_embeddings_and_little_memory(linker: Linker, home: Path) -> None:
    assert sum(path.stat().st_size for path in (home / "linking").iterdir()) < 32_000_000


def test_what_is_missing_or_of_another_encoder_names_the_remedy(tmp_path: Path, home: Path) -> None:
    with pytest.raises(LinkingUnusableError, match=r"python -m nlu\.linking\.vectors"):
        ConceptVectors.load(tmp_path, "any")
    with pytest.raises(LinkingUnusableError, match="expected 1 of other"):
        ConceptVectors.load(home / "linking", "other")
    (tmp_path / "weights.toml").write_text("bias = 1\n", encoding="utf-8")
    with pytest.raises(WeightsError, match=r"nlu\.linking\.train"):
        Weights.read(tmp_path / "weights.toml")
