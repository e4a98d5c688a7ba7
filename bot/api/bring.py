"""Bring a profile: a file or a text is read and proposed; what the person confirms is used."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.api.conversations import chat_of, session_of
from bot.bring.bringing import Bringing
from bot.bring.upload import file_in, form_in_memory
from bot.chat import Chat
from bot.intake import readable
from bot.problems import ProblemError
from bot.sessions import Session

router = APIRouter(prefix="/api/conversations", tags=["conversations"])


class BroughtText(BaseModel):
    """What a person wrote of their work and skills."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=20_000)


class ConfirmProfile(BaseModel):
    """The items of a proposal that are to be used, by id; what is not named is not used."""

    model_config = ConfigDict(extra="forbid")

    proposal_id: str = Field(max_length=40)
    items: list[str] = Field(max_length=100)


_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
            "application/json": {
                "schema": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}},
                "example": {"text": "I was a waiter for five years. I use spreadsheets."},
            },
        },
    }
}


@router.post("/{conversation_id}/profile", openapi_extra=_BODY)
async def propose(
    request: Request,
    chat: Annotated[Chat, Depends(chat_of)],
    session: Annotated[Session, Depends(session_of)],
    response: Response,
) -> dict[str, Any]:
    """Read a CV, a credential, an export or a text, in memory: {proposal_id, items, credentials, messages}.

    Nothing is used before it is confirmed. A file that is not read is refused with the reason, in the person's
    language.
    """
    response.headers["Cache-Control"] = "no-store"
    if request.headers.get("content-type", "").startswith("application/json"):
        return await Bringing(chat).propose(session, text=readable(_text(await request.body())) or " ")
    data, name = await file_in(await form_in_memory(request))
    return await Bringing(chat).propose(session, data=data, name=name)


@router.post("/{conversation_id}/profile/confirm")
async def confirm(
    body: ConfirmProfile,
    chat: Annotated[Chat, Depends(chat_of)],
    session: Annotated[Session, Depends(session_of)],
    response: Response,
) -> dict[str, Any]:
    """Use these items of the proposal, and answer as to a message."""
    response.headers["Cache-Control"] = "no-store"
    return await Bringing(chat).confirm(session, body.proposal_id, frozenset(body.items))


def _text(body: bytes) -> str:
    try:
        return BroughtText.model_validate(json.loads(body)).text
    except (ValueError, RecursionError, ValidationError):
        raise ProblemError(
            422, "Text not understood", 'Expected JSON {"text": …} of 1 to 20,000 characters. Send it so.'
        ) from None
