"""What people take home from a running advisor, with and without scripts, and the plan that a counsellor gives."""

from __future__ import annotations

import json
import re
from pathlib import Path

import psutil
import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.system.conftest import Advisor, Conversation, message
from tests.system.copilot_browsers import accessible, counsellor, screenshot
from tests.system.portal_page import PortalSite

pytestmark = pytest.mark.system
GOAL = "I want to learn bookkeeping, online and free"
PAPERS = {
    "pdf": b"%PDF-", "html": b"<!doctype html>", "json": b"{", "text": b"My ", "eml": b"Subject: ",
    "ics": b"BEGIN:VCALENDAR",
}  # fmt: skip


@pytest.fixture
def desk(portal: PortalSite) -> Advisor:
    """An advisor that counsellors can sign in to."""
    return Advisor(portal.advisor, psutil.Process(), Path())


def file_of(someone: Conversation, what: str, form: str) -> bytes:
    answer = someone.client.get(f"{someone.path}/take-home", params={"what": what, "format": form})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert re.fullmatch(r'attachment; filename="waymark-\w+\.\w+"', answer.headers["content-disposition"])
    return answer.content


def test_a_list_and_a_plan_go_home_in_every_form(desk: Advisor) -> None:
    someone = Conversation(desk, language="en")
    answer = someone.say(GOAL)
    offered = message(someone.press(answer, "take_home"), "take_home")
    takes = [form["take"] for file in offered["data"]["files"] for form in file["forms"]]
    assert len(takes) == 16
    for take in takes:
        what, _, form = take.partition(".")
        assert file_of(someone, what, form).lstrip().startswith(PAPERS[form]), take
    shown = [offer["id"] for offer in message(answer, "offers")["offers"]]
    assert [offer["id"] for offer in json.loads(file_of(someone, "list", "json"))["offers"]] == shown
    days = Calendar.from_ical(file_of(someone, "plan", "ics")).walk("VEVENT")
    assert len(days) == len(shown)


def test_what_is_not_made_is_refused_in_words(desk: Advisor) -> None:
    someone = Conversation(desk, language="en")
    nothing = someone.client.get(f"{someone.path}/take-home", params={"what": "list", "format": "pdf"})
    assert nothing.status_code == 409
    assert "No offer was shown yet" in nothing.json()["detail"]
    someone.say(GOAL)
    dates = someone.client.get(f"{someone.path}/take-home", params={"what": "list", "format": "ics"})
    assert dates.status_code == 422
    assert "there is pdf, html, text, eml, json" in dates.json()["detail"]
    strange = someone.client.get(f"{someone.path}/take-home", params={"what": "list", "format": "exe"})
    assert strange.status_code == 422
    someone.client.headers["Authorization"] = "Bearer wrong"
    assert someone.client.get(f"{someone.path}/take-home", params={"what": "list"}).status_code == 404


def test_without_scripts_a_button_of_the_page_gives_the_file(browser: Browser, desk: Advisor) -> None:
    page = browser.new_context(java_script_enabled=False, accept_downloads=True).new_page()
    page.goto(f"{desk.url}/?lang=en")
    page.fill("#wm-text", GOAL)
    page.click("#wm-form button:not([name])")
    page.get_by_role("button", name="Take the list home").last.click()
    expect(page.get_by_role("heading", name="My list of courses")).to_be_visible()
    with page.expect_download() as coming:
        page.get_by_role("button", name="My list of courses: PDF").click()
    assert coming.value.suggested_filename == "waymark-list.pdf"
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF-")


def test_the_files_as_pages_are_accessible(browser: Browser, desk: Advisor, tmp_path: Path) -> None:
    for language, width in (("en", 1280), ("ar", 320)):
        someone = Conversation(desk, language=language)
        someone.say(GOAL)
        page = browser.new_page(viewport={"width": width, "height": 800})
        for what in ("list", "plan", "profile"):
            (tmp_path / "taken.html").write_bytes(file_of(someone, what, "html"))
            page.goto((tmp_path / "taken.html").as_uri())
            accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            screenshot(page, f"take-home-{what}-{language}")
        page.close()


def plan_page(page: Page, desk: Advisor, someone: Conversation, part: str = "") -> None:
    page.goto(f"{desk.url}/copilot/c/{someone.opened['conversation_id']}/plan{part}")


def test_a_counsellor_writes_a_plan_and_the_person_gets_it(browser: Browser, desk: Advisor) -> None:
    someone = Conversation(desk, language="en", consent={"counsellor": True})
    someone.say(GOAL)
    maria, other = counsellor(browser, desk, "Maria"), counsellor(browser, desk, "Jonas")
    plan_page(other, desk, someone)
    plan_page(maria, desk, someone)
    expect(maria.get_by_label("The person's goal")).to_have_value(re.compile("bookkeeping"))
    accessible(maria)
    screenshot(maria, "copilot-plan")
    first = maria.get_by_role("group", name="Step 1")
    first.get_by_label("What to do").fill("Call the school <b>today</b>")
    first.get_by_label("Begin by").fill("2027-03-01")
    first.get_by_label("Cost", exact=True).fill("many")
    maria.get_by_role("button", name="Save and look at it").click()
    expect(maria.get_by_role("alert")).to_contain_text("not saved yet")
    expect(first.get_by_label("What to do")).to_have_value("Call the school <b>today</b>")
    accessible(maria)
    first.get_by_label("Cost", exact=True).fill("49,50")
    maria.get_by_label("Your note to the person").fill("You can do it.")
    maria.get_by_role("button", name="Save and look at it").click()
    expect(maria.get_by_role("heading", name="Action plan: preview")).to_be_visible()
    expect(maria.locator("article")).to_contain_text("Call the school <b>today</b>")
    assert "You can do it." in maria.get_by_label("Text to copy").input_value()
    accessible(maria)
    screenshot(maria, "copilot-plan-preview")
    assert b"Call the school" not in file_of(someone, "plan", "text"), "not before it is given"

    other.get_by_label("The person's goal").fill("Something else")
    other.get_by_role("button", name="Save and look at it").click()
    expect(other.get_by_role("alert")).to_contain_text("Maria changed the plan while you were writing")
    expect(other.get_by_label("The person's goal")).to_have_value("Something else")
    accessible(other)

    maria.get_by_role("button", name="Give it to the person").click()
    expect(maria.get_by_role("status")).to_contain_text("The person has this plan")
    entries = someone.client.get(f"{someone.path}/data").json()["transcript"]
    given = entries[-1]["messages"][0]
    assert given["kind"] == "take_home"
    assert "Maria wrote an action plan for you." in given["text"]
    text = " ".join(file_of(someone, "plan", "text").decode().split())
    assert "Maria wrote this plan" in text
    assert "Call the school <b>today</b>" in text
    assert "A note from Maria" in text
    assert "Known in all: €49.50" in text or "€49.50" in text
    assert file_of(someone, "plan", "pdf").startswith(b"%PDF-")

    record = maria.goto(f"{desk.url}/copilot/audit")
    assert record is not None
    assert record.status == 200
    expect(maria.get_by_role("main")).to_contain_text("Maria")


def test_nobody_but_a_counsellor_with_the_persons_consent_sees_a_plan(browser: Browser, desk: Advisor) -> None:
    someone = Conversation(desk, language="en")
    someone.say(GOAL)
    maria = counsellor(browser, desk, "Maria")
    answer = maria.goto(f"{desk.url}/copilot/c/{someone.opened['conversation_id']}/plan")
    assert answer is not None
    assert answer.status == 404
    without = someone.client.get(f"/copilot/c/{someone.opened['conversation_id']}/plan", follow_redirects=False)
    assert without.status_code == 303
