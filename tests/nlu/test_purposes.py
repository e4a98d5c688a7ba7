"""What a credential shall count for is told from the words of the question."""

from __future__ import annotations

import pytest

from knowledge.trust import Purpose
from nlu.lexicon import codes, lexicon
from nlu.purposes import find_purpose

ABROAD = {
    "ar": "هل هي معترف بها في الخارج؟", "bg": "признава ли се в чужбина?", "cs": "uznává se to v zahraničí?",
    "da": "tæller det i udlandet?", "de": "zählt das im Ausland?", "el": "αναγνωρίζεται στο εξωτερικό;",
    "en": "does it count abroad?", "es": "¿vale en el extranjero?", "et": "kas see kehtib välismaal?",
    "fi": "kelpaako se ulkomailla?", "fr": "est-ce reconnu à l'étranger ?", "ga": "an bhfuil sé aitheanta thar lear?",
    "hr": "priznaje li se u inozemstvu?", "hu": "elfogadják külföldön?", "it": "vale all'estero?",
    "lt": "ar tai galioja užsienyje?", "lv": "vai tas der ārzemēs?", "mt": "hu rikonoxxut barra minn Malta?",
    "nl": "telt het in het buitenland?", "pl": "czy to się liczy za granicą?", "pt": "vale no estrangeiro?",
    "ro": "e recunoscut în străinătate?", "sk": "platí to v zahraničí?", "sl": "ali velja v tujini?",
    "sv": "gäller den utomlands?", "uk": "чи визнають це за кордоном?",
}  # fmt: skip


def test_every_language_can_ask_about_another_country() -> None:
    assert set(ABROAD) == set(codes())


@pytest.mark.parametrize(("language", "text"), ABROAD.items())
def test_abroad_is_understood_in_every_language(language: str, text: str) -> None:
    assert find_purpose(lexicon(language).read(text)) is Purpose.ABROAD


FOR_WORK = {
    "ar": "هل يُحتسب في ألمانيا للعمل؟", "bg": "признава ли се в Германия за работа?",
    "cs": "uznají to v Německu do práce?", "da": "tæller det i Tyskland til et job?",
    "de": "zählt das in Österreich für einen Job?", "el": "μετράει στη Γερμανία για δουλειά;",
    "en": "will it count in Germany for a job?", "es": "¿vale en Alemania para un trabajo?",
    "et": "kas see loeb Saksamaal töö jaoks?", "fi": "hyväksytäänkö se Saksassa työtä varten?",
    "fr": "est-ce que ça compte en Allemagne pour un emploi ?", "ga": "an mbeidh sé bailí le haghaidh poist?",
    "hr": "vrijedi li to u Njemačkoj za posao?", "hu": "elismerik ezt egy munkához?",
    "it": "vale in Germania per un lavoro?", "lt": "ar tai pripažins Vokietijoje darbui?",
    "lv": "vai to Vācijā atzīs darbam?", "mt": "jgħodd fil-Ġermanja għal xogħol?",
    "nl": "telt dat mee in Duitsland voor een baan?", "pl": "czy to się liczy w Niemczech do pracy?",
    "pt": "isto conta na Alemanha para um emprego?", "ro": "se recunoaște în Germania pentru un job?",
    "sk": "uznajú to v Nemecku do práce?", "sl": "ali šteje v Nemčiji za službo?",
    "sv": "räknas det i Tyskland för ett jobb?", "uk": "чи зарахують це в Німеччині для роботи?",
}  # fmt: skip


def test_every_language_can_ask_about_work() -> None:
    assert set(FOR_WORK) == set(codes())


@pytest.mark.parametrize(("language", "text"), FOR_WORK.items())
def test_for_a_job_means_that_an_employer_decides(language: str, text: str) -> None:
    assert find_purpose(lexicon(language).read(text)) is Purpose.EMPLOYER


@pytest.mark.parametrize(
    ("language", "text", "purpose"),
    [
        ("en", "can I use it at university?", Purpose.STUDY),
        ("de", "wird das an der Hochschule angerechnet?", Purpose.STUDY),
        ("fr", "est-ce que ça compte pour un master ?", Purpose.STUDY),
        ("en", "will an employer accept it?", Purpose.EMPLOYER),
        ("es", "¿lo aceptan las empresas?", Purpose.EMPLOYER),
        ("pl", "czy pracodawca to uzna?", Purpose.EMPLOYER),
        ("en", "do I need a licence for that?", Purpose.REGULATED),
        ("it", "serve l'abilitazione?", Purpose.REGULATED),
        ("sv", "krävs legitimation?", Purpose.REGULATED),
        ("en", "will my prior learning be counted?", Purpose.PRIOR_LEARNING),
        ("fr", "et la VAE ?", Purpose.PRIOR_LEARNING),
        ("nl", "kan ik een EVC doen?", Purpose.PRIOR_LEARNING),
        ("uk", "чи можна визнати мій досвід?", Purpose.PRIOR_LEARNING),
    ],
)
def test_purposes_are_told_apart(language: str, text: str, purpose: Purpose) -> None:
    assert find_purpose(lexicon(language).read(text)) is purpose


def test_no_purpose_is_guessed() -> None:
    assert find_purpose(lexicon("en").read("is this one any good?")) is None


def test_words_of_the_past_name_no_purpose() -> None:
    words = lexicon("en")
    reading = words.read("I went to university")
    assert find_purpose(reading, without=range(len(reading.tokens))) is None
