"""The page of what the advisor could not answer."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from actions.render.voice import Voice
from actions.services import Services
from bot.chat import Chat
from bot.copilot.pages import page, voice_of
from bot.copilot.seen import is_shown
from bot.copilot.sign_in import counsellor_of
from bot.sessions import Counsellor
from bot.unanswered import AT_LEAST, Gap, Row, Unanswered

router = APIRouter(prefix="/copilot", include_in_schema=False)
WORDS_AT_MOST = 200
DAYS = 30
FACTS_SHOWN = 8


@router.get("/unanswered")
async def unanswered_page(
    request: Request,
    _counsellor: Annotated[Counsellor, Depends(counsellor_of)],
    sort: Annotated[Literal["often", "kind"], Query()] = "often",
) -> Response:
    """What to improve, by kind or by how often."""
    unanswered: Unanswered = request.app.state.unanswered
    rows = await asyncio.to_thread(unanswered.rows, DAYS)
    if sort == "often":
        rows.sort(key=lambda row: -(row.times or 0))
    voice, services = voice_of(request), request.app.state.services
    chat: Chat = request.app.state.chat
    quotes = _quotes(chat, unanswered)
    return page(
        request,
        "unanswered.html",
        sort=sort,
        days=DAYS,
        at_least=AT_LEAST,
        rows=[
            {
                "gap": row.gap.value,
                "times": row.times,
                "facts": _facts(row, services, voice),
                "quotes": quotes.get(row.gap, []),
            }
            for row in rows
        ],
    )


def _facts(row: Row, services: Services, voice: Voice) -> list[dict[str, Any]]:
    """[{what, value, times}] in words, most often first."""
    return [
        {"what": fact, "value": in_words(fact, value, services, voice), "times": times}
        for fact, value, times in row.facts[:FACTS_SHOWN]
    ]


def in_words(fact: str, value: str, services: Services, voice: Voice) -> str:
    """A coded fact as a counsellor reads it."""
    match fact:
        case "language":
            return voice.language_name(value)
        case "country":
            return voice.country(value)
        case "concept":
            return services.esco.label(value, voice.language) if value in services.esco else value
        case "limit":
            return voice.key(f"asked.{value}")
        case "counts_where":
            country, _, purpose = value.partition("/")
            said = [voice.country(country)] if country != "-" else [voice.key("steering.no_country")]
            return voice.listing([*said, *([voice.key(f"word.purpose.{purpose}")] if purpose != "-" else [])])
    return value


def _quotes(chat: Chat, unanswered: Unanswered) -> dict[Gap, list[dict[str, str]]]:
    """Words of living conversations that counsellors may see: {conversation, words, language} by gap."""
    found: dict[Gap, list[dict[str, str]]] = {}
    for session in chat.sessions.all():
        if not is_shown(session):
            continue
        for number, gap in unanswered.turns_of(session.id):
            entry = next((each for each in session.transcript if each["number"] == number), None)
            if entry is not None and entry["role"] == "person":
                told = {
                    "conversation": f"/copilot/c/{session.id}",
                    "words": str(entry["text"])[:WORDS_AT_MOST],
                    "language": session.language or "",
                }
                found.setdefault(gap, []).append(told)
    return found
