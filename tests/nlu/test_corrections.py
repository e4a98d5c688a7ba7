"""Corrections: the goal said later takes the place of the one said before, in 26 languages."""

from __future__ import annotations

import pytest

from nlu.clauses import Strength, split
from nlu.corrections import corrections, takes_back
from nlu.lexicon import lexicon

MEANT = [
    ("en", "no, I meant accounting", "accounting"),
    ("en", "no i meant accounting", "accounting"),
    ("en", "I want to learn cooking, no wait, baking", "baking"),
    ("de", "nein, ich meinte Buchhaltung", "Buchhaltung"),
    ("de", "Nein, Buchhaltung meinte ich", "Buchhaltung"),
    ("fr", "non, je voulais dire comptabilité", "comptabilité"),
    ("es", "no, me refería a contabilidad", "contabilidad"),
    ("it", "no, intendevo contabilità", "contabilità"),
    ("pt", "não, queria dizer contabilidade", "contabilidade"),
    ("nl", "nee, ik bedoelde boekhouden", "boekhouden"),
    ("pl", "nie, chodziło mi o księgowość", "księgowość"),
    ("cs", "ne, myslela jsem účetnictví", "účetnictví"),
    ("sk", "nie, myslel som účtovníctvo", "účtovníctvo"),
    ("sl", "ne, mislila sem računovodstvo", "računovodstvo"),
    ("hr", "ne, mislila sam na računovodstvo", "računovodstvo"),
    ("bg", "не, имах предвид счетоводство", "счетоводство"),
    ("ro", "nu, mă refeream la contabilitate", "contabilitate"),
    ("hu", "nem, könyvelésre gondoltam", "könyvelésre"),
    ("el", "όχι, εννοούσα λογιστική", "λογιστική"),
    ("lt", "ne, turėjau omeny buhalteriją", "buhalteriją"),
    ("lv", "nē, es domāju grāmatvedību", "grāmatvedību"),
    ("et", "ei, ma mõtlesin raamatupidamist", "raamatupidamist"),
    ("fi", "ei, tarkoitin kirjanpitoa", "kirjanpitoa"),
    ("sv", "nej, jag menade bokföring", "bokföring"),
    ("da", "nej, jeg mente bogholderi", "bogholderi"),
    ("ga", "ní hea, cuntasaíocht a bhí i gceist agam", "cuntasaíocht"),
    ("mt", "le, ridt ngħid kontabilità", "kontabilità"),
    ("uk", "ні, я мала на увазі бухгалтерію", "бухгалтерію"),
    ("ar", "لا، قصدت المحاسبة", "المحاسبة"),
]
NOT_BUT = [
    ("de", "nicht Kochen sondern Backen", "Backen"),
    ("es", "no cocina sino fotografía", "fotografía"),
    ("fi", "ei ruoanlaittoa vaan valokuvausta", "valokuvausta"),
    ("hu", "nem főzés, hanem fotózás", "fotózás"),
    ("pl", "nie gotowanie tylko fotografia", "fotografia"),
    ("sv", "inte matlagning utan fotografi", "fotografi"),
    ("ro", "nu gătit, ci fotografie", "fotografie"),
    ("uk", "не кулінарія, а фотографія", "фотографія"),
]


@pytest.mark.parametrize(("code", "text", "goal"), [*MEANT, *NOT_BUT])
def test_what_was_meant_is_the_goal_and_a_sure_one(code: str, text: str, goal: str) -> None:
    found = split(lexicon(code).read(text)).goal
    assert found is not None
    assert (found.text, found.strength) == (goal, Strength.STRONG)


@pytest.mark.parametrize(
    ("code", "text"),
    [("sv", "bokföring utan erfarenhet"), ("pl", "tylko online"), ("fi", "haluan vaan oppia kokkaamaan")],
)
def test_a_word_that_puts_right_after_a_not_puts_nothing_right_without_one(code: str, text: str) -> None:
    assert corrections(lexicon(code).read(text)) == []


def test_a_correction_ends_what_a_no_excludes() -> None:
    reading = lexicon("en").read("no i meant cooking")
    assert takes_back(reading, 0, 4)
    assert not takes_back(lexicon("en").read("no programming please"), 0, 2)


def test_what_is_put_right_with_a_limit_alone_leaves_the_goal_to_be_said() -> None:
    reading = lexicon("en").read("no, I meant online")
    online = {i for i, token in enumerate(reading.tokens) if token.text == "online"}
    assert split(reading, online).goal is None
