"""Reading a made feed through its format, for the tests of the formats."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.feeds.format import Format
from knowledge.feeds.opening import open_feed
from knowledge.feeds.reading import read_feed
from knowledge.feeds.records import Accepted, Outcome, Rejection
from knowledge.offer import Offer, Source

SAMPLES = Path(__file__).parent / "samples"
SOURCE = Source("made", "Made feed", date(2026, 11, 24), "made for tests")


def read(path: Path, form: Format) -> list[Outcome]:
    return list(read_feed(open_feed(path), form, SOURCE))


def read_value(value: Any, form: Format, folder: Path) -> list[Outcome]:
    path = folder / "feed.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return read(path, form)


def accepted(outcomes: list[Outcome]) -> Accepted:
    (only,) = outcomes
    assert isinstance(only, Accepted), only
    return only


def offer_in(outcomes: list[Outcome]) -> Offer:
    return accepted(outcomes).offer


def rejection_in(outcomes: list[Outcome]) -> Rejection:
    (only,) = outcomes
    assert isinstance(only, Rejection), only
    return only
