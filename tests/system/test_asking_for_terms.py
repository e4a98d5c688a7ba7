"""People ask the real advisor what a word means, in their own language, before and after offers were shown."""

from __future__ import annotations

import pytest

from tests.system.conftest import Advisor, Conversation, message, text_of

pytestmark = pytest.mark.system


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("what is ECTS?", "ects"),
        ("Was bedeutet EQR?", "eqf"),
        ("c'est quoi une micro-certification ?", "micro_credential"),
        ("що таке ЄКТС?", "ects"),
        ("ما هو الإطار الأوروبي للمؤهلات؟", "eqf"),
        ("τι είναι τα μικροδιαπιστευτήρια;", "micro_credential"),
        ("mitä opintopiste tarkoittaa?", "ects"),
        ("co to jest zawód regulowany?", "regulated_profession"),
        ("cos'è una professione regolamentata?", "regulated_profession"),
    ],
)
def test_a_first_message_may_be_a_question_for_a_term(advisor: Advisor, question: str, term: str) -> None:
    answer = Conversation(advisor).say(question)
    explained = message(answer, "text")["data"]["statements"]
    assert [statement["id"] for statement in explained] == [f"statement.glossary.{term}"]
    assert all(statement["evidence"] for statement in explained)


@pytest.mark.parametrize(
    ("goal", "question", "term"),
    [
        ("I would like to learn bookkeeping, free", "what is an e-Seal?", "e_seal"),
        ("Ich möchte Buchhaltung lernen, kostenlos", "Was ist ein Micro-Credential?", "micro_credential"),
        ("Хочу навчитися програмувати, безкоштовно", "що таке мікрокваліфікація?", "micro_credential"),
        ("أريد أن أتعلم البرمجة مجانا", "ما هي الشهادة المصغرة؟", "micro_credential"),
        ("Θέλω να μάθω προγραμματισμό δωρεάν", "τι σημαίνει ΕΠΕΠ;", "eqf"),
        ("Haluaisin oppia ohjelmoimaan ilmaiseksi", "mikä on osaamismerkki?", "badge"),
    ],
)
def test_the_list_and_the_limits_outlive_a_question(advisor: Advisor, goal: str, question: str, term: str) -> None:
    person = Conversation(advisor)
    first = message(person.say(goal), "offers")
    answer = person.say(question)
    explained = next(m for m in answer["messages"] if (m.get("data") or {}).get("statements"))
    assert explained["data"]["statements"][0]["id"] == f"statement.glossary.{term}"
    more = message(person.say("more offers please"), "offers")
    chips = [[chip["args"] for chip in shown["data"]["understood"]] for shown in (first, more)]
    assert chips[0] == chips[1]
    assert {o["id"] for o in more["offers"]}.isdisjoint({o["id"] for o in first["offers"]})


def test_a_question_about_an_offer_is_not_a_question_for_a_term(advisor: Advisor) -> None:
    person = Conversation(advisor, language="en")
    assert message(person.say("what is a data analyst"), "offers")
    for question in ("is the second one worth ECTS?", "what is this course about?", "what is the level?"):
        kinds = {m["kind"] for m in person.say(question)["messages"]}
        assert kinds & {"elements", "recognition", "quality", "offers"}, question


def test_a_term_that_nobody_knows_is_said_to_be_unknown(advisor: Advisor) -> None:
    assert "QRSTU" in text_of(Conversation(advisor, language="en").say("what is QRSTU?"))
