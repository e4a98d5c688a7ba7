"""Limits of judged requests become the wishes that a reader would have said."""

from __future__ import annotations

from index.limits import hard_filters
from index.wishes import Kind, Wishes
from tests.eval.judged import requests
from tests.eval.ranking import written


def test_limits_as_a_reader_finds_them_are_wishes_that_filter() -> None:
    wishes = Wishes(limits=written({"free": True, "language": "es", "max_weeks": 4}))
    filters = hard_filters(wishes)
    assert (filters.max_price, filters.languages, filters.max_weeks) == (0, frozenset({"es"}), 4)


def test_a_place_keeps_its_coordinates() -> None:
    (wish,) = written({"place": {"name": "Leipzig", "latitude": 51.34, "longitude": 12.37}})
    assert (wish.kind, wish.value) == (Kind.PLACE, "Leipzig")
    assert hard_filters(Wishes(limits=(wish,))).near == (51.34, 12.37)


def test_every_limit_of_a_judged_request_can_be_looked_up_or_weighed() -> None:
    for request in requests():
        for wish in written(request.limits):
            known = hard_filters(Wishes(limits=(wish,))) != hard_filters(Wishes())
            assert known or wish.kind in (Kind.CERTIFICATE, Kind.EXCLUDE), (request.id, wish)
