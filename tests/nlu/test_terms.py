"""Terms: a question for a word of the field is told from every other message, in 26 languages."""

from __future__ import annotations

import pytest

from knowledge.esco import Esco
from knowledge.glossary import TermKind, term
from knowledge.languages import CODES
from nlu.esco_labels import EscoLabels
from nlu.examples import Example, read_all
from nlu.lexicon import lexicon
from nlu.terms import find_terms, find_terms_in
from nlu.understand import Hint
from nlu.understanding import Act, AskedTerm
from tests.nlu.understanding_world import PlainActs, understander

EXAMPLES = read_all()


def asked(text: str, code: str = "en", *, shown: bool = False) -> tuple[AskedTerm, ...]:
    return find_terms(lexicon(code).read(text), code, shown=shown)


def id_of(text: str, code: str = "en", *, shown: bool = False) -> str | None:
    found = asked(text, code, shown=shown)
    return found[0].id if found else None


@pytest.mark.parametrize("code", CODES)
def test_every_language_asks_for_its_terms(code: str) -> None:
    examples = [example.text for example in EXAMPLES if example.language == code and example.act is Act.ASK_TERM]
    assert len(examples) >= 6
    assert [text for text in examples if id_of(text, code) is None] == []


@pytest.mark.parametrize("code", CODES)
def test_what_means_another_act_asks_for_no_term(code: str) -> None:
    others: list[Example] = [e for e in EXAMPLES if e.language == code and e.act is not Act.ASK_TERM]
    assert [e.text for e in others if asked(e.text, code)] == []  # with offers shown, less is taken for one


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("en", "What's ECTS?", "ects"),
        ("en", "tell me what a regulated profession is", "regulated_profession"),
        ("de", "was heißt denn eigentlich EQR", "eqf"),
        ("fr", "c'est quoi une micro-certification ?", "micro_credential"),
        ("pl", "Czym jest mikropoświadczenie?", "micro_credential"),
        ("uk", "Що таке національна рамка кваліфікацій?", "nqf"),
        ("ar", "ما هو الإطار الأوروبي للمؤهلات؟", "eqf"),
        ("ar", "شو يعني ECTS", "ects"),
        ("el", "Τι είναι το ΕΠΕΠ;", "eqf"),
        ("fi", "Mitä opintopiste tarkoittaa?", "ects"),
        ("hu", "Mi az az EKKR?", "eqf"),
        ("mt", "X'inhu l-ECTS?", "ects"),
        ("cs", "Vysvětlete mi prosím Lisabonskou úmluvu", "lisbon_convention"),
    ],
)
def test_people_ask_in_their_own_words(code: str, text: str, wanted: str) -> None:
    assert id_of(text, code) == wanted


@pytest.mark.parametrize("text", ["ECTS?", "ECTS", "eqf", "EQAVET?", "micro-credential?", "ISO 21001"])
def test_a_bare_name_asks_too(text: str) -> None:
    assert id_of(text) is not None


@pytest.mark.parametrize(
    "text", ["OpenClassrooms", "Google certificates", "micro-credential", "level?", "ESG", "Kiron"]
)
def test_a_bare_name_that_may_be_a_wish_or_about_an_offer_does_not(text: str) -> None:
    assert asked(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "what is this course about",
        "what is a data analyst",
        "what is data quality assurance",
        "what is a credit analyst",
        "is it worth ECTS?",
        "how many ECTS does it give",
        "does the second one have ECTS?",
        "what level is it",
        "what is the weather in Paris",
        "what is the price",
        "I need a course with ECTS",
        "what is CNC milling",
        "WHAT IS A JOB",
    ],
)
def test_other_questions_ask_for_no_term(text: str) -> None:
    assert asked(text) == ()
    assert asked(text, shown=True) == ()


def test_once_offers_are_shown_a_word_for_what_they_have_asks_about_them() -> None:
    assert term("level").kind is TermKind.OFFER
    assert id_of("what is the level?") == "level"
    assert id_of("what is the level?", shown=True) is None
    assert id_of("what does level mean?", shown=True) == "level"
    assert id_of("what are learning outcomes?", shown=True) == "learning_outcomes"
    assert id_of("what are the learning outcomes?", shown=True) is None
    assert id_of("Was ist das Niveau?", "de", shown=True) is None
    assert id_of("what is ECTS?", shown=True) == "ects"


def test_an_acronym_that_we_do_not_know_is_a_question_all_the_same() -> None:
    assert asked("what is QRSTU?") == (AskedTerm(None, "QRSTU"),)
    assert asked("was bedeutet ISO 9001", "de") == (AskedTerm(None, "ISO 9001"),)
    assert asked("what is qrstu?") == ()  # any word may be asked for; only an acronym is surely a term
    assert asked("what is Python") == ()


def test_a_name_that_is_another_word_in_small_letters_needs_its_capitals() -> None:
    assert id_of("co je PES?", "cs") == "employment_service"
    assert asked("co je pes?", "cs") == ()
    assert asked("qué es el cine", "es") == ()
    assert id_of("¿qué es la CINE?", "es") == "isced"


def test_a_question_in_a_language_mistaken_for_another_is_understood() -> None:
    reading = lexicon("nl").read("Was bedeutet EQR?")
    assert find_terms(reading, "nl", shown=False) == ()
    assert find_terms_in(reading, shown=False) == ((AskedTerm("eqf", "EQR"),), "de")


def test_the_understanding_of_a_question_says_nothing_but_the_term(labels: EscoLabels, esco: Esco) -> None:
    said = understander(labels, esco).understand("What is ECTS?", Hint("en", shortlist_known=True))
    assert (said.act, said.terms) == (Act.ASK_TERM, (AskedTerm("ects", "ECTS"),))
    assert (said.goal, said.limits, said.references, said.purpose, said.vector) == (None, (), (), None, None)
    assert said.act_ranking[0][0] is Act.ASK_TERM


def test_despair_is_heard_before_any_term(labels: EscoLabels, esco: Esco) -> None:
    said = understander(labels, esco, PlainActs(Act.DISTRESS, 0.9)).understand("what is ECTS?", Hint("en"))
    assert said.act is not Act.ASK_TERM


def test_a_place_in_the_list_asks_about_the_offer(labels: EscoLabels, esco: Esco) -> None:
    said = understander(labels, esco).understand(
        "what does ECTS mean for the second one?", Hint("en", expecting_goal=False, shortlist_known=True)
    )
    assert said.act is not Act.ASK_TERM


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "what is the difference between ECTS and EQF?"),
        ("de", "Was ist der Unterschied zwischen ECTS und EQR?"),
        ("fr", "quelle est la différence entre ECTS et CEC"),
        ("pl", "jaka jest różnica między ECTS a ERK"),
        ("uk", "яка різниця між ЄКТС та ЄРК"),
    ],
)
def test_two_terms_may_be_asked_for_at_once(code: str, text: str) -> None:
    assert [one.id for one in asked(text, code)] == ["ects", "eqf"]


def test_a_polite_question_is_one_too() -> None:
    assert id_of("czy mogę się tu dowiedzieć, co to jest ECTS?", "pl") == "ects"
    assert asked("I want to learn data analysis and know what ECTS is") == ()
