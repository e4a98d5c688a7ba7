"""A message becomes data: what is wanted, what is brought along, the limits, what is pointed to, and the act."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.esco import Esco
from knowledge.languages import CODES
from nlu.act_rules import Structure, settle
from nlu.clauses import Strength
from nlu.esco_labels import EscoLabels
from nlu.understand import Hint, Understander
from nlu.understanding import Act, LimitKind
from tests.nlu.understanding_world import PlainActs, understander

GERMAN = Hint(language="de")
SHOWN = Hint(language="de", expecting_goal=False, shortlist_known=True)


@pytest.fixture(scope="module")
def plain(labels: EscoLabels, esco: Esco) -> Understander:
    return understander(labels, esco)


def test_one_messy_sentence_is_understood_whole(plain: Understander) -> None:
    text = "hallo ich war Kellnerin und will jetzt Buchhalterin werden, abends und kostenlos, wohne in Wien"
    said = plain.understand(text, GERMAN)
    assert said.act is Act.STATE_GOAL
    assert said.goal is not None
    assert said.goal.text == "Buchhalterin"
    assert said.goal.span.of(text) == "Buchhalterin"
    assert "Buchhalter/Buchhalterin" in [concept.label for concept in said.goal.concepts]
    assert [clause.text for clause in said.bring] == ["Kellnerin"]
    assert said.bring[0].concepts[0].label == "Kellner/Kellnerin"
    assert {(limit.kind, limit.value) for limit in said.limits} == {
        (LimitKind.SCHEDULE, "evening"),
        (LimitKind.FREE, None),
        (LimitKind.PLACE, "Vienna"),
    }
    assert said.vector is not None


def test_the_vector_is_nearer_to_the_goal_than_the_message_is(plain: Understander) -> None:
    text = "ich war Schweißerin, hab kein Geld und will etwas mit Drachenflug lernen"
    said = plain.understand(text, GERMAN)
    assert said.goal is not None
    assert said.vector is not None
    goal, whole = plain._encoder.encode_documents([said.goal.text, text])
    near, far = said.vector / np.linalg.norm(said.vector) @ goal, whole @ goal
    assert near > far + 0.2
    assert said.goal.text == "Drachenflug"


def test_what_is_not_wanted_does_not_reach_the_vector(plain: Understander) -> None:
    wanted = plain.understand("ich will Buchhalterin werden", GERMAN).goal
    said = plain.understand("ich will Buchhalterin werden, aber kein Marketing", GERMAN)
    other = plain.understand("ich will Buchhalterin werden, aber kein Verkauf", GERMAN)
    assert said.goal is not None
    assert wanted is not None
    assert said.goal.text == wanted.text
    assert said.vector is not None
    assert other.vector is not None
    np.testing.assert_array_equal(said.vector, other.vector)


def test_concepts_move_the_goal_s_vector_and_keep_its_length(plain: Understander) -> None:
    said = plain.understand("ich will Buchhalterin werden", GERMAN)
    assert said.vector is not None
    own = plain._encoder.encode_documents(["Buchhalterin"])[0]
    assert not np.allclose(said.vector, own)
    assert np.linalg.norm(said.vector) == pytest.approx(np.linalg.norm(own), rel=1e-5)


def test_a_past_alone_is_brought_along_without_a_goal(plain: Understander) -> None:
    said = plain.understand("I was a waiter", Hint(language="en"))
    assert said.goal is None
    assert said.vector is None
    assert [clause.text for clause in said.bring] == ["waiter"]


@pytest.mark.parametrize("text", ["", " ", "🙂👍", "…", "?!", "\n", "٪"])
def test_a_message_without_words_says_nothing(plain: Understander, text: str) -> None:
    said = plain.understand(text)
    assert said.act is Act.OUT_OF_SCOPE
    assert (said.goal, said.bring, said.limits, said.references, said.vector) == (None, (), (), (), None)


def test_two_thousand_characters_are_understood(plain: Understander) -> None:
    said = plain.understand(
        "ich war Kellner und habe viel gesehen. " * 50 + "Jetzt will ich Buchhalter werden", GERMAN
    )
    assert said.goal is not None
    assert said.goal.text == "Buchhalter"


def test_mixed_scripts_are_understood(plain: Understander) -> None:
    said = plain.understand("I want to learn бухгалтерія please 🙂", Hint(language="en"))
    assert said.goal is not None
    assert said.goal.text == "бухгалтерія"


def test_a_sentence_in_another_language_than_told_is_still_taken_apart(plain: Understander) -> None:
    said = plain.understand("I want to become a nurse", GERMAN)
    assert said.goal is not None
    assert said.goal.text == "nurse"


def test_a_limit_alone_refines(plain: Understander) -> None:
    said = plain.understand("kostenlos und abends bitte", SHOWN)
    assert said.act is Act.REFINE
    assert said.goal is None


def test_a_reference_alone_asks_for_details(plain: Understander) -> None:
    said = plain.understand("das zweite bitte", SHOWN)
    assert said.act is Act.DETAILS
    assert [reference.ordinal for reference in said.references] == [2]


def test_nothing_is_pointed_to_before_anything_was_shown(plain: Understander) -> None:
    assert plain.understand("das zweite bitte", GERMAN).references == ()


def test_a_bare_phrase_is_a_goal_when_one_is_expected(plain: Understander) -> None:
    said = plain.understand("Buchhaltung", GERMAN)
    assert said.act is Act.STATE_GOAL
    assert said.goal is not None
    assert plain.understand("Buchhaltung", SHOWN).act is not Act.STATE_GOAL


def test_a_wish_to_learn_is_a_goal_in_mid_conversation_too(plain: Understander) -> None:
    said = plain.understand("doch lieber Buchhaltung lernen", SHOWN)
    assert said.act is Act.STATE_GOAL
    assert said.goal is not None
    assert said.goal.text == "Buchhaltung"


def test_a_subject_in_a_question_names_an_offer_and_is_no_goal(labels: EscoLabels, esco: Esco) -> None:
    asked = understander(labels, esco, PlainActs(Act.ASK_CHECKED, 0.9))
    said = asked.understand("ist Google Data Analytics geprüft?", SHOWN)
    assert said.act is Act.ASK_CHECKED
    assert said.goal is None
    assert said.references
    assert "Google Data Analytics" in (said.references[0].words or "")


def test_a_call_for_a_person_is_heard_over_a_wish(labels: EscoLabels, esco: Esco) -> None:
    asked = understander(labels, esco, PlainActs(Act.ASK_HUMAN, 0.9))
    said = asked.understand("ich will mit jemandem reden der mir beim Lernen hilft", GERMAN)
    assert said.act is Act.ASK_HUMAN
    assert said.goal is None


def test_the_purpose_of_a_question_is_told(labels: EscoLabels, esco: Esco) -> None:
    asked = understander(labels, esco, PlainActs(Act.ASK_RECOGNITION, 0.9))
    assert asked.understand("zählt das an der Universität?", SHOWN).purpose == "study"


def test_texts_are_linked_to_concepts_in_their_language(plain: Understander) -> None:
    language, concepts = plain.link("Kellner", "de", 3)
    assert language == "de"
    assert concepts[0].label == "Kellner/Kellnerin"


_SENTENCES = st.lists(
    st.sampled_from(
        [
            "I was a waiter",
            "ich will",
            "Buchhaltung lernen",
            "10 Stunden",
            "the second one",
            "kostenlos",
            "in Wien",
            ".",
            "?",
        ]
    ),
    max_size=6,
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(
    text=st.one_of(st.text(max_size=80), _SENTENCES),
    hint=st.builds(Hint, st.sampled_from([None, *CODES]), st.booleans(), st.booleans()),
)
def test_the_same_text_and_hint_are_always_understood_alike(plain: Understander, text: str, hint: Hint) -> None:
    first, second = plain.understand(text, hint), plain.understand(text, hint)
    assert (first.act, first.goal, first.bring, first.limits, first.references, first.purpose) == (
        second.act,
        second.goal,
        second.bring,
        second.limits,
        second.references,
        second.purpose,
    )
    assert (first.vector is None) == (first.goal is None)
    if first.vector is not None and second.vector is not None:
        np.testing.assert_array_equal(first.vector, second.vector)
    for span in [g.span for g in (*first.bring, *([first.goal] if first.goal else []))]:
        assert 0 <= span.start < span.end <= len(text)


_ACTS = st.sampled_from(list(Act))


@given(
    ranking=st.lists(st.tuples(_ACTS, st.floats(0, 1)), max_size=5, unique_by=lambda pair: pair[0]).map(tuple),
    structure=st.builds(
        Structure,
        words=st.integers(0, 9),
        rest=st.integers(0, 9),
        goal=st.none() | st.sampled_from(list(Strength)),
        limits=st.integers(0, 3),
        references=st.integers(0, 2),
        past=st.integers(0, 2),
        question=st.booleans(),
    ),
    expecting=st.booleans(),
    shown=st.booleans(),
)
def test_settling_the_act_keeps_every_other_act_and_loses_none(
    ranking: tuple[tuple[Act, float], ...], structure: Structure, expecting: bool, shown: bool
) -> None:
    settled = settle(ranking, structure, expecting, shown)
    assert settled
    assert len({act for act, _ in settled}) == len(settled)
    assert {act for act, _ in ranking} <= {act for act, _ in settled}


@pytest.mark.parametrize("share", [0.5, 0.99])
def test_distress_is_never_overruled_by_structure(share: float) -> None:
    wish = Structure(words=9, rest=5, goal=Strength.STRONG, limits=1, references=1, past=1, question=False)
    assert settle(((Act.DISTRESS, share),), wish, True, True)[0][0] is Act.DISTRESS


@pytest.mark.parametrize("command", ["/restart", '/ask_human{"goal": "x"}'])
def test_a_typed_command_states_no_goal(plain: Understander, command: str) -> None:
    said = plain.understand(command, GERMAN)
    assert said.act is Act.OUT_OF_SCOPE
    assert said.goal is None


def test_a_short_german_question_is_read_in_german(plain: Understander) -> None:
    # "job in" is a cue of English, but the other words are known German ones
    said = plain.understand("ist das anerkannt für einen Job in Österreich", SHOWN)
    assert [(limit.kind, limit.value) for limit in said.limits] == [(LimitKind.COUNTRY, "AT")]


def test_the_weather_is_no_goal_and_despair_is_none(labels: EscoLabels, esco: Esco) -> None:
    for act in (Act.OUT_OF_SCOPE, Act.DISTRESS):
        sure = understander(labels, esco, PlainActs(act, 0.99))
        said = sure.understand("ich will nicht mehr leben, wie wird das Wetter in Köln", GERMAN)
        assert said.act is act
        assert said.goal is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("warum nicht der von Coursera", "Coursera"), ("warum nicht der kostenlose von der TUM", "TUM")],
)
def test_why_not_names_an_offer_by_what_is_no_function_word(
    labels: EscoLabels, esco: Esco, text: str, words: str
) -> None:
    said = understander(labels, esco, PlainActs(Act.WHY_NOT, 0.99)).understand(text, SHOWN)
    assert said.references[0].words == words


@pytest.mark.parametrize(
    ("text", "act"),
    [("und der erste?", Act.DETAILS), ("¿und der erste?", Act.DETAILS), ("und warum der erste?", Act.ASK_PRICE)],
)
def test_and_the_first_asks_nothing_by_itself(labels: EscoLabels, esco: Esco, text: str, act: Act) -> None:
    judged = understander(labels, esco, PlainActs(Act.ASK_PRICE, 0.9))
    assert judged.understand(text, SHOWN).act is act


@pytest.mark.parametrize(
    ("text", "act", "purpose"),
    [
        ("und fürs Studium?", Act.ASK_RECOGNITION, "study"),
        ("und für einen Arbeitgeber?", Act.ASK_RECOGNITION, "employer"),
        ("und einen Kurs in Buchhaltung für Unternehmen", Act.STATE_GOAL, None),
        ("für das Studium lernen", Act.STATE_GOAL, None),
    ],
)
def test_and_for_a_purpose_asks_whether_it_counts_for_that_too(
    labels: EscoLabels, esco: Esco, text: str, act: Act, purpose: str | None
) -> None:
    said = understander(labels, esco, PlainActs(Act.STATE_GOAL, 0.9)).understand(text, SHOWN)
    assert (said.act, said.purpose) == (act, purpose)


def test_benefits_are_a_situation_and_nothing_that_a_person_brings(labels: EscoLabels, esco: Esco) -> None:
    judge = understander(labels, esco, PlainActs(Act.STATE_GOAL, 0.9))
    on_benefits = judge.understand("I'm a single mum on benefits and I want to become an accountant", Hint("en"))
    assert on_benefits.bring == ()
    worked = judge.understand("I worked as a waiter and I want to become an accountant", Hint("en"))
    assert [one.text for one in worked.bring] == ["waiter"]
