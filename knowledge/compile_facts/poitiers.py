"""University of Poitiers: 98 programmes with ECTS and ISCED level (OfferingsPoitiers.json), undated.

They are whole degrees (licence, master, doctorate) and habilitations, not micro-credentials; `isced_level` says so.
The file counts a licence as 120 credits and most masters as 60 (the years it offers); credits are taken over as
stated, and 0, written where none are counted, is left unknown.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.compile_facts.cleaning import clean
from knowledge.compile_facts.merging import Compiled, merge_doubles, tell_apart
from knowledge.compile_facts.offer_ids import offer_id
from knowledge.compile_facts.provider_countries import read_institution_countries
from knowledge.compile_facts.title_language import BY_TITLE, language_of_title
from knowledge.offer import Offer, Provenance, Source

FILE = "OfferingsPoitiers.json"
PROVIDER = "Université de Poitiers"
SOURCE = Source(
    id="poitiers",
    title="Programmes of the University of Poitiers, EC2U alliance (undated file, copied 2026-11-24)",
    date=date(2026, 11, 24),
    licence="Apache-2.0",
)
_TYPES = (
    (re.compile(r"^Licence Pro\b"), "Licence professionnelle"),
    (re.compile(r"^Licence\b"), "Licence"),
    (re.compile(r"^Master\b"), "Master"),
    (re.compile(r"^Doct(orat)?\b"), "Doctorat"),
    (re.compile(r"^H\.?D\.?R\b"), "Habilitation à diriger des recherches"),
    (re.compile(r"^Diplôme d'Etude Supérieur"), "Diplôme d'études supérieures"),
)


def compile_poitiers(data: Path) -> Compiled:
    """All programmes as offers."""
    compiled = Compiled(SOURCE.id)
    country = read_institution_countries(data)[PROVIDER.casefold()]
    programmes = json.loads((data / "catalogues" / "ec2u_poitiers" / FILE).read_text(encoding="utf-8"))
    for code, programme in programmes.items():
        compiled.read += 1
        title = clean(programme["name"]).rstrip(",")
        if not title:
            compiled.rejected["no name"] += 1
            continue
        compiled.offers.append(_offer(code, title, programme, country))
    merge_doubles(compiled, key=lambda o: o.title.casefold())
    compiled.offers = tell_apart(compiled.offers, mark=lambda o: o.locator.rsplit(" ", 1)[-1])
    compiled.unknown["ECTS: 0 in the file"] = sum(o.ects is None for o in compiled.offers)
    return compiled


def _offer(code: str, title: str, programme: dict[str, Any], country: Provenance) -> Offer:
    locator = f"{FILE}, code {code}"
    level = programme["levelISCED"]
    where = {
        "title": Provenance(f"{locator}, name", title),
        "provider": Provenance(f"{FILE}, name of the file", "Poitiers"),
        "country": country,
        "faculty": Provenance(f"{locator}, composante", clean(programme["composante"])),
        "isced_level": Provenance(f"{locator}, levelISCED", str(level)),
    }
    ects = _credits(programme, locator, where)
    subject = clean(programme["discipline"]) or None
    if subject:
        where["subject"] = Provenance(f"{locator}, discipline", subject)
    kind = next((name for pattern, name in _TYPES if pattern.search(title)), None)
    if kind:
        where["credential_type"] = Provenance(f"{locator}, name", title, derived="the first words of the title")
    # French words name the degree ("Licence", "Doctorat en"): the title is plainly French, however short it is.
    languages = ("fr",) if kind and kind != "Master" else _language(title)
    if languages:
        where["languages"] = Provenance(f"{locator}, name", title, derived=BY_TITLE)
    return Offer(
        id=offer_id("poitiers", title, code),
        title=title,
        provider=PROVIDER,
        source=SOURCE,
        locator=locator,
        credential_type=kind,
        subject=subject,
        languages=languages,
        country=country.quote,
        isced_level=level,
        ects=ects,
        provenance=where,
    )


def _language(title: str) -> tuple[str, ...]:
    found = language_of_title(title)
    return (found[0],) if found else ()


def _credits(programme: dict[str, Any], locator: str, where: dict[str, Provenance]) -> float | None:
    """Credits of the programme; where the file writes 0, those of its only option, else unknown."""
    if programme["credits"]:
        where["ects"] = Provenance(f"{locator}, credits", str(programme["credits"]))
        return float(programme["credits"])
    options = programme["options"]
    if len(options) == 1 and options[0]["credits"]:
        where["ects"] = Provenance(f"{locator}, options[0].credits", str(options[0]["credits"]))
        return float(options[0]["credits"])
    return None
