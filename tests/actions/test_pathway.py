"""The way to an occupation: counted by ESCO, covered by offers that name a skill, said before it is drawn."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from actions.act import Turn
from actions.pathway import By, cheapest, meant
from actions.render.pathway import WIDTH, Parts, bar, path, together
from actions.render.voice import Voice
from actions.services import Services
from actions.skill_gap import Background, gap_to
from actions.state import DialogueState
from actions.texts.catalogue import Texts
from index.faiss_index import FaissOfferIndex
from index.pathway import Candidate, Naming
from knowledge.esco import Esco
from knowledge.offer import Offer, Price
from knowledge.registers import Registers
from nlu.understanding import Act, Concept, Goal, Limit, LimitKind, Span, Understanding
from tests.actions.conftest import Talk, house, understood
from tests.actions.test_render import Outline
from tests.index.worlds import offer as course


def occupation(esco: Esco, label: str) -> str:
    return next(uri for uri, name, _, _ in esco.labels("en", ("occupation",)) if name == label)


@pytest.fixture(scope="module")
def analyst(esco: Esco) -> str:
    return occupation(esco, "data analyst")


def walk(talk: Talk, uri: str, **args: Any) -> dict[str, Any]:
    """The pathway message for a pressed occupation."""
    answer = talk.say(Act.PATHWAY, args={"occupation": uri, **args})
    assert [m["kind"] for m in answer["messages"]] == ["pathway"]
    return dict(answer["messages"][0])


def test_counts_add_up_to_what_esco_lists(talk: Talk, esco: Esco, analyst: str) -> None:
    data = walk(talk, analyst)["data"]
    counted = data["essential"]
    assert counted["have"] + counted["covered"] + counted["left"] == len(esco.essential_skills(analyst))
    assert len(data["left"]) == counted["left"]
    optional = data["optional"]
    assert optional["have"] + optional["covered"] + optional["left"] == len(esco.optional_skills(analyst))


def test_what_the_person_has_carries_over(talk: Talk, esco: Esco, analyst: str) -> None:
    had = esco.essential_skills(analyst)[:3]
    talk.slots["skills"] = list(had)
    message = walk(talk, analyst)
    assert message["data"]["essential"]["have"] == 3
    assert sorted(message["data"]["have"]) == sorted(esco.label(uri, "en") for uri in had)
    assert "3 skills that you told me" in message["text"]


def test_essential_skills_of_an_earlier_job_count_as_had(esco: Esco) -> None:
    cook, chef = occupation(esco, "cook"), occupation(esco, "chef")
    gap = gap_to(esco, chef, Background(occupations=(cook,)))
    assert gap.have
    assert set(gap.have) == set(esco.essential_skills(chef)) & set(esco.essential_skills(cook))
    assert not set(gap.have) & set(gap.missing)


def test_every_step_names_the_skills_it_covers_and_where(talk: Talk, analyst: str, index: FaissOfferIndex) -> None:
    steps = walk(talk, analyst)["data"]["steps"]
    assert steps
    for step in steps:
        offer = index.get(step["id"])
        assert offer is not None
        assert step["covers"]
        assert step["evidence"]
        for skill in step["covers"]:
            where = {"title": [offer.title], "stated": offer.skills, "concept": offer.skill_uris}[skill["how"]]
            assert where


def test_steps_become_the_list_that_is_spoken_of(talk: Talk, analyst: str) -> None:
    steps = walk(talk, analyst)["data"]["steps"]
    assert talk.slots["shortlist"] == [step["id"] for step in steps]


def test_a_job_that_no_offer_leads_to_is_said_so(talk: Talk, esco: Esco) -> None:
    message = walk(talk, occupation(esco, "chef"))
    assert message["data"]["steps"] == []
    assert message["data"]["path"] is None
    assert "No course that I know names one of the skills" in message["text"]


def test_a_regulated_job_says_so_before_anything_else(talk: Talk, esco: Esco) -> None:
    message = walk(talk, occupation(esco, "nurse responsible for general care"))
    regulated = message["data"]["regulated"]
    assert [statement["id"] for statement in regulated][:2] == [
        "statement.recognition.regulated_noted_for",
        "statement.recognition.regulated_who_decides",
    ]
    assert all(statement["evidence"] for statement in regulated)
    assert message["text"].index(regulated[0]["text"]) < message["text"].index("The way to this job")
    assert message["html"].index("wm-regulated") < message["html"].index("The way to this job")


def test_a_job_that_esco_does_not_mark_is_not_called_free(talk: Talk, analyst: str) -> None:
    assert walk(talk, analyst)["data"]["regulated"] == []


def test_limits_keep_offers_out_and_it_is_said_what_they_cost(talk: Talk, analyst: str) -> None:
    free = walk(talk, analyst)["data"]["essential"]["covered"]
    talk.slots["limits"] = [{"kind": "max_hours", "value": 0.5}, {"kind": "free", "value": None}]
    message = walk(talk, analyst)
    fewer = free - message["data"]["essential"]["covered"]
    assert fewer > 0
    assert f"cover {fewer} skill" in message["text"]


def concept(esco: Esco, label: str, score: float = 0.9) -> Concept:
    return Concept(occupation(esco, label), label, "occupation", score)


def turn(services: Services, goal: str, *concepts: Concept, **args: Any) -> Turn:
    said = dataclasses.replace(understood(goal, Act.PATHWAY), goal=Goal(goal, Span(0, len(goal)), concepts))
    return Turn(services, said, DialogueState(language="en"), args)


@pytest.fixture
def services(index: FaissOfferIndex, registers: Registers, esco: Esco) -> Services:
    return house(index, registers, esco)


def test_the_first_name_of_a_job_wins_over_another_jobs_second_name(services: Services, esco: Esco) -> None:
    near = concept(esco, "financial controller", 1.0), concept(esco, "accountant", 1.0)
    assert meant(turn(services, "an accountant", *near)) == (occupation(esco, "accountant"),)


def test_a_name_that_is_no_job_of_esco_asks_which(services: Services, esco: Esco) -> None:
    found = meant(turn(services, "nurse", concept(esco, "nanny"), concept(esco, "veterinary nurse")))
    assert 1 < len(found) <= 4
    assert all("nurse" in esco.label(uri, "en") for uri in found[:3])


def test_which_job_is_asked_with_a_button_for_each(talk: Talk, esco: Esco) -> None:
    talk.slots["goal"], talk.slots["goal_uris"] = "nurse", [occupation(esco, "veterinary nurse")]
    answer = talk.say(Act.PATHWAY)
    buttons = [quick for quick in answer["quick_replies"] if quick["act"] == "pathway"]
    assert len(buttons) > 1
    assert walk(talk, buttons[0]["args"]["occupation"])["data"]["occupation"]["label"] == buttons[0]["text"]


def test_without_a_goal_the_job_is_asked_for(talk: Talk) -> None:
    answer = talk.say(Act.PATHWAY)
    assert "Which job" in answer["messages"][0]["text"]


@pytest.mark.parametrize("pressed", ["http://data.europa.eu/esco/occupation/none", "<script>", 7, None, ["x"]])
def test_an_address_that_esco_has_not_asks_for_the_job(talk: Talk, pressed: object) -> None:
    assert talk.say(Act.PATHWAY, args={"occupation": pressed})["messages"][0]["kind"] == "text"


def test_a_shortlist_for_a_job_offers_the_way_to_it(talk: Talk, esco: Esco, analyst: str) -> None:
    talk.services.turns.put("goal", said_goal(concept(esco, "data analyst", 1.0), "data analyst"))
    answer = talk.run("action_recommend", "goal", "data analyst", {})
    offered = [quick for quick in answer["quick_replies"] if quick["act"] == "pathway"]
    assert [quick["args"] for quick in offered] == [{"occupation": analyst}]
    assert talk.press(offered[0])["messages"][0]["kind"] == "pathway"


def test_a_shortlist_for_a_subject_offers_no_way_to_a_job(talk: Talk) -> None:
    assert "pathway" not in {quick["act"] for quick in talk.goal("python")["quick_replies"]}


def said_goal(job: Concept, words: str) -> Understanding:
    said = understood(words, Act.STATE_GOAL, goal=words)
    return dataclasses.replace(said, goal=Goal(words, Span(0, len(words)), (job,)))


def priced(offer: Offer, name: str, price: float | None, weeks: float | None, *uris: str) -> Candidate:
    made = dataclasses.replace(
        offer,
        id=name,
        price=None if price is None else Price(price, "EUR"),
        duration_weeks=None if weeks is None else (weeks, weeks),
        workload_hours=None,
    )
    return Candidate(made, dict.fromkeys(uris, Naming.TITLE))


def test_each_way_spares_what_it_says(offers: tuple[Offer, ...]) -> None:
    some = offers[0]
    found = [
        priced(some, "both", 900, 40, "a", "b"),
        priced(some, "quick a", 300, 1, "a"),
        priced(some, "quick b", 300, 1, "b"),
        priced(some, "free a", 0, 30, "a"),
        priced(some, "free b", 0, 30, "b"),
        priced(some, "unknown", None, None, "a", "b"),
    ]
    assert cheapest(found, By.FEWEST).chosen == ("both",)
    assert set(cheapest(found, By.TIME).chosen) == {"quick a", "quick b"}
    assert set(cheapest(found, By.MONEY).chosen) == {"free a", "free b"}


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_bar_is_filled_without_gap_and_mirrored_for_right_to_left(mirrored: bool) -> None:
    parts = bar(Parts(3, 4, 20), mirrored)
    assert sum(part["width"] for part in parts) == pytest.approx(WIDTH, abs=0.2)
    xs = [part["x"] for part in parts]
    assert xs == sorted(xs, reverse=mirrored)
    assert all(part["x"] >= 0 and part["x"] + part["width"] <= WIDTH + 0.1 for part in parts)
    assert all(part["x"] < x < part["x"] + part["width"] for part in parts for x in part["hatch"])


def test_an_empty_part_is_not_drawn() -> None:
    assert [part["part"] for part in bar(Parts(0, 0, 5), False)] == ["left"]
    assert bar(Parts(0, 0, 0), False) == []


@pytest.mark.parametrize("steps", [1, 2, 4, 5, 9, 20])
def test_a_path_keeps_within_its_picture(steps: int) -> None:
    for mirrored in (False, True):
        drawn = path(steps, mirrored)
        points = [drawn["start"], *drawn["stops"], drawn["end"]]
        assert len({(point["x"], point["y"]) for point in points}) == steps + 2
        assert all(20 <= point["x"] <= WIDTH - 20 and 20 <= point["y"] <= drawn["height"] - 20 for point in points)
        assert (drawn["start"]["x"] > WIDTH / 2) is mirrored


def test_the_picture_says_in_words_what_it_shows_and_styles_nothing_inline(talk: Talk, analyst: str) -> None:
    message = walk(talk, analyst)
    outline = Outline(message["html"])
    pictures = [svg for svg in outline.all("svg") if svg.get("role") == "img"]
    assert len(pictures) == 3
    for picture in pictures:
        assert picture["aria-label"]
        assert picture["aria-label"] in message["text"] or picture["aria-label"] == message["data"]["path_text"]
    assert all(svg.get("aria-hidden") == "true" for svg in outline.all("svg") if svg not in pictures)
    assert " style=" not in message["html"]
    assert not [tag for tag, attributes in outline.tags if "id" in attributes]


@pytest.mark.parametrize(
    ("said", "by"), [(LimitKind.CHEAPER, "money"), (LimitKind.CHEAP, "money"), (LimitKind.SHORTER, "time")]
)
def test_the_cheapest_and_the_shortest_way_are_taken_as_said(
    talk: Talk, esco: Esco, analyst: str, said: LimitKind, by: str
) -> None:
    talk.slots |= {"goal": "data analyst", "goal_uris": [analyst]}
    answer = talk.say(Act.PATHWAY, limits=(Limit(said),))
    assert answer["messages"][0]["data"]["by"] == by
    assert talk.say(Act.PATHWAY)["messages"][0]["data"]["by"] == "fewest"


def test_what_a_way_costs_and_takes_together_is_said() -> None:
    voice = Voice(Texts(), "en")

    def said(*offers: Offer) -> str:
        return " ".join(voice.say(sentence) for sentence in together(offers))

    one = dataclasses.replace(course("a"), price=Price(10.0, "EUR"), workload_hours=(5.0, 5.0))
    two = dataclasses.replace(course("b"), price=Price(39.0, "EUR"), workload_hours=(10.0, 20.0))
    silent, free = course("c"), dataclasses.replace(course("d"), price=Price(0.0, None))
    assert said(one, two) == "Together they cost €49. Together they take about 15 to 25 hours."
    assert said(one) == "It costs €10. It takes about 5 hours."
    assert said(one, silent) == "Only 1 of them states its price: €10. Only 1 of them states its time: about 5 hours."
    assert said(free, dataclasses.replace(free, id="e")).startswith("All 2 of them are free. None of these courses")
    assert said(silent) == "This course does not state its price. This course does not state how long it takes."
    assert said(one, free).startswith("Together they cost €10.")
    dollars = dataclasses.replace(two, price=Price(5.0, "USD"))
    assert said(one, dollars) == "Together they take about 15 to 25 hours."
