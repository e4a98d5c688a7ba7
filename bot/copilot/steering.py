"""Steering a shortlist: counsellors prepare a list beside the conversation, and show it when it is ready."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions.offer_card import offer_card
from actions.offer_view import view
from actions.render.voice import Voice
from actions.services import Services
from actions.state import DialogueState
from actions.steering import NOTE_AT_MOST, Steering
from bot.chat import Chat, Pressed
from bot.copilot.audit import Deed
from bot.copilot.beside import Beside, TooManyRemarksError, beside_of
from bot.copilot.desk import Desk, desk_of
from bot.copilot.listed import cards, coming_next, listed, named
from bot.copilot.pages import PRIVATE, is_fragment, page, voice_of
from bot.copilot.seen import StaleError, as_it_was_seen, conversation_of
from bot.copilot.sign_in import counsellor_of
from bot.intake import readable
from bot.sessions import Counsellor, Session
from index.contract import Filters, Query
from nlu.understanding import Act

router = APIRouter(prefix="/copilot/c/{conversation_id}", include_in_schema=False)
FOUND_AT_MOST = 6


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of the list being prepared, as the form sent it."""

    deed: str
    offer: str = ""
    words: str = ""

    def of(self, steering: Steering, ids: tuple[str, ...]) -> Steering:
        """The steering after it; `ids` is the list as it stands. Raises ValueError for what cannot be done."""
        match self.deed:
            case "up" | "down":
                return steering.move(self.offer, -1 if self.deed == "up" else 1, ids)
            case "note":
                return steering.note(self.offer, self.words)
            case "pin" | "unpin" | "add" | "drop" | "veto" | "take_back":
                change: Callable[[str], Steering] = getattr(steering, self.deed)
                return change(self.offer)
        raise ValueError(f"no change of a list is called {self.deed!r}")


def prepared(session: Session, beside: Beside) -> DialogueState:
    """The state of the conversation with the list as counsellors prepare it."""
    return beside.steering(session).put(DialogueState.from_slots(session.slots))


@router.get("/steering")
async def steering_page(
    request: Request, session: Annotated[Session, Depends(conversation_of)], q: str = ""
) -> Response:
    """The list, what can be done to it, and what comes next."""
    return await _shown(request, session, q=readable(q))


@router.post("/steering")
async def change_list(
    request: Request,
    session: Annotated[Session, Depends(conversation_of)],
    counsellor: Annotated[Counsellor, Depends(counsellor_of)],
    version: Annotated[int, Form()],
    deed: Annotated[str, Form(max_length=20)],
    offer: Annotated[str, Form(max_length=300)] = "",
    words: Annotated[str, Form(max_length=5000)] = "",
    q: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """One act of a counsellor. 409 with the list as it is now when the conversation has moved on."""
    edit = Edit(deed, offer, readable(words)[:NOTE_AT_MOST])
    try:
        done = await _do(request, session, counsellor, version, edit)
    except StaleError:
        await desk_of(request).record(Deed.REFUSED_STALE, counsellor, session)
        return await _shown(request, session, q=readable(q), stale=True, typed=edit, status=409)
    except (ValueError, TooManyRemarksError):
        return await _shown(request, session, q=readable(q), refused=True, typed=edit, status=422)
    if not is_fragment(request):
        return RedirectResponse(request.url.path, status_code=303, headers=PRIVATE)
    return await _shown(request, session, q=readable(q), done=done, about=offer)


async def _do(request: Request, session: Session, counsellor: Counsellor, version: int, edit: Edit) -> str:
    """Do it; the last part of the text key that says what was done."""
    chat: Chat = request.app.state.chat
    beside, desk = beside_of(request), desk_of(request)
    match edit.deed:
        case "show":
            await show(chat, beside, desk, session, counsellor, version)
        case "discard":
            async with chat.holding(session):
                as_it_was_seen(session, version)
                beside.prepare(session, None)
        case "remark":
            await tell_colleagues(chat, beside, desk, session, counsellor, version, edit)
        case _:
            await _prepare(request, session, counsellor, version, edit)
    return edit.deed


async def _prepare(request: Request, session: Session, counsellor: Counsellor, version: int, edit: Edit) -> None:
    chat: Chat = request.app.state.chat
    beside, desk = beside_of(request), desk_of(request)
    services: Services = request.app.state.services
    async with chat.holding(session):
        as_it_was_seen(session, version)
        if edit.deed != "take_back" and services.index.get(edit.offer) is None:
            raise ValueError("the offer is not in the index")
        state = prepared(session, beside)
        ids = (await asyncio.to_thread(listed, services, state)).ids
        # what was put first for another goal rests; the first change for this one begins anew
        steering = replace(beside.steering(session).holds_for(state), goal=state.goal)
        changed = replace(edit.of(steering, ids), by=counsellor.name)
        await desk.record(Deed.STEERED, counsellor, session, (edit.offer,))
        beside.prepare(session, changed)


async def tell_colleagues(
    chat: Chat, beside: Beside, desk: Desk, session: Session, counsellor: Counsellor, version: int, edit: Edit
) -> None:
    """A remark for colleagues. The conversation learns only that there is one more. Raises StaleError, ValueError,
    TooManyRemarksError."""
    if not edit.words:
        raise ValueError("a remark without words")
    count = 0

    def counted(state: DialogueState) -> DialogueState:
        return replace(Steering.of(state), colleague_notes=count).put(state)

    async with chat.holding(session):
        as_it_was_seen(session, version)
        await desk.record(Deed.STEERED, counsellor, session, (edit.offer,) if edit.offer else ())
        count = await asyncio.to_thread(beside.remark, session, counsellor, edit.words, edit.offer or None)
        if beside.is_prepared(session):
            beside.prepare(session, replace(beside.steering(session), colleague_notes=count))
    await chat.amend(session, counted)


async def show(
    chat: Chat, beside: Beside, desk: Desk, session: Session, counsellor: Counsellor, version: int
) -> Mapping[str, Any]:
    """Show the person the list as it was prepared: they read by whom, and the list with its reasons. Raises
    StaleError, ValueError without a goal."""

    def steered(state: DialogueState) -> DialogueState:
        as_it_was_seen(session, version)
        if state.goal is None:
            raise ValueError("nothing can be shown before there is a goal")
        held = beside.steering(session)
        now = Steering.of(state)
        changed = replace(held, corrected=now.corrected, colleague_notes=now.colleague_notes)
        return replace(changed, by=counsellor.name).put(state)

    await chat.amend(session, steered)
    beside.prepare(session, None)
    await desk.record(Deed.STEERED, counsellor, session, Steering.from_slot(session.slots.get("steering")).by_hand)
    voice = chat.renderer.voice(session.language or chat.settings.default_language, session.easy_read)
    said = voice.key("steering.shown", name=counsellor.name)
    return await chat.steer(session, said, Pressed(Act.REFINE, {}), counsellor)


async def _shown(
    request: Request,
    session: Session,
    *,
    q: str = "",
    stale: bool = False,
    refused: bool = False,
    typed: Edit | None = None,
    done: str | None = None,
    about: str = "",
    status: int = 200,
) -> HTMLResponse:
    services: Services = request.app.state.services
    beside, voice = beside_of(request), voice_of(request)
    async with session.lock:
        version, state, steering = session.watched.version, prepared(session, beside), beside.steering(session)
        pending = beside.is_prepared(session)
        told = await asyncio.to_thread(beside.remarks, session.id)
    context = await asyncio.to_thread(_context, services, voice, state, q)
    about_titles = named(services, (about,)) if about else []
    return page(
        request,
        "steering_list.html" if is_fragment(request) else "steering.html",
        status=status,
        conversation=f"/copilot/c/{session.id}",
        version=version,
        steering=steering,
        pending=pending,
        resting=steering.goal if steering.by_hand and steering.goal != state.goal else None,
        remarks=told,
        titles={each["id"]: each["title"] for each in named(services, tuple(r.offer for r in told if r.offer))},
        q=q,
        stale=stale,
        refused=refused,
        typed=typed or Edit(""),
        done=done,
        about=about_titles[0]["title"] if about_titles else "",
        note_at_most=NOTE_AT_MOST,
        tab="steering",
        **context,
    )


def _context(services: Services, voice: Voice, state: DialogueState, q: str) -> dict[str, Any]:
    """What a page of the list shows; searches."""
    shown = listed(services, state)
    steering = Steering.of(state)
    return {
        "goal": state.goal_said,
        "offers": cards(shown, voice),
        "total": shown.found.total,
        "next_offers": named(services, coming_next(shown)),
        "vetoed": named(services, steering.vetoed),
        "hits": looked_up(services, voice, state, q) if q else None,
    }


def looked_up(services: Services, voice: Voice, state: DialogueState, q: str) -> list[dict[str, Any]]:
    """Offers found by words and meaning, as /api/offers finds them, within the portal's own part of the catalogue."""
    portal = services.portals.get(state.portal or "")
    filters = Filters(within=portal.catalogue) if portal is not None and portal.catalogue is not None else Filters()
    query = Query(vector=services.understander.query_vector(q), words=q, filters=filters, limit=FOUND_AT_MOST)
    offers = (services.index.get(hit.offer_id) for hit in services.index.search(query).hits)
    return [offer_card(view(services, offer, state), voice) for offer in offers if offer is not None]
