"""Asking the advisor aside: what it would answer, and how the list would differ. The conversation does not move."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from actions import limits as limit_rules
from actions.act import offers_of, understand
from actions.chips import limit_words
from actions.render.statements import said, statements_data
from actions.render.voice import Voice
from actions.reply import Sentence
from actions.services import Services
from actions.state import DialogueState
from actions.why_not_words import why_not_of
from bot.chat import Chat, Pressed
from bot.copilot.audit import Deed
from bot.copilot.desk import desk_of
from bot.copilot.limit_controls import CONTROLS, limit_from
from bot.copilot.listed import Listed, cards, listed
from bot.copilot.live import without_buttons
from bot.copilot.pages import is_fragment, page, voice_of
from bot.copilot.seen import conversation_of
from bot.copilot.sign_in import counsellor_of
from bot.intake import readable
from bot.problems import ProblemError
from bot.sessions import Counsellor, Session
from index.why_not import why_not
from nlu.understanding import Act, Limit, LimitKind

router = APIRouter(prefix="/copilot/c/{conversation_id}", include_in_schema=False)
QUICK = (
    LimitKind.MAX_HOURS, LimitKind.HOURS_PER_WEEK, LimitKind.MAX_PRICE, LimitKind.FREE, LimitKind.LANGUAGE,
    LimitKind.MODE, LimitKind.SCHEDULE, LimitKind.LEVEL,
)  # fmt: skip
"""What can be tried with a control."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How two lists differ: each item {id, title, place, was, reasons}; places from 1, None where it is not there."""

    comes: tuple[Mapping[str, Any], ...]
    goes: tuple[Mapping[str, Any], ...]
    moves: tuple[Mapping[str, Any], ...]
    stays: int

    @property
    def is_none(self) -> bool:
        return not (self.comes or self.goes or self.moves)


@router.get("/aside")
async def aside_page(request: Request, session: Annotated[Session, Depends(conversation_of)]) -> Response:
    """Ask anything, or try a limit."""
    return _page(request, session)


@router.post("/aside")
async def ask_aside(
    request: Request,
    session: Annotated[Session, Depends(conversation_of)],
    counsellor: Annotated[Counsellor, Depends(counsellor_of)],
    text: Annotated[str, Form(max_length=5000)] = "",
    kind: Annotated[str, Form(max_length=20)] = "",
    value: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """The advisor's answer, as the person would see it, and the difference to the list it would give now."""
    chat: Chat = request.app.state.chat
    services: Services = request.app.state.services
    text, voice = readable(text), voice_of(request)
    tried = limit_from(kind, value) if kind else None
    if tried is None and (kind or not text):
        return _page(request, session, text=text, refused=True, status=422)
    async with session.lock:
        state = DialogueState.from_slots(session.slots)
    pressed = None
    if tried is not None:
        text = voice.say(Sentence("steering.what_if", {"limit": limit_words(tried)}))
        pressed = Pressed(Act.REFINE, {"add": limit_rules.to_slot(tried)})
    await desk_of(request).record(Deed.ASKED_ASIDE, counsellor, session)
    try:
        answer = await chat.aside(session, text, pressed)
    except ProblemError:
        return _page(request, session, text=text, refused=True, status=422)
    difference = await asyncio.to_thread(_compared, services, state, text, tried, voice)
    return _page(request, session, text="" if tried else text, asked=text, answer=answer, difference=difference)


def _compared(
    services: Services, state: DialogueState, text: str, tried: Limit | None, voice: Voice
) -> Difference | None:
    """The difference that the question makes to the list; None where it changes nothing that lists depend on."""
    if tried is not None:
        other = state.merge_args({"add": limit_rules.to_slot(tried)})
    else:
        other = state.merge(understand(services, text, state), offers_of(services, state.shortlist))
    if (other.goal, other.limits, other.country) == (state.goal, state.limits, state.country):
        return None
    return difference_between(listed(services, state), listed(services, other), voice)


def difference_between(before: Listed, after: Listed, voice: Voice) -> Difference:
    """What comes (with why), what goes (with why not), what changes its place."""
    then, now = before.ids, after.ids
    after_cards = {card["id"]: card for card in cards(after, voice)}

    def item(offer_id: str, reasons: list[str]) -> dict[str, Any]:
        offer = after.turn.services.index.get(offer_id)
        return {
            "id": offer_id,
            "title": offer.title if offer is not None else offer_id,
            "place": now.index(offer_id) + 1 if offer_id in now else None,
            "was": then.index(offer_id) + 1 if offer_id in then else None,
            "reasons": reasons,
        }

    def gone(offer_id: str) -> list[str]:
        offer = after.turn.services.index.get(offer_id)
        if offer is None:
            return []
        reasons = why_not_of(offer, why_not(offer, after.wishes, after.found), after.turn.state.limits)
        return [said(each, voice) for each in statements_data(reasons, voice)]

    def why(offer_id: str) -> list[str]:
        card = after_cards[offer_id]
        return [said(each, voice) for each in (*card["why"], *card["caveats"])]

    both = [offer for offer in now if offer in then]
    return Difference(
        comes=tuple(item(offer, why(offer)) for offer in now if offer not in then),
        goes=tuple(item(offer, gone(offer)) for offer in then if offer not in now),
        moves=tuple(item(offer, []) for offer in both if now.index(offer) != then.index(offer)),
        stays=sum(now.index(offer) == then.index(offer) for offer in both),
    )


def _page(
    request: Request,
    session: Session,
    *,
    text: str = "",
    asked: str = "",
    answer: Mapping[str, Any] | None = None,
    difference: Difference | None = None,
    refused: bool = False,
    status: int = 200,
) -> Response:
    return page(
        request,
        "aside_part.html" if is_fragment(request) else "aside.html",
        status=status,
        conversation=f"/copilot/c/{session.id}",
        controls=[CONTROLS[kind] for kind in QUICK],
        text=text,
        asked=asked,
        answer=answer
        and {
            "language": answer["language"],
            "messages": [without_buttons(message["html"]) for message in answer["messages"]],
        },
        difference=difference,
        refused=refused,
        max_chars=request.app.state.settings.max_message_chars,
        tab="aside",
    )
