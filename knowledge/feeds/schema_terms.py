"""What a schema.org course costs, when it runs and how long it takes: read from its offers and its instances."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.feeds.draft import Draft
from knowledge.feeds.schema_graph import Found, Node, kinds, listed
from knowledge.feeds.values import UnreadableError, days, durations, prices, text
from knowledge.feeds.values import kinds as short_lists
from knowledge.offer import Mode, Place, Price, Schedule

_FREQUENCY = {"daily": 1 / 7, "p1d": 1 / 7, "weekly": 1.0, "p1w": 1.0, "monthly": 52 / 12, "p1m": 52 / 12}
"""Weeks from one time to the next."""

_ATTENDANCE = {
    "OnlineEventAttendanceMode": Mode.ONLINE,
    "OfflineEventAttendanceMode": Mode.ONSITE,
    "MixedEventAttendanceMode": Mode.BLENDED,
}


@dataclass(frozen=True, slots=True)
class Instance:
    """One run of a course, and where it stands in the record."""

    node: Node
    at: str
    start: date | None


def instances_of(found: Found) -> list[Instance]:
    """The instances of a course; a CourseInstance is its own."""
    if "CourseInstance" in kinds(found.node):
        return [Instance(found.node, "", _day(found.node.get("startDate")))]
    resolved = [one for one in found.index.resolved(found.node.get("hasCourseInstance")) if isinstance(one, Mapping)]
    return [
        Instance(dict(one), f"hasCourseInstance[{place}].", _day(one.get("startDate")))
        for place, one in enumerate(resolved)
    ]


def next_of(instances: list[Instance], day: date) -> Instance | None:
    """The next instance from `day` on; without one the last that had a day; without days the first."""
    dated = [(one.start, place) for place, one in enumerate(instances) if one.start is not None]
    following = [entry for entry in dated if entry[0] >= day]
    if following:
        return instances[min(following)[1]]
    if dated:
        return instances[max(dated)[1]]
    return instances[0] if instances else None


def _day(value: object) -> date | None:
    try:
        return days.day(value)
    except UnreadableError:
        return None


def read_days(instance: Instance | None, several: bool, draft: Draft) -> None:
    if instance is None:
        return
    derived = "the next of several runs" if several else None
    draft.read("start", instance.node.get("startDate"), f"{instance.at}startDate", derived=derived)
    draft.read("end", instance.node.get("endDate"), f"{instance.at}endDate", derived=derived)


def read_time(found: Found, instance: Instance | None, draft: Draft) -> None:
    """Hours are work, days to years calendar time. A workload that is not a whole is a doubt."""
    node = found.node
    held = instance.node if instance else {}
    at = instance.at if instance else ""
    for value, where in ((node.get("timeRequired"), "timeRequired"), (node.get("timeToComplete"), "timeToComplete")):
        _either(value, where, draft)
    workload = held.get("courseWorkload") or node.get("courseWorkload")
    if isinstance(workload, str) and re.match(r"P[\dT]", workload):
        _either(workload, f"{at}courseWorkload", draft, "an ISO duration here is the whole, as search engines ask")
    elif workload and not draft.has("workload_hours"):  # the vocabulary leaves open whether it is for a week
        draft.doubt("workload_hours", f"{at}courseWorkload", workload, "the whole workload, such as PT20H")
    schedule = held.get("courseSchedule") or node.get("courseSchedule")
    if isinstance(schedule, Mapping):
        _repeated(schedule, f"{at}courseSchedule", draft)
    length = held.get("duration") or node.get("duration")
    if isinstance(length, str) and not length.upper().startswith("PT"):  # hours of an event are no whole workload
        draft.read("duration_weeks", length, f"{at}duration")


def _either(value: object, at: str, draft: Draft, derived: str | None = None) -> None:
    if value is None or value == "":
        return
    if not isinstance(value, str) or re.fullmatch(r"[\d.,\s]*", value):
        draft.doubt("workload_hours", at, value, "a time with its unit, such as PT20H or 6 weeks")
        return
    try:
        durations.weeks(value)
    except UnreadableError:
        draft.read("workload_hours", value, at, derived=derived)
        return
    draft.read("duration_weeks", value, at, derived=derived)


def _repeated(schedule: Mapping[str, Any], at: str, draft: Draft) -> None:
    """A length, how often and how many times: "3 hours, weekly, 31 times"."""
    count, step = schedule.get("repeatCount"), _FREQUENCY.get(str(schedule.get("repeatFrequency", "")).lower())
    length = schedule.get("duration")
    try:
        times = int(count) if isinstance(count, int | str) and not isinstance(count, bool) else 0
        low, high = durations.hours(length) if isinstance(length, str) else (0.0, 0.0)
    except (UnreadableError, ValueError):
        draft.doubt("workload_hours", at, dict(schedule), "hours each time and how many times")
        return
    if not 0 < times <= 1_000 or step is None:
        return
    quote = f"{length}, {schedule.get('repeatFrequency')}, {times} times"
    if high:
        total = (round(low * times, 1), round(high * times, 1))
        draft.put("workload_hours", total, at, quote=quote, derived="the length of each time, times their number")
    draft.put("duration_weeks", (round(times * step, 1),) * 2, at, quote=quote, derived="the number of times")


def read_mode(found: Found, instances: list[Instance], run: Instance | None, draft: Draft) -> None:
    """One mode that all runs share; runs that differ leave the choice open. When it is taught is that of `run`."""
    modes: dict[Mode, str] = {}
    unread: list[tuple[str, str]] = []
    for value, at in _modes_stated(found, instances):
        short = value.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
        if short in _ATTENDANCE:
            modes.setdefault(_ATTENDANCE[short], at)
            continue
        try:
            modes.setdefault(short_lists.mode(value), at)
        except UnreadableError:
            of_run = not at.startswith("hasCourseInstance") or (run is not None and at.startswith(run.at))
            if not _schedule(value, at, of_run, draft):
                unread.append((value, at))
    if len(modes) == 1:
        ((mode, at),) = modes.items()
        draft.put("mode", mode, at, quote=mode.value)
    elif modes:
        draft.doubt("mode", next(iter(modes.values())), sorted(modes), "one form of participation for all runs")
    elif unread:
        draft.doubt("mode", unread[0][1], unread[0][0], "online, onsite or blended")


def _modes_stated(found: Found, instances: list[Instance]) -> Iterator[tuple[str, str]]:
    holders = [(found.node, ""), *((one.node, one.at) for one in instances if one.at)]
    for node, at in holders:
        for key in ("courseMode", "educationalProgramMode", "eventAttendanceMode"):
            for one in listed(node.get(key)):
                said = one.get("name") if isinstance(one, Mapping) else one
                if isinstance(said, str):
                    yield said, f"{at}{key}"
        for one in found.index.resolved(node.get("location")):
            if isinstance(one, Mapping) and "VirtualLocation" in kinds(one):
                yield "online", f"{at}location"


def _schedule(value: str, at: str, of_run: bool, draft: Draft) -> bool:
    """Whether `value` says when the course is taught; put in where it is about the run that is shown."""
    try:
        found: tuple[Schedule, ...] = short_lists.schedules(value)
    except UnreadableError:
        return value.casefold() in ("synchronous", "mooc")
    if of_run:
        draft.put("schedules", found, at, quote=value)
    return True


def read_place(found: Found, instance: Instance | None, draft: Draft) -> None:
    for one in found.index.resolved((instance.node if instance else found.node).get("location")):
        if not isinstance(one, Mapping) or "VirtualLocation" in kinds(one):
            continue
        address = one.get("address")
        held = address if isinstance(address, Mapping) else {}
        try:
            name = text.name(held.get("addressLocality") or one.get("name"))
        except UnreadableError:
            continue
        at = f"{instance.at if instance else ''}location"
        draft.read("country", country_of(held), f"{at}.address.addressCountry")
        draft.put("place", Place(name, draft.get("country")), at, quote=name)


def country_of(address: object) -> object:
    stated = address.get("addressCountry") if isinstance(address, Mapping) else None
    return stated.get("name") if isinstance(stated, Mapping) else stated


def read_price(found: Found, instances: list[Instance], draft: Draft) -> None:
    """The price, where there is one for all; else the least. "Free" beside a price contradicts it: no price."""
    read = [entry for value, at in _offers(found, instances) for entry in _prices(value, at, draft)]
    free = found.node.get("isAccessibleForFree")
    is_free = free is True or (isinstance(free, str) and free.rsplit("/", 1)[-1].lower() == "true")
    if not read:
        if is_free:
            draft.put("price", Price(0.0), "isAccessibleForFree", quote="true")
        return
    least, at = min(read, key=lambda entry: entry[0].amount)
    if is_free and least.amount > 0:
        said = f"isAccessibleForFree and {least.amount:g} {least.currency or ''}".strip()
        draft.doubt("price", at, said, "either a price or that it is free")
        return
    several = len({(price.amount, price.currency) for price, _ in read}) > 1
    price = Price(least.amount, least.currency, least.at_least or several)
    derived = "the least of several prices" if several else None
    draft.put("price", price, at, quote=f"{least.amount:g} {least.currency or ''}".strip(), derived=derived)


def _offers(found: Found, instances: list[Instance]) -> Iterator[tuple[Mapping[str, Any], str]]:
    holders = [(found.node, ""), *((one.node, one.at) for one in instances if one.at)]
    for node, at in holders:
        for key in ("offers", "courseFee"):
            for place, one in enumerate(found.index.resolved(node.get(key))):
                if isinstance(one, Mapping):
                    yield one, f"{at}{key}[{place}]"


def _prices(offer: Mapping[str, Any], at: str, draft: Draft) -> Iterator[tuple[Price, str]]:
    """Of one offer. A subscription, or a price of several, is the least one pays."""
    category = str(offer.get("category", "")).casefold()
    specified = [offer, *(one for one in listed(offer.get("priceSpecification")) if isinstance(one, Mapping))]
    any_stated = False
    for one in specified:
        key = next((k for k in ("price", "lowPrice", "minPrice") if one.get(k) not in (None, "")), None)
        if key is None:
            continue
        any_stated = True
        currency = one.get("priceCurrency") or offer.get("priceCurrency")
        stated = {key: one[key], **({"priceCurrency": currency} if currency else {})}
        try:
            price = prices.price(stated)
        except UnreadableError as error:
            draft.doubt("price", f"{at}.{key}", stated, str(error))
            continue
        one_price = key == "lowPrice" and one.get("highPrice") == one["lowPrice"]
        open_ended = category in ("subscription", "partially free") or bool(one.get("billingIncrement"))
        yield Price(price.amount, price.currency, (price.at_least and not one_price) or open_ended), f"{at}.{key}"
    if not any_stated and category == "free":
        yield Price(0.0), f"{at}.category"
