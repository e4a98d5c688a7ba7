"""Live events of one conversation for the person's browser: what is said in it, and who is in it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.types import Receive, Scope, Send

from actions.counselling import end_button
from bot.api.conversations import chat_of, session_of
from bot.chat import Chat
from bot.problems import ProblemError
from bot.sessions import Session

KEEP_ALIVE_S = 15
MOST_WATCHERS = 5
"""Browser windows that follow one conversation at once."""

router = APIRouter(prefix="/api/conversations", tags=["conversations"])


@router.get(
    "/{conversation_id}/events",
    response_class=EventSourceResponse,
    responses={
        200: {
            "description": "Server-sent events. `entry`: one entry of the transcript as JSON (role person, advisor "
            "or counsellor; its number is the event's id). `state`: {with_counsellor: name or null, waiting, end: "
            "the button that ends a counsellor's part, or null}. `ended`: the conversation was erased or forgotten; "
            "the stream closes. A comment every 15 seconds keeps the connection.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def events(
    chat: Annotated[Chat, Depends(chat_of)],
    session: Annotated[Session, Depends(session_of)],
    after: Annotated[int, Query(ge=0, description="number of the last entry that is known; 0: all")] = 0,
) -> EventSourceResponse:
    """Follow the conversation: every entry after `after` at once, then each as it comes."""
    if session.watchers >= MOST_WATCHERS:
        raise ProblemError(
            429,
            "Too many followers",
            f"{MOST_WATCHERS} windows follow this conversation already. Close one of them and try again.",
            headers={"Retry-After": str(KEEP_ALIVE_S)},
        )
    return Followed(chat, session, after)


class Followed(EventSourceResponse):
    """The stream of one follower, who is counted while it lasts."""

    def __init__(self, chat: Chat, session: Session, after: int) -> None:
        headers = {"Cache-Control": "no-store"}
        super().__init__(follow(chat, session, after), ping=KEEP_ALIVE_S, headers=headers, send_timeout=30)
        self._session = session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._session.watchers += 1
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._session.watchers -= 1


async def follow(chat: Chat, session: Session, after: int) -> AsyncIterator[ServerSentEvent]:
    """The events after entry `after`. Who waits for a counsellor or talks to one is not idle."""
    told: dict[str, Any] | None = None
    while chat.sessions.is_open(session):
        version = session.watched.version
        for entry in session.after(after):
            after = entry["number"]
            yield ServerSentEvent(_json(entry), event="entry", id=str(after))
        if (state := _state(chat, session)) != told:
            told = state
            yield ServerSentEvent(_json(state), event="state")
        if session.with_counsellor is not None or session.waiting_since is not None:
            chat.sessions.touch(session)
        await session.watched.beyond(version, KEEP_ALIVE_S)
    yield ServerSentEvent("{}", event="ended")


def _state(chat: Chat, session: Session) -> dict[str, Any]:
    holder = session.with_counsellor
    voice = chat.renderer.voice(session.language or chat.settings.default_language, session.easy_read)
    with_one = holder is not None or session.waiting_since is not None
    return {
        "with_counsellor": holder.name if holder else None,
        "waiting": session.waiting_since is not None,
        "end": chat.renderer.buttons((end_button(),), voice)[0] if with_one else None,
    }


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
