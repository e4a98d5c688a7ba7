"""A counsellor's correction: what it sets, what it refuses, and what is told of it."""

from __future__ import annotations

import pytest

from actions.services import Services
from actions.state import DialogueState
from actions.texts.catalogue import Texts
from bot.copilot.corrections import Correction, NotUnderstoodError
from bot.copilot.limit_controls import CONTROLS, Control, limit_from
from knowledge.languages import CODES
from knowledge.trust import Purpose
from nlu.understanding import Limit, LimitKind


def an_occupation(services: Services) -> str:
    return next(iter(services.esco.uris("occupation")))


def test_a_goal_is_set_in_words_and_with_the_concept_that_was_chosen(services: Services) -> None:
    uri = an_occupation(services)
    state = DialogueState(goal="dates", shown=("a",))
    after, was = Correction("goal", value="data analysis", uri=uri).of(state, services)
    assert (after.goal, after.goal_uris, after.shown, was) == ("data analysis", (uri,), (), "dates")
    again, _ = Correction("goal", value="data analysis", uri="http://no.such/concept").of(after, services)
    assert again.goal_uris == ()


def test_a_limit_replaces_its_kind_and_is_taken_off_by_its_value(services: Services) -> None:
    state = DialogueState(limits=(Limit(LimitKind.MAX_HOURS, 5.0), Limit(LimitKind.FREE)))
    after, was = Correction("limits", kind="max_hours", value="10").of(state, services)
    assert {(limit.kind, limit.value) for limit in after.limits} == {
        (LimitKind.FREE, None),
        (LimitKind.MAX_HOURS, 10.0),
    }
    assert was == [{"kind": "max_hours", "value": 5.0, "detail": {}}, {"kind": "free", "value": None, "detail": {}}]
    gone, _ = Correction("limits", "remove", "10.0", kind="max_hours").of(after, services)
    assert [limit.kind for limit in gone.limits] == [LimitKind.FREE]
    none, _ = Correction("limits", "remove", "", kind="free").of(gone, services)
    assert none.limits == ()


def test_country_purpose_and_schooling_are_set_and_unset(services: Services) -> None:
    state, _ = Correction("country", value="de").of(DialogueState(), services)
    state, _ = Correction("purpose", value="study").of(state, services)
    state, _ = Correction("schooling", value="4").of(state, services)
    assert (state.country, state.purpose, state.schooling) == ("DE", Purpose.STUDY, 4)
    for what in ("country", "purpose", "schooling"):
        state, _ = Correction(what).of(state, services)
    assert state == DialogueState()


def test_occupations_and_skills_are_told_apart(services: Services) -> None:
    uri = an_occupation(services)
    state, was = Correction("occupations", uri=uri).of(DialogueState(), services)
    assert (state.occupations, was) == ((uri,), None)
    with pytest.raises(NotUnderstoodError):
        Correction("skills", uri=uri).of(state, services)
    assert Correction("occupations", "remove", uri=uri).of(state, services)[0].occupations == ()


@pytest.mark.parametrize(
    "correction",
    [
        Correction("goal"),
        Correction("country", value="ZZ"),
        Correction("purpose", value="fun"),
        Correction("schooling", value="9"),
        Correction("limits", kind="max_hours", value="many"),
        Correction("limits", kind="max_price", value="-3"),
        Correction("limits", kind="cheaper", value="3"),
        Correction("limits", kind="mode", value="by pigeon"),
        Correction("skills", uri="javascript:alert(1)"),
        Correction("consent", value="keep"),
    ],
)
def test_what_sets_nothing_is_refused(correction: Correction, services: Services) -> None:
    with pytest.raises(NotUnderstoodError):
        correction.of(DialogueState(), services)


def test_every_kind_but_the_relative_ones_and_the_country_has_a_control() -> None:
    assert set(LimitKind) - CONTROLS.keys() == {LimitKind.CHEAPER, LimitKind.SHORTER, LimitKind.COUNTRY}
    for kind, control in CONTROLS.items():
        if control.sort != "words":
            value = "7" if control.sort == "number" else next(iter(control.choices), "")
            limit = limit_from(kind.value, value)
            assert limit is not None
            assert limit.kind is kind


@pytest.mark.parametrize("control", CONTROLS.values(), ids=lambda control: control.kind.value)
def test_every_control_and_each_of_its_choices_has_words(control: Control) -> None:
    for language in CODES:
        spoken = Texts().in_language(language)
        key, said = control.label
        assert spoken.say(key, **said)
        if control.sort == "choice":
            assert all(spoken.say(control.choice_key + choice) for choice in control.choices)
