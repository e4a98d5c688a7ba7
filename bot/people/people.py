"""People: what persons agreed to be kept is kept, what they took back goes, and erasing reaches every holder."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from actions.consents import Consent
from bot.people.consents import Consents
from bot.people.database import Database
from bot.people.erasures import Erasures
from bot.people.found import FoundProfiles
from bot.people.holders import Holder
from bot.people.kept import Kept, KeptConversation
from index.profiles.record import profile_to_json
from knowledge.learner_profile import LearnerProfile

log = logging.getLogger(__name__)
REWRITE_EVERY = timedelta(hours=1)
"""How often a large SQLite file is written anew, where something was erased in it."""


class EraseFailedError(RuntimeError):
    """A holder could not erase. It stays on the list of erasures and is tried again."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a person agrees to now, since when, and the day on which what is kept goes."""

    given: Mapping[Consent, datetime] = field(default_factory=dict)
    kept_until: datetime | None = None


def allowed(wanted: Iterable[Consent]) -> frozenset[Consent]:
    """What holds of `wanted`: nobody is found whose profile is not kept."""
    agreed = frozenset(wanted)
    return agreed if Consent.KEEP in agreed else agreed - {Consent.FOUND}


class People:
    """Keeps for `keep_days` after the last turn. `holders` are all stores on disk, in the order of erasing; others
    add theirs. Thread-safe, one writer at a time. `clock` gives the wall clock, UTC."""

    def __init__(
        self,
        database: Database,
        *,
        keep_days: int,
        limit: int = 5_000,
        holders: Sequence[Holder] = (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.database, self.keep_days, self._clock = database, keep_days, clock
        self.consents, self.kept, self.erasures = Consents(database), Kept(database, limit=limit), Erasures(database)
        self.found: FoundProfiles | None = None
        self.holders: list[Holder] = [self.kept, *holders, self.consents]
        self.arrivals: list[Callable[[KeptConversation], KeptConversation]] = []
        """What is added to a kept conversation when its person comes back: letters that waited for them."""
        self._writing = threading.RLock()
        self._written_anew = clock()

    def find_profiles_in(self, found: FoundProfiles) -> None:
        """From now on those who agree to it can be found in this index."""
        self.found = found
        self.holders.insert(0, found)

    def settle(self, conversation: KeptConversation, profile: LearnerProfile, wanted: Iterable[Consent]) -> Agreed:
        """After a turn: make what is written down of the person's consent what they want now, and keep what may be.
        What is taken back is erased first, and only then written down as taken back. Raises KeepFullError,
        EraseFailedError, or the database's own error: nothing new is kept then."""
        wants, now = allowed(wanted), self._clock()
        if not wants and not self.database.exists():
            return Agreed()
        with self._writing:
            had = frozenset(self.consents.given(conversation.id))
            gone = had - wants
            if Consent.KEEP in gone or (gone and not wants):
                self._erase_in(conversation.id, [h for h in self.holders if h is not self.consents])
            elif Consent.FOUND in gone and self.found is not None:
                self.found.erase(conversation.id)
            kept_until = now + timedelta(days=self.keep_days) if Consent.KEEP in wants else None
            if gone or wants - had:
                self.consents.change(conversation.id, wants - had, gone, now)
            try:
                if kept_until is not None:
                    profile_moved = self.kept.save(
                        conversation, profile_to_json(profile), now=now, expires_at=kept_until
                    )
                    if (
                        Consent.FOUND in wants
                        and self.found is not None
                        and (profile_moved or Consent.FOUND not in had)
                    ):
                        self.found.put(conversation.id, profile)
            except Exception:
                self.consents.change(conversation.id, (), wants - had, now)
                raise
            if gone:
                self.database.scrub()
            return Agreed(self.consents.given(conversation.id), kept_until)

    def reopen(self, conversation_id: str, token_hash: bytes) -> tuple[KeptConversation, Agreed] | None:
        """A kept conversation for who holds its token; None for everybody else and after its day."""
        found = self.kept.find(conversation_id, token_hash, self._clock())
        if found is None:
            return None
        conversation, kept_until = found
        for arrive in self.arrivals:
            conversation = arrive(conversation)
        return conversation, Agreed(self.consents.given(conversation_id), kept_until)

    def ended(self, conversation_id: str) -> None:
        """A conversation left memory. What was not agreed to be kept beyond it goes."""
        if not self.database.exists() or Consent.KEEP in (given := self.consents.given(conversation_id)):
            return
        if given or self.consents.export(conversation_id):
            self.erase(conversation_id)

    def erase(self, conversation_id: str) -> dict[str, int]:
        """Everything about a conversation, in every holder: what was there, by holder. It is written down first: a
        crash in the middle is made good at the next start. Raises EraseFailedError when a holder could not; the
        others are erased then."""
        with self._writing:
            report = self.size_of(conversation_id)
            if not self.database.exists():
                self._erase_in(conversation_id, self.holders)
                return report
            self.erasures.ask(conversation_id, self._clock())
            self._erase_in(conversation_id, self.holders)
            self.erasures.strike(conversation_id)
            if report:
                self.database.scrub()
            return report

    def _erase_in(self, conversation_id: str, holders: Iterable[Holder]) -> None:
        failed = []
        for holder in holders:
            try:
                holder.erase(conversation_id)
            except Exception:
                log.exception("erasing failed, it is tried again: holder=%s", holder.name)
                failed.append(holder.name)
        if failed:
            raise EraseFailedError(f"could not erase in: {', '.join(failed)}")

    def past_their_day(self) -> tuple[str, ...]:
        """Kept conversations whose day has come."""
        return self.kept.expired(self._clock())

    def expire(self) -> tuple[str, ...]:
        """What is past its day goes, in every holder, and what could not be erased before; the conversations whose
        day it was."""
        if not self.database.exists():
            return ()
        expired = self.past_their_day()
        for conversation_id in (*self.erasures.under_way(), *expired):
            self.erase(conversation_id)
        now = self._clock()
        for holder in self.holders:
            holder.expire(now)
        if self.database.due and now - self._written_anew >= REWRITE_EVERY:
            self._written_anew = now
            self.database.scrub(whole=True)
        return expired

    def recover(self) -> None:
        """At the start, before anybody speaks: finish erasures that were under way, and erase what a crash left of
        conversations that nobody agreed to keep."""
        self._find_nobody_else()
        if not self.database.exists():
            return
        for conversation_id in self.erasures.under_way():
            self.erase(conversation_id)
        kept = self.kept.conversations()
        for conversation_id in kept | self.consents.conversations():
            given = self.consents.given(conversation_id)
            if conversation_id not in kept or Consent.KEEP not in given:
                self.erase(conversation_id)
        self.expire()
        self.database.scrub(whole=True)

    def _find_nobody_else(self) -> None:
        """Whoever is in the index without an agreement in the database goes from it, also where that is not there."""
        if self.found is None:
            return
        for profile_id in self.found.index.ids():
            if Consent.FOUND not in self.consents.given(profile_id):
                self.found.erase(profile_id)

    def conversations(self) -> frozenset[str]:
        """Every conversation of which anything is stored: nothing is, without a consent."""
        return self.kept.conversations() | self.consents.conversations()

    def size_of(self, conversation_id: str) -> dict[str, int]:
        """How many things each holder has about a conversation."""
        return {name: _size(held) for name, held in self.export(conversation_id).items()}

    def export(self, conversation_id: str) -> dict[str, Any]:
        """Everything that the holders have about a conversation, by holder."""
        return {holder.name: held for holder in self.holders if (held := holder.export(conversation_id))}


def _size(held: Mapping[str, Any]) -> int:
    """How many things a holder had: entries of what it lists, or 1."""
    lists = [len(value) for value in held.values() if isinstance(value, list | tuple)]
    return max(lists, default=0) or len(held)
