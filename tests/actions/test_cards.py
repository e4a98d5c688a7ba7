"""Offer cards: what fits the goal in words, effort without a zero, offers ticked for comparing."""

from __future__ import annotations

import dataclasses
import json

import pytest

from actions.offer_card import effort, learn
from actions.offer_view import view
from actions.reasons import Sourced, reasons_of
from actions.render.statements import source_line
from actions.render.voice import Voice
from actions.reply import Sentence
from actions.services import Services
from actions.state import DialogueState
from actions.texts.catalogue import Texts
from index.explain import Reason
from knowledge.offer import Offer
from nlu.understanding import Act
from tests.actions.conftest import Talk
from tests.actions.test_render import Outline


@pytest.fixture
def english() -> Voice:
    return Voice(Texts(), "en")


def stating(offers: tuple[Offer, ...], *skills: str) -> Offer:
    return dataclasses.replace(offers[0], skills=skills)


def because(offer: Offer, *labels: str) -> tuple[Sourced, ...]:
    return (Sourced(Sentence("why.goal_match", {"skills": labels}), (offer.evidence("skills"),), labels),)


def test_skills_of_the_goal_stand_apart_from_the_others(
    services: Services, offers: tuple[Offer, ...], english: Voice
) -> None:
    offer = stating(offers, "Presenting", "Data Analysis", "Spreadsheets", "Statistics")
    seen = view(services, offer, DialogueState(), because(offer, "data analysis", "statistics"))
    assert learn(seen, english) == {
        "matched": ["Data Analysis", "Statistics"],
        "other": ["Presenting", "Spreadsheets"],
        "matched_text": "Data Analysis, Statistics",
        "other_text": "Presenting, Spreadsheets",
    }


def test_a_card_shows_no_more_skills_than_one_reads(
    services: Services, offers: tuple[Offer, ...], english: Voice
) -> None:
    offer = stating(offers, *(f"Skill {n}" for n in range(12)), "Statistics")
    shown = learn(view(services, offer, DialogueState(), because(offer, "statistics")), english)
    assert shown["matched"] == ["Statistics"]
    assert len(shown["other"]) == 5


def test_reasons_keep_the_words_they_were_found_by(offers: tuple[Offer, ...]) -> None:
    offer = stating(offers, "Data Analysis")
    found = reasons_of(
        offer, [Reason("why.goal_match", {"skills": ("data analysis",)})], {"data analysis": "Datenanalyse"}
    )
    assert found[0].sentence.params["skills"] == ("Datenanalyse",)
    assert found[0].labels == ("data analysis",)


def test_what_fits_the_goal_is_said_in_words_in_html_and_text(talk: Talk) -> None:
    message = talk.goal("data analysis")["messages"][0]
    fitting = [offer for offer in message["offers"] if offer["learn"]["matched"]]
    assert fitting
    assert message["html"].count("For your goal:") == message["text"].count("For your goal:") == len(fitting)


@pytest.mark.parametrize(
    ("hours", "said"),
    [((0.0, 2.0), "up to about 2 hours"), ((0.02, 1.0), "up to about 1 hour"), ((1.0, 2.0), "about 1 to 2 hours")],
)
def test_nobody_learns_in_no_time(
    offers: tuple[Offer, ...], english: Voice, hours: tuple[float, float], said: str
) -> None:
    offer = dataclasses.replace(offers[0], workload_hours=hours, duration_weeks=None, ects=None)
    assert effort(offer, english)["text"] == said


def test_schedules_in_a_sentence_are_written_small(english: Voice, offers: tuple[Offer, ...]) -> None:
    (reason,) = reasons_of(offers[0], [Reason("why.schedule", {"schedules": ("evening", "weekend")})])
    assert english.say(reason.sentence) == "When it is taught: evenings, weekends."


@pytest.mark.parametrize(("language", "sign"), [("en", "; "), ("de", "; "), ("ar", "؛ ")])
def test_sources_are_parted_by_the_sign_of_the_language(language: str, sign: str) -> None:
    voice = Voice(Texts(), language)
    evidence = [{"source": name, "date_text": "2026"} for name in ("A", "B")]
    assert sign in source_line({"evidence": evidence}, voice)


def test_every_card_can_be_ticked_and_the_button_says_that_it_is_about_these(talk: Talk) -> None:
    html = talk.goal("google data analytics")["messages"][0]["html"]
    outline = Outline(html)
    boxes = [box for box in outline.all("input") if box.get("name") == "compare"]
    assert [box["value"] for box in boxes] == talk.slots["shortlist"]
    assert all(box["type"] == "checkbox" and box["form"] == "wm-form" for box in boxes)
    pressed = [json.loads(str(b["value"])) for b in outline.all("button") if "chosen" in str(b["value"])]
    assert [(each["act"], each["args"]) for each in pressed] == [("compare", {"chosen": True})]


def test_ticked_offers_stand_side_by_side(talk: Talk) -> None:
    talk.goal("google data analytics")
    two = talk.slots["shortlist"][1:]
    message = talk.say(Act.COMPARE, args={"chosen": True, "offers": two})["messages"][0]
    assert [column["id"] for column in message["data"]["columns"]] == two


def test_offers_of_an_earlier_list_can_be_compared(talk: Talk) -> None:
    talk.goal("google data analytics")
    first = talk.slots["shortlist"][0]
    talk.goal("python more")
    args = {"chosen": True, "offers": [first, talk.slots["shortlist"][0]]}
    assert talk.say(Act.COMPARE, args=args)["messages"][0]["kind"] == "comparison"


@pytest.mark.parametrize("ticked", [[], ["coursera-google-data-analytics"], ["none", "no such"], "not a list", None])
def test_fewer_than_two_ticked_is_said_and_nothing_else_is_compared(talk: Talk, ticked: object) -> None:
    talk.goal("google data analytics")
    answer = talk.say(Act.COMPARE, args={"chosen": True, "offers": ticked})
    assert answer["messages"][0]["kind"] == "text"
    assert "tick two or three" in answer["messages"][0]["text"]


def test_more_than_three_ticked_shows_three_and_says_so(talk: Talk, offers: tuple[Offer, ...]) -> None:
    ids = [offer.id for offer in offers[:5]]
    message = talk.say(Act.COMPARE, args={"chosen": True, "offers": ids})["messages"][0]
    assert [column["id"] for column in message["data"]["columns"]] == ids[:3]
    assert "These are the first three" in message["text"]


def test_a_table_keeps_its_roles_where_it_is_shown_as_a_list(talk: Talk) -> None:
    talk.goal("google data analytics")
    outline = Outline(talk.say(Act.COMPARE)["messages"][0]["html"])
    roles = {"table": "table", "tr": "row", "td": "cell", "thead": "rowgroup", "tbody": "rowgroup"}
    for tag, role in roles.items():
        assert outline.all(tag)
        assert {attributes.get("role") for attributes in outline.all(tag)} == {role}


def test_nothing_found_looks_like_no_list(talk: Talk) -> None:
    talk.goal("python")
    message = {}
    for _ in range(8):
        message = talk.say(Act.MORE)["messages"][0]
        if message["kind"] == "text":
            break
    assert message["data"] == {"nothing_found": True}
    assert "wm-empty" in message["html"]
    assert "wm-card" not in message["html"]
