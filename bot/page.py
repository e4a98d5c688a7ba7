"""The chat page at `/`: same conversation, same templates, also without JavaScript. No cookie, nothing stored."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import ValidationError

from actions.render.voice import Voice
from actions.welcome import welcome_reply
from bot.api.conversations import PressedButton
from bot.chat import Chat, Pressed
from bot.problems import ProblemError
from bot.sessions import Session
from knowledge.languages import CODES, LANGUAGES

WEB = Path(__file__).parent / "web"
CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)

router = APIRouter(include_in_schema=False)
_templates = Environment(
    loader=FileSystemLoader(WEB / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@router.get("/")
def first_page(request: Request, lang: str | None = None) -> HTMLResponse:
    """The page before anything was said: the welcome, in the language asked for or that the browser prefers."""
    chat: Chat = request.app.state.chat
    language = lang if lang in CODES else preferred_language(request.headers.get("accept-language", ""))
    language = language or chat.settings.default_language
    welcome = chat.renderer.render(welcome_reply(), language=language, say_language_notice=True)
    return _page(chat, language, transcript=[{"role": "advisor", **welcome}])


@router.post("/")
async def say_by_form(
    request: Request,
    conversation_id: Annotated[str, Form()] = "",
    token: Annotated[str, Form()] = "",
    lang: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    press: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """One turn by plain form. A conversation is opened at the first; an ended one begins anew with the same words."""
    chat: Chat = request.app.state.chat
    language = lang if lang in CODES else chat.settings.default_language
    session: Session | None = None
    failed: ProblemError | None = None
    try:
        pressed, text = read_press(press, text)
        session = chat.sessions.find(conversation_id, token) if conversation_id else None
        if session is None:
            session, token, _ = chat.open(language=language, portal=None)
        await chat.say(session, text, pressed)
    except ProblemError as refused:
        failed = refused
    transcript = session.transcript if session else []
    return _page(
        chat,
        (session.language if session else None) or language,
        transcript=transcript,
        conversation_id=session.id if session else "",
        token=token if session else "",
        failed=failed,
        unsent=text if failed and not press else "",
    )


def read_press(press: str, text: str) -> tuple[Pressed | None, str]:
    """A pressed quick reply as its button's value carries it: {text, act, args}."""
    if not press:
        return None, text
    try:
        value = json.loads(press)
        button = PressedButton(act=value["act"], args=value.get("args") or {})
        return Pressed(button.act, button.args), str(value["text"])
    except (ValueError, KeyError, TypeError, RecursionError, ValidationError):
        raise ProblemError(
            422, "Button not understood", "The button carried a value the advisor did not write. Load the page again."
        ) from None


def preferred_language(accept_language: str) -> str | None:
    """The first of the browser's languages that is one of ours."""
    weighted = []
    for position, item in enumerate(accept_language.split(",")):
        tag, _, quality = item.strip().partition(";q=")
        try:
            weighted.append((-float(quality or 1), position, tag.split("-")[0].lower()))
        except ValueError:
            continue
    return next((code for _, _, code in sorted(weighted) if code in CODES), None)


@cache
def asset_version() -> str:
    """Changes when a style sheet or script changes, so that browsers fetch the new one."""
    digest = hashlib.sha256(version("waymark").encode() if _installed() else b"")
    for file in sorted((WEB / "static").iterdir()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _installed() -> bool:
    from importlib.metadata import PackageNotFoundError

    try:
        version("waymark")
    except PackageNotFoundError:
        return False
    return True


def _page(
    chat: Chat,
    language: str,
    *,
    transcript: list[dict[str, Any]],
    conversation_id: str = "",
    token: str = "",
    failed: ProblemError | None = None,
    unsent: str = "",
) -> HTMLResponse:
    """The page. `failed`: the last turn was refused, `unsent` are its words, which stay in the box."""
    voice = chat.renderer.voice(language, False)
    html = _templates.get_template("page.html").render(
        t=voice.key,
        language=voice.language,
        direction=voice.direction,
        chosen_language=language,
        languages=[(known.code, known.own_name) for known in LANGUAGES],
        service_name=chat.settings.service_name,
        transcript=transcript,
        conversation_id=conversation_id,
        token=token,
        error=_told(failed, voice, chat.settings.max_message_chars) if failed else "",
        unsent=unsent,
        max_chars=chat.settings.max_message_chars,
        version=asset_version(),
    )
    headers = {**((failed and failed.headers) or {}), "Cache-Control": "no-store"}
    return HTMLResponse(html, status_code=failed.status if failed else 200, headers=headers)


def _told(failed: ProblemError, voice: Voice, limit: int) -> str:
    """A refusal in the reader's language; the API's own words are for programs."""
    return (
        voice.key("page.too_long", limit=limit)
        if failed.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        else voice.key("page.failed")
    )
