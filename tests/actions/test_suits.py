"""What to ask first is said when a situation was named, in one short part, and never again."""

from __future__ import annotations

from typing import Any

import pytest

from actions.state import DialogueState
from actions.suits import AT_MOST
from knowledge.suits import Circumstance
from nlu.understanding import Act, Limit, LimitKind
from tests.actions.conftest import Talk


def questions(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The statements of the part on what to ask first."""
    return [
        statement
        for message in answer["messages"]
        if message["kind"] == "text" and "statements" in message.get("data", {})
        for statement in message["data"]["statements"]
    ]


@pytest.mark.parametrize("circumstance", Circumstance)
def test_a_situation_that_was_named_gets_what_to_ask_first_below_the_offers(
    talk: Talk, circumstance: Circumstance
) -> None:
    answer = talk.goal("python programming", circumstances=(circumstance.value,))
    assert [message["kind"] for message in answer["messages"]] == ["offers", "text"]
    assert answer["messages"][1]["text"].startswith("What to ask first:")
    asked = questions(answer)
    assert 1 <= len(asked) <= AT_MOST
    assert asked[0]["id"].startswith("statement.suits.")
    assert all(statement["evidence"] for statement in asked)


def test_several_situations_still_get_one_short_part(talk: Talk) -> None:
    everything = tuple(circumstance.value for circumstance in Circumstance)
    assert len(questions(talk.goal("python", circumstances=everything))) == AT_MOST


def test_whom_to_ask_is_named_for_the_country_that_was_said(talk: Talk) -> None:
    answer = talk.goal("python", circumstances=("care",), limits=(Limit(LimitKind.COUNTRY, "HR"),))
    assert [s["id"] for s in questions(answer)][-1] == "statement.recognition.ask_employment_service"


def test_without_a_situation_nothing_is_added(talk: Talk) -> None:
    assert [message["kind"] for message in talk.goal("python")["messages"]] == ["offers"]


def test_a_question_about_an_offer_may_name_a_situation_too(talk: Talk) -> None:
    talk.goal("python")
    answer = talk.say(Act.DETAILS, "is there childcare?", circumstances=("care",))
    assert [message["kind"] for message in answer["messages"]] == ["elements", "text"]
    assert questions(answer)[0]["id"].startswith("statement.suits.care_ask_provider")


def test_a_situation_is_used_in_its_turn_and_never_kept(talk: Talk) -> None:
    talk.goal("python", circumstances=("access", "refugee"))
    assert not questions(talk.say(Act.REFINE, limits=(Limit(LimitKind.MODE, "online"),)))
    kept = repr(talk.slots) + repr(DialogueState.from_slots(talk.slots))
    assert "access" not in kept
    assert "refugee" not in kept


def test_a_name_that_is_no_situation_adds_nothing(talk: Talk) -> None:
    assert not questions(talk.goal("python", circumstances=("no such thing",)))


def test_easy_read_says_it_in_easy_words(talk: Talk) -> None:
    talk.say(Act.EASY_READ)
    answer = talk.goal("python", circumstances=("low_income",))
    assert answer["messages"][1]["text"].startswith("Ask this first:")
    assert "job centre" in answer["messages"][1]["text"]
