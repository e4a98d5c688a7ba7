"""Encoder: vectors do not depend on what else is encoded, any text is accepted, and meaning crosses languages."""

from __future__ import annotations

import importlib.metadata
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlu import fusion
from nlu.encoder import Encoder
from nlu.manifest import EncoderUnusableError

NURSE = {
    "en": "I want to become a nurse",
    "de": "ich möchte Krankenpflegerin werden",
    "fr": "je veux devenir infirmière",
    "pl": "chcę zostać pielęgniarką",
    "el": "θέλω να γίνω νοσοκόμα",
    "uk": "хочу стати медсестрою",
    "ar": "أريد أن أصبح ممرضة",
    "fi": "haluan sairaanhoitajaksi",
}
OFFERS = [
    "Nursing care basics",
    "Introduction to accounting",
    "Python for beginners",
    "Welding certificate",
    "Baking",
]


def test_each_half_has_unit_length_and_documents_are_not_centred(encoder: Encoder) -> None:
    vectors = encoder.encode_documents(OFFERS)
    assert vectors.shape == (5, encoder.dimension)
    assert vectors.dtype == np.float32
    for half in fusion.halves(vectors):
        np.testing.assert_allclose(np.linalg.norm(half, axis=1), 1, atol=1e-4)
    assert float(vectors[:, :384].mean(axis=0) @ vectors[:, :384].mean(axis=0)) > 0.5


def test_a_vector_does_not_depend_on_its_neighbours(encoder: Encoder) -> None:
    mixed = ["baking", "word " * 300, "", "I would like to learn how to weld", "ä"] * 9
    together = encoder.encode_documents(mixed)
    for place in range(5):
        alone = encoder.encode_documents([mixed[place]])[0]
        np.testing.assert_allclose(together[place], alone, atol=2e-5)
        np.testing.assert_allclose(together[place + 20], alone, atol=2e-5)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode_documents([]).shape == (0, encoder.dimension)


def test_white_space_does_not_matter(encoder: Encoder) -> None:
    tidy, untidy = encoder.encode_documents(["learn Excel", "  learn\n\n Excel\t"])
    np.testing.assert_allclose(tidy, untidy, atol=1e-6)


def test_a_million_characters_cost_no_more_than_a_page(encoder: Encoder) -> None:
    started = time.process_time()
    vector = encoder.encode_documents(["goal " * 200_000])[0]
    assert time.process_time() - started < 5
    assert np.isfinite(vector).all()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_any_text_has_a_finite_vector(encoder: Encoder, text: str) -> None:
    vector = encoder.encode_query(text, "mt")
    assert vector.shape == (encoder.dimension,)
    assert np.isfinite(vector).all()


def test_threads_get_the_same_vectors(encoder: Encoder) -> None:
    texts = [f"course number {number}" for number in range(24)]
    wanted = encoder.encode_documents(texts)
    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(lambda text: encoder.encode_documents([text])[0], texts))
    np.testing.assert_allclose(np.stack(got), wanted, atol=2e-5)


def test_progress_ends_at_the_number_of_texts(encoder: Encoder) -> None:
    seen: list[tuple[int, int]] = []
    encoder.encode_documents(["some longer text to encode " * 5] * 40, lambda done, every: seen.append((done, every)))
    assert seen[-1] == (40, 40)
    assert len(seen) > 1
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


def test_queries_are_centred_and_weighted_by_language(encoder: Encoder) -> None:
    for language, use in (("de", 0.6), ("fi", 0.2), ("uk", 0.0), ("xx", fusion.OTHER_LANGUAGE_WEIGHT)):
        if language in encoder.language_weights:
            use = encoder.language_weights[language]
        e5_half, use_half = fusion.halves(encoder.encode_query("learn to cook", language))
        assert np.linalg.norm(e5_half) == pytest.approx(1 - use, abs=1e-4)
        assert np.linalg.norm(use_half) == pytest.approx(use, abs=1e-4)


def test_several_queries_are_the_single_ones(encoder: Encoder) -> None:
    texts = ["learn to cook", "welding"]
    both = encoder.encode_query(texts, "en")
    np.testing.assert_allclose(both, [encoder.encode_query(text, "en") for text in texts], atol=2e-5)


@pytest.mark.parametrize("language", sorted(NURSE))
def test_a_goal_finds_the_english_offer_that_means_it(encoder: Encoder, language: str) -> None:
    offers = encoder.encode_documents(OFFERS)
    scores = fusion.centred(offers, offers.mean(axis=0)) @ encoder.encode_query(NURSE[language], language)
    assert OFFERS[int(scores.argmax())] == "Nursing care basics"


def test_without_the_queries_mean_documents_work_and_queries_say_what_to_run(home: Path, tmp_path: Path) -> None:
    bare = Encoder.load(home / "encoder", query_mean=tmp_path / "none.npy")
    assert bare.encode_documents(["x"]).shape == (1, bare.dimension)
    with pytest.raises(EncoderUnusableError, match=r"python -m nlu\.train"):
        bare.encode_query("x", "en")


def test_a_mean_of_another_model_is_refused(home: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "mean.npy", np.zeros(3, np.float32))
    with pytest.raises(EncoderUnusableError, match=r"shape \(3,\), expected \(896,\)"):
        Encoder.load(home / "encoder", query_mean=tmp_path / "mean.npy")


def test_an_empty_folder_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnusableError, match=r"no encoder.*python -m nlu\.weights"):
        Encoder.load(tmp_path)


def test_another_version_of_the_use_package_is_noticed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "9.9")
    with pytest.raises(EncoderUnusableError, match=r"installed is 9\.9"):
        Encoder.load(home / "encoder")


def test_the_weights_table_names_all_26_languages() -> None:
    from knowledge.languages import CODES

    table = fusion.read_weights()
    assert set(table) == set(CODES)
    assert all(0 <= weight <= 1 for weight in table.values())
