"""Twenty records of the German employment service's training search (response.json), as of July 2023.

The descriptions are read for their language and are not kept. `kostenWert` 0.0 stands beside remarks on what the
costs include and on vouchers: it is no statement that the course is free, so the price is left unknown.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from knowledge.compile_facts.cleaning import clean, first_words, without_markup
from knowledge.compile_facts.merging import Compiled, merge_doubles, tell_apart
from knowledge.compile_facts.offer_ids import offer_id
from knowledge.compile_facts.title_language import language_of_description
from knowledge.offer import Mode, Offer, Place, Price, Provenance, QualityClaim, Schedule, Source

FILE = "response.json"
SEARCH = "https://web.arbeitsagentur.de/weiterbildungssuche/suche"
_GERMANY = ZoneInfo("Europe/Berlin")
_MODES = {"Combined Learning": Mode.BLENDED, "Blended Learning": Mode.BLENDED}
_SCHEDULES = {"Vollzeit": Schedule.FULL_TIME, "Teilzeit": Schedule.PART_TIME}
_WEEKS_A_MONTH = 52 / 12
_DURATIONS = {  # bands as the search states them, in weeks
    "bis 3 Tage": (0.0, 0.6),
    "mehr als 3 Tage bis 1 Woche": (0.6, 1.0),
    "mehr als 1 Woche bis 1 Monat": (1.0, _WEEKS_A_MONTH),
    "mehr als 1 Monat bis 3 Monate": (_WEEKS_A_MONTH, 3 * _WEEKS_A_MONTH),
    "mehr als 3 Monate bis 6 Monate": (3 * _WEEKS_A_MONTH, 6 * _WEEKS_A_MONTH),
    "mehr als 6 Monate bis 1 Jahr": (6 * _WEEKS_A_MONTH, 52.0),
}
_STATED = 160
"""Characters kept of a stated condition or certificate: the fact, not the passage."""


def compile_german_training(data: Path) -> Compiled:
    """All records as offers; the source is dated by its newest record."""
    response = json.loads((data / "catalogues" / "ba_weiterbildung_20" / FILE).read_text(encoding="utf-8"))
    records = response["_embedded"]["termine"]
    newest = max(_day(record["aktualisierungsdatum"]) for record in records)
    source = Source(
        id="ba",
        title=f"Weiterbildungssuche of the Bundesagentur für Arbeit (newest record of {newest.isoformat()})",
        date=newest,
        licence="facts only",
        url=SEARCH,
    )
    compiled = Compiled(source.id)
    for record in records:
        compiled.read += 1
        if not clean(record["angebot"]["titel"]) or not clean(record["angebot"]["bildungsanbieter"]["name"]):
            compiled.rejected["no title or no provider"] += 1
            continue
        compiled.offers.append(_offer(record, source))
    merge_doubles(compiled, key=lambda o: o.locator)
    compiled.offers = tell_apart(compiled.offers, mark=lambda o: o.locator.rsplit(" ", 1)[-1])
    compiled.unknown["price: none or 0.0 beside a remark on costs"] = sum(o.price is None for o in compiled.offers)
    return compiled


def _day(milliseconds: int) -> date:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(_GERMANY).date()


def _offer(record: dict[str, Any], source: Source) -> Offer:
    course = record["angebot"]
    locator = f"{FILE}, termin {record['id']}"
    title = clean(course["titel"])
    url = clean(record["link"] or course["link"]).replace(" ", "%20") or None
    where = {
        "title": Provenance(f"{locator}, angebot.titel", title),
        "provider": Provenance(f"{locator}, bildungsanbieter.name", clean(course["bildungsanbieter"]["name"])),
    }
    if url:
        where["url"] = Provenance(f"{locator}, link", url)
    form = record["unterrichtsform"]["bezeichnung"]
    if form in _MODES:
        where["mode"] = Provenance(f"{locator}, unterrichtsform", form)
    time = record["unterrichtszeit"]["bezeichnung"]
    if time in _SCHEDULES:
        where["schedules"] = Provenance(f"{locator}, unterrichtszeit", time)
    body = _examining_body(record, locator, where)
    funding = without_markup(course["foerderung"])
    if funding:
        where["funding"] = Provenance(f"{locator}, foerderung", first_words(funding))
    conditions = " ".join(
        without_markup(course[name]) for name in ("zielgruppe", "zugang", "abschlussart", "foerderung")
    )
    spoken = language_of_description(conditions)
    if spoken:
        # The contents are often bare lists of product names; whom the course is for is written in sentences.
        derived = "language of the record's conditions"
        where["languages"] = Provenance(f"{locator}, zielgruppe, zugang", derived=derived)
    certificate = without_markup(course["abschlussart"])
    return Offer(
        id=offer_id("ba", title, str(record["id"])),
        title=title,
        provider=clean(course["bildungsanbieter"]["name"]),
        source=source,
        locator=locator,
        awarding_body=body,
        url=url,
        credential_type=_stated("credential_type", certificate, f"{locator}, abschlussart", where),
        skills=_keywords(course, title, locator, where),
        languages=(spoken[0],) if spoken else (),
        mode=_MODES.get(form),
        country=_country(record, locator, where),
        place=_place(record, locator, where),
        duration_weeks=_weeks(record, locator, where),
        schedules=(_SCHEDULES[time],) if time in _SCHEDULES else (),
        price=_price(record, locator, where),
        assessment=_assessment(certificate, locator, where),
        prerequisites=_stated("prerequisites", without_markup(course["zugang"]), f"{locator}, zugang", where),
        stackability=_stated("stackability", without_markup(course["anrechnung"]), f"{locator}, anrechnung", where),
        quality_claims=_claims(course, locator),
        start=_start(record, locator, where),
        provenance=where,
    )


def _stated(name: str, text: str, locator: str, where: dict[str, Provenance]) -> str | None:
    """A fact as stated, cut at `_STATED` characters, with its provenance entered; None when nothing is stated."""
    if not text:
        return None
    where[name] = Provenance(locator, first_words(text))
    return text if len(text) <= _STATED else text[:_STATED].rsplit(" ", 1)[0] + " …"


def _examining_body(record: dict[str, Any], locator: str, where: dict[str, Provenance]) -> str | None:
    """The body that examines, taken as the one that awards; "the course provider" is given its name."""
    stated = clean(record["pruefendeStelle"])
    if not stated or len(stated) > 60:  # longer texts explain how to find a test centre
        return None
    where["awarding_body"] = Provenance(f"{locator}, pruefendeStelle", stated, derived="the examining body")
    if stated in ("Bildungsträger", "Lehrgangsträger"):
        return clean(record["angebot"]["bildungsanbieter"]["name"])
    return stated


def _assessment(certificate: str, locator: str, where: dict[str, Provenance]) -> str | None:
    """The part of the stated certificate that speaks of an examination ("externe Prüfung")."""
    parts = [part.strip(" ()") for part in re.split(r"[,;]|(?=\()", certificate)]
    exams = [part for part in parts if re.search(r"prüfung", part, re.IGNORECASE)]
    if not exams:
        return None
    where["assessment"] = Provenance(f"{locator}, abschlussart", first_words(exams[0]))
    return exams[0][:_STATED]


def _keywords(course: dict[str, Any], title: str, locator: str, where: dict[str, Provenance]) -> tuple[str, ...]:
    """The record's search words that say more than single words of the title do, in its order, each once."""
    words = {clean(entry["suchwort"]).casefold(): clean(entry["suchwort"]) for entry in course["suchworte"]}
    telling = [word for word in words.values() if word.casefold() not in title.casefold() and 2 < len(word) <= 60]
    if telling:
        where["skills"] = Provenance(
            f"{locator}, suchworte", ", ".join(telling[:3]), derived="the record's search words"
        )
    return tuple(telling[:20])


def _country(record: dict[str, Any], locator: str, where: dict[str, Provenance]) -> str | None:
    code = record["adresse"]["ortStrasse"]["land"]["laenderCode"]
    where["country"] = Provenance(f"{locator}, adresse laenderCode", code)
    return {"D": "DE", "A": "AT"}.get(code)


def _place(record: dict[str, Any], locator: str, where: dict[str, Provenance]) -> Place:
    street = record["adresse"]["ortStrasse"]
    name = clean(street["name"])
    where["place"] = Provenance(f"{locator}, adresse", name)
    position = record["adresse"]["koordinaten"]
    return Place(
        name=name,
        country="DE" if street["land"]["laenderCode"] == "D" else None,
        latitude=position["lat"],
        longitude=position["lon"],
    )


def _weeks(record: dict[str, Any], locator: str, where: dict[str, Provenance]) -> tuple[float, float] | None:
    if record["beginn"] and record["ende"]:
        first, last = _day(record["beginn"]), _day(record["ende"])
        weeks = round(((last - first).days + 1) / 7, 1)
        where["duration_weeks"] = Provenance(
            f"{locator}, beginn, ende", f"{first.isoformat()} – {last.isoformat()}", derived="first to last day"
        )
        return weeks, weeks
    stated = record["dauer"]["bezeichnung"]
    if stated not in _DURATIONS:
        return None
    low, high = _DURATIONS[stated]
    derived = "a month counted as 52/12 weeks, a day of teaching as a fifth of a week"
    where["duration_weeks"] = Provenance(f"{locator}, dauer", stated, derived=derived)
    return round(low, 1), round(high, 1)


def _start(record: dict[str, Any], locator: str, where: dict[str, Provenance]) -> date | None:
    if not record["beginn"]:
        return None
    day = _day(record["beginn"])
    where["start"] = Provenance(f"{locator}, beginn", day.isoformat())
    return day


def _price(record: dict[str, Any], locator: str, where: dict[str, Provenance]) -> Price | None:
    remark = first_words(without_markup(record["kostenBemerkung"]), 15)
    if record["kostenWert"] is None:
        if remark:
            where["price"] = Provenance(f"{locator}, kostenBemerkung", remark)
        return None
    amount = float(record["kostenWert"])
    quote = f"{record['kostenWert']} {record['kostenWaehrung']}; {remark}"
    if amount == 0:
        derived = "0.0 beside a remark on what the costs include is no statement that it is free: price unknown"
        where["price"] = Provenance(f"{locator}, kostenWert, kostenBemerkung", quote, derived=derived)
        return None
    where["price"] = Provenance(f"{locator}, kostenWert", quote)
    return Price(amount, record["kostenWaehrung"])


def _claims(course: dict[str, Any], locator: str) -> tuple[QualityClaim, ...]:
    """Certifiers the record names. AZAV (the German rules on who may train with public money) is noted as the
    standard only where the record's own words on funding say so."""
    named_rules = "AZAV" in without_markup(course["foerderung"])
    return tuple(
        QualityClaim(
            text=f"Zertifizierer: {clean(body['name'])}",
            locator=f"{locator}, zertifizierer" + (", foerderung" if named_rules else ""),
            standard="AZAV" if named_rules else None,
            body=clean(body["name"]),
        )
        for body in course["zertifizierer"]
    )
