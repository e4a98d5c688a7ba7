"""Words beside meaning: exact words and exact names of offers and providers, found with tantivy.

Fusing word ranks with semantic ranks was measured to lose quality; here words are a small addition to the score, and
a full name is a large one. Text is folded before it is indexed and asked: compatibility forms and marks are taken off
and case is removed, in any script: "Créteil", "CRETEIL" and "creteil" are one word, and so are "Αθήνα" and "ΑΘΗΝΑ".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import tantivy

from index.columns import Mask
from knowledge.offer import Offer

WRITER_BYTES = 30_000_000
FOUND_AT_MOST = 2_000
ASKED_AT_MOST = 32
NAME_TOKENS = 12
HALF_SCORE = 20.0
"""The BM25 score worth one half: about two rare words found in a title."""
FIELDS = (("title", 2.0), ("provider", 1.0), ("topic", 1.0))
_WORD = re.compile(r"\w+")


def fold(text: str) -> tuple[str, ...]:
    """The words of `text`, without case and marks."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in apart if unicodedata.category(letter) not in ("Mn", "Me"))
    return tuple(word[:64] for word in _WORD.findall(text.casefold().replace("ς", "σ")))


def as_runs(texts: Iterable[str]) -> str:
    """Texts as one line in which `" a b "` occurs exactly where the words a, b follow one another in one of them."""
    return "\n".join(f" {' '.join(fold(text))} " for text in texts)


def words_of(offer: Offer) -> tuple[tuple[str, ...], ...]:
    """The words of each of `FIELDS`: title; provider, platform and awarding body; skills and subject."""
    return (
        fold(offer.title),
        fold(" ".join(names(offer)[1:])),
        fold(" ".join((*offer.skills, offer.subject or ""))),
    )


def names(offer: Offer) -> tuple[str, ...]:
    """What a person may call the offer by: its title, its provider, its platform, its awarding body."""
    return (offer.title, offer.provider, offer.platform or "", offer.awarding_body or "")


@cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", indexed=True, fast=True)
    for field, _ in FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("name", tokenizer_name="raw", index_option="basic")
    return builder.build()


class StoredWords:
    """The words of one generation."""

    def __init__(self, folder: Path) -> None:
        self._searcher = tantivy.Index.open(str(folder / "words")).searcher()

    def search(self, text: str, passing: Mask) -> dict[int, float]:
        """The score of each passing row that has a word or a name of `text`: words give 0 to 1 (half at HALF_SCORE
        BM25), a name of the offer somewhere in the text adds 0.5, and 1 where the text is nothing but the name."""
        asked = fold(text)
        if not asked or not passing.any():
            return {}
        found = {row: score / (score + HALF_SCORE) for row, score in self._matching(_any_word(asked), passing)}
        for row, score in self._matching(_names(asked), passing):
            found[row] = found.get(row, 0.0) + score
        return found

    def _matching(self, query: tantivy.Query, passing: Mask) -> list[tuple[int, float]]:
        hits = self._searcher.search(query, FOUND_AT_MOST, count=False).hits
        if len(hits) == FOUND_AT_MOST and len(few := np.flatnonzero(passing)) <= FOUND_AT_MOST:
            # There may be more, and those that pass among them: asking for these rows costs several times as much.
            only = tantivy.Query.term_set_query(_schema(), "row", few.tolist())
            narrowed = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, tantivy.Query.boost_query(only, 0.0)),
                    (tantivy.Occur.Must, query),
                ]
            )
            hits = self._searcher.search(narrowed, FOUND_AT_MOST, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return [(int(row), float(score)) for row, (score, _) in zip(rows, hits, strict=True) if passing[row]]

    @staticmethod
    def write(folder: Path, offers: Iterable[Offer]) -> None:
        path = folder / "words"
        path.mkdir()
        # One thread writes one segment after the other, so that the same offers give the same scores.
        writer = tantivy.Index(_schema(), path=str(path)).writer(WRITER_BYTES, 1)
        for row, offer in enumerate(offers):
            document = tantivy.Document()
            document.add_unsigned("row", row)
            for (field, _), words in zip(FIELDS, words_of(offer), strict=True):
                document.add_text(field, " ".join(words))
            for name in {" ".join(fold(name)[:NAME_TOKENS]) for name in names(offer)} - {""}:
                document.add_text("name", name)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()


def _any_word(asked: Sequence[str]) -> tantivy.Query:
    return tantivy.Query.boolean_query(
        [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(_schema(), field, word, index_option="freq"), boost
                ),
            )
            for word in dict.fromkeys(asked[:ASKED_AT_MOST])
            for field, boost in FIELDS
        ]
    )


def name_runs(asked: Sequence[str]) -> set[str]:
    """Every run of words of a query that may be a name."""
    few = asked[:ASKED_AT_MOST]
    return {
        " ".join(few[start : start + length])
        for length in range(1, NAME_TOKENS + 1)
        for start in range(len(few) - length + 1)
    }


def _names(asked: Sequence[str]) -> tantivy.Query:
    """Scores 0.5 for a name that is any run of words of the text, and 0.5 more for one that is all of it."""
    some = tantivy.Query.term_set_query(_schema(), "name", sorted(name_runs(asked)))
    whole = tantivy.Query.term_query(_schema(), "name", " ".join(asked[:NAME_TOKENS]))
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Should, tantivy.Query.const_score_query(query, 0.5)) for query in (some, whole)]
    )
