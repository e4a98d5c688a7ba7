"""The queue: conversations that counsellors may see, those who wait for a person first. It moves by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from sse_starlette import EventSourceResponse, ServerSentEvent

from actions.state import DialogueState
from bot.chat import Chat
from bot.copilot.desk import desk_of
from bot.copilot.pages import PRIVATE, fragment, page
from bot.copilot.seen import is_shown
from bot.copilot.sign_in import cookie_name, counsellor_of
from bot.sessions import Counsellor, Session

KEEP_ALIVE_S = 15
TOGETHER_S = 0.2
"""Moves so near to each other are shown together."""

router = APIRouter(prefix="/copilot", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One conversation in the queue, as a counsellor reads it before opening it. Times are on the service's wall."""

    id: str
    goal: str | None
    language: str | None
    country: str | None
    portal: str | None
    since: datetime | None
    last: datetime
    holder: Counsellor | None
    distress: bool


def queue_of(chat: Chat, portals: Any) -> list[Waiting]:
    """Who may be seen: who waits for a counsellor first (danger or despair before the others, then the longest
    waiting), then by the last turn."""
    rows = [_row(session, portals) for session in chat.sessions.all() if is_shown(session)]

    def place(row: Waiting) -> tuple[bool, bool, float]:
        waits = row.since is not None
        return not waits, not row.distress, row.since.timestamp() if row.since else -row.last.timestamp()

    return sorted(rows, key=place)


def _row(session: Session, portals: Any) -> Waiting:
    state = DialogueState.from_slots(session.slots)
    last = session.transcript[-1]["at"] if session.transcript else None
    portal = portals.get(session.portal) if session.portal else None
    return Waiting(
        session.id,
        state.goal_said or None,
        session.language,
        state.home,
        portal.name if portal else session.portal,
        at_wall(session.waiting_since),
        at_wall(last) or datetime.now().astimezone(),
        session.with_counsellor,
        session.distress,
    )


def at_wall(at: str | None) -> datetime | None:
    """An entry's time on the wall of the place that is served."""
    return datetime.fromisoformat(at).astimezone() if at else None


@router.get("")
async def queue(request: Request, counsellor: Annotated[Counsellor, Depends(counsellor_of)]) -> HTMLResponse:
    """All conversations that counsellors may see."""
    return page(request, "queue.html", **_shown(request))


@router.get("/events")
async def queue_events(
    request: Request, counsellor: Annotated[Counsellor, Depends(counsellor_of)]
) -> EventSourceResponse:
    """The queue again whenever it moves; how many wait, when that changes."""
    return EventSourceResponse(_follow(request), ping=KEEP_ALIVE_S, headers=PRIVATE, send_timeout=30)


async def _follow(request: Request) -> AsyncIterator[ServerSentEvent]:
    chat: Chat = request.app.state.chat
    watched, cookie = chat.sessions.watched, request.cookies.get(cookie_name(request), "")
    told: dict[str, str] = {}
    while desk_of(request).sign_ins.find(cookie, active=False) is not None:
        version = watched.version
        shown = _shown(request)
        for event, template in (("queue", "_queue.html"), ("waiting", "_waiting.html")):
            html = fragment(request, template, **shown)
            if told.get(event) != html:
                told[event] = html
                yield ServerSentEvent(html, event=event)
        await watched.beyond(version, KEEP_ALIVE_S)
        await asyncio.sleep(TOGETHER_S)
    yield ServerSentEvent("", event="signed-out")


def _shown(request: Request) -> dict[str, Any]:
    rows = queue_of(request.app.state.chat, request.app.state.services.portals)
    return {"rows": rows, "waiting": sum(row.since is not None for row in rows)}
