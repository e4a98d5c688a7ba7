"""A draft of one offer: fields are put in with the place they were read at; what cannot be read becomes a doubt."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Any

from knowledge.feeds.records import Accepted, Doubt, NotAnOfferError, Record, shown
from knowledge.feeds.values import (
    UnreadableError,
    countries,
    days,
    durations,
    kinds,
    languages,
    numbers,
    prices,
    text,
)
from knowledge.offer import Offer, Provenance, QualityClaim, Source

QUOTE = 200
"""Characters of a value that are kept as quote."""

_SHORT = 200
"""Characters of a text that is remembered with what was read in it."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_LONGEST_KEY = 80

READERS: Mapping[str, Callable[[Any], Any]] = {
    "title": text.title,
    "provider": text.name,
    "awarding_body": text.name,
    "platform": text.name,
    "url": text.address,
    "credential_type": text.fact,
    "part_of": text.fact,
    "subject": text.fact,
    "assessment": text.fact,
    "supervision": text.fact,
    "prerequisites": text.fact,
    "stackability": text.fact,
    "validity": text.fact,
    "funding": text.fact,
    "national_level": text.fact,
    "skills": text.names,
    "learning_outcomes": text.facts,
    "target_groups": text.facts,
    "skill_uris": text.addresses,
    "languages": languages.languages,
    "country": countries.country,
    "mode": kinds.mode,
    "schedules": kinds.schedules,
    "level": kinds.level,
    "qf_ehea": kinds.cycle,
    "eqf": numbers.eqf,
    "isced_level": numbers.isced_level,
    "isced_field": numbers.isced_field,
    "ects": numbers.ects,
    "rating": numbers.rating,
    "ratings_count": numbers.count,
    "workload_hours": durations.hours,
    "duration_weeks": durations.weeks,
    "price": prices.price,
    "start": days.day,
    "end": days.day,
    "apply_by": days.day,
}
"""How each field is read from a value as people write it."""

_TEXTS = frozenset(name for name, reader in READERS.items() if reader.__module__.endswith(".text"))
_MANY = frozenset({"skills", "skill_uris", "learning_outcomes", "languages", "target_groups", "schedules"})
_KNOWN = frozenset(field.name for field in fields(Offer))


@lru_cache(maxsize=20_000)
def _again(field: str, said: str) -> Any:
    return READERS[field](said)


def _found(field: str, value: Any) -> Any:
    """The value read. Feeds say the same again and again: short texts are read once."""
    return _again(field, value) if value.__class__ is str and len(value) <= _SHORT else READERS[field](value)


class Draft:
    """An offer in the making. `source` is the feed's; nothing is filled in that the record does not state."""

    def __init__(self, record: Record, source: Source) -> None:
        self.record, self.source = record, source
        self._key: str | None = None
        self._values: dict[str, Any] = {}
        self._provenance: dict[str, Provenance] = {}
        self._claims: list[QualityClaim] = []
        self._doubts: list[Doubt] = []

    @property
    def prefer(self) -> tuple[str, ...]:
        """Languages to read multilingual texts in: of instruction where the record says so, then English."""
        return (*self._values.get("languages", ()), "en")

    def identify(self, key: object) -> None:
        """The record's own, lasting key in its feed: a number, a code or an address. The offer's id is made of it."""
        if isinstance(key, str | int) and str(key).strip():
            self._key = str(key).strip()

    def read(self, field: str, value: object, at: str, *, derived: str | None = None) -> bool:
        """Reads `value`, found at the path `at` of the record, as `field`. Nothing stated: nothing put, no doubt.

        A field of many values is added to. Returns whether something was put in.
        """
        if value is None or value == "" or value == [] or value == {}:
            return False
        try:
            plain = value if isinstance(value, str) or field not in _TEXTS else text.in_language(value, self.prefer)
            if plain is None or plain == "" or plain == []:
                return False
            found = _found(field, plain)
        except UnreadableError as unread:
            self.doubt(field, at, value, str(unread))
            return False
        return self.put(field, found, at, quote=shown_quote(plain), derived=derived)

    def put(self, field: str, value: object, at: str, *, quote: str = "", derived: str | None = None) -> bool:
        """Puts in a value that is already what `Offer` holds. A field's first value stays; lists are added to."""
        if field not in _KNOWN:
            raise KeyError(f"An offer has no field '{field}'.")
        if value is None or value == ():
            return False
        if field in _MANY:
            held = self._values.get(field, ())
            self._values[field] = tuple(dict.fromkeys((*held, *value)))  # type: ignore[misc]
        elif field in self._values:
            return False
        else:
            self._values[field] = value
        self._provenance.setdefault(field, Provenance(self.locate(at), quote[:QUOTE], derived))
        return True

    def claim(
        self,
        words: object,
        at: str,
        *,
        standard: str | None = None,
        body: str | None = None,
        valid_from: date | None = None,
        valid_to: date | None = None,
    ) -> None:
        """A claim of quality assurance, word for word."""
        try:
            plain = text.fact(text.in_language(words, self.prefer))
        except UnreadableError as unread:
            self.doubt("quality_claims", at, words, str(unread))
            return
        self._claims.append(QualityClaim(plain, self.locate(at), standard, body, valid_from, valid_to))
        self._provenance.setdefault("quality_claims", Provenance(self.locate(at), plain[:QUOTE]))

    def doubt(self, field: str, at: str, read: object, expected: str) -> None:
        """Notes a value that could not be used."""
        self._doubts.append(Doubt(field, self.locate(at), shown(read), expected))

    def has(self, field: str) -> bool:
        return field in self._values

    def get(self, field: str) -> Any:
        return self._values.get(field)

    def locate(self, at: str) -> str:
        return f"{self.record.locator}, {at}" if at else self.record.locator

    def finish(self) -> Accepted:
        """The offer. Raises NotAnOfferError without title or provider."""
        for field, means in (("title", "a title"), ("provider", "the name of a provider")):
            if field not in self._values:
                raise NotAnOfferError(
                    self.record.values,
                    f"{means} in every record",
                    f"Ask the provider of the feed for {means}; the other records were read.",
                )
        if self._claims:
            self._values["quality_claims"] = tuple(self._claims)
        offer = Offer(
            id=self._id(),
            source=self.source,
            locator=self.record.locator,
            provenance=self._provenance,
            **self._values,
        )
        return Accepted(self.record.locator, offer, tuple(self._doubts))

    def _id(self) -> str:
        """Of the feed's name and the record's key, never of words that may be corrected one day."""
        key = self._key
        if key is None:  # no key of its own: what tells one offer from another in the person's eyes
            start = self._values.get("start")
            key = "\n".join(str(part) for part in (self._values["provider"], self._values["title"], start or ""))
            return f"{self.source.id}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
        own = key.removeprefix(f"{self.source.id}-")  # a file that we wrote ourselves says our ids
        if len(own) <= _LONGEST_KEY and _SLUG.match(own):
            return f"{self.source.id}-{own}"
        return f"{self.source.id}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def shown_quote(value: object) -> str:
    """What stands in the record, for the evidence: one line, at most QUOTE characters."""
    if isinstance(value, list | tuple):
        value = "; ".join(str(item) for item in value[:20])
    return " ".join(str(value)[: 5 * QUOTE].split())[:QUOTE]
