"""WAYMARK_INDEX_URL: what is refused, what the doctor finds, and that erasing reaches the rows."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from bot.doctor import parts
from bot.people.everyone import stored_people_of
from bot.people.found import ProfileRows
from bot.settings import SettingsError, load_settings
from index.choice import server
from index.postgres.profile_index import PostgresProfileIndex
from knowledge.learner_profile import LearnerProfile
from tests.index.profiles.people import QueryEncoder, esco


@pytest.mark.parametrize("url", ["mysql://host/x", "localhost:5432", "sqlite:///x"])
def test_an_address_of_another_kind_is_refused_with_the_remedy(url: str) -> None:
    with pytest.raises(
        SettingsError, match=rf"WAYMARK_INDEX_URL has value '{url}'.*postgresql://.*docs/postgresql\.md"
    ):
        load_settings(index_url=url)


def test_an_empty_address_means_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYMARK_INDEX_URL", "")
    settings = load_settings()
    assert settings.index_url is None
    assert "index server" not in dict(parts(settings))


def test_the_doctor_names_a_server_that_does_not_answer_and_what_to_do(tmp_path: Path) -> None:
    settings = load_settings(index_url=f"postgresql://someone:secret-4711@/waymark?host={tmp_path}")
    finding = dict(parts(settings))["index server"]()
    assert not finding.ok
    assert "does not answer" in finding.found
    assert "docs/postgresql.md" in finding.found
    assert "secret" not in finding.found


def test_erasing_reaches_the_profile_in_postgresql_where_no_advisor_runs(postgres_url: str, tmp_path: Path) -> None:
    settings = load_settings(index_url=postgres_url, home=tmp_path)
    held = server(postgres_url)
    try:
        profiles = PostgresProfileIndex(held, QueryEncoder(), esco())
        profiles.put("conversation-1", LearnerProfile(goal="python"))
        finding = dict(parts(settings))["index server"]()
        assert finding.ok
        assert "PostgreSQL" in finding.found
        assert "pgvector" in finding.found
        (rows,) = (holder for holder in stored_people_of(settings).holders if isinstance(holder, ProfileRows))
        assert rows.export("conversation-1")["bytes"] > 100
        rows.erase("conversation-1")
        assert rows.export("conversation-1") == {}
        assert profiles.ids() == ()
    finally:
        held.close()
        server.cache_clear()
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("SET client_min_messages = warning")
            connection.execute("DROP SCHEMA IF EXISTS waymark CASCADE")
