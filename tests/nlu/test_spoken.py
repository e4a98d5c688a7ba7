"""Languages spoken are what a person brings: no limit of instruction and no goal, in 26 languages."""

from __future__ import annotations

import pytest

from knowledge.esco import Esco
from nlu.clauses import split
from nlu.lexicon import lexicon
from nlu.spoken import brought, find_spoken

LINES = [
    ("en", "I speak Arabic and some Greek, I want to become a cook"),
    ("de", "Ich spreche Arabisch und etwas Griechisch, ich möchte Koch werden"),
    ("fr", "je parle arabe et un peu grec, je veux devenir cuisinier"),
    ("es", "hablo árabe y un poco de griego, quiero ser cocinero"),
    ("it", "parlo arabo e un po' di greco, voglio diventare cuoco"),
    ("pt", "falo árabe e um pouco de grego, quero ser cozinheiro"),
    ("nl", "ik spreek Arabisch en een beetje Grieks, ik wil kok worden"),
    ("pl", "mówię po arabsku i trochę po grecku, chcę zostać kucharzem"),
    ("cs", "mluvím arabsky a trochu řecky, chci být kuchař"),
    ("sk", "hovorím po arabsky a trochu po grécky, chcem byť kuchár"),
    ("sl", "govorim arabsko in malo grško, rad bi postal kuhar"),
    ("hr", "govorim arapski i malo grčki, želim postati kuhar"),
    ("bg", "говоря арабски и малко гръцки, искам да стана готвач"),
    ("ro", "vorbesc araba și puțin greaca, vreau să devin bucătar"),
    ("hu", "beszélek arabul és egy kicsit görögül, szakács szeretnék lenni"),
    ("el", "μιλάω αραβικά και λίγα ελληνικά, θέλω να γίνω μάγειρας"),
    ("lt", "kalbu arabiškai ir truputį graikiškai, noriu tapti virėju"),
    ("lv", "runāju arābu un mazliet grieķu valodā, gribu kļūt par pavāru"),
    ("et", "räägin araabia keelt ja natuke kreeka keelt, tahan saada kokaks"),
    ("fi", "puhun arabiaa ja vähän kreikkaa, haluan kokiksi"),
    ("sv", "jag talar arabiska och lite grekiska, jag vill bli kock"),
    ("da", "jeg taler arabisk og lidt græsk, jeg vil være kok"),
    ("ga", "labhraím Araibis agus beagán Gréigise, ba mhaith liom a bheith i mo chócaire"),
    ("mt", "nitkellem bl-Għarbi u ftit bil-Grieg, irrid insir kok"),
    ("uk", "розмовляю арабською і трохи грецькою, хочу стати кухарем"),
    ("ar", "أتكلم العربية وقليلا من اليونانية، أريد أن أصبح طباخا"),
]


@pytest.mark.parametrize(("code", "text"), LINES)
def test_the_languages_that_a_person_speaks_are_found(code: str, text: str) -> None:
    reading = lexicon(code).read(text)
    assert [one.code for one in find_spoken(reading, split(reading))] == ["ar", "el"]


def test_they_are_brought_with_their_place_and_their_esco_skill(esco: Esco) -> None:
    text = "I speak Arabic and some Greek, I want to become a cook"
    reading = lexicon("en").read(text)
    found = list(brought(reading, find_spoken(reading, split(reading)), esco))
    assert [(one.text, one.span.of(text), one.concepts[0].label) for one in found] == [
        ("Arabic", "Arabic", "Arabic"),
        ("Greek", "Greek", "Greek"),
    ]


@pytest.mark.parametrize("text", ["I want to learn Arabic", "a course in Arabic", "I want to speak Greek"])
def test_a_language_that_is_wished_for_is_not_brought(text: str) -> None:
    reading = lexicon("en").read(text)
    assert find_spoken(reading, split(reading)) == ()
