"""EC2U alliance: the file of programmes of the University of Poitiers (OfferingsPoitiers.json).

Whole degrees and habilitations by their codes. The provider stands nowhere but in the file's name. Credits are taken
as stated (the file counts a licence as 120 and most masters as 60: the years it offers); 0, written where none are
counted, is left unknown, unless the programme's only option states its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.compile_facts.title_language import BY_TITLE, language_of_title
from knowledge.feeds.draft import Draft
from knowledge.feeds.format import Format
from knowledge.feeds.opening import Feed, json_members
from knowledge.feeds.records import NotAnOfferError, Record, Rejection

_PROVIDERS = {"poitiers": ("Université de Poitiers", "FR")}
"""Part of the file's name -> the university's own name and its country. Other members write other layouts."""
_TYPES = (
    (re.compile(r"Licence Pro\b"), "Licence professionnelle"),
    (re.compile(r"Licence\b"), "Licence"),
    (re.compile(r"Master\b"), "Master"),
    (re.compile(r"Doct(orat)?\b"), "Doctorat"),
    (re.compile(r"H\.?D\.?R\b"), "Habilitation à diriger des recherches"),
    (re.compile(r"Diplôme d'Etude Supérieur"), "Diplôme d'études supérieures"),
)


def recognises(head: bytes, name: str) -> float:
    return 0.98 if b'"levelISCED"' in head and b'"composante"' in head else 0.0


def records(feed: Feed) -> Iterator[Record | Rejection]:
    """A record a programme: (code, programme, name of the file)."""
    for found in json_members(feed):
        yield Record(found.locator, (*found.values, feed.name)) if isinstance(found, Record) else found


def fill(record: Record, draft: Draft) -> None:
    code, programme, file = record.values
    if not isinstance(programme, Mapping):
        raise NotAnOfferError(programme, "a programme with its name", "Correct the record in the feed.")
    named = next((named for part, named in _PROVIDERS.items() if part in file.casefold()), None)
    if named is None:
        remedy = "Keep the name that the file has at its source, such as OfferingsPoitiers.json."
        raise NotAnOfferError(file, "the university's name in the file's name", remedy)
    draft.identify(code)
    title = programme.get("name")
    draft.read("title", title.rstrip(" ,") if isinstance(title, str) else title, "name")
    _type_and_language(draft)
    draft.put("provider", named[0], "name of the file", quote=file, derived="the name of the file")
    draft.put("country", named[1], "name of the file", quote=file, derived="the country of the university")
    draft.read("subject", programme.get("discipline"), "discipline")
    draft.read("isced_level", programme.get("levelISCED"), "levelISCED")
    _credits(programme, draft)


def _type_and_language(draft: Draft) -> None:
    """French words name the degree ("Licence", "Doctorat en"): such a title is plainly French, however short."""
    title = str(draft.get("title") or "")
    kind = next((name for pattern, name in _TYPES if pattern.match(title)), None)
    draft.put("credential_type", kind, "name", quote=title, derived="the first words of the title")
    french = kind is not None and kind != "Master"
    found = None if french else language_of_title(title)
    languages = ("fr",) if french else (found[0],) if found else ()
    draft.put("languages", languages, "name", quote=title, derived=BY_TITLE)


def _credits(programme: Mapping[str, Any], draft: Draft) -> None:
    draft.read("ects", _not_zero(programme.get("credits")), "credits")
    options = programme.get("options")
    if not draft.has("ects") and isinstance(options, list) and len(options) == 1 and isinstance(options[0], Mapping):
        draft.read("ects", _not_zero(options[0].get("credits")), "options[0].credits")


def _not_zero(value: object) -> object:
    return None if value in (0, "0") else value


FORMAT = Format(
    id="ec2u",
    title="Programmes of the EC2U alliance (JSON)",
    recognises=recognises,
    records=records,
    fill=fill,
)
