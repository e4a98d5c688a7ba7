"""schema.org: courses, programmes and credentials in JSON-LD files and inside web pages.

A rating is an opinion of learners, never quality assurance; "recognized by" is not either. Credits are ECTS only
where the unit says so: pages write sessions and hours into numberOfCredits. What a course `assesses` is stated
assessment; a certificate at its end is not.

Terms: https://schema.org; what search engines ask of courses: https://developers.google.com/search/docs/appearance/
structured-data/course-info; read 2026-11-24.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.feeds.draft import Draft
from knowledge.feeds.format import Format
from knowledge.feeds.opening import Feed
from knowledge.feeds.records import Record, Rejection
from knowledge.feeds.schema_graph import Found, Node, found_in_json, found_in_pages, is_html, kinds, listed
from knowledge.feeds.schema_terms import (
    country_of,
    instances_of,
    next_of,
    read_days,
    read_mode,
    read_place,
    read_price,
    read_time,
)
from knowledge.feeds.values import UnreadableError, days, numbers, text
from knowledge.names import folded

_TYPED = re.compile(
    rb'"@type"\s*:\s*\[?\s*"(?:https?://schema\.org/|schema:)?'
    rb'(?:Course|CourseInstance|EducationalOccupationalProgram|EducationalOccupationalCredential|ItemList)"'
)
_ESCO_SKILL = re.compile(r"https?://data\.europa\.eu/esco/skill/\S+\Z")
_EQF = re.compile(r"\bEQF\b|European Qualifications Framework|data\.europa\.eu/snb/eqf", re.IGNORECASE)
_SENTENCE_WORDS = 4
"""Words from which on what a course teaches is a learning outcome and no name of a skill."""


def recognises(head: bytes, name: str) -> float:
    page = head.lstrip()[:200].lower().startswith((b"<!doctype html", b"<html", b"<head", b"<script"))
    if page or name.casefold().endswith((".html", ".htm", ".xhtml")):
        return 0.9 if b"application/ld+json" in head else 0.4
    if not _TYPED.search(head):
        return 0.0
    return 0.85 if b"schema.org" in head else 0.5


def records(feed: Feed) -> Iterator[Record | Rejection]:
    return found_in_pages(feed) if is_html(feed) else found_in_json(feed)


def fill(record: Record, draft: Draft) -> None:
    found: Found = record.values
    node = found.node
    runs = instances_of(found)
    run = next_of(runs, draft.source.date)
    _languages(found, [one.node for one in runs], draft)
    draft.identify(_key(found))
    draft.read("title", node.get("name") or node.get("headline"), "name")
    _provider(found, draft)
    _address(found, draft)
    _awarded(found, draft)
    _what_is_learned(found, draft)
    _level(node, draft)
    _credits(node, draft)
    read_mode(found, runs, run, draft)
    read_days(run, len(runs) > 1, draft)
    draft.read("apply_by", node.get("applicationDeadline"), "applicationDeadline")
    read_time(found, run, draft)
    read_place(found, run, draft)
    read_price(found, runs, draft)
    _conditions(found, draft)
    _rating(node, draft)
    _certified(found, draft)


def _key(found: Found) -> str | None:
    """A lasting key: an "@id" within a page ("#course") is the same on every page, and none."""
    node = found.node
    for value in (
        node.get("@id"),
        node.get("url"),
        found.page,
        *listed(node.get("identifier")),
        node.get("courseCode"),
    ):
        said = (value.get("value") or value.get("@id")) if isinstance(value, Mapping) else value
        if isinstance(said, str | int) and not isinstance(said, bool) and not str(said).startswith(("#", "_:")):
            return str(said)
    return None


def _languages(found: Found, runs: list[Node], draft: Draft) -> None:
    for node in (found.node, *runs):
        for key in ("inLanguage", "availableLanguage"):
            said = [
                one.get("alternateName") or one.get("name") if isinstance(one, Mapping) else one
                for one in found.index.resolved(node.get(key))
            ]
            draft.read("languages", [one for one in said if one], key)
            if draft.has("languages"):
                return


def _provider(found: Found, draft: Draft) -> None:
    for key in ("provider", "organizer", "offeredBy", "sourceOrganization", "publisher", "creator", "author"):
        for one in found.index.resolved(found.node.get(key)):
            if isinstance(one, Mapping):
                if key in ("creator", "author") and "Person" in kinds(one):
                    continue
                draft.read("provider", one.get("name") or one.get("legalName"), f"{key}.name")
                draft.read("country", country_of(one.get("address")), f"{key}.address.addressCountry")
            elif isinstance(one, str) and not one.startswith(("http://", "https://", "#")):
                draft.read("provider", one, key)
        if draft.has("provider"):
            return
    derived = "the organisation in whose catalogue it is listed"
    draft.read("provider", found.within, "name of the catalogue's organisation", derived=derived)


def _address(found: Found, draft: Draft) -> None:
    node = found.node
    address = next((one for one in listed(node.get("url")) if isinstance(one, str)), None) or node.get("@id")
    if isinstance(address, str) and address.startswith(("http://", "https://")):
        draft.read("url", address, "url")
    draft.read("url", found.page, "link rel=canonical", derived="the address of the page it stands on")


def _awarded(found: Found, draft: Draft) -> None:
    """What one gets in the end."""
    own = [found.node] if "EducationalOccupationalCredential" in kinds(found.node) else []
    stated = [*own, *found.index.resolved(found.node.get("educationalCredentialAwarded"))]
    for one in (*stated, *found.index.resolved(found.node.get("occupationalCredentialAwarded"))):
        if isinstance(one, str) and not one.startswith(("http://", "https://")):
            draft.read("credential_type", one, "educationalCredentialAwarded")
        elif isinstance(one, Mapping):
            category = _names(one.get("credentialCategory"))
            named = category or ([] if one in own else _names(one.get("name")))
            draft.read("credential_type", "; ".join(named), "educationalCredentialAwarded, credentialCategory")
            draft.read("validity", _years(one.get("validFor")), "validFor", derived="the period in words")
            if one not in own:
                _level(one, draft)
    if own:
        draft.read("skills", _names(found.node.get("competencyRequired")), "competencyRequired")


def _years(period: object) -> str | None:
    said = re.fullmatch(r"P(\d{1,2})([YM])", period) if isinstance(period, str) else None
    return f"{said[1]} {'years' if said[2] == 'Y' else 'months'}" if said else None


def _what_is_learned(found: Found, draft: Draft) -> None:
    node = found.node
    for place, one in enumerate(found.index.resolved(node.get("teaches"))):
        name, target = _term(one)
        at = f"teaches[{place}]"
        if target and _ESCO_SKILL.match(target):
            draft.read("skill_uris", target, at)
            draft.read("skills", name, at)
        elif name:
            draft.read("learning_outcomes" if len(name.split()) >= _SENTENCE_WORDS else "skills", name, at)
    subjects = [*_names(node.get("about")), *_names(node.get("keywords"))]
    for place, one in enumerate(listed(node.get("educationalAlignment"))):
        if not isinstance(one, Mapping):
            continue
        kind, at = str(one.get("alignmentType", "")), f"educationalAlignment[{place}]"
        if "isced" in folded(str(one.get("educationalFramework", ""))):
            draft.read("isced_field", one.get("targetName") if one.get("targetName") else one.get("targetUrl"), at)
        elif kind == "educationalSubject":
            subjects += _names(one.get("targetName"))
        elif kind == "teaches":
            draft.read("skills", one.get("targetName"), at)
    draft.read("subject", ", ".join(dict.fromkeys(subjects[:20])), "about, keywords")
    assessed = [name for one in found.index.resolved(node.get("assesses")) if (name := _term(one)[0])]
    if assessed:
        words = f"Assesses: {', '.join(assessed[:20])}"
        draft.read("assessment", words, "assesses", derived="what is said to be assessed")


def _term(value: object) -> tuple[str | None, str | None]:
    """(name, address) of a text, a DefinedTerm or an AlignmentObject."""
    if isinstance(value, str):
        return (None, value) if value.startswith(("http://", "https://")) else (value, None)
    if isinstance(value, Mapping):
        said = text.in_language(value.get("name") or value.get("targetName") or value.get("@value"), ("en",))
        target = value.get("url") or value.get("targetUrl") or value.get("@id")
        return said if isinstance(said, str) else None, target if isinstance(target, str) else None
    return None, None


def _names(value: object) -> list[str]:
    named = (_term(one)[0] for one in listed(value))
    return [one.strip() for one in named if one and one.strip()]


def _level(node: Mapping[str, Any], draft: Draft) -> None:
    """A level of the European framework only where that framework is named; else the difficulty as stated."""
    for place, one in enumerate(listed(node.get("educationalLevel"))):
        at = f"educationalLevel[{place}]"
        if isinstance(one, Mapping):
            of = one.get("inDefinedTermSet") or one.get("educationalFramework")
            framework = " ".join((*_names(of), str(of if isinstance(of, str) else ""), str(one.get("url") or "")))
            name, target = _term(one)
            if _EQF.search(framework) or _EQF.search(name or ""):
                draft.read("eqf", one.get("termCode") or (target if target and "eqf/" in target else name), at)
                continue
            one = name
        if isinstance(one, str):
            draft.read("eqf" if _EQF.search(one) else "level", one, at)


def _credits(node: Node, draft: Draft) -> None:
    for one in listed(node.get("numberOfCredits")):
        amount: object = one
        said = str(one) if isinstance(one, str) else ""
        if isinstance(one, Mapping):
            amount = one.get("value")
            said = " ".join(str(one.get(key, "")) for key in ("unitText", "unitCode", "name", "value", "description"))
        words = f" {folded(said)} "
        if " ects " in words or " european credit transfer" in words:
            draft.read("ects", amount, "numberOfCredits")
        elif amount not in (None, "", 0):
            draft.doubt("ects", "numberOfCredits", one, "credits whose unit is ECTS")


def _conditions(found: Found, draft: Draft) -> None:
    node = found.node
    for key in ("coursePrerequisites", "programPrerequisites"):
        said = [one for thing in found.index.resolved(node.get(key)) for one in _described(thing)]
        draft.read("prerequisites", "; ".join(said), key)
    groups = [
        one.get("audienceType") or one.get("educationalRole") or one.get("name") if isinstance(one, Mapping) else one
        for one in found.index.resolved(node.get("audience"))
    ]
    draft.read("target_groups", [one for one in groups if isinstance(one, str)], "audience")
    draft.read("funding", "; ".join(_names(node.get("financialAidEligible"))), "financialAidEligible")
    draft.read("part_of", next(iter(_names(list(found.index.resolved(node.get("isPartOf"))))), None), "isPartOf")


def _described(thing: object) -> list[str]:
    if isinstance(thing, Mapping):
        said = thing.get("name") or thing.get("targetName") or thing.get("description")
        return [said] if isinstance(said, str) else []
    return [thing] if isinstance(thing, str) and not thing.startswith(("http://", "https://")) else []


def _rating(node: Node, draft: Draft) -> None:
    """Ratings on another scale than 0 to 5 are put on it."""
    rated = node.get("aggregateRating")
    if not isinstance(rated, Mapping):
        return
    value, best = rated.get("ratingValue"), rated.get("bestRating", 5)
    try:
        highest = numbers.number(best)
        stated = numbers.number(value) if value is not None else None
    except UnreadableError as error:
        draft.doubt("rating", "aggregateRating.ratingValue", value, str(error))
        return
    if stated is not None and highest > 0 and highest != 5:
        derived = f"{stated:g} of at most {highest:g}, put on a scale to 5"
        draft.read("rating", round(stated * 5 / highest, 2), "aggregateRating.ratingValue", derived=derived)
    else:
        draft.read("rating", value, "aggregateRating.ratingValue")
    if draft.has("rating"):
        counted = rated.get("ratingCount") or rated.get("reviewCount")
        draft.read("ratings_count", counted, "aggregateRating.ratingCount")


def _certified(found: Found, draft: Draft) -> None:
    """Certifications of the course or its provider: claims, as nobody but the page says so."""
    holders = [(found.node, ""), *((one, "provider.") for one in found.index.resolved(found.node.get("provider")))]
    for holder, path in holders:
        if not isinstance(holder, Mapping):
            continue
        for place, one in enumerate(found.index.resolved(holder.get("hasCertification"))):
            if not isinstance(one, Mapping) or not isinstance(one.get("name"), str):
                continue
            by = next((name for name in _names(list(found.index.resolved(one.get("issuedBy"))))), None)
            words = f"{one['name']} ({by})" if by else one["name"]
            at = f"{path}hasCertification[{place}]"
            starts, ends = _day(one.get("validFrom")), _day(one.get("expires"))
            draft.claim(words, at, standard=one["name"], body=by, valid_from=starts, valid_to=ends)


def _day(value: object) -> Any:
    try:
        return days.day(value)
    except UnreadableError:
        return None


FORMAT = Format("schema_org", "schema.org", recognises, records, fill)
