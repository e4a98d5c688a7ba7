"""The examples of /api/openapi.json are what the advisor answers."""

from __future__ import annotations

from typing import Any

import pytest

from bot.api.described import examples
from tests.system.api_examples import CALLS, played
from tests.system.conftest import Advisor

pytestmark = pytest.mark.system


def differences(shown: Any, real: Any, at: str = "") -> list[str]:
    """Where an example has what the real answer has not, or another type. Nothing known (null) fits everything."""
    if shown is None or real is None:
        return []
    if type(shown) is not type(real) and not {type(shown), type(real)} <= {int, float}:
        return [f"{at}: {type(shown).__name__} shown, {type(real).__name__} real"]
    if isinstance(shown, dict):
        missing = [f"{at}.{name}: not in the real answer" for name in shown if name not in real]
        new = [f"{at}.{name}: not in the example" for name in real if name not in shown]
        inside = [
            line for name in shown if name in real for line in differences(shown[name], real[name], f"{at}.{name}")
        ]
        return [*missing, *new, *inside]
    if isinstance(shown, list):
        return [line for one, other in zip(shown[:1], real[:1], strict=False) for line in differences(one, other, at)]
    return []


def test_every_example_has_the_shape_of_the_real_answer(advisor: Advisor) -> None:
    shown = {(example["method"], example["path"]): example for example in examples()}
    assert set(shown) == {(call["method"], call["path"]) for call in CALLS}
    with advisor.client() as client:
        for call, answer in played(client):
            example = shown[call["method"], call["path"]]
            assert answer.status_code == example["status"], answer.text
            if answer.content:
                found = differences(example["answer"], answer.json(), f"{call['method']} {call['path']}")
                assert found == [], "run `python -m tests.system.api_examples URL` to record them again"


def test_the_description_carries_the_examples(advisor: Advisor) -> None:
    with advisor.client() as client:
        paths = client.get("/api/openapi.json").json()["paths"]
    for example in examples():
        operation = paths[example["path"]][example["method"].lower()]
        if "body" in example:
            assert operation["requestBody"]["content"]["application/json"]["example"] == example["body"]
        if "answer" in example:
            shown = operation["responses"][str(example["status"])]["content"]["application/json"]["example"]
            assert shown == example["answer"]
