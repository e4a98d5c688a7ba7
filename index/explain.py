"""Explanations as data: why an offer is on the shortlist. Nothing is guessed: reasons are the features that were
added up, and how the offer stands to each limit. Why another is not there: index.why_not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from index.columns import Fit, distance_km
from index.features import matched, stances
from index.limits import SOFT, filters_of, fit, hours_per_week
from index.ranking import Ranked
from index.wishes import Kind, Liked, Wishes
from knowledge.evidence import ParamValue
from knowledge.offer import Mode, Offer

Params: TypeAlias = Mapping[str, ParamValue]

KEYS = frozenset(
    {
        *(f"why.{name}" for name in (
            "goal_match", "skill_match", "liked", "quality", "free", "price", "cheaper", "hours", "weeks", "shorter",
            "hours_per_week", "online", "mode", "schedule", "place", "language", "level", "certificate", "country",
            "start", "funding",
            "without", "closest", "unknown", "unmet",
        )),
        *(f"why_not.{name}" for name in (
            "on_list", "shown", "settled", "limit", "rank", "place", "feature", "far", "without", "would",
        )),
    }
)  # fmt: skip
"""Every key of a reason; `why` and `why_not` say what goes with each."""
FEATURES = frozenset({"semantic", "words", "goal", "skills", "liked", "far", "fresh", "over", "quality", "price",
                      "provider", "twin"})  # fmt: skip
"""Every feature that `why_not.feature` and `why_not.would` may name."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: `key` for the text catalogues, `params` what to say in it."""

    key: str
    params: Params = field(default_factory=dict)


def why(ranked: Ranked, wishes: Wishes) -> tuple[Reason, ...]:
    """Why this offer: what it has of the goal, which limits it meets, then what it does not say or breaks.

    Keys: why.goal_match {skills}, why.skill_match {skills}, why.liked {title, skills} (of an offer they liked),
    why.quality {}, why.free {}, why.price {amount, currency, most}, why.cheaper {amount, currency}, why.hours {hours,
    most}, why.weeks {weeks, most}, why.shorter {hours, weeks}, why.hours_per_week {hours, most}, why.online {},
    why.mode {mode}, why.schedule {schedules}, why.place {place, km} (both None: online), why.language {languages},
    why.level {level}, why.certificate {credential}, why.country {country, online}, why.start {start} (None: at any
    time), why.funding {funding}, why.without {unwanted}; why.closest {} where only nearness in meaning speaks for it;
    why.unknown {limit}; why.unmet {limit}.
    """
    offer, reasons = ranked.offer, list[Reason]()
    if goal := matched(offer, wishes.goal_labels):
        reasons.append(Reason("why.goal_match", {"skills": goal}))
    if skills := tuple(label for label in matched(offer, wishes.skill_labels) if label not in goal):
        reasons.append(Reason("why.skill_match", {"skills": skills}))
    if (liked := because_liked(offer, wishes.liked, wishes.liked_labels)) is not None:
        reasons.append(liked)
    if ranked.features.get("quality", 0.0) > 0:
        reasons.append(Reason("why.quality"))
    standing = stances(offer, wishes)
    reasons.extend(_met(offer, wishes, kind) for kind, stance in standing.items() if stance is Fit.MET)
    if wishes.cannot_pay and Kind.FREE not in standing and offer.price is not None and offer.price.is_free:
        reasons.append(Reason("why.free"))
    if not reasons and "semantic" in ranked.features:
        reasons.append(Reason("why.closest"))
    reasons.extend(
        Reason("why.unknown", {"limit": kind.value}) for kind, fits in standing.items() if fits is Fit.UNKNOWN
    )
    reasons.extend(Reason("why.unmet", {"limit": kind.value}) for kind, fits in standing.items() if fits is Fit.UNMET)
    return tuple(reasons)


def because_liked(offer: Offer, liked: Iterable[Liked], labels: Collection[str]) -> Reason | None:
    """That the offer teaches some of `labels` as an offer does that the person liked: of several the one that it has
    most of. None where it has none."""
    found = [
        (shared, each.title)
        for each in liked
        if (shared := matched(offer, tuple(skill for skill in each.skills if skill in labels)))
    ]
    if not found:
        return None
    skills, title = max(found, key=lambda each: len(each[0]))
    return Reason("why.liked", {"title": title, "skills": skills})


def excludes(offer: Offer, wishes: Wishes, kind: Kind) -> bool:
    """Does the limit of this kind keep the offer from being found?"""
    stance = fit(offer, wishes, kind)
    if kind in SOFT or stance is None or stance is Fit.MET:
        return False
    filters = filters_of(wishes, kind)
    return stance is Fit.UNMET or filters is None or not filters.keep_unknown


def wanted(wishes: Wishes, kind: Kind) -> ParamValue:
    values = tuple(wish.value for wish in wishes.of(kind) if wish.value is not None)
    if not values:
        return None
    amounts = [value for value in values if isinstance(value, int | float)]
    return min(amounts) if amounts else tuple(str(value) for value in values)


def states(offer: Offer, kind: Kind) -> ParamValue:
    """What the offer states where a limit of `kind` looks; None: nothing."""
    match kind:
        case Kind.FREE | Kind.MAX_PRICE | Kind.CHEAPER:
            return offer.price.amount if offer.price else None
        case Kind.MAX_HOURS:
            return offer.workload_hours[1] if offer.workload_hours else None
        case Kind.MAX_WEEKS:
            return offer.duration_weeks[1] if offer.duration_weeks else None
        case Kind.SHORTER:
            stated = offer.workload_hours or offer.duration_weeks
            return stated[1] if stated else None
        case Kind.MODE:
            return offer.mode.value if offer.mode else None
        case Kind.SCHEDULE | Kind.NOT_SCHEDULE:
            return tuple(schedule.value for schedule in offer.schedules) or None
        case Kind.LANGUAGE | Kind.NOT_LANGUAGE:
            return offer.languages or None
        case Kind.LEVEL:
            return offer.level.value if offer.level else None
        case Kind.PLACE:
            return offer.place.name if offer.place else None
        case _:
            return None


def _met(offer: Offer, wishes: Wishes, kind: Kind) -> Reason:
    most = wanted(wishes, kind)
    match kind:
        case Kind.FREE:
            return Reason("why.free")
        case Kind.MAX_PRICE | Kind.CHEAPER:
            assert offer.price is not None
            price: dict[str, ParamValue] = {"amount": offer.price.amount, "currency": offer.price.currency}
            return (
                Reason("why.price", price | {"most": most})
                if kind is Kind.MAX_PRICE
                else Reason("why.cheaper", price)
            )
        case Kind.MAX_HOURS:
            return Reason("why.hours", {"hours": states(offer, kind), "most": most})
        case Kind.MAX_WEEKS:
            return Reason("why.weeks", {"weeks": states(offer, kind), "most": most})
        case Kind.SHORTER:
            return Reason(
                "why.shorter", {"hours": states(offer, Kind.MAX_HOURS), "weeks": states(offer, Kind.MAX_WEEKS)}
            )
        case Kind.HOURS_PER_WEEK:
            return Reason("why.hours_per_week", {"hours": hours_per_week(offer), "most": most})
        case Kind.START:
            begins = offer.start.isoformat() if offer.start else None
            return Reason("why.start", {"start": begins})
        case Kind.FUNDING:
            return Reason("why.funding", {"funding": offer.funding}) if offer.funding else Reason("why.free")
        case Kind.MODE:
            return (
                Reason("why.online")
                if offer.mode is Mode.ONLINE
                else Reason("why.mode", {"mode": states(offer, kind)})
            )
        case Kind.SCHEDULE | Kind.NOT_SCHEDULE:
            return Reason("why.schedule", {"schedules": states(offer, kind)})
        case Kind.LANGUAGE | Kind.NOT_LANGUAGE:
            return Reason("why.language", {"languages": offer.languages})
        case Kind.LEVEL:
            return Reason("why.level", {"level": states(offer, kind)})
        case Kind.PLACE:
            return _near(offer, wishes)
        case Kind.COUNTRY:
            return Reason("why.country", {"country": offer.country, "online": offer.mode is Mode.ONLINE})
        case Kind.CERTIFICATE:
            return Reason("why.certificate", {"credential": offer.credential_type})
        case Kind.EXCLUDE:
            return Reason("why.without", {"unwanted": most})
        case Kind.CHEAP | Kind.CHILDCARE | Kind.ACCESSIBILITY:
            raise ValueError(f"Read a met limit '{kind}'. No offer states it: it is never met.")


def _near(offer: Offer, wishes: Wishes) -> Reason:
    filters = filters_of(wishes, Kind.PLACE)
    place = offer.place
    if offer.mode is Mode.ONLINE or place is None or filters is None or filters.near is None:
        return Reason("why.place", {"place": None, "km": None})
    latitude, longitude = (np.asarray([float(value or 0.0)]) for value in (place.latitude, place.longitude))
    km = round(float(distance_km(filters.near, latitude, longitude)[0]))
    return Reason("why.place", {"place": place.name, "km": km})
