"""Offers on disk: one JSON line an offer, where each lies, and the ids in order. Mapped into memory, read one at a
time: a million offers take little more memory than a thousand."""

from __future__ import annotations

import mmap
from collections.abc import Iterable
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import orjson

from knowledge.catalogue import offer_from_record, record_of
from knowledge.offer import Offer

CACHED = 2048
LINES, PLACES = "offers.jsonl", "offers.places.npy"
IDS, ID_STARTS = "offers.ids", "offers.ids.starts.npy"

Mapped: TypeAlias = mmap.mmap | bytes
Starts: TypeAlias = npt.NDArray[np.int64]


def encode(offer: Offer) -> bytes:
    """One line of JSON without line feed."""
    return orjson.dumps(record_of(offer))


def decode(line: bytes) -> Offer:
    return offer_from_record(orjson.loads(line))


def _read(lines: Mapped, places: Starts, row: int) -> Offer:
    start, end = places[row]
    return decode(lines[start:end])


class StoredIds:
    """The ids of all offers in their order, looked up by halving."""

    def __init__(self, folder: Path) -> None:
        self._ids = _mapped(folder / IDS)
        starts: Starts = np.load(folder / ID_STARTS, mmap_mode="r", allow_pickle=False)
        # One number of a mapped array costs a new array each time, and a look-up reads many.
        self._starts = starts.data

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, row: int) -> str:
        return self._at(row).decode()

    def row(self, offer_id: str) -> int | None:
        """The row of an id; None where it is not here."""
        wanted = offer_id.encode("utf-8", "surrogatepass")  # people ask for anything
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._at(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self._at(low) == wanted else None

    def _at(self, row: int) -> bytes:
        return self._ids[self._starts[row] : self._starts[row + 1]]


class StoredOffers:
    """Offers by row and by id; rows are in the order of ids."""

    def __init__(self, folder: Path) -> None:
        self.ids = StoredIds(folder)
        places: Starts = np.load(folder / PLACES, mmap_mode="r", allow_pickle=False)
        # Without a reference to self: a generation that is no longer used is freed at once.
        self.at = lru_cache(maxsize=CACHED)(partial(_read, _mapped(folder / LINES), places))
        self._row = lru_cache(maxsize=CACHED)(self.ids.row)

    def __len__(self) -> int:
        return len(self.ids)

    def get(self, offer_id: str) -> Offer | None:
        row = self._row(offer_id)
        return None if row is None else self.at(row)

    def rows(self, offer_ids: Iterable[str]) -> list[int]:
        """Rows of those ids that are here."""
        return [row for offer_id in offer_ids if (row := self.ids.row(offer_id)) is not None]


def _mapped(path: Path) -> Mapped:
    with path.open("rb") as file:
        # A mapping of nothing is an error, so nothing stays plain bytes.
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if file.seek(0, 2) else b""
