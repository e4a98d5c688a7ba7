"""Every dialogue act is answered, and Rasa's domain names exactly the actions there are."""

from __future__ import annotations

from pathlib import Path

import yaml

import bot
from actions.registry import ANSWERED_BY, build_executor
from actions.services import Services
from actions.state import DialogueState
from nlu.understanding import Act

DOMAIN = Path(bot.__file__).parent / "assistant" / "domain"


def domain() -> dict[str, list[object]]:
    """The domain's files as one."""
    together: dict[str, list[object]] = {}
    for path in sorted(DOMAIN.glob("*.yml")):
        for name, value in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if isinstance(value, list | dict):
                together[name] = [*together.get(name, []), *value]
    return together


def test_every_act_has_an_action_and_every_action_is_in_the_domain(services: Services) -> None:
    assert set(ANSWERED_BY) | {Act.AFFIRM} == set(Act)
    assert set(build_executor(services).actions) == set(domain()["actions"])


def test_every_act_is_an_intent_of_the_domain() -> None:
    assert set(domain()["intents"]) == {act.value for act in Act}


def test_every_slot_that_is_written_is_in_the_domain() -> None:
    assert set(DialogueState().slots()) == set(domain()["slots"])
