"""Evidence: what stands behind each sentence of the advisor's answers, and behind the place of each offer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actions.render.statements import evidence_data, said, statements_data
from actions.render.voice import Voice
from actions.services import Services
from actions.state import DialogueState
from actions.why_not_words import why_not_of
from bot.copilot.listed import Listed, coming_next, listed
from bot.copilot.pages import page, voice_of
from bot.copilot.seen import conversation_of
from bot.sessions import Session
from index.explain import excludes
from index.ranking import Ranked
from index.why_not import why_not
from index.wishes import Kind
from knowledge.offer import Offer

router = APIRouter(prefix="/copilot/c/{conversation_id}", include_in_schema=False)
ANSWERS = 3
"""Answers of the advisor that are looked through, newest first."""

FIELDS: tuple[tuple[str, str], ...] = (
    ("card.skills", "skills"), ("card.effort", "workload_hours"), ("card.price", "price"), ("card.mode", "mode"),
    ("card.language", "languages"),
)  # fmt: skip
"""Lines of a card that state a field of the offer: text key of the label, and the field."""

STRONG, SOME = 0.35, 0.12
"""Shares of all that was added up from which a feature weighs much, or some."""


@dataclass(frozen=True, slots=True)
class Backed:
    """One sentence that was said. `statement` is what it says by its id, with evidence; None where nothing stands
    behind it: the advisor's own words, such as a greeting or a question."""

    text: str
    statement: Mapping[str, Any] | None


@router.get("/evidence")
async def evidence_page(request: Request, session: Annotated[Session, Depends(conversation_of)]) -> Response:
    """The last answers sentence by sentence, and the places of the offers in words."""
    services: Services = request.app.state.services
    voice = voice_of(request)
    async with session.lock:
        state = DialogueState.from_slots(session.slots)
        said_last = [entry for entry in session.transcript if entry["role"] == "advisor"][-ANSWERS:]
        answers = [
            {"number": entry["number"], "language": entry.get("language"), "messages": entry["messages"]}
            for entry in reversed(said_last)
        ]
    looked = await asyncio.to_thread(_looked, services, answers, state, voice)
    return page(request, "evidence.html", conversation=f"/copilot/c/{session.id}", tab="evidence", **looked)


def _looked(services: Services, answers: list[dict[str, Any]], state: DialogueState, voice: Voice) -> dict[str, Any]:
    shown = listed(services, state)
    return {
        "answers": [
            {**answer, "sentences": [one for each in answer["messages"] for one in backed(each, services, voice)]}
            for answer in answers
        ],
        "places": [place_in_words(shown, rank, voice) for rank in range(len(shown.found.ranked))],
        "others": [other_in_words(shown, offer, voice) for offer in coming_next(shown)],
    }


def backed(message: Mapping[str, Any], services: Services, voice: Voice) -> list[Backed]:
    """Each sentence of a message with the statement that it was made from."""
    statements = [*statements_in(message.get("data")), *statements_in(message.get("offers"))]
    statements += [fact for card in message.get("offers") or () for fact in _facts(card, services, voice)]
    sentences = [
        sentence for line in str(message.get("text", "")).split("\n") for sentence in _whole(line, statements)
    ]
    return [Backed(sentence, _behind(sentence, statements)) for sentence in sentences]


def statements_in(data: object) -> Iterator[Mapping[str, Any]]:
    """Every statement in a message's data, wherever it stands: {id, text, easy_text, evidence}."""
    if isinstance(data, Mapping):
        if data.get("evidence") and isinstance(data.get("text"), str) and "id" in data:
            yield data
            return
        data = list(data.values())
    if isinstance(data, list | tuple):
        for item in data:
            yield from statements_in(item)


def _facts(card: Mapping[str, Any], services: Services, voice: Voice) -> Iterator[Mapping[str, Any]]:
    """The lines of a card that state a field of the offer, each with that field as its evidence."""
    offer = services.index.get(str(card.get("id")))
    if offer is None:
        return
    titled = {"id": "offer.title", "text": offer.title, "easy_text": offer.title}
    yield {**titled, "evidence": [evidence_data(offer.evidence("title"), voice)]}
    words = card.get("words") or {}
    for (_, field), name in zip(FIELDS, ("skills", "effort", "price", "mode", "language"), strict=True):
        text = str(words.get(name) or "")
        if text:
            evidence = [evidence_data(offer.evidence(field), voice)]
            yield {"id": f"offer.{field}", "text": text, "easy_text": text, "evidence": evidence}


def _whole(line: str, statements: list[Mapping[str, Any]]) -> list[str]:
    """A line as sentences. One that a statement stands behind as a whole stays whole."""
    line = line.strip()
    if not line:
        return []
    if any(line in (statement["text"], statement["easy_text"]) for statement in statements):
        return [line]
    return [part for part in re.split(r"(?<=[.!?…؟。])\s+", line) if part]


def _behind(sentence: str, statements: list[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The longest statement that the sentence says, or is a part of; None when there is none."""
    near = [
        statement
        for statement in statements
        for text in (statement["text"], statement["easy_text"])
        if text and (text.rstrip(".") in sentence or (len(sentence) > 12 and sentence.rstrip(".") in text))
    ]
    return max(near, key=lambda statement: len(statement["text"]), default=None)


def place_in_words(shown: Listed, number: int, voice: Voice) -> dict[str, Any]:
    """{rank, id, title, features, changes}: why an offer stands where it stands, and what would change it."""
    ranked = shown.found.ranked[number]
    return {
        "rank": number + 1,
        "id": ranked.offer.id,
        "title": ranked.offer.title,
        "features": features_in_words(ranked, voice),
        "changes": changes_in_words(shown, ranked.offer, number + 1, voice),
    }


def features_in_words(ranked: Ranked, voice: Voice) -> list[dict[str, str]]:
    """[{words, sign, weight}]: what speaks for and against an offer, the weightiest first. `sign` is for or against,
    `weight` much, some or little, by its share of all that was added up."""
    total = sum(abs(value) for value in ranked.features.values()) or 1.0
    in_order = sorted(ranked.features.items(), key=lambda item: -abs(item[1]))
    return [
        {
            "words": feature_name(name, voice),
            "sign": "for" if value > 0 else "against",
            "weight": "much" if abs(value) / total >= STRONG else "some" if abs(value) / total >= SOME else "little",
        }
        for name, value in in_order
        if value
    ]


def feature_name(feature: str, voice: Voice) -> str:
    """A feature's name in words; with a limit, which one."""
    name, _, limit = feature.partition(":")
    words = voice.key(f"copilot.feature_{name}")
    return f"{words}: {voice.key(f'asked.{limit}')}" if limit else words


def changes_in_words(shown: Listed, offer: Offer, rank: int, voice: Voice) -> list[str]:
    """Which limits the offer breaks or says nothing about, and the place it would have without each."""
    found, wishes = shown.found, shown.wishes
    lifted = tuple(Kind(name) for name in found.relaxed)
    told = []
    for kind in (kind for kind in wishes.kinds if kind not in lifted and excludes(offer, wishes, kind)):
        without = replace(wishes, limits=tuple(wish for wish in wishes.limits if wish.kind is not kind))
        standing = found.finder.standing(offer.id, without, lifted)
        if standing.rank is not None and standing.rank != rank:
            limit = voice.key(f"asked.{kind.value}")
            told.append(voice.key("steering.change_without", limit=limit, rank=standing.rank))
    return told


def other_in_words(shown: Listed, offer_id: str, voice: Voice) -> dict[str, Any]:
    """{id, title, reasons}: why an offer that comes next is not on the list, and what would change it."""
    services = shown.turn.services
    offer = services.index.get(offer_id)
    if offer is None:
        return {"id": offer_id, "title": offer_id, "reasons": []}
    reasons = why_not_of(offer, why_not(offer, shown.wishes, shown.found), shown.turn.state.limits)
    return {
        "id": offer.id,
        "title": offer.title,
        "reasons": [said(each, voice) for each in statements_data(reasons, voice)],
    }
