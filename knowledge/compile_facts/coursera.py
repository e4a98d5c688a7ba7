"""Coursera: 1,008 courses and certificates (clean_coursera_courses.csv), undated, without links or prices."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from knowledge.compile_facts.cleaning import clean, listed
from knowledge.compile_facts.merging import Compiled, merge_doubles, tell_apart
from knowledge.compile_facts.offer_ids import offer_id
from knowledge.compile_facts.provider_countries import Countries
from knowledge.compile_facts.title_language import language_of_title
from knowledge.offer import Level, Mode, Offer, Provenance, Source

FILE = "clean_coursera_courses.csv"
SOURCE = Source(
    id="coursera",
    title="Coursera course list (undated file, copied 2026-11-24)",
    date=date(2026, 11, 24),
    licence="facts only; no licence stated with the file",
    url="https://www.coursera.org",
)
_LEVELS = {
    "Beginner": Level.BEGINNER,
    "Intermediate": Level.INTERMEDIATE,
    "Advanced": Level.ADVANCED,
    "Mixed": Level.MIXED,
}
_WEEKS_A_MONTH = 52 / 12
_DURATIONS = {"1 - 4 Weeks": (1.0, 4.0), "1 - 3 Months": (1, 3), "3 - 6 Months": (3, 6)}
_SPLIT_SKILL = ("Extract", "Transform", "Load")  # one skill, cut at its commas by the file


def compile_coursera(data: Path, countries: Countries) -> Compiled:
    """All rows of the list as offers; rows without title or organisation are rejected."""
    compiled = Compiled(SOURCE.id)
    path = data / "catalogues" / "coursera_1008" / FILE
    with path.open(encoding="utf-8-sig", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows), start=2):
            compiled.read += 1
            title = clean(row["Title"]).rstrip(":").strip()
            provider = clean(row["Organization"])
            if not title or not provider:
                compiled.rejected["no title or no organisation"] += 1
                continue
            compiled.offers.append(_offer(row, title, provider, f"{FILE}, row {number}", countries))
    merge_doubles(compiled, key=lambda o: (o.title.casefold(), o.provider.casefold(), o.credential_type))
    compiled.offers = tell_apart(compiled.offers, mark=lambda o: f"{o.provider} {o.credential_type or ''}")
    compiled.unknown["price: the list has none"] = len(compiled.offers)
    return compiled


def _offer(row: dict[str, str], title: str, provider: str, locator: str, countries: Countries) -> Offer:
    where = {
        "title": Provenance(f"{locator}, column Title", title),
        "provider": Provenance(f"{locator}, column Organization", provider),
        "mode": Provenance(f"{locator}", derived="the platform teaches online"),
    }
    level = _LEVELS.get(row["Difficulty"])
    if level:
        where["level"] = Provenance(f"{locator}, column Difficulty", row["Difficulty"])
    credential_type = clean(row["Certificate Type"]) or None
    if credential_type:
        where["credential_type"] = Provenance(f"{locator}, column Certificate Type", credential_type)
    skills = _joined(listed(row["Skills"]))
    if skills:
        where["skills"] = Provenance(f"{locator}, column Skills", ", ".join(skills[:3]))
    hours, weeks = _effort(row["Duration"], locator, where)
    stackability = None
    if row["Towards Degree"] == "True":
        stackability = "Towards a degree"
        where["stackability"] = Provenance(f"{locator}, column Towards Degree", "True")
    rating = float(row["Rating"]) if row["Rating"] else None
    if rating is not None:
        where["rating"] = Provenance(f"{locator}, column Rating", row["Rating"])
    count = int(float(row["Reviews"])) if row["Reviews"] else None
    if count is not None:
        where["ratings_count"] = Provenance(f"{locator}, column Reviews", row["Reviews"])
    spoken = language_of_title(title)
    if spoken:
        where["languages"] = Provenance(f"{locator}, column Title", title, derived=spoken[1])
    country = countries.get(provider)
    if country:
        where["country"] = country[1]
    return Offer(
        id=offer_id("coursera", title, f"{title}|{provider}|{credential_type}"),
        title=title,
        provider=provider,
        platform="Coursera",
        source=SOURCE,
        locator=locator,
        credential_type=credential_type,
        skills=skills,
        languages=(spoken[0],) if spoken else (),
        mode=Mode.ONLINE,
        country=country[0] if country else None,
        level=level,
        workload_hours=hours,
        duration_weeks=weeks,
        stackability=stackability,
        rating=rating,
        ratings_count=count,
        provenance=where,
    )


def _effort(
    stated: str, locator: str, where: dict[str, Provenance]
) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    """(hours of work, weeks of calendar time) from the list's duration bands."""
    place = f"{locator}, column Duration"
    if stated == "Less Than 2 Hours":
        where["workload_hours"] = Provenance(place, stated)
        return (0.0, 2.0), None
    if stated not in _DURATIONS:
        return None, None
    low, high = _DURATIONS[stated]
    if stated.endswith("Months"):
        where["duration_weeks"] = Provenance(place, stated, derived="a month counted as 52/12 weeks")
        return None, (round(low * _WEEKS_A_MONTH, 1), round(high * _WEEKS_A_MONTH, 1))
    where["duration_weeks"] = Provenance(place, stated)
    return None, (low, high)


def _joined(skills: tuple[str, ...]) -> tuple[str, ...]:
    for start in range(len(skills) - 2):
        if skills[start : start + 3] == _SPLIT_SKILL:
            return (*skills[:start], ", ".join(_SPLIT_SKILL), *skills[start + 3 :])
    return skills
