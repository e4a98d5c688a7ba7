"""Log lines for the operator: events and their figures, never what a person wrote."""

from __future__ import annotations

import logging
import sys

import structlog

from bot.settings import LogFormat, Settings

# Libraries that may put a request's or a message's content into their own lines below this level.
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
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
