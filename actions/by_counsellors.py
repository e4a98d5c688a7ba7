"""What counsellors did to the advice, for a person who asks what is known about them.

Their remarks for colleagues are counted here, and stand in the full data.
"""

from __future__ import annotations

from actions.reply import Sentence
from actions.state import DialogueState
from actions.steering import Steering


def by_counsellors(state: DialogueState) -> tuple[tuple[Sentence, Sentence], ...]:
    """Label and value of each thing that counsellors did; none when they did nothing."""
    steering = Steering.of(state)
    done = (
        ("steering.data.chosen", len(steering.by_hand)),
        ("steering.data.vetoed", len(steering.vetoed)),
        ("steering.data.notes", steering.colleague_notes),
    )
    return tuple((Sentence("steering.data.label"), Sentence(key, count=count)) for key, count in done if count)
