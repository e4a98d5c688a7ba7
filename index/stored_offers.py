"""Offers on disk: one JSON line an offer and the place where each begins, mapped into memory, read one at a time."""

from __future__ import annotations

import json
import mmap
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.catalogue import offer_from_record, record_of
from knowledge.offer import Offer

CACHED = 2048


def encode(offer: Offer) -> bytes:
    """One line of JSON without line feed."""
    return json.dumps(record_of(offer), ensure_ascii=False, separators=(",", ":")).encode()


def decode(line: bytes) -> Offer:
    return offer_from_record(json.loads(line))


def _read(lines: mmap.mmap | bytes, starts: npt.NDArray[np.int64], row: int) -> Offer:
    return decode(lines[int(starts[row]) : int(starts[row + 1])])


class StoredOffers:
    """Offers by row, in the order they were written, and rows by offer id."""

    def __init__(self, folder: Path) -> None:
        with (folder / "offers.jsonl").open("rb") as file:
            # A mapping of nothing is an error, so an empty index keeps plain bytes.
            empty = file.seek(0, 2) == 0
            self._lines: mmap.mmap | bytes = b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._starts = np.load(folder / "offers.starts.npy", allow_pickle=False)
        self.ids: tuple[str, ...] = tuple(json.loads((folder / "offers.ids.json").read_bytes()))
        self._rows = {offer_id: row for row, offer_id in enumerate(self.ids)}
        # Without a reference to self: a generation that is no longer used is freed at once.
        self.at = lru_cache(maxsize=CACHED)(partial(_read, self._lines, self._starts))

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, offer_id: str) -> int | None:
        return self._rows.get(offer_id)

    def get(self, offer_id: str) -> Offer | None:
        row = self._rows.get(offer_id)
        return None if row is None else self.at(row)

    def rows(self, offer_ids: frozenset[str]) -> list[int]:
        """Rows of those ids that are here."""
        return [self._rows[offer_id] for offer_id in offer_ids if offer_id in self._rows]

    @staticmethod
    def write(folder: Path, offers: Sequence[Offer]) -> None:
        starts = np.zeros(len(offers) + 1, dtype=np.int64)
        with (folder / "offers.jsonl").open("wb") as file:
            for row, offer in enumerate(offers):
                file.write(encode(offer) + b"\n")
                starts[row + 1] = file.tell()
        np.save(folder / "offers.starts.npy", starts, allow_pickle=False)
        (folder / "offers.ids.json").write_text(
            json.dumps([offer.id for offer in offers], ensure_ascii=False), encoding="utf-8"
        )
