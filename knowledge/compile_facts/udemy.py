"""Udemy: 3,678 courses published 2011-2017 (udemy_courses.csv).

What the file cannot prove is left unknown:
- teacher: not in the file; the platform stands as provider, and the provenance says so;
- workload: `content_duration` is hours of video, not a learner's work; kept as what was read, not as workload;
- currency: the price is a bare number;
- level and rating: five records run together inside titles show the publisher's own export: its level "All Levels"
  does not occur in the level column and it has no rating column. Both columns were made later, nobody says how, so
  neither is taken over; a level is derived only where the title names it.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

from knowledge.compile_facts.cleaning import clean, without_stray_quotes
from knowledge.compile_facts.merging import Compiled, merge_doubles, tell_apart
from knowledge.compile_facts.offer_ids import offer_id
from knowledge.compile_facts.title_language import language_of_title
from knowledge.offer import Level, Mode, Offer, Price, Provenance, Source

FILE = "udemy_courses.csv"
SOURCE = Source(
    id="udemy",
    title="Udemy course list (newest course published 2017-07-06)",
    date=date(2017, 7, 6),
    licence="facts only; no licence stated with the file",
    url="https://www.udemy.com",
)
_TITLE_LEVELS = (
    (Level.BEGINNER, re.compile(r"\b(absolute |complete )?beginners?\b|\bpara principiantes\b", re.IGNORECASE)),
    (Level.INTERMEDIATE, re.compile(r"\bintermediate\b|\bnivel intermedio\b", re.IGNORECASE)),
    (Level.ADVANCED, re.compile(r"^advanced\b|\badvanced (level|course)\b|\bnivel avanzado\b", re.IGNORECASE)),
)


def compile_udemy(data: Path) -> Compiled:
    """All whole records as offers; records that swallowed the next one are rejected."""
    compiled = Compiled(SOURCE.id)
    path = data / "catalogues" / "udemy_3678" / FILE
    with path.open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            compiled.read += 1
            if "https://" in row["course_title"] or "\n" in row["course_title"]:
                compiled.rejected["two records run together"] += 1
                continue
            title = without_stray_quotes(clean(row["course_title"]))
            if not title or not row["url"].startswith("https://www.udemy.com/"):
                compiled.rejected["no title or no link"] += 1
                continue
            compiled.offers.append(_offer(row, title))
    merge_doubles(compiled, key=lambda o: o.url)
    compiled.offers = tell_apart(compiled.offers, mark=lambda o: o.locator.rsplit(" ", 1)[-1])
    compiled.unknown["level: not named in the title"] = sum(o.level is None for o in compiled.offers)
    compiled.unknown["rating: of unknown origin"] = len(compiled.offers)
    compiled.unknown["workload: the file gives hours of video"] = len(compiled.offers)
    return compiled


def _offer(row: dict[str, str], title: str) -> Offer:
    locator = f"{FILE}, course_id {row['course_id']}"
    url = row["url"].strip()
    where = {
        "title": Provenance(f"{locator}, column course_title", title),
        "provider": Provenance(locator, derived="the list names no teacher; the platform stands here"),
        "url": Provenance(f"{locator}, column url", url),
        "subject": Provenance(f"{locator}, column subject", clean(row["subject"])),
        "mode": Provenance(locator, derived="the platform teaches online"),
        "ratings_count": Provenance(f"{locator}, column num_reviews", row["num_reviews"]),
        "workload_hours": Provenance(
            f"{locator}, column content_duration",
            f"{float(row['content_duration']):g}",
            derived="hours of video, not the learner's work: workload unknown",
        ),
    }
    free = row["is_paid"].strip().upper() == "FALSE"
    price = Price(0.0) if free else Price(float(row["price"]))
    column = "is_paid" if free else "price"
    where["price"] = Provenance(f"{locator}, column {column}", row[column].strip())
    level = level_in_title(title)
    if level:
        where["level"] = Provenance(f"{locator}, column course_title", title, derived="the title names the level")
    spoken = language_of_title(title)
    if spoken:
        where["languages"] = Provenance(f"{locator}, column course_title", title, derived=spoken[1])
    return Offer(
        id=offer_id("udemy", url.rstrip("/").rsplit("/", 1)[-1], row["course_id"]),
        title=title,
        provider="Udemy",
        platform="Udemy",
        url=url,
        source=SOURCE,
        locator=locator,
        subject=clean(row["subject"]),
        languages=(spoken[0],) if spoken else (),
        mode=Mode.ONLINE,
        level=level,
        price=price,
        ratings_count=int(row["num_reviews"]),
        provenance=where,
    )


def level_in_title(title: str) -> Level | None:
    """The level a title names; None where it names none or several ("Beginner to Advanced")."""
    named = [level for level, pattern in _TITLE_LEVELS if pattern.search(title)]
    if len(named) != 1 or (
        named[0] is Level.BEGINNER and re.search(r"advanced|expert|pro\b|professional", title, re.IGNORECASE)
    ):
        return None
    return named[0]
