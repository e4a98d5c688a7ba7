"""Weiterbildungssuche of the Bundesagentur für Arbeit (German employment service), answers of its interface v2.

What its records hide, found by reading them: `kostenWert` 0.0 stands beside remarks on vouchers and on what the
costs include, so it never says "free"; times are midnights in Germany, which are the day before in UTC; `dauer` is a
band; the examining body may be "the course provider"; a certifier is named without the rules it certified by, which
only the words on funding name (AZAV). Descriptions are read for their language and not kept.

Interface: openapi.yaml of github.com/AndreasFischer1985/weiterbildungssuche-api, 2.0.1, read 2026-11-24.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from knowledge.compile_facts.cleaning import clean, without_markup
from knowledge.compile_facts.title_language import language_of_description
from knowledge.feeds.draft import Draft
from knowledge.feeds.format import Format
from knowledge.feeds.opening import Feed, json_records
from knowledge.feeds.records import NotAnOfferError, Record, Rejection
from knowledge.feeds.values import UnreadableError, days, numbers
from knowledge.offer import Mode, Place, Price, Schedule

_GERMANY = ZoneInfo("Europe/Berlin")
_MODES = MappingProxyType(  # id of unterrichtsform; distance teaching (401-403) may be by letter or online: not said
    {
        **dict.fromkeys((101, 102, 103, 104, 105), Mode.ONSITE),
        **dict.fromkeys((201, 202, 203, 204, 206), Mode.ONLINE),
        **dict.fromkeys((301, 302, 303, 304), Mode.BLENDED),
    }
)
_SCHEDULES = MappingProxyType({"Vollzeit": Schedule.FULL_TIME, "Teilzeit": Schedule.PART_TIME})
_WEEKS_A_MONTH = 52 / 12
_DURATIONS = MappingProxyType(
    {
        "bis 3 Tage": (0.0, 0.6),
        "mehr als 3 Tage bis 1 Woche": (0.6, 1.0),
        "mehr als 1 Woche bis 1 Monat": (1.0, 4.3),
        "mehr als 1 Monat bis 3 Monate": (4.3, 13.0),
        "mehr als 3 Monate bis 6 Monate": (13.0, 26.0),
        "mehr als 6 Monate bis 1 Jahr": (26.0, 52.0),
    }
)
_COUNTRIES = MappingProxyType({"D": "DE", "A": "AT", "CH": "CH", "P": "PT", "E": "ES", "GB": "GB"})
_LONGEST_FACT = 160
"""Characters kept of a stated condition: the fact, not the passage."""
_LONGEST_BODY = 60
"""Longer texts at the examining body explain how to find a test centre."""
_THE_PROVIDER = frozenset({"Bildungsträger", "Lehrgangsträger"})
_MOST_KEYWORDS = 20
_NO_EXAM = re.compile(
    r"\b(?:ohne|keine|nicht|optional\w*|freiwillig\w*|möglich\w*|kann|können|auf wunsch)\b|vorbereit", re.IGNORECASE
)


def recognises(head: bytes, name: str) -> float:
    marks = (b'"termine"', b'"unterrichtsform"', b'"bildungsanbieter"', b'"angebot"')
    return 0.98 if sum(mark in head for mark in marks) >= 3 else 0.0


def records(feed: Feed) -> Iterator[Record | Rejection]:
    """A record a `termin`: a course at its place and time. Answers put together in one array are read too."""
    yield from json_records(feed, "_embedded.termine.item", "item._embedded.termine.item")


def fill(record: Record, draft: Draft) -> None:
    termin = record.values
    course = termin.get("angebot") if isinstance(termin, Mapping) else None
    if not isinstance(termin, Mapping) or not isinstance(course, Mapping):
        raise NotAnOfferError(termin, "a termin with its angebot", "Correct the record in the feed.")
    draft.identify(termin.get("id"))
    _language(course, draft)
    draft.read("title", _words(course.get("titel")), "angebot.titel")
    provider = _inside(course, "bildungsanbieter", "name")
    draft.read("provider", _words(provider), "angebot.bildungsanbieter.name")
    for link, at in ((termin.get("link"), "link"), (course.get("link"), "angebot.link")):
        if not draft.has("url"):
            draft.read("url", link, at)
    _when(termin, draft)
    _where(termin, draft)
    _price(termin, draft)
    _certificate(termin, course, draft)
    for field, key in (("prerequisites", "zugang"), ("stackability", "anrechnung"), ("funding", "foerderung")):
        draft.read(field, _fact(course.get(key)), f"angebot.{key}")
    draft.read("target_groups", _fact(course.get("zielgruppe")), "angebot.zielgruppe")
    _keywords(course, draft)
    _claims(course, draft)


def _language(course: Mapping[str, Any], draft: Draft) -> None:
    """The contents are often bare lists of product names; whom the course is for is written in sentences."""
    parts = (course.get(key) for key in ("zielgruppe", "zugang", "abschlussart", "foerderung"))
    found = language_of_description(" ".join(without_markup(part) for part in parts if isinstance(part, str)))
    if found:
        draft.put("languages", (found[0],), "angebot.zielgruppe", derived="language of the record's conditions")


def _when(termin: Mapping[str, Any], draft: Draft) -> None:
    mode = _MODES.get(_number(_inside(termin, "unterrichtsform", "id")))
    stated = _words(_inside(termin, "unterrichtsform", "bezeichnung"))
    draft.put("mode", mode, "unterrichtsform", quote=stated or "")
    time = _inside(termin, "unterrichtszeit", "bezeichnung")
    if isinstance(time, str) and time in _SCHEDULES:
        draft.put("schedules", (_SCHEDULES[time],), "unterrichtszeit", quote=time)
    first, last = _day(termin, "beginn", "start", draft), _day(termin, "ende", "end", draft)
    _day(termin, "anmeldeschluss", "apply_by", draft)
    band = _inside(termin, "dauer", "bezeichnung")
    if first and last and first <= last:
        weeks = round(((last - first).days + 1) / 7, 1)
        quote = f"{first.isoformat()} – {last.isoformat()}"
        draft.put("duration_weeks", (weeks, weeks), "beginn, ende", quote=quote, derived="first to last day")
    elif isinstance(band, str) and band in _DURATIONS:
        derived = "a month counted as 52/12 weeks, a day of teaching as a fifth of a week"
        draft.put("duration_weeks", _DURATIONS[band], "dauer", quote=band, derived=derived)


def _day(termin: Mapping[str, Any], key: str, field: str, draft: Draft) -> date | None:
    """Puts in the day in Germany of a time in milliseconds."""
    value = termin.get(key)
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 4_200_000_000_000:
        day = datetime.fromtimestamp(value / 1000, UTC).astimezone(_GERMANY).date()
        if day >= days.EARLIEST:
            draft.put(field, day, key, quote=day.isoformat())
            return day
    draft.doubt(field, key, value, "a time in milliseconds since 1970")
    return None


def _where(termin: Mapping[str, Any], draft: Draft) -> None:
    code = _inside(termin, "adresse", "ortStrasse", "land", "laenderCode")
    country = _COUNTRIES.get(code) if isinstance(code, str) else None
    if country:
        draft.put("country", country, "adresse laenderCode", quote=str(code))
    elif code:
        draft.doubt("country", "adresse laenderCode", code, f"one of {', '.join(_COUNTRIES)}")
    name = _words(_inside(termin, "adresse", "ortStrasse", "name"))
    if not name:
        return
    at = _inside(termin, "adresse", "koordinaten")
    latitude, longitude = (at.get("lat"), at.get("lon")) if isinstance(at, Mapping) else (None, None)
    if not (_within(latitude, 90) and _within(longitude, 180)):
        latitude = longitude = None
    draft.put("place", Place(name[:120], country, latitude, longitude), "adresse", quote=name)


def _price(termin: Mapping[str, Any], draft: Draft) -> None:
    stated = termin.get("kostenWert")
    if stated is None:
        return
    try:
        amount = numbers.number(stated)
    except UnreadableError as unread:
        draft.doubt("price", "kostenWert", stated, str(unread))
        return
    currency = termin.get("kostenWaehrung")
    if amount <= 0:
        draft.doubt("price", "kostenWert", stated, "a price above 0: in this feed 0.0 does not say that it is free")
    elif not isinstance(currency, str) or not re.fullmatch(r"[A-Z]{3}", currency):
        draft.doubt("price", "kostenWaehrung", currency, "the currency of the price, such as EUR")
    else:
        draft.put("price", Price(amount, currency), "kostenWert", quote=f"{stated} {currency}")


def _certificate(termin: Mapping[str, Any], course: Mapping[str, Any], draft: Draft) -> None:
    certificate = without_markup(course["abschlussart"]) if isinstance(course.get("abschlussart"), str) else ""
    draft.read("credential_type", _fact(certificate), "angebot.abschlussart")
    parts = (part.strip(" ()") for part in re.split(r"[,;]|(?=\()", certificate))
    exams = [part for part in parts if re.search(r"prüfung", part, re.IGNORECASE) and not _denied(part)]
    if exams:
        draft.read("assessment", exams[0], "angebot.abschlussart")
    body = _words(termin.get("pruefendeStelle"))
    if body and len(body) <= _LONGEST_BODY:
        named = draft.get("provider") if body in _THE_PROVIDER else body
        draft.read("awarding_body", named, "pruefendeStelle", derived="the examining body")


def _denied(words: str) -> bool:
    """Whether the words say that there is no examination, only preparation for one, or one for those who wish."""
    return _NO_EXAM.search(words) is not None


def _keywords(course: Mapping[str, Any], draft: Draft) -> None:
    """Search words that say more than single words of the title do."""
    title = str(draft.get("title") or "").casefold()
    listed = course.get("suchworte")
    entries = listed if isinstance(listed, list) else []
    stated = [_words(each.get("suchwort")) for each in entries if isinstance(each, Mapping)]
    telling = {word.casefold(): word for word in stated if word and 2 < len(word) <= 60}
    skills = [word for key, word in telling.items() if key not in title][:_MOST_KEYWORDS]
    draft.read("skills", skills, "angebot.suchworte", derived="the record's search words")


def _claims(course: Mapping[str, Any], draft: Draft) -> None:
    """Certifiers that the record names. AZAV (the German rules on who may train with public money) is noted as the
    standard only where the record's own words on funding say so."""
    funding = course.get("foerderung")
    named_rules = isinstance(funding, str) and "AZAV" in without_markup(funding)
    at = "angebot.zertifizierer" + (", angebot.foerderung" if named_rules else "")
    certifiers = course.get("zertifizierer")
    for certifier in certifiers if isinstance(certifiers, list) else ():
        name = _words(certifier.get("name")) if isinstance(certifier, Mapping) else None
        if name:
            draft.claim(f"Zertifizierer: {name}", at, standard="AZAV" if named_rules else None, body=name[:200])


def _inside(value: object, *keys: str) -> Any:
    """The value behind `keys` in mappings within each other, None where one is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _words(value: object) -> str | None:
    """A text with its wrong decoding repaired; None where there is none."""
    return clean(value) or None if isinstance(value, str) else None


def _fact(value: object) -> str | None:
    """A condition without markup, cut at a word."""
    text = without_markup(value) if isinstance(value, str) else ""
    if len(text) > _LONGEST_FACT:
        return text[:_LONGEST_FACT].rsplit(" ", 1)[0] + " …"
    return text or None


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _within(value: object, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -most <= value <= most


FORMAT = Format(
    id="german_training",
    title="Weiterbildungssuche of the Bundesagentur für Arbeit (JSON)",
    recognises=recognises,
    records=records,
    fill=fill,
)
