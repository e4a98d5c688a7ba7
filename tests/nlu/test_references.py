"""What was shown can be pointed to by place, by number, by "that one" and by name."""

from __future__ import annotations

import pytest

from nlu.lexicon import codes, lexicon
from nlu.references import find_references
from nlu.understanding import Reference


def found(language: str, text: str) -> tuple[Reference, ...]:
    words = lexicon(language)
    return find_references(words.read(text), words)


PLACES = [
    ("ar", "الدورة الثانية", 2), ("bg", "вторият", 2), ("cs", "ten druhý", 2), ("da", "den anden", 2),
    ("de", "das zweite", 2), ("el", "το δεύτερο", 2), ("en", "the second one", 2),
    ("es", "la segunda opción", 2),
    ("et", "teine kursus", 2), ("fi", "ensimmäinen", 1), ("fr", "la deuxième", 2), ("ga", "an dara ceann", 2),
    ("hr", "drugi tečaj", 2), ("hu", "a második", 2), ("it", "il terzo", 3), ("lt", "antras", 2), ("lv", "otrais", 2),
    ("mt", "it-tieni wieħed", 2), ("nl", "de tweede", 2), ("pl", "ten pierwszy", 1), ("pt", "o segundo", 2),
    ("ro", "al doilea", 2), ("sk", "prvý kurz", 1), ("sl", "tretji", 3), ("sv", "den tredje", 3),
    ("uk", "другий курс", 2), ("en", "number 2 please", 2), ("de", "Nummer 3", 3), ("ar", "رقم ٢", 2),
    ("fr", "numéro deux", 2), ("en", "#2", 2), ("en", "3", 3), ("en", "tell me about the last one", -1),
    ("de", "ist das letzte geprüft?", -1), ("es", "el último", -1), ("fi", "viimeinen", -1),
    ("pl", "ostatni kurs", -1),
    ("en", "is the second checked?", 2),
]  # fmt: skip


def test_every_language_can_point_to_a_place_in_the_list() -> None:
    assert {case[0] for case in PLACES} == set(codes())


@pytest.mark.parametrize(("language", "text", "ordinal"), PLACES)
def test_a_place_in_the_list_is_a_reference(language: str, text: str, ordinal: int) -> None:
    assert [reference.ordinal for reference in found(language, text)] == [ordinal]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "what about that one"), ("de", "und dieser Kurs?"), ("fr", "celui-là"), ("es", "ese curso"),
        ("it", "quello lì"), ("pl", "ten kurs"), ("nl", "die cursus"), ("sv", "den där"), ("uk", "цей курс"),
    ],
)  # fmt: skip
def test_that_one_is_the_offer_in_focus(language: str, text: str) -> None:
    (reference,) = found(language, text)
    assert reference.focus
    assert reference.ordinal is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "first aid"),
        ("de", "erste Hilfe lernen"),
        ("en", "I lost my job last week"),
        ("fr", "premiers secours"),
    ],
)
def test_an_ordinal_before_a_subject_points_to_nothing(language: str, text: str) -> None:
    assert not [reference for reference in found(language, text) if reference.ordinal is not None]


FIRST_TWO = [
    ("ar", "قارن بين الأول والثاني"), ("bg", "сравни първите два"), ("cs", "porovnej první dva"),
    ("da", "sammenlign de to første"), ("de", "vergleich die ersten beiden"), ("el", "σύγκρινε τα δύο πρώτα"),
    ("en", "compare the first two"), ("es", "compara los dos primeros"), ("et", "võrdle kahte esimest"),
    ("fi", "vertaa kahta ensimmäistä"), ("fr", "compare les deux premiers"), ("ga", "an chéad dá cheann"),
    ("hr", "usporedi prva dva"), ("hu", "az első kettőt"), ("it", "confronta i primi due"),
    ("lt", "palygink pirmus du"), ("lv", "salīdzini pirmos divus"), ("mt", "qabbel l-ewwel tnejn"),
    ("nl", "vergelijk de eerste twee"), ("pl", "porównaj dwa pierwsze"), ("pt", "compara os dois primeiros"),
    ("ro", "compară primele două"), ("sk", "porovnaj prvé dva"), ("sl", "primerjaj prva dva"),
    ("sv", "jämför de två första"), ("uk", "порівняй перші два"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), FIRST_TWO)
def test_the_first_two_are_two_offers(language: str, text: str) -> None:
    assert [reference.ordinal for reference in found(language, text)] == [1, 2]


def test_every_language_can_name_the_first_two() -> None:
    assert {language for language, _ in FIRST_TWO} == set(codes())


@pytest.mark.parametrize(
    ("text", "ordinals"),
    [("the last two", [-2, -1]), ("compare 1 and 3", [1, 3]), ("in the first two weeks", []), ("10, 20", [])],
)
def test_offers_named_by_a_number_of_them(text: str, ordinals: list[int]) -> None:
    assert [reference.ordinal for reference in found("en", text)] == ordinals


def test_two_offers_can_be_named_at_once() -> None:
    assert [r.ordinal for r in found("en", "compare the first and the third")] == [1, 3]


def test_a_quoted_name_is_kept_as_words() -> None:
    text = 'is "Google Data Analytics" any good'
    (reference,) = [r for r in found("en", text) if r.words]
    assert reference.words == "Google Data Analytics"
    assert reference.span is not None
    assert reference.span.of(text) == "Google Data Analytics"
