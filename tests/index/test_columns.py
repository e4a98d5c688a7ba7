"""Filters over columns: the same verdict as reading each offer."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings

from index.columns import Columns, Fit, distance_km, facts, fits, passes
from index.contract import Filters
from knowledge.offer import Mode, Offer, Place, Price
from tests.index.worlds import gentle_filters, kilometres, offer, plainly_passes, some_filters, some_offers

GRAZ, VIENNA = (47.0707, 15.4395), (48.2082, 16.3738)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(offers=some_offers, filters=some_filters | gentle_filters)
def test_the_mask_the_single_verdict_and_the_plain_reading_agree(offers: list[Offer], filters: Filters) -> None:
    rows = {each.id: row for row, each in enumerate(offers)}
    excluded = [rows[offer_id] for offer_id in filters.exclude_ids if offer_id in rows]
    plain = [plainly_passes(each, filters) for each in offers]
    assert Columns.of(offers).mask(filters, excluded).tolist() == plain
    assert [passes(each, filters) for each in offers] == plain


@settings(max_examples=25, deadline=None, derandomize=True)
@given(offers=some_offers, filters=gentle_filters)
def test_columns_read_from_disk_give_the_same_mask(offers: list[Offer], filters: Filters) -> None:
    columns = Columns.of(offers)
    with TemporaryDirectory() as folder:
        columns.save(Path(folder) / "columns.npz")
        again = Columns.load(Path(folder) / "columns.npz")
    assert again.mask(filters).tolist() == columns.mask(filters).tolist()


def test_a_limit_takes_the_amount_itself() -> None:
    """0.1 is above 0.1 once it was kept in single precision."""
    columns = Columns.of([offer("a", price=Price(0.1), workload_hours=(0.1, 0.1))])
    assert columns.mask(Filters(max_price=0.1, max_hours=0.1)).tolist() == [True]
    assert columns.mask(Filters(max_price=0.0999)).tolist() == [False]


def test_an_amount_in_another_currency_is_not_compared_with_euro_but_free_is_free() -> None:
    dollars, free = offer("a", price=Price(5.0, "USD")), offer("b", price=Price(0.0, "USD"))
    assert fits(dollars, Filters(max_price=100.0)) == {"max_price": Fit.UNKNOWN}
    assert fits(free, Filters(max_price=0.0)) == {"max_price": Fit.MET}


def test_a_limit_on_effort_is_compared_with_the_most_the_offer_may_take() -> None:
    assert fits(offer("a", workload_hours=(10.0, 40.0)), Filters(max_hours=20.0)) == {"max_hours": Fit.UNMET}


def test_online_offers_are_near_to_everybody_and_blended_ones_are_not() -> None:
    vienna = Place("Vienna", "AT", *VIENNA)
    near_graz = Filters(near=GRAZ, within_km=50.0)
    assert passes(offer("a", mode=Mode.ONLINE, place=vienna), near_graz)
    assert not passes(offer("b", mode=Mode.BLENDED, place=vienna), near_graz)
    assert passes(offer("c", mode=Mode.BLENDED, place=vienna), Filters(near=GRAZ, within_km=150.0))
    assert fits(offer("d", mode=Mode.ONSITE), near_graz) == {"near": Fit.UNKNOWN}


def test_the_country_of_the_place_counts_where_the_offer_names_none() -> None:
    assert facts(offer("a", place=Place("Wien", "at"))).countries == {"AT"}
    assert passes(offer("a", place=Place("Wien", "at")), Filters(countries=frozenset({"at"})))


@pytest.mark.parametrize("other", [VIENNA, (-33.9, 18.4), (47.0707, -164.5605), GRAZ])
def test_distances_agree_with_the_cosine_rule(other: tuple[float, float]) -> None:
    found = distance_km(GRAZ, np.asarray([other[0]]), np.asarray([other[1]]))[0]
    assert found == pytest.approx(kilometres(GRAZ, other), abs=0.5)
