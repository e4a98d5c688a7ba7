"""Waymark's own file of offers: JSON Lines, one offer a line (see knowledge/catalogue.py).

The feed's source takes the place of the one written in a record; where a value was read first, as the record says it,
is kept in its locator. Values are read like those of any other feed: a file may come from anyone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from knowledge.feeds.draft import READERS, Draft
from knowledge.feeds.format import Format
from knowledge.feeds.opening import Feed, json_lines
from knowledge.feeds.records import NotAnOfferError, Record, Rejection
from knowledge.feeds.values import UnreadableError, countries, days, prices, text
from knowledge.offer import Offer, Place, Price, Provenance

_OF_THE_FEED = frozenset({"id", "source", "locator", "provenance"})
_FIELDS = tuple(field.name for field in fields(Offer) if field.name in READERS and field.name != "price")
_OTHERS = frozenset({"price", "place", "quality_claims"})


def recognises(head: bytes, name: str) -> float:
    first = head.split(b"\n", 1)[0]
    marks = (b'"id"', b'"title"', b'"provider"', b'"source"', b'"locator"')
    return 0.97 if first.startswith(b"{") and all(mark in first for mark in marks) else 0.0


def records(feed: Feed) -> Iterator[Record | Rejection]:
    """A record a line."""
    yield from json_lines(feed)


def fill(record: Record, draft: Draft) -> None:
    stated = record.values
    if not isinstance(stated, Mapping):
        raise NotAnOfferError(stated, "a JSON object with title and provider", "Correct the line or take it out.")
    draft.identify(stated.get("id"))
    given = _provenance(stated)
    for name in ("languages", *_FIELDS):  # languages first: texts in several are read in the language of instruction
        if not draft.has(name):
            at = given.get(name)
            draft.read(name, stated.get(name), at.locator if at else name, derived=at.derived if at else None)
    _price(stated.get("price"), given.get("price"), draft)
    _place(stated.get("place"), given.get("place"), draft)
    claims = stated.get("quality_claims")
    for number, claim in enumerate(claims if isinstance(claims, list) else ()):
        _claim(claim, f"quality_claims[{number}]", draft)
    for name in stated:
        if name not in _OF_THE_FEED and name not in _OTHERS and name not in READERS:
            draft.doubt(str(name)[:40], str(name)[:40], stated[name], "a field of an offer")


def _provenance(stated: Mapping[str, Any]) -> dict[str, Provenance]:
    """Where the record says that its values were read; entries of another shape say nothing."""
    found = {}
    written = stated.get("provenance")
    for name, entry in written.items() if isinstance(written, Mapping) else ():
        try:
            derived = text.fact(entry["derived"]) if entry.get("derived") else None
            found[str(name)] = Provenance(text.fact(entry["locator"]), "", derived)
        except (UnreadableError, AttributeError, KeyError, TypeError):
            continue
    return found


def _price(stated: object, given: Provenance | None, draft: Draft) -> None:
    if stated is None:
        return
    try:
        found = prices.price(stated)
    except UnreadableError as unread:
        draft.doubt("price", "price", stated, str(unread))
        return
    if isinstance(stated, Mapping) and stated.get("at_least") is True:
        found = replace(found, at_least=True)
    draft.put("price", found, given.locator if given else "price", quote=_shown(found))


def _shown(price: Price) -> str:
    return f"{price.amount:g} {price.currency or ''}".strip()


def _place(stated: object, given: Provenance | None, draft: Draft) -> None:
    if stated is None:
        return
    try:
        if not isinstance(stated, Mapping):
            raise UnreadableError("a place with its name")
        name = text.name(stated.get("name"))
        country = countries.country(stated["country"]) if stated.get("country") else None
        latitude, longitude = _degrees(stated.get("latitude"), 90), _degrees(stated.get("longitude"), 180)
    except UnreadableError as unread:
        draft.doubt("place", "place", stated, str(unread))
        return
    draft.put("place", Place(name, country, latitude, longitude), given.locator if given else "place", quote=name)


def _degrees(value: object, most: int) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise UnreadableError(f"coordinates in degrees, at most {most}")
    return float(value)


def _claim(stated: object, at: str, draft: Draft) -> None:
    if not isinstance(stated, Mapping):
        draft.doubt("quality_claims", at, stated, "a claim with its text")
        return
    locator = stated.get("locator")
    draft.claim(
        stated.get("text"),
        f"{at}, {locator}" if isinstance(locator, str) else at,
        standard=_named(stated.get("standard"), f"{at}.standard", draft),
        body=_named(stated.get("body"), f"{at}.body", draft),
        valid_from=_day(stated.get("valid_from"), f"{at}.valid_from", draft),
        valid_to=_day(stated.get("valid_to"), f"{at}.valid_to", draft),
    )


def _named(value: object, at: str, draft: Draft) -> str | None:
    try:
        return None if value is None else text.name(value)
    except UnreadableError as unread:
        draft.doubt("quality_claims", at, value, str(unread))
        return None


def _day(value: object, at: str, draft: Draft) -> date | None:
    try:
        return None if value is None else days.day(value)
    except UnreadableError as unread:
        draft.doubt("quality_claims", at, value, str(unread))
        return None


FORMAT = Format(
    id="waymark_jsonl",
    title="Offers of Waymark (JSON Lines)",
    recognises=recognises,
    records=records,
    fill=fill,
)
