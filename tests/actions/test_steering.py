"""What a counsellor does to a shortlist, and what it never does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.limits import to_slot
from actions.state import DialogueState
from actions.steering import NOTE_AT_MOST, PINNED_AT_MOST, Steering
from nlu.understanding import Act, Limit, LimitKind
from tests.actions.conftest import Talk

GOAL = "programming with Python"
IDS = st.sampled_from("abcdefgh")
FOUND = st.lists(IDS, unique=True, max_size=8)
SHOWN = st.frozensets(IDS)


@st.composite
def steerings(draw: st.DrawFn) -> Steering:
    """A counsellor who does anything in any order."""
    steering = Steering(by="Ada", goal=GOAL)
    for _ in range(draw(st.integers(0, 12))):
        offer = draw(IDS)
        match draw(st.sampled_from(("pin", "unpin", "add", "drop", "veto", "take_back", "move", "note"))):
            case "pin" if len(steering.pinned) < PINNED_AT_MOST:
                steering = steering.pin(offer)
            case "move":
                listed = steering.arranged(draw(FOUND), 3)
                steering = steering.move(offer, draw(st.sampled_from((-1, 1))), listed)
            case "note":
                steering = steering.note(offer, draw(st.text(max_size=5)))
            case "pin":
                pass
            case done:
                steering = getattr(steering, done)(offer)
    return steering


@given(steerings(), FOUND, SHOWN, st.integers(1, 4))
def test_a_vetoed_offer_never_appears(steering: Steering, found: list[str], shown: frozenset[str], many: int) -> None:
    listed = steering.arranged(found, many, shown)
    assert not set(listed) & (set(steering.vetoed) | shown.intersection(steering.by_hand))


@given(steerings(), FOUND, st.integers(1, 4))
def test_the_order_of_what_was_put_first_is_kept(steering: Steering, found: list[str], many: int) -> None:
    listed = steering.arranged(found, many)
    assert listed[: len(steering.pinned)] == steering.pinned
    assert set(steering.by_hand) <= set(listed)
    assert len(listed) <= max(many, len(steering.by_hand))


@given(FOUND, st.integers(1, 4))
def test_nothing_steered_changes_nothing(found: list[str], many: int) -> None:
    assert Steering().arranged(found, many) == tuple(found[:many])


@given(steerings(), FOUND)
def test_all_taken_back_gives_the_earlier_list(steering: Steering, found: list[str]) -> None:
    for offer in "abcdefgh":
        steering = steering.drop(offer).take_back(offer).note(offer, "")
    assert set(Steering(by="Ada", goal=GOAL, order=steering.order).arranged(found, 8)) == set(found)
    assert not steering.by_hand
    assert not steering.vetoed
    assert not steering.notes


@given(steerings())
def test_a_slot_keeps_all_of_it(steering: Steering) -> None:
    kept = Steering.from_slot(steering.slot())
    assert kept == steering or (not steering.slot() and kept == Steering())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    )
)
def test_whatever_a_slot_holds_is_read_without_an_error(value: Any) -> None:
    Steering.from_slot(value)
    for name in ("pinned", "vetoed", "notes", "corrected"):
        Steering.from_slot({name: value})


def test_an_offer_moves_among_its_own() -> None:
    steering = Steering(goal=GOAL).pin("a").pin("b")
    listed = steering.arranged(("c", "d", "a"), 4)
    assert listed == ("a", "b", "c", "d")
    assert steering.move("b", -1, listed).pinned == ("b", "a")
    assert steering.move("c", 1, listed).arranged(("c", "d", "a"), 4) == ("a", "b", "d", "c")
    assert steering.move("c", -1, listed).arranged(("c", "d", "a"), 4) == listed


def test_too_many_first_are_refused_and_a_long_remark_is_cut() -> None:
    steering = Steering()
    for number in range(PINNED_AT_MOST):
        steering = steering.pin(str(number))
    with pytest.raises(ValueError, match="first already"):
        steering.pin("one more")
    assert len(steering.note("0", "x" * 5000).notes["0"]) == NOTE_AT_MOST


def test_pins_rest_when_the_person_wants_something_else_and_vetoes_do_not() -> None:
    steering = Steering(goal=GOAL).pin("a").veto("b")
    resting = steering.holds_for(DialogueState(goal="project management"))
    assert (resting.pinned, resting.vetoed) == ((), ("b",))
    assert steering.holds_for(DialogueState(goal=GOAL)) == steering


def steer(talk: Talk, steering: Steering) -> dict[str, Any]:
    """A counsellor shows their list to the person."""
    state = steering.put(talk.state)
    talk.slots = {name: value for name, value in state.slots().items() if value not in (None, False)}
    return talk.say(Act.REFINE, "…")


def ids_of(talk: Talk) -> list[str]:
    return [offer["id"] for offer in talk.reply_offers()]


def test_what_a_counsellor_put_first_is_first_and_says_so(talk: Talk) -> None:
    talk.goal(GOAL)
    before = ids_of(talk)
    put_first = before[-1]
    answer = steer(talk, Steering(by="Ada", goal=GOAL).pin(put_first).note(put_first, "It starts next week."))
    first = talk.reply_offers()[0]
    assert first["id"] == put_first
    assert (first["pinned"], first["counsellor_note"]) == (True, "It starts next week.")
    text, html = answer["messages"][0]["text"], answer["messages"][0]["html"]
    for said in ("Ada, a counsellor, chose one of them", "Your counsellor put this first.", "It starts next week."):
        assert said in text
        assert said in html
    assert sorted(ids_of(talk)) == sorted(before)
    steer(talk, Steering())
    assert ids_of(talk) == before


def test_an_offer_put_first_still_says_what_does_not_fit(talk: Talk) -> None:
    limit = Limit(LimitKind.LANGUAGE, "de")
    talk.goal(GOAL, limits=(limit,))
    english = "edx-how-to-learn-online"
    assert english not in ids_of(talk)
    steer(talk, Steering(by="Ada", goal=GOAL).add(english))
    shown = next(offer for offer in talk.reply_offers() if offer["id"] == english)
    assert shown["added"]
    assert {"why.unmet", "steering.far"} & {caveat["id"] for caveat in shown["caveats"]}
    assert "why.closest" not in {reason["id"] for reason in shown["why"]}


def test_a_vetoed_offer_is_shown_neither_by_more_nor_after_starting_over(talk: Talk) -> None:
    talk.goal(GOAL)
    gone = ids_of(talk)[0]
    steer(talk, Steering(by="Ada", goal=GOAL).veto(gone).note(gone, "It is full."))
    seen = set(ids_of(talk))
    for _ in range(6):
        talk.say(Act.MORE)
        seen |= set(ids_of(talk))
    talk.say(Act.START_OVER)
    talk.goal(GOAL)
    seen |= set(ids_of(talk))
    talk.say(Act.COMPARE, args={"offers": [gone, *talk.state.shortlist[:2]]})
    seen |= set(ids_of(talk))
    assert gone not in seen
    for act in (Act.DETAILS, Act.ASK_CHECKED, Act.ASK_RECOGNITION, Act.WHY, Act.WHY_NOT, Act.ASK_PRICE):
        answer = talk.say(act, args={"offer": gone})
        assert "off your list" in answer["messages"][0]["text"], act
        assert gone not in ids_of(talk)


def test_an_offer_that_lost_its_place_says_whose_place_it_was(talk: Talk) -> None:
    talk.goal(GOAL)
    before = ids_of(talk)
    others = ["edx-how-to-learn-online", "ba-itil-foundation", "udemy-jquery"]
    steering = Steering(by="Ada", goal=GOAL)
    for offer in others:
        steering = steering.pin(offer)
    steer(talk, steering)
    assert ids_of(talk) == others
    lost = next(offer for offer in before if offer not in others)
    answer = talk.say(Act.WHY_NOT, args={"offer": lost})
    assert "put other courses in its place" in answer["messages"][0]["text"]


def test_a_correction_is_said_once_with_what_had_been_understood(talk: Talk) -> None:
    talk.goal("data", limits=(Limit(LimitKind.MAX_HOURS, 5.0),))
    was = [to_slot(limit) for limit in talk.state.limits]
    steering = Steering(by="Ada").correct("goal", "data").correct("limits", was).correct("country", None)
    talk.slots |= {"goal": GOAL, "limits": None}
    answer = steer(talk, steering)
    text = answer["messages"][0]["text"]
    assert "Your goal: this was understood as “data”. Your counsellor Ada corrected it." in text
    assert "Your limits: this was understood as “" in text
    assert "Your country: your counsellor Ada added this." in text
    assert "corrected" not in talk.say(Act.MORE)["messages"][0]["text"]
    assert not Steering.of(talk.state).corrected


def test_a_choice_made_before_any_goal_holds_for_none(talk: Talk) -> None:
    steering = Steering(by="Ada").add("coursera-google-cybersecurity")
    assert not steering.holds_for(DialogueState(goal=GOAL)).by_hand


def test_who_asks_what_is_known_is_told_that_counsellors_wrote_remarks_and_ruled_offers_out(talk: Talk) -> None:
    talk.goal(GOAL)
    assert "What counsellors did" not in talk.say(Act.ASK_DATA)["messages"][0]["text"]
    steering = Steering(by="Ada", goal=GOAL, colleague_notes=2).pin("ba-itil-foundation").veto("udemy-jquery")
    steer(talk, steering)
    text = talk.say(Act.ASK_DATA)["messages"][0]["text"]
    assert "What counsellors did: They put 1 course on your list." in text
    assert "What counsellors did: They took 1 course off your list." in text
    assert "They wrote 2 remarks for colleagues. You find them in your full data." in text
