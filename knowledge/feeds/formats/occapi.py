"""OCCAPI, the Online Course Catalogue API of the European University Foundation, 1 and 2: courses and programmes as
JSON:API resources.

The institution is named nowhere in a record but by its domain in the record's own address, …/hei/<domain>/course/…;
that is given as the provider, and said to be derived. Credits are ECTS credits by the specification; 0 is left
unknown. `validSince` and `validUntil` are when a programme was offered, not how long a credential counts.

Specification: github.com/EuropeanUniversityFoundation/occapi-openapi, v1 and v2, read 2026-11-24.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from knowledge.feeds import elm_terms, json_objects
from knowledge.feeds.draft import Draft
from knowledge.feeds.format import Format
from knowledge.feeds.opening import Feed
from knowledge.feeds.records import NotAnOfferError, Record, Rejection

_TYPE = re.compile(rb'"type"\s*:\s*"(?:course|programme)"')
_MARKS = (
    *(b'"languageOfInstruction"', b'"iscedCode"', b'"academicTerm"', b'"eqfLevelProvided"', b'"learningOutcomes"'),
    *(b'"multiline"', b'"elmModeOfLearning"', b'"elmAssessmentType"', b"/occapi/"),
)
_HEI = re.compile(r"/hei/([a-z0-9][a-z0-9.-]{1,98}\.[a-z]{2,20})/", re.IGNORECASE)
_LENGTH = re.compile(r"(\d{1,2})/([1-9])\Z")
_NOT_ASSESSED = frozenset({"7331eb4762", "c_4f874951", "c_2b3bd410"})
"""Attendance and self-assessments: nobody else finds out what was learned."""
_TEXTS = ("string", "multiline", "uri")
_FOR = MappingProxyType(
    {
        "restrictedToLocalStudents": "students of this institution",
        "restrictedToAllianceStudents": "students of the institutions of this alliance",
    }
)


def recognises(head: bytes, name: str) -> float:
    if not _TYPE.search(head) or b'"attributes"' not in head:
        return 0.0
    known = sum(mark in head for mark in _MARKS)
    return 0.97 if known >= 3 else 0.65 if known == 2 else 0.0


def records(feed: Feed) -> Iterator[Record | Rejection]:
    """A record a course or programme; answers put together in one array are read too."""
    if re.search(rb'"next"\s*:\s*(?:"|\{\s*"href")', feed.head(65_536)):
        feed.note(
            f"{feed.name}: this is one page of several. Put all pages into one file, or what is on the others counts "
            "as withdrawn."
        )
    yield from _resources(feed)


def _resources(feed: Feed) -> Iterator[Record | Rejection]:
    """Resources of collections, and the one that a document of its own holds in `data`."""
    for found in json_objects.objects(feed, ("data",)):
        if isinstance(found, Record) and isinstance(found.values, Mapping):
            alone = found.values.get("data")
            if isinstance(alone, Mapping):
                yield Record(f"{found.locator}, data", alone)
                continue
        yield found


def fill(record: Record, draft: Draft) -> None:
    resource = record.values
    attributes = resource.get("attributes") if isinstance(resource, Mapping) else None
    if not isinstance(attributes, Mapping) or resource.get("type") not in ("course", "programme"):
        remedy = "Take it out; institutions and their units are no offers."
        raise NotAnOfferError(resource, "a course or programme with its attributes", remedy)
    address = _address(resource)
    domain = _HEI.search(address)
    draft.identify(f"{domain[1] if domain else ''}/{resource.get('id')}" if resource.get("id") else None)
    at = "attributes"
    draft.read("languages", attributes.get("languageOfInstruction"), f"{at}.languageOfInstruction")
    draft.read("title", _said(attributes.get("title")), f"{at}.title")
    if domain is None:
        remedy = "Keep the links of the records: the institution's domain stands in them."
        raise NotAnOfferError(address, "links.self.href with /hei/<domain>/", remedy)
    draft.read("provider", domain[1].casefold(), "links.self.href", derived="the institution's domain in the address")
    draft.read("url", _web(attributes.get("url")), f"{at}.url")
    draft.read("ects", attributes.get("ects") or None, f"{at}.ects")
    draft.read("learning_outcomes", _said(attributes.get("learningOutcomes")), f"{at}.learningOutcomes")
    draft.read("prerequisites", _said(attributes.get("prerequisites")), f"{at}.prerequisites")
    draft.read("eqf", attributes.get("eqfLevelProvided"), f"{at}.eqfLevelProvided")
    everywhere = _mapping(_mapping(resource.get("meta")).get("global"))
    draft.read("eqf", everywhere.get("eqfLevel"), "meta.global.eqfLevel")
    _field(attributes, draft)
    _mode(attributes, draft)
    _assessment(attributes, draft)
    _length(attributes.get("length"), draft)
    for key, group in _FOR.items():
        if attributes.get(key) is True:
            draft.put("target_groups", (group,), f"{at}.{key}", quote="true", derived=f"{key} is true")


def _address(resource: Mapping[str, Any]) -> str:
    link = _mapping(resource.get("links")).get("self")
    found = link.get("href") if isinstance(link, Mapping) else link
    return found[:2000] if isinstance(found, str) else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _said(value: object) -> object:
    """[{"string": "Biology", "lang": "en"}] as a text in several languages; other values as they are."""
    if not isinstance(value, list):
        return value
    said: dict[str, Any] = {}
    for one in value:
        words = next((one[key] for key in _TEXTS if isinstance(one.get(key), str)), None) if _mapping(one) else one
        if isinstance(words, str):
            said.setdefault(str(_mapping(one).get("lang") or "und"), []).append(words)
    return {language: words[0] if len(words) == 1 else words for language, words in said.items()}


def _web(value: object) -> object:
    """The address of the first language; the specification's own example leaves "https://" out."""
    said = _said(value)
    first = next(iter(said.values()), None) if isinstance(said, Mapping) else said
    one = first[0] if isinstance(first, list) else first
    return f"https://{one}" if isinstance(one, str) and one.casefold().startswith("www.") else one


def _field(attributes: Mapping[str, Any], draft: Draft) -> None:
    code = attributes.get("iscedCode")
    if isinstance(code, list) and len(code) > 1:
        draft.doubt("isced_field", "attributes.iscedCode", code, "one field of education")
    else:
        draft.read("isced_field", code[0] if isinstance(code, list) and code else code, "attributes.iscedCode")
    draft.read("subject", attributes.get("otherCategorization"), "attributes.otherCategorization")


def _codes(value: object) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _mode(attributes: Mapping[str, Any], draft: Draft) -> None:
    codes = _codes(attributes.get("elmModeOfLearning"))
    modes = {elm_terms.MODES.get(f"{elm_terms.BASE}learning-assessment/{code}") for code in codes} - {None}
    if len(modes) == 1:
        draft.put("mode", modes.pop(), "attributes.elmModeOfLearning", quote=", ".join(codes))
    elif modes:
        draft.doubt("mode", "attributes.elmModeOfLearning", codes, "one mode; these may be for different groups")
    schedules = [
        elm_terms.SCHEDULES.get(f"{elm_terms.BASE}learning-schedule/{code}")
        for code in _codes(attributes.get("elmLearningScheduleType"))
    ]
    draft.put("schedules", tuple(one for one in schedules if one), "attributes.elmLearningScheduleType")


def _assessment(attributes: Mapping[str, Any], draft: Draft) -> None:
    """In words where the record has them, else the labels of its codes."""
    draft.read("assessment", _said(attributes.get("assessmentMethod")), "attributes.assessmentMethod")
    codes = [code for code in _codes(attributes.get("elmAssessmentType")) if code not in _NOT_ASSESSED]
    labels = [label for code in codes if (label := elm_terms.label_of(f"{elm_terms.BASE}assessment/{code}"))]
    if labels and not draft.has("assessment"):
        at, derived = "attributes.elmAssessmentType", "labels of the codes"
        draft.read("assessment", "; ".join(labels), at, derived=derived)


def _length(value: object, draft: Draft) -> None:
    """Whole years (1), or terms and how many a year has (2): "6/2" is three years."""
    years: float | None = None
    if isinstance(value, str) and (found := _LENGTH.match(value)):
        years = int(found[1]) / int(found[2])
    elif isinstance(value, int) and not isinstance(value, bool):
        years = value
    if years:
        derived = "years of study counted as 52 weeks"
        draft.read("duration_weeks", {"value": years, "unit": "year"}, "attributes.length", derived=derived)


FORMAT = Format(
    id="occapi",
    title="Online Course Catalogue API 1 and 2 (JSON:API)",
    recognises=recognises,
    records=records,
    fill=fill,
)
