"""Sessions: the conversations held now, in memory only. Idle ones are forgotten; all end with the process."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from actions.consents import Consent
from bot.take_home.given import Written
from bot.watching import Watched


class TooManyConversationsError(RuntimeError):
    """The advisor holds as many conversations as it is allowed to."""


@dataclass(frozen=True, slots=True)
class Counsellor:
    """A counsellor as others see them. `id` is stable; `name` is what a person reads."""

    id: str
    name: str


@dataclass(slots=True)
class Session:
    """One conversation: who may speak in it, in which language, what was shown. `lock` lets one turn in at a time.

    `transcript` is what was said, oldest first; write to it with `note`. `with_counsellor` is the counsellor who has
    taken the conversation over: until they give it back, the advisor does not answer. `waiting_since` (as `at` of an
    entry) is when the person asked for a counsellor who has not joined yet; `distress`: something they wrote sounded
    like danger or despair. `consent` is what the person agrees to, each since `given_at`; `kept_until` is the day
    on which what is kept goes. `plan` is the action plan that a counsellor writes for them. `watched` moves on with
    every entry of the transcript and whenever something else that watchers see changes; `watchers` counts the
    browsers of the person that follow it.
    """

    id: str
    token_hash: bytes
    language: str | None
    portal: str | None
    consent: frozenset[Consent]
    opened_at: float
    last_turn_at: float
    easy_read: bool = False
    language_notice_said: bool = False
    slots: dict[str, Any] = field(default_factory=dict)
    transcript: list[dict[str, Any]] = field(default_factory=list)
    with_counsellor: Counsellor | None = None
    proposal: object | None = None  # what a brought file says, until confirmed (bot.bring.proposal)
    waiting_since: str | None = None
    distress: bool = False
    watchers: int = 0
    given_at: dict[Consent, datetime] = field(default_factory=dict)
    kept_until: datetime | None = None
    plan: Written | None = None
    watched: Watched = field(default_factory=Watched)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def last_number(self) -> int:
        """The number of the newest entry, 0 before the first; a kept conversation has lost its oldest entries."""
        return int(self.transcript[-1]["number"]) if self.transcript else 0

    def after(self, number: int) -> list[dict[str, Any]]:
        """The entries after this one, oldest first."""
        return [entry for entry in self.transcript if entry["number"] > number]

    def note(self, role: str, **said: Any) -> None:
        """Add to the transcript: role is person, advisor or counsellor; `at` is the wall clock, ISO 8601, UTC."""
        self.transcript.append({"role": role, "number": self.last_number + 1, "at": now(), **said})
        self.watched.move()


def now() -> str:
    """The wall clock, ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Sessions:
    """The conversations held now. `clock` gives seconds (monotonic); ids and tokens are unguessable (256 bits).
    `watched` moves when any of them does, and when one comes or goes."""

    def __init__(self, *, idle_s: float, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.idle_s, self.limit, self.clock = idle_s, limit, clock
        self.watched = Watched()
        self._sessions: dict[str, Session] = {}
        self._gone: list[str] = []  # forgotten here, and not yet told to who else holds them

    def __len__(self) -> int:
        return len(self._sessions)

    def open(
        self, *, language: str | None, portal: str | None = None, consent: frozenset[Consent] = frozenset()
    ) -> tuple[Session, str]:
        """A new session and its token; only a hash of the token is kept. Raises TooManyConversationsError."""
        self._drop_idle()
        if len(self._sessions) >= self.limit:
            raise TooManyConversationsError(f"{self.limit} conversations are open, the limit")
        token, opened_at = secrets.token_urlsafe(32), self.clock()
        session = Session(
            secrets.token_urlsafe(32), token_hash(token), language, portal, consent, opened_at, opened_at,
            watched=Watched(self.watched),
        )  # fmt: skip
        self._sessions[session.id] = session
        return session, token

    def find(self, conversation_id: str, token: str) -> Session | None:
        """The session that `token` opens; None when id or token is wrong or it was forgotten (not told apart)."""
        session = self._sessions.get(conversation_id)
        if session is None or not hmac.compare_digest(session.token_hash, token_hash(token)):
            return None
        if self.clock() - session.last_turn_at > self.idle_s:
            self._drop_idle()
            return None
        return session

    def held(self, conversation_id: str) -> Session | None:
        """The session by its id alone, for those of the house; None when it was forgotten."""
        session = self._sessions.get(conversation_id)
        return session if session is not None and self.clock() - session.last_turn_at <= self.idle_s else None

    def all(self) -> list[Session]:
        """The sessions held now, oldest first."""
        return [session for session in self._sessions.values() if self.clock() - session.last_turn_at <= self.idle_s]

    def adopt(self, session: Session) -> Session:
        """Take in a kept conversation that its holder opened again; the one that is here already, where it is."""
        session.watched = Watched(self.watched)
        return self._sessions.setdefault(session.id, session)

    def is_open(self, session: Session) -> bool:
        """Whether it is still held: a turn that waited for its place may find it erased."""
        return self._sessions.get(session.id) is session

    def touch(self, session: Session) -> None:
        session.last_turn_at = self.clock()

    def close(self, session: Session) -> None:
        if self._sessions.pop(session.id, None) is not None:
            session.watched.move()

    def expire(self) -> list[str]:
        """Forget what has been idle too long; the ids of all that was so forgotten since the last call."""
        self._drop_idle()
        gone, self._gone = self._gone, []
        return gone

    def _drop_idle(self) -> None:
        now = self.clock()
        for session in [s for s in self._sessions.values() if now - s.last_turn_at > self.idle_s]:
            if not session.lock.locked():
                del self._sessions[session.id]
                session.watched.move()
                self._gone.append(session.id)


def token_hash(token: str) -> bytes:
    """What is held of a token."""
    return hashlib.sha256(token.encode()).digest()
