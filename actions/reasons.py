"""Reasons of the index in words: why an offer fits, each with the field it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.reply import Sentence
from actions.words import CountryName, LanguageName, Money
from index.explain import Reason
from index.features import matched
from knowledge.evidence import Evidence, StatementWithoutEvidenceError
from knowledge.offer import Offer

FIELDS: Mapping[str, str] = {
    "goal_match": "skills", "skill_match": "skills", "liked": "skills", "closest": "title", "free": "price",
    "price": "price", "cheaper": "price", "hours": "workload_hours", "weeks": "duration_weeks",
    "shorter": "workload_hours", "hours_per_week": "workload_hours", "online": "mode", "mode": "mode",
    "schedule": "schedules", "place": "place", "country": "country", "language": "languages", "level": "level",
    "start": "start", "funding": "funding",
    "certificate": "credential_type", "quality": "quality_claims", "without": "title",
}  # fmt: skip
"""The field of an offer that a reason (`why.…`) was read from."""

ASKED_FIELDS: Mapping[str, str] = {
    "free": "price", "max_price": "price", "cheaper": "price", "max_hours": "workload_hours",
    "shorter": "workload_hours", "hours_per_week": "workload_hours", "max_weeks": "duration_weeks", "mode": "mode",
    "schedule": "schedules", "place": "place", "country": "country", "language": "languages", "level": "level",
    "certificate": "credential_type", "exclude": "title", "cheap": "price", "not_language": "languages",
    "not_schedule": "schedules", "start": "start", "childcare": "childcare", "accessibility": "accessibility",
    "funding": "funding",
}  # fmt: skip
"""The field of an offer that a kind of limit asks about."""

NOT_SAID = frozenset({("why.unknown", "country"), ("why.unmet", "country")})
"""Where an offer is given says little while nobody asked for a place: no reason of its own."""


@dataclass(frozen=True, slots=True)
class Sourced:
    """A sentence with where it was read; like a Statement of knowledge, never without evidence. `labels` are the
    names of the goal or its skills that the offer was found to name, in the words they were found by."""

    sentence: Sentence
    evidence: tuple[Evidence, ...]
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.evidence:
            raise StatementWithoutEvidenceError(
                f"Reason '{self.sentence.key}' has no evidence. Cite the field of the offer that was looked at."
            )


def reasons_of(
    offer: Offer, reasons: Iterable[Reason], names: Mapping[str, str] | None = None
) -> tuple[Sourced, ...]:
    """Why `offer`, in words and with evidence, in the order given.

    `names` gives what the offer names in English in the person's language; the evidence keeps the offer's own words.
    """
    said: list[Sourced] = []
    for reason in reasons:
        sentence = _sentence(offer, _in_own_language(reason, names or {}))
        # three limits may be met by the one fact that it is online
        if (reason.key, reason.params.get("limit")) not in NOT_SAID and all(sentence != s.sentence for s in said):
            said.append(Sourced(sentence, _evidence(offer, reason), _labels(reason)))
    return tuple(said)


def _labels(reason: Reason) -> tuple[str, ...]:
    return _several(reason.params, "skills") if reason.key in ("why.goal_match", "why.skill_match") else ()


def _in_own_language(reason: Reason, names: Mapping[str, str]) -> Reason:
    if reason.key not in ("why.goal_match", "why.skill_match"):
        return reason
    skills = tuple(names.get(skill.casefold(), skill) for skill in _several(reason.params, "skills"))
    return Reason(reason.key, {**reason.params, "skills": tuple(dict.fromkeys(skills))})


def _evidence(offer: Offer, reason: Reason) -> tuple[Evidence, ...]:
    _, _, name = reason.key.partition(".")
    limit = reason.params.get("limit")
    field = ASKED_FIELDS.get(str(limit), "title") if name in ("unknown", "unmet") else FIELDS.get(name, "title")
    if name in ("goal_match", "skill_match", "liked"):
        return _where_named(offer, _several(reason.params, "skills"))
    if name == "closest":
        field = "skills" if offer.skills else "title"
    if name == "shorter" and not offer.workload_hours:
        field = "duration_weeks"
    return (offer.evidence(field),)


def _where_named(offer: Offer, labels: tuple[str, ...]) -> tuple[Evidence, ...]:
    """The fields that name one of `labels`: title, subject, skills, each looked at by itself."""
    alone = {
        "title": replace(offer, subject=None, skills=()),
        "subject": replace(offer, title="", skills=()),
        "skills": replace(offer, title="", subject=None),
    }
    return tuple(offer.evidence(field) for field, only in alone.items() if matched(only, labels)) or (
        offer.evidence("title"),
    )


CAVEATS = frozenset({"why.unknown", "why.unmet", "why.other_currency", "steering.far", "bring.level_above"})
"""Reasons that speak against an offer, or say what it does not state."""


def _sentence(offer: Offer, reason: Reason) -> Sentence:
    """The reason as a sentence; values that need a name or a currency get one, what is not known changes the key."""
    key, params = reason.key, dict(reason.params)
    match key:
        case "why.liked":
            return Sentence(key, {"title": params["title"], "skills": _several(params, "skills")})
        case "why.closest" if offer.skills:
            return Sentence("why.closest_skills")
        case "why.price" | "why.cheaper" if offer.price is not None and offer.price.is_free:
            return Sentence("why.free")
        case "why.price" | "why.cheaper":
            price = Money(float(_number(params["amount"])), offer.price.currency if offer.price else None)
            return Sentence(key, {"price": price})
        case "why.hours" | "why.weeks":
            amount = _number(params["hours" if key == "why.hours" else "weeks"])
            return Sentence(key, {"amount": amount}, amount)
        case "why.shorter":
            unit = "hours" if params.get("hours") is not None else "weeks"
            amount = _number(params[unit])
            return Sentence(f"why.shorter_{unit}", {"amount": amount}, amount)
        case "why.hours_per_week":
            if params.get("hours") is None:
                return Sentence("why.own_pace")
            amount = _number(params["hours"])
            return Sentence(key, {"amount": amount}, amount)
        case "why.mode":
            return Sentence(key, {"mode": Sentence(f"word.mode.{params['mode']}")})
        case "why.level":
            return Sentence(key, {"level": Sentence(f"word.level.{params['level']}")})
        case "why.schedule":
            return Sentence(
                key,
                {"schedules": tuple(Sentence(f"word.schedule_within.{s}") for s in _several(params, "schedules"))},
            )
        case "why.language":
            return Sentence(key, {"languages": tuple(LanguageName(code) for code in _several(params, "languages"))})
        case "why.place":
            if params.get("place") is None:
                return Sentence("why.online")
            return Sentence(key, {"place": params["place"], "km": params["km"]})
        case "why.country":
            if params.get("online"):
                return Sentence("why.online")
            return Sentence(key, {"country": CountryName(str(params["country"]))})
        case "why.start" if params.get("start") is None:
            return Sentence("why.own_pace")
        case "why.certificate":
            return Sentence(key, {"credential": params.get("credential") or offer.title})
        case "why.unknown" if offer.price is not None and params["limit"] in ("max_price", "cheaper", "free"):
            return Sentence("why.other_currency", {"price": Money(offer.price.amount, offer.price.currency)})
        case "why.unknown" | "why.unmet":
            return Sentence(key, {"limit": Sentence(f"asked.{params['limit']}")})
        case "why.without":
            return Sentence(key, {"unwanted": params["unwanted"]})
    return Sentence(key, {name: value for name, value in params.items() if value is not None})


def stated(offer: Offer, kind: str) -> object:
    """What an offer states where a kind of limit looks, as a value to say."""
    match kind:
        case "free" | "max_price" | "cheaper" if offer.price is not None:
            return Sentence("word.free") if offer.price.is_free else Money(offer.price.amount, offer.price.currency)
        case "max_hours" | "shorter" | "hours_per_week" if offer.workload_hours is not None:
            amount = offer.workload_hours[1]
            return Sentence("effort.hours", {"amount": amount}, amount)
        case "max_weeks" | "shorter" if offer.duration_weeks is not None:
            amount = offer.duration_weeks[1]
            return Sentence("effort.weeks", {"amount": amount}, amount)
        case "mode" if offer.mode is not None:
            return Sentence(f"word.mode.{offer.mode.value}")
        case "schedule" | "not_schedule" if offer.schedules:
            return tuple(Sentence(f"word.schedule_within.{schedule.value}") for schedule in offer.schedules)
        case "language" | "not_language" if offer.languages:
            return tuple(LanguageName(code) for code in offer.languages)
        case "level" if offer.level is not None:
            return Sentence(f"word.level.{offer.level.value}")
        case "place" if offer.place is not None:
            return offer.place.name
        case "exclude":
            return offer.title
    return Sentence("word.not_stated")


def names_goal(reasons: Iterable[Reason]) -> bool:
    """Does the offer name the goal or a skill of it, so that more than nearness in meaning speaks for it?"""
    return not {reason.key for reason in reasons}.isdisjoint({"why.goal_match", "why.skill_match"})


def with_nearness(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """The reasons, and first that the offer is near in meaning where nothing else ties it to the goal."""
    if names_goal(reasons) or any(reason.key == "why.closest" for reason in reasons):
        return reasons
    return (Reason("why.closest"), *reasons)


def _number(value: object) -> float:
    if not isinstance(value, int | float):
        raise TypeError(f"Read {value!r} in a reason. Expected a number.")
    return float(value)


def _several(params: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = params.get(name)
    return tuple(value) if isinstance(value, tuple | list) else (str(value),)
