"""The default catalogue, and our own file format for offers: JSON Lines, one offer a line, plain or gzipped.

Only known fields are written; reading an absent field gives the Offer's own "unknown". A source is written in full on
every line, so that any part of a file can be read alone; gzip makes that nearly free. Bytes are deterministic (fixed
gzip header), so a recompiled file that says the same is the same file.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.offer import Cycle, Level, Mode, Offer, Place, Price, Provenance, QualityClaim, Schedule, Source

_LISTS = frozenset(
    {"skills", "skill_uris", "learning_outcomes", "languages", "target_groups", "workload_hours", "duration_weeks"}
)

FACTS = Path(__file__).parent / "facts" / "catalogue"
"""Where the compiled facts lie: one file a source (see facts/SOURCES.md)."""


class OfferFileError(ValueError):
    """A line of an offers file is not an offer; the message names file, line, what was read and what to do."""


def default_offers() -> Iterator[Offer]:
    """All offers of the default catalogue, source by source, in the order of the files' names."""
    for path in sorted(FACTS.glob("*.jsonl.gz")):
        yield from read_offers(path)


def read_offers(path: Path) -> Iterator[Offer]:
    """The offers of a .jsonl or .jsonl.gz file. Raises OfferFileError at the first line that is not an offer."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                yield offer_from_record(json.loads(line))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise OfferFileError(
                    f"{path.name}, line {number}: read {line.strip()[:80]!r}, which is not an offer ({error!r}). "
                    "Expected a JSON object with id, title, provider, source and locator. Correct it or take it out."
                ) from error


def write_offers(path: Path, offers: Iterable[Offer]) -> int:
    """Writes offers to `path` (.jsonl, or .jsonl.gz) and returns how many."""
    text = io.StringIO()
    count = 0
    for offer in offers:
        text.write(json.dumps(record_of(offer), ensure_ascii=False, separators=(",", ":")) + "\n")
        count += 1
    data = text.getvalue().encode("utf-8")
    path.write_bytes(gzip.compress(data, compresslevel=9, mtime=0) if path.suffix == ".gz" else data)
    return count


def record_of(offer: Offer) -> dict[str, Any]:
    """The offer as plain JSON values, without the fields that are unknown."""
    record: dict[str, Any] = _known(offer)
    record.pop("provenance", None)
    if offer.provenance:
        record["provenance"] = {name: _known(entry) for name, entry in sorted(offer.provenance.items())}
    return record


def offer_from_record(record: Mapping[str, Any]) -> Offer:
    """The offer that `record_of` wrote. Raises KeyError, TypeError or ValueError when it is not one."""
    values: dict[str, Any] = dict(record)
    source = dict(values["source"])
    values["source"] = Source(**{**source, "date": date.fromisoformat(source["date"])})
    for name in _LISTS:
        if name in values:
            values[name] = tuple(values[name])
    if "mode" in values:
        values["mode"] = Mode(values["mode"])
    if "level" in values:
        values["level"] = Level(values["level"])
    if "schedules" in values:
        values["schedules"] = tuple(Schedule(schedule) for schedule in values["schedules"])
    if "price" in values:
        values["price"] = Price(**values["price"])
    if "place" in values:
        values["place"] = Place(**values["place"])
    if "qf_ehea" in values:
        values["qf_ehea"] = Cycle(values["qf_ehea"])
    for name in ("start", "end", "apply_by"):
        if name in values:
            values[name] = date.fromisoformat(values[name])
    if "quality_claims" in values:
        values["quality_claims"] = tuple(_claim(claim) for claim in values["quality_claims"])
    values["provenance"] = {name: Provenance(**entry) for name, entry in values.get("provenance", {}).items()}
    return Offer(**values)


def _claim(record: Mapping[str, Any]) -> QualityClaim:
    dates = {name: date.fromisoformat(record[name]) for name in ("valid_from", "valid_to") if name in record}
    return QualityClaim(**{**record, **dates})


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    """Names and defaults of a dataclass's fields: asked for once, as records are many."""
    return tuple((field.name, field.default) for field in fields(kind))


def _known(instance: Any) -> dict[str, Any]:
    """The fields of a dataclass instance that differ from their default, as JSON values."""
    record = {}
    for name, default in _fields(instance.__class__):
        value = getattr(instance, name)
        if value is None or value is default:
            continue
        if value.__class__ in _PLAIN:
            if value != default:
                record[name] = value
        elif value != default:
            record[name] = _plain(value)
    return record


_PLAIN = (str, int, float, bool)


def _plain(value: Any) -> Any:
    if value.__class__ in _PLAIN:
        return value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Price | Place | QualityClaim | Source):
        return _known(value)
    return value
