"""With the real encoder and real offers, where meaning matters: goals in many languages find English offers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from bot.settings import load_settings
from index.contract import Filters, Query
from index.faiss_index import FaissOfferIndex
from index.finder import Finder
from index.vectors import centre, centred
from index.wishes import Wishes
from knowledge.catalogue import default_offers
from knowledge.offer import Offer
from nlu.encoder import Encoder

pytestmark = pytest.mark.system
SAMPLE = 40
TOPICS = {
    "accounting": ("accounting", "bookkeeping"),
    "web": ("web development", "html", "javascript"),
    "piano": ("piano",),
    "security": ("cybersecurity", "security"),
}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    home = load_settings().home
    if not (home / "encoder" / "manifest.json").is_file() or not (home / "nlu" / "query_mean.npy").is_file():
        pytest.skip("the encoder is not built yet: `make run` or `make test` builds it")
    return Encoder.load(home / "encoder")


def of_topic(offer: Offer, topic: str) -> bool:
    return any(word in f"{offer.title} {offer.skills}".casefold() for word in TOPICS[topic])


@pytest.fixture(scope="module")
def offers() -> list[Offer]:
    """Of the default catalogue: every topic's first ten offers, and a spread of all others."""
    everything = list(default_offers())
    chosen = {offer.id: offer for offer in everything[:: len(everything) // SAMPLE]}
    for topic in TOPICS:
        found = [offer for offer in everything if of_topic(offer, topic)][:10]
        assert found, f"no offer of the default catalogue is about {topic}"
        chosen |= {offer.id: offer for offer in found}
    return list(chosen.values())


@pytest.fixture(scope="module")
def index(encoder: Encoder, offers: list[Offer]) -> Iterator[FaissOfferIndex]:
    with TemporaryDirectory() as folder:
        index = FaissOfferIndex(Path(folder), encoder)
        index.activate(index.build(offers))
        yield index


@pytest.mark.parametrize(
    ("goal", "language", "topic"),
    [
        ("accounting", "en", "accounting"),
        ("Buchhaltung lernen", "de", "accounting"),
        ("apprendre la comptabilité", "fr", "accounting"),
        ("księgowość", "pl", "accounting"),
        ("desarrollo web", "es", "web"),
        ("programmazione di siti web", "it", "web"),
        ("веб-розробка", "uk", "web"),
        ("برمجة المواقع", "ar", "web"),
        ("μαθήματα πιάνου", "el", "piano"),
        ("zongorázni tanulni", "hu", "piano"),
        ("kyberbezpečnost", "cs", "security"),
        ("киберсигурност", "bg", "security"),
    ],
)
def test_a_goal_in_any_language_finds_offers_about_it(
    index: FaissOfferIndex, encoder: Encoder, goal: str, language: str, topic: str
) -> None:
    found = Finder(index).find(Wishes(vector=encoder.encode_query(goal, language), words=goal))
    assert any(of_topic(each.offer, topic) for each in found.ranked), [each.offer.title for each in found.ranked]
    assert found.closest is not None
    assert found.closest <= 1.0


def test_every_half_of_the_encoder_is_centred_by_itself(encoder: Encoder) -> None:
    assert sum(encoder.parts) == encoder.dimension


def test_filtered_search_agrees_with_plain_arithmetic_on_real_vectors(
    index: FaissOfferIndex, encoder: Encoder, offers: list[Offer]
) -> None:
    everything = index.search(Query(vector=encoder.encode_query("accounting", "en"), limit=1000)).hits
    assert len(everything) == len(offers)
    english = {offer.id for offer in offers if "en" in offer.languages}
    found = index.search(
        Query(
            vector=encoder.encode_query("accounting", "en"),
            filters=Filters(languages=frozenset({"en"})),
            limit=1000,
        )
    ).hits
    assert [hit.offer_id for hit in found] == [hit.offer_id for hit in everything if hit.offer_id in english]


def test_centring_takes_away_what_all_offers_have_in_common(encoder: Encoder, offers: list[Offer]) -> None:
    raw = encoder.encode_documents([offer.embedding_text() for offer in offers[:60]])
    half = raw.astype(np.float16)
    rest = centred(half, centre(half), encoder.parts)
    width = encoder.parts[0]

    def likeness(vectors: np.ndarray) -> float:  # type: ignore[type-arg]
        together = vectors[:, :width] @ vectors[:, :width].T
        return float(together[~np.eye(len(together), dtype=bool)].mean())

    assert likeness(raw) > 0.7
    assert likeness(rest) < 0.6  # sixty offers: the origin still weighs nearly half
