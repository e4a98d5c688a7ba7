"""What the cases of the laws of trust reached: a law about expired decisions that never met one would be no law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import currently_in_test_context, event

from knowledge.statements import statement_ids
from knowledge.trust import ElementState, Kind, Outlook, QualityStatus


@dataclass
class Seen:
    """What the cases reached: names of statuses, kinds, outlooks, states and statements, with how often."""

    reached: Counter[str]

    def note(self, name: str) -> None:
        self.reached[name] += 1
        if currently_in_test_context():
            event(name)


SEEN = Seen(Counter())


MUST_BE_REACHED: tuple[str, ...] = (
    *(f"quality {status}" for status in QualityStatus),
    *(f"kind {kind}" for kind in Kind),
    *(f"outlook {outlook}" for outlook in Outlook),
    *(f"element {state}" for state in ElementState),
    "state verified, but our copy is too old",
    "state lowered by a refusal",
)


def not_reached() -> Iterator[str]:
    """States and sentences about kind, quality and elements that no case has met so far."""
    families = ("statement.kind.", "statement.quality.", "statement.element.")
    sentences = (name for name in statement_ids() if name.startswith(families))
    yield from (name for name in (*MUST_BE_REACHED, *sorted(sentences)) if not SEEN.reached[name])
