"""One first message a language through the real advisor. The floor lies clearly below what was measured when it was
set (see `make eval` for the figures of the day): it catches a break, not a point lost."""

from __future__ import annotations

import pytest

from knowledge.languages import CODES
from tests.eval.judged import Query, queries, topics
from tests.eval.metrics import DEPTH, mean, quality
from tests.eval.world import World

IN_A_LANGUAGE = 14
"""Dev queries of each language, so that the k-th language is asked its k-th query, around and around."""

FLOOR_FIRST_FIVE = 0.60
FLOOR_FIT_OF_THREE = 0.40


def _fixed_subset() -> list[Query]:
    wanted = {f"{code}-dev-{place % IN_A_LANGUAGE + 1:02}" for place, code in enumerate(CODES)}
    return [query for query in queries() if query.id in wanted]


@pytest.mark.system
def test_first_messages_in_26_languages_stay_above_a_floor_clearly_below_what_was_measured() -> None:
    world = World.load()
    fitting = {name: topic.offers for name, topic in topics().items()}
    asked = _fixed_subset()
    assert sorted(query.language for query in asked) == sorted(CODES)
    qualities = []
    for query in asked:
        wishes = world.wishes(world.understand(query.text), limits=False)
        ranked = world.finder.find(wishes, DEPTH).ranked if wishes.vector is not None else ()
        qualities.append(quality([one.offer.id for one in ranked], fitting[query.topic]))
    found = mean(qualities)
    assert found.r5 >= FLOOR_FIRST_FIVE, found
    assert found.fit3 >= FLOOR_FIT_OF_THREE, found
