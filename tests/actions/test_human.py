"""A person, please: a counsellor joins with consent, in one step; the other services stay named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.consents import Consent
from actions.services import Services
from nlu.understanding import Act
from tests.actions.conftest import Talk


def text(answer: dict) -> str:  # type: ignore[type-arg]
    return "\n".join(message["text"] for message in answer["messages"])


@pytest.fixture(params=[True, False], ids=["somebody is here", "nobody is here"])
def here(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def asking(services: Services, here: bool) -> Talk:
    talk = Talk(replace(services, counsellor=lambda: here))
    talk.slots = {"country": "DE"}
    return talk


def test_nothing_is_agreed_by_asking_and_what_a_counsellor_would_see_is_said(asking: Talk, here: bool) -> None:
    answer = text(asking.say(Act.ASK_HUMAN))
    assert "see this whole conversation" in answer
    assert "You can end it at any time" in answer
    assert ("A counsellor is signed in now" in answer) is here
    assert ("No counsellor is signed in now" in answer) is not here
    assert "Bundesagentur für Arbeit" in answer
    assert asking.state.consent == frozenset()
    assert asking.slots.get("errand") is None


@pytest.mark.parametrize("agreeing", ["pressed", "said"])
def test_one_yes_agrees_and_puts_the_conversation_where_counsellors_see_it(
    asking: Talk, here: bool, agreeing: str
) -> None:
    offered = asking.say(Act.ASK_HUMAN)
    if agreeing == "pressed":
        answer = asking.press(next(q for q in offered["quick_replies"] if q["args"].get("agree")))
    else:
        answer = asking.say(Act.AFFIRM, "yes")
    assert asking.state.consent == {Consent.COUNSELLOR}
    assert asking.slots["errand"] == "counsellor"
    assert ("Nobody is signed in now" in text(answer)) is not here
    assert any(
        q["act"] == "withdraw_consent" and q["args"] == {"purpose": "counsellor"} for q in answer["quick_replies"]
    )


def test_a_no_agrees_to_nothing(asking: Talk) -> None:
    asking.say(Act.ASK_HUMAN)
    asking.say(Act.DENY, "no")
    assert asking.state.consent == frozenset()


def test_who_agreed_before_is_not_asked_again(asking: Talk) -> None:
    asking.slots |= {"consent": ["counsellor"]}
    asking.say(Act.ASK_HUMAN)
    assert asking.slots["errand"] == "counsellor"


def test_the_country_is_still_asked_for_and_its_answer_is_no_consent(services: Services) -> None:
    talk = Talk(replace(services, counsellor=lambda: True))
    answer = talk.say(Act.ASK_HUMAN, language="pl")
    country = next(q for q in answer["quick_replies"] if "country" in q["args"])
    talk.press(country)
    assert talk.state.consent == frozenset()
