"""A change is made on the conversation as it was seen, or not at all."""

from __future__ import annotations

from bot.problems import ProblemError
from bot.sessions import Session


class StaleError(ProblemError):
    """The conversation moved on since the page was made that wants to change it. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            409,
            "The conversation has moved on",
            "Something was said or changed since you last saw it. Look at it as it is now, and decide again; "
            "what you typed is kept.",
        )


def as_it_was_seen(session: Session, version: int) -> None:
    """Raises StaleError unless `version` is how the counsellor's page saw the conversation (session.watched.version).
    Ask it while you hold session.lock, just before the change."""
    if session.watched.version != version:
        raise StaleError
