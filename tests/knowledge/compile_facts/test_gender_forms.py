"""Gender forms are taken apart where they plainly are gender forms."""

from __future__ import annotations

import pytest

from knowledge.compile_facts.gender_forms import gender_forms


@pytest.mark.parametrize(
    ("label", "lang", "forms"),
    [
        ("Kellner/Kellnerin", "de", ("Kellner", "Kellnerin")),
        ("Arzt/Ärztin", "de", ("Arzt", "Ärztin")),
        ("Dozent/in für Archäologie", "de", ("Dozent für Archäologie", "Dozentin für Archäologie")),
        (
            "Vitalzeichen von Patienten/Patientinnen überwachen",
            "de",
            ("Vitalzeichen von Patienten überwachen", "Vitalzeichen von Patientinnen überwachen"),
        ),
        ("mozo de almacén/moza de almacén", "es", ("mozo de almacén", "moza de almacén")),
        (
            "strukovni učitelj/strukovna učiteljica plivanja",
            "hr",
            ("strukovni učitelj plivanja", "strukovna učiteljica plivanja"),
        ),
        ("nadzornik /nadzornica procesa", "hr", ("nadzornik procesa", "nadzornica procesa")),
        (
            "Učitelji/učiteljice razredne/predmetne nastave",
            "hr",
            ("Učitelji razredne/predmetne nastave", "učiteljice razredne/predmetne nastave"),
        ),
        ("bobineur-assembleur/bobineuse-assembleuse", "fr", ("bobineur-assembleur", "bobineuse-assembleuse")),
        ("3D animátor/animátorka", "sk", ("3D animátor", "3D animátorka")),
        ("bogyós gyümölcsszedő//fmn", "hu", ("bogyós gyümölcsszedő",)),
    ],
)
def test_forms_of_one_word_are_taken_apart(label: str, lang: str, forms: tuple[str, ...]) -> None:
    assert gender_forms(label, lang) == forms


@pytest.mark.parametrize(
    ("label", "lang"),
    [
        ("maintenir la configuration TCP/IP", "fr"),
        ("editor film/video", "nl"),
        ("bezetter/stukadoor", "nl"),
        ("Import-/Exportsachbearbeiter für Chemieerzeugnisse", "de"),
        ("binnenvaartschipper roll-on/roll-offvaart", "nl"),
        ("учител по драма, прогимназиален/гимназиален етап", "bg"),
        ("Informix 4GL/SQL", "pl"),
        ("technik pro zpracování odpadu/technik pro zpracování odpadu", "cs"),
        ("cortar azulejos/baldosas", "es"),
        ("Auftreten/Darbietungen und Unterhaltung", "de"),
        ("barman", "fr"),
    ],
)
def test_other_slashes_stay(label: str, lang: str) -> None:
    assert gender_forms(label, lang) == (label,)
