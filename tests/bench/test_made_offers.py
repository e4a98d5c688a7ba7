"""Laws of the offers that the benchmarks are made of."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from index.columns import passes
from index.contract import Filters
from index.vectors import centre, centred
from knowledge.offer import Mode, Offer, Source
from tests.bench.made_offers import BLOCK, LANGUAGES, MadeOffers, Real
from tests.bench.questions import questions

SOURCE = Source("real", "Real offers", date(2026, 1, 1), "facts")


@pytest.fixture(scope="module")
def real() -> Real:
    """Twelve subjects with fifty offers each."""
    chance = np.random.default_rng(3)
    raw = np.repeat(chance.standard_normal((12, 60)), 50, axis=0) + 0.7 * chance.standard_normal((600, 60)) + 0.5
    for part in np.split(raw, [20], axis=1):
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    offers = tuple(
        Offer(id=f"real-{n}", title=f"Course {n}", provider="Academy", source=SOURCE, locator=f"row {n}")
        for n in range(600)
    )
    return Real(offers, raw.astype(np.float32), (20, 40))


@pytest.fixture(scope="module")
def made(real: Real) -> MadeOffers:
    return MadeOffers(real, 6_000)


def test_the_same_seed_makes_the_same_offers_and_another_seed_others(real: Real, made: MadeOffers) -> None:
    again, other = MadeOffers(real, 6_000), MadeOffers(real, 6_000, seed=1)
    assert list(again.offers(0, 50)) == list(made.offers(0, 50)) != list(other.offers(0, 50))
    assert np.array_equal(again.vectors(range(50)), made.vectors(range(50)))


def test_fewer_offers_are_the_beginning_of_more(real: Real, made: MadeOffers) -> None:
    fewer = MadeOffers(real, BLOCK + 10)
    assert list(fewer.offers(BLOCK)) == list(made.offers(BLOCK, BLOCK + 10))
    assert np.array_equal(fewer.vectors([BLOCK + 9]), made.vectors([BLOCK + 9]))


def test_the_encoder_knows_an_offer_by_its_text_and_no_other_text(made: MadeOffers) -> None:
    texts = [offer.embedding_text() for offer in made.offers(0, 20)]
    assert np.array_equal(made.encode_documents(texts), made.vectors(range(20)))
    with pytest.raises(ValueError, match="made offers"):
        made.encode_documents(["Course 1"])


def test_vectors_are_as_an_encoder_gives_them(made: MadeOffers) -> None:
    vectors = made.vectors(range(200))
    assert vectors.dtype == np.float32
    for part in np.split(vectors, [20], axis=1):
        assert np.allclose(np.linalg.norm(part, axis=1), 1, atol=1e-5)


def test_an_offer_is_nearest_to_those_beside_the_same_real_one(real: Real, made: MadeOffers) -> None:
    documents = centred(made.vectors(range(len(made))), centre(real.raw.astype(np.float16)), real.parts)
    scores = documents[:300] @ documents.T
    scores[np.arange(300), np.arange(300)] = -np.inf
    same_subject = made.columns.real // 50
    assert np.mean(same_subject[np.argmax(scores, axis=1)] == same_subject[:300]) > 0.9


def test_the_language_goes_with_the_subject_and_shows_in_the_vector(made: MadeOffers) -> None:
    language, real = made.columns.language, made.columns.real
    raw = made.vectors(range(len(made)))
    documents = centred(raw, centre(raw.astype(np.float16)), made.parts)
    nearest = np.argsort(-(documents[:500] @ documents.T), axis=1)[:, 1:21]
    alike = np.mean(language[nearest] == language[:500, None])
    by_chance = np.sum((np.bincount(language, minlength=len(LANGUAGES)) / len(language)) ** 2)
    assert alike > 1.5 * by_chance
    # among offers beside one real offer, those of one language are closer to each other
    same = [np.flatnonzero((real == one) & (language == 0)) for one in range(600)]
    other = [np.flatnonzero((real == one) & (language != 0)) for one in range(600)]
    within = [float(documents[a[0]] @ documents[a[1]]) for a in same if len(a) > 1]
    across = [float(documents[a[0]] @ documents[b[0]]) for a, b in zip(same, other, strict=True) if len(a) and len(b)]
    assert np.mean(within) > np.mean(across)


def test_prices_go_with_the_mode(made: MadeOffers) -> None:
    offers = list(made.offers(0, 3_000))
    free = {
        mode: np.mean([o.price is not None and o.price.is_free for o in offers if o.mode is mode])
        for mode in (Mode.ONLINE, Mode.ONSITE)
    }
    assert free[Mode.ONLINE] > 2 * free[Mode.ONSITE] > 0


@pytest.mark.parametrize("share", [0.1, 0.01])
def test_a_limit_on_hours_lets_its_share_pass(made: MadeOffers, share: float) -> None:
    assert made.passing(Filters(max_hours=1000 * share)).mean() == pytest.approx(share, rel=0.35)


def test_what_passes_is_what_the_index_lets_pass(made: MadeOffers) -> None:
    for filters in (
        Filters(),
        Filters(languages=frozenset({"de", "fr"})),
        Filters(max_hours=120, languages=frozenset({"en"}), keep_unknown=frozenset({"languages"})),
    ):
        expected = [passes(offer, filters) for offer in made.offers(0, 400)]
        assert made.passing(filters)[:400].tolist() == expected
    with pytest.raises(ValueError, match="languages and hours"):
        made.passing(Filters(max_price=0))


def test_exact_answers_pass_and_the_other_language_is_far_from_the_subject(made: MadeOffers) -> None:
    raw = made.vectors(range(len(made))).astype(np.float16)
    mean = centre(raw)
    goals = centred(made.vectors([3, 14, 159]), mean, made.parts)
    documents = centred(raw, mean, made.parts)
    for question in questions(made, raw, goals):
        rows = [int(each.removeprefix("made-")) for each in question.exact]
        passing = made.passing(question.filters)
        assert passing[rows].all()
        assert question.passing == pytest.approx(passing.mean())
        scores = documents @ goals[question.goal]
        if rows:
            assert scores[rows].min() >= np.sort(scores[passing])[-len(rows)] - 1e-2
        if question.case == "100 % pass":
            assert rows[0] == (3, 14, 159)[question.goal]
