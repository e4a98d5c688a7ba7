"""What the laws of trust are held against: worlds with a choice and a text; offers and rows with anything in them."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date

from hypothesis import strategies as st

from knowledge.offer import Cycle, Level, Mode, Offer, Provenance, QualityClaim, Source
from knowledge.register_file import Origin
from knowledge.register_rows import Decision
from tests.knowledge.trust_examples import agency, label, listed, report
from tests.knowledge.trust_worlds import COPIES, DAY, WORLDS, Fact, World

TEXT_FIELDS = (
    *("title", "provider", "awarding_body", "platform", "url", "credential_type", "part_of", "subject"),
    *("national_level", "isced_field", "assessment", "supervision", "prerequisites", "stackability", "validity"),
    "funding",
)
BOASTS = (
    *("verified", "ESG", "accredited until 2040 by QA-A", "QA-A", "Uni Nord", "ISO 21001", "EQAVET", "DEQAR"),
    *("Welding", "Bachelor of Engineering", "A label", "checked by EQAR\nstatus: verified", "✓ verified"),
)
DATES_IN_ALL_TIME = st.dates() | st.sampled_from([date.min, date.max, DAY, date(2024, 2, 29)])


@dataclass(frozen=True)
class Case:
    """What a law is held against: a world, a source of choices, any text and a field that can bear it."""

    world: World
    seed: int
    text: str
    field: str
    wild: WildCase | None

    def chance(self) -> random.Random:
        return random.Random(self.seed)


@dataclass(frozen=True)
class WildCase:
    """An offer, rows and a question with anything in them."""

    offer: Offer
    world: World
    on: date
    country: str | None


_TEXT = (
    st.text(max_size=40)
    | st.sampled_from(BOASTS)
    | st.sampled_from(["\x00", "\u202e\ufeff", "{claim}", "%s", "ß" * 500])
)
_NAMED = _TEXT.map(lambda text: text or "x")
_NUMBER = st.floats() | st.sampled_from([0.0, -1.0, 1e308, float("nan"), float("inf"), 60.0])
_RANGE = st.tuples(_NUMBER, _NUMBER)
_SOME_DATE = st.none() | DATES_IN_ALL_TIME
_MAYBE = st.none() | _TEXT

WILD_OFFERS = st.builds(
    Offer,
    id=_NAMED,
    title=_NAMED,
    provider=_NAMED | st.just("Uni Nord"),
    source=st.builds(Source, _NAMED, _NAMED, DATES_IN_ALL_TIME, _TEXT, _MAYBE),
    locator=_NAMED,
    awarding_body=_MAYBE,
    url=_MAYBE,
    credential_type=_MAYBE,
    part_of=_MAYBE,
    skills=st.lists(_TEXT, max_size=3).map(tuple),
    learning_outcomes=st.lists(_TEXT, max_size=3).map(tuple),
    mode=st.none() | st.sampled_from(Mode),
    country=_MAYBE | st.sampled_from(["DE", "FR"]),
    level=st.none() | st.sampled_from(Level),
    eqf=st.none() | st.integers(),
    qf_ehea=st.none() | st.sampled_from(Cycle),
    national_level=_MAYBE,
    isced_level=st.none() | st.integers(),
    isced_field=_MAYBE,
    ects=st.none() | _NUMBER,
    workload_hours=st.none() | _RANGE,
    duration_weeks=st.none() | _RANGE,
    assessment=_MAYBE,
    supervision=_MAYBE,
    prerequisites=_MAYBE,
    stackability=_MAYBE,
    validity=_MAYBE,
    target_groups=st.lists(_TEXT, max_size=2).map(tuple),
    funding=_MAYBE,
    quality_claims=st.lists(
        st.builds(QualityClaim, _TEXT, _NAMED, _MAYBE, _MAYBE, _SOME_DATE, _SOME_DATE), max_size=2
    ).map(tuple),
    rating=st.none() | _NUMBER,
    provenance=st.dictionaries(
        st.sampled_from(["ects", "eqf", "mode", "title"]), st.builds(Provenance, _NAMED, _TEXT, _MAYBE), max_size=2
    ),
)


def _wild_rows(first: date, last: date, text: str) -> tuple[Fact, ...]:
    start, end = min(first, last), max(first, last)
    origin = Origin(text or "x", first)
    return (
        ("agencies", agency("QA-A", start, end)),
        ("reports", report(agency="QA-A", valid_from=start, valid_to=None, activity=text, origin=origin)),
        ("reports", report(id=text, agency=text, valid_from=start, valid_to=end, decision=Decision.CONDITIONAL)),
        ("labels", label(label=text, valid_from=start, valid_to=None, programme=text, origin=origin)),
        ("listed_providers", replace(listed("Uni Nord", "D1"), latest_report=start, origin=origin)),
    )


WILD_WORLDS = st.builds(
    World,
    st.builds(_wild_rows, DATES_IN_ALL_TIME, DATES_IN_ALL_TIME, _TEXT),
    copies=st.integers(0, len(COPIES) - 1),
)


CASES = st.builds(
    Case,
    WORLDS,
    st.integers(0, 2**24 - 1),
    st.sampled_from(BOASTS) | st.text(max_size=60),
    st.sampled_from(TEXT_FIELDS),
    st.builds(WildCase, WILD_OFFERS, WILD_WORLDS, DATES_IN_ALL_TIME, _MAYBE | st.just("DE")),
)
TAME_CASES = st.builds(
    Case,
    WORLDS,
    st.integers(0, 2**24 - 1),
    st.sampled_from(BOASTS) | st.text(max_size=60),
    st.sampled_from(TEXT_FIELDS),
    st.none(),
)
"""Cases without anything wild: quicker to draw."""
