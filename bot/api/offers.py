"""Offers: search, one offer, and what can be vouched for."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, field_validator

from actions.offer_card import offer_card
from actions.offer_view import view
from actions.professions import NO_PROFESSION, ProfessionNote, note_on, occupation_uri
from actions.render.voice import Voice
from actions.services import Services
from actions.state import DialogueState
from bot.api.trust import trust_document
from bot.intake import readable
from bot.page import preferred_language
from bot.problems import ProblemError
from index.contract import Filters
from index.contract import Query as IndexQuery
from knowledge.exports.elm_jsonld import learning_opportunity
from knowledge.exports.schema_org import course
from knowledge.offer import Mode, Offer
from knowledge.suits import Circumstance
from knowledge.trust import Purpose

NOT_ASKED: list[Circumstance] = []

router = APIRouter(prefix="/api/offers", tags=["offers"])


class OfferSearch(BaseModel):
    """Limits of a search; each given one filters, and an offer that does not state it does not pass."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field("", max_length=500, description="what it should be about, in any of the 26 languages")
    language: str | None = Field(None, pattern=r"^[a-z]{2}$", description="language of instruction, ISO 639-1")
    country: str | None = Field(None, pattern=r"^[A-Za-z]{2}$", description="where it is taught, ISO 3166")
    mode: Mode | None = None
    max_hours: float | None = Field(None, gt=0, allow_inf_nan=False, description="hours of work in all")
    max_price: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="euro; a bare number is compared as it stands"
    )
    eqf: int | None = Field(None, ge=1, le=8)
    limit: int = Field(10, ge=1, le=100)

    @field_validator("country")
    @classmethod
    def _upper(cls, value: str | None) -> str | None:
        return value.upper() if value else None

    def filters(self) -> Filters:
        """The same as filters of the index."""
        return Filters(
            languages=frozenset({self.language} if self.language else ()),
            countries=frozenset({self.country} if self.country else ()),
            modes=frozenset({self.mode.value} if self.mode else ()),
            max_hours=self.max_hours,
            max_price=self.max_price,
            eqf=self.eqf,
        )


def services_of(request: Request) -> Services:
    """The app's services."""
    services: Services = request.app.state.services
    return services


def voice_of(request: Request) -> Voice:
    """Words in the language that the caller prefers (Accept-Language)."""
    language = preferred_language(request.headers.get("accept-language", ""))
    return Voice(services_of(request).texts, language or request.app.state.settings.default_language)


def offer_of(offer_id: str, services: Annotated[Services, Depends(services_of)]) -> Offer:
    """The offer with this id, or a 404."""
    offer = services.index.get(offer_id)
    if offer is None:
        raise ProblemError(
            404, "Offer not found", f"No offer has the id '{offer_id[:100]}'. Ids come from GET /api/offers?q=…"
        )
    return offer


@router.get("")
async def search(
    wanted: Annotated[OfferSearch, Query()],
    services: Annotated[Services, Depends(services_of)],
    voice: Annotated[Voice, Depends(voice_of)],
) -> dict[str, Any]:
    """Offers that pass the limits, best first for `q`."""
    return await asyncio.to_thread(find, wanted, services, voice)


def find(wanted: OfferSearch, services: Services, voice: Voice) -> dict[str, Any]:
    """{offers: [offer + score], total}: `total` passes the limits."""
    vector = None
    words = readable(wanted.q)
    if words:
        vector = services.understander.query_vector(words)
    query = IndexQuery(vector=vector, words=words, filters=wanted.filters(), limit=wanted.limit)
    result = services.index.search(query)
    found = []
    for hit in result.hits:
        offer = services.index.get(hit.offer_id)
        if offer is not None:
            found.append({**offer_card(view(services, offer, DialogueState()), voice), "score": round(hit.score, 4)})
    return {"offers": found, "total": result.total, "generation": result.generation}


class ExportFormat(StrEnum):
    """Formats of others that an offer is given in."""

    ELM = "elm"
    SCHEMA = "schema"


LINKED_DATA = "application/ld+json"
_EXPORTS = {ExportFormat.ELM: learning_opportunity, ExportFormat.SCHEMA: course}


@router.get("/{offer_id}", responses={200: {"content": {LINKED_DATA: {}}}}, response_model=None)
def one(
    offer: Annotated[Offer, Depends(offer_of)],
    services: Annotated[Services, Depends(services_of)],
    voice: Annotated[Voice, Depends(voice_of)],
    accept: Annotated[str, Header()] = "",
    form: Annotated[
        ExportFormat | None, Query(alias="format", description="European Learning Model or schema.org, as JSON-LD")
    ] = None,
) -> dict[str, Any] | JSONResponse:
    """One offer; with `format`, or asked for application/ld+json, as linked data (ELM unless schema.org is named)."""
    wanted = form or _asked_for(accept)
    if wanted is not None:
        return JSONResponse(_EXPORTS[wanted](offer), media_type=LINKED_DATA, headers={"Vary": "Accept"})
    return offer_card(view(services, offer, DialogueState()), voice)


def _asked_for(accept: str) -> ExportFormat | None:
    """The format that an Accept header asks for, where it prefers linked data to plain JSON."""
    listed = [item.strip() for item in accept.split(",")]
    first = next((item for item in listed if item.startswith((LINKED_DATA, "application/json", "*/*"))), "")
    if not first.startswith(LINKED_DATA):
        return None
    return ExportFormat.SCHEMA if "schema.org" in first else ExportFormat.ELM


@router.get("/{offer_id}/trust")
def trust(
    offer: Annotated[Offer, Depends(offer_of)],
    services: Annotated[Services, Depends(services_of)],
    voice: Annotated[Voice, Depends(voice_of)],
    country: Annotated[str | None, Query(pattern=r"^[A-Za-z]{2}$")] = None,
    purpose: Purpose | None = None,
    circumstance: Annotated[list[Circumstance], Query(description="situations to say what to ask in")] = NOT_ASKED,
    occupation: Annotated[
        str | None, Query(max_length=200, description="ESCO occupation aimed at: its URI or UUID")
    ] = None,
) -> dict[str, Any]:
    """Is this checked, and will it count? Every sentence with its evidence."""
    return trust_document(
        offer,
        services.registers,
        voice,
        on=services.today(),
        country=country.upper() if country else None,
        purposes=(purpose,) if purpose else tuple(Purpose),
        circumstances=circumstance,
        profession=occupation_note(services, occupation, voice.language),
    )


def occupation_note(services: Services, occupation: str | None, language: str) -> ProfessionNote:
    """What ESCO notes on an occupation, or a 404 where ESCO has none of this name."""
    if occupation is None:
        return NO_PROFESSION
    note = note_on(services.esco, (occupation_uri(occupation),), language)
    if note.evidence is None:
        raise ProblemError(
            404,
            "Occupation not found",
            f"ESCO notes nothing on '{occupation[:100]}'. URIs of occupations come from POST /api/skills/link.",
        )
    return note
