"""What a person decides about themselves: explained first, agreed to by a yes alone, taken back at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from actions.consents import Consent
from nlu.understanding import Act
from tests.actions.conftest import Talk, call, understood

KEEP, COUNSELLOR, FOUND = Consent.KEEP, Consent.COUNSELLOR, Consent.FOUND


def facts(answer: dict[str, Any]) -> dict[str, str]:
    return {
        fact["label"]: fact["value"] for m in answer["messages"] for fact in (m.get("data") or {}).get("facts", ())
    }


def buttons(answer: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(quick["act"], quick["args"]) for quick in answer["quick_replies"]]


def words(answer: dict[str, Any]) -> str:
    return "\n".join(message["text"] for message in answer["messages"])


def give(talk: Talk, **args: Any) -> dict[str, Any]:
    return talk.say(Act.GIVE_CONSENT, args=args)


def take_back(talk: Talk, **args: Any) -> dict[str, Any]:
    return talk.say(Act.WITHDRAW_CONSENT, args=args)


@pytest.mark.parametrize("purpose", [KEEP, COUNSELLOR])
def test_a_purpose_is_explained_and_asked_before_it_is_agreed_to(talk: Talk, purpose: Consent) -> None:
    asked = give(talk, purpose=purpose.value)
    assert talk.state.consent == frozenset()
    assert list(facts(asked)) == ["What", "Where", "Until when", "Who can see it", "How to undo it"]
    assert [act for act, _ in buttons(asked)] == ["give_consent", "deny"], "yes and no, nothing else"
    give(talk, **buttons(asked)[0][1])
    assert talk.state.consent == {purpose}


def test_the_day_until_which_it_is_kept_is_said(talk: Talk) -> None:
    day = "22 February 2027"  # ninety days after the day of these tests
    assert day in facts(give(talk, purpose="keep"))["Until when"]
    assert day in words(give(talk, purpose="keep", sure=True))
    assert day in words(talk.say(Act.ASK_DATA))
    assert day in words(talk.say(Act.GOODBYE))


def test_a_yes_agrees_to_what_was_just_explained_and_a_no_to_nothing(talk: Talk) -> None:
    give(talk, purpose="keep")
    talk.say(Act.DENY)
    talk.say(Act.AFFIRM, action="action_affirm")
    assert talk.state.consent == frozenset()
    give(talk, purpose="keep")
    talk.say(Act.AFFIRM, action="action_affirm")
    assert talk.state.consent == {KEEP}


def test_being_found_is_offered_with_keeping_and_each_can_be_chosen(talk: Talk) -> None:
    asked = give(talk, purpose="found", sure=True)
    assert talk.state.consent == frozenset(), "without keeping, a yes to being found agrees to nothing"
    both, only, no = buttons(asked)
    assert no[0] == "deny"
    give(talk, **only[1])
    assert talk.state.consent == {KEEP}
    talk.slots["consent"] = None
    give(talk, **both[1])
    assert talk.state.consent == {KEEP, FOUND}


def test_without_a_purpose_all_three_are_shown_with_their_state(talk: Talk) -> None:
    give(talk, purpose="counsellor", sure=True)
    shown = give(talk)
    assert list(facts(shown).values()) == ["Off", "On", "Off"]
    assert buttons(shown)[1] == ("withdraw_consent", {"purpose": "counsellor"})
    assert [args["purpose"] for _, args in buttons(shown)] == ["keep", "counsellor", "found"]


def test_since_when_it_is_on_is_said_as_the_host_knows_it(talk: Talk) -> None:
    talk.slots["consent"] = ["keep"]
    talk.services.turns.put("turn", understood("…", Act.ASK_DATA))
    metadata = {"turn_id": "turn", "agreed_since": {"keep": "2026-11-02"}}
    asyncio.run(talk.executor.run(call("action_data", talk.slots, "…", metadata)))
    reply = talk.services.outbox.take("turn")
    assert reply is not None
    assert facts(talk.renderer.render(reply, language="en"))["Keep my profile"] == "On since 2 November 2026"


def test_the_one_thing_agreed_to_is_taken_back_without_asking_which(talk: Talk) -> None:
    give(talk, purpose="counsellor", sure=True)
    assert "no longer see" in words(take_back(talk))
    assert talk.state.consent == frozenset()
    assert "nothing to take back" in words(take_back(talk))


def test_of_several_it_is_asked_which_and_all_can_be_taken_back(talk: Talk) -> None:
    talk.slots["consent"] = ["keep", "counsellor", "found"]
    asked = take_back(talk)
    assert talk.state.consent == set(Consent)
    assert [args["purpose"] for _, args in buttons(asked)] == ["keep", "counsellor", "found", "all"]
    take_back(talk, purpose="all")
    assert talk.state.consent == frozenset()


def test_whoever_is_no_longer_kept_is_no_longer_found(talk: Talk) -> None:
    talk.slots["consent"] = ["keep", "counsellor", "found"]
    said = words(take_back(talk, purpose="keep"))
    assert talk.state.consent == {COUNSELLOR}
    assert "What was kept is erased" in said
    assert "no longer find your profile" in said


def test_erasing_is_asked_once_more(talk: Talk) -> None:
    asked = talk.say(Act.ERASE_ME)
    assert talk.slots.get("errand") is None
    assert buttons(asked) == [("erase_me", {"sure": True}), ("deny", {})]
    talk.say(Act.ERASE_ME, args={"sure": True})
    assert talk.slots["errand"] == "erase"


def test_what_is_known_names_skills_and_schooling(talk: Talk) -> None:
    talk.slots |= {
        "skills": ["http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d", "urn:unknown"],
        "schooling": 4,
    }
    known = facts(talk.say(Act.ASK_DATA))
    assert known["Skills you told me"] == "Python (computer programming), urn:unknown"
    assert known["Highest qualification"].startswith("Level 4 of 8")


@pytest.mark.parametrize("act", [Act.THANKS, Act.GOODBYE])
def test_keeping_is_offered_at_the_end_where_there_is_something_to_keep_and_not_again(talk: Talk, act: Act) -> None:
    offer = ("give_consent", {"purpose": "keep"})
    assert offer not in buttons(talk.say(act))
    talk.goal("python")
    assert offer in buttons(talk.say(act))
    give(talk, purpose="keep", sure=True)
    assert offer not in buttons(talk.say(act))
