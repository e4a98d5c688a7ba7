"""Asking what a term means: two sentences and a source, and everything else stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from actions.render.voice import Voice
from actions.services import Services
from actions.texts.catalogue import Texts
from knowledge.glossary import system_named_in, terms
from nlu.understanding import Act, AskedTerm, Limit, LimitKind
from tests.actions.conftest import Talk


def ask(talk: Talk, id_: str | None, words: str, **said: Any) -> dict[str, Any]:
    return talk.say(Act.ASK_TERM, f"what is {words}?", terms=(AskedTerm(id_, words),), **said)


def text(answer: dict[str, Any]) -> str:
    return "\n".join(message["text"] for message in answer["messages"])


def labels(answer: dict[str, Any]) -> list[str]:
    return [button["text"] for button in answer["quick_replies"]]


@pytest.mark.parametrize("id_", [one.id for one in terms()])
def test_every_term_is_explained_with_its_source(talk: Talk, id_: str) -> None:
    answer = ask(talk, id_, id_)
    (statement,) = answer["messages"][0]["data"]["statements"]
    assert statement["id"] == f"statement.glossary.{id_}"
    assert statement["text"] != statement["easy_text"]
    assert all(e["source"] and e["quote"] and e["date"] for e in statement["evidence"])
    assert statement["text"] in text(answer)
    assert "Source: " in text(answer)


def test_before_any_goal_the_goal_is_asked_for_again(talk: Talk) -> None:
    answer = ask(talk, "ects", "ECTS")
    assert text(answer).startswith("This is what “ECTS” means.")
    assert "What do you want to learn" in text(answer)
    assert talk.slots.get("goal") is None


def test_the_list_stays_and_so_do_the_chips(talk: Talk) -> None:
    free = Limit(LimitKind.FREE)
    before = talk.goal("python programming", limits=(free,))
    slots = dict(talk.slots)
    answer = ask(talk, "ects", "ECTS", limits=(Limit(LimitKind.MODE, "blended"),))
    assert "Your list of offers is still there." in text(answer)
    assert {name: talk.slots.get(name) for name in slots} == slots
    again = talk.say(Act.MORE)
    assert before["messages"][0]["data"]["understood"] == again["messages"][0]["data"]["understood"]


def test_a_question_that_waited_is_asked_again(talk: Talk) -> None:
    talk.goal("python programming")
    waiting = talk.say(Act.ASK_RECOGNITION)
    answer = ask(talk, "enic_naric", "ENIC-NARIC")
    assert len(answer["messages"]) == 2
    assert answer["messages"][1]["text"] == waiting["messages"][-1]["text"]
    assert answer["quick_replies"] == waiting["quick_replies"]
    assert talk.slots["offered"]["waits"]


def test_what_a_yes_would_do_and_and_the_first_hold_on(talk: Talk) -> None:
    talk.goal("python programming")
    talk.say(Act.ASK_CHECKED)
    offered = talk.slots["offered"]
    ask(talk, "eqf", "EQF")
    assert talk.slots["offered"] == offered


def test_an_unknown_term_is_said_to_be_unknown_and_whom_to_ask(talk: Talk) -> None:
    answer = ask(talk, None, "QRSTU")
    assert "I do not know what “QRSTU” means." in text(answer)
    assert "ask the provider" in text(answer)
    assert "“I want to learn QRSTU.”" in text(answer)
    assert any(button["act"] == Act.ASK_HUMAN for button in answer["quick_replies"])


def test_what_a_person_wrote_cannot_break_the_page(talk: Talk) -> None:
    answer = ask(talk, None, "<script>alert(1)</script>{words}")
    assert "<script>" not in answer["messages"][0]["html"]


@pytest.mark.parametrize("posted", ["ectz", 7, None, {"id": "ects"}])
def test_a_button_that_we_never_offered_is_answered_all_the_same(talk: Talk, posted: object) -> None:
    answer = talk.say(Act.ASK_TERM, "x", args={"term": posted})
    assert "I do not know what “x” means." in text(answer)


def test_in_a_language_that_we_do_not_speak_the_persons_own_word_stands_beside_ours(
    services: Services, only_english: Texts
) -> None:
    talk = Talk(replace(services, texts=only_english))
    answer = ask(talk, "eqf", "الإطار الأوروبي للمؤهلات", language="ar")
    assert text(answer).startswith("This is what “الإطار الأوروبي للمؤهلات” (EQF) means.")


def test_the_lead_says_the_acronym_else_the_persons_own_word(talk: Talk) -> None:
    assert text(ask(talk, "eqf", "eqf")).startswith("This is what “EQF” means.")
    assert text(ask(talk, "badge", "open badges")).startswith("This is what “open badges” means.")
    assert "ECTS" in text(ask(talk, "ects", "ECTS", language="de")).split(".")[0]


def test_two_terms_are_explained_in_their_order(talk: Talk) -> None:
    asked = (AskedTerm("badge", "badge"), AskedTerm("micro_credential", "micro-credential"))
    answer = talk.say(Act.ASK_TERM, "what is the difference between a badge and a micro-credential", terms=asked)
    explained = [message["data"]["statements"][0]["id"] for message in answer["messages"][:2]]
    assert explained == ["statement.glossary.badge", "statement.glossary.micro_credential"]


def test_easy_readers_get_easy_sentences(talk: Talk) -> None:
    talk.say(Act.EASY_READ)
    answer = ask(talk, "ects", "ECTS")
    assert "These are points for study work." in text(answer)
    assert "ECTS credits show" not in text(answer)


def test_an_answer_that_names_a_system_offers_to_explain_it_once(talk: Talk) -> None:
    talk.goal("fintech financial innovation")
    talk.say(Act.ASK_RECOGNITION)
    answer = talk.say(Act.ASK_RECOGNITION, args={"purpose": "abroad", "country": "DE"})
    offered = [button for button in answer["quick_replies"] if button["act"] == Act.ASK_TERM]
    assert len(offered) == 1
    named = system_named_in(" ".join(s["text"] for s in answer["messages"][0]["data"]["statements"]), "en")
    assert named is not None
    assert offered[0]["text"] == f"What is {named.name_in('en')}?"
    explained = talk.press(offered[0])
    assert explained["messages"][0]["data"]["statements"][0]["id"] == named.meaning.id
    assert "Your list of offers is still there." in text(explained)


def test_no_button_explains_what_the_answer_does_not_name(talk: Talk) -> None:
    talk.goal("python programming")
    for answer in (
        talk.say(Act.ASK_CHECKED),
        talk.say(Act.ASK_RECOGNITION, args={"purpose": "employer", "country": "DE"}),
    ):
        named = system_named_in(text(answer), "en")
        offered = [label for label in labels(answer) if label.startswith("What is ")]
        assert len(offered) <= (1 if named else 0)


def test_a_term_is_named_in_each_spoken_language() -> None:
    texts = Texts()
    for language in texts.languages():
        voice = Voice(texts, language)
        assert all(one.name_in(voice.language) for one in terms())
