"""The administrator's guide, followed to the letter on a real PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import conninfo

from index.contract import Query
from index.postgres import nearest, server
from index.postgres.offer_index import PostgresOfferIndex
from index.postgres.profile_index import PostgresProfileIndex
from index.postgres.server import Server
from knowledge.learner_profile import LearnerProfile
from tests.index.profiles.people import QueryEncoder, esco, offer_query
from tests.index.worlds import offer

GUIDE = (Path(__file__).parents[3] / "docs" / "postgresql.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sql\n(.*?)^```", GUIDE, flags=re.M | re.S)
ROLES = ("waymark_writer", "waymark_advisor", "waymark_replica")


def run(url: str, block: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in filter(str.strip, block.split(";\n")):
            connection.execute(statement)


@pytest.fixture
def administrator(postgres_url: str) -> Iterator[str]:
    yield postgres_url
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS waymark WITH (FORCE)")
        for role in ROLES:
            connection.execute(f"DROP ROLE IF EXISTS {role}")


def test_two_roles_with_no_more_rights_than_the_guide_gives_them_do_everything(
    administrator: str, quick_path: Path
) -> None:
    roles, database, profiles_rights, writers_settings, *others = BLOCKS
    run(administrator, roles)
    inside = conninfo.make_conninfo(administrator, dbname="waymark")
    run(inside, database)
    writer, advisor = (
        Server(conninfo.make_conninfo(inside, user=role, password="change-me"))
        for role in ("waymark_writer", "waymark_advisor")
    )
    encoder = QueryEncoder()
    offers = PostgresOfferIndex(writer, encoder, scratch=quick_path)
    offers.activate(offers.build([offer("a", "python"), offer("b", "gardening")]))
    run(inside, profiles_rights)
    reader = PostgresOfferIndex(advisor, encoder)
    assert reader.search(Query(words="python", limit=1)).hits[0].offer_id == "a"
    profiles = PostgresProfileIndex(advisor, encoder, esco())
    profiles.put("p", LearnerProfile(goal="python"))
    found = profiles.search(offer_query(offer("o", "python"), encoder))
    assert [hit.profile_id for hit in found.hits] == ["p"]
    profiles.erase("p")
    assert profiles.ids() == ()
    # the next generation is the advisor's to read without another GRANT
    offers.upsert([offer("c", "care")])
    assert reader.get("c") == offer("c", "care")
    for block in (writers_settings, *others):
        run(inside, block)
    assert any("waymark.current" in block for block in others)
    for held in (writer, advisor):
        held.close()


def test_the_guide_names_what_the_code_expects() -> None:
    assert f"PostgreSQL {server.SERVER_AT_LEAST} or newer" in GUIDE
    assert f"pgvector {'.'.join(map(str, server.VECTOR_AT_LEAST))} or newer" in GUIDE
    assert GUIDE.count(f"{nearest.EXACT_UP_TO:,}") == 2
    for name, value in server.SESSION.items():
        if name.startswith("hnsw"):
            assert f"`{name}={value}`" in GUIDE
    assert f"end after {server.SEARCH_MS // 1000} s" in GUIDE
    assert f"holds {server.POOL}, at most {2 * server.POOL}" in GUIDE
