"""Log lines for the operator: events and their figures, never what a person wrote."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

import structlog
from structlog.typing import EventDict

from bot.settings import LogFormat, Settings

# Libraries that may put a request's or a message's content into their own lines below this level.
PLACES = 6  # innermost frames named for an exception
QUIET = {"httpx": "WARNING", "httpcore": "WARNING", "rasa_sdk": "WARNING", "uvicorn.access": "WARNING"}


def configure_logging(settings: Settings) -> None:
    """One line an event on standard error, for people or as JSON."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if settings.log_format is LogFormat.JSON:
        renderer: structlog.typing.Processor = structlog.processors.JSONRenderer()
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, discreet_error, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        # uvicorn's own handlers would write tracebacks with messages beside ours
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)


def discreet_error(_logger: object, _method: str, event: EventDict) -> EventDict:
    """An exception as its type and the places it passed: its message and its locals may hold a person's words."""
    raised = event.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    if isinstance(raised, BaseException):
        raised = (type(raised), raised, raised.__traceback__)
    if isinstance(raised, tuple) and raised[0] is not None:
        frames = traceback.extract_tb(raised[2])[-PLACES:]
        event["error"] = raised[0].__name__
        event["at"] = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
    event.pop("exc_text", None)
    event.pop("stack_info", None)
    return event
