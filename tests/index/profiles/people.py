"""Made people for the tests of profiles: an encoder without a model that can also make queries, and ESCO at hand."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st

from index.contract import Vector
from index.profiles.contract import ProfileQuery
from knowledge.esco import Esco
from knowledge.learner_profile import Experience, LearnerProfile
from knowledge.offer import Level, Mode, Offer, Schedule
from tests.index.worlds import LANGUAGES, WORDS, WordEncoder

DATA_ANALYST = "http://data.europa.eu/esco/occupation/d3edb8f8-3a06-47a0-8fb9-9b212c006aa2"


@cache
def esco() -> Esco:
    return Esco.load()


class QueryEncoder(WordEncoder):
    """Words point where they point in every language; both parts count half."""

    def searched_as(self, text: str, language: str) -> str:
        return text

    def as_query(self, raw: Vector, language: str) -> Vector:
        vector: Vector = np.array(raw, dtype=np.float32)
        for part in np.split(vector, [self.parts[0]]):
            part *= 0.5 / (float(np.linalg.norm(part)) or 1.0)
        return vector


def offer_query(offer: Offer, encoder: WordEncoder, **how: Any) -> ProfileQuery:
    """Whom the offer suits, its vector's parts of length 1, as the index of offers has them."""
    return ProfileQuery(offer, offer_vector(offer, encoder), **how)


def offer_vector(offer: Offer, encoder: WordEncoder) -> Vector:
    vector: Vector = encoder.vectors([offer.embedding_text()])[0]
    for part in np.split(vector, [encoder.parts[0]]):
        part /= float(np.linalg.norm(part)) or 1.0
    return vector


def limit(kind: str, value: str | float | None = None, **detail: Any) -> dict[str, Any]:
    return {"kind": kind, "value": value, "detail": detail}


some_limits = st.lists(
    st.one_of(
        st.just(limit("free")),
        st.sampled_from((20.0, 49.99, 400.0)).map(lambda price: limit("max_price", price)),
        st.sampled_from((5.0, 49.99)).map(lambda hours: limit("max_hours", hours)),
        st.sampled_from((5.0, 20.0)).map(lambda hours: limit("hours_per_week", hours)),
        st.sampled_from((5.0, 20.0)).map(lambda weeks: limit("max_weeks", weeks)),
        st.sampled_from(Mode).map(lambda mode: limit("mode", mode.value)),
        st.sampled_from(Schedule).map(lambda schedule: limit("schedule", schedule.value)),
        st.sampled_from(Level).map(lambda level: limit("level", level.value)),
        st.sampled_from(LANGUAGES).map(lambda language: limit("language", language)),
        st.just(limit("place", "Graz", latitude=47.07, longitude=15.44, country="AT")),
        st.sampled_from(WORDS).map(lambda word: limit("exclude", word)),
    ),
    max_size=3,
).map(tuple)

a_profile = st.builds(
    LearnerProfile,
    goal=st.none() | st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join),
    goal_uris=st.sampled_from(((), (DATA_ANALYST,))),
    skills=st.just(()),
    languages=st.just(("de",)),
    schooling=st.none() | st.integers(1, 8),
    limits=some_limits,
    country=st.none() | st.sampled_from(("AT", "DE")),
    language=st.none() | st.sampled_from(LANGUAGES),
    history=st.lists(
        st.tuples(st.sampled_from(("offer-00", "offer-01")), st.sampled_from(Experience)), max_size=2
    ).map(tuple),
)
