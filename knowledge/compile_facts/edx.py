"""edX: a list of courses (EdX.csv), undated. Its prose is read for subject and language and is not kept."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from knowledge.compile_facts.cleaning import clean
from knowledge.compile_facts.merging import Compiled, merge_doubles, tell_apart
from knowledge.compile_facts.offer_ids import offer_id
from knowledge.compile_facts.provider_countries import Countries
from knowledge.compile_facts.title_language import language_of_description, language_of_title
from knowledge.offer import Level, Mode, Offer, Provenance, Source

FILE = "EdX.csv"
COURSE_ADDRESS = "https://www.edx.org/"
SOURCE = Source(
    id="edx",
    title="edX course list (undated file, copied 2026-11-24)",
    date=date(2026, 11, 24),
    licence="facts only; no licence stated with the file",
    url="https://www.edx.org",
)
_LEVELS = {"Beginner": Level.BEGINNER, "Intermediate": Level.INTERMEDIATE, "Advanced": Level.ADVANCED}
SUBJECTS = (
    "Architecture",
    "Art & Culture",
    "Biology & Life Sciences",
    "Business & Management",
    "Chemistry",
    "Communication",
    "Computer Science",
    "Data Analysis & Statistics",
    "Design",
    "Economics & Finance",
    "Education & Teacher Training",
    "Electronics",
    "Energy & Earth Sciences",
    "Engineering",
    "Environmental Studies",
    "Ethics",
    "Food & Nutrition",
    "Health & Safety",
    "History",
    "Humanities",
    "Language",
    "Law",
    "Literature",
    "Math",
    "Medicine",
    "Music",
    "Philanthropy",
    "Philosophy & Ethics",
    "Physics",
    "Science",
    "Social Sciences",
)
"""The platform's own subject names: the last words of each description in the file."""


def compile_edx(data: Path, countries: Countries) -> Compiled:
    """All whole rows of the list as offers; empty rows and rows whose columns slipped are rejected."""
    compiled = Compiled(SOURCE.id)
    path = data / "catalogues" / "edx_727" / FILE
    with path.open(encoding="utf-8-sig", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows), start=2):
            compiled.read += 1
            title, provider = clean(row["Course"]), clean(row["University"])
            if not title or not provider:
                compiled.rejected["empty row"] += 1
                continue
            if not clean(row["Link"]).startswith(COURSE_ADDRESS):
                compiled.rejected["columns slipped: the link is a piece of text"] += 1
                continue
            compiled.offers.append(_offer(row, title, provider, f"{FILE}, record {number}", countries))
    merge_doubles(compiled, key=lambda o: o.url)
    compiled.offers = tell_apart(compiled.offers, mark=lambda o: o.provider)
    compiled.unknown["price, effort: the list has none"] = len(compiled.offers)
    return compiled


def subject_of(description: str) -> str | None:
    """The subject at the end of a description, the longest that fits."""
    text = clean(description)
    fitting = [subject for subject in SUBJECTS if text.endswith(subject)]
    return max(fitting, key=len) if fitting else None


def _offer(row: dict[str, str], title: str, provider: str, locator: str, countries: Countries) -> Offer:
    url = clean(row["Link"])
    where = {
        "title": Provenance(f"{locator}, column Course", title),
        "provider": Provenance(f"{locator}, column University", provider),
        "url": Provenance(f"{locator}, column Link", url),
        "mode": Provenance(f"{locator}", derived="the platform teaches online"),
    }
    level = _LEVELS.get(row["Difficulty Level"])
    if level:
        where["level"] = Provenance(f"{locator}, column Difficulty Level", row["Difficulty Level"])
    subject = subject_of(row["Course Description"])
    if subject:
        where["subject"] = Provenance(f"{locator}, end of column Course Description", subject)
    place = f"{locator}, column Course Description"
    spoken = language_of_description(clean(row["Course Description"]))
    if spoken:
        where["languages"] = Provenance(place, derived=spoken[1])
    else:
        spoken = language_of_title(title)
        if spoken:
            where["languages"] = Provenance(f"{locator}, column Course", title, derived=spoken[1])
    country = countries.get(provider)
    if country:
        where["country"] = country[1]
    return Offer(
        id=offer_id("edx", url.rstrip("/").rsplit("/", 1)[-1], url),
        title=title,
        provider=provider,
        platform="edX",
        url=url,
        source=SOURCE,
        locator=locator,
        subject=subject,
        languages=(spoken[0],) if spoken else (),
        mode=Mode.ONLINE,
        country=country[0] if country else None,
        level=level,
        provenance=where,
    )
