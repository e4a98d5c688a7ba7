"""Drafts of an action plan: the words and figures that a counsellor edits, or that a rule wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from actions.offer_view import OfferView
from actions.render.voice import Voice
from bot.take_home.gap import SAID
from bot.take_home.holdings import Holdings
from knowledge.offer import Offer

STEPS = 3
FIRST_STEP = timedelta(days=14)
BETWEEN_STEPS = timedelta(days=28)
"""Dates that are suggested where an offer states none: two weeks to ask and enrol, then four weeks a step."""

LONGEST = {"goal": 500, "gap": 2000, "note": 2000, "what": 400, "who": 200}
"""Characters of a field."""

CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, by when, what it costs (None: not known), whom to ask, and the offer it is about."""

    what: str = ""
    by: date | None = None
    amount: float | None = None
    currency: str | None = None
    at_least: bool = False
    who: str = ""
    offer: str | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.what or self.offer)


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan's own words in one language (ISO 639-1). `gap` is one skill a line."""

    language: str
    goal: str = ""
    gap: str = ""
    steps: tuple[Step, ...] = ()
    note: str = ""

    def told(self) -> dict[str, Any]:
        """As JSON: dates in ISO 8601."""
        told = asdict(self)
        told["steps"] = [{**step, "by": step["by"].isoformat() if step["by"] else None} for step in told["steps"]]
        return told

    @classmethod
    def from_told(cls, told: Mapping[str, Any]) -> Draft:
        """What `told` gave. Raises KeyError, TypeError or ValueError for anything else."""
        steps = tuple(
            Step(**{**step, "by": date.fromisoformat(step["by"]) if step["by"] else None}) for step in told["steps"]
        )
        return cls(told["language"], told["goal"], told["gap"], steps, told["note"])


def drafted(held: Holdings) -> Draft:
    """The plan that the conversation suggests: the goal, what is lacking, a step for each of the best offers."""
    lacking = (*held.gap.taught, *held.gap.lacking)[:SAID] if held.gap else ()
    steps: list[Step] = []
    day = held.made_on + FIRST_STEP
    for shown in held.views[:STEPS]:
        offer = shown.offer
        by = stated_day(offer, held.made_on) or day
        steps.append(_step(shown, by, held.voice))
        weeks = offer.duration_weeks
        day = max(day, by) + (timedelta(weeks=min(weeks[1], 104.0)) if weeks else BETWEEN_STEPS)
    return Draft(held.voice.language, held.state.goal or "", "\n".join(lacking), tuple(steps))


def _step(shown: OfferView, by: date, voice: Voice) -> Step:
    offer, price = shown.offer, shown.offer.price
    return Step(
        what=voice.key("plan.take", title=offer.title, provider=offer.provider),
        by=by,
        amount=price.amount if price else None,
        currency=price.currency if price else None,
        at_least=price.at_least if price else False,
        who=offer.provider,
        offer=offer.id,
    )


def stated_day(offer: Offer, on: date) -> date | None:
    """The day that an offer itself states and that is not over: the last to apply, else the first of teaching."""
    return next((day for day in (offer.apply_by, offer.start) if day is not None and day >= on), None)


@dataclass(frozen=True, slots=True)
class Total:
    """What the steps cost together: `sums` by currency (None: the offer gives a bare number), of those that are
    known; `unknown` is the number of steps whose cost is not. `at_least`: some may cost more."""

    sums: Mapping[str | None, float] = field(default_factory=dict)
    unknown: int = 0
    at_least: bool = False


def total(steps: tuple[Step, ...]) -> Total:
    """Currencies are not added to each other, and what is not known is not counted as nothing."""
    sums: dict[str | None, float] = {}
    known = [step for step in steps if step.amount is not None]
    for step in known:
        currency = step.currency if step.amount else _any_currency(known)
        sums[currency] = round(sums.get(currency, 0.0) + (step.amount or 0.0), 2)
    return Total(sums, len(steps) - len(known), any(step.at_least for step in known))


def _any_currency(steps: list[Step]) -> str | None:
    """The currency that nothing is counted in: that of another step, so that no line says “0” of its own."""
    return next((step.currency for step in steps if step.amount), next((s.currency for s in steps), None))
