"""Words about assessment, in the languages of Europe: which say that there is one, which that there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.assessment import WORDS, languages, says_attendance_only, states_assessment
from knowledge.languages import CODES

NONE = {
    "ar": ["بدون امتحان", "شهادة حضور", "لا يوجد اختبار"],
    "bg": ["без изпит", "удостоверение за участие"],
    "cs": ["bez zkoušky", "osvědčení o účasti"],
    "da": ["ingen eksamen", "kursusbevis", "uden prøve"],
    "de": ["Teilnahmebescheinigung", "Keine Prüfung", "ohne Abschlussprüfung", "Eine Prüfung findet nicht statt"],
    "el": ["χωρίς εξετάσεις", "βεβαίωση παρακολούθησης", "δεν υπάρχει εξέταση"],
    "en": ["No exam", "no final written exam", "Assessment: none", "Not assessed", "exam not required"],
    "es": ["sin examen", "certificado de asistencia", "No hay examen"],
    "et": ["ilma eksamita", "eksamit ei ole", "osalustunnistus"],
    "fi": ["ei koetta", "ilman koetta", "osallistumistodistus"],
    "fr": ["attestation de présence", "pas d'examen", "Aucune évaluation", "L'évaluation n'est pas prévue"],
    "ga": ["gan scrúdú", "teastas freastail"],
    "hr": ["bez ispita", "potvrda o sudjelovanju", "Potvrda o pohađanju"],
    "hu": ["vizsga nélkül", "nincs vizsga", "részvételi igazolás"],
    "it": ["nessun esame", "attestato di frequenza", "senza prova finale"],
    "lt": ["be egzamino", "dalyvavimo pažymėjimas"],
    "lv": ["bez eksāmena", "apliecinājums par dalību"],
    "mt": ["mingħajr eżami", "ċertifikat ta' attendenza"],
    "nl": ["geen examen", "bewijs van deelname", "zonder toets"],
    "pl": ["bez egzaminu", "brak egzaminu", "zaświadczenie o uczestnictwie"],
    "pt": ["sem exame", "certificado de participação"],
    "ro": ["fără examen", "certificat de participare"],
    "sk": ["bez skúšky", "potvrdenie o účasti"],
    "sl": ["brez izpita", "potrdilo o udeležbi"],
    "sv": ["utan prov", "kursintyg", "inget prov"],
    "uk": ["без іспиту", "сертифікат про участь"],
}
SOME = [
    "written exam",
    "No written exam; oral exam",
    "no final exam, but a graded project",
    "Certificate of attendance after passing the exam",
    "no exame final",
    "nach bestandenen Prüfungen, sonst Teilnahmebescheinigung",
    "You will be examined",
    "Teilnahme und Klausur",
    "Closed-book exam, no aids",
    "No fee. Exam at the end",
    "Portfolio",
    "80 points",
    "Certification is always based on assessment",
    "ispit",
    "іспит",
    "امتحان",
]


def test_every_language_has_words() -> None:
    assert languages() == set(CODES) == set(NONE)


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in NONE.items() for text in texts])
def test_no_exam_and_mere_attendance_are_no_assessment(language: str, text: str) -> None:
    assert not states_assessment(text), language


@pytest.mark.parametrize("text", ["none", "n/a", "—", " . ", "", "No exam; certificate of attendance", "unknown"])
def test_what_says_nothing_is_no_assessment(text: str) -> None:
    assert not states_assessment(text)


@pytest.mark.parametrize("text", SOME)
def test_an_assessment_is_one_also_beside_what_there_is_not(text: str) -> None:
    assert states_assessment(text)


@pytest.mark.parametrize("word", ["exam", "Prüfung", "examen", "esame", "egzamin", "vizsga", "tentti", "изпит"])
@pytest.mark.parametrize("before", ["", "written ", "(", "2 × "])
def test_a_bare_word_for_a_test_is_an_assessment(before: str, word: str) -> None:
    assert states_assessment(before + word)


def test_a_paper_for_attendance_is_told_from_one_for_a_test() -> None:
    assert says_attendance_only("Teilnahmebescheinigung")
    assert not says_attendance_only("Zertifikat nach bestandener Prüfung, sonst Teilnahmebescheinigung")
    assert not says_attendance_only("Micro-credential")


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert states_assessment(text) in (True, False)
    assert says_attendance_only(text) in (True, False)


def test_every_line_of_the_word_list_has_words() -> None:
    lines = WORDS.read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) == 5 * len(CODES)
    assert all(all(word.strip() for word in line.split(",", 2)[2].split(";")) for line in lines)
