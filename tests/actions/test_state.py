"""The dialogue's state: what a message changes, and what is written back."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa_sdk import Tracker

from actions.state import GOAL_ACTS, DialogueState
from knowledge.offer import Offer
from knowledge.trust import Purpose
from nlu.understanding import Act, Limit, LimitKind
from tests.actions.conftest import understood
from tests.actions.test_limits import limits

words = st.text(min_size=1, max_size=6)
states = st.builds(
    DialogueState,
    goal=st.none() | words,
    goal_uris=st.lists(words, max_size=2).map(tuple),
    bring=st.lists(words, max_size=2).map(tuple),
    limits=st.lists(limits, max_size=3).map(tuple),
    shortlist=st.lists(words, max_size=3).map(tuple),
    shown=st.lists(words, max_size=3).map(tuple),
    focus=st.none() | words,
    country=st.none() | words,
    purpose=st.none() | st.sampled_from(Purpose),
    offered=st.none() | st.fixed_dictionaries({"act": words}),
    language=st.none() | words,
    easy_read=st.booleans(),
)


@given(states)
def test_a_state_survives_its_slots(state: DialogueState) -> None:
    assert DialogueState.from_slots(json.loads(json.dumps(state.slots()))) == state


@given(states)
def test_a_state_that_did_not_change_writes_nothing(state: DialogueState) -> None:
    assert DialogueState.from_slots(state.slots()).events() == []


@given(states, states)
def test_after_its_events_the_slots_hold_the_state(before: DialogueState, after: DialogueState) -> None:
    slots = before.slots()
    changed = DialogueState(**{**_fields(after), "before": slots})
    slots |= {event["name"]: event["value"] for event in changed.events()}
    assert DialogueState.from_slots(slots) == after


def _fields(state: DialogueState) -> dict[str, object]:
    return {each.name: getattr(state, each.name) for each in dataclasses.fields(state) if each.name != "notes"}


def test_a_tracker_that_knows_nothing_gives_an_empty_state() -> None:
    tracker = Tracker("c", {}, {}, [], False, None, {}, None)
    assert DialogueState.from_tracker(tracker) == DialogueState()


@pytest.mark.parametrize("slots", [{"limits": "free"}, {"shortlist": 3}, {"purpose": "fun"}, {"offered": "more"}])
def test_a_malformed_slot_counts_as_not_known(slots: dict[str, object]) -> None:
    assert DialogueState.from_slots(slots) == DialogueState()


def test_a_new_goal_replaces_the_old_one_and_forgets_what_was_shown_for_it() -> None:
    state = DialogueState(goal="data", shown=("a",), focus="a", limits=(Limit(LimitKind.FREE),))
    after = state.merge(understood("I'd rather bake", Act.STATE_GOAL, goal="bake"))
    assert (after.goal, after.shown, after.focus) == ("bake", (), None)
    assert after.limits == state.limits


def test_a_question_about_an_offer_does_not_change_the_goal() -> None:
    state = DialogueState(goal="data")
    assert (
        state.merge(understood("is the accounting one checked?", Act.ASK_CHECKED, goal="accounting")).goal == "data"
    )


@pytest.mark.parametrize("act", sorted(set(Act) - GOAL_ACTS))
def test_words_said_for_something_else_are_no_goal(act: Act) -> None:
    assert DialogueState().merge(understood("I want to die", act, goal="die")).goal is None


@pytest.mark.parametrize("act", [Act.OUT_OF_SCOPE, Act.DISTRESS])
def test_the_weather_in_paris_is_no_place_to_learn_at(act: Act) -> None:
    paris = Limit(LimitKind.PLACE, "Paris", detail={"country": "FR"})
    said = understood("what is the weather in Paris", act, limits=(paris, Limit(LimitKind.FREE)))
    assert DialogueState(country="DE").merge(said) == DialogueState(country="DE", language="en")


@pytest.mark.parametrize("act", [Act.EASY_READ, Act.ASK_CHECKED, Act.ASK_PRICE, Act.THANKS])
def test_a_question_about_an_offer_sets_no_limit(act: Act) -> None:
    easy = Limit(LimitKind.LEVEL, "beginner")
    assert DialogueState().merge(understood("in easy words", act, limits=(easy,))).limits == ()


def test_a_country_asked_about_is_known_from_then_on_and_so_is_the_purpose() -> None:
    germany = Limit(LimitKind.COUNTRY, "DE")
    asked = DialogueState(goal="data").merge(
        understood("does it count in Germany?", Act.ASK_RECOGNITION, limits=(germany,), purpose="employer")
    )
    after = asked.merge(understood("and the first?", Act.DETAILS))
    assert (after.country, after.purpose) == ("DE", Purpose.EMPLOYER)


def test_people_to_talk_to_are_sought_where_somebody_wants_to_learn() -> None:
    lyon = Limit(LimitKind.PLACE, "Lyon", detail={"country": "FR"})
    assert DialogueState(country="DE", limits=(lyon,)).home == "FR"
    assert DialogueState(country="DE").home == "DE"


def test_where_the_person_is_becomes_the_country_and_no_filter() -> None:
    said = understood("in Portugal", Act.REFINE, limits=(Limit(LimitKind.COUNTRY, "PT"),))
    after = DialogueState().merge(said)
    assert (after.country, after.limits) == ("PT", ())


def test_a_place_tells_the_country_when_none_is_known() -> None:
    near = Limit(LimitKind.PLACE, "Porto", detail={"country": "PT"})
    assert DialogueState().merge(understood("near Porto", Act.REFINE, limits=(near,))).country == "PT"
    assert DialogueState(country="DE").merge(understood("near Porto", Act.REFINE, limits=(near,))).country == "DE"


def test_an_unsure_guess_does_not_change_the_language() -> None:
    said = understood("ok", Act.AFFIRM, language="da")
    unsure = dataclasses.replace(said, language_confidence=0.3)
    assert DialogueState(language="de").merge(unsure).language == "de"
    assert DialogueState().merge(unsure).language == "da"


def test_background_adds_up_and_is_not_repeated() -> None:
    state = DialogueState(bring=("a waiter",))
    said = understood("x", Act.STATE_GOAL, goal="data")
    assert state.merge(said).bring == ("a waiter",)


def test_a_long_goal_is_quoted_by_its_beginning() -> None:
    state = DialogueState(goal="to learn " + "very " * 100 + "much")
    assert len(state.goal_said) <= 81
    assert state.goal_said.endswith("very…")
    assert DialogueState(goal="data").goal_said == "data"
    assert len(DialogueState(goal="x" * 500).goal_said) == 81


def test_cheaper_filters_when_the_person_refines(offers: tuple[Offer, ...]) -> None:
    said = understood("cheaper", Act.REFINE, limits=(Limit(LimitKind.CHEAPER),))
    after = DialogueState(goal="html").merge(said, [o for o in offers if o.id == "udemy-learn-html5"])
    assert after.limits == (Limit(LimitKind.CHEAPER, 20.0),)


def test_the_cheaper_one_points_and_does_not_filter(offers: tuple[Offer, ...]) -> None:
    said = understood("is the cheaper one checked?", Act.ASK_CHECKED, limits=(Limit(LimitKind.CHEAPER),))
    assert DialogueState(goal="html").merge(said, offers).limits == ()


def test_cheaper_than_offers_without_a_price_is_said_to_be_impossible(offers: tuple[Offer, ...]) -> None:
    said = understood("cheaper", Act.REFINE, limits=(Limit(LimitKind.CHEAPER),))
    after = DialogueState(goal="data").merge(said, [o for o in offers if o.id == "coursera-google-data-analytics"])
    assert (after.limits, after.notes) == ((), ("refine.no_cheaper_known",))


def test_nothing_is_cheaper_than_free(offers: tuple[Offer, ...]) -> None:
    state = DialogueState(goal="data", limits=(Limit(LimitKind.FREE),))
    said = understood("cheaper", Act.REFINE, limits=(Limit(LimitKind.CHEAPER),))
    after = state.merge(said, [o for o in offers if o.id == "coursera-google-data-analytics"])
    assert (after.limits, after.notes) == (state.limits, ("refine.already_free",))


def test_a_chip_removes_what_it_names() -> None:
    online, free = Limit(LimitKind.MODE, "online"), Limit(LimitKind.FREE)
    state = DialogueState(goal="data", country="DE", purpose=Purpose.STUDY, limits=(online, free))
    assert state.merge_args({"remove": {"kind": "mode", "value": "online"}}).limits == (free,)
    assert state.merge_args({"remove": "goal"}).goal is None
    assert state.merge_args({"remove": "country"}).country is None
    assert state.merge_args({"remove": "purpose"}).purpose is None


@pytest.mark.parametrize(
    "args",
    [
        {"remove": 3},
        {"add": "free"},
        {"purpose": "fun"},
        {"country": "<b>"},
        {"country": 1},
        {"remove": {"kind": "x"}},
    ],
)
def test_arguments_that_no_button_carries_change_nothing(args: dict[str, object]) -> None:
    state = DialogueState(goal="data", limits=(Limit(LimitKind.FREE),))
    assert state.merge_args(args) == state


def test_starting_over_keeps_only_how_to_speak_with_the_person() -> None:
    state = DialogueState(goal="data", shown=("a",), country="DE", language="de", easy_read=True)
    assert state.cleared() == DialogueState(language="de", easy_read=True)


def test_one_offer_alone_is_in_focus() -> None:
    assert DialogueState().with_shortlist(("a",)).focus == "a"
    assert DialogueState(focus="z").with_shortlist(("a", "b")).focus is None
