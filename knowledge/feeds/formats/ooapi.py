"""Open Onderwijs API (Open Education API) 4 to 6: courses and programmes of Dutch and other institutions, as JSON.

Version 4 writes texts as strings, 5 and 6 in several languages. `sbu` and `hour` are the learner's whole effort,
`contacttime` is only the hours of teaching and `sp` a national point: neither is taken for it. `firstStartDate` is
the first time ever, `validFrom` and `validTo` are about the record, `qualificationRequirements` about a whole
programme's diploma: none of them is a date to start, a validity or a prerequisite. Persons are not read.

Specification: github.com/open-education-api/specification (v5/schemas, source/schemas of 6.0), read 2026-11-24.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from knowledge.feeds import json_objects
from knowledge.feeds.draft import Draft
from knowledge.feeds.format import Format
from knowledge.feeds.opening import Feed
from knowledge.feeds.records import NotAnOfferError, Record, Rejection
from knowledge.feeds.values import UnreadableError, countries, text
from knowledge.offer import Cycle, Mode, Place

_IDS = ("courseId", "programId", "programmeId")
_KIND = re.compile(rb'"(?:courseId|programId|programmeId)"\s*:')
_OF_OOAPI = (
    *(b'"primaryCode"', b'"abbreviation"', b'"studyLoad"', b'"teachingLanguage', b'"modeOfDelivery"'),
    *(b'"modesOfDelivery"', b'"qualificationAwarded"', b'"levelOfQualification"', b'"admissionRequirements"'),
)
_MODES = MappingProxyType(  # "distance-learning" may be by letter, "situated" may be anywhere: they do not say
    {"online": Mode.ONLINE, "on campus": Mode.ONSITE, "hybrid": Mode.BLENDED}
)
_CYCLES = MappingProxyType(
    {
        "associate degree": Cycle.SHORT,
        "bachelor": Cycle.FIRST,
        "master": Cycle.SECOND,
        "doctoral": Cycle.THIRD,
        "doctorate": Cycle.THIRD,
    }
)
_NO_DOCUMENT = frozenset({"no official document", "school advice"})
_LEVEL = re.compile(r"(?:eqf[ _-]?)?([1-8])\Z", re.IGNORECASE)


def recognises(head: bytes, name: str) -> float:
    if not _KIND.search(head):
        return 0.0
    known = sum(mark in head for mark in _OF_OOAPI)
    return 0.95 if known >= 2 else 0.5 if known else 0.0


def records(feed: Feed) -> Iterator[Record | Rejection]:
    """A record a course or programme. A file that is one page of several is noted."""
    if re.search(rb'"hasNextPage"\s*:\s*true', feed.head(65_536)):
        feed.note(
            f"{feed.name}: this is one page of several (hasNextPage). Put all pages into one file, or what is on the "
            "others counts as withdrawn."
        )
    yield from json_objects.objects(feed, ("items",))


def fill(record: Record, draft: Draft) -> None:
    held = record.values
    identifier = next((held[key] for key in _IDS if held.get(key)), None) if isinstance(held, Mapping) else None
    if identifier is None:
        raise NotAnOfferError(held, f"a course or programme with its {' or '.join(_IDS)}", "Take the record out.")
    draft.identify(identifier)
    for key in ("teachingLanguages", "teachingLanguage"):
        draft.read("languages", held.get(key), key)
    draft.read("title", held.get("name"), "name")
    _organisation(held, draft)
    draft.read("url", held.get("link"), "link")
    _what_is_awarded(held, draft)
    _load(held, draft)
    _outcomes(held, draft)
    _level(held, draft)
    _mode(held, draft)
    draft.read("assessment", held.get("assessment"), "assessment")
    for key in ("requirements", "admissionRequirements"):
        if not draft.has("prerequisites"):
            draft.read("prerequisites", _stated(held.get(key)), key)
    _duration(held, draft)
    _place(held, draft)


def _organisation(held: Mapping[str, Any], draft: Draft) -> None:
    """The institution, where it is written out: a mere identifier names nobody."""
    for key in ("organization", "organisation"):
        body = held.get(key)
        if isinstance(body, Mapping):
            draft.read("provider", body.get("name"), f"{key}.name")
    if not draft.has("provider"):
        remedy = "Ask the interface for it with expand=organization (6.0: organisation), and import that file."
        raise NotAnOfferError(held.get("organization"), "the organisation with its name", remedy)


def _what_is_awarded(held: Mapping[str, Any], draft: Draft) -> None:
    document = held.get("formalDocument")
    for value, at in ((held.get("qualificationAwarded"), "qualificationAwarded"), (document, "formalDocument")):
        if (
            isinstance(value, str)
            and value.replace("_", " ") not in _NO_DOCUMENT
            and not draft.has("credential_type")
        ):
            draft.read("credential_type", value.replace("_", " "), at)
    whole = held.get("programs") or held.get("programmes") or held.get("parent")
    for one in whole if isinstance(whole, list) else (whole,):
        if isinstance(one, Mapping):
            draft.read("part_of", one.get("name"), "programmes.name")


def _load(held: Mapping[str, Any], draft: Draft) -> None:
    """`studyLoad` is one in version 5, several in 6; version 4 has `ects` alone."""
    stated = held.get("studyLoad")
    for place, load in enumerate(stated if isinstance(stated, list) else [stated]):
        if not isinstance(load, Mapping):
            continue
        unit = str(load.get("studyLoadUnit") or load.get("typeOfStudyLoad") or "").casefold()
        at = f"studyLoad[{place}]" if isinstance(stated, list) else "studyLoad"
        value = load.get("value") or None  # 0 where none are counted
        if unit == "ects":
            draft.read("ects", value, f"{at}.value")
        elif unit in ("sbu", "hour"):
            draft.read("workload_hours", value, f"{at}.value")
    draft.read("ects", held.get("ects") or None, "ects")


def _outcomes(held: Mapping[str, Any], draft: Draft) -> None:
    """Each is a string (4), a text in several languages (5) or an object with its name (6)."""
    outcomes = held.get("learningOutcomes")
    for place, outcome in enumerate(outcomes if isinstance(outcomes, list) else ()):
        named = outcome.get("name", outcome) if isinstance(outcome, Mapping) else outcome
        draft.read("learning_outcomes", named, f"learningOutcomes[{place}]")
    field = held.get("fieldsOfStudy")
    if isinstance(field, str) and re.fullmatch(r"\d{5,6}", field):
        derived = "the first four digits of the code, which are those of ISCED-F"
        draft.read("isced_field", field[:4], "fieldsOfStudy", derived=derived)
    else:
        draft.read("isced_field", field, "fieldsOfStudy")


def _level(held: Mapping[str, Any], draft: Draft) -> None:
    stated = held.get("levelOfQualification")
    found = _LEVEL.match(stated) if isinstance(stated, str) else None
    if found:
        draft.put("eqf", int(found[1]), "levelOfQualification", quote=str(stated))
    elif stated:
        draft.read("national_level", stated, "levelOfQualification")  # "4+", a level of the Dutch framework
    level = held.get("level")
    if isinstance(level, str) and level.replace("_", " ") in _CYCLES:
        draft.put(
            "qf_ehea", _CYCLES[level.replace("_", " ")], "level", quote=level, derived="the cycle of this level"
        )


def _mode(held: Mapping[str, Any], draft: Draft) -> None:
    stated = held.get("modesOfDelivery") or held.get("modeOfDelivery")
    listed = [one for one in (stated if isinstance(stated, list) else [stated]) if isinstance(one, str)]
    modes = {_MODES.get(one.casefold().replace("_", " ")) for one in listed}
    if len(modes) == 1 and None not in modes:
        draft.put("mode", modes.pop(), "modeOfDelivery", quote=", ".join(listed))
    elif len(modes - {None}) > 1:
        draft.doubt("mode", "modeOfDelivery", listed, "one way of delivery; these may be for different groups")
    study = held.get("modeOfStudy")
    if isinstance(study, str) and study.replace("_", " ") in (
        "full time",
        "part time",
        "self paced",
        "full-time",
        "part-time",
    ):
        draft.read("schedules", study, "modeOfStudy")


def _stated(value: object) -> object:
    """Requirements, without a "None" that stands for there being none."""
    return None if isinstance(value, str) and value.strip().casefold() in ("none", "geen", "n/a", "-") else value


def _duration(held: Mapping[str, Any], draft: Draft) -> None:
    """A duration in hours says neither the calendar time nor the learner's effort."""
    duration = held.get("duration")
    if isinstance(duration, str) and "T" not in duration.upper():
        draft.read("duration_weeks", duration, "duration")
    months = held.get("lengthOfProgram")
    if isinstance(months, int) and not isinstance(months, bool):
        derived = "months counted as 52/12 weeks"
        draft.read("duration_weeks", {"value": months, "unit": "month"}, "lengthOfProgram", derived=derived)


def _place(held: Mapping[str, Any], draft: Draft) -> None:
    addresses = held.get("addresses")
    if not isinstance(addresses, list) or len(addresses) != 1 or not isinstance(addresses[0], Mapping):
        return
    address, at = addresses[0], "addresses[0]"
    draft.read("country", address.get("countryCode"), f"{at}.countryCode")
    try:
        city = text.name(text.in_language(address.get("city"), draft.prefer))
        country = countries.country(address["countryCode"]) if address.get("countryCode") else None
    except UnreadableError:
        return
    draft.put("place", Place(city, country), f"{at}.city", quote=city)


FORMAT = Format(
    id="ooapi",
    title="Open Onderwijs API 4 to 6: courses and programmes (JSON)",
    recognises=recognises,
    records=records,
    fill=fill,
)
