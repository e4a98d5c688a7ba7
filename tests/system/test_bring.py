"""A CV of Europass brought to the real advisor: read, confirmed, used; and nothing of the person anywhere."""

from __future__ import annotations

from pathlib import Path

from tests.knowledge.profiles import made_files as made
from tests.system.conftest import Advisor, Conversation, message, text_of

WAITER = "http://data.europa.eu/esco/occupation/d5db9d5c-2ebf-4a54-a79a-1b7e7ff70471"


def bring(conversation: Conversation, data: bytes, name: str) -> dict[str, object]:
    answer = conversation.client.post(f"{conversation.path}/profile", files={"file": (name, data)})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def marks_in(folder: Path) -> list[str]:
    """Files below `folder` that hold the mark, in whichever letters."""
    mark = made.MARK.encode().lower()
    return [str(path) for path in folder.rglob("*") if path.is_file() and mark in path.read_bytes().lower()]


def test_an_italian_cv_is_confirmed_and_then_used(advisor: Advisor) -> None:
    person = Conversation(advisor, language="it")
    person.say("Vorrei imparare ad analizzare i dati")
    proposed = person.client.post(
        f"{person.path}/profile", files={"file": (f"CV_{made.MARK}.pdf", made.pdf_with(made.CANDIDATE))}
    )
    assert proposed.status_code == 200, proposed.text
    answer = proposed.json()
    (occupation,) = [item for item in answer["items"] if item["kind"] == "occupation"]
    assert (occupation["certainty"], occupation["ticked"]) == ("sure", True)
    assert "cameriere" in occupation["label"]
    assert not any(item["ticked"] for item in answer["items"] if item["certainty"] == "maybe")
    assert not any(item["ticked"] for item in answer["items"] if item["kind"] == "language")
    (schooling,) = [item for item in answer["items"] if item["kind"] == "schooling"]
    assert "4" in schooling["label"]
    held = person.client.get(f"{person.path}/data").json()
    assert not held["understood"].get("occupations"), "nothing is used before it is confirmed"
    skill = next(item for item in answer["items"] if item["kind"] == "skill")
    chosen = [occupation["id"], schooling["id"], skill["id"]]
    used = person.client.post(
        f"{person.path}/profile/confirm", json={"proposal_id": answer["proposal_id"], "items": chosen}
    )
    assert used.status_code == 200, used.text
    assert "cameriere" in text_of(used.json())
    assert message(used.json(), "offers")["offers"], "with a goal, the list comes with it"
    held = person.client.get(f"{person.path}/data")
    understood = held.json()["understood"]
    assert understood["occupations"] == [occupation["uri"]]
    assert understood["skills"] == [skill["uri"]]
    assert understood["schooling"] == 4
    assert understood["goal"], "the goal stays"
    mark = made.MARK.casefold()
    for said in (proposed.text, used.text, held.text):
        assert mark not in said.casefold()
    assert marks_in(advisor.log.parent) == []


def test_a_proposal_can_be_used_once_and_only_by_its_own_conversation(advisor: Advisor) -> None:
    person, other = Conversation(advisor, language="en"), Conversation(advisor, language="en")
    proposal = bring(person, made.as_json(made.PASSPORT), "cv.json")
    body = {"proposal_id": proposal["proposal_id"], "items": []}
    assert other.client.post(f"{other.path}/profile/confirm", json=body).status_code == 404
    assert person.client.post(f"{person.path}/profile/confirm", json=body).status_code == 200
    assert person.client.post(f"{person.path}/profile/confirm", json=body).status_code == 404


def test_a_file_that_is_not_read_is_refused_in_the_person_s_words(advisor: Advisor) -> None:
    person = Conversation(advisor, language="en")
    for data, refusal in ((made.pdf_with(None), "pdf_without_data"), (b"<html>", "unknown"), (b"", "empty")):
        refused = person.client.post(f"{person.path}/profile", files={"file": ("cv.pdf", data)})
        assert refused.status_code == 422
        assert refused.json()["refusal"] == refusal
        assert "file" in refused.json()["detail"].casefold() or "PDF" in refused.json()["detail"]
    huge = person.client.post(f"{person.path}/profile", files={"file": ("cv.pdf", b"%PDF" + b"x" * (6 * 2**20))})
    assert huge.status_code == 413


def test_a_text_of_one_s_own_is_read_for_skills(advisor: Advisor) -> None:
    person = Conversation(advisor, language="en")
    answer = person.client.post(f"{person.path}/profile", json={"text": "waiter\nuse spreadsheets software"})
    labels = {item["label"]: item["certainty"] for item in answer.json()["items"]}
    assert labels["use spreadsheets software"] == "sure"
    assert labels["waiter/waitress"] == "sure"


def test_the_page_brings_and_confirms_without_javascript(advisor: Advisor) -> None:
    person = Conversation(advisor, language="en")
    hidden = {"conversation_id": person.opened["conversation_id"], "token": person.opened["token"], "lang": "en"}
    with advisor.client() as browser:
        page = browser.post("/bring", data=hidden, files={"file": ("cv.xml", made.PASSPORT_XML)})
        assert page.status_code == 200
        assert page.text.count('type="checkbox"') > 2
        assert 'formaction="/bring#latest"' in page.text
        refused = browser.post("/bring", data=hidden, files={"file": ("cv.pdf", made.pdf_with(None))})
        assert "holds no Europass data" in refused.text
        again = browser.post("/bring", data=hidden, files={"file": ("cv.xml", made.PASSPORT_XML)})
    boxes = [part.split('"')[0] for part in again.text.split('name="item" value="')[1:] if " checked" in part[:120]]
    latest = [box for box in boxes if box.startswith(boxes[-1].split(".")[0])]
    form = [(name, (None, value)) for name, value in hidden.items()] + [("item", (None, box)) for box in latest]
    with advisor.client() as browser:
        used = browser.post("/bring", files=[*form, ("use", (None, latest[0].split(".")[0]))])
    assert used.status_code == 200
    assert "I now know 1 job of yours" in used.text
    assert person.client.get(f"{person.path}/data").json()["understood"]["occupations"] == [WAITER]


def test_a_confirmed_skill_is_a_reason_and_goes_home_as_europass(advisor: Advisor) -> None:
    person = Conversation(advisor, language="en")
    proposal = person.client.post(f"{person.path}/profile", json={"text": "waiter\nuse spreadsheets software"}).json()
    chosen = [item["id"] for item in proposal["items"] if item["ticked"]]
    body = {"proposal_id": proposal["proposal_id"], "items": chosen}
    assert person.client.post(f"{person.path}/profile/confirm", json=body).status_code == 200
    taken = person.client.get(f"{person.path}/take-home", params={"what": "profile", "format": "json"})
    assert taken.status_code == 200, taken.text
    learner = taken.json()["SkillsPassport"]["LearnerInfo"]
    assert learner["WorkExperience"][0]["Position"]["Code"] == WAITER
    again = bring(Conversation(advisor, language="en"), taken.content, "profile.json")
    items = again["items"]
    assert isinstance(items, list)
    assert {"use spreadsheets software", "waiter/waitress"} <= {item["label"] for item in items if item["ticked"]}


def test_an_offer_is_given_as_linked_data(advisor: Advisor) -> None:
    with advisor.client() as portal:
        offer_id = portal.get("/api/offers", params={"q": "welding"}).json()["offers"][0]["id"]
        elm = portal.get(f"/api/offers/{offer_id}", headers={"Accept": "application/ld+json"})
        named = portal.get(f"/api/offers/{offer_id}", params={"format": "schema"})
        plain = portal.get(f"/api/offers/{offer_id}")
    assert elm.headers["content-type"].startswith("application/ld+json")
    assert elm.json()["type"] == "LearningOpportunity"
    assert named.json()["@type"] == "Course"
    assert plain.json()["id"] == offer_id
