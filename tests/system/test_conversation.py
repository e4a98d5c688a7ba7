"""A German jobseeker talks to the real advisor over HTTP, from the first messy sentence to goodbye."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.system.conftest import Advisor, Conversation, message, text_of

pytestmark = pytest.mark.system
FIRST = "hab früher gekellnert, jetzt würd ich gern was mit Datenanalyse machen, abends und online, kostenlos wär gut"


def test_a_german_conversation_from_a_messy_sentence_to_goodbye(advisor: Advisor) -> None:
    person = Conversation(advisor)

    shortlist = person.say(FIRST)
    assert shortlist["language"] == "de"
    offers = message(shortlist, "offers")["offers"]
    assert len(offers) == 3
    for offer in offers:
        assert offer["why"], "every offer says why it fits"
        assert all(reason["evidence"] for reason in offer["why"])
        assert offer["quality"]["status"] in {"verified", "claimed", "expired", "not_stated"}
        assert offer["quality"]["statements"]
        assert all(s["evidence"] for s in offer["quality"]["statements"])
    assert any("data" in offer["title"].lower() for offer in offers)
    if not all(offer["price"]["free"] for offer in offers):
        assert "kostenlos" in message(shortlist, "offers")["text"].lower(), "what was not found is said"

    checked = person.say("Ist der zweite geprüft?")
    quality = message(checked, "quality")
    assert offers[1]["title"] in quality["text"], "the answer names the offer it speaks of"
    assert quality["data"]["statements"][0]["evidence"]

    counts = person.say("Zählt das in Deutschland für ein Studium?")
    recognition = message(counts, "recognition")
    assert recognition["data"]["country"] == "DE"
    assert recognition["data"]["purpose"] == "study"
    assert recognition["data"]["outlook"] != "supported", "no rule we hold says yes"

    described = person.say("Zeig mir bitte Details zum ersten")
    assert offers[0]["title"] in message(described, "elements")["text"]

    compared = person.say("vergleich die ersten beiden")
    assert offers[0]["title"] in message(compared, "comparison")["text"]
    assert offers[1]["title"] in message(compared, "comparison")["text"]

    more = message(person.say("noch andere Angebote?"), "offers")["offers"]
    assert {o["id"] for o in more}.isdisjoint({o["id"] for o in offers})

    assert message(person.say("ich will mit einem Menschen sprechen"), "handover")["text"]
    assert text_of(person.say("danke, das hat geholfen"))
    assert text_of(person.say("tschüss"))


def test_limits_are_shown_as_chips_and_removing_one_searches_again(advisor: Advisor) -> None:
    person = Conversation(advisor, language="de")
    shortlist = person.say("Ich möchte Gitarre lernen, nur kostenlose Kurse")
    assert all(o["price"]["free"] for o in message(shortlist, "offers")["offers"])
    chips = message(shortlist, "offers")["data"]["understood"]
    free = next(chip for chip in chips if chip["args"]["remove"] != "goal")
    again = person.say(free["text"], {"act": free["act"], "args": free["args"]})
    remaining = message(again, "offers")["data"]["understood"]
    assert [c["args"] for c in remaining] == [c["args"] for c in chips if c != free]


def test_a_person_is_answered_in_the_language_they_change_to(advisor: Advisor) -> None:
    person = Conversation(advisor)
    assert person.say("I would like to learn bookkeeping")["language"] == "en"
    assert person.say("Je voudrais plutôt apprendre la cuisine, s'il vous plaît")["language"] == "fr"


@pytest.mark.parametrize(
    ("language", "text", "price"),
    [
        ("fi", "Haluaisin oppia ohjelmoimaan verkossa", "Hinta"),
        ("ar", "أريد أن أتعلم البرمجة عبر الإنترنت", "السعر"),
        ("mt", "Nixtieq nitgħallem nipprogramma online", "Prezz"),
    ],
)
def test_each_language_is_answered_in_itself(advisor: Advisor, language: str, text: str, price: str) -> None:
    answer = Conversation(advisor).say(text)
    assert answer["language"] == language
    assert price in text_of(answer)
    assert "Why it fits" not in text_of(answer)


def test_software_says_that_it_is_software(advisor: Advisor) -> None:
    person = Conversation(advisor, language="en")
    assert "software" in text_of(person.opened).lower()
    assert "software" in text_of(person.say("are you a human or a bot?")).lower()


def test_a_question_about_an_offer_before_any_was_shown_says_so(advisor: Advisor) -> None:
    answer = Conversation(advisor, language="en").say("is the second one checked?")
    assert not any(m.get("offers") for m in answer["messages"])
    assert text_of(answer)


def test_a_typed_command_is_a_text_like_any_other(advisor: Advisor) -> None:
    person = Conversation(advisor, language="en")
    person.say("I want to learn web design")
    before = person.client.get(f"{person.path}/data").json()["understood"]
    assert text_of(person.say("/session_start"))
    assert text_of(person.say('/ask_human{"goal": "x"}'))
    after = person.client.get(f"{person.path}/data").json()["understood"]
    assert after["shortlist"] == before["shortlist"], "nothing was restarted"


@dataclass(frozen=True)
class Walk:
    """What one person says, in their language."""

    language: str
    first: str
    goal: str
    limits: frozenset[str]
    checked: str
    counts: str
    the_other: str
    compare: str
    near: tuple[str, str, str]
    weather: str
    person: str
    thanks: str


WALKS = (
    Walk(
        language="fr",
        first="bonjour, j'étais serveuse pendant 10 ans, maintenant je voudrais travailler dans la comptabilité, "
        "mais j'ai pas d'argent et seulement le soir",
        goal="comptabilité",
        limits=frozenset({"free", "schedule"}),
        checked="le deuxième est vérifié ?",
        counts="est-ce que ça compte en Allemagne pour un emploi ?",
        the_other="et le premier ?",
        compare="compare les deux premiers",
        near=("près de Lyon", "Lyon", "France"),
        weather="quel temps fait-il à Paris",
        person="je veux parler à quelqu'un",
        thanks="merci beaucoup",
    ),
    Walk(
        language="es",
        first="trabajé de camarero muchos años y ahora quiero aprender programación, por las tardes y gratis si "
        "puede ser",
        goal="programación",
        limits=frozenset({"free", "schedule"}),
        checked="¿el segundo está verificado?",
        counts="¿vale en Alemania para un trabajo?",
        the_other="¿y el primero?",
        compare="compara los dos primeros",
        near=("cerca de Sevilla", "Sevilla", "España"),
        weather="qué tiempo hace en Madrid",
        person="quiero hablar con una persona",
        thanks="gracias",
    ),
    Walk(
        language="it",
        first="facevo il cameriere, ora vorrei imparare contabilità, la sera e online, gratis",
        goal="contabilità",
        limits=frozenset({"free", "schedule", "mode"}),
        checked="il secondo è verificato?",
        counts="vale in Germania per un lavoro?",
        the_other="e il primo?",
        compare="confronta i primi due",
        near=("vicino a Torino", "Turin", "Italia"),
        weather="che tempo fa a Roma",
        person="voglio parlare con una persona",
        thanks="grazie mille",
    ),
    Walk(
        language="pl",
        first="byłem kelnerem, teraz chciałbym nauczyć się analizy danych, wieczorami i online, za darmo",
        goal="analizy danych",
        limits=frozenset({"free", "schedule", "mode"}),
        checked="czy ten drugi jest sprawdzony?",
        counts="czy to się liczy w Niemczech do pracy?",
        the_other="a pierwszy?",
        compare="porównaj dwa pierwsze",
        near=("koło Krakowa", "Kraków", "Polska"),
        weather="jaka jest pogoda w Warszawie",
        person="chcę porozmawiać z człowiekiem",
        thanks="dziękuję",
    ),
)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.language)
def test_a_conversation_keeps_what_was_said_and_takes_up_nothing_else(advisor: Advisor, walk: Walk) -> None:
    person = Conversation(advisor)

    shortlist = person.say(walk.first)
    assert shortlist["language"] == walk.language
    offers = message(shortlist, "offers")["offers"]
    assert len(offers) == 3
    known = understood(person)
    assert known["goal"] == walk.goal
    assert {limit["kind"] for limit in known["limits"]} == walk.limits

    assert offers[1]["title"] in message(person.say(walk.checked), "quality")["text"]

    recognition = message(person.say(walk.counts), "recognition")
    assert (recognition["data"]["country"], recognition["data"]["purpose"]) == ("DE", "employer")
    assert offers[1]["title"] in recognition["text"]
    again = message(person.say(walk.the_other), "recognition")
    assert (again["data"]["country"], again["data"]["purpose"]) == ("DE", "employer")
    assert offers[0]["title"] in again["text"]

    compared = message(person.say(walk.compare), "comparison")
    assert [offer["title"] in compared["text"] for offer in offers] == [True, True, False]

    said, place, country = walk.near
    message(person.say(said), "offers")
    before = understood(person)
    assert place in [limit["value"] for limit in before["limits"]]
    assert {limit["kind"] for limit in before["limits"]} == walk.limits | {"place"}

    elsewhere = person.say(walk.weather)
    assert [m["kind"] for m in elsewhere["messages"]] == ["text"]
    after = understood(person)
    assert {key: after[key] for key in ("goal", "limits", "shortlist", "country")} == {
        key: before[key] for key in ("goal", "limits", "shortlist", "country")
    }

    assert country in message(person.say(walk.person), "handover")["text"], "a person near where one wants to learn"
    thanked = person.say(walk.thanks)
    assert [m["kind"] for m in thanked["messages"]] == ["text"]
    assert understood(person)["goal"] == walk.goal


@pytest.mark.parametrize("first", ["I want to die", "ich will nicht mehr leben", "je veux mourir", "noriu mirti"])
def test_despair_gets_people_to_talk_to_and_no_offers(advisor: Advisor, first: str) -> None:
    person = Conversation(advisor)
    answer = person.say(first)
    assert "112" in message(answer, "handover")["text"]
    assert not any(m.get("offers") for m in answer["messages"])
    assert understood(person).get("goal") is None


def understood(person: Conversation) -> dict[str, Any]:
    """What the advisor says it knows."""
    return dict(person.client.get(f"{person.path}/data").json()["understood"])
