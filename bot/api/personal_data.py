"""A person's own data: what they agreed to, all that is held about them, to take along, and erasing it."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict, StrictBool

from actions.consents import Consent
from bot.api.conversations import chat_of, session_of
from bot.chat import Chat
from bot.people.document import document_of, readable
from bot.people.people import People
from bot.sessions import Session

router = APIRouter(prefix="/api/conversations", tags=["personal data"])


class Form(StrEnum):
    """How the data is given: for programs, or to be read."""

    JSON = "json"
    TEXT = "text"


class Decided(BaseModel):
    """What the person decided about one purpose, on a switch of the portal's own."""

    model_config = ConfigDict(extra="forbid")

    purpose: Consent
    given: StrictBool


def agreed_of(session: Session) -> dict[str, Any]:
    """{consent, agreed_since, kept_until}."""
    return {
        "consent": sorted(session.consent),
        "agreed_since": {purpose.value: at.isoformat(timespec="seconds") for purpose, at in session.given_at.items()},
        "kept_until": session.kept_until.isoformat(timespec="seconds") if session.kept_until else None,
    }


@router.get("/{conversation_id}")
async def look(session: Annotated[Session, Depends(session_of)], response: Response) -> dict[str, Any]:
    """The conversation as its person sees it, to go on with it on another page or after a while."""
    response.headers["Cache-Control"] = "no-store"
    async with session.lock:
        return {
            "language": session.language,
            "portal": session.portal,
            "with_counsellor": session.with_counsellor.name if session.with_counsellor else None,
            **agreed_of(session),
            "transcript": list(session.transcript),
        }


@router.post("/{conversation_id}/consent")
async def decide(
    body: Decided,
    chat: Annotated[Chat, Depends(chat_of)],
    session: Annotated[Session, Depends(session_of)],
    response: Response,
) -> dict[str, Any]:
    """Give or withdraw one purpose; the same as in the conversation. What was kept is erased before this answers."""
    response.headers["Cache-Control"] = "no-store"
    await chat.agree(session, body.purpose, given=body.given)
    return agreed_of(session)


@router.get("/{conversation_id}/data", response_model=None)
async def data(
    request: Request,
    chat: Annotated[Chat, Depends(chat_of)],
    session: Annotated[Session, Depends(session_of)],
    response: Response,
    format: Form = Form.JSON,  # noqa: A002 - the name of the parameter in the address
) -> dict[str, Any] | PlainTextResponse:
    """Everything that is held about this conversation, wherever it is held."""
    people: People = request.app.state.people
    async with session.lock:
        document = document_of(session, await asyncio.to_thread(people.export, session.id))
        state_slots = dict(session.slots)
    if format is Form.JSON:
        response.headers["Cache-Control"] = "no-store"
        return document
    text = await asyncio.to_thread(readable, document, state_slots, chat, session.language)
    return PlainTextResponse(
        text,
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": 'attachment; filename="my-data.txt"',
        },
    )


@router.delete("/{conversation_id}", status_code=204)
async def erase(
    chat: Annotated[Chat, Depends(chat_of)], session: Annotated[Session, Depends(session_of)]
) -> Response:
    """Erase the conversation everywhere it is held."""
    await chat.forget(session)
    return Response(status_code=204)
