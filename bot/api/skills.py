"""Skills and occupations of ESCO: link a text to them, and the gap to an occupation."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from actions.services import Services
from bot.api.offers import services_of
from bot.intake import readable
from bot.problems import ProblemError
from knowledge.languages import CODES
from nlu.linking.linker import Linked, Linker

router = APIRouter(prefix="/api", tags=["skills"])
OCCUPATION = "http://data.europa.eu/esco/occupation/"
SKILL = "http://data.europa.eu/esco/skill/"
LINKED = 10
LEAST = 0.005
"""Less sure than that is a guess: no page should show it."""


class LinkText(BaseModel):
    """A text in which skills and occupations are looked for."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=2000)
    language: str | None = Field(
        None, description="ISO 639-1; recognised when left out", json_schema_extra={"enum": [*CODES, None]}
    )


@router.post("/skills/link")
async def link(body: LinkText, services: Annotated[Services, Depends(services_of)]) -> dict[str, Any]:
    """{skills: [{uri, label, score, span}], occupations: [...]}, best first; `score` 0..1, `span`: the characters of
    the text that name it, null where it is told by its meaning alone."""
    if body.language is not None and body.language not in CODES:
        raise ProblemError(422, "Language not known", f"Expected one of {', '.join(CODES)} or none.")
    text = readable(body.text)
    if not text:
        raise ProblemError(422, "Empty text", "The text has no words. Send the words in which skills are looked for.")
    language, near = await asyncio.to_thread(services.understander.link, text, body.language, LINKED)
    if services.linker is None:
        found = [Linked(c.uri, c.type, c.score, None) for c in near]
    else:
        found = await asyncio.to_thread(_found, services.linker, text, language)
    ours = {concept.uri: concept.label for concept in near}
    return {
        "language": language,
        "skills": [_told(one, services, language, ours) for one in found if one.type == "skill"],
        "occupations": [_told(one, services, language, ours) for one in found if one.type == "occupation"],
    }


def _found(linker: Linker, text: str, language: str) -> list[Linked]:
    return [one for one in linker.link_each(text, language, LINKED) if one.score >= LEAST]


def _told(one: Linked, services: Services, language: str, ours: Mapping[str, str]) -> dict[str, Any]:
    """The label in the language of the text: ESCO's, else our glossary's, else ESCO's English one."""
    own = services.esco.has_label(one.uri, language)
    label = services.esco.label(one.uri, language) if own or one.uri not in ours else ours[one.uri]
    span = [one.span.start, one.span.end] if one.span else None
    return {"uri": one.uri, "label": label, "score": round(one.score, 4), "span": span}


@router.get("/occupations/{uuid}/gap")
def gap(
    uuid: UUID,
    services: Annotated[Services, Depends(services_of)],
    skills: Annotated[
        str, Query(max_length=20_000, description="ESCO skills one has, by UUID or URI, with commas")
    ] = "",
    language: Annotated[str, Query(pattern=r"^[a-z]{2}$")] = "en",
) -> dict[str, Any]:
    """What an occupation asks for, and what of it is there: {occupation, essential: {have, missing}, optional: …}."""
    uri = f"{OCCUPATION}{uuid}"
    esco = services.esco
    if uri not in esco:
        raise ProblemError(
            404,
            "Occupation not found",
            f"ESCO v1.1.1 has no occupation {uuid}. POST /api/skills/link finds occupations.",
        )
    have = {
        skill if skill.startswith("http") else SKILL + skill
        for skill in (part.strip() for part in skills.split(","))
        if skill
    }

    def split(uris: list[str]) -> dict[str, list[dict[str, str]]]:
        named = sorted(({"uri": u, "label": esco.label(u, language)} for u in uris), key=lambda item: item["label"])
        return {
            "have": [item for item in named if item["uri"] in have],
            "missing": [item for item in named if item["uri"] not in have],
        }

    return {
        "occupation": {"uri": uri, "label": esco.label(uri, language)},
        "essential": split(list(esco.essential_skills(uri))),
        "optional": split(list(esco.optional_skills(uri))),
        "source": "ESCO v1.1.1",
    }
