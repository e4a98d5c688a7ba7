"""Stand-ins for the Rasa modules that import TensorFlow.

Rasa names a few TensorFlow classes in modules that every bot loads: to register its default components, to check a
configuration, to write a training log. This assistant builds none of them, and TensorFlow is not installed. So the
modules are put in place before Rasa looks for them; the classes can be named but not built.
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


class NeedsTensorFlowError(RuntimeError):
    """A component was configured that only TensorFlow can run."""


def _unbuildable(name: str) -> type:
    def refuse(self: object, *_args: Any, **_kwargs: Any) -> None:
        raise NeedsTensorFlowError(
            f"{name} needs TensorFlow, which this assistant does without. Take it out of config.yml."
        )

    return type(name, (), {"__init__": refuse})


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
    """Put the stand-ins in `sys.modules`. Call it before the first import of rasa."""
    for name, classes in _WITHOUT_TENSORFLOW.items():
        module = types.ModuleType(name)
        for class_name in classes:
            setattr(module, class_name, _unbuildable(class_name))
        sys.modules[name] = module
    components = "rasa.engine.recipes.default_components"
    sys.modules[components] = _DefaultComponents(components)
