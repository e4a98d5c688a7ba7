"""The one component of the NLU pipeline: asks the running app what a text says.

Conversations never come through here: the app sends its understanding along with each turn. Rasa's own tools do
(`shell`, `test nlu`), so that they see the same understanding as the people who use the advisor.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

INTENT_RANKING = "intent_ranking"


class AppUnreachableError(RasaException):
    """The app that understands texts does not answer."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AppUnderstanding(GraphComponent):
    """Forwards texts to the app's /nlu/parse with the key; sets intent and ranking from the answer.

    Address and key are read when they are needed: the configuration of a component is written into the model."""

    def __init__(self, config: Dict[str, Any]) -> None:
        self._timeout = float(config["timeout"])

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        return {"timeout": 30}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "AppUnderstanding":
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            parsed = self._parse(text)
            message.set(INTENT, parsed["intent"], add_to_output=True)
            message.set(INTENT_RANKING, parsed.get("intent_ranking", []), add_to_output=True)
            message.set(ENTITIES, [], add_to_output=True)
        return messages

    def _parse(self, text: str) -> Dict[str, Any]:
        url = os.environ["WAYMARK_APP_URL"] + "/nlu/parse"
        request = urllib.request.Request(  # noqa: S310 (http on loopback, from config.yml)
            url,
            data=json.dumps({"text": text}).encode(),
            headers={"content-type": "application/json", "x-waymark-key": os.environ["WAYMARK_INTERNAL_KEY"]},
        )
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310
                parsed: Dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as error:
            raise AppUnreachableError(
                f"{url} answered {error.code}. Start the app and this command with the same WAYMARK_INTERNAL_KEY."
            ) from error
        except OSError as error:
            raise AppUnreachableError(
                f"{url} does not answer ({error}). This command asks the running app: start it, and set "
                "WAYMARK_PORT when it is not on 8080."
            ) from error
        return parsed
