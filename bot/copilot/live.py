"""One conversation, live: what is said, who has it, what was understood; taking over, writing, giving back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Header, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from lxml import html as markup
from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.chat import Chat
from bot.copilot.audit import Deed
from bot.copilot.desk import desk_of
from bot.copilot.holding import HeldByAnotherError, give_back, take, write
from bot.copilot.pages import PRIVATE, fragment, is_fragment, page, voice_of
from bot.copilot.queue import at_wall
from bot.copilot.seen import StaleError, conversation_of, is_shown
from bot.copilot.sign_in import cookie_name, counsellor_of
from bot.copilot.understood import understood
from bot.problems import ProblemError
from bot.sessions import Counsellor, Session

KEEP_ALIVE_S = 15

router = APIRouter(prefix="/copilot/c/{conversation_id}", include_in_schema=False)

Seen = Annotated[Session, Depends(conversation_of)]
Me = Annotated[Counsellor, Depends(counsellor_of)]


@router.get("")
async def conversation(request: Request, session: Seen, me: Me) -> HTMLResponse:
    """The conversation, from its beginning."""
    await desk_of(request).record(Deed.OPENED, me, session)
    return await _page(request, session)


@router.get("/events")
async def conversation_events(
    request: Request,
    session: Seen,
    after: Annotated[int, Query(ge=0)] = 0,
    last_event_id: Annotated[str, Header()] = "",
) -> EventSourceResponse:
    """Each entry as it comes, and the parts of the page that changed with it."""
    after = int(last_event_id) if last_event_id.isdecimal() else after
    return EventSourceResponse(_follow(request, session, after), ping=KEEP_ALIVE_S, headers=PRIVATE, send_timeout=30)


@router.post("/take")
async def take_over(
    request: Request, session: Seen, me: Me, version: Annotated[int, Form()], instead_of: Annotated[str, Form()] = ""
) -> Response:
    """The counsellor answers from now on."""
    doing = take(_chat(request), desk_of(request), session, me, version=version, instead_of=instead_of)
    return await _done(request, session, me, doing)


@router.post("/back")
async def hand_back(
    request: Request, session: Seen, me: Me, version: Annotated[int, Form()], leave: Annotated[str, Form()] = ""
) -> Response:
    """The advisor answers again; with `leave`, the counsellor goes back to the queue."""
    doing = give_back(_chat(request), desk_of(request), session, me, version=version)
    answer = await _done(request, session, me, doing)
    if leave and answer.status_code < 400:
        return (
            Response(status_code=204, headers={**PRIVATE, "HX-Redirect": "/copilot"})
            if is_fragment(request)
            else RedirectResponse("/copilot", status_code=303, headers=PRIVATE)
        )
    return answer


@router.post("/say")
async def say(
    request: Request, session: Seen, me: Me, version: Annotated[int, Form()], text: Annotated[str, Form()] = ""
) -> Response:
    """The counsellor writes to the person. What was typed comes back when it could not be sent."""
    doing = write(_chat(request), desk_of(request), session, text, me, version=version)
    return await _done(request, session, me, doing, text=text, part="_write.html")


async def _done(
    request: Request,
    session: Session,
    me: Counsellor,
    doing: Awaitable[None],
    *,
    text: str = "",
    part: str = "_told.html",
) -> Response:
    """What was done, or why it was not: a part of the page for our script, a page for a browser without it."""
    error = None
    status = 200
    try:
        await doing
        text = ""
    except StaleError:
        error, status = "copilot.stale", 409
        await desk_of(request).record(Deed.REFUSED_STALE, me, session)
    except HeldByAnotherError as refused:
        error, status = ("copilot.held_by" if refused.holder else "copilot.take_first"), 409
    except ProblemError as refused:
        if refused.status == 404:
            raise
        error = "copilot.too_long" if refused.status == 413 else "copilot.empty"
        status = refused.status
    if is_fragment(request):
        shown = _holding(request, session) | {"error": error, "text": text, "sent": error is None, "swapped": True}
        body = fragment(request, part, **shown) + fragment(request, "_holding.html", **shown)
        return HTMLResponse(body, status_code=status, headers=PRIVATE)
    if error is None:
        return RedirectResponse(f"/copilot/c/{session.id}#write", status_code=303, headers=PRIVATE)
    return await _page(request, session, error=error, text=text, status=status)


async def _page(
    request: Request, session: Session, *, error: str | None = None, text: str = "", status: int = 200
) -> HTMLResponse:
    shown = _holding(request, session)
    entries = [_entry(entry) for entry in session.transcript]
    known = await asyncio.to_thread(understood, request.app.state.services, session, voice_of(request))
    return page(
        request, "conversation.html", status=status, entries=entries, known=known, error=error, text=text, sent=False,
        **shown,
    )  # fmt: skip


def _holding(request: Request, session: Session) -> dict[str, Any]:
    """Who has the conversation, and the version that a change must name."""
    voice, state = voice_of(request), request.state.signed_in
    holder = session.with_counsellor
    return {
        "conversation": f"/copilot/c/{session.id}",
        "version": session.watched.version,
        "holder": holder,
        "mine": holder is not None and holder.id == state.counsellor.id,
        "waits": session.waiting_since is not None,
        "distress": session.distress,
        "their_language": voice.language_name(session.language) if session.language else None,
        "their_code": session.language,
        "max_chars": request.app.state.settings.max_message_chars,
        "last": session.last_number,
        "swapped": False,
    }


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of the transcript as a counsellor reads it: the person's buttons are words here."""
    messages = [without_buttons(message["html"]) for message in entry.get("messages", ())]
    return {**entry, "messages": messages, "when": at_wall(entry["at"])}


def without_buttons(message: str) -> str:
    """A message of the advisor as a counsellor reads it: what the person could press is words."""
    tree = markup.fragment_fromstring(message, create_parent="div")
    for button in list(tree.iter("button")):
        button.tag = "span"
        for name in set(button.attrib) - {"class", "lang", "dir"}:
            del button.attrib[name]
    for box in list(tree.iter("input")):
        around = box.getparent()
        (around if around is not None and around.get("class") == "wm-choose" else box).drop_tree()
    return str(markup.tostring(tree, encoding="unicode"))


async def _follow(request: Request, session: Session, after: int) -> AsyncIterator[ServerSentEvent]:
    chat, desk = _chat(request), desk_of(request)
    cookie = request.cookies.get(cookie_name(request), "")
    told: dict[str, str] = {}
    while True:
        held = desk.sign_ins.find(cookie, active=False)
        if held is None:
            yield ServerSentEvent("", event="signed-out")
            return
        if not chat.sessions.is_open(session) or not is_shown(session):
            yield ServerSentEvent(fragment(request, "_ended.html"), event="ended")
            return
        desk.sign_of(held.counsellor, session)
        version = session.watched.version
        new = session.after(after)
        # in one event, so that nobody acts on a version whose entries they do not see yet, or the other way round
        entries = "".join(fragment(request, "_entry.html", entry=_entry(entry)) for entry in new)
        holding = fragment(request, "_holding.html", **(_holding(request, session) | {"swapped": bool(new)}))
        if new:
            after = session.last_number
            yield ServerSentEvent(entries + holding, event="entry", id=str(after))
        elif told.get("holding") != holding:
            yield ServerSentEvent(holding, event="holding")
        told["holding"] = holding
        async for event in _changed(request, session, told):
            yield event
        await session.watched.beyond(version, KEEP_ALIVE_S)


async def _changed(request: Request, session: Session, told: dict[str, str]) -> AsyncIterator[ServerSentEvent]:
    """The parts that are not what this browser was told last. `moved` names the version, for the other parts."""
    version = str(session.watched.version)
    if told.get("moved") != version:
        told["moved"] = version
        yield ServerSentEvent(version, event="moved")
    known = await asyncio.to_thread(understood, request.app.state.services, session, voice_of(request))
    html = fragment(request, "_understood.html", known=known)
    if told.get("understood") != html:
        told["understood"] = html
        yield ServerSentEvent(html, event="understood")


def _chat(request: Request) -> Chat:
    chat: Chat = request.app.state.chat
    return chat
