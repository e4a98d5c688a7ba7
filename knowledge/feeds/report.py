"""The report on a feed: what was read, what of the EU standard is missing, what was rejected and why.

It holds counts and the first examples of each kind, whatever the size of the feed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, TypeAlias

from knowledge.catalogue import record_of
from knowledge.elements import standard_elements
from knowledge.feeds.delivery import Delivery
from knowledge.feeds.duplicates import Places
from knowledge.feeds.records import Accepted, Doubt, FeedError, Outcome, Rejection
from knowledge.kind import kind_of
from knowledge.offer import Source
from knowledge.quality import assess_quality
from knowledge.registers import Registers
from knowledge.trust import Element, ElementState

EXAMPLES = 20
"""Rejections and records that a report shows unless told otherwise."""

_REASONS = 1_000
"""Different doubts and reasons of rejection that are told apart; further ones are counted together."""

EveryRecord: TypeAlias = Callable[[dict[str, Any]], None]
"""Takes the report on each record, for a file of all of them."""

Progress: TypeAlias = Callable[[int, int, int], None]
"""Called with the bytes of the file read, its size, and how many records were read."""


@dataclass(slots=True)
class ElementCount:
    """How many offers state an element of the EU standard, how many lack it, and so on by ElementState."""

    mandatory: bool
    states: Counter[ElementState] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        return {"mandatory": self.mandatory, **{state.value: self.states[state] for state in ElementState}}


@dataclass(slots=True)
class FeedReport:
    """Counts over all records, and the first `limit` rejections and records one by one.

    `doubts` counts values that could not be used, `doubt_counts` by field and what was expected; `fault` says why the
    feed could not be read to its end.
    """

    format: str
    limit: int = EXAMPLES
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    doubts: int = 0
    elements: dict[str, ElementCount] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    quality: Counter[str] = field(default_factory=Counter)
    doubt_counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    doubt_examples: dict[tuple[str, str], Doubt] = field(default_factory=dict)
    reasons: Counter[str] = field(default_factory=Counter)
    rejections: list[Rejection] = field(default_factory=list)
    records: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fault: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The report as plain JSON values."""
        return {
            "format": self.format,
            "read": self.read,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "doubts": self.doubts,
            "fault": self.fault,
            "notes": self.notes,
            "elements": {name: count.as_dict() for name, count in self.elements.items()},
            "kinds": dict(self.kinds.most_common()),
            "quality": dict(self.quality.most_common()),
            "doubt_counts": [
                {"field": name, "expected": expected, "count": count, "example": _example(self, name, expected)}
                for (name, expected), count in self.doubt_counts.most_common(self.limit)
            ],
            "reasons": dict(self.reasons.most_common(self.limit)),
            "rejections": [asdict(rejection) for rejection in self.rejections],
            "records": self.records,
        }


def report_on(
    delivery: Delivery,
    registers: Registers,
    on: date,
    *,
    source: Source | None = None,
    limit: int = EXAMPLES,
    every: EveryRecord | None = None,
    progress: Progress | None = None,
) -> FeedReport:
    """Reads a whole delivery and reports on it. Never raises for what stands in it: see `fault`."""
    source = source or Source("check", delivery.path.name, delivery.day, "not stated")
    report = FeedReport(delivery.format, limit)
    with closing(Places()) as places:
        for outcome in _read(delivery, source, report):
            _take(report, places.first(outcome), registers, on, every)
            if progress is not None and report.read % 500 == 0:
                progress(delivery.bytes_read, delivery.bytes, report.read)
    if progress is not None:
        progress(delivery.bytes_read, delivery.bytes, report.read)
    report.notes = delivery.notes
    return report


def _read(delivery: Delivery, source: Source, report: FeedReport) -> Iterator[Outcome]:
    try:
        yield from delivery.outcomes(source)
    except FeedError as fault:
        report.fault = str(fault)


def _take(report: FeedReport, outcome: Outcome, registers: Registers, on: date, every: EveryRecord | None) -> None:
    report.read += 1
    if isinstance(outcome, Rejection):
        report.rejected += 1
        _count(report.reasons, outcome.expected, "other reasons")
        if len(report.rejections) < report.limit:
            report.rejections.append(outcome)
        if every is not None:
            every({"locator": outcome.locator, "rejected": asdict(outcome)})
        return
    report.accepted += 1
    quality = assess_quality(outcome.offer, registers, on)
    elements = standard_elements(outcome.offer, quality, registers)
    kind = kind_of(outcome.offer)[0].value
    report.kinds[kind] += 1
    report.quality[quality.status.value] += 1
    for element in elements:
        report.elements.setdefault(element.id, ElementCount(element.mandatory)).states[element.state] += 1
    for doubt in outcome.doubts:
        report.doubts += 1
        key = _count(report.doubt_counts, (doubt.field, doubt.expected), (doubt.field, "other forms"))
        report.doubt_examples.setdefault(key, doubt)
    if every is not None or len(report.records) < report.limit:
        told = _told(outcome, elements, kind, quality.status.value)
        if every is not None:
            every(told)
        if len(report.records) < report.limit:
            report.records.append(told)


def _told(outcome: Accepted, elements: tuple[Element, ...], kind: str, quality: str) -> dict[str, Any]:
    """The report on one record that is an offer."""
    values = record_of(outcome.offer)
    where = values.pop("provenance", {})
    offer_id = values.pop("id")
    for name in ("source", "locator"):
        values.pop(name)
    return {
        "locator": outcome.locator,
        "id": offer_id,
        "kind": kind,
        "quality": quality,
        "read": {name: {"value": value, "at": where.get(name, {}).get("locator")} for name, value in values.items()},
        "elements": {element.id: element.state.value for element in elements},
        "missing": [element.id for element in elements if element.state is ElementState.MISSING],
        "doubts": [asdict(doubt) for doubt in outcome.doubts],
    }


def _count(counts: Counter[Any], key: Any, rest: Any) -> Any:
    """Counts `key`, or `rest` where too many different ones were seen; returns which."""
    if key not in counts and len(counts) >= _REASONS:
        key = rest
    counts[key] += 1
    return key


def _example(report: FeedReport, name: str, expected: str) -> dict[str, str]:
    doubt = report.doubt_examples[name, expected]
    return {"locator": doubt.locator, "read": doubt.read}
