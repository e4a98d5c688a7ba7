"""The filters in SQL let through exactly what index.columns.passes lets through."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.columns import passes
from index.contract import Filters, Query
from index.postgres.filters import condition, storable
from index.postgres.offer_index import PostgresOfferIndex
from index.postgres.server import Server
from knowledge.offer import Level, Mode, Offer, Place, Price, Schedule
from tests.index.worlds import LANGUAGES, SOURCE, WordEncoder, gentle_filters, offer, some_filters

CROWD = 400
SCHEMA = "test_filters"


def crowd() -> list[Offer]:
    """Offers of all kinds, with what is unknown, odd and on the edge; always the same ones."""
    chance = random.Random(11)

    def maybe(*values: object) -> object:
        return chance.choice((None, *values))

    def some(values: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(chance.sample(values, chance.randint(0, 2)))

    numbers = (0.0, 0.1, 5.0, 20.0, 49.99, 400.0, 1e300)

    def span() -> tuple[float, float] | None:
        return chance.choice((None, (0.0, chance.choice(numbers))))

    places = (
        None,
        Place("Town"),
        Place("Graz", "AT", 47.07, 15.44),
        Place("Half", "DE", 52.5, None),
        Place("Pole", None, 90.0, 0.0),
        Place("Date line", "FR", -16.5, 179.99),
        Place("Date line", "FR", -16.5, -179.99),
    )
    return [
        offer(
            f"offer-{number:02}",
            "Course",
            languages=some(("de", "EN", "fr", "mt", "uk")),
            country=maybe("AT", "de", "FR"),
            place=chance.choice(places),
            mode=maybe(*Mode),
            level=maybe(*Level),
            schedules=some(tuple(Schedule)),
            price=maybe(*(Price(n, c) for n in (*numbers, -0.0) for c in (None, "EUR", "USD"))),
            workload_hours=span(),
            duration_weeks=span(),
            eqf=maybe(*range(1, 9)),
            source=replace(SOURCE, id=chance.choice(("test", "Test", "another-feed", "it's; -- %s"))),
        )
        for number in range(CROWD)
    ]


OFFERS = crowd()


@pytest.fixture(scope="module")
def index(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresOfferIndex]:
    server = Server(postgres_url, SCHEMA)
    index = PostgresOfferIndex(server, WordEncoder(), scratch=tmp_path_factory.mktemp("scratch"))
    index.activate(index.build(OFFERS))
    yield index
    server.close()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"SET client_min_messages = warning; DROP SCHEMA {SCHEMA} CASCADE")


def passing(filters: Filters) -> list[str]:
    return sorted(each.id for each in OFFERS if passes(each, filters))


def found(index: PostgresOfferIndex, filters: Filters) -> list[str]:
    result = index.search(Query(filters=filters, limit=CROWD))
    assert result.total == len(result.hits)
    return [hit.offer_id for hit in result.hits]


odd_filters = st.builds(
    Filters,
    languages=st.frozensets(st.sampled_from((*LANGUAGES, "DE", "", "\0", "\ud800", "x'y")), max_size=2),
    countries=st.frozensets(st.sampled_from(("at", "DE", "")), max_size=2),
    sources=st.frozensets(st.sampled_from(("test", "Test", "it's; -- %s")), max_size=2),
    max_price=st.sampled_from((None, float("nan"), float("inf"), -1.0, 0.1, 49.99)),
    near=st.sampled_from((None, (47.07, 15.44), (-16.5, 179.99), (89.9, 180.0), (52.5, 13.4))),
    within_km=st.sampled_from((0.0, 3.0, 50.0, 20_100.0)),
    exclude_ids=st.frozensets(st.sampled_from(("offer-00", "offer-17", "\0", "\ud800", "'")), max_size=3),
    keep_unknown=st.frozensets(st.sampled_from(("languages", "countries", "max_price", "near", "modes", "sources"))),
    within=st.none() | gentle_filters,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(filters=some_filters | gentle_filters | odd_filters)
def test_sql_lets_through_exactly_what_the_rules_let_through(index: PostgresOfferIndex, filters: Filters) -> None:
    assert found(index, filters) == passing(filters)


@pytest.mark.parametrize("name", ["languages", "countries", "modes", "schedules", "levels", "sources"])
@pytest.mark.parametrize("kept", [False, True])
def test_each_filter_by_itself_keeps_what_is_unknown_only_where_it_is_told(
    index: PostgresOfferIndex, name: str, kept: bool
) -> None:
    value = {"languages": "de", "countries": "AT", "modes": "online", "schedules": "evening", "levels": "beginner"}
    filters = replace(
        Filters(keep_unknown=frozenset({name} if kept else ())), **{name: frozenset({value.get(name, "Test")})}
    )
    assert 0 < len(found(index, filters)) < CROWD
    assert found(index, filters) == passing(filters)


def test_a_catalogue_within_a_catalogue_narrows_twice(index: PostgresOfferIndex) -> None:
    filters = Filters(
        languages=frozenset({"de"}),
        within=Filters(modes=frozenset({"online"}), within=Filters(countries=frozenset({"AT"}))),
    )
    assert 0 < len(passing(filters)) < len(passing(Filters(languages=frozenset({"de"}))))
    assert found(index, filters) == passing(filters)


def test_without_filters_everything_passes_and_nothing_is_asked() -> None:
    assert condition(Filters(within=Filters())).is_open


@given(text=st.text())
def test_what_can_be_stored_is_what_utf8_can_hold_without_the_null(text: str) -> None:
    try:
        could = "\0" not in text.encode().decode()
    except UnicodeEncodeError:
        could = False
    assert storable(text) is could


def test_an_offer_whose_id_cannot_be_stored_is_refused_by_its_name(
    postgres: Callable[[], Server], quick_path: Path
) -> None:
    index = PostgresOfferIndex(postgres(), WordEncoder(), scratch=quick_path)
    with pytest.raises(ValueError, match="PostgreSQL cannot hold"):
        index.build([offer("a\0b")])
