"""Who a person is: their clauses are told apart, and nothing of them is searched for, remembered or taken for a
limit."""

from __future__ import annotations

import pytest

from nlu import clauses, limits
from nlu.clauses import ClauseKind
from nlu.lexicon import LANGUAGES, codes, lexicon
from nlu.places import Gazetteer


def read(language: str, text: str) -> tuple[clauses.Clauses, str, list[str]]:
    """The clauses, the words that are searched for, and the kinds of limits kept."""
    words = lexicon(language)
    reading = words.read(text)
    found = limits.find(reading, words, Gazetteer.load())
    parts = clauses.split(reading, limits.tokens(found))
    return parts, clauses.wished(reading, parts), [f.limit.kind for f in limits.keep(found, parts)]


@pytest.mark.parametrize(
    ("language", "text", "wished"),
    [
        ("en", "Hi, my name is Fatima and I would like a course in bookkeeping", "like a course in bookkeeping"),
        ("en", "single father of two, want to learn welding", "want to learn welding"),
        ("en", "I use a wheelchair. I want to learn welding", "want to learn welding"),
        ("de", "alleinerziehende mutter, zwei kinder, will schweißen lernen", "will schweißen lernen"),
        ("de", "Ich pflege meinen Vater und möchte schweißen lernen", "möchte schweißen lernen"),
        ("es", "tengo 59 años y quiero aprender a soldar", "quiero aprender a soldar"),
        ("fr", "je suis sourde, je veux apprendre la soudure", "veux apprendre la soudure"),
        ("uk", "я незрячий, хочу вивчити зварювання", "хочу вивчити зварювання"),
        ("ar", "اسمي فاطمة وأريد أن أتعلم اللحام", "أريد أن أتعلم اللحام"),
        ("fi", "nimeni on Aino ja haluan oppia hitsaamaan", "haluan oppia hitsaamaan"),
    ],
)
def test_who_speaks_is_no_part_of_the_wish(language: str, text: str, wished: str) -> None:
    parts, told, kept = read(language, text)
    assert told.endswith(wished)
    assert not kept
    assert not parts.past, "a name, an age or a family is nothing that a person brings"


@pytest.mark.parametrize(
    ("language", "text", "subject"),
    [
        ("en", "I want to work with refugees", "refugees"),
        ("en", "I want to become a carer for deaf children", "deaf children"),
        ("de", "Ich möchte mit blinden Menschen arbeiten", "blinden Menschen"),
        ("es", "quiero trabajar con personas sordas", "personas sordas"),
    ],
)
def test_people_whom_a_wish_is_about_are_part_of_it(language: str, text: str, subject: str) -> None:
    parts, told, _ = read(language, text)
    assert parts.goal is not None
    assert subject in parts.goal.text
    assert subject in told


def test_a_message_of_nothing_but_who_speaks_has_no_goal() -> None:
    parts, _, _ = read("en", "single mother of two")
    assert parts.goal is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I want to learn welding, it must be wheelchair accessible", "accessibility"),
        ("I want to learn welding, I need childcare", "childcare"),
    ],
)
def test_a_need_that_is_stated_is_still_a_limit(text: str, kind: str) -> None:
    assert kind in read("en", text)[2]


def test_every_language_has_words_for_who_speaks() -> None:
    for code in codes():
        lines = (LANGUAGES / f"{code}.yml").read_text(encoding="utf-8").splitlines()
        kinds = {line.split(":")[0].strip() for line in lines if line.startswith("  ")}
        assert {"who", "self", "person"} <= kinds, code


def test_a_clause_about_the_person_is_told_from_their_past() -> None:
    kinds = [clause.kind for clause in read("en", "I was a cook, I am blind, I want to learn welding")[0].clauses]
    assert kinds == [ClauseKind.PAST, ClauseKind.WHO, ClauseKind.GOAL]
