"""Conversations: open one, say something in it. What is known and erasing: bot/api/personal_data.py."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool, field_validator

from actions.consents import Consent
from bot.chat import Chat, Pressed
from bot.failures import found_needs_keep
from bot.intake import LONGEST_ARGUMENTS, is_plain_argument, length_of
from bot.people.people import allowed
from bot.portals import Portals
from bot.problems import ProblemError
from bot.sessions import Session
from knowledge.countries import country_code
from knowledge.languages import CODES
from knowledge.languages import language as language_of
from nlu.understanding import Act

router = APIRouter(prefix="/api/conversations", tags=["conversations"])


class OpenConversation(BaseModel):
    """What a new conversation may say about itself."""

    model_config = ConfigDict(extra="forbid")

    language: str | None = Field(
        default=None,
        description="ISO 639-1; without it the person's own words decide",
        json_schema_extra={"enum": [*CODES, None]},
    )
    portal: str | None = Field(default=None, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")
    country: str | None = Field(
        default=None,
        max_length=64,
        description="ISO 3166 alpha-2: where the credential is to count, until the person names another country",
    )
    consent: dict[Consent, StrictBool] = Field(
        default_factory=dict, description="what the person agreed to before, on the portal's own page"
    )

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            return language_of(value).code
        except ValueError:
            raise ValueError(f"one of {', '.join(CODES)}") from None

    @field_validator("country")
    @classmethod
    def _known_country(cls, value: str | None) -> str | None:
        return country_code(value) if value else None


class PressedButton(BaseModel):
    """A quick reply as the advisor offered it, sent back."""

    model_config = ConfigDict(extra="forbid")

    act: Act
    args: dict[str, Any] = Field(default_factory=dict, max_length=10)

    @field_validator("args", mode="before")
    @classmethod
    def _as_written_here(cls, value: object) -> object:
        if not is_plain_argument(value) or length_of(value) > LONGEST_ARGUMENTS:
            raise ValueError("the arguments of a quick reply as the advisor wrote them")
        return value


class SayMessage(BaseModel):
    """What the person wrote; `pressed` when it is a quick reply of the answer before."""

    model_config = ConfigDict(extra="forbid")

    text: str
    pressed: PressedButton | None = None


def chat_of(request: Request) -> Chat:
    """The app's chat."""
    chat: Chat = request.app.state.chat
    return chat


async def session_of(
    conversation_id: str, chat: Annotated[Chat, Depends(chat_of)], authorization: Annotated[str, Header()] = ""
) -> Session:
    """The session that the bearer token opens."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise ProblemError(
            401,
            "Token missing",
            "This conversation needs the header 'Authorization: Bearer <token>' with the token that opening it gave.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return await chat.found(conversation_id, token.strip())


def meets_portal(request: Request, portal_id: str | None) -> None:
    """Refuse a portal that is not configured, and a portal's name used on another site's pages."""
    portals: Portals = request.app.state.portals
    if portal_id is None or not portals:
        return  # without a configuration a portal's name is only a label
    portal = portals.find(portal_id)
    if portal is None:
        raise ProblemError(
            422,
            "Portal not known",
            f"No portal is configured with the id '{portal_id}'. Known: {', '.join(portals)}.",
        )
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.url.netloc}"
    public = (request.app.state.settings.public_url or "").rstrip("/")
    if origin is not None and origin not in (*portal.origins, own, public):
        raise ProblemError(
            403,
            "Portal of another site",
            f"Portal '{portal_id}' is embedded by {', '.join(portal.origins)}; this call came from {origin[:200]}: "
            "add it to the portals file, or use that site's own id.",
        )


@router.post("", status_code=201)
async def open_conversation(
    chat: Annotated[Chat, Depends(chat_of)],
    request: Request,
    response: Response,
    body: OpenConversation | None = None,
) -> dict[str, Any]:
    """Open a conversation: its id, its token, and the welcome."""
    wanted = body or OpenConversation()
    meets_portal(request, wanted.portal)
    agreed = frozenset(purpose for purpose, given in wanted.consent.items() if given)
    if agreed != allowed(agreed):
        raise found_needs_keep()
    session, token, answer = chat.open(language=wanted.language, portal=wanted.portal, country=wanted.country)
    for purpose in (each for each in Consent if each in agreed):
        await chat.agree(session, purpose, given=True)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Location"] = f"/api/conversations/{session.id}"
    return {"conversation_id": session.id, "token": token, **answer}


@router.post("/{conversation_id}/messages")
async def say(
    body: SayMessage,
    chat: Annotated[Chat, Depends(chat_of)],
    session: Annotated[Session, Depends(session_of)],
    response: Response,
) -> dict[str, Any]:
    """One turn of the conversation."""
    response.headers["Cache-Control"] = "no-store"
    pressed = Pressed(body.pressed.act, body.pressed.args) if body.pressed else None
    answer = await chat.say(session, body.text, pressed)
    still_open = chat.sessions.is_open(session)
    return {**answer, "consent": sorted(session.consent) if still_open else [], "erased": not still_open}
