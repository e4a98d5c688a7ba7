"""Outreach on the real advisor: a typed sentence agrees, a counsellor finds and writes, the person reads it later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.bench.servers import waymark
from tests.system.conftest import Advisor, Conversation
from tests.system.copilot_browsers import PASSWORD, accessible, screenshot, watched
from tests.system.copilot_browsers import counsellor as at_the_desk

pytestmark = pytest.mark.system
MARK = "Xerophyte-7301"


@pytest.fixture(scope="module")
def outreach(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    """An advisor of its own, whose data folder is looked through."""
    folder = tmp_path_factory.mktemp("outreach")
    settings = {
        "WAYMARK_COUNSELLOR_PASSWORD": PASSWORD,
        "WAYMARK_DATABASE_URL": f"sqlite:///{folder / 'people' / 'people.db'}",
    }
    with waymark(folder, **settings) as (port, process):
        yield Advisor(f"http://127.0.0.1:{port}", process, folder / "waymark.log")


@pytest.fixture
def counsellor(outreach: Advisor) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=outreach.url, timeout=60, follow_redirects=True, headers={"Origin": outreach.url}
    ) as client:
        assert client.post("/copilot/sign-in", data={"name": "Ada", "password": PASSWORD}).status_code == 200
        yield client


def agree(someone: Conversation, sentence: str) -> str:
    """Says it, is asked, and presses the first yes."""
    asked = someone.say(sentence)
    yes = next(q for q in asked["quick_replies"] if q["act"] == "give_consent" and q["args"].get("sure"))
    someone.say(yes["text"], {"act": yes["act"], "args": yes["args"]})
    return str(yes["args"]["purpose"])


def held(folder: Path) -> bool:
    """Whether any byte of the data has the person's own word."""
    return any(MARK.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_whoever_types_that_they_may_be_found_is_found_written_to_and_erased(
    outreach: Advisor, counsellor: httpx.Client
) -> None:
    people = outreach.log.parent / "people"
    person = Conversation(outreach, language="en")
    person.say(f"I want to learn bookkeeping and accounting, {MARK}")
    assert not held(people)
    assert agree(person, "please remember me") == "keep"
    assert agree(person, "tell me when something fits") == "found"
    assert held(people)

    with outreach.client() as api:
        offers = api.get("/api/offers", params={"q": "bookkeeping and accounting", "limit": 5}).json()["offers"]
    pages = [counsellor.get("/copilot/outreach", params={"offer": offer["id"]}).text for offer in offers]
    place, page = next((place, page) for place, page in enumerate(pages) if 'name="person"' in page)
    assert MARK not in page
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf is not None
    form = {"csrf": csrf[1], "person": person.opened["conversation_id"], "about": offers[place]["id"],
            "note": "It begins soon."}  # fmt: skip
    assert counsellor.post("/copilot/outreach/letter", data={**form, "csrf": "another"}).status_code == 403
    sent = counsellor.post("/copilot/outreach/letter", data=form).text
    assert 'id="wo-outcome"' in sent
    transcript = person.client.get(person.path).json()
    assert any("It begins soon." in str(entry) for entry in transcript["transcript"])

    asked = person.say("delete everything about me")
    yes = next(q for q in asked["quick_replies"] if q["act"] == "erase_me")
    person.say(yes["text"], {"act": yes["act"], "args": yes["args"]})
    assert not held(people)
    page = counsellor.get("/copilot/outreach", params={"offer": offers[place]["id"]}).text
    assert 'name="person"' not in page
    assert MARK not in outreach.log.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize(
    ("language", "sentence", "act"),
    [
        ("de", "was fehlt mir, um Datenanalyst zu werden?", "pathway"),
        ("fr", "envoyez-moi la liste", "take_home"),
        ("es", "tengo un CV Europass", "bring_profile"),
        ("uk", "видаліть усе про мене", "erase_me"),
        ("pl", "zachowajcie mój profil", "give_consent"),
        ("ar", "احتفظ بملفي", "give_consent"),
    ],
)
def test_what_is_typed_reaches_its_act_in_other_languages(
    outreach: Advisor, language: str, sentence: str, act: str
) -> None:
    person = Conversation(outreach, language=language)
    answer = person.say(sentence)
    kinds = {m["kind"] for m in answer["messages"]}
    sure = {q["act"] for q in answer["quick_replies"] if q["args"].get("sure")}
    assert act in kinds | sure


@pytest.mark.parametrize("width", [320, 1024])
def test_a_counsellor_searches_chooses_and_writes_in_a_browser(
    browser: Browser, outreach: Advisor, width: int
) -> None:
    person = Conversation(outreach, language="de")
    person.say("Ich möchte Buchhaltung lernen")
    agree(person, "behalten Sie mein Profil")
    agree(person, "sagen Sie mir Bescheid, wenn etwas passt")
    problems: list[str] = []
    page = watched(at_the_desk(browser, outreach, "Ada", width=width), problems)
    page.goto(f"{outreach.url}/copilot/outreach")
    accessible(page)
    page.get_by_label("What is the offer about?").fill("bookkeeping")
    page.get_by_role("button", name="Search offers").click()
    boxes = page.locator("input[name=offer][type=checkbox]")
    for place in range(5):
        boxes.nth(place).check()
    page.get_by_role("button", name="Find people").click()
    expect(page.get_by_role("heading", name="How fair this list is")).to_be_visible()
    page.locator("summary").first.click()
    accessible(page)
    screenshot(page, f"outreach-{width}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_label("Your own words (not needed)").first.fill("Guter Kurs")
    page.get_by_role("button", name="Send").first.click()
    expect(page.locator("#wo-outcome")).to_contain_text("Sent.")
    accessible(page)
    assert problems == []
    page.context.close()
    told = person.client.get(person.path).json()["transcript"]
    assert any("Guter Kurs" in entry.get("text", "") for entry in told)
    person.client.delete(person.path)
