"""What a person needs, what must not be, and when it should start are read in every language; being told of the past
or of a subject to learn sets no limit."""

from __future__ import annotations

import pytest

from nlu.lexicon import codes, lexicon
from nlu.understanding import LimitKind
from tests.nlu.test_limits import read, said

WELDING = {
    "ar": "لحام", "bg": "заваряване", "cs": "svařování", "da": "svejsning", "de": "Schweißen", "el": "συγκόλληση",
    "en": "welding", "es": "soldadura", "et": "keevitamine", "fi": "hitsaus", "fr": "soudure", "ga": "táthú",
    "hr": "zavarivanje", "hu": "hegesztés", "it": "saldatura", "lt": "suvirinimas", "lv": "metināšana",
    "mt": "iwweldjar", "nl": "lassen", "pl": "spawanie", "pt": "soldadura", "ro": "sudură", "sk": "zváranie",
    "sl": "varjenje", "sv": "svetsning", "uk": "зварювання",
}  # fmt: skip

MORNING = [
    ("ar", "في الصباح فقط"), ("bg", "само сутрин"), ("cs", "jen dopoledne"), ("da", "kun om formiddagen"),
    ("de", "nur vormittags"), ("el", "μόνο το πρωί"), ("en", "only mornings"), ("es", "solo por las mañanas"),
    ("et", "ainult hommikuti"), ("fi", "vain aamupäivisin"), ("fr", "seulement le matin"), ("ga", "ar maidin amháin"),
    ("hr", "samo ujutro"), ("hu", "csak délelőtt"), ("it", "solo la mattina"), ("lt", "tik rytais"),
    ("lv", "tikai no rīta"), ("mt", "filgħodu biss"), ("nl", "alleen 's ochtends"), ("pl", "tylko rano"),
    ("pt", "só de manhã"), ("ro", "doar dimineața"), ("sk", "iba doobeda"), ("sl", "samo dopoldne"),
    ("sv", "bara på förmiddagen"), ("uk", "тільки зранку"),
]  # fmt: skip

NOT_EVENING = [
    ("ar", "ليس في المساء"), ("bg", "не вечер"), ("cs", "ne večer"), ("da", "ikke om aftenen"),
    ("de", "nicht am Abend"), ("el", "όχι βράδυ"), ("en", "not in the evening"), ("es", "no por la noche"),
    ("et", "mitte õhtuti"), ("fi", "ei iltaisin"), ("fr", "pas le soir"), ("ga", "ní istoíche"),
    ("hr", "ne navečer"), ("hu", "nem este"), ("it", "non la sera"), ("lt", "ne vakarais"), ("lv", "ne vakaros"),
    ("mt", "mhux filgħaxija"), ("nl", "niet in de avond"), ("pl", "nie wieczorem"), ("pt", "não à noite"),
    ("ro", "nu seara"), ("sk", "nie večer"), ("sl", "ne zvečer"), ("sv", "inte på kvällen"), ("uk", "не ввечері"),
]  # fmt: skip

NOT_ENGLISH = [
    ("ar", "ليس بالإنجليزية"), ("bg", "не на английски"), ("cs", "ne anglicky"), ("da", "ikke på engelsk"),
    ("de", "nicht auf Englisch"), ("el", "όχι στα αγγλικά"), ("en", "not in English"), ("es", "no en inglés"),
    ("et", "mitte inglise keeles"), ("fi", "ei englanniksi"), ("fr", "sans anglais"), ("ga", "ní as Béarla"),
    ("hr", "ne na engleskom"), ("hu", "nem angolul"), ("it", "non in inglese"), ("lt", "ne angliškai"),
    ("lv", "ne angliski"), ("mt", "mhux bl-Ingliż"), ("nl", "niet in het Engels"), ("pl", "nie po angielsku"),
    ("pt", "não em inglês"), ("ro", "nu în engleză"), ("sk", "nie po anglicky"), ("sl", "ne v angleščini"),
    ("sv", "inte på engelska"), ("uk", "не англійською"),
]  # fmt: skip

CHILDCARE = [
    ("ar", "أحتاج رعاية أطفال"), ("bg", "трябва ми детегледачка"), ("cs", "potřebuju hlídání dětí"),
    ("da", "har brug for børnepasning"), ("de", "brauche Kinderbetreuung"), ("el", "χρειάζομαι παιδικό σταθμό"),
    ("en", "need childcare"), ("es", "necesito guardería"), ("et", "vajan lapsehoidu"),
    ("fi", "tarvitsen lastenhoitoa"), ("fr", "besoin d'une garde d'enfants"), ("ga", "teastaíonn cúram leanaí uaim"),
    ("hr", "trebam čuvanje djece"), ("hu", "gyerekfelügyelet kell"), ("it", "mi serve l'asilo nido"),
    ("lt", "reikia vaikų priežiūros"), ("lv", "vajag bērnu pieskatīšanu"), ("mt", "għandi bżonn childcare"),
    ("nl", "kinderopvang nodig"), ("pl", "potrzebuję opieki nad dziećmi"), ("pt", "preciso de creche"),
    ("ro", "am nevoie de grădiniță"), ("sk", "potrebujem stráženie detí"), ("sl", "potrebujem varstvo otrok"),
    ("sv", "behöver barnpassning"), ("uk", "потрібен догляд за дітьми"),
]  # fmt: skip

WHO_PAYS = [
    ("ar", "من يدفع؟"), ("bg", "кой плаща?"), ("cs", "kdo to zaplatí?"), ("da", "hvem betaler?"),
    ("de", "wer zahlt das?"), ("el", "ποιος πληρώνει;"), ("en", "who pays?"), ("es", "¿quién paga?"),
    ("et", "kes maksab?"), ("fi", "kuka maksaa?"), ("fr", "qui paie ?"), ("ga", "cé a íocann?"), ("hr", "tko plaća?"),
    ("hu", "ki fizeti?"), ("it", "chi paga?"), ("lt", "kas apmokės?"), ("lv", "kas maksās?"), ("mt", "min iħallas?"),
    ("nl", "wie betaalt?"), ("pl", "kto zapłaci?"), ("pt", "quem paga?"), ("ro", "cine plătește?"),
    ("sk", "kto to zaplatí?"), ("sl", "kdo plača?"), ("sv", "vem betalar?"), ("uk", "хто оплатить?"),
]  # fmt: skip

FROM_APRIL = [
    ("ar", "ابتداء من أبريل"), ("bg", "от април"), ("cs", "od dubna"), ("da", "fra april"), ("de", "ab April"),
    ("el", "από Απρίλιο"), ("en", "from April"), ("es", "a partir de abril"), ("et", "aprillist"),
    ("fi", "huhtikuusta alkaen"), ("fr", "à partir d'avril"), ("ga", "ó Aibreán"), ("hr", "od travnja"),
    ("hu", "áprilistól"), ("it", "da aprile"), ("lt", "nuo balandžio"), ("lv", "no aprīļa"), ("mt", "minn April"),
    ("nl", "vanaf april"), ("pl", "od kwietnia"), ("pt", "a partir de abril"), ("ro", "din aprilie"),
    ("sk", "od apríla"), ("sl", "od aprila"), ("sv", "från april"), ("uk", "з квітня"),
]  # fmt: skip

CHEAP = [
    ("ar", "رخيص"), ("bg", "евтино"), ("cs", "levně"), ("da", "billigt"), ("de", "günstig"), ("el", "φθηνό"),
    ("en", "not too expensive"), ("es", "no muy caro"), ("et", "odav"), ("fi", "edullinen"), ("fr", "pas trop cher"),
    ("ga", "saor go leor"), ("hr", "jeftino"), ("hu", "olcsó"), ("it", "non troppo caro"), ("lt", "pigiai"),
    ("lv", "lēti"), ("mt", "irħis"), ("nl", "niet te duur"), ("pl", "niedrogi"), ("pt", "barato"), ("ro", "ieftin"),
    ("sk", "lacno"), ("sl", "poceni"), ("sv", "inte för dyrt"), ("uk", "недорого"),
]  # fmt: skip

TABLES = {
    (LimitKind.SCHEDULE, "morning"): MORNING,
    (LimitKind.NOT_SCHEDULE, "evening"): NOT_EVENING,
    (LimitKind.NOT_LANGUAGE, "en"): NOT_ENGLISH,
    (LimitKind.CHILDCARE, None): CHILDCARE,
    (LimitKind.FUNDING, None): WHO_PAYS,
    (LimitKind.START, None): FROM_APRIL,
    (LimitKind.CHEAP, None): CHEAP,
}


@pytest.mark.parametrize(("kind", "value"), TABLES)
def test_each_is_read_in_every_language_beside_a_subject_and_stands_where_it_was_said(
    kind: LimitKind, value: str | None
) -> None:
    assert {language for language, _ in TABLES[kind, value]} == set(codes())
    wrong = []
    for language, phrase in TABLES[kind, value]:
        text = f"{WELDING[language]}, {phrase}"
        found = read(language, text)
        if [(limit.kind, limit.value) for limit in found] != [(kind, value)]:
            wrong.append((language, text, found))
            continue
        assert found[0].span is not None
        assert found[0].span.of(text) in text
        assert found[0].span.start > len(WELDING[language])
    assert wrong == []


@pytest.mark.parametrize(("language", "text"), FROM_APRIL)
def test_a_month_is_kept_as_it_was_said(language: str, text: str) -> None:
    assert [dict(limit.detail) for limit in read(language, text)] == [{"month": 4}]


@pytest.mark.parametrize(
    ("language", "text", "detail"),
    [
        ("en", "starting after the summer", {"after": "summer"}),
        ("de", "ab dem 15. März 2027", {"month": 3, "day": 15, "year": 2027}),
        ("fi", "kesän jälkeen", {"after": "summer"}),
        ("pl", "po wakacjach", {"after": "summer"}),
        ("en", "in autumn", {"season": "autumn"}),
        ("fr", "le mois prochain", {"next": "month"}),
    ],
)
def test_starts_are_kept_as_they_were_said(language: str, text: str, detail: dict[str, object]) -> None:
    assert [(limit.kind, dict(limit.detail)) for limit in read(language, text)] == [(LimitKind.START, detail)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "i worked evenings in a bar for 10 years, now cooking"),
        ("en", "i earn 1500 euros a month and want to become a nurse"),
        ("en", "i want to learn sign language"),
        ("en", "i want to become a kindergarten teacher"),
        ("en", "i am free on mondays, cooking"),
        ("de", "ich verdiene 1800 Euro im Monat und will Koch werden"),
        ("de", "ich möchte Gebärdensprache lernen"),
        ("fr", "je veux apprendre la langue des signes"),
        ("pl", "chcę się nauczyć języka migowego"),
        ("es", "gano 1200 euros al mes y quiero ser cocinero"),
        ("da", "jeg tjener 20000 kroner om måneden"),
    ],
)
def test_the_past_earnings_and_subjects_set_no_limit(language: str, text: str) -> None:
    assert said(language, text) == set()


@pytest.mark.parametrize(
    ("language", "text", "most"),
    [
        ("en", "i can't pay more than 50 euros", 50.0),
        ("de", "kann nicht mehr als 100 Euro zahlen", 100.0),
        ("fr", "je ne peux pas payer plus de 200 euros", 200.0),
        ("el", "δεν μπορώ να πληρώσω πάνω από 80 ευρώ", 80.0),
        ("en", "between 50 and 100 euros", 100.0),
        ("ro", "cel mult 500 de euro", 500.0),
    ],
)
def test_an_amount_that_can_be_paid_is_not_free(language: str, text: str, most: float) -> None:
    assert said(language, text) == {(LimitKind.MAX_PRICE, most)}


@pytest.mark.parametrize(
    ("language", "text", "place", "country"),
    [
        ("de", "in Bayern", "Bayern", "DE"), ("fr", "en Bavière", "Bayern", "DE"),
        ("es", "en Baviera", "Bayern", "DE"),
        ("pl", "na Śląsku", "Śląsk", "PL"), ("it", "in Sicilia", "Sicilia", "IT"),
        ("fr", "en Bretagne", "Bretagne", "FR"),
    ],
)  # fmt: skip
def test_a_region_is_a_place_with_a_radius(language: str, text: str, place: str, country: str) -> None:
    (found,) = (limit for limit in read(language, text) if limit.kind is LimitKind.PLACE)
    assert (found.value, found.detail["country"]) == (place, country)
    assert 10 <= float(found.detail["within_km"]) <= 400


@pytest.mark.parametrize(
    ("language", "wrong", "right"),
    [
        ("en", "beginers", "beginners"),
        ("de", "kinderbetreuumg", "kinderbetreuung"),
        ("fr", "financememt", "financement"),
    ],
)
def test_a_long_word_of_a_limit_may_have_a_letter_wrong(language: str, wrong: str, right: str) -> None:
    assert lexicon(language).key(wrong).removesuffix("*") in right
