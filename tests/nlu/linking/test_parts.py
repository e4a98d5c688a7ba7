"""A sentence is taken apart into what may name a skill each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlu.linking.parts import MOST_PARTS, parts_of, words_of


def parts(text: str, language: str = "en") -> list[str]:
    return [part.text for part in parts_of(text, words_of(text, language))]


def test_joining_and_framing_words_part_runs_and_runs_side_by_side_are_tried_too() -> None:
    found = parts("Strong knowledge of HTML and CSS, good communication skills")
    assert found[:3] == ["HTML", "CSS", "communication"]
    assert "HTML and CSS" in found
    assert not any("CSS" in part and "communication" in part for part in found)  # a comma stands between


def test_short_names_are_told_from_short_words_by_how_they_are_written() -> None:
    assert parts("Erfahrung mit SQL und C++ oder Go", "de")[:3] == ["SQL", "C++", "Go"]


def test_words_of_a_run_are_parts_of_their_own() -> None:
    assert parts("vehicle engine repair") == [
        "vehicle engine repair", "vehicle engine", "engine repair", "vehicle", "engine", "repair",
    ]  # fmt: skip


@given(st.text(max_size=300), st.sampled_from(["en", "fi", "ar", "xx"]))
def test_parts_are_few_and_lie_in_the_text(text: str, language: str) -> None:
    found = parts_of(text, words_of(text, language))
    assert len(found) <= MOST_PARTS
    assert all(0 <= part.span.start < part.span.end <= len(text) and part.text for part in found)
