"""Publishing very many offers, measured without an encoder: `python -m tests.bench.made_index [offers]`.

The offers are sessions of fewer courses; vectors are made up, so that what is measured is the writing of the index.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from index.contract import Query, Vector
from index.faiss_index import FaissOfferIndex
from knowledge.offer import Offer, Price, Provenance, Source
from tests.bench.made_feed import SESSIONS_OF_A_COURSE

SOURCE = Source("made", "Made for measuring", date(2026, 11, 24), "none")
FIELDS = ("title", "provider", "languages", "country", "skills", "start", "price")


class MadeUp:
    """Vectors as wide as the real encoder's, of no meaning: always the same for the same text."""

    fingerprint, dimension, parts = "made up", 896, (384, 512)

    def encode_documents(self, texts: Sequence[str]) -> Vector:
        rows = [np.random.default_rng(list(text.encode())).standard_normal(self.dimension) for text in texts]
        return np.asarray(rows, dtype=np.float32)


def offers(count: int) -> Iterator[Offer]:
    courses = max(1, count // SESSIONS_OF_A_COURSE)
    for number in range(count):
        course, session = number % courses, number // courses
        yield Offer(
            id=f"made-{number:09d}",
            title=f"Course number {course} on topic {course % 97}",
            provider=f"Academy {course % 500}",
            source=SOURCE,
            locator=f"item {number}",
            languages=("de",),
            country="DE",
            skills=("a skill of all", f"a skill of few, {course % 300}"),
            start=date(2027, 1, 4) + timedelta(weeks=session),
            price=Price(20.0, "EUR"),
            provenance={name: Provenance(f"item {number}, attributes.{name}", "as it stands") for name in FIELDS},
        )


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with TemporaryDirectory() as folder:
        index = FaissOfferIndex(Path(folder), MadeUp())
        before, begun, used = peak_mb(), time.monotonic(), time.process_time()
        generation = index.build(offers(count))
        seconds, cpu = time.monotonic() - begun, time.process_time() - used
        index.activate(generation)
        print(
            f"{count:,} offers of {max(1, count // SESSIONS_OF_A_COURSE):,} courses published without an encoder: "
            f"{seconds:.0f} s, {cpu:.0f} CPU s, peak {peak_mb():.0f} MB ({before:.0f} MB before)"
        )
        vector = np.random.default_rng(1).standard_normal(MadeUp.dimension).astype(np.float32)
        query = Query(vector=vector, words="course topic 12", sessions=8, on=date(2027, 6, 1))
        index.search(query)
        begun = time.monotonic()
        for _ in range(20):
            index.search(query)
        print(f"a search of them: {(time.monotonic() - begun) / 20 * 1000:.0f} ms, peak {peak_mb():.0f} MB")


if __name__ == "__main__":
    main()
