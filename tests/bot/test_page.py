"""The page picks the browser's language, and takes back only the buttons that the advisor wrote."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.page import preferred_language, read_press
from bot.problems import ProblemError
from knowledge.languages import CODES
from nlu.understanding import Act


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("ja,pl;q=0.5,en;q=0.4", "pl"),
        ("en;q=0.1, fr;q=0.7", "fr"),
        ("ar", "ar"),
        ("zh, ja", None),
        ("", None),
        (";;q=,q=x", None),
    ],
)
def test_the_first_of_the_browsers_languages_that_is_ours_is_taken(header: str, language: str | None) -> None:
    assert preferred_language(header) == language


@given(st.text(max_size=80))
def test_no_header_breaks_the_page(header: str) -> None:
    assert preferred_language(header) in {None, *CODES}


def test_a_pressed_button_gives_its_act_its_arguments_and_its_words() -> None:
    value = json.dumps({"text": "Details", "act": "details", "args": {"offer": "x"}})
    pressed, text = read_press(value, "")
    assert pressed is not None
    assert (pressed.act, dict(pressed.args), text) == (Act.DETAILS, {"offer": "x"}, "Details")


def test_without_a_button_the_written_text_stands() -> None:
    assert read_press("", "hello") == (None, "hello")


@given(st.text(min_size=1, max_size=60))
def test_a_value_the_advisor_did_not_write_is_refused_in_words(value: str) -> None:
    with pytest.raises(ProblemError, match="did not write"):
        read_press(value, "")


@pytest.mark.parametrize("value", ['{"act": "restart", "text": "x"}', '{"act": "help"}', "[]", "1", '{"text": "x"}'])
def test_an_act_that_people_do_not_have_is_refused(value: str) -> None:
    with pytest.raises(ProblemError):
        read_press(value, "")


def test_the_button_that_compares_takes_the_offers_that_were_ticked() -> None:
    value = json.dumps({"text": "Compare", "act": "compare", "args": {"chosen": True}})
    pressed, _ = read_press(value, "", ["a", "b"])
    assert pressed is not None
    assert pressed.args == {"chosen": True, "offers": ["a", "b"]}
