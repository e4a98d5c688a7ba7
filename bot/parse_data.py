"""The understanding in Rasa's own shape, for the channel and for Rasa's tools."""

from __future__ import annotations

from typing import Any

from nlu.understanding import Understanding


def parse_data(understanding: Understanding) -> dict[str, Any]:
    """{text, intent, entities, intent_ranking}."""
    return {
        "text": understanding.text,
        "intent": {"name": understanding.act.value, "confidence": understanding.act_confidence},
        "entities": [],  # slots carry what was found, typed
        "intent_ranking": [{"name": act.value, "confidence": p} for act, p in understanding.act_ranking[:5]],
    }
