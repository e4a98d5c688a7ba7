"""Turns: what was understood, kept for the seconds a turn lasts, so that no message is understood twice."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from nlu.understanding import Understanding

T = TypeVar("T")


class ShortMemory(Generic[T]):
    """Turn id -> value, for at most `limit` turns and `keep_s` seconds. Safe between threads."""

    def __init__(
        self, *, limit: int = 2000, keep_s: float = 120.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit, self._keep_s, self._clock = limit, keep_s, clock
        self._held: OrderedDict[str, tuple[float, T]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._held)

    def put(self, turn_id: str, value: T) -> None:
        """Hold `value`; what is too old, and the oldest beyond the limit, is forgotten."""
        now = self._clock()
        with self._lock:
            self._held.pop(turn_id, None)
            self._held[turn_id] = (now, value)
            self._forget(now)

    def sweep(self) -> None:
        """Forget what is too old, also when nothing new comes."""
        with self._lock:
            self._forget(self._clock())

    def get(self, turn_id: str | None) -> T | None:
        """The value of a turn; None when it was never held or is forgotten."""
        now = self._clock()
        with self._lock:
            if turn_id is None or turn_id not in self._held or self._is_old(turn_id, now):
                return None
            return self._held[turn_id][1]

    def take(self, turn_id: str) -> T | None:
        """The value of a turn, which is then forgotten."""
        value = self.get(turn_id)
        with self._lock:
            self._held.pop(turn_id, None)
        return value

    def _forget(self, now: float) -> None:
        while self._held and (len(self._held) > self._limit or self._is_old(next(iter(self._held)), now)):
            self._held.popitem(last=False)

    def _is_old(self, turn_id: str, now: float) -> bool:
        return now - self._held[turn_id][0] > self._keep_s


class TurnCache(ShortMemory[Understanding]):
    """Turn id -> Understanding."""
