"""Why not that one, in words: what keeps an offer off the list, and what would change it; each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from actions.chips import limit_words
from actions.reasons import ASKED_FIELDS, Sourced, stated
from actions.relaxed import place_on_list
from actions.reply import Sentence
from actions.words import CountryName
from index.explain import Reason
from knowledge.offer import Offer
from nlu.understanding import Limit

HAS: Mapping[str, str] = {
    "free": "price", "max_price": "price", "cheaper": "price", "max_hours": "time", "max_weeks": "time",
    "shorter": "time", "hours_per_week": "hours_per_week", "mode": "mode", "schedule": "schedule",
    "not_schedule": "schedule", "language": "language", "not_language": "language", "level": "level",
    "place": "place", "country": "country", "start": "start", "exclude": "unwanted",
}  # fmt: skip
"""Kind of limit -> the sentence (`has.…`) that says what an offer has instead."""


def why_not_of(offer: Offer, reasons: Iterable[Reason], limits: Iterable[Limit]) -> tuple[Sourced, ...]:
    """Why not `offer`, in words and with evidence. `limits` are the person's, to be said as they said them."""
    wanted: dict[str, list[Limit]] = {}
    for limit in limits:
        wanted.setdefault(limit.kind.value, []).append(limit)
    named: list[str] = []
    said = []
    for reason in reasons:
        if reason.key == "why_not.limit":
            named.append(str(reason.params["limit"]))
        said.append(_sourced(offer, reason, wanted, named))
    return tuple(said)


def _sourced(offer: Offer, reason: Reason, wanted: Mapping[str, list[Limit]], named: list[str]) -> Sourced:
    params, evidence = reason.params, (offer.evidence("title"),)
    match reason.key:
        case "why_not.limit":
            kind = str(params["limit"])
            evidence = (offer.evidence(ASKED_FIELDS.get(kind, "title")),)
            return Sourced(_limit(offer, kind, params.get("has"), _asked(kind, wanted)), evidence)
        case "why_not.without":
            limits = params["limits"]
            kinds = limits if isinstance(limits, tuple) else (str(limits),)
            place = place_on_list(_rank(reason))
            if set(kinds) == set(named):
                return Sourced(Sentence("change.without", {"place": place}, len(kinds)), evidence)
            words = tuple(word for kind in kinds for word in _asked(str(kind), wanted))
            return Sourced(Sentence("change.without_named", {"place": place, "limits": words}, len(kinds)), evidence)
        case "why_not.would":
            return Sourced(Sentence(f"change.{params['feature']}", {"place": place_on_list(_rank(reason))}), evidence)
        case "why_not.rank":
            return Sourced(Sentence("why_not.met", {"place": place_on_list(_rank(reason))}), evidence)
        case "why_not.place":
            return Sourced(Sentence("why_not.place", {"place": place_on_list(_rank(reason))}), evidence)
        case "why_not.feature":
            return Sourced(Sentence(f"feature.{params['feature']}"), evidence)
    return Sourced(
        Sentence(reason.key, {name: value for name, value in params.items() if value is not None}), evidence
    )


def _limit(offer: Offer, kind: str, has: object, asked: tuple[Sentence, ...]) -> Sentence:
    """What the offer has where the limit looks, and what was asked for."""
    if has is None:
        return Sentence("why_not.not_stated", {"wanted": asked, "what": Sentence(f"asked.{kind}")})
    match kind:
        case "hours_per_week" if isinstance(has, int | float):
            return Sentence("has.hours_per_week", {"has": float(has), "wanted": asked}, float(has))
        case "country":
            return Sentence("has.country", {"has": CountryName(str(has).upper()), "wanted": asked})
        case "start":
            return Sentence("has.start", {"has": str(has), "wanted": asked})
        case "exclude":
            return Sentence("has.unwanted", {"wanted": asked})
    known = f"has.{HAS[kind]}" if kind in HAS else "why_not.limit"
    return Sentence(known, {"has": stated(offer, kind), "wanted": asked})


def _asked(kind: str, wanted: Mapping[str, list[Limit]]) -> tuple[Sentence, ...]:
    """The limits of a kind as they stand on their buttons."""
    return tuple(limit_words(limit) for limit in wanted.get(kind, ())) or (Sentence(f"asked.{kind}"),)


def _rank(reason: Reason) -> int:
    rank = reason.params["rank"]
    if not isinstance(rank, int):
        raise TypeError(f"Read rank {rank!r} in '{reason.key}'. Expected a whole number.")
    return rank
