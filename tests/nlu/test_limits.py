"""What a person sets as a condition is read in every language, and nothing is read that was not said."""

from __future__ import annotations

import pytest

from nlu import clauses, limits
from nlu.lexicon import codes, lexicon
from nlu.places import Gazetteer
from nlu.understanding import Limit, LimitKind


def read(language: str, text: str) -> list[Limit]:
    words = lexicon(language)
    reading = words.read(text)
    found = limits.find(reading, words, Gazetteer.load())
    return [f.limit for f in limits.keep(found, clauses.split(reading, limits.tokens(found)))]


def said(language: str, text: str) -> set[tuple[LimitKind, str | float | None]]:
    return {(limit.kind, limit.value) for limit in read(language, text) if not limit.removed}


FREE = [
    ("ar", "ليس لدي مال"), ("bg", "нямам пари"), ("cs", "nemám peníze"), ("da", "jeg har ingen penge"),
    ("de", "ich hab kein Geld"), ("el", "δεν έχω λεφτά"), ("en", "i have no money"), ("es", "no tengo dinero"),
    ("et", "mul pole raha"), ("fi", "mulla ei ole rahaa"), ("fr", "j'ai pas d'argent"), ("ga", "níl airgead agam"),
    ("hr", "nemam novca"), ("hu", "nincs pénzem"), ("it", "non ho soldi"), ("lt", "neturiu pinigų"),
    ("lv", "man nav naudas"), ("mt", "m'għandix flus"), ("nl", "ik heb geen geld"), ("pl", "nie mam pieniędzy"),
    ("pt", "não tenho dinheiro"), ("ro", "nu am bani"), ("sk", "nemám peniaze"), ("sl", "nimam denarja"),
    ("sv", "jag har inga pengar"), ("uk", "немає грошей"),
    ("de", "kostenlos bitte"), ("fr", "gratuitement"), ("es", "que sea gratuito"), ("pl", "darmowy"),
    ("it", "gratuiti"), ("fi", "ilmainen"), ("hu", "ingyenes"), ("el", "δωρεάν"), ("uk", "безкоштовно"),
    ("cs", "nemam penize"), ("pl", "nie mam pieniedzy"), ("de", "fuer lau"), ("en", "cant afford it"),
]  # fmt: skip

HOURS_A_WEEK = [
    ("ar", "5 ساعات في الأسبوع"), ("bg", "5 часа седмично"), ("cs", "5 hodin týdně"), ("da", "5 timer om ugen"),
    ("de", "5 Stunden pro Woche"), ("el", "5 ώρες την εβδομάδα"), ("en", "5 hours a week"),
    ("es", "5 horas a la semana"), ("et", "5 tundi nädalas"), ("fi", "5 tuntia viikossa"),
    ("fr", "5 heures par semaine"), ("ga", "5 uaire sa tseachtain"), ("hr", "5 sati tjedno"), ("hu", "heti 5 óra"),
    ("it", "5 ore a settimana"), ("lt", "5 valandos per savaitę"), ("lv", "5 stundas nedēļā"),
    ("mt", "5 sigħat fil-ġimgħa"), ("nl", "5 uur per week"), ("pl", "5 godzin tygodniowo"),
    ("pt", "5 horas por semana"), ("ro", "5 ore pe săptămână"), ("sk", "5 hodín týždenne"), ("sl", "5 ur na teden"),
    ("sv", "5 timmar i veckan"), ("uk", "5 годин на тиждень"),
    ("de", "fünf Stunden die Woche"), ("en", "five hours per week"), ("pl", "pięć godzin w tygodniu"),
    ("it", "cinque ore alla settimana"), ("en", "3-5 hrs a week"), ("de", "3 bis 5 Std pro Woche"),
]  # fmt: skip

ONLINE = [
    ("ar", "عن بعد"), ("bg", "от вкъщи"), ("cs", "z domova"), ("da", "hjemmefra"), ("de", "von zu Hause"),
    ("el", "από το σπίτι"), ("en", "from home"), ("es", "desde casa"), ("et", "kodust"), ("fi", "etänä"),
    ("fr", "à distance"), ("ga", "ar líne"), ("hr", "od kuće"), ("hu", "otthonról"), ("it", "a distanza"),
    ("lt", "nuotoliniu būdu"), ("lv", "attālināti"), ("mt", "mid-dar"), ("nl", "vanuit huis"), ("pl", "zdalnie"),
    ("pt", "a partir de casa"), ("ro", "de acasă"), ("sk", "z domu"), ("sl", "na daljavo"), ("sv", "på distans"),
    ("uk", "дистанційно"),
]  # fmt: skip

EVENING = [
    ("ar", "في المساء"), ("bg", "вечер"), ("cs", "večer"), ("da", "om aftenen"), ("de", "abends"), ("el", "το βράδυ"),
    ("en", "in the evenings"), ("es", "por las noches"), ("et", "õhtuti"), ("fi", "iltaisin"), ("fr", "le soir"),
    ("ga", "sa tráthnóna"), ("hr", "navečer"), ("hu", "esténként"), ("it", "di sera"), ("lt", "vakarais"),
    ("lv", "vakaros"), ("mt", "filgħaxija"), ("nl", "'s avonds"), ("pl", "wieczorami"), ("pt", "à noite"),
    ("ro", "seara"), ("sk", "večer"), ("sl", "zvečer"), ("sv", "på kvällen"), ("uk", "ввечері"),
]  # fmt: skip

PLACES = [
    ("ar", "في برلين", "DE"), ("bg", "в София", "BG"), ("cs", "v Praze", "CZ"), ("da", "i København", "DK"),
    ("de", "in der Nähe von Köln", "DE"), ("el", "στην Αθήνα", "GR"), ("en", "near Vienna", "AT"),
    ("es", "cerca de Sevilla", "ES"), ("et", "Tallinnas", "EE"), ("fi", "Helsingissä", "FI"),
    ("fr", "à Marseille", "FR"),
    ("ga", "i nGaillimh", "IE"), ("hr", "u Zagrebu", "HR"), ("hu", "Debrecenben", "HU"),
    ("it", "vicino a Napoli", "IT"),
    ("lt", "Vilniuje", "LT"), ("lv", "Rīgā", "LV"), ("mt", "f'Birkirkara", "MT"), ("nl", "in Rotterdam", "NL"),
    ("pl", "w Krakowie", "PL"), ("pt", "em Lisboa", "PT"), ("ro", "în Cluj-Napoca", "RO"),
    ("sk", "v Bratislave", "SK"),
    ("sl", "v Ljubljani", "SI"), ("sv", "i Göteborg", "SE"), ("uk", "у Львові", "UA"), ("de", "in wien", "AT"),
    ("uk", "у Варшаві", "PL"), ("pl", "w Berlinie", "DE"),
]  # fmt: skip

INSTRUCTION = [
    ("ar", "باللغة العربية", "ar"), ("bg", "на български", "bg"), ("cs", "česky", "cs"), ("da", "på dansk", "da"),
    ("de", "auf Deutsch", "de"), ("el", "στα ελληνικά", "el"), ("en", "in English", "en"), ("es", "en español", "es"),
    ("et", "eesti keeles", "et"), ("fi", "suomeksi", "fi"), ("fr", "en français", "fr"), ("ga", "as Gaeilge", "ga"),
    ("hr", "na hrvatskom", "hr"), ("hu", "magyarul", "hu"), ("it", "in italiano", "it"), ("lt", "lietuviškai", "lt"),
    ("lv", "latviešu valodā", "lv"), ("mt", "bil-Malti", "mt"), ("nl", "in het Nederlands", "nl"),
    ("pl", "po polsku", "pl"), ("pt", "em português", "pt"), ("ro", "în română", "ro"), ("sk", "po slovensky", "sk"),
    ("sl", "v slovenščini", "sl"), ("sv", "på svenska", "sv"), ("uk", "українською", "uk"),
    ("pl", "po niemiecku", "de"), ("de", "in meiner Sprache", "de"), ("uk", "рідною мовою", "uk"),
]  # fmt: skip


def test_every_language_of_the_product_has_a_case_of_each_kind() -> None:
    for table in (FREE, HOURS_A_WEEK, ONLINE, EVENING, PLACES, INSTRUCTION):
        assert {case[0] for case in table} == set(codes())


@pytest.mark.parametrize(("language", "text"), FREE)
def test_having_no_money_asks_for_free_offers(language: str, text: str) -> None:
    assert (LimitKind.FREE, None) in said(language, text)


@pytest.mark.parametrize(("language", "text"), HOURS_A_WEEK)
def test_hours_a_week_are_not_total_hours(language: str, text: str) -> None:
    assert said(language, text) == {(LimitKind.HOURS_PER_WEEK, 5.0)}


@pytest.mark.parametrize(("language", "text"), ONLINE)
def test_learning_from_home_is_online(language: str, text: str) -> None:
    assert (LimitKind.MODE, "online") in said(language, text)


@pytest.mark.parametrize(("language", "text"), EVENING)
def test_evenings_are_a_schedule(language: str, text: str) -> None:
    assert said(language, text) == {(LimitKind.SCHEDULE, "evening")}


@pytest.mark.parametrize(("language", "text", "country"), PLACES)
def test_a_city_is_found_in_the_case_its_language_puts_it_in(language: str, text: str, country: str) -> None:
    found = [limit for limit in read(language, text) if limit.kind is LimitKind.PLACE]
    assert [limit.detail["country"] for limit in found] == [country]
    assert -90 <= float(found[0].detail["latitude"]) <= 90


@pytest.mark.parametrize(("language", "text", "code"), INSTRUCTION)
def test_the_language_of_instruction_is_a_limit(language: str, text: str, code: str) -> None:
    assert said(language, text) == {(LimitKind.LANGUAGE, code)}


@pytest.mark.parametrize(
    ("language", "text", "kind", "value"),
    [
        ("en", "up to 100 euros", LimitKind.MAX_PRICE, 100.0),
        ("de", "maximal 1.200,50 €", LimitKind.MAX_PRICE, 1200.5),
        ("fr", "moins de 1 500 euros", LimitKind.MAX_PRICE, 1500.0),
        ("es", "máximo 50€", LimitKind.MAX_PRICE, 50.0),
        ("it", "massimo cento euro", LimitKind.MAX_PRICE, 100.0),
        ("el", "μέχρι 80 ευρώ", LimitKind.MAX_PRICE, 80.0),
        ("fi", "enintään 60 euroa", LimitKind.MAX_PRICE, 60.0),
        ("en", "€40 max", LimitKind.MAX_PRICE, 40.0),
        ("en", "20 hours in total", LimitKind.MAX_HOURS, 20.0),
        ("de", "höchstens 30 Stunden", LimitKind.MAX_HOURS, 30.0),
        ("pl", "w 6 tygodni", LimitKind.MAX_WEEKS, 6.0),
        ("sv", "max åtta veckor", LimitKind.MAX_WEEKS, 8.0),
        ("nl", "binnen 3 maanden", LimitKind.MAX_WEEKS, 13.0),
        ("en", "within a year", LimitKind.MAX_WEEKS, 52.0),
        ("en", "two hours a day", LimitKind.HOURS_PER_WEEK, 10.0),
        ("fr", "en présentiel", LimitKind.MODE, "onsite"),
        ("de", "vor Ort", LimitKind.MODE, "onsite"),
        ("pl", "hybrydowo", LimitKind.MODE, "blended"),
        ("es", "los fines de semana", LimitKind.SCHEDULE, "weekend"),
        ("da", "i weekenden", LimitKind.SCHEDULE, "weekend"),
        ("hu", "munka mellett", LimitKind.SCHEDULE, "part_time"),
        ("cs", "na plný úvazek", LimitKind.SCHEDULE, "full_time"),
        ("it", "con i miei tempi", LimitKind.SCHEDULE, "self_paced"),
        ("en", "for beginners", LimitKind.LEVEL, "beginner"),
        ("ro", "pentru începători", LimitKind.LEVEL, "beginner"),
        ("pt", "nível avançado", LimitKind.LEVEL, "advanced"),
        ("bg", "за напреднали", LimitKind.LEVEL, "advanced"),
        ("en", "I need a certificate", LimitKind.CERTIFICATE, None),
        ("fr", "avec un certificat", LimitKind.CERTIFICATE, None),
        ("sk", "s certifikátom", LimitKind.CERTIFICATE, None),
        ("de", "etwas billigeres", LimitKind.CHEAPER, None),
        ("el", "κάτι φθηνότερο", LimitKind.CHEAPER, None),
        ("fi", "halvempaa", LimitKind.CHEAPER, None),
        ("es", "más corto por favor", LimitKind.SHORTER, None),
        ("lt", "trumpesnis", LimitKind.SHORTER, None),
        ("de", "ich wohne in Österreich", LimitKind.COUNTRY, "AT"),
        ("pl", "mieszkam w Niemczech", LimitKind.COUNTRY, "DE"),
        ("fr", "je vis en Belgique", LimitKind.COUNTRY, "BE"),
        ("uk", "живу в Польщі", LimitKind.COUNTRY, "PL"),
        ("en", "I live in the Netherlands", LimitKind.COUNTRY, "NL"),
    ],
)  # fmt: skip
def test_a_limit_is_read_with_its_value(language: str, text: str, kind: LimitKind, value: str | float | None) -> None:
    assert (kind, value) in said(language, text)


@pytest.mark.parametrize(
    ("language", "text", "topic"),
    [
        ("en", "anything but not programming", "programming"),
        ("de", "aber kein Marketing", "Marketing"),
        ("fr", "mais pas de programmation", "programmation"),
        ("es", "nada de ventas", "ventas"),
        ("it", "ma non informatica", "informatica"),
        ("pl", "ale nie programowanie", "programowanie"),
        ("nl", "maar geen verkoop", "verkoop"),
        ("sv", "men inte ekonomi", "ekonomi"),
        ("fi", "mutta ei ohjelmointia", "ohjelmointia"),
        ("uk", "але не продажі", "продажі"),
    ],
)
def test_what_is_not_wanted_is_excluded(language: str, text: str, topic: str) -> None:
    assert (LimitKind.EXCLUDE, topic) in said(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "no experience"), ("de", "ich habe keine Zeit"), ("fr", "pas de diplôme"), ("es", "sin experiencia"),
        ("it", "non lo so"), ("pl", "nie wiem"), ("pt", "não sei"), ("nl", "geen idee"), ("sv", "inga kunskaper"),
        ("en", "I do not have a car"),
    ],
)  # fmt: skip
def test_what_a_person_lacks_is_not_an_exclusion(language: str, text: str) -> None:
    assert not [limit for limit in read(language, text) if limit.kind is LimitKind.EXCLUDE]


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "the price doesn't matter", LimitKind.MAX_PRICE),
        ("de", "der Preis ist egal", LimitKind.MAX_PRICE),
        ("fr", "peu importe le prix", LimitKind.MAX_PRICE),
        ("es", "el precio da igual", LimitKind.MAX_PRICE),
        ("it", "il prezzo non importa", LimitKind.MAX_PRICE),
        ("pl", "cena nie ma znaczenia", LimitKind.MAX_PRICE),
        ("en", "it doesn't have to be online", LimitKind.MODE),
        ("de", "muss nicht online sein", LimitKind.MODE),
        ("nl", "de taal maakt niet uit", LimitKind.LANGUAGE),
        ("en", "I don't need a certificate", LimitKind.CERTIFICATE),
    ],
)
def test_a_lifted_limit_is_marked_removed_and_not_set(language: str, text: str, kind: LimitKind) -> None:
    found = read(language, text)
    assert kind in {limit.kind for limit in found if limit.removed}
    assert not [limit for limit in found if not limit.removed]


def test_not_online_means_on_site() -> None:
    assert said("de", "aber nicht online") == {(LimitKind.MODE, "onsite")}
    assert said("en", "must not be online") == {(LimitKind.MODE, "onsite")}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I worked in Berlin for 10 months and earned 900 euros"),
        ("de", "Ich habe 3 Monate in Hamburg als Koch gearbeitet"),
        ("fr", "j'ai travaillé 6 mois à Lyon"),
        ("pl", "pracowałam 8 miesięcy w Krakowie"),
        ("en", "I am 45 years old"),
    ],
)
def test_the_past_sets_no_limits(language: str, text: str) -> None:
    assert not read(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I want to learn German"),
        ("de", "ich will Deutsch lernen"),
        ("fr", "apprendre le français"),
        ("fi", "haluan oppia suomea"),
    ],
)
def test_a_language_to_learn_is_not_the_language_of_instruction(language: str, text: str) -> None:
    assert not [limit for limit in read(language, text) if limit.kind is LimitKind.LANGUAGE]


def test_another_currency_is_brought_to_euro_and_kept_as_said() -> None:
    (limit,) = read("pl", "do 425 zł")
    assert limit.value == 100.0
    assert (limit.detail["amount"], limit.detail["currency"]) == (425.0, "PLN")


def test_zero_euro_is_free() -> None:
    assert said("de", "0 Euro") == {(LimitKind.FREE, None)}


def test_a_limit_points_to_the_words_it_was_read_from() -> None:
    text = "Łódź? nein: ich kann höchstens 20 € zahlen"
    (limit,) = [limit for limit in read("de", text) if limit.kind is LimitKind.MAX_PRICE]
    assert limit.span is not None
    assert limit.span.of(text) == "höchstens 20 €"
