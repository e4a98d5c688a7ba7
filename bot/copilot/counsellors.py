"""Counsellors who are signed in: in memory only, by an unguessable id in a cookie; gone when idle, at night, at the
end of the process."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sessions import Counsellor
from bot.watching import Watched

IDLE_S = 45 * 60.0
"""A counsellor who did nothing for so long is signed out. Looking at a page that moves by itself is doing nothing."""

LONGEST_S = 10 * 3600.0
"""A working day: afterwards everyone signs in again."""

MOST = 500
"""Sign-ins held at once; the longest idle goes first."""


@dataclass(slots=True)
class SignedIn:
    """One sign-in of a counsellor. `csrf` comes back with everything they change; `language` is that of their pages,
    None: as their browser prefers; `id_token` is what their OpenID provider knows this sign-in by."""

    counsellor: Counsellor
    csrf: str
    since: float
    seen_at: float
    language: str | None = None
    id_token: str | None = None


class SignIns:
    """The sign-ins held now. `clock` gives seconds (monotonic). `watched` moves when somebody comes or goes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.watched = Watched()
        self._held: dict[str, SignedIn] = {}

    def open(self, counsellor: Counsellor, *, language: str | None = None, id_token: str | None = None) -> str:
        """Sign a counsellor in; the id for their cookie, new at every sign-in. Only a hash of it is kept."""
        self.sweep()
        if len(self._held) >= MOST:
            del self._held[min(self._held, key=lambda key: self._held[key].seen_at)]
        cookie, now = secrets.token_urlsafe(32), self.clock()
        self._held[_digest(cookie)] = SignedIn(counsellor, secrets.token_urlsafe(32), now, now, language, id_token)
        self.watched.move()
        return cookie

    def find(self, cookie: str, *, active: bool = True) -> SignedIn | None:
        """The sign-in of a cookie; None when it ended. `active`: the counsellor did something just now."""
        held = self._held.get(_digest(cookie))
        if held is None or self._is_over(held):
            return None
        if active:
            held.seen_at = self.clock()
        return held

    def close(self, cookie: str) -> SignedIn | None:
        """Sign out; what was held."""
        held = self._held.pop(_digest(cookie), None)
        if held is not None:
            self.watched.move()
        return held

    def present(self) -> frozenset[str]:
        """Ids of the counsellors who are signed in now."""
        return frozenset(held.counsellor.id for held in self._held.values() if not self._is_over(held))

    def sweep(self) -> None:
        """Forget the sign-ins that are over."""
        over = [key for key, held in self._held.items() if self._is_over(held)]
        for key in over:
            del self._held[key]
        if over:
            self.watched.move()

    def _is_over(self, held: SignedIn) -> bool:
        now = self.clock()
        return now - held.seen_at > IDLE_S or now - held.since > LONGEST_S


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
