"""The public HTTP contract, on the real advisor."""

from __future__ import annotations

import concurrent.futures

import httpx
import pytest

from tests.system.conftest import Advisor, Conversation, message

pytestmark = pytest.mark.system
OFFER_FIELDS = {
    "id", "title", "provider", "url", "language", "mode", "effort", "price", "skills", "tags", "why", "quality",
    "recognition",
}  # fmt: skip
KINDS = {"text", "offers", "quality", "recognition", "comparison", "pathway", "elements", "notice", "handover"}


def assert_problem(answer: httpx.Response, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert {"type", "title", "status", "detail"} <= problem.keys()
    assert problem["status"] == status
    return dict(problem)


def test_opening_a_conversation_gives_id_token_and_a_welcome(advisor: Advisor) -> None:
    opened = Conversation(advisor, language="en").opened
    assert {"conversation_id", "token", "messages"} <= opened.keys()
    assert opened["messages"][0]["kind"] in KINDS


def test_a_page_may_say_in_which_country_it_is_to_count(advisor: Advisor) -> None:
    person = Conversation(advisor, language="en", country="el")
    person.say("I want to learn accounting")
    assert "Greece" in message(person.say("Will the first one count for a job?"), "recognition")["text"]
    with advisor.client() as client:
        problem = assert_problem(client.post("/api/conversations", json={"country": "Atlantis"}), 422)
    assert "Atlantis" in str(problem)
    assert "AT" in str(problem)


def test_a_message_has_kind_text_and_html_and_offers_have_all_their_fields(advisor: Advisor) -> None:
    answer = Conversation(advisor).say("I want to learn accounting")
    assert {"language", "messages", "quick_replies"} <= answer.keys()
    for said in answer["messages"]:
        assert {"kind", "text", "html"} <= said.keys()
        assert said["kind"] in KINDS
    for offer in message(answer, "offers")["offers"]:
        assert offer.keys() >= OFFER_FIELDS


def test_conversation_calls_need_their_own_token(advisor: Advisor) -> None:
    mine, other = Conversation(advisor), Conversation(advisor)
    with advisor.client() as client:
        assert_problem(client.post(f"{mine.path}/messages", json={"text": "hello"}), 401)
        stolen = {"Authorization": f"Bearer {other.opened['token']}"}
        assert_problem(client.post(f"{mine.path}/messages", json={"text": "hello"}, headers=stolen), 404)
        assert_problem(client.get(f"{mine.path}/data", headers=stolen), 404)
        assert_problem(client.delete(mine.path, headers=stolen), 404)


def test_a_person_sees_what_is_known_and_erases_it(advisor: Advisor) -> None:
    person = Conversation(advisor)
    person.say("Quiero aprender contabilidad, gratis y en línea")
    data = person.client.get(f"{person.path}/data").json()
    assert data["language"] == "es"
    assert data["understood"]["goal_known"] is True
    assert any("contabilidad" in turn.get("text", "") for turn in data["transcript"])
    assert person.client.delete(person.path).status_code == 204
    assert_problem(person.client.get(f"{person.path}/data"), 404)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "   "}, 422),
        ({"text": "x" * 2001}, 413),
        ({}, 422),
        ({"text": "hello", "sender": "me"}, 422),
        ({"text": "hello", "pressed": {"act": "restart"}}, 422),
        ({"text": "\u200b\u202e\x00"}, 422),
        ({"text": "x", "pressed": {"act": "details", "args": {"offer": "x" * 5000}}}, 422),
        ({"text": "x", "pressed": {"act": "details", "args": {"a": {"b": {"c": {"d": {"e": 1}}}}}}}, 422),
        ({"text": "x", "pressed": {"act": "refine", "args": {"add": {"kind": "max_price", "value": 10**400}}}}, 422),
    ],
)
def test_a_wrong_message_is_refused_in_words_that_help(
    advisor: Advisor, body: dict[str, object], status: int
) -> None:
    person = Conversation(advisor)
    problem = assert_problem(person.client.post(f"{person.path}/messages", json=body), status)
    assert problem["detail"]


def test_a_refused_message_does_not_echo_what_the_person_wrote(advisor: Advisor) -> None:
    person = Conversation(advisor)
    answer = person.client.post(f"{person.path}/messages", json={"text": ["my secret illness"]})
    assert "illness" not in answer.text


def test_a_huge_body_is_refused_before_it_is_read(advisor: Advisor) -> None:
    with advisor.client() as client:
        assert_problem(client.post("/api/conversations", content=b"x" * 300_000), 413)


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "my secret illness',
        b'{"text": "x", "my secret illness": 1}',
        b'{"text": "x", "pressed": {"act": "more", "args": {"my secret illness": NaN}}}',
        b'{"text": "x", "pressed": {"act": "my secret illness"}}',
        b'{"text": "my secret illness \xff"}',
        b'{"text": "x", "pressed": {"act": "more", "args": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}}",
        b"[" * 100_000,
    ],
)
def test_a_broken_body_is_refused_in_words_and_not_echoed(advisor: Advisor, body: bytes) -> None:
    person = Conversation(advisor)
    json = {"Content-Type": "application/json"}
    answer = person.client.post(f"{person.path}/messages", content=body, headers=json)
    assert answer.status_code in {400, 422}
    assert assert_problem(answer, answer.status_code)["detail"]
    assert "illness" not in answer.text


def test_half_a_character_is_read_and_the_data_can_still_be_shown(advisor: Advisor) -> None:
    person = Conversation(advisor)
    body = rb'{"text": "I want to learn \ud800 cooking"}'
    answer = person.client.post(f"{person.path}/messages", content=body, headers={"Content-Type": "application/json"})
    assert message(answer.json(), "offers")["offers"]
    assert person.client.get(f"{person.path}/data").status_code == 200


def test_a_portals_origin_is_not_allowed_unless_the_operator_names_it(advisor: Advisor) -> None:
    origin = {"Origin": "https://portal.example", "Access-Control-Request-Method": "POST"}
    with advisor.client() as client:
        assert_problem(client.options("/api/conversations", headers=origin), 405)
        assert "access-control-allow-origin" not in client.get("/api/offers?limit=1", headers=origin).headers


@pytest.mark.parametrize("limit", ["max_price=nan", "max_price=inf", "max_hours=-1", "limit=0", "limit=1e9", "eqf=9"])
def test_a_figure_that_limits_nothing_is_refused(advisor: Advisor, limit: str) -> None:
    with advisor.client() as client:
        assert_problem(client.get(f"/api/offers?q=x&{limit}"), 422)


@pytest.mark.parametrize(
    "name", ["..%2f..%2fetc%2fpasswd", "%00", "%ff", "%0d%0aX-Evil:1", "a" * 3000, "%3Cscript%3E"]
)
def test_a_strange_address_leads_nowhere(advisor: Advisor, name: str) -> None:
    with advisor.client() as client:
        for path in (f"/api/offers/{name}", f"/api/offers/{name}/trust", f"/static/{name}", f"/{name}"):
            answer = client.get(path)
            assert_problem(answer, 404)
            assert len(answer.text) < 500
            assert "x-evil" not in answer.headers


def test_the_description_of_the_api_says_how_it_refuses(advisor: Advisor) -> None:
    with advisor.client() as client:
        described = client.get("/api/openapi.json").json()
    for operations in described["paths"].values():
        for operation in operations.values():
            assert "application/problem+json" in operation["responses"]["4XX"]["content"]


def test_offers_are_searched_with_limits(advisor: Advisor) -> None:
    with advisor.client() as client:
        found = client.get("/api/offers", params={"q": "cours de comptabilité", "max_price": 0, "limit": 5}).json()
        assert 0 < len(found["offers"]) <= 5
        assert found["total"] >= len(found["offers"])
        for offer in found["offers"]:
            assert offer["price"]["free"] is True
            assert offer.keys() >= OFFER_FIELDS | {"score"}
        scores = [offer["score"] for offer in found["offers"]]
        assert scores == sorted(scores, reverse=True)


def test_the_same_search_gives_the_same_order(advisor: Advisor) -> None:
    with advisor.client() as client:
        answers = [client.get("/api/offers", params={"q": "graphic design"}).text for _ in range(3)]
    assert len(set(answers)) == 1


def test_an_unknown_limit_or_offer_is_a_problem_and_not_an_empty_list(advisor: Advisor) -> None:
    with advisor.client() as client:
        assert_problem(client.get("/api/offers", params={"q": "x", "eqf": 12}), 422)
        assert_problem(client.get("/api/offers", params={"q": "x", "colour": "red"}), 422)
        assert_problem(client.get("/api/offers/no-such-offer"), 404)
        assert_problem(client.get("/api/offers/no-such-offer/trust"), 404)
        assert_problem(client.get("/api/nothing/here"), 404)


@pytest.mark.parametrize("purpose", ["study", "abroad", "employer", "regulated", "prior_learning"])
def test_trust_answers_every_purpose_and_no_statement_is_without_evidence(advisor: Advisor, purpose: str) -> None:
    with advisor.client() as client:
        offer = client.get("/api/offers", params={"q": "data science"}).json()["offers"][0]
        trust = client.get(f"/api/offers/{offer['id']}/trust", params={"country": "DE", "purpose": purpose}).json()
    assert trust["quality"]["status"] in {"verified", "claimed", "expired", "not_stated"}
    (outlook,) = trust["recognition"]
    assert (outlook["purpose"], outlook["country"]) == (purpose, "DE")
    assert outlook["outlook"] in {"supported", "possible", "unlikely", "unknown"}
    assert outlook["who_decides"]
    statements = [*trust["quality"]["statements"], *outlook["statements"]]
    assert statements
    for statement in statements:
        assert statement["text"]
        assert statement["easy_text"]
        assert statement["evidence"]
        assert all(e["source"] and e["locator"] for e in statement["evidence"])


def test_a_text_is_linked_to_esco_and_an_occupation_has_a_gap(advisor: Advisor) -> None:
    with advisor.client() as client:
        linked = client.post("/api/skills/link", json={"text": "Kellner", "language": "de"}).json()
        occupation = linked["occupations"][0]
        assert occupation["uri"].startswith("http://data.europa.eu/esco/occupation/")
        uuid = occupation["uri"].rsplit("/", 1)[1]
        gap = client.get(f"/api/occupations/{uuid}/gap").json()
        missing = gap["essential"]["missing"]
        assert missing
        one = client.get(f"/api/occupations/{uuid}/gap", params={"skills": missing[0]["uri"]}).json()
        assert one["essential"]["have"] == [missing[0]]
        assert_problem(client.get("/api/occupations/00000000-0000-0000-0000-000000000000/gap"), 404)


def test_health_and_figures_answer_without_text_of_a_person(advisor: Advisor) -> None:
    person = Conversation(advisor)
    person.say("I want to learn underwater basket weaving")
    with advisor.client() as client:
        assert client.get("/health/live").status_code == 200
        assert client.get("/health/ready").json()["status"] == "ready"
        figures = client.get("/metrics").text
    assert "waymark_turns_total" in figures
    assert "basket" not in figures
    assert "basket" not in advisor.log.read_text()


def test_turns_of_one_conversation_are_taken_one_after_the_other(advisor: Advisor) -> None:
    person = Conversation(advisor, language="en")
    person.say("I want to learn web development")

    def ask(text: str) -> dict[str, object]:
        with advisor.client() as client:
            answer = client.post(f"{person.path}/messages", json={"text": text}, headers=dict(person.client.headers))
            return dict(answer.json())

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, ["more please"] * 4))
    shown = [offer["id"] for answer in answers for offer in message(answer, "offers")["offers"]]
    assert len(shown) == len(set(shown)), "each turn saw what the one before it had shown"


def test_inner_doors_are_closed_without_their_key(advisor: Advisor) -> None:
    with advisor.client() as client:
        assert client.post("/webhook", json={"next_action": "action_help"}).status_code == 401
        assert client.post("/nlu/parse", json={"text": "hello"}).status_code == 401
