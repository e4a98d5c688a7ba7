"""What each act answers, seen as a conversation."""

from __future__ import annotations

import pytest

from actions.reply import Kind
from nlu.understanding import Act, Goal, Limit, LimitKind, Reference, Span
from tests.actions.conftest import Talk

PRESSABLE = frozenset(act.value for act in Act)


def kinds(answer: dict[str, object]) -> list[str]:
    return [message["kind"] for message in answer["messages"]]


def text(answer: dict[str, object]) -> str:
    return "\n".join(message["text"] for message in answer["messages"])


def button(answer: dict[str, object], label: str) -> dict[str, object]:
    return next(b for b in answer["quick_replies"] if b["text"] == label)


def test_a_goal_gets_three_offers_and_the_list_is_remembered(talk: Talk) -> None:
    answer = talk.goal("python programming")
    offers = answer["messages"][0]["offers"]
    assert kinds(answer) == ["offers"]
    assert len(offers) == 3
    assert talk.slots["shortlist"] == [offer["id"] for offer in offers]
    assert (talk.slots["goal_known"], talk.slots["shortlist_known"]) == (True, True)


def test_the_nearest_offer_comes_first(talk: Talk) -> None:
    answer = talk.goal("google data analytics")
    assert answer["messages"][0]["offers"][0]["id"] == "coursera-google-data-analytics"


def test_every_offer_says_why_it_fits_and_where_that_was_read(talk: Talk) -> None:
    for offer in talk.goal("computer science")["messages"][0]["offers"]:
        assert offer["why"]
        assert all(reason["evidence"] for reason in offer["why"])


def test_without_a_goal_the_goal_is_asked_for(talk: Talk) -> None:
    assert "What do you want to learn" in text(talk.say(Act.REFINE))
    assert talk.slots.get("shortlist") is None


def test_more_shows_none_that_were_shown(talk: Talk) -> None:
    first = {offer["id"] for offer in talk.goal("python")["messages"][0]["offers"]}
    more = {offer["id"] for offer in talk.say(Act.MORE)["messages"][0]["offers"]}
    assert more
    assert not first & more
    assert set(talk.slots["shown"]) == first | more


def test_more_embeds_no_goal_again(talk: Talk) -> None:
    talk.goal("python")
    talk.say(Act.MORE)
    assert talk.services.understander.asked == 0


def test_when_all_were_shown_more_says_so(talk: Talk) -> None:
    talk.goal("python")
    for _ in range(10):
        answer = talk.say(Act.MORE)
        if kinds(answer) == ["text"]:
            break
    assert "no more offers" in text(answer)
    assert any(b["act"] == "ask_human" for b in answer["quick_replies"])


def test_the_second_one_points_to_the_second_offer_shown(talk: Talk) -> None:
    offers = talk.goal("python")["messages"][0]["offers"]
    answer = talk.say(Act.ASK_CHECKED, references=(Reference(ordinal=2),))
    assert offers[1]["title"] in text(answer)
    assert talk.slots["focus"] == offers[1]["id"]


def test_that_one_stays_the_offer_talked_about(talk: Talk) -> None:
    offers = talk.goal("python")["messages"][0]["offers"]
    talk.say(Act.ASK_CHECKED, references=(Reference(ordinal=3),))
    assert offers[2]["title"] in text(talk.say(Act.ASK_PRICE, references=(Reference(focus=True),)))


def test_an_answer_names_the_offer_it_speaks_of_also_when_it_was_guessed(talk: Talk) -> None:
    first = talk.goal("python")["messages"][0]["offers"][0]
    for act in (Act.ASK_CHECKED, Act.DETAILS, Act.ASK_PRICE, Act.WHY):
        talk.slots["focus"] = None
        assert first["title"] in text(talk.say(act))


def test_the_fifth_of_three_is_asked_back_with_buttons(talk: Talk) -> None:
    offers = talk.goal("python")["messages"][0]["offers"]
    answer = talk.say(Act.DETAILS, references=(Reference(ordinal=5),))
    assert [b["text"] for b in answer["quick_replies"]] == [offer["title"] for offer in offers]
    assert offers[1]["title"] in text(talk.press(answer["quick_replies"][1]))


def test_cheaper_means_cheaper_than_what_was_shown(talk: Talk) -> None:
    talk.goal("javascript html jquery")
    prices = [o["price"]["amount"] for o in talk.reply_offers() if o["price"]["amount"]]
    answer = talk.say(Act.REFINE, limits=(Limit(LimitKind.CHEAPER),))
    assert talk.state.limits == (Limit(LimitKind.CHEAPER, min(prices)),)
    relaxed = "for you that costs less than" in text(answer)
    stated = [o["price"]["amount"] for o in talk.reply_offers()]
    assert relaxed or all(amount is not None and amount < min(prices) for amount in stated)


def test_what_had_to_be_lifted_is_said(talk: Talk) -> None:
    answer = talk.goal("google project management", limits=(Limit(LimitKind.FREE),))
    assert "I found nothing free for you. 3 of those shown do not state the price." in text(answer)


def test_pressing_only_online_sets_the_limit(talk: Talk) -> None:
    answer = talk.press(button(talk.goal("scrum master"), "Only online"))
    assert talk.state.limits == (Limit(LimitKind.MODE, "online"),)
    assert kinds(answer) == ["offers"]


def test_a_chip_takes_back_what_was_understood(talk: Talk) -> None:
    answer = talk.goal("python", limits=(Limit(LimitKind.MODE, "online"),))
    understood = answer["messages"][0]["data"]["understood"]
    assert [chip["label"] for chip in understood] == ["Goal: python", "Online"]
    talk.press(understood[1])
    assert talk.state.limits == ()


def test_taking_the_goal_back_asks_for_another(talk: Talk) -> None:
    chip = talk.goal("python")["messages"][0]["data"]["understood"][0]
    assert "What do you want to learn" in text(talk.press(chip))
    assert talk.slots["goal_known"] is False


def test_an_answer_about_trust_always_shows_its_evidence(talk: Talk) -> None:
    talk.goal("python")
    for act, args in ((Act.ASK_CHECKED, {}), (Act.ASK_RECOGNITION, {"purpose": "study", "country": "DE"})):
        message = talk.say(act, args=args)["messages"][0]
        statements = message["data"]["statements"]
        assert statements
        assert all(statement["evidence"] for statement in statements)
        assert message["html"].count("<details") >= len(statements)
        assert message["text"].count("(Source: ") >= len(statements)


def test_will_it_count_asks_what_for_then_where_then_answers(talk: Talk) -> None:
    talk.goal("python")
    answer = talk.say(Act.ASK_RECOGNITION, language="de")
    assert [b["args"]["purpose"] for b in answer["quick_replies"]] == [
        "study", "abroad", "employer", "regulated", "prior_learning",
    ]  # fmt: skip
    answer = talk.press(answer["quick_replies"][0])
    assert kinds(answer) == ["recognition", "text"]
    assert answer["messages"][0]["data"]["country"] is None
    assert [b["args"]["country"] for b in answer["quick_replies"]] == ["DE", "AT", "BE", "LU"]
    answer = talk.press(answer["quick_replies"][1])
    assert kinds(answer) == ["recognition"]
    assert answer["messages"][0]["data"]["country"] == "AT"
    assert (talk.slots["purpose"], talk.slots["country"]) == ("study", "AT")


def test_the_answer_about_counting_speaks_of_the_offer_that_was_asked_about(talk: Talk) -> None:
    offers = talk.goal("python")["messages"][0]["offers"]
    answer = talk.say(Act.ASK_RECOGNITION, references=(Reference(ordinal=2),))
    answer = talk.press(answer["quick_replies"][2])
    assert answer["messages"][0]["data"]["offer_id"] == offers[1]["id"]


def test_a_purpose_and_country_in_words_answer_the_question_that_waits(talk: Talk) -> None:
    offers = talk.goal("python")["messages"][0]["offers"]
    talk.say(Act.ASK_RECOGNITION, references=(Reference(ordinal=2),))
    ireland = (Limit(LimitKind.COUNTRY, "IE"),)
    answer = talk.say(Act.REFINE, "for an employer in Ireland", purpose="employer", limits=ireland)
    assert kinds(answer) == ["recognition"]
    data = answer["messages"][0]["data"]
    assert (data["offer_id"], data["purpose"], data["country"]) == (offers[1]["id"], "employer", "IE")


def test_after_an_answer_about_counting_a_country_alone_asks_the_same_for_there(talk: Talk) -> None:
    offers = talk.goal("python")["messages"][0]["offers"]
    austria = (Limit(LimitKind.COUNTRY, "AT"),)
    talk.say(Act.ASK_RECOGNITION, references=(Reference(ordinal=2),), purpose="employer", limits=austria)
    ireland = (Limit(LimitKind.COUNTRY, "IE"),)
    answer = talk.say(Act.REFINE, "and in Ireland?", limits=ireland, action="action_recommend")
    assert kinds(answer) == ["recognition"]
    data = answer["messages"][0]["data"]
    assert (data["offer_id"], data["purpose"], data["country"]) == (offers[1]["id"], "employer", "IE")


def test_a_town_names_the_country_asked_for_and_limits_nothing(talk: Talk) -> None:
    dublin = (Limit(LimitKind.PLACE, "Dublin", detail={"country": "IE"}),)
    talk.say(Act.ASK_HUMAN)
    answer = talk.say(Act.REFINE, "Dublin", limits=dublin, action="action_ask_goal")
    assert kinds(answer) == ["handover"]
    assert (talk.state.country, talk.state.limits) == ("IE", ())


def test_a_limit_said_while_a_question_waits_is_a_limit(talk: Talk) -> None:
    talk.goal("python")
    talk.say(Act.ASK_RECOGNITION)
    answer = talk.say(Act.REFINE, "online please", limits=(Limit(LimitKind.MODE, "online"),))
    assert kinds(answer) == ["offers"]


def test_price_does_not_matter_looks_again_without_the_limit(talk: Talk) -> None:
    talk.goal("python", limits=(Limit(LimitKind.FREE),))
    answer = talk.say(Act.ASK_PRICE, "price does not matter", limits=(Limit(LimitKind.FREE, removed=True),))
    assert kinds(answer) == ["offers"]
    assert talk.state.limits == ()


def test_no_reason_is_given_twice(talk: Talk) -> None:
    limits = (Limit(LimitKind.MODE, "online"), Limit(LimitKind.COUNTRY, "IE"))
    for offer in talk.goal("python", limits=limits)["messages"][0]["offers"]:
        said = [reason["text"] for reason in offer["why"]]
        assert len(said) == len(set(said))


def test_why_not_that_provider_takes_its_offer_nearest_to_the_goal(talk: Talk) -> None:
    talk.goal("python")
    answer = talk.say(Act.WHY_NOT, references=(Reference(words="warum Google"),), goal=None)
    assert "by Google" in text(answer)


def test_details_say_of_each_element_whether_it_is_stated(talk: Talk) -> None:
    talk.goal("fintech financial innovation")
    message = talk.say(Act.DETAILS)["messages"][0]
    assert message["kind"] == "elements"
    elements = message["data"]["elements"]
    assert len([e for e in elements if e["mandatory"]]) == 11
    assert {e["state"] for e in elements} == {"stated", "derived", "missing", "at_issue"}
    assert all(e["statement"]["evidence"] for e in elements)


def test_why_gives_reasons_with_evidence(talk: Talk) -> None:
    talk.goal("google data analytics")
    message = talk.say(Act.WHY, references=(Reference(ordinal=1),))["messages"][0]
    assert message["data"]["statements"]
    assert all(statement["evidence"] for statement in message["data"]["statements"])


def test_why_not_finds_the_offer_by_its_words_and_says_what_stands_against_it(talk: Talk) -> None:
    talk.goal("python", limits=(Limit(LimitKind.MODE, "online"),))
    answer = talk.say(Act.WHY_NOT, references=(Reference(words="C++ und Scrum Master"),))
    assert "C++ und Scrum Master" in text(answer)
    assert "Online" in text(answer)


def test_why_not_one_that_is_on_the_list_is_answered_with_why(talk: Talk) -> None:
    first = talk.goal("python")["messages"][0]["offers"][0]
    said = (Reference(words=first["title"]),)
    answer = talk.say(Act.WHY_NOT, f"why not {first['title']}", references=said)
    assert (
        answer["messages"][0]["text"] == talk.say(Act.WHY, "why", args={"offer": first["id"]})["messages"][0]["text"]
    )


def test_of_a_regulated_job_esco_s_note_is_said(talk: Talk) -> None:
    talk.slots["goal_uris"] = ["http://data.europa.eu/esco/occupation/95cda6a9-a70a-4a93-9442-11d573cb4a02"]
    talk.slots |= {"goal": "midwife", "country": "DE"}
    talk.say(Act.REFINE, "midwife")
    asked = talk.say(Act.ASK_RECOGNITION, "am I allowed to work with it?", purpose="regulated")
    (data,) = [message["data"] for message in asked["messages"] if message["kind"] == "recognition"]
    quoted = [e["quote"] for s in data["statements"] for e in s["evidence"]]
    assert data["outlook"] == "unlikely"
    assert "regulated" in quoted


def test_a_cheaper_one_names_no_offer(talk: Talk) -> None:
    talk.goal("python")
    talk.say(Act.WHY_NOT, references=(Reference(words="not a cheaper one"),), goal=None)
    assert not [part for part in talk.reply.parts if part.offer_ids]


def test_why_not_asks_which_when_nothing_is_named(talk: Talk) -> None:
    talk.goal("python")
    assert "Which offer do you mean" in text(talk.say(Act.WHY_NOT))


def test_a_comparison_is_a_table_with_scopes(talk: Talk) -> None:
    talk.goal("python")
    message = talk.say(Act.COMPARE, references=(Reference(ordinal=1), Reference(ordinal=3)))["messages"][0]
    assert message["kind"] == "comparison"
    assert len(message["data"]["columns"]) == 2
    assert message["html"].count('scope="col"') == 3
    assert message["html"].count('scope="row"') == len(message["data"]["rows"])


def test_one_offer_cannot_be_compared(talk: Talk) -> None:
    talk.slots = {"shortlist": ["udemy-jquery"], "goal": "jquery"}
    assert "need two" in text(talk.say(Act.COMPARE))


def test_a_price_without_currency_is_not_given_one(talk: Talk) -> None:
    talk.slots = {"shortlist": ["udemy-jquery"], "goal": "jquery"}
    said = text(talk.say(Act.ASK_PRICE))
    assert "50. The currency is not stated" in said
    assert "€" not in said


def test_an_unknown_price_is_said_to_be_unknown(talk: Talk) -> None:
    talk.slots = {"shortlist": ["coursera-google-data-analytics"], "goal": "data"}
    assert "I do not know it" in text(talk.say(Act.ASK_PRICE))


def test_a_person_please_says_that_no_counsellor_is_connected_and_whom_to_ask(talk: Talk) -> None:
    talk.slots = {"country": "DE"}
    answer = talk.say(Act.ASK_HUMAN)
    assert kinds(answer) == ["handover"]
    assert "No counsellor is connected" in text(answer)
    assert "Bundesagentur für Arbeit" in text(answer)


def test_what_we_have_not_checked_about_a_contact_is_marked(talk: Talk) -> None:
    talk.slots = {"country": "DE"}
    contacts = talk.say(Act.ASK_HUMAN)["messages"][0]
    unchecked = [contact for contact in contacts["data"]["contacts"] if not contact["checked"]]
    assert unchecked
    assert contacts["text"].count("not checked") == len(unchecked)


def test_without_a_country_a_person_is_found_by_asking_for_it(talk: Talk) -> None:
    answer = talk.say(Act.ASK_HUMAN, language="pl")
    assert [b["args"] for b in answer["quick_replies"]] == [{"country": "PL"}]
    contacts = talk.press(answer["quick_replies"][0])["messages"][0]["data"]["contacts"]
    assert {contact["country"] for contact in contacts} == {"PL"}


def test_someone_in_danger_hears_the_emergency_number_first(talk: Talk) -> None:
    answer = talk.say(Act.DISTRESS)
    assert answer["messages"][0]["text"].startswith("If you are in danger, call 112")
    assert answer["quick_replies"] == []


def test_a_helpline_is_marked_as_not_checked(talk: Talk) -> None:
    talk.slots = {"country": "DE"}
    message = talk.say(Act.DISTRESS)["messages"][0]
    assert message["data"]["helplines"]
    assert all(line["checked"] or "not checked" in message["text"] for line in message["data"]["helplines"])


def test_what_is_known_is_shown_and_how_to_erase_it(talk: Talk) -> None:
    talk.goal("python", limits=(Limit(LimitKind.FREE),), bring=(Goal("I was a waiter", Span(0, 3)),))
    message = talk.say(Act.ASK_DATA)["messages"][0]
    values = {fact["label"]: fact["value"] for fact in message["data"]["facts"]}
    assert values["Your goal"] == "python"
    assert values["What you bring"] == "I was a waiter"
    assert values["Your limits"] == "free of charge"
    assert {"act": "erase_me", "args": {}, "text": "Erase everything"} in talk.answer["quick_replies"]


def test_starting_over_forgets_goal_and_list(talk: Talk) -> None:
    talk.goal("python")
    talk.say(Act.START_OVER)
    assert (talk.state.goal, talk.state.shortlist, talk.slots["goal_known"]) == (None, (), False)


def test_easy_read_is_switched_on_and_off(talk: Talk) -> None:
    answer = talk.say(Act.EASY_READ)
    assert talk.slots["easy_read"] is True
    assert "I am a computer program" in text(talk.say(Act.GREET))
    talk.press(answer["quick_replies"][0])
    assert talk.slots["easy_read"] is False


def test_a_yes_does_what_was_offered(talk: Talk) -> None:
    first = talk.goal("python")["messages"][0]["offers"]
    answer = talk.say(Act.AFFIRM)
    assert kinds(answer) == ["offers"]
    assert {o["id"] for o in answer["messages"][0]["offers"]}.isdisjoint({o["id"] for o in first})


def test_an_offer_to_do_something_holds_for_one_turn(talk: Talk) -> None:
    talk.goal("python")
    talk.say(Act.THANKS)
    assert kinds(talk.say(Act.AFFIRM)) == ["text"]


def test_a_no_leaves_it_and_says_what_else(talk: Talk) -> None:
    talk.goal("python")
    answer = talk.say(Act.DENY)
    assert {b["act"] for b in answer["quick_replies"]} == {"more", "start_over", "ask_human"}


def test_a_question_about_offers_before_any_was_shown_says_so(talk: Talk) -> None:
    answer = talk.say(Act.ASK_CHECKED, action="action_nothing_shown")
    assert "not shown you any offers" in text(answer)


def test_it_says_that_it_is_software_and_what_it_cannot_do(talk: Talk) -> None:
    said = text(talk.say(Act.ASK_WHO_ARE_YOU))
    assert "software, not a person" in said
    assert "cannot" in said


def test_the_goal_form_writes_the_goal_and_says_nothing(talk: Talk) -> None:
    talk.say(Act.STATE_GOAL, "baking", goal="baking", action="validate_goal_form")
    assert talk.slots["goal"] == "baking"
    assert talk.reply.parts == ()


def test_the_goal_form_sets_no_goal_where_none_was_said(talk: Talk) -> None:
    talk.say(Act.THANKS, action="validate_goal_form")
    assert talk.events == []


def test_every_button_can_be_pressed(talk: Talk) -> None:
    talk.goal("python")
    for act in Act:
        for pressed in talk.say(act)["quick_replies"]:
            assert pressed["act"] in PRESSABLE
            assert pressed["text"]
        talk.goal("python")


@pytest.mark.parametrize("act", list(Act))
def test_every_act_answers_from_nothing(talk: Talk, act: Act) -> None:
    answer = talk.say(act)
    assert text(answer)
    assert all(Kind(kind) for kind in kinds(answer))


@pytest.mark.parametrize(
    "args",
    [
        {"add": {"kind": "mode", "value": "psychic"}},
        {"add": {"kind": "max_price", "value": "<b>"}},
        {"remove": {"kind": "level", "value": {}}},
        {"offer": "../../etc/passwd"},
        {"offers": [1, None, "gone"]},
        {"purpose": ["study"], "country": "Germany"},
        {"on": "maybe"},
    ],
)
def test_a_button_that_was_tampered_with_breaks_nothing(talk: Talk, args: dict[str, object]) -> None:
    talk.goal("python")
    for act in (Act.REFINE, Act.DETAILS, Act.ASK_RECOGNITION, Act.COMPARE, Act.EASY_READ):
        assert text(talk.say(act, args=args))
    assert kinds(talk.goal("python")) == ["offers"]


def test_a_turn_that_is_held_no_longer_is_understood_again(talk: Talk) -> None:
    answer = talk.run("action_recommend", "never-held", "python", {})
    assert talk.services.understander.asked == 1
    assert kinds(answer) == ["offers"]


@pytest.mark.parametrize("act", [Act.ASK_CHECKED, Act.ASK_PRICE, Act.WHY])
def test_and_the_first_asks_the_same_of_the_first(talk: Talk, act: Act) -> None:
    offers = talk.goal("python")["messages"][0]["offers"]
    talk.say(act, "the second?", references=(Reference(ordinal=2),))
    text = "and the first?"
    again = talk.say(Act.DETAILS, text, references=(Reference(ordinal=1, span=Span(8, 13)),))
    asked = talk.say(act, "the first?", references=(Reference(ordinal=1),))
    assert offers[0]["title"] in again["messages"][0]["text"]
    assert again["messages"] == asked["messages"]


def test_after_another_message_the_first_is_described(talk: Talk) -> None:
    talk.goal("python")
    talk.say(Act.ASK_CHECKED, "the second?", references=(Reference(ordinal=2),))
    talk.say(Act.THANKS, "thanks")
    answer = talk.say(Act.DETAILS, "the first", references=(Reference(ordinal=1, span=Span(4, 9)),))
    assert kinds(answer) == ["elements"]
