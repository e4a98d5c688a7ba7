"""Which offer is meant, of those shown: “the second one”, “that one”, “the cheaper one”, a provider's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.offer import Offer
from nlu.understanding import LimitKind, Reference, Understanding

SHORT_WORD = 2
"""Words up to this length (of, de, la) name no offer."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a message points to: `offers` in the order named; more than one for a single question is `ambiguous`.

    `guessed` when nothing was pointed at, and the offer in focus or the first was taken: the answer names it.
    """

    offers: tuple[Offer, ...] = ()
    ambiguous: bool = False
    guessed: bool = False
    out_of_range: bool = False

    @property
    def offer(self) -> Offer | None:
        """The one offer meant; None when it must be asked for, or nothing was shown."""
        return self.offers[0] if self.offers and not self.ambiguous else None


def resolve(
    said: Understanding,
    shortlist: Sequence[Offer],
    focus: str | None,
    args: Mapping[str, Any],
    get: Callable[[str], Offer | None],
) -> Resolution:
    """The offer one question is about. `args` of a pressed quick reply come before words; `get` looks offers up."""
    pressed = args.get("offer")
    if isinstance(pressed, str) and (offer := get(pressed)) is not None:
        return Resolution((offer,))
    if not shortlist:
        in_focus = get(focus) if focus else None
        return Resolution((in_focus,) if in_focus else (), guessed=True)
    for reference in said.references:
        found = refer(reference, shortlist, focus)
        if found.offers or found.out_of_range:
            return found
    if (extreme := _extreme(said, shortlist)) is not None:
        return extreme
    named = by_words(said.text, shortlist, at_least=2)
    if len(named) == 1:
        return Resolution(named)
    return Resolution((_focus_or_first(shortlist, focus),), guessed=True)


def refer(reference: Reference, shortlist: Sequence[Offer], focus: str | None) -> Resolution:
    """What one reference points to."""
    if reference.ordinal is not None:
        position = reference.ordinal if reference.ordinal < 0 else reference.ordinal - 1
        if -len(shortlist) <= position < len(shortlist):
            return Resolution((shortlist[position],))
        return Resolution(tuple(shortlist), ambiguous=True, out_of_range=True)
    if reference.words:
        named = by_words(reference.words, shortlist)
        if named:
            return Resolution(named, ambiguous=len(named) > 1)
    if reference.focus:
        return Resolution((_focus_or_first(shortlist, focus),), guessed=focus is None and len(shortlist) > 1)
    return Resolution()


def resolve_many(
    said: Understanding, shortlist: Sequence[Offer], args: Mapping[str, Any], get: Callable[[str], Offer | None]
) -> tuple[Offer, ...]:
    """The offers a comparison is about, at most three: those pointed at, else those shown."""
    pressed = args.get("offers")
    if isinstance(pressed, list):
        found = [get(item) for item in pressed if isinstance(item, str)]
    else:
        found = []
        for reference in said.references:
            match = refer(reference, shortlist, None)
            found += [] if match.ambiguous else list(match.offers)
    known = tuple({offer.id: offer for offer in found if offer is not None}.values())
    return (known if len(known) > 1 else tuple(shortlist))[:3]


def by_words(
    words: str, shortlist: Sequence[Offer], at_least: int = 1, *, share: float = 0.0, tell_apart: bool = True
) -> tuple[Offer, ...]:
    """The offers whose title, provider or platform holds most of these words: one, or all that hold equally many.

    In a whole sentence one shared word (“course”) proves nothing: ask for two with `at_least`, or for a `share` of
    the words where thousands of offers are searched (“a cheaper one” names none of them). To `tell_apart` those
    shown, words that all of them hold do not count. A provider's name weighs double: a title may describe.
    """
    wanted = _words(words)
    names = [_words(_name(offer)) for offer in shortlist]
    common = set.intersection(*names) if tell_apart and len(names) > 1 else set()
    makers = [_words(f"{offer.provider} {offer.platform or ''}") for offer in shortlist]
    scores = [
        len(wanted & (name - common)) + len(wanted & (maker - common))
        for name, maker in zip(names, makers, strict=True)
    ]
    best = max(scores, default=0)
    if best < max(at_least, share * len(wanted)):
        return ()
    return tuple(offer for offer, score in zip(shortlist, scores, strict=True) if score == best)


def _name(offer: Offer) -> str:
    return f"{offer.title} {offer.provider} {offer.platform or ''}"


def _words(text: str) -> set[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return {word for word in re.findall(r"\w+", plain) if len(word) > SHORT_WORD}


def _extreme(said: Understanding, shortlist: Sequence[Offer]) -> Resolution | None:
    """“The cheaper one”, “the shorter one” as a pointer: the lowest figure among the offers that state it."""
    for limit in said.limits:
        if limit.kind is LimitKind.CHEAPER:
            known = [(offer.price.amount, offer) for offer in shortlist if offer.price]
        elif limit.kind is LimitKind.SHORTER:
            # hours and weeks are not compared with each other
            known = [(offer.workload_hours[1], offer) for offer in shortlist if offer.workload_hours]
            known = known or [(offer.duration_weeks[1], offer) for offer in shortlist if offer.duration_weeks]
        else:
            continue
        if known:
            least = min(value for value, _ in known)
            lowest = tuple(offer for value, offer in known if value == least)
            return Resolution(lowest, ambiguous=len(lowest) > 1)
    return None


def _focus_or_first(shortlist: Sequence[Offer], focus: str | None) -> Offer:
    return next((offer for offer in shortlist if offer.id == focus), shortlist[0])
