"""Corrections: a counsellor puts right what was understood. The person reads with the next list what had been
understood before, and who corrected it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from actions import limits as limit_rules
from actions.chips import limit_words
from actions.corrected import understood_before
from actions.render.voice import Voice
from actions.reply import Sentence
from actions.services import Services
from actions.state import DialogueState, purpose_of
from actions.steering import Steering
from bot.chat import Chat
from bot.copilot.audit import Deed
from bot.copilot.beside import Beside, beside_of
from bot.copilot.desk import desk_of
from bot.copilot.limit_controls import CONTROLS, limit_from
from bot.copilot.pages import PRIVATE, is_fragment, page, voice_of
from bot.copilot.seen import StaleError, as_it_was_seen, conversation_of
from bot.copilot.sign_in import counsellor_of
from bot.intake import readable
from bot.sessions import Counsellor, Session
from knowledge.languages import CODES
from knowledge.trust import Purpose

router = APIRouter(prefix="/copilot/c/{conversation_id}", include_in_schema=False)
GOAL_AT_MOST = 300
SUGGESTED = 6

COUNTRIES = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "AL", "BA", "CH", "GB", "GE", "IS", "LI", "MD", "ME", "MK", "NO",
    "RS", "TR", "UA", "XK",
)  # fmt: skip
"""Countries offered: members of the European Union, then others of the European Education Area's partners."""


class NotUnderstoodError(ValueError):
    """The form's fields set nothing."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction, as the form sent it: what is corrected, how, and the words, code or concept it is set to."""

    what: str
    how: str = "set"
    value: str = ""
    uri: str = ""
    kind: str = ""

    def of(self, state: DialogueState, services: Services) -> tuple[DialogueState, Any]:
        """The state after it, and what had been understood before as its slot held it. Raises NotUnderstoodError."""
        slots = state.slots()
        match self.what:
            case "goal":
                return self._goal(state, services), state.goal
            case "limits":
                return self._limits(state, services), slots["limits"]
            case "country":
                code = self.value.upper()
                if code and code not in COUNTRIES:
                    raise NotUnderstoodError(f"no country has the code {code[:5]!r}")
                return replace(state, country=code or None), state.country
            case "purpose":
                if self.value and purpose_of(self.value) is None:
                    raise NotUnderstoodError("no purpose has this name")
                return replace(state, purpose=purpose_of(self.value)), slots["purpose"]
            case "schooling":
                level = int(self.value) if self.value.isdecimal() else 0
                if self.value and not 1 <= level <= 8:
                    raise NotUnderstoodError("a European level is 1 to 8")
                return replace(state, schooling=level or None), state.schooling
            case "skills" | "occupations":
                had = state.skills if self.what == "skills" else state.occupations
                have = self._concepts(had, services)
                after = replace(state, skills=have) if self.what == "skills" else replace(state, occupations=have)
                return after, list(had) or None
        raise NotUnderstoodError(f"nothing that is understood is called {self.what!r}")

    def _goal(self, state: DialogueState, services: Services) -> DialogueState:
        words = self.value[:GOAL_AT_MOST]
        if not words:
            raise NotUnderstoodError("a goal without words")
        uris = (self.uri,) if self.uri in services.esco else ()
        if words == state.goal:
            return state if uris == state.goal_uris else replace(state, goal_uris=uris, shown=(), focus=None)
        return state.with_goal(words, uris)

    def _limits(self, state: DialogueState, services: Services) -> DialogueState:
        if self.how == "remove":
            gone = limit_rules.from_slot({"kind": self.kind, "value": self.value or None})
            kept = tuple(limit for limit in state.limits if _shown_value(limit.value) != self.value
                         or limit.kind.value != self.kind)  # fmt: skip
            if gone is None and len(kept) == len(state.limits):
                raise NotUnderstoodError("no such limit is set")
            return replace(state, limits=kept)
        limit = limit_from(self.kind, self.value, services, state.country)
        if limit is None:
            raise NotUnderstoodError("no limit can be read in this")
        return replace(state, limits=limit_rules.merge(state.limits, (limit,)))

    def _concepts(self, had: tuple[str, ...], services: Services) -> tuple[str, ...]:
        if self.how == "remove":
            return tuple(uri for uri in had if uri != self.uri)
        if self.uri not in services.esco or ("occupation" in self.uri) != (self.what == "occupations"):
            raise NotUnderstoodError("ESCO has no such concept")
        return tuple(dict.fromkeys((*had, self.uri)))


def _shown_value(value: object) -> str:
    """A limit's value as the form's hidden field carries it."""
    return "" if value is None else str(value)


async def correct(
    chat: Chat, beside: Beside, session: Session, counsellor: Counsellor, version: int, correction: Correction
) -> None:
    """Put it right. Raises StaleError, NotUnderstoodError."""
    services = chat.services
    async with session.lock:
        state = DialogueState.from_slots(session.slots)
    # reading a place's name runs the models: in a thread, and so before the lock
    after, was = await asyncio.to_thread(correction.of, state, services)

    def change(now: DialogueState) -> DialogueState:
        as_it_was_seen(session, version)
        if now != state:
            raise StaleError
        if after == now:
            return now
        steering = replace(Steering.of(now).correct(correction.what, was), by=counsellor.name)
        return _tied(steering, now, after).put(after)

    await chat.amend(session, change)
    if correction.what == "goal" and beside.is_prepared(session):
        async with chat.holding(session):
            beside.prepare(session, _tied(beside.steering(session), state, after))


def _tied(steering: Steering, before: DialogueState, after: DialogueState) -> Steering:
    """A list made for a goal that was understood wrongly is a list for the goal as it was meant."""
    return replace(steering, goal=after.goal) if steering.goal == before.goal else steering


@router.get("/corrections")
async def corrections_page(
    request: Request,
    session: Annotated[Session, Depends(conversation_of)],
    goal: str = "",
    q: str = "",
) -> Response:
    """What was understood, each with its control."""
    return await _page(request, session, goal=readable(goal)[:GOAL_AT_MOST], q=readable(q)[:GOAL_AT_MOST])


@router.post("/corrections")
async def correct_it(
    request: Request,
    session: Annotated[Session, Depends(conversation_of)],
    counsellor: Annotated[Counsellor, Depends(counsellor_of)],
    version: Annotated[int, Form()],
    what: Annotated[str, Form(max_length=20)],
    how: Annotated[str, Form(max_length=10)] = "set",
    value: Annotated[str, Form(max_length=1000)] = "",
    uri: Annotated[str, Form(max_length=200)] = "",
    kind: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """One correction. 409 with what is understood now when the conversation has moved on; what was typed is kept."""
    chat: Chat = request.app.state.chat
    correction = Correction(what, how, readable(value), uri, kind)
    try:
        await correct(chat, beside_of(request), session, counsellor, version, correction)
    except StaleError:
        await desk_of(request).record(Deed.REFUSED_STALE, counsellor, session)
        return await _page(request, session, stale=True, typed=correction, status=409)
    except NotUnderstoodError:
        return await _page(request, session, refused=True, typed=correction, status=422)
    await desk_of(request).record(Deed.CORRECTED, counsellor, session)
    if not is_fragment(request):
        return RedirectResponse(request.url.path, status_code=303, headers=PRIVATE)
    return await _page(request, session, done=what)


async def _page(
    request: Request,
    session: Session,
    *,
    goal: str = "",
    q: str = "",
    stale: bool = False,
    refused: bool = False,
    typed: Correction | None = None,
    done: str | None = None,
    status: int = 200,
) -> Response:
    services: Services = request.app.state.services
    voice = voice_of(request)
    async with session.lock:
        version, state = session.watched.version, DialogueState.from_slots(session.slots)
    languages = tuple(dict.fromkeys((voice.language, session.language or voice.language)))
    return page(
        request,
        "corrections_part.html" if is_fragment(request) else "corrections.html",
        status=status,
        conversation=f"/copilot/c/{session.id}",
        tab="corrections",
        version=version,
        known=_known(services, state, voice),
        controls=list(CONTROLS.values()),
        countries=sorted(((code, voice.country(code)) for code in COUNTRIES), key=lambda each: each[1]),
        purposes=[(each.value, voice.key(f"word.purpose.{each.value}")) for each in Purpose],
        codes=[(code, voice.language_name(code)) for code in CODES],
        goal_words=goal,
        meant=await asyncio.to_thread(_suggested, services, goal, languages) if goal else [],
        q=q,
        hits=await asyncio.to_thread(_suggested, services, q, languages) if q else None,
        stale=stale,
        refused=refused,
        typed=typed,
        done=done,
    )


def _known(services: Services, state: DialogueState, voice: Voice) -> dict[str, Any]:
    """What is understood, with the values that forms carry."""
    esco = services.esco

    def labelled(uris: tuple[str, ...]) -> list[tuple[str, str]]:
        return [(uri, esco.label(uri, voice.language)) for uri in uris if uri in esco]

    waiting = Steering.of(state).corrected
    return {
        "goal": state.goal or "",
        "goal_concepts": labelled(state.goal_uris),
        "limits": [
            {"kind": limit.kind.value, "value": _shown_value(limit.value), "words": voice.say(limit_words(limit))}
            for limit in state.limits
        ],
        "country": state.country or "",
        "purpose": state.purpose.value if state.purpose else "",
        "schooling": state.schooling or 0,
        "skills": labelled(state.skills),
        "occupations": labelled(state.occupations),
        "waiting": [_waiting(item.what, understood_before(item, esco, voice.language), voice) for item in waiting],
    }


def _waiting(what: str, was: Any, voice: Voice) -> str:
    """A correction that the person will read of with the next list."""
    label = Sentence(f"steering.label_{what}")
    if was is None:
        return voice.say(label)
    return voice.say(Sentence("steering.was_before", {"what": label, "was": was}))


def _suggested(services: Services, words: str, languages: tuple[str, ...]) -> list[dict[str, str]]:
    """ESCO concepts whose labels in one of the languages are near the words: [{uri, label, type}], best first."""
    found: dict[str, tuple[float, dict[str, str]]] = {}
    for language in languages:
        for concept in services.understander.link(words, language, SUGGESTED)[1]:
            if concept.uri not in found or found[concept.uri][0] < concept.score:
                label = services.esco.label(concept.uri, languages[0])
                found[concept.uri] = (concept.score, {"uri": concept.uri, "label": label, "type": concept.type})
    return [told for _, told in sorted(found.values(), key=lambda each: -each[0])][:SUGGESTED]
