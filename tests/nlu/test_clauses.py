"""Goal, past, limits and filler of a messy sentence are told apart, in every language of the product."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.languages import CODES
from nlu import clauses, limits
from nlu.clauses import ClauseKind, Clauses, Strength
from nlu.folding import Folded, fold
from nlu.lexicon import codes, lexicon
from nlu.places import Gazetteer


def split(language: str, text: str) -> Clauses:
    words = lexicon(language)
    reading = words.read(text)
    return clauses.split(reading, limits.tokens(limits.find(reading, words, Gazetteer.load())))


WAITER = [
    ("ar", "كنت نادلا والآن أريد أن أتعلم البرمجة وليس لدي مال", "البرمجة", "نادلا"),
    ("bg", "бях сервитьор, искам да стана програмист, нямам пари", "програмист", "сервитьор"),
    ("cs", "dělala jsem servírku teď bych chtěla být účetní, nemám peníze", "účetní", "servírku"),
    ("da", "jeg har arbejdet som tjener og vil gerne lære at programmere, ingen penge", "programmere", "tjener"),
    ("de", "ich war Kellner und will jetzt Krankenpfleger werden, hab kein Geld", "Krankenpfleger", "Kellner"),
    ("el", "ήμουν σερβιτόρος και τώρα θέλω να μάθω προγραμματισμό, δεν έχω λεφτά", "προγραμματισμό", "σερβιτόρος"),
    ("en", "i was a waiter and now i want to become a nurse but i have no money", "nurse", "waiter"),
    ("es", "era camarero y quiero aprender a programar, sin dinero", "programar", "camarero"),
    ("et", "olin kelner, nüüd tahan õppida programmeerimist, raha ei ole", "programmeerimist", "kelner"),
    ("fi", "olin tarjoilija ja nyt haluaisin oppia ohjelmointia, ei ole rahaa", "ohjelmointia", "tarjoilija"),
    ("fr", "j'étais serveuse maintenant je veux devenir aide-soignante, pas d'argent", "aide-soignante", "serveuse"),
    ("ga", "bhí mé i mo fhreastalaí agus ba mhaith liom códú a fhoghlaim, níl airgead agam", "códú", "fhreastalaí"),
    ("hr", "bila sam konobarica, sad želim naučiti knjigovodstvo, nemam novca", "knjigovodstvo", "konobarica"),
    ("hu", "pincér voltam most programozó szeretnék lenni de nincs pénzem", "programozó", "pincér"),
    ("it", "facevo il cameriere e vorrei diventare elettricista, non ho soldi", "elettricista", "cameriere"),
    ("lt", "buvau padavėja, dabar noriu išmokti programuoti, neturiu pinigų", "programuoti", "padavėja"),
    ("lv", "biju viesmīlis, tagad gribu iemācīties programmēt, nav naudas", "programmēt", "viesmīlis"),
    ("mt", "kont wejter u issa nixtieq nitgħallem nipprogramma, m'għandix flus", "nipprogramma", "wejter"),
    ("nl", "ik was ober en wil nu boekhouden leren, geen geld", "boekhouden", "ober"),
    ("pl", "byłam kelnerką, chcę zostać programistką, nie mam pieniędzy", "programistką", "kelnerką"),
    ("pt", "fui cozinheiro e agora quero aprender programação, sem dinheiro", "programação", "cozinheiro"),
    ("ro", "am lucrat ca ospătar și acum vreau să învăț programare, nu am bani", "programare", "ospătar"),
    ("sk", "bola som čašníčka, chcem sa naučiť účtovníctvo, nemám peniaze", "účtovníctvo", "čašníčka"),
    ("sl", "bila sem natakarica, zdaj bi rada postala računovodkinja, nimam denarja", "računovodkinja", "natakarica"),
    ("sv", "jag var servitör, nu vill jag bli undersköterska, inga pengar", "undersköterska", "servitör"),
    ("uk", "я працювала офіціанткою, тепер хочу вивчити бухгалтерію, немає грошей", "бухгалтерію", "офіціанткою"),
]  # fmt: skip


def test_the_product_s_languages_all_have_cue_words() -> None:
    assert set(codes()) == set(CODES)
    assert {case[0] for case in WAITER} == set(CODES)


def test_every_language_knows_the_same_kinds_of_cues() -> None:
    english = {kind for kind, words in lexicon("en").resource["cues"].items() if words}
    for code in codes():
        missing = english - set(lexicon(code).resource["cues"])
        assert not missing - {"home"}, f"{code}.yml lacks {sorted(missing)}"


@pytest.mark.parametrize(("language", "text", "goal", "past"), WAITER)
def test_goal_and_past_are_told_apart(language: str, text: str, goal: str, past: str) -> None:
    found = split(language, text)
    assert found.goal is not None
    assert found.goal.text == goal
    assert found.goal.span.of(text) == goal
    assert [core.text for core in found.past] == [past]


@pytest.mark.parametrize(("language", "text", "goal", "past"), WAITER)
def test_goals_are_found_in_capitals_and_without_punctuation(language: str, text: str, goal: str, past: str) -> None:
    found = split(language, text.replace(",", "").upper())
    assert found.goal is not None
    assert fold(goal) in fold(found.goal.text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "i was a waiter"), ("de", "Ich war Kellner"), ("fr", "j'étais serveuse"),
        ("es", "era camarero"), ("it", "facevo il cameriere"), ("pl", "byłam kelnerką"),
        ("sv", "jag var servitör"), ("uk", "я був офіціантом"),
    ],
)  # fmt: skip
def test_a_past_alone_is_brought_along_and_is_no_goal(language: str, text: str) -> None:
    found = split(language, text)
    assert found.goal is None
    assert len(found.past) == 1


@pytest.mark.parametrize(
    ("language", "text", "goal"),
    [
        ("en", "bookkeeping", "bookkeeping"), ("de", "Krankenpflege", "Krankenpflege"),
        ("fr", "la couture", "couture"),
        ("es", "soldadura por favor", "soldadura"), ("fi", "kirjanpito", "kirjanpito"),
        ("el", "λογιστική", "λογιστική"),
        ("ar", "المحاسبة", "المحاسبة"), ("uk", "бухгалтерія онлайн", "бухгалтерія"),
    ],
)  # fmt: skip
def test_a_text_without_cues_is_a_goal_less_its_limits(language: str, text: str, goal: str) -> None:
    found = split(language, text)
    assert found.goal is not None
    assert (found.goal.text, found.goal.strength) == (goal, Strength.NONE)


def test_a_list_of_goals_stays_together() -> None:
    found = split("en", "I want to learn cooking, baking and nutrition")
    assert found.goal is not None
    assert found.goal.text == "cooking baking and nutrition"


def test_a_wish_cut_off_from_its_object_finds_it() -> None:
    found = split("de", "Programmieren möchte ich lernen")
    assert found.goal is not None
    assert found.goal.text == "Programmieren"


def test_a_wish_for_just_a_course_has_no_goal() -> None:
    assert split("en", "I want a course please").goal is None


@pytest.mark.parametrize(
    ("language", "text", "goal"),
    [("en", "i want to becmoe a nurse", "nurse"), ("de", "ich moechte Baeckerin werden", "Baeckerin")],
)
def test_misspelt_cues_and_letters_written_as_two_are_understood(language: str, text: str, goal: str) -> None:
    found = split(language, text)
    assert found.goal is not None
    assert found.goal.text == goal


_TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [*(case[1] for case in WAITER), "10 €", "!?", "5 hours a week", "in Wien", "🙂", "ﷺ", "ß", "İ", "\u0301"]
        ),
        max_size=4,
    ).map(" ".join),
)


@settings(max_examples=150, deadline=None)
@given(text=_TEXTS, language=st.sampled_from(CODES))
@example(text="$¼A", language="bg")
@example(text="5 h㏂bc", language="en")
def test_any_text_is_taken_apart_into_spans_that_lie_inside_it_and_do_not_overlap(text: str, language: str) -> None:
    words = lexicon(language)
    reading = words.read(text)
    candidates = limits.find(reading, words, Gazetteer.load())
    found = clauses.split(reading, limits.tokens(candidates))
    spans = [f.limit.span for f in candidates if f.limit.span]
    cores = [core.span for core in (*found.past, *([found.goal] if found.goal else []))]
    for span in (*spans, *cores):
        assert 0 <= span.start < span.end <= len(text)
    taken: set[int] = set()
    for core in cores:
        assert taken.isdisjoint(range(core.start, core.end))
        taken.update(range(core.start, core.end))
    for span in spans:
        assert taken.isdisjoint(range(span.start, span.end))
    assert [c.first for c in found.clauses] == sorted(c.first for c in found.clauses)
    assert all(isinstance(c.kind, ClauseKind) for c in found.clauses)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60))
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    folded = Folded.of(text)
    assert folded.text == fold(text)
    assert len(folded.origin) == len(folded.text)
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= i < len(text) for i in folded.origin)


def test_what_a_person_writes_is_not_kept() -> None:
    words = lexicon("en")
    words.read("my name is Xylophontius and i want to become a baker")
    assert "xylophontius" not in words._nlp.vocab.strings
