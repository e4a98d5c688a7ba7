"""The chat page at `/`, and for an iframe at `/embed`: both work without JavaScript. No cookie, nothing stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, ValidationError

from actions.portal import Portal
from actions.render.voice import Voice
from bot.api.conversations import PressedButton
from bot.api.widget import opening_of, spoken
from bot.chat import Chat, Pressed
from bot.problems import ProblemError
from bot.sessions import Session
from knowledge.languages import CODES, LANGUAGES

WEB = Path(__file__).parent / "web"
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
CSP = _POLICY

router = APIRouter(include_in_schema=False)
_templates = Environment(
    loader=FileSystemLoader(WEB / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page shows: which one it is, and whose conversation. `failed`: the last turn was refused; `unsent` are
    its words, which stay in the box; `last_words`: the answer to a person whose conversation was erased by it."""

    language: str
    portal: Portal | None = None
    embedded: bool = False
    session: Session | None = None
    token: str = ""
    failed: ProblemError | None = None
    unsent: str = ""
    last_words: dict[str, Any] | None = None


@router.get("/")
def first_page(request: Request, lang: str | None = None) -> HTMLResponse:
    """The page before anything was said: the welcome, in the language asked for or that the browser prefers."""
    return _page(_chat(request), Seen(_first_language(request, lang, None)))


@router.get("/embed")
def first_embedded(request: Request, lang: str | None = None, portal: str | None = None) -> HTMLResponse:
    """The same for the iframe of a portal: in its colours, and only its own pages may frame it."""
    found = request.app.state.portals.find(portal)
    return _page(_chat(request), Seen(_first_language(request, lang, found), portal=found, embedded=True))


class Filled(BaseModel):
    """The page's form. `look`: nothing is said, the page is only shown again (`language`: in the one chosen)."""

    conversation_id: str = ""
    token: str = ""
    lang: str = ""
    text: str = ""
    press: str = ""
    look: str = ""
    compare: list[str] = []


@router.post("/")
async def say_by_form(request: Request, filled: Annotated[Filled, Form()]) -> HTMLResponse:
    """One turn by plain form. A conversation is opened at the first; an ended one begins anew with the same words."""
    return _page(_chat(request), await _turn(_chat(request), filled, None, embedded=False))


@router.post("/embed")
async def say_embedded(
    request: Request, filled: Annotated[Filled, Form()], portal: str | None = None
) -> HTMLResponse:
    """The same in the iframe of a portal."""
    found = request.app.state.portals.find(portal)
    return _page(_chat(request), await _turn(_chat(request), filled, found, embedded=True))


async def _turn(chat: Chat, filled: Filled, portal: Portal | None, *, embedded: bool) -> Seen:
    """What the page shows after the form was sent."""
    language = filled.lang if filled.lang in CODES else (portal and portal.language) or chat.settings.default_language
    session, token, text = None, filled.token, filled.text
    failed: ProblemError | None = None
    last_words: dict[str, Any] | None = None
    try:
        pressed, text = read_press(filled.press, filled.text, filled.compare)
        session = _found(chat, filled)
        if filled.look:
            if session is None and filled.conversation_id:
                raise ProblemError(404, "Conversation not found", "It ended, or was idle too long.")
            if session is not None and filled.look == "language":
                async with session.lock:
                    session.language = language
        else:
            if session is None:
                session, token, _ = chat.open(language=language, portal=portal.id if portal else None)
            answer = await chat.say(session, text, pressed)
            if not chat.sessions.is_open(session):
                session, last_words = None, answer
    except ProblemError as refused:
        failed = refused
    return Seen(
        (session.language if session else None) or language,
        portal=portal,
        embedded=embedded,
        session=session,
        token=token if session else "",
        failed=failed,
        unsent=text if failed and not filled.press else "",
        last_words=last_words,
    )


def _found(chat: Chat, filled: Filled) -> Session | None:
    if not filled.conversation_id:
        return None
    try:
        return chat.find(filled.conversation_id, filled.token)
    except ProblemError:
        return None


def _chat(request: Request) -> Chat:
    chat: Chat = request.app.state.chat
    return chat


def _first_language(request: Request, lang: str | None, portal: Portal | None) -> str:
    default = (portal and portal.language) or preferred_language(request.headers.get("accept-language", ""))
    return spoken(lang or "", default or _chat(request).settings.default_language)


def read_press(press: str, text: str, ticked: Sequence[str] = ()) -> tuple[Pressed | None, str]:
    """A pressed quick reply as its button's value carries it: {text, act, args}. `ticked`: the offers chosen on their
    cards, for the button that compares these."""
    if not press:
        return None, text
    try:
        value = json.loads(press)
        args = value["args"] if isinstance(value, dict) and value.get("args") else {}
        if isinstance(args, dict) and args.get("chosen") is True:
            args = {**args, "offers": list(ticked)}
        button = PressedButton(act=value["act"], args=args)
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


def _page(chat: Chat, seen: Seen) -> HTMLResponse:
    voice = chat.renderer.voice(seen.language, False)
    template = _templates.get_template("embed.html" if seen.embedded else "page.html")
    languages = [(known.code, known.own_name) for known in LANGUAGES]
    html = template.render(t=voice.key, p=_shown(chat, seen, voice), languages=languages)
    failed = seen.failed
    headers = {**((failed and failed.headers) or {}), "Cache-Control": "no-store"}
    if seen.portal:
        headers["Content-Security-Policy"] = " ".join((_POLICY, *seen.portal.origins))
    return HTMLResponse(html, status_code=failed.status if failed else 200, headers=headers)


def _shown(chat: Chat, seen: Seen, voice: Voice) -> dict[str, Any]:
    """What the template reads."""
    session, opening = seen.session, opening_of(chat, seen.language)
    consent = sorted(session.consent) if session else []
    with_counsellor = session.with_counsellor.name if session and session.with_counsellor else None
    if seen.last_words:
        transcript = [{"role": "advisor", **seen.last_words}]
    else:
        transcript = session.transcript if session else [{"role": "advisor", **opening["welcome"]}]
    return {
        "language": voice.language,
        "direction": voice.direction,
        "chosen_language": seen.language,
        "service_name": chat.settings.service_name,
        "portal": seen.portal.id if seen.portal else "",
        "coloured": bool(seen.portal and seen.portal.colours),
        "action": "/" if not seen.embedded else f"/embed?portal={seen.portal.id}" if seen.portal else "/embed",
        "transcript": transcript,
        "conversation_id": session.id if session else "",
        "token": seen.token,
        "consent": consent,
        "with_counsellor": with_counsellor,
        "told": voice.key("page.erased") if seen.last_words else "",
        "error": _told(seen.failed, voice, chat.settings.max_message_chars) if seen.failed else "",
        "unsent": seen.unsent,
        "max_chars": chat.settings.max_message_chars,
        "version": asset_version(),
        "for_script": {
            "opening": opening,
            "consent": consent,
            "with_counsellor": with_counsellor,
            "last": session.last_number if session else 0,
        },
    }


def _told(failed: ProblemError, voice: Voice, limit: int) -> str:
    """A refusal in the reader's language; the API's own words are for programs."""
    match failed.status:
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return voice.key("page.too_long", limit=limit)
        case HTTPStatus.NOT_FOUND:
            return voice.key("page.ended")
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.SERVICE_UNAVAILABLE:
            return voice.key("page.crowded")
    return voice.key("page.failed")
