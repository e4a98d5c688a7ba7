"""Failures that a person is told of: in the conversation as a sentence, to a program as a problem."""

from __future__ import annotations

from actions.reply import Kind, Part, Reply, Sentence
from bot.problems import ProblemError


def failure(cause: str) -> Reply:
    """An honest sentence instead of silence."""
    return Reply((Part(Kind.NOTICE, lead=(Sentence(f"failure.{cause}"),), content={"failure": cause}),))


def unknown_conversation() -> ProblemError:
    """Whether the token is wrong or the conversation forgotten is not told apart."""
    return ProblemError(
        404,
        "Conversation not found",
        "No conversation is open with this id and token: it ended, was idle too long, or the token is wrong. "
        "Start a new one with POST /api/conversations.",
    )


def not_all_erased() -> ProblemError:
    """A store could not erase."""
    return ProblemError(
        503,
        "Not everything erased yet",
        "The conversation is gone, but one store could not erase. It is tried again until it is done.",
    )


def found_needs_keep() -> ProblemError:
    """One purpose rests on another."""
    return ProblemError(
        409, "Not kept", "Whose profile is not kept cannot be found: give 'keep' first, then 'found'."
    )


def not_stored() -> ProblemError:
    """The database refused."""
    return ProblemError(503, "Not stored", "It could not be stored or erased just now. Try again in a moment.")


def too_long(length: int, limit: int) -> ProblemError:
    """A message longer than is read."""
    return ProblemError(
        413,
        "Message too long",
        f"The message has {length} characters; up to {limit} are read. "
        "Shorten it and send it again: nothing was changed.",
    )
