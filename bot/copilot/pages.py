"""Pages of the co-pilot: templates, words in the counsellor's language, headers that keep them private."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from babel.dates import format_datetime, format_time
from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from actions.render.voice import REGION, Voice
from actions.reply import Sentence
from bot.copilot.counsellors import SignedIn
from bot.page import WEB, asset_version, preferred_language
from bot.settings import Settings
from knowledge.languages import CODES, LANGUAGES

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PRIVATE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": CSP,
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with none, browsers send no Origin with a form either
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
templates = Environment(
    loader=FileSystemLoader(WEB / "copilot"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
"""Where every template of the co-pilot is found, also those of its other parts."""


def signed_in(request: Request) -> SignedIn | None:
    """The sign-in that `counsellor_of` found for this request."""
    held: SignedIn | None = getattr(request.state, "signed_in", None)
    return held


def voice_of(request: Request) -> Voice:
    """Words in the counsellor's language: chosen, else as the browser prefers."""
    held = signed_in(request)
    chosen = held.language if held else None
    asked = request.query_params.get("lang")
    language = chosen or (asked if asked in CODES else None)
    language = language or preferred_language(request.headers.get("accept-language", ""))
    settings: Settings = request.app.state.settings
    voice: Voice = request.app.state.chat.renderer.voice(language or settings.default_language, False)
    return voice


def clock(at: datetime, language: str) -> str:
    """The time of the day; with the date, when that is not today's."""
    locale = REGION.get(language, language)
    if at.date() == datetime.now(at.tzinfo).date():
        return str(format_time(at, "short", locale=locale, tzinfo=at.tzinfo))
    return str(format_datetime(at, "short", locale=locale, tzinfo=at.tzinfo))


def is_fragment(request: Request) -> bool:
    """Does a script of ours ask for a part of a page, rather than a browser for a whole one?"""
    return request.headers.get("hx-request") == "true"


def fragment(request: Request, template: str, /, **context: Any) -> str:
    """A template's HTML, with what every template may use: t (words), voice, counted (a key with its plural), clock
    (a time), language, direction, csrf, me (the counsellor,
    or None), path (of this page), service_name, asset (version of static files)."""
    voice, held = voice_of(request), signed_in(request)
    settings: Settings = request.app.state.settings
    return templates.get_template(template).render(
        {
            "t": voice.key,
            "voice": voice,
            "language": voice.language,
            "direction": voice.direction,
            "languages": [(known.code, known.own_name) for known in LANGUAGES],
            "csrf": held.csrf if held else "",
            "me": held.counsellor if held else None,
            "counted": lambda key, count: Sentence(key, count=count),
            "clock": lambda at: clock(at, voice.language),
            "path": request.url.path,
            "service_name": settings.service_name,
            "asset": asset_version(),
            **context,
        }
    )


def page(
    request: Request, template: str, /, *, status: int = 200, headers: dict[str, str] | None = None, **context: Any
) -> HTMLResponse:
    """A template of bot/web/copilot as an answer, private to the counsellor."""
    return HTMLResponse(
        fragment(request, template, **context), status_code=status, headers={**PRIVATE, **(headers or {})}
    )


def refusal_page(request: Request, answer: JSONResponse) -> Response:
    """A refusal in the counsellor's words: a page for a browser, a part of one for our script. A stream is told by
    its status, and a redirect needs no words."""
    streams = "text/event-stream" in request.headers.get("accept", "")
    if streams or answer.status_code < 400 or not hasattr(request.app.state, "chat"):
        return answer
    told = {name: value for name, value in answer.headers.items() if name not in {"content-length", "content-type"}}
    template = "_refused.html" if is_fragment(request) else "refused.html"
    return page(request, template, status=answer.status_code, headers=told, gone=answer.status_code == 404)
