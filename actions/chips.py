"""Chips: what was understood, each with the quick reply that takes it back."""

from __future__ import annotations

from collections.abc import Iterator

from actions.limits import to_slot
from actions.reply import QuickReply, Sentence
from actions.starting import SOON
from actions.state import DialogueState
from actions.words import CountryName, LanguageName, Money
from nlu.understanding import Act, Limit, LimitKind


def chips(state: DialogueState) -> tuple[QuickReply, ...]:
    """Goal, limits, purpose and country, in this order. Pressing one removes it."""
    return tuple(QuickReply(label, Act.REFINE.value, {"remove": what}) for label, what in _understood(state))


def _understood(state: DialogueState) -> Iterator[tuple[Sentence, object]]:
    if state.goal is not None:
        yield Sentence("chip.goal", {"goal": state.goal_said}), "goal"
    for limit in state.limits:
        slot = to_slot(limit)
        yield limit_words(limit), {"kind": slot["kind"], "value": slot["value"]}
    if state.purpose is not None:
        yield Sentence(f"word.purpose.{state.purpose.value}"), "purpose"
    if state.country is not None:
        yield Sentence("chip.country", {"country": CountryName(state.country)}), "country"


def limit_words(limit: Limit) -> Sentence:
    """A limit as a person would say it: “at most 50 €”, “evenings”."""
    value = limit.value
    match limit.kind:
        case LimitKind.MAX_PRICE:
            return Sentence("limit.max_price", {"price": Money(float(value or 0), "EUR")})
        case LimitKind.MAX_HOURS | LimitKind.MAX_WEEKS | LimitKind.HOURS_PER_WEEK:
            amount = float(value or 0)
            return Sentence(f"limit.{limit.kind.value}", {"amount": amount}, amount)
        case LimitKind.START:
            day = str(value)
            return Sentence("limit.start_soon") if day == SOON else Sentence("limit.start", {"day": day})
        case LimitKind.ACCESSIBILITY:
            return Sentence(f"limit.accessibility_{value}" if value else "limit.accessibility")
        case LimitKind.NOT_LANGUAGE:
            return Sentence("limit.not_language", {"language": LanguageName(str(value))})
        case LimitKind.NOT_SCHEDULE:
            return Sentence("limit.not_schedule", {"schedule": Sentence(f"word.schedule_within.{value}")})
        case LimitKind.CHEAPER:
            return Sentence("limit.cheaper", {"price": Money(float(value or 0), "EUR")})
        case LimitKind.SHORTER:
            unit = "weeks" if limit.detail.get("unit") == "weeks" else "hours"
            amount = float(value or 0)
            return Sentence(f"limit.shorter_{unit}", {"amount": amount}, amount)
        case LimitKind.MODE | LimitKind.SCHEDULE | LimitKind.LEVEL:
            return Sentence(f"word.{limit.kind.value}.{value}")
        case LimitKind.LANGUAGE:
            return Sentence("limit.language", {"language": LanguageName(str(value))})
        case LimitKind.COUNTRY:
            return Sentence("chip.country", {"country": CountryName(str(value).upper())})
        case LimitKind.PLACE | LimitKind.EXCLUDE:
            return Sentence(f"limit.{limit.kind.value}", {"what": str(value)})
        case _:
            return Sentence(f"limit.{limit.kind.value}")
