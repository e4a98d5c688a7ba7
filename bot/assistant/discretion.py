"""Discretion: while the assistant answers people, its log says what happened and where, never what was said.

Rasa puts messages, slots and whole trackers into log lines, and its tracebacks carry them too. No list of forbidden
words can hold that back. So from the first turn on a line keeps only its level, its place in the code, and the kind
of error with the places it came through. Before that nobody has spoken: lines about start-up stay whole.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, Optional

_PLACES = 6  # innermost frames of a traceback that are named


def _places(trace: Optional[TracebackType]) -> str:
    frames = traceback.extract_tb(trace)[-_PLACES:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))


class DiscreetRecord(logging.LogRecord):
    """A log record; discreet once `hush` was called. The text of the message is gone before any handler sees it."""

    hushed = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not DiscreetRecord.hushed:
            return
        told = f"{self.name} {self.funcName or '?'}:{self.lineno}"
        if self.exc_info and self.exc_info[0] is not None:
            told += f" {self.exc_info[0].__name__} at {_places(self.exc_info[2])}"
        self.msg, self.args = told, None
        self.exc_info, self.exc_text, self.stack_info = None, None, None


def hush() -> None:
    """From here on people are talking: the channel says so before it hands over a turn."""
    DiscreetRecord.hushed = True


def install() -> None:
    """Make every log record and every warning of this process discreet once `hush` is called."""
    logging.setLogRecordFactory(DiscreetRecord)
    logging.captureWarnings(True)
