"""The local account for trying the co-pilot out on one's own machine: one password for all, any name."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

from bot.sessions import Counsellor

TRIES = 5
PAUSE_S = 60.0
LONGEST_NAME = 60


class TooManyTriesError(RuntimeError):
    """Too many wrong passwords; `wait_s` seconds until the next try."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"{TRIES} wrong passwords; the next try is in {wait_s:.0f} seconds")
        self.wait_s = wait_s


class LocalAccount:
    """Compares passwords by their scrypt hash. After TRIES wrong ones within PAUSE_S every try waits."""

    def __init__(self, password: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._salt = secrets.token_bytes(16)
        self._hash = self._hashed(password)
        self._wrong: list[float] = []
        self.clock = clock

    def sign_in(self, name: str, password: str) -> Counsellor | None:
        """The counsellor; None when the password is wrong. Raises TooManyTriesError. Takes 50 ms on purpose."""
        now = self.clock()
        self._wrong = [at for at in self._wrong if now - at < PAUSE_S]
        if len(self._wrong) >= TRIES:
            raise TooManyTriesError(PAUSE_S - (now - self._wrong[0]))
        # counted before the slow comparison: many tries at once are many tries
        self._wrong.append(now)
        if not hmac.compare_digest(self._hashed(password), self._hash):
            return None
        self._wrong.remove(now)
        return Counsellor(f"local:{name.casefold()}", name)

    def _hashed(self, password: str) -> bytes:
        return hashlib.scrypt(password.encode(), salt=self._salt, n=2**14, r=8, p=1)
