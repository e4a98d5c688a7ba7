"""What stands behind each sentence, and behind each place; what a question aside would change."""

from __future__ import annotations

from actions.render.voice import Voice
from actions.services import Services
from actions.state import DialogueState
from actions.steering import Steering
from bot.copilot.aside import difference_between
from bot.copilot.evidence import backed, place_in_words
from bot.copilot.listed import cards, coming_next, listed
from nlu.understanding import Act, Limit, LimitKind
from tests.actions.conftest import Talk

GOAL = "programming with Python"


def english(services: Services) -> Voice:
    return Voice(services.texts, "en")


def test_every_reason_of_a_list_has_its_evidence_and_a_greeting_has_none(talk: Talk) -> None:
    answer = talk.goal(GOAL)
    sentences = backed(answer["messages"][0], talk.services, english(talk.services))
    with_evidence = [each for each in sentences if each.statement is not None]
    assert {reason["id"] for offer in talk.reply_offers() for reason in offer["why"]} <= {
        str(each.statement["id"]) for each in with_evidence if each.statement
    }
    for each in with_evidence:
        assert each.statement
        for found in each.statement["evidence"]:
            assert found["source"]
            assert found["locator"]
    assert any(each.statement is None for each in sentences)  # “Here are three offers”: the advisor's own words
    hello = {"text": "Hello.", "data": None}
    assert [each.statement for each in backed(hello, talk.services, english(talk.services))] == [None]


def test_every_sentence_of_an_answer_on_quality_has_evidence_but_those_that_announce_it(talk: Talk) -> None:
    talk.goal(GOAL)
    answer = talk.say(Act.ASK_CHECKED)
    sentences = backed(answer["messages"][0], talk.services, english(talk.services))
    said = {statement["text"] for statement in answer["messages"][0]["data"]["statements"]}
    for text in said:
        behind = [each for each in sentences if each.text in text or text in each.text]
        assert behind
        assert all(each.statement is not None for each in behind)


def test_the_place_of_an_offer_is_told_in_words_and_what_would_change_it(services: Services) -> None:
    state = DialogueState(goal=GOAL, limits=(Limit(LimitKind.FREE),))
    shown = listed(services, state)
    assert shown.ids
    place = place_in_words(shown, 0, english(services))
    assert place["rank"] == 1
    assert {feature["sign"] for feature in place["features"]} <= {"for", "against"}
    assert any(feature["sign"] == "for" for feature in place["features"])
    assert not set(coming_next(shown)) & set(shown.ids)


def test_a_difference_names_what_comes_what_goes_and_why(services: Services) -> None:
    state = DialogueState(goal=GOAL)
    before = listed(services, state)
    gone = before.ids[0]
    after = listed(services, Steering(by="Ada", goal=GOAL).veto(gone).put(state))
    told = difference_between(before, after, english(services))
    assert [item["id"] for item in told.goes] == [gone]
    assert len(told.comes) == 1
    assert told.comes[0]["reasons"]
    same = difference_between(before, before, english(services))
    assert same.is_none
    assert same.stays == len(before.ids)


def test_a_list_without_a_goal_is_empty(services: Services) -> None:
    shown = listed(services, DialogueState())
    assert shown.ids == ()
    assert cards(shown, english(services)) == []
    assert coming_next(shown) == ()
