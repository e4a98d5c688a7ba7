"""The spool: offers written to disk as they come, and afterwards read in the order of their ids.

Any number of offers pass through. What is held of each is its id, where it lies and which text stands for it: about
140 bytes. Many offers share one text (a course that is given again and again); texts are told apart by their digests.
"""

from __future__ import annotations

import hashlib
import os
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.stored_offers import ID_STARTS, IDS, LINES, PLACES, decode, encode
from knowledge.offer import Offer

TEXTS = "texts.txt"
TEXT_OF_ROW = "offers.texts.npy"
COURSE_OF_ROW = "offers.courses.npy"
START_OF_ROW = "offers.starts.npy"
DIGEST_BYTES = 16


def text_digest(text: str) -> bytes:
    """What decides whether a vector can be taken over: the text that is embedded."""
    return hashlib.sha256(text.encode()).digest()[:DIGEST_BYTES]


class Spool:
    """The offers of one generation in the making, by row: rows are in the order of ids."""

    def __init__(self, folder: Path, offers: Iterable[Offer]) -> None:
        """Writes every offer. Raises ValueError where two have one id."""
        self._folder = folder
        ids: list[bytes] = []
        ends, text_of, lengths = array("q"), array("i"), array("i")
        course_of, starts = array("i"), array("i")
        digests: dict[bytes, int] = {}
        courses: dict[bytes, int] = {}
        with (folder / LINES).open("wb", buffering=1 << 20) as lines:
            end = 0
            for offer in offers:
                end += lines.write(encode(offer) + b"\n")
                ends.append(end)
                ids.append(offer.id.encode())
                text = offer.embedding_text()
                number = digests.setdefault(text_digest(text), len(lengths))
                if number == len(lengths):
                    lengths.append(len(text))
                text_of.append(number)
                course_of.append(courses.setdefault(text_digest(f"{offer.provider}\n{text}"), len(courses)))
                starts.append(offer.start.toordinal() if offer.start else 0)
        order = sorted(range(len(ids)), key=ids.__getitem__)
        for one, next_one in pairwise(order):
            if ids[one] == ids[next_one]:
                raise ValueError(f"Two offers have the id {ids[one].decode()!r}. Expected every id once.")
        rows = np.asarray(order, dtype=np.int64)
        bounds = np.concatenate([np.zeros(1, dtype=np.int64), np.asarray(ends, dtype=np.int64)])
        self._places: npt.NDArray[np.int64] = np.stack([bounds[rows], bounds[rows + 1]], axis=1)
        self._number_texts(
            np.asarray(text_of, dtype=np.int32)[rows], list(digests), np.asarray(lengths, dtype=np.int32)
        )
        self._write_ids([ids[row] for row in order])
        np.save(folder / PLACES, self._places, allow_pickle=False)
        np.save(folder / TEXT_OF_ROW, self.text_of_row, allow_pickle=False)
        self._course_of_row = np.asarray(course_of, dtype=np.int32)[rows]
        self._start_of_row = np.asarray(starts, dtype=np.int32)[rows]
        for name, column in ((COURSE_OF_ROW, self._course_of_row), (START_OF_ROW, self._start_of_row)):
            np.save(folder / name, column, allow_pickle=False)
        (folder / TEXTS).write_text("\n".join(digest.hex() for digest in self.digests), encoding="ascii")

    def __len__(self) -> int:
        return len(self._places)

    def place(self, row: int) -> tuple[int, int, int]:
        """The number of the row's text and of its course, and the day it begins (0: not known)."""
        return int(self.text_of_row[row]), int(self._course_of_row[row]), int(self._start_of_row[row])

    def offers(self) -> Iterator[Offer]:
        """Every offer, row by row."""
        return self._read(range(len(self)))

    def texts(self, numbers: Sequence[int]) -> list[str]:
        """The texts of these numbers, read again from one offer that has each."""
        return [offer.embedding_text() for offer in self._read(self._first_row[number] for number in numbers)]

    def _read(self, rows: Iterable[int]) -> Iterator[Offer]:
        # Not mapped into memory: what is read once need not be held.
        with (self._folder / LINES).open("rb") as file:
            for row in rows:
                start, end = self._places[row].tolist()
                yield decode(os.pread(file.fileno(), end - start, start))

    def _number_texts(
        self, text_of_row: npt.NDArray[np.int32], digests: Sequence[bytes], lengths: npt.NDArray[np.int32]
    ) -> None:
        """Numbers texts as they appear in the order of ids, so that the same offers always give the same files."""
        _, first = np.unique(text_of_row, return_index=True)
        order = np.argsort(first)
        renumbered = np.empty(len(digests), dtype=np.int32)
        renumbered[order] = np.arange(len(digests), dtype=np.int32)
        self.text_of_row: npt.NDArray[np.int32] = renumbered[text_of_row]
        """The number of the text of each row."""
        self._first_row = first[order]
        self.digests = [digests[number] for number in order]
        """The digest of each text."""
        self.lengths: npt.NDArray[np.int32] = lengths[order]
        """Characters of each text."""

    def _write_ids(self, ids: Sequence[bytes]) -> None:
        starts = np.zeros(len(ids) + 1, dtype=np.int64)
        np.cumsum([len(each) for each in ids], out=starts[1:])
        np.save(self._folder / ID_STARTS, starts, allow_pickle=False)
        with (self._folder / IDS).open("wb") as file:
            file.writelines(ids)
