"""Databases of both kinds, people with an index of profiles in memory, and a clock that is set by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.people.database import Database, metadata
from bot.people.found import FoundProfiles
from bot.people.kept import KeptConversation
from bot.people.people import People
from knowledge.learner_profile import LearnerProfile

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class Clock:
    """The wall clock, set by hand."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


@dataclass
class Profiles:
    """An index of profiles that only remembers them."""

    held: dict[str, LearnerProfile] = field(default_factory=dict)

    def put(self, profile_id: str, profile: LearnerProfile) -> None:
        self.held[profile_id] = profile

    def erase(self, profile_id: str) -> None:
        self.held.pop(profile_id, None)

    def ids(self) -> tuple[str, ...]:
        return tuple(self.held)

    def get(self, profile_id: str) -> LearnerProfile | None:
        return self.held.get(profile_id)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of each kind, with nothing in it."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'people' / 'people.db'}")
        yield database
        database.close()
        return
    database = Database(request.getfixturevalue("postgres_url"))
    yield database
    metadata.drop_all(database.engine)
    database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(database: Database, clock: Clock) -> People:
    """People who are kept for 90 days."""
    people = People(database, keep_days=90, limit=50, clock=clock)
    people.find_profiles_in(FoundProfiles(Profiles()))
    return people


def conversation(name: str = "one", *, words: str = "hello", entries: int = 1, **more: Any) -> KeptConversation:
    """A conversation in which `words` were said."""
    values: dict[str, Any] = {
        "id": name,
        "token_hash": name.encode().ljust(32, b"."),
        "language": "en",
        "portal": None,
        "easy_read": False,
        "slots": {"goal": words},
        "transcript": [
            {"role": "person", "number": number, "at": "2026-11-24T12:00:00+00:00", "text": words}
            for number in range(1, entries + 1)
        ],
    }
    return KeptConversation(**(values | more))


def profile(words: str = "hello") -> LearnerProfile:
    return LearnerProfile(goal=words, language="en")
