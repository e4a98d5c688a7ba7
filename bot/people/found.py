"""Found profiles: the profiles of those who agreed to be found for offers, in an index of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from index.profiles.record import file_name, profile_to_json, remove
from knowledge.learner_profile import LearnerProfile


class Profiles(Protocol):
    """What is needed of an index of profiles (index.profiles)."""

    def put(self, profile_id: str, profile: LearnerProfile) -> None: ...
    def erase(self, profile_id: str) -> None: ...
    def get(self, profile_id: str) -> LearnerProfile | None: ...
    def ids(self) -> tuple[str, ...]: ...


class FoundProfiles:
    """The index of profiles as a holder. A profile's id is that of its conversation."""

    name = "index of profiles"

    def __init__(self, index: Profiles) -> None:
        self.index = index

    def put(self, conversation_id: str, profile: LearnerProfile) -> None:
        """From now on counsellors find it. The caller has the person's consent."""
        self.index.put(conversation_id, profile)

    def erase(self, conversation_id: str) -> None:
        self.index.erase(conversation_id)

    def expire(self, now: datetime) -> None:
        """A profile goes with the conversation that it was kept for."""

    def export(self, conversation_id: str) -> Mapping[str, Any]:
        profile = self.index.get(conversation_id)
        return {} if profile is None else {"profile": profile_to_json(profile)}


class ProfileFiles:
    """The index's files alone, for erasing where no model is loaded (`waymark erase` beside no advisor)."""

    name = FoundProfiles.name

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def erase(self, conversation_id: str) -> None:
        if self._folder.is_dir():
            remove(self._folder, conversation_id)

    def expire(self, now: datetime) -> None:
        """A profile goes with the conversation that it was kept for."""

    def export(self, conversation_id: str) -> Mapping[str, Any]:
        file = self._folder / file_name(conversation_id)
        return {"bytes": file.stat().st_size} if file.is_file() else {}


class ProfileRows:
    """The index's rows alone, where it is in PostgreSQL."""

    name = FoundProfiles.name

    def __init__(self, url: str) -> None:
        self._url = url

    def erase(self, conversation_id: str) -> None:
        from index.choice import server
        from index.postgres.stored import erase

        erase(server(self._url), conversation_id)

    def expire(self, now: datetime) -> None:
        """A profile goes with the conversation that it was kept for."""

    def export(self, conversation_id: str) -> Mapping[str, Any]:
        from index.choice import server
        from index.postgres.stored import profile_bytes

        size = profile_bytes(server(self._url), conversation_id)
        return {} if size is None else {"bytes": size}
