"""What of an offer is its content, and what only says where it was read. A change of content makes history.

A record that moved to another line of its feed is the same offer: its evidence is renewed, nothing has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

from knowledge.catalogue import offer_from_record, record_of
from knowledge.offer import Offer, Source

SHOWN_CHANGE = 2_000
"""Characters of an old and a new value that the history keeps."""

_DIGEST_BYTES = 16
_NOT_CONTENT = ("locator", "provenance", "source")


@dataclass(frozen=True, slots=True)
class Written:
    """An offer as the store writes it, without its source: JSON of content and of evidence, and their digests.

    `digest` changes with the content, `whole` with content or evidence.
    """

    id: str
    content: bytes
    evidence: bytes
    digest: bytes
    whole: bytes


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that changed; None where it was, or is now, not stated. Values as JSON, shortened."""

    field: str
    old: str | None
    new: str | None


def written(offer: Offer) -> Written:
    """The offer taken apart into content and evidence."""
    record = record_of(offer)
    evidence: dict[str, Any] = {"locator": record["locator"], "provenance": record.get("provenance", {})}
    for name in _NOT_CONTENT:
        record.pop(name, None)
    if claims := record.get("quality_claims"):
        evidence["claims"] = [claim.pop("locator") for claim in claims]
    content, where = (orjson.dumps(part, option=orjson.OPT_SORT_KEYS) for part in (record, evidence))
    digest = blake2b(content, digest_size=_DIGEST_BYTES)
    whole = digest.copy()
    whole.update(where)
    return Written(offer.id, content, where, digest.digest(), whole.digest())


def offer_of(content: bytes, evidence: bytes, source: dict[str, Any]) -> Offer:
    """The offer that was taken apart; `source` as `source_record` gives it."""
    record, where = orjson.loads(content), orjson.loads(evidence)
    for claim, locator in zip(record.get("quality_claims", ()), where.pop("claims", ()), strict=True):
        claim["locator"] = locator
    return offer_from_record({**record, **where, "source": source})


def source_record(source: Source) -> dict[str, Any]:
    """A source as plain JSON values."""
    record = {"id": source.id, "title": source.title, "date": source.date.isoformat(), "licence": source.licence}
    return {**record, "url": source.url} if source.url else record


def changed_fields(old: bytes, new: bytes) -> list[FieldChange]:
    """The fields in which two contents differ, by name."""
    before, after = orjson.loads(old), orjson.loads(new)
    return [
        FieldChange(name, _shown(before.get(name)), _shown(after.get(name)))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _shown(value: object) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= SHOWN_CHANGE else text[: SHOWN_CHANGE - 1] + "…"
