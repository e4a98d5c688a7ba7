"""What had to be widened is said with the amounts of the offers shown; what keeps one back, with its place else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.relaxed import place_on_list, relaxed_said
from actions.render.voice import Voice
from actions.texts.catalogue import Texts
from actions.why_not_words import why_not_of
from index.explain import FEATURES, Reason
from index.finder import Found
from index.limits import RELAXED_IN_ORDER
from index.ranking import Ranked
from index.wishes import Kind, Wishes
from knowledge.offer import Level, Mode, Offer, Place, Price, Schedule
from nlu.understanding import Limit, LimitKind
from tests.index.worlds import offer

VOICE = Voice(Texts(), "en")
GRAZ: dict[str, str | float] = {"latitude": 47.07, "longitude": 15.44, "within_km": 30.0}
COURSES = (
    offer("a", price=Price(49.0, "EUR"), workload_hours=(10.0, 40.0), duration_weeks=(4.0, 6.0), level=Level.ADVANCED,
          schedules=(Schedule.FULL_TIME,), mode=Mode.ONSITE, languages=("en",),
          place=Place("Wien", "AT", 48.2, 16.37)),
    offer("b", price=Price(10.0, "EUR"), workload_hours=(20.0, 20.0), duration_weeks=(9.0, 12.0), languages=("fr",),
          level=Level.INTERMEDIATE, schedules=(Schedule.FULL_TIME, Schedule.WEEKEND), mode=Mode.ONSITE,
          place=Place("Linz", "AT", 48.3, 14.29)),
)  # fmt: skip
SILENT = offer("c")


def said(limits: tuple[Limit, ...], offers: tuple[Offer, ...], relaxed: tuple[str, ...], fitted: int = 0) -> str:
    found = Found(
        ranked=tuple(Ranked(each, 0.0, {}) for each in offers), total=len(offers), relaxed=relaxed, fitted=fitted,
        closest=None, weak=False, generation="g", limit=3, finder=None,  # type: ignore[arg-type] # is asked nothing
    )  # fmt: skip
    sentences = relaxed_said(found, Wishes(limits=Wishes.limits_from(limits)), limits)
    return " ".join(VOICE.say(sentence) for sentence in sentences)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (Limit(LimitKind.FREE), "I found nothing free for you. So these cost €10 to €49."),
        (Limit(LimitKind.MAX_PRICE, 5.0), "I found nothing for you that costs €5 or less. So these cost €10 to €49."),
        (Limit(LimitKind.CHEAPER, 9.5),
         "I found nothing for you that costs less than €9.50. So these cost €10 to €49."),
        (Limit(LimitKind.MAX_HOURS, 8.0),
         "I found nothing for you with this limit: at most 8 hours. So these take about 20 to 40 hours."),
        (Limit(LimitKind.MAX_WEEKS, 2.0),
         "I found nothing for you with this limit: at most 2 weeks. So these take about 6 to 12 weeks."),
        (Limit(LimitKind.SHORTER, 6.0, detail={"unit": "weeks"}),
         "I found nothing for you with this limit: shorter than 6 weeks. So these take about 6 to 12 weeks."),
        (Limit(LimitKind.LEVEL, "beginner"),
         "I found nothing for you with this limit: For beginners. "
         "So these have another level: Advanced, Intermediate."),
        (Limit(LimitKind.SCHEDULE, "evening"), "I found nothing for you with this limit: evenings. "
         "So these are taught at other times: full-time, weekends."),
        (Limit(LimitKind.MODE, "online"),
         "I found nothing for you with this limit: Online. So these are taught another way: On site."),
        (Limit(LimitKind.LANGUAGE, "de"),
         "I found nothing for you that is taught in German. So these are taught in English, French."),
        (Limit(LimitKind.PLACE, "Graz", detail=GRAZ), "I found nothing for you within 30 km of Graz. "
         "So these are further away: Wien (144 km), Linz (162 km)."),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Limit) else "",
)  # fmt: skip
def test_what_was_widened_is_said_with_what_the_offers_really_are(limit: Limit, words: str) -> None:
    got = said((limit,), COURSES, (limit.kind.value,))
    assert got.casefold() == words.casefold()


@pytest.mark.parametrize("kind", RELAXED_IN_ORDER, ids=str)
def test_every_kind_that_can_be_lifted_has_its_sentences(kind: Kind) -> None:
    values: dict[Kind, str | None] = {
        Kind.MODE: "online",
        Kind.LEVEL: "beginner",
        Kind.SCHEDULE: "evening",
        Kind.LANGUAGE: "de",
        Kind.NOT_LANGUAGE: "en",
        Kind.NOT_SCHEDULE: "full_time",
        Kind.PLACE: "Graz",
        Kind.FREE: None,
    }
    detail: dict[str, str | float] = GRAZ if kind is Kind.PLACE else {"unit": "hours"} if kind is Kind.SHORTER else {}
    limit = Limit(LimitKind(kind.value), values.get(kind, 5.0), detail=detail)
    for fitted in (0, 1, 2):
        assert said((limit,), (*COURSES, SILENT), (kind.value,), fitted)


def test_one_offer_and_several_some_and_all_are_told_apart() -> None:
    free = replace(COURSES[0], id="free", price=Price(0.0, None))
    limit = Limit(LimitKind.FREE)
    assert said((limit,), (COURSES[0],), ("free",)) == "I found nothing free for you. So this one costs €49."
    assert said((limit,), (free, COURSES[0], SILENT), ("free",), 1) == (
        "I found only 1 free offer for you. 1 of those shown costs €49. 1 of those shown does not state the price."
    )


def test_prices_in_several_currencies_are_each_said() -> None:
    offers = (COURSES[0], replace(COURSES[1], price=Price(20.0, "USD")))
    assert "So these cost €49, US$20." in said((Limit(LimitKind.FREE),), offers, ("free",))
    assert "So these cost €49, US$20." in said((Limit(LimitKind.MAX_PRICE, 1.0),), offers, ("max_price",))


def test_several_limits_are_said_together_then_what_the_offers_are() -> None:
    limits = (Limit(LimitKind.FREE), Limit(LimitKind.LANGUAGE, "de"))
    assert said(limits, COURSES, ("language", "free")) == (
        "I found nothing for you with all of these limits: taught in German, free of charge. "
        "So these are taught in English, French. So these cost €10 to €49."
    )


def test_nothing_is_said_where_nothing_was_widened() -> None:
    assert said((Limit(LimitKind.FREE),), COURSES, ()) == ""


def told(reasons: list[Reason], limits: tuple[Limit, ...] = ()) -> str:
    return " ".join(VOICE.say(each.sentence) for each in why_not_of(COURSES[0], reasons, limits))


def test_the_price_the_limit_and_the_place_without_it_are_said() -> None:
    reasons = [
        Reason("why_not.limit", {"limit": "free", "wanted": None, "has": 49.0}),
        Reason("why_not.without", {"limits": ("free",), "rank": 2}),
    ]
    assert told(reasons, (Limit(LimitKind.FREE),)) == (
        "It costs €49. You said: free of charge. Without that limit it would be second."
    )


def test_several_limits_and_places_far_down_are_said_in_the_plural_and_as_numbers() -> None:
    limits = (Limit(LimitKind.FREE), Limit(LimitKind.LEVEL, "beginner"))
    reasons = [
        Reason("why_not.limit", {"limit": "free", "wanted": None, "has": 49.0}),
        Reason("why_not.limit", {"limit": "level", "wanted": ("beginner",), "has": "advanced"}),
    ]
    without = Reason("why_not.without", {"limits": ("free", "level"), "rank": 14})
    assert told([*reasons, without], limits).endswith("Without those limits it would be number 14.")
    named = Reason("why_not.without", {"limits": ("free",), "rank": 1})
    assert told([*reasons, named], limits).endswith("Without this limit it would be first: free of charge.")


@pytest.mark.parametrize("feature", sorted(FEATURES))
def test_what_would_change_a_place_is_said_for_every_feature(feature: str) -> None:
    assert told([Reason("why_not.would", {"feature": feature, "rank": 3})]).endswith("it would be third.")


def test_places_are_words_up_to_the_tenth() -> None:
    assert [VOICE.say(place_on_list(rank)) for rank in (1, 10, 11)] == ["first", "tenth", "number 11"]
