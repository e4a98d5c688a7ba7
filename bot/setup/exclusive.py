"""Keeps two set-ups out of the same folder. The system drops the lock when its holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.setup.failures import SetupError

TRY_LATER = 75  # sysexits.h: EX_TEMPFAIL


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Holds the folder's lock; raises SetupError when another set-up has it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise SetupError(
                f"Another set-up (process {holder}) is at work in {home}: wait until it has ended, or end it, then "
                f"repeat the command.",
                exit_code=TRY_LATER,
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield
