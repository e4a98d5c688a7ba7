"""What a counsellor may see: a conversation whose person agreed to it, as long as they agree, and as it is now."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from actions.consents import Consent
from bot.chat import Chat
from bot.copilot.desk import desk_of
from bot.copilot.sign_in import counsellor_of
from bot.copilot.stale import StaleError, as_it_was_seen
from bot.problems import ProblemError
from bot.sessions import Counsellor, Session

__all__ = ["StaleError", "as_it_was_seen", "conversation_of", "is_shown"]


def is_shown(session: Session) -> bool:
    """Did the person agree that counsellors of this service see the conversation?"""
    return Consent.COUNSELLOR in session.consent


async def conversation_of(
    conversation_id: str, request: Request, counsellor: Annotated[Counsellor, Depends(counsellor_of)]
) -> Session:
    """The conversation of the path, for a counsellor who is signed in. 404 when it is over or its person did not
    agree to be seen: the two are not told apart."""
    chat: Chat = request.app.state.chat
    session = chat.sessions.held(conversation_id)
    if session is None or not is_shown(session):
        raise ProblemError(
            404,
            "No such conversation",
            "The conversation is over, or the person does not, or no longer, agree that counsellors see it.",
        )
    desk_of(request).sign_of(counsellor, session)
    return session
