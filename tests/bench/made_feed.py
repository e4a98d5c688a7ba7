"""A feed made for measuring: many sessions of fewer courses, in MOOChub's JSON. The same arguments, the same bytes.

As real feeds do, it holds records that are no offers, ids that occur twice, and values that cannot be read.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import orjson

SESSIONS_OF_A_COURSE = 50
NO_NAME_EVERY, DOUBLE_EVERY, UNREADABLE_EVERY = 500, 1_000, 100
CHANGED_EVERY, VANISHED_EVERY = 100, 1_000

_DEEDS = ("Introduction to", "Working with", "Certificate in", "Basics of", "Advanced", "Managing", "Practice of")
_TOPICS = (
    "accounting", "bookkeeping with spreadsheets", "machine learning", "care of older people", "first aid at work",
    "welding in protective gas", "food hygiene", "project management", "data protection", "web design", "logistics",
    "solar installation", "customer service", "language teaching", "pruning of fruit trees", "forklift safety",
    "database administration", "event planning", "dementia care", "payroll", "building energy advice", "robotics",
)  # fmt: skip
_PLACES = (("Graz", "AT"), ("Lille", "FR"), ("Łódź", "PL"), ("Patras", "GR"), ("Vigo", "ES"), ("Kaunas", "LT"))
_LANGUAGES = ("de", "en", "fr", "pl", "el", "es", "lt")
_FIRST_DAY = date(2027, 1, 4)


def write_feed(path: Path, records: int, *, edition: int = 1) -> None:
    """Writes a feed of `records` records. Edition 2 is a later delivery: one in a hundred changed, few are gone."""
    courses = [_course(number) for number in range(max(1, records // SESSIONS_OF_A_COURSE))]
    with path.open("wb", buffering=1 << 20) as file:
        file.write(b'{"links":{"self":"https://feed.example/courses"},"data":[\n')
        for number, record in enumerate(_records(records, courses, edition)):
            file.write((b",\n" if number else b"") + orjson.dumps(record))
        file.write(b"\n]}\n")


def _records(records: int, courses: list[dict[str, Any]], edition: int) -> Iterator[dict[str, Any]]:
    for number in range(records):
        if edition > 1 and number % VANISHED_EVERY == 7:
            continue
        session = _session(number, courses[number % len(courses)], number // len(courses))
        attributes = session["attributes"]
        if number % NO_NAME_EVERY == 3:
            del attributes["name"]
        if number % DOUBLE_EVERY == 5:
            session["id"] = _id(number // 2)
        if number % UNREADABLE_EVERY == 9:
            attributes["startDate"] = ["in spring, we will let you know"]
        if edition > 1 and number % CHANGED_EVERY == 11:
            attributes["offer"][0]["price"] += 10
        yield session


def _id(number: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://feed.example/sessions/{number}"))


def _course(number: int) -> dict[str, Any]:
    """What all sessions of one course say."""
    chance = random.Random(number)
    topic, (place, country) = chance.choice(_TOPICS), chance.choice(_PLACES)
    skills = chance.sample(_TOPICS, 4)
    return {
        "name": f"{chance.choice(_DEEDS)} {topic}, module {number}",
        "inLanguage": [chance.choice(_LANGUAGES)],
        "courseMode": [chance.choice(("online", "onsite", "blended"))],
        "learningResourceType": {"identifier": "https://w3id.org/kim/hcrt/course", "type": "Concept"},
        "description": f"Made for measuring. {' '.join(chance.choices(_TOPICS, k=30))}.",
        "duration": f"P{chance.randint(1, 20)}W",
        "publisher": {"type": "Organization", "name": "Portal of all academies"},
        "creator": [{"type": "Organization", "name": f"Academy {chance.randrange(500)} of {place}"}],
        "url": f"https://feed.example/courses/{number}",
        "teaches": [
            {"name": [{"inLanguage": "en", "name": skill}], "educationalFramework": "ESCO"} for skill in skills
        ],
        "keywords": skills[:2],
        "numberOfCredits": chance.choice((None, None, 2, 5)),
        "contentLocation": {"name": place, "address": {"addressCountry": country, "city": place}},
        "price": chance.choice((0, 49, 120.5, 900)),
    }


def _session(number: int, course: dict[str, Any], session: int) -> dict[str, Any]:
    start = _FIRST_DAY + timedelta(days=7 * session + number % 5)
    attributes = {key: value for key, value in course.items() if key != "price"}
    attributes["startDate"] = [start.isoformat()]
    attributes["endDate"] = [(start + timedelta(days=60)).isoformat()]
    attributes["offer"] = [
        {"price": course["price"], "priceCurrency": "EUR", "paymentFrequency": "one-time", "category": "course"}
    ]
    return {"id": _id(number), "type": "Course", "attributes": attributes}
