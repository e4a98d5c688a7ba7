"""Vectors: centring, exact filtered search against plain arithmetic, and the inverted file above the limit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.vectors import Half, StoredVectors, centre, centred

PARTS = (24, 40)


def stored(folder: Path, raw: Half, exact_up_to: int = 100_000) -> StoredVectors:
    StoredVectors.write(folder, raw, PARTS, exact_up_to=exact_up_to)
    return StoredVectors(folder, exact_up_to=exact_up_to)


def clustered(count: int, seed: int = 1) -> Half:
    """Vectors around forty directions, with a common lean as encoders give them."""
    random = np.random.default_rng(seed)
    middles = random.standard_normal((40, 64))
    raw = middles[random.integers(0, 40, count)] + 0.4 * random.standard_normal((count, 64)) + 2.0
    return (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float16)


def test_centring_takes_the_common_lean_out_and_gives_each_part_length_one() -> None:
    raw = clustered(2000)
    rest = centred(raw, centre(raw), PARTS)
    assert np.linalg.norm(raw.mean(axis=0, dtype=np.float32)) > 0.8
    assert np.linalg.norm(rest.mean(axis=0)) < 0.1
    for part in (rest[:, :24], rest[:, 24:]):
        assert np.linalg.norm(part, axis=1) == pytest.approx(np.ones(2000), abs=1e-5)


def test_a_single_offer_keeps_its_direction() -> None:
    raw = clustered(1)
    rest = centred(raw, centre(raw), (64,))
    assert float(rest[0] @ raw[0].astype(np.float32)) == pytest.approx(1.0, abs=1e-3)


def test_no_offers_have_a_centre_too() -> None:
    assert centre(np.empty((0, 64), dtype=np.float16)).tolist() == [0.0] * 64


@pytest.mark.parametrize("share", [1.0, 0.1, 0.01, 0.001])
def test_filtered_search_is_exact(tmp_path: Path, share: float) -> None:
    raw = clustered(4000)
    vectors = stored(tmp_path, raw)
    documents = centred(raw, centre(raw), PARTS).astype(np.float16).astype(np.float32)
    random = np.random.default_rng(7)
    for _ in range(20):
        query = random.standard_normal(64).astype(np.float32)
        passing = random.random(4000) < share
        scores = np.where(passing, documents @ query, -np.inf)
        wanted = [int(row) for row in np.argsort(-scores)[:10] if passing[row]]
        found = vectors.nearest(query, passing, 10)
        assert sorted(found, key=lambda row: -found[row]) == wanted
        assert [found[row] for row in wanted] == pytest.approx(scores[wanted].tolist(), abs=1e-4)
        assert vectors.scores(query, wanted) == pytest.approx(found, abs=1e-6)


def test_all_that_tie_with_the_last_are_found(tmp_path: Path) -> None:
    raw = np.repeat(clustered(3), 100, axis=0)
    found = stored(tmp_path, raw).nearest(centred(raw, centre(raw), PARTS)[0], np.ones(300, dtype=np.bool_), 5)
    assert sorted(found) == list(range(100))


def test_nothing_passing_finds_nothing(tmp_path: Path) -> None:
    vectors = stored(tmp_path, clustered(5))
    assert vectors.nearest(np.ones(64, dtype=np.float32), np.zeros(5, dtype=np.bool_), 3) == {}
    assert vectors.scores(np.ones(64, dtype=np.float32), []) == {}


def test_above_the_limit_an_inverted_file_finds_nearly_all_and_few_that_pass_exactly(tmp_path: Path) -> None:
    raw = clustered(6000)
    limited, exact = stored(tmp_path, raw, exact_up_to=1000), None
    (tmp_path / "exact").mkdir()
    exact = stored(tmp_path / "exact", raw)
    random = np.random.default_rng(3)
    queries = centred(raw, centre(raw), PARTS)[random.integers(0, 6000, 30)]
    everything, few = np.ones(6000, dtype=np.bool_), random.random(6000) < 0.1
    recall = [
        len(limited.nearest(query, everything, 10).keys() & exact.nearest(query, everything, 10).keys()) / 10
        for query in queries
    ]
    assert float(np.mean(recall)) > 0.95
    for query in queries:
        assert limited.nearest(query, few, 10) == pytest.approx(exact.nearest(query, few, 10), abs=1e-5)


def test_beyond_the_exact_the_nearest_are_found_although_the_filter_goes_with_the_question(tmp_path: Path) -> None:
    """As a language does: nothing that passes lies in the cells that are searched first."""
    chance = np.random.default_rng(4)
    middles = chance.standard_normal((300, 64))
    topic = np.repeat(np.arange(300), 30)
    raw = (middles[topic] + 0.6 * chance.standard_normal((len(topic), 64))).astype(np.float16)
    limited = stored(tmp_path, raw, exact_up_to=1000)
    (tmp_path / "exact").mkdir()
    exact = stored(tmp_path / "exact", raw)
    recalls = []
    for asked in range(0, 300, 10):
        nearness = middles @ middles[asked]
        far = np.argsort(-nearness)[100:]
        passing = np.isin(topic, far)
        query = centred(middles[[asked]].astype(np.float16), centre(raw), PARTS)[0]
        wanted = exact.nearest(query, passing, 10)
        recalls.append(len(wanted.keys() & limited.nearest(query, passing, 10).keys()) / len(wanted))
    assert np.mean(recalls) >= 0.98
