"""Relaxed: what could not be found within a limit, and what the offers shown are instead, with their amounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from actions.chips import limit_words
from actions.reply import Sentence
from actions.words import LanguageName, Money
from index.columns import Fit, distance_km
from index.features import stances
from index.finder import Found
from index.limits import filters_of
from index.wishes import Kind, Wishes
from knowledge.offer import Offer
from nlu.understanding import Limit

IN_MONEY = frozenset({Kind.FREE, Kind.MAX_PRICE, Kind.CHEAPER})
MOST_NAMED = 3


def relaxed_said(found: Found, wishes: Wishes, limits: Iterable[Limit]) -> tuple[Sentence, ...]:
    """What limits had to be lifted to find the offers shown, in the person's words: how few offers keep to them, and
    what those shown are like that do not. Nothing where none was lifted."""
    lifted = [Kind(name) for name in found.relaxed]
    if not lifted:
        return ()
    said = {kind: [limit for limit in limits if limit.kind.value == kind] for kind in lifted}
    offers = [ranked.offer for ranked in found.ranked]
    standing = [stances(offer, wishes) for offer in offers]
    sentences = [_not_found(said, found.fitted or 0, wishes)]
    for kind in lifted:
        fits_of = [(offer, fits.get(kind)) for offer, fits in zip(offers, standing, strict=True)]
        # a price in another currency is stated, though it cannot be compared
        priced = kind in IN_MONEY
        broken = [each for each, fit in fits_of if fit is Fit.UNMET or (priced and fit is Fit.UNKNOWN and each.price)]
        unknown = sum(fit is Fit.UNKNOWN and each not in broken for each, fit in fits_of)
        if broken:
            sentences.append(_instead(kind, broken, len(offers), wishes))
        if unknown:
            sentences.append(Sentence("relaxed.unknown", {"what": Sentence(f"asked.{kind.value}")}, unknown))
    # two limits about one thing are said once: “free” and “at most 50 €”
    return tuple(each for place, each in enumerate(sentences) if each not in sentences[:place])


def _not_found(said: Mapping[Kind, Sequence[Limit]], fitted: int, wishes: Wishes) -> Sentence:
    """That nothing, or how little, keeps to the limits that were lifted."""
    if len(said) > 1:
        words = tuple(limit_words(limit) for limits in said.values() for limit in limits)
        return _few("_several", fitted, {"limits": words})
    ((kind, limits),) = said.items()
    wish = wishes.of(kind)[-1]
    match kind:
        case Kind.FREE:
            return _few("_free", fitted, {})
        case Kind.MAX_PRICE | Kind.CHEAPER:
            amounts = [float(each.value) for each in wishes.of(kind) if isinstance(each.value, int | float)]
            return _few(f"_{kind.value}", fitted, {"price": Money(min(amounts), "EUR")})
        case Kind.LANGUAGE:
            languages = tuple(LanguageName(str(each.value)) for each in wishes.of(kind))
            return _few("_language", fitted, {"languages": languages})
        case Kind.PLACE:
            filters = filters_of(wishes, kind)
            km = round(filters.within_km) if filters is not None else 0
            return _few("_place", fitted, {"place": str(wish.value), "km": km})
        case _:
            words = tuple(limit_words(limit) for limit in limits) or (Sentence(f"asked.{kind.value}"),)
            return _few("", fitted, {"limit": words})


def _few(form: str, fitted: int, params: Mapping[str, object]) -> Sentence:
    return Sentence(f"relaxed.few{form}", params, fitted) if fitted else Sentence(f"relaxed.none{form}", params)


def _instead(kind: Kind, offers: Sequence[Offer], shown: int, wishes: Wishes) -> Sentence:
    """What the offers that break the limit are like, of so many that are shown."""
    family, name, value = _like(kind, offers, wishes)
    which = "all" if len(offers) == shown else "some"
    return Sentence(f"relaxed.{family}_{which}", {name: value}, len(offers))


def _like(kind: Kind, offers: Sequence[Offer], wishes: Wishes) -> tuple[str, str, object]:
    match kind:
        case _ if kind in IN_MONEY:
            return "cost", "price", _prices(offers)
        case Kind.SHORTER:
            weeks = any(wish.detail.get("unit") == "weeks" for wish in wishes.of(kind))
            return "time", "time", _effort(offers, "weeks" if weeks else "hours")
        case Kind.MAX_HOURS | Kind.MAX_WEEKS:
            return "time", "time", _effort(offers, "hours" if kind is Kind.MAX_HOURS else "weeks")
        case Kind.LEVEL:
            return "level", "levels", _words(f"word.level.{offer.level.value}" for offer in offers if offer.level)
        case Kind.MODE:
            return "mode", "modes", _words(f"word.mode.{offer.mode.value}" for offer in offers if offer.mode)
        case Kind.PLACE:
            return "place", "places", _places(offers, wishes)
        case Kind.LANGUAGE | Kind.NOT_LANGUAGE:
            codes = dict.fromkeys(code for offer in offers for code in offer.languages)
            return "language", "languages", tuple(LanguageName(code) for code in codes)
        case Kind.SCHEDULE | Kind.NOT_SCHEDULE:
            return (
                "schedule",
                "times",
                _words(f"word.schedule_within.{schedule.value}" for offer in offers for schedule in offer.schedules),
            )
        case _:
            raise ValueError(f"Read a lifted limit '{kind}'. Expected one of index.limits.RELAXED_IN_ORDER.")


def _prices(offers: Sequence[Offer]) -> object:
    """“49 €”, “10 € to 49 €”; in several currencies each price."""
    prices = [offer.price for offer in offers if offer.price is not None]
    amounts = sorted({price.amount for price in prices})
    currencies = {price.currency for price in prices}
    if len(currencies) > 1:
        return tuple(dict.fromkeys(Money(price.amount, price.currency) for price in prices))
    (currency,) = currencies
    if len(amounts) == 1:
        return Money(amounts[0], currency)
    return Sentence("relaxed.range", {"low": Money(amounts[0], currency), "high": Money(amounts[-1], currency)})


def _effort(offers: Sequence[Offer], unit: str) -> Sentence:
    """The most that each states: “about 20 hours”, “about 20 to 40 hours”."""
    stated = (offer.workload_hours if unit == "hours" else offer.duration_weeks for offer in offers)
    amounts = sorted({each[1] for each in stated if each is not None})
    if len(amounts) == 1:
        return Sentence(f"effort.{unit}", {"amount": amounts[0]}, amounts[0])
    return Sentence(f"effort.{unit}_range", {"low": amounts[0], "high": amounts[-1]}, amounts[-1])


def _words(keys: Iterable[str]) -> tuple[Sentence, ...]:
    return tuple(Sentence(key) for key in dict.fromkeys(keys))


def _places(offers: Sequence[Offer], wishes: Wishes) -> tuple[Sentence, ...]:
    """Where the offers are, the nearest first, and how far that is."""
    filters = filters_of(wishes, Kind.PLACE)
    found: dict[str, int] = {}
    for offer in offers:
        place = offer.place
        if place is None or place.latitude is None or place.longitude is None or filters is None or not filters.near:
            continue
        at = np.asarray([place.latitude]), np.asarray([place.longitude])
        found.setdefault(place.name, round(float(distance_km(filters.near, *at)[0])))
    nearest = sorted(found.items(), key=lambda each: (each[1], each[0]))[:MOST_NAMED]
    return tuple(Sentence("relaxed.place_at", {"place": name, "km": km}) for name, km in nearest)


def place_on_list(rank: int) -> Sentence:
    """A rank as it is said: “second”, “number 14”."""
    return Sentence(f"place.{rank}") if 1 <= rank <= 10 else Sentence("place.further", {"rank": rank})
