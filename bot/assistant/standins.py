"""Stand-ins for Rasa modules that this assistant never uses, put in place before Rasa looks for them.

Rasa names a few TensorFlow classes in modules that every bot loads: to register its default components, to check a
configuration, to write a training log. TensorFlow is not installed here; the classes can be named but not built.

`run` loads much more that only other commands or other bots need: evaluation with its plots and statistics, twelve
messengers, two databases. Without them it starts in about half the time and memory, which is how long people wait
when Rasa has to be started again.
"""

from __future__ import annotations

import importlib
import sys
import types
from typing import Any

_WITHOUT_TENSORFLOW = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator", "RasaDataGenerator"),
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
}

# Default components that need no TensorFlow. config.yml may name any of them, or a class of this project.
_COMPONENTS = (
    "rasa.nlu.classifiers.fallback_classifier.FallbackClassifier",
    "rasa.nlu.classifiers.keyword_intent_classifier.KeywordIntentClassifier",
    "rasa.nlu.extractors.entity_synonyms.EntitySynonymMapper",
    "rasa.nlu.extractors.regex_entity_extractor.RegexEntityExtractor",
    "rasa.nlu.tokenizers.whitespace_tokenizer.WhitespaceTokenizer",
    "rasa.core.policies.memoization.MemoizationPolicy",
    "rasa.core.policies.memoization.AugmentedMemoizationPolicy",
    "rasa.core.policies.rule_policy.RulePolicy",
)


_UNUSED_WHEN_RUNNING = {
    "rasa.core.test": ("test",),
    "rasa.nlu.test": ("CVEvaluationResult", "determine_token_labels"),
    "rasa.utils.tensorflow.model_data": ("RasaModelData", "ragged_array_to_ndarray", "Data", "FeatureArray"),
    "boto3": (),
    "boto3.dynamodb": (),
    "boto3.dynamodb.conditions": ("Key",),
    "pymongo": (),
    "pymongo.collection": ("Collection",),
}

_MESSENGERS = {
    "botframework": "BotFrameworkInput",
    "console": "CmdlineInput",
    "facebook": "FacebookInput",
    "hangouts": "HangoutsInput",
    "mattermost": "MattermostInput",
    "rocketchat": "RocketChatInput",
    "slack": "SlackInput",
    "socketio": "SocketIOInput",
    "telegram": "TelegramInput",
    "twilio": "TwilioInput",
    "twilio_voice": "TwilioVoiceInput",
    "webexteams": "WebexTeamsInput",
}


class NotInThisAssistantError(RuntimeError):
    """Something was configured that this assistant does without."""


def _unbuildable(name: str, /, **attributes: Any) -> type:
    def refuse(self: object, *_args: Any, **_kwargs: Any) -> None:
        raise NotInThisAssistantError(
            f"{name} was asked for, but this assistant does without it (bot/assistant/standins.py). Take it out of "
            "its configuration."
        )

    return type(name, (), {"__init__": refuse, **attributes})


def _put(name: str, /, **names: Any) -> None:
    module = types.ModuleType(name)
    module.__dict__.update(names)
    sys.modules[name] = module


class _DefaultComponents(types.ModuleType):
    """`DEFAULT_COMPONENTS`, imported when asked for: while this is set up, Rasa's own modules are not loaded yet."""

    def __getattr__(self, name: str) -> Any:
        if name != "DEFAULT_COMPONENTS":
            raise AttributeError(name)
        classes = []
        for path in _COMPONENTS:
            module, _, class_name = path.rpartition(".")
            classes.append(getattr(importlib.import_module(module), class_name))
        self.DEFAULT_COMPONENTS = classes
        return classes


def install() -> None:
    """Put the stand-ins for TensorFlow in `sys.modules`. Call it before the first import of rasa."""
    for name, classes in _WITHOUT_TENSORFLOW.items():
        _put(name, **{class_name: _unbuildable(class_name) for class_name in classes})
    components = "rasa.engine.recipes.default_components"
    sys.modules[components] = _DefaultComponents(components)


def install_for_running() -> None:
    """The stand-ins for what `run` does not use. Call it before the first import of rasa."""
    for name, classes in _UNUSED_WHEN_RUNNING.items():
        _put(name, **{class_name: _unbuildable(class_name) for class_name in classes})
    # Rasa names these in an `except` when it makes the tracker store
    errors = {name: type(name, (Exception,), {}) for name in ("ConnectionFailure", "OperationFailure")}
    _put("pymongo.errors", **errors)
    sys.modules["pymongo"].errors = sys.modules["pymongo.errors"]  # type: ignore[attr-defined]
    for name, class_name in _MESSENGERS.items():
        channel = _unbuildable(class_name, name=classmethod(lambda _, name=name: name))
        _put(f"rasa.core.channels.{name}", **{class_name: channel})
