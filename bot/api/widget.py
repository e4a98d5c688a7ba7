"""What the chat shows: its words before anything was said, and a conversation as the person sees it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, field_validator

from actions.render.voice import Voice
from actions.reply import Sentence
from actions.welcome import welcome_reply
from bot.api.conversations import chat_of, session_of
from bot.chat import Chat
from bot.sessions import Session
from knowledge.languages import CODES
from knowledge.languages import language as language_of

router = APIRouter(tags=["widget"])

SAID_AS_THEY_ARE = (
    "heading", "intro", "conversation", "you", "counsellor", "label", "placeholder", "send", "hint", "failed",
    "ended", "offline", "crowded", "open", "close", "yours", "bring", "take_home", "kept", "not_kept", "know",
    "erase", "erased", "copy_link", "link_copied", "link_by_hand", "reopened", "reopen_failed", "waiting", "privacy",
    *(f"{purpose}_{change}" for purpose in ("keep", "counsellor", "found") for change in ("give", "withdraw")),
)  # fmt: skip
"""Texts of `page.po` that the chat shows without a value in them."""


class ChosenLanguage(BaseModel):
    """The language that the person chose."""

    model_config = ConfigDict(extra="forbid")

    language: str

    @field_validator("language")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            return language_of(value).code
        except ValueError:
            raise ValueError(f"one of {', '.join(CODES)}") from None


def spoken(wanted: str, default: str) -> str:
    """The language for a tag such as `de-AT`, if it is one of ours."""
    code = wanted.replace("_", "-").split("-")[0].lower()
    return code if code in CODES else default


def words_of(voice: Voice, chat: Chat) -> dict[str, str]:
    """Every text of the chat's own, by its short name."""
    return {name: voice.key(f"page.{name}") for name in SAID_AS_THEY_ARE} | {
        "advisor": chat.settings.service_name,
        "busy": voice.say(Sentence("page.busy", count=chat.services.index.info().offers)),
        "too_long": voice.key("page.too_long", limit=chat.settings.max_message_chars),
        "with_counsellor": voice.key("page.with_counsellor", name="{name}"),
    }


def opening_of(chat: Chat, language: str) -> dict[str, Any]:
    """{language, direction, service, words, welcome, max_chars, offers}: all that is shown before a first turn."""
    voice = chat.renderer.voice(language, False)
    return {
        "language": language,
        "direction": voice.direction,
        "service": chat.settings.service_name,
        "words": words_of(voice, chat),
        "welcome": chat.renderer.render(welcome_reply(), language=language, say_language_notice=True),
        "max_chars": chat.settings.max_message_chars,
        "offers": chat.services.index.info().offers,
    }


@router.get("/api/widget")
def opening(
    request: Request,
    response: Response,
    chat: Annotated[Chat, Depends(chat_of)],
    lang: Annotated[str, Query(max_length=35, description="language tag, such as de or de-AT")] = "",
    portal: Annotated[str | None, Query(max_length=64, pattern=r"^[A-Za-z0-9._-]+$")] = None,
) -> dict[str, Any]:
    """What the chat shows before a first turn. Nothing about a person, so browsers may keep it five minutes."""
    found = request.app.state.portals.find(portal)
    default = (found and found.language) or chat.settings.default_language
    response.headers["Cache-Control"] = "public, max-age=300"
    return {**opening_of(chat, spoken(lang, default)), "colours": dict(found.colours) if found else {}}


def shown_of(session: Session) -> dict[str, Any]:
    """{language, consent, with_counsellor, transcript}: the conversation as the person sees it."""
    return {
        "language": session.language,
        "consent": sorted(session.consent),
        "with_counsellor": session.with_counsellor.name if session.with_counsellor else None,
        "transcript": list(session.transcript),
    }


@router.get("/api/conversations/{conversation_id}/shown", tags=["conversations"])
async def shown(session: Annotated[Session, Depends(session_of)], response: Response) -> dict[str, Any]:
    """The conversation as the person sees it: for a chat that is opened again."""
    response.headers["Cache-Control"] = "no-store"
    async with session.lock:
        return shown_of(session)


@router.post("/api/conversations/{conversation_id}/language", tags=["conversations"], status_code=204)
async def speak(body: ChosenLanguage, session: Annotated[Session, Depends(session_of)]) -> Response:
    """The language that the person chose for the answers."""
    async with session.lock:
        session.language = body.language
    return Response(status_code=204)
