"""Building streams: offers pass through one by one, in any order, and offers of one text share one vector."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.contract import Filters, Query
from index.faiss_index import FaissOfferIndex
from index.spool import Spool
from index.stored_offers import StoredIds
from knowledge.offer import Offer
from tests.index.worlds import WordEncoder, offer

COURSES = ("Python basics", "Accounting at work", "Gardening at home")
DATES = [offer(f"{row:04}", COURSES[row % 3], country="AT" if row % 2 else "DE") for row in range(300)]


def test_offers_of_one_text_are_embedded_once_and_found_each(quick_path: Path, encoder: WordEncoder) -> None:
    index = FaissOfferIndex(quick_path, encoder)
    index.activate(index.build(DATES))
    assert sorted(encoder.embedded) == sorted(COURSES)
    assert np.load(quick_path / "gen-1" / "vectors.raw.npy").shape == (3, encoder.dimension)
    query = Query(vector=encoder.query("gardening"), limit=300)
    hits = index.search(query).hits
    assert len(hits) == 300
    assert {int(hit.offer_id) % 3 for hit in hits[:100]} == {2}
    assert [hit.offer_id for hit in hits[:100]] == sorted(hit.offer_id for hit in hits[:100])


def test_a_filter_picks_among_offers_of_one_text(quick_path: Path, encoder: WordEncoder) -> None:
    index = FaissOfferIndex(quick_path, encoder)
    index.activate(index.build(DATES))
    filters = Filters(countries=frozenset({"AT"}))
    hits = index.search(Query(vector=encoder.query("python"), filters=filters, limit=7)).hits
    assert [hit.offer_id for hit in hits] == [
        each.id for each in DATES if each.country == "AT" and "P" in each.title
    ][:7]


def test_a_course_that_is_given_again_and_again_does_not_shift_the_mean(
    quick_path: Path, encoder: WordEncoder
) -> None:
    FaissOfferIndex(quick_path / "often", encoder).build(
        [*DATES[:90], *(offer(f"x{n}", COURSES[0]) for n in range(500))]
    )
    FaissOfferIndex(quick_path / "once", encoder).build(DATES[:3])
    often, once = (np.load(quick_path / name / "gen-1" / "vectors.mean.npy") for name in ("often", "once"))
    assert often == pytest.approx(once, abs=1e-6)


def test_offers_are_taken_one_by_one(quick_path: Path) -> None:
    """Nothing of an offer that has passed is held, so that any number of them can pass."""
    alive: list[Offer] = []

    def passing() -> Iterator[Offer]:
        for row in range(50):
            alive.append(offer(f"{row}"))
            yield alive.pop()
            assert alive == []

    spool = Spool(quick_path, passing())
    assert len(spool) == 50
    assert [each.id for each in spool.offers()] == sorted(str(row) for row in range(50))


def test_ids_of_any_letters_are_found_by_halving(quick_path: Path) -> None:
    names = ["b", "a", "ab", "ä", "zz", "ω-1", "日本", "a b", "a\nb", "0"]
    Spool(quick_path, [offer(name) for name in names])
    ids = StoredIds(quick_path)
    assert [ids[row] for row in range(len(ids))] == sorted(names)
    assert [ids[ids.row(name) or 0] for name in names] == names
    for unknown in ("", "aa", "zzz", "\ud800", "~"):
        assert ids.row(unknown) is None


def test_the_same_offers_in_another_order_make_the_same_rows(quick_path: Path) -> None:
    one, other = quick_path / "one", quick_path / "other"
    for folder, offers in ((one, DATES), (other, DATES[::-1])):
        folder.mkdir()
        Spool(folder, offers)
    for file in ("offers.ids", "offers.texts.npy", "texts.txt"):
        assert (one / file).read_bytes() == (other / file).read_bytes()
