"""Words and names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.words import StoredWords, fold
from knowledge.offer import Offer
from tests.index.worlds import offer

OFFERS: list[Offer] = [
    offer("a", "Python for Everybody", provider="University of Michigan", skills=("Data Structures", "Python")),
    offer("b", "Python", provider="Scrimba"),
    offer("c", "Gestão de projetos", provider="Universidade de São Paulo", subject="Business"),
]
ALL = np.ones(3, dtype=np.bool_)


@pytest.fixture
def words(tmp_path: Path) -> StoredWords:
    StoredWords.write(tmp_path, OFFERS)
    return StoredWords(tmp_path)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("São Tomé", ("sao", "tome")),
        ("ΑΘΗΝΑΣ Αθήνας", ("αθηνασ", "αθηνασ")),
        ("Maß / MASS", ("mass", "mass")),
        ("ﬁnance", ("finance",)),
        ("C++, e-mail!", ("c", "e", "mail")),
        ("", ()),
    ],
)
def test_words_are_folded(text: str, folded: tuple[str, ...]) -> None:
    assert fold(text) == folded


def test_a_whole_name_counts_more_than_a_name_in_a_sentence_and_that_more_than_words(words: StoredWords) -> None:
    whole = words.search("sao paulo universidade", ALL)[2]
    assert 0 < whole < 1
    named = words.search("something at the Universidade de São Paulo", ALL)[2]
    alone = words.search("universidade de sao paulo", ALL)[2]
    assert whole + 0.5 < named + 0.3 < alone


def test_a_title_is_a_name(words: StoredWords) -> None:
    found = words.search("python for everybody", ALL)
    assert found[0] > 1 > found[1] > 0.5
    assert 2 not in found


def test_only_passing_rows_are_found(words: StoredWords) -> None:
    assert set(words.search("python", np.asarray([False, True, True]))) == {1}
    assert words.search("python", np.zeros(3, dtype=np.bool_)) == {}


def test_many_matches_do_not_hide_the_few_that_pass(tmp_path: Path) -> None:
    crowd = [offer(str(row), "python python") for row in range(5000)]
    StoredWords.write(tmp_path, [*crowd, offer("x", "a very long title that mentions python once, at its end")])
    passing = np.zeros(5001, dtype=np.bool_)
    passing[[17, 5000]] = True
    assert set(StoredWords(tmp_path).search("python", passing)) == {17, 5000}


def test_an_offer_that_passes_is_found_with_the_same_score_however_many_do_not(
    words: StoredWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    for row in range(3):
        passing = np.arange(3) == row
        for text in ("python", "Python for everybody, Scrimba", "projetos business"):
            expected = words.search(text, passing)
            with monkeypatch.context() as patched:
                patched.setattr("index.words.FOUND_AT_MOST", 1)  # more have a word of it than are looked at
                assert words.search(text, passing) == pytest.approx(expected)
