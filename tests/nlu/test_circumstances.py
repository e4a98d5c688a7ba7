"""Circumstances: what a person says of their situation, in 26 languages; a goal says nothing of who speaks."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from knowledge.esco import Esco
from knowledge.suits import Circumstance
from nlu.circumstances import circumstance_lexicon, find_circumstances
from nlu.clauses import Core, Strength
from nlu.esco_labels import EscoLabels
from nlu.lexicon import codes, lexicon
from nlu.understand import Hint
from nlu.understanding import Act, Span
from tests.nlu.understanding_world import PlainActs, understander

DATA = Path(__file__).parent.parent / "eval" / "data"


@pytest.mark.parametrize("code", codes())
def test_every_language_has_cues_for_every_circumstance(code: str) -> None:
    cues = lexicon(code).resource["circumstances"]
    assert set(cues) == {circumstance.value for circumstance in Circumstance}
    assert all(len(words.split(",")) >= 5 for words in cues.values())


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        (
            "en",
            "I'm a single mum with 2 kids and want to learn bookkeeping, can't afford much",
            {"care", "low_income"},
        ),
        ("de", "seit 3 Jahren arbeitslos, hab keinen Schulabschluss", {"long_unemployed", "no_certificate"}),
        ("fr", "je suis au chômage depuis 2 ans et en fauteuil roulant", {"long_unemployed", "access"}),
        ("es", "soy autónoma y no tengo dinero", {"self_employed", "low_income"}),
        ("it", "ho partita IVA e due bambini, c'è un asilo nido?", {"self_employed", "care"}),
        ("pt", "sou refugiada e perdi os documentos", {"refugee"}),
        ("nl", "ik ben zzp'er en mantelzorger", {"self_employed", "care"}),
        ("da", "jeg er ordblind og har to børn", {"access", "care"}),
        ("sv", "arbetslös sedan 2023 och ensamstående mamma", {"long_unemployed", "care"}),
        ("fi", "olen yrittäjä ja minulla on kaksi lasta", {"self_employed", "care"}),
        ("et", "mul on lapsed ja pole raha", {"care", "low_income"}),
        ("lv", "esmu bēgle, man ir divi bērni", {"refugee", "care"}),
        ("lt", "esu studentas, turiu negalią", {"young", "access"}),
        ("pl", "szef wymaga kursu pierwszej pomocy", {"required_training"}),
        ("cs", "jsem na mateřské a nemám maturitu", {"care", "no_certificate"}),
        ("sk", "som živnostník a som na vozíku", {"self_employed", "access"}),
        ("sl", "sem begunka in imam dva otroka", {"refugee", "care"}),
        ("hr", "dugotrajno nezaposlena, nemam novca", {"long_unemployed", "low_income"}),
        ("hu", "két gyerekem van, nincs érettségim", {"care", "no_certificate"}),
        ("ro", "sunt șomer de 3 ani și am doi copii", {"long_unemployed", "care"}),
        ("bg", "майка съм в майчинство и нямам диплома", {"care", "no_certificate"}),
        ("el", "είμαι μακροχρόνια άνεργος με αναπηρία", {"long_unemployed", "access"}),
        ("uk", "я біженка з України, маю двох дітей", {"refugee", "care"}),
        ("ga", "tá páistí agam agus táim dífhostaithe le bliain", {"care", "long_unemployed"}),
        ("mt", "jien refuġjat u m'għandix flus", {"refugee", "low_income"}),
        ("ar", "أنا لاجئ من سوريا وعندي أطفال", {"refugee", "care"}),
    ],
)
def test_a_situation_is_read_in_every_language(language: str, text: str, named: set[str]) -> None:
    assert set(find_circumstances(text, language)) == named


def test_the_goal_says_nothing_of_who_speaks() -> None:
    text = "I want to work with disabled people and deaf children"
    goal = Core("work with disabled people and deaf children", Span(10, len(text)), Strength.STRONG)
    assert find_circumstances(text, "en") == (Circumstance.ACCESS,)
    assert find_circumstances(text, "en", goal) == ()


def test_a_required_training_is_read_in_the_goal_itself() -> None:
    text = "I need a first aid course"
    goal = Core("first aid course", Span(9, len(text)), Strength.STRONG)
    assert find_circumstances(text, "en", goal) == (Circumstance.REQUIRED_TRAINING,)


def test_questions_about_offers_name_no_situation() -> None:
    with (DATA / "acts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 100
    assert [row["text"] for row in rows if find_circumstances(row["text"], row["language"])] == []


@pytest.mark.parametrize("text", ["", "?!", "🤷", "a" * 5000, "12 34", "\u202e"])
def test_any_text_is_read(text: str) -> None:
    for code in ("en", "ar", "el"):
        assert find_circumstances(text, code) == ()


def test_the_cues_of_circumstances_change_nothing_else_that_is_read() -> None:
    kinds = {circumstance.value for circumstance in Circumstance}
    assert kinds.isdisjoint(lexicon("en").resource["cues"])
    assert set(circumstance_lexicon("en").resource["cues"]) == kinds


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("de", "Ich bin alleinerziehend und möchte Buchhaltung lernen", ("care",)),
        ("de", "Ich möchte mit geflüchteten Menschen arbeiten", ()),
        ("de", "Ich möchte lernen, wie man blind schreibt", ()),
        ("en", "I use a wheelchair and want to learn welding, I can't afford much", ("low_income", "access")),
        ("en", "I want to become self employed", ()),
        ("en", "I want to become a carer for deaf children", ()),
        ("en", "I need a first aid course", ("required_training",)),
    ],
)
def test_a_message_names_the_situation_of_who_speaks(
    labels: EscoLabels, esco: Esco, language: str, text: str, named: tuple[str, ...]
) -> None:
    said = understander(labels, esco, PlainActs(Act.STATE_GOAL, 0.9)).understand(text, Hint(language=language))
    assert said.circumstances == named
