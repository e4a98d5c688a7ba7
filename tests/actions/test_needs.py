"""What a person needs beside the subject is shown as a chip, is asked of the provider, and moves no offer."""

from __future__ import annotations

from typing import Any

import pytest

from actions.suits import NEEDS
from nlu.understanding import ACCESS, Act, Limit, LimitKind
from tests.actions.conftest import Talk


def shown(answer: dict[str, Any]) -> list[str]:
    return [offer["id"] for message in answer["messages"] for offer in message.get("offers", ())]


def said(answer: dict[str, Any]) -> str:
    return " ".join(message["text"] for message in answer["messages"])


@pytest.mark.parametrize("kind", NEEDS)
def test_a_need_is_asked_of_the_provider_and_its_offers_are_those_of_everybody(talk: Talk, kind: LimitKind) -> None:
    plain = shown(talk.goal("python programming"))
    answer = Talk(talk.services).goal("python programming", limits=(Limit(kind),))
    if kind is not LimitKind.FUNDING:  # an offer may state funding, or be free
        assert shown(answer) == plain
    assert sorted(shown(answer)) == sorted(plain)
    assert "What to ask first:" in said(answer)


@pytest.mark.parametrize("value", [None, *ACCESS])
def test_a_need_that_is_kept_is_taken_back_by_its_chip(talk: Talk, value: str | None) -> None:
    talk.goal("python programming", limits=(Limit(LimitKind.ACCESSIBILITY, value),))
    held = [limit.kind for limit in talk.state.limits]
    assert held == [LimitKind.ACCESSIBILITY]
    talk.say(Act.REFINE, "", args={"remove": {"kind": "accessibility", "value": value}})
    assert talk.state.limits == ()


def test_a_start_is_kept_as_a_day(talk: Talk) -> None:
    talk.goal("python programming", limits=(Limit(LimitKind.START, detail={"month": 1}),))
    (limit,) = talk.state.limits
    assert limit.kind is LimitKind.START
    assert str(limit.value).endswith("-01-01")
