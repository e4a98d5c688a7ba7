"""Is this checked, and will it count: one offer's trust as the public contract gives it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from actions.offer_card import outlook_data, quality_data
from actions.professions import NO_PROFESSION, ProfessionNote
from actions.render.statements import statement_data, statements_data
from actions.render.voice import Voice
from knowledge.kind import kind_of
from knowledge.offer import Offer
from knowledge.quality import assess_quality
from knowledge.recognition import recognition_outlook
from knowledge.registers import Registers
from knowledge.suits import Circumstance, suits
from knowledge.trust import Purpose


def trust_document(
    offer: Offer,
    registers: Registers,
    voice: Voice,
    *,
    on: date,
    country: str | None = None,
    purposes: Iterable[Purpose] = tuple(Purpose),
    circumstances: Iterable[Circumstance] = (),
    profession: ProfessionNote = NO_PROFESSION,
) -> dict[str, Any]:
    """{quality: {status, statements}, recognition: [{purpose, country, outlook, who_decides, statements}], suits}.

    `country` is where it should count (ISO 3166), `on` the day it is judged. `suits` are statements on the situations
    asked about: what to ask, what fits, what support there is. No statement is without evidence.
    """
    kind, kind_statement = kind_of(offer)
    quality = assess_quality(offer, registers, on)
    outlooks = (
        recognition_outlook(
            offer,
            quality,
            purpose,
            country,
            registers,
            on,
            profession_note=profession.evidence,
            profession=profession.name,
        )
        for purpose in purposes
    )
    return {
        "offer": offer.id,
        "on": on.isoformat(),
        "kind": {"code": kind.value, "statement": statement_data(kind_statement, voice)},
        "quality": quality_data(quality, voice),
        "recognition": [outlook_data(outlook, voice) for outlook in outlooks],
        "suits": statements_data(suits(offer, circumstances, country, registers, on), voice),
    }
