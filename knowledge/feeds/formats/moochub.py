"""MOOChub 3: the JSON interface by which providers of online courses exchange them (also what is the same in 2.x).

Credits are ECTS credits: the schema says so of numberOfCredits. A certificate or a record of achievement is a paper,
not yet an assessment; only a learning item of type Test states one. A workload a week is a whole workload only where
the length of the course is stated too.

Schema: github.com/MOOChub/schema, 3.0.1 (2025), read 2026-11-24.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from knowledge.feeds import json_objects
from knowledge.feeds.draft import Draft
from knowledge.feeds.format import Format
from knowledge.feeds.opening import Feed
from knowledge.feeds.records import NotAnOfferError, Record, Rejection
from knowledge.feeds.values import UnreadableError, days, prices, text
from knowledge.offer import Place, Price

UNDER = ("data",)
_PAGE = re.compile(rb'"links"\s*:\s*\{[^{}]*"next"\s*:\s*"(?P<next>[^"]+)"')
_WEEKS_A_MONTH = 52 / 12
_PARTS_OF_A_WEEK = {"h/week": 1.0, "h/month": 1 / _WEEKS_A_MONTH, "h/day": 7.0}
_PAPERS = ("certificate", "record of achievement", "confirmation of participation")
_MODES = frozenset({"online", "onsite", "blended"})


def recognises(head: bytes, name: str) -> float:
    if b'"attributes"' not in head or b'"data"' not in head:
        return 0.0
    marks = (
        b"w3id.org/kim/hcrt",
        b'"learningResourceType"',
        b'"moocProvider"',
        b'"courseLicenses"',
        b'"educationalLevel"',
    )
    known = sum(mark in head for mark in marks)
    return 0.95 if known else 0.6 if re.search(rb'"type"\s*:\s*"(?:Course|courses)"', head) else 0.0


def records(feed: Feed) -> Iterator[Record | Rejection]:
    """A record a course. A file that is one page of several is noted: what it lacks may be on the others."""
    page = _PAGE.search(feed.head(65_536))
    if page and sum(1 for _ in feed.parts()) == 1:
        feed.note(
            f"{feed.name}: this is one page of several (next: {page['next'][:200].decode('utf-8', 'replace')}). Put "
            "all pages into one file, or what is on the others counts as withdrawn."
        )
    yield from json_objects.objects(feed, UNDER)


def fill(record: Record, draft: Draft) -> None:
    course = record.values
    if not isinstance(course, Mapping) or not isinstance(course.get("attributes"), Mapping):
        raise NotAnOfferError(course, "a course with its attributes", "Correct the record in the feed.")
    draft.identify(course.get("id"))
    held: dict[str, Any] = dict(course["attributes"])
    at = "attributes"
    draft.read("languages", held.get("inLanguage") or held.get("languages"), f"{at}.inLanguage")
    draft.read("title", held.get("name"), f"{at}.name")
    _bodies(held, draft)
    draft.read("url", held.get("url"), f"{at}.url")
    _paper(held, draft)
    _what_is_learned(held, draft)
    _mode(held, draft)
    _time(held, draft)
    _price(held, draft)
    draft.read("ects", held.get("numberOfCredits") or None, f"{at}.numberOfCredits")
    _assessment(held, draft)
    _place(held, draft)
    _others(held, draft)


def _paper(held: Mapping[str, Any], draft: Draft) -> None:
    """The paper one can get at best, of the three kinds that the schema knows."""
    stated = [str(one) for one in _listed(held.get("educationalCredentialsAwarded"))]
    best = next((one for one in _PAPERS if one in stated), next(iter(stated), None))
    derived = f"the best of {', '.join(stated[:5])}" if len(stated) > 1 else None
    draft.read("credential_type", best, "attributes.educationalCredentialsAwarded", derived=derived)


def _bodies(held: Mapping[str, Any], draft: Draft) -> None:
    """Organisations that made the course provide it; the publisher, where it is another, is the platform."""
    publisher = held.get("publisher") or held.get("moocProvider")
    publisher_name = publisher.get("name") if isinstance(publisher, Mapping) else None
    makers = [*_listed(held.get("creator")), *_listed(held.get("partnerInstitutes"))]
    for place, one in enumerate(makers):
        if isinstance(one, Mapping) and one.get("type", "Organization") == "Organization":
            draft.read("provider", one.get("name"), f"attributes.creator[{place}].name")
    draft.read("provider", publisher_name, "attributes.publisher.name")
    if publisher_name and publisher_name != draft.get("provider"):
        draft.read("platform", publisher_name, "attributes.publisher.name")


def _labels(value: object) -> object:
    """Names as a language map: [{"inLanguage": "en", "name": "Privacy"}] as {"en": "Privacy"}."""
    named = [one for one in _listed(value) if isinstance(one, Mapping) and isinstance(one.get("name"), str)]
    if named:
        return {str(one.get("inLanguage") or "und"): one["name"] for one in named}
    return value


def _name(thing: Mapping[str, Any], draft: Draft) -> str | None:
    said = text.in_language(_labels(thing.get("name")), draft.prefer)
    return said if isinstance(said, str) and said.strip() else None


def _what_is_learned(held: Mapping[str, Any], draft: Draft) -> None:
    for place, skill in enumerate(_listed(held.get("teaches"))):
        if isinstance(skill, Mapping):
            draft.read("skills", _name(skill, draft), f"attributes.teaches[{place}].name")
            target = skill.get("targetUrl")
            if isinstance(target, str) and re.match(r"https?://data\.europa\.eu/esco/skill/", target):
                draft.read("skill_uris", target, f"attributes.teaches[{place}].targetUrl")
    draft.read("learning_outcomes", held.get("learningObjectives"), "attributes.learningObjectives")
    subjects = []
    for place, one in enumerate(_listed(held.get("educationalAlignment"))):
        if isinstance(one, Mapping):
            subjects += [name] if (name := _name(one, draft)) else []
            if one.get("educationalFramework") == "ISCED-F":
                code, at = one.get("shortCode"), f"attributes.educationalAlignment[{place}].shortCode"
                draft.read("isced_field", code, at)
    keywords = [one for one in _listed(held.get("keywords")) if isinstance(one, str)]
    draft.read("subject", ", ".join(dict.fromkeys([*subjects, *keywords][:20])), "attributes.educationalAlignment")
    levels = {
        name
        for one in _listed(held.get("educationalLevel"))
        if isinstance(one, Mapping) and (name := _name(one, draft))
    }
    if len(levels) == 1:
        draft.read("level", levels.pop(), "attributes.educationalLevel")
    elif levels:
        draft.doubt("level", "attributes.educationalLevel", sorted(levels), "one level")
    needed = [_name(one, draft) for one in _listed(held.get("competencyRequired")) if isinstance(one, Mapping)]
    draft.read("prerequisites", "; ".join(one for one in needed if one), "attributes.competencyRequired")


def _mode(held: Mapping[str, Any], draft: Draft) -> None:
    stated = [str(one).casefold() for one in _listed(held.get("courseMode"))]
    modes = [one for one in stated if one in _MODES]
    if len(modes) == 1:
        draft.read("mode", modes[0], "attributes.courseMode")
    elif modes:
        draft.doubt("mode", "attributes.courseMode", stated, "one of online, onsite and blended")


def _time(held: Mapping[str, Any], draft: Draft) -> None:
    length = held.get("duration")
    if isinstance(length, str):
        field = "workload_hours" if length.startswith("PT") else "duration_weeks"
        draft.read(field, length, "attributes.duration")
    workload = held.get("workload")
    weeks = draft.get("duration_weeks")
    if isinstance(workload, Mapping):
        amount, unit = workload.get("timeValue"), workload.get("timeUnit")
        share = _PARTS_OF_A_WEEK.get(str(unit))
        if isinstance(amount, int) and amount > 0 and share and weeks:
            total = tuple(round(amount * share * end, 1) for end in weeks)
            derived = f"{amount} {unit} over the stated length of the course"
            draft.put("workload_hours", total, "attributes.workload", quote=f"{amount} {unit}", derived=derived)
        elif amount:
            expected = "hours together with the length of the course, to know the whole workload"
            draft.doubt("workload_hours", "attributes.workload", f"{amount} {unit}", expected)
    start = _next_day(held.get("startDate"), "start", draft)
    _next_day(held.get("endDate"), "end", draft, after=start)
    draft.read("apply_by", held.get("applicationDeadline"), "attributes.applicationDeadline")


def _next_day(value: object, field: str, draft: Draft, after: date | None = None) -> date | None:
    """Of several days, as a course is held again and again, the next from the day of the feed; else the last."""
    found: list[date] = []
    for one in _listed(value):
        try:
            found.append(days.day(one))
        except UnreadableError as error:
            draft.doubt(field, f"attributes.{field}Date", one, str(error))
    since = after or draft.source.date
    following = sorted(day for day in found if day >= since)
    chosen = following[0] if following else max(found, default=None)
    if chosen is not None and (after is None or chosen >= after):
        several = "the next of several" if len(found) > 1 else None
        draft.put(field, chosen, f"attributes.{field}Date", quote=chosen.isoformat(), derived=several)
    return chosen


def _price(held: Mapping[str, Any], draft: Draft) -> None:
    """What the course with its certificate costs, where that is one price; else the least one pays."""
    read: dict[str, list[Price]] = {}
    repeated = False
    for place, offer in enumerate(_listed(held.get("offer"))):
        if not isinstance(offer, Mapping) or offer.get("price") is None:
            continue
        try:
            price = prices.price({"price": offer["price"], "priceCurrency": offer.get("priceCurrency")})
        except UnreadableError as error:
            draft.doubt("price", f"attributes.offer[{place}]", offer, str(error))
            continue
        read.setdefault(str(offer.get("category")), []).append(price)
        repeated |= price.amount > 0 and offer.get("paymentFrequency") not in ("one-time", None)
    several = sum(map(len, read.values())) > 1
    for category in ("complete", "course"):
        if category in read:
            least = min(read[category], key=lambda price: price.amount)
            more = repeated or len(read[category]) > 1 or (category == "course" and _costs(read.get("certificate")))
            price = Price(least.amount, least.currency, at_least=more)
            derived = "the least of several prices" if several and more else None
            draft.put("price", price, "attributes.offer", quote=f"{least.amount:g} {least.currency}", derived=derived)
            return
    access = {str(one) for one in _listed(held.get("access"))}
    if not read and "free" in access:
        draft.put(
            "price", Price(0.0, at_least=access != {"free"}), "attributes.access", quote=", ".join(sorted(access))
        )


def _costs(listed: list[Price] | None) -> bool:
    return any(price.amount > 0 for price in listed or [])


def _assessment(held: Mapping[str, Any], draft: Draft) -> None:
    tests = [one for one in _listed(held.get("hasPart")) if isinstance(one, Mapping) and one.get("type") == "Test"]
    names = [one["name"] for one in tests if isinstance(one.get("name"), str)]
    if tests:
        words = f"Test: {', '.join(names[:10])}" if names else "Test"
        draft.read("assessment", words, "attributes.hasPart", derived="learning items of type Test")


def _place(held: Mapping[str, Any], draft: Draft) -> None:
    where = held.get("contentLocation")
    if not isinstance(where, Mapping):
        return
    address = where.get("address")
    address = address if isinstance(address, Mapping) else {}
    draft.read("country", address.get("addressCountry"), "attributes.contentLocation.address.addressCountry")
    try:
        name = text.name(address.get("city") or where.get("name"))
    except UnreadableError:
        return
    if name.casefold() in ("online", "hybrid"):
        return
    latitude, longitude = where.get("latitude"), where.get("longitude")
    known = isinstance(latitude, float) and isinstance(longitude, float)
    place = Place(name, draft.get("country"), latitude if known else None, longitude if known else None)
    draft.put("place", place, "attributes.contentLocation", quote=name)


def _others(held: Mapping[str, Any], draft: Draft) -> None:
    groups = [
        re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(one).rsplit("/", 1)[-1]) for one in _listed(held.get("audience"))
    ]
    draft.read("target_groups", [one.lower() for one in groups], "attributes.audience")
    for place, whole in enumerate(_listed(held.get("isPartOf"))):
        if isinstance(whole, Mapping):
            draft.read("part_of", whole.get("title") or whole.get("url"), f"attributes.isPartOf[{place}].title")


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


FORMAT = Format("moochub", "MOOChub", recognises, records, fill)
