"""Limits: what each kind asks of an offer. Hard ones become filters, soft ones are weighed in the ranking.

An offer that does not state what a limit asks about is neither let in silently nor thrown out silently: it stays,
flagged as unknown and ranked below, where one look at the offer's page settles the question. It never passes where a
wrong guess costs money or a promise: "free", "cheaper", "shorter" and "near" take only what is stated.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from babel import Locale

from index.columns import Facts, Fit, facts, fits
from index.contract import Filters
from index.wishes import Kind, Wish, Wishes
from index.words import as_runs, names
from knowledge.offer import Level, Mode, Offer, Schedule

RELAXED_IN_ORDER = (
    Kind.LEVEL,
    Kind.SCHEDULE,
    Kind.NOT_SCHEDULE,
    Kind.SHORTER,
    Kind.MAX_WEEKS,
    Kind.MAX_HOURS,
    Kind.MODE,
    Kind.PLACE,
    Kind.CHEAPER,
    Kind.MAX_PRICE,
    Kind.LANGUAGE,
    Kind.NOT_LANGUAGE,
    Kind.FREE,
)
"""Which limit is lifted first when too little fits: comfort before time, time before place, money and language last.
What is not wanted (`exclude`) is never lifted."""

SOFT = frozenset(
    {
        *(Kind.HOURS_PER_WEEK, Kind.COUNTRY, Kind.CERTIFICATE, Kind.CHEAP),
        *(Kind.START, Kind.CHILDCARE, Kind.ACCESSIBILITY, Kind.FUNDING),
    }
)
"""Kinds that never keep an offer out. No feed states childcare or access: there every offer is alike unknown, so that
who needs them is shown the same offers as everybody."""
STATED_ONLY = frozenset({Kind.FREE, Kind.CHEAPER, Kind.SHORTER, Kind.PLACE, Kind.EXCLUDE})
WITHIN_KM = 50.0
LANGUAGES = frozenset(code for code in map(str, Locale("en").languages) if len(code) == 2)
"""Every language with a code of two letters: "not in English" asks for one of the others."""

_MODES: Mapping[str, frozenset[str]] = {
    Mode.ONLINE: frozenset({Mode.ONLINE}),
    Mode.ONSITE: frozenset({Mode.ONSITE, Mode.BLENDED}),
    Mode.BLENDED: frozenset({Mode.BLENDED}),
}
# Whoever wants evenings can also learn at a time of their own.
_SCHEDULES: Mapping[str, frozenset[str]] = {
    Schedule.FULL_TIME: frozenset({Schedule.FULL_TIME}),
    Schedule.PART_TIME: frozenset(
        {Schedule.PART_TIME, Schedule.MORNING, Schedule.EVENING, Schedule.WEEKEND, Schedule.SELF_PACED},
    ),
    # Hardly an offer says that it is in the morning; part-time ones may be.
    Schedule.MORNING: frozenset({Schedule.MORNING, Schedule.PART_TIME, Schedule.SELF_PACED}),
    Schedule.EVENING: frozenset({Schedule.EVENING, Schedule.SELF_PACED}),
    Schedule.WEEKEND: frozenset({Schedule.WEEKEND, Schedule.SELF_PACED}),
    Schedule.SELF_PACED: frozenset({Schedule.SELF_PACED}),
}


def filters_of(wishes: Wishes, kind: Kind) -> Filters | None:
    """The filter that the limits of one kind make together; None where they make none. Two values of a set are
    either-or ("German or English"); of two amounts the smaller counts."""
    said = wishes.of(kind)
    values = frozenset(str(wish.value) for wish in said if wish.value is not None)
    amounts = [float(wish.value) for wish in said if isinstance(wish.value, int | float)]
    match kind:
        case Kind.FREE if said:
            return Filters(max_price=0.0)
        case Kind.MAX_PRICE if amounts:
            return Filters(max_price=min(amounts), keep_unknown=frozenset({"max_price"}))
        case Kind.MAX_HOURS if amounts:
            return Filters(max_hours=min(amounts), keep_unknown=frozenset({"max_hours"}))
        case Kind.MAX_WEEKS if amounts:
            return Filters(max_weeks=min(amounts), keep_unknown=frozenset({"max_weeks"}))
        case Kind.CHEAPER if amounts:
            return Filters(max_price=_below(min(amounts)))
        case Kind.SHORTER if amounts:
            weeks = any(wish.detail.get("unit") == "weeks" for wish in said)
            most = _below(min(amounts))
            return Filters(max_weeks=most) if weeks else Filters(max_hours=most)
        case Kind.MODE if values:
            return Filters(modes=_all(_MODES, values), keep_unknown=frozenset({"modes"}))
        case Kind.SCHEDULE if values:
            return Filters(schedules=_all(_SCHEDULES, values), keep_unknown=frozenset({"schedules"}))
        case Kind.LANGUAGE if values:
            return Filters(languages=values, keep_unknown=frozenset({"languages"}))
        case Kind.NOT_LANGUAGE if values:
            return Filters(languages=LANGUAGES - values, keep_unknown=frozenset({"languages"}))
        case Kind.NOT_SCHEDULE if values:
            others = frozenset(schedule.value for schedule in Schedule) - values
            return Filters(schedules=others, keep_unknown=frozenset({"schedules"}))
        case Kind.LEVEL if values:
            # An offer for mixed levels takes everybody.
            return Filters(levels=values | {Level.MIXED.value}, keep_unknown=frozenset({"levels"}))
        case Kind.PLACE:
            return _near(said[-1]) if said else None
        case _:
            return None


def hard_filters(wishes: Wishes, lifted: Collection[Kind] = (), excluded: frozenset[str] = frozenset()) -> Filters:
    """All hard limits but the lifted ones, as one filter; `excluded` are ids that are not wanted."""
    together = Filters(exclude_ids=wishes.shown | wishes.vetoed | excluded, within=wishes.catalogue)
    for kind in wishes.kinds:
        if kind not in lifted and (one := filters_of(wishes, kind)) is not None:
            together = _both(together, one)
    return together


class Stances:
    """How offers stand to each limit of one person; the filters are made once for all offers."""

    def __init__(self, wishes: Wishes) -> None:
        self._said = {kind: wishes.of(kind) for kind in wishes.kinds}
        self._filters = {kind: filters_of(wishes, kind) for kind in wishes.kinds}

    def of(self, offer: Offer) -> dict[Kind, Fit]:
        """By kind of limit; kinds that ask nothing which can be looked up are left out."""
        known = facts(offer) if self._said else None
        return {kind: found for kind in self._said if (found := self._one(offer, kind, known)) is not None}

    def _one(self, offer: Offer, kind: Kind, known: Facts | None) -> Fit | None:
        if kind in SOFT:
            return _soft_fit(offer, self._said[kind], kind)
        if kind is Kind.EXCLUDE:
            return Fit.UNMET if any(mentions(offer, str(wish.value)) for wish in self._said[kind]) else Fit.MET
        filters = self._filters[kind]
        if filters is None:
            return None
        found = fits(offer, filters, known).values()
        return next((each for each in (Fit.UNMET, Fit.UNKNOWN) if each in found), Fit.MET)


def fit(offer: Offer, wishes: Wishes, kind: Kind) -> Fit | None:
    """How `offer` stands to the person's limits of `kind`; None where they ask nothing that can be looked up."""
    return Stances(wishes).of(offer).get(kind)


def mentions(offer: Offer, unwanted: str) -> bool:
    """Is the offer about `unwanted`, or from it? Whole words of its title, subject and skills, and its names."""
    wanted = as_runs((unwanted,))
    return bool(wanted.strip()) and wanted in as_runs((*names(offer), offer.subject or "", *offer.skills))


def _soft_fit(offer: Offer, said: tuple[Wish, ...], kind: Kind) -> Fit | None:
    if kind is Kind.CERTIFICATE:
        return Fit.MET if offer.credential_type else Fit.UNKNOWN
    if kind is Kind.CHEAP:
        return None  # no price is cheap or dear by itself: lower ones rank higher (Wishes.counts_money)
    if kind in (Kind.CHILDCARE, Kind.ACCESSIBILITY):
        return Fit.UNKNOWN
    if kind is Kind.FUNDING:
        paid = offer.funding is not None or (offer.price is not None and offer.price.is_free)
        return Fit.MET if paid else Fit.UNKNOWN
    if kind is Kind.START:
        return _start_fit(offer, said[-1])
    if kind is Kind.COUNTRY:
        wanted = {str(wish.value).upper() for wish in said if wish.value}
        if not wanted:
            return None
        if offer.mode is Mode.ONLINE:
            return Fit.MET
        country = offer.country or (offer.place.country if offer.place else None)
        return Fit.UNKNOWN if country is None else Fit.MET if country.upper() in wanted else Fit.UNMET
    amounts = [float(wish.value) for wish in said if isinstance(wish.value, int | float)]
    if not amounts:
        return None
    if Schedule.SELF_PACED in offer.schedules:
        return Fit.MET
    hours = hours_per_week(offer)
    return Fit.UNKNOWN if hours is None else Fit.MET if hours <= min(amounts) else Fit.UNMET


def _start_fit(offer: Offer, wish: Wish) -> Fit | None:
    """From a day on, or "soon": up to the day `until`, and not begun before the day `from`."""
    first = _day(wish.detail.get("from") if wish.value == "soon" else wish.value)
    last = _day(wish.detail.get("until"))
    if first is None and last is None:
        return None
    if Schedule.SELF_PACED in offer.schedules:
        return Fit.MET
    if offer.start is None:
        return Fit.UNKNOWN
    early = first is not None and offer.start < first
    late = last is not None and offer.start > last
    return Fit.UNMET if early or late else Fit.MET


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def hours_per_week(offer: Offer) -> float | None:
    """Most hours of work a week, where the offer states hours and weeks."""
    if offer.workload_hours is None or offer.duration_weeks is None or offer.duration_weeks[1] <= 0:
        return None
    return offer.workload_hours[1] / offer.duration_weeks[1]


def _near(wish: Wish) -> Filters | None:
    latitude, longitude = wish.detail.get("latitude"), wish.detail.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    within = wish.detail.get("within_km")
    return Filters(
        near=(float(latitude), float(longitude)),
        within_km=float(within) if isinstance(within, int | float) else WITHIN_KM,
    )


def _both(one: Filters, other: Filters) -> Filters:
    """Passes what passes both. Two limits on one field keep the unknown only where both do."""
    merged = replace(one, keep_unknown=one.keep_unknown | other.keep_unknown)
    for name in ("max_price", "max_hours", "max_weeks"):
        ours, theirs = getattr(one, name), getattr(other, name)
        if theirs is None:
            continue
        merged = replace(merged, **{name: theirs if ours is None else min(ours, theirs)})
        if ours is not None and not (name in one.keep_unknown and name in other.keep_unknown):
            merged = replace(merged, keep_unknown=merged.keep_unknown - {name})
    for name in ("languages", "modes", "schedules", "levels"):
        wanted = getattr(other, name)
        if wanted:
            # "part-time, not in the evening" is what passes both; where nothing does, the later one was meant.
            merged = replace(merged, **{name: (wanted & getattr(merged, name)) or wanted})
    if other.near is not None:
        merged = replace(merged, near=other.near, within_km=other.within_km)
    return merged


def _below(amount: float) -> float:
    return math.nextafter(amount, -math.inf)


def _all(table: Mapping[str, frozenset[str]], values: frozenset[str]) -> frozenset[str]:
    return frozenset(str(each) for value in values for each in table.get(value, frozenset({value})))
