"""A counsellor's hand on the advice, in real browsers: nothing before it is shown, then with their name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bench.servers import waymark
from tests.system.conftest import Advisor, Conversation
from tests.system.copilot_browsers import PASSWORD, WAIT_MS, accessible, counsellor, screenshot, watched

pytestmark = pytest.mark.system
GOAL = "I want to learn bookkeeping, online and free"
SECRET = "Zwiebelturm: she is afraid of exams"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    """An advisor with the local account for counsellors."""
    folder = tmp_path_factory.mktemp("steering")
    settings = {
        "WAYMARK_COUNSELLOR_PASSWORD": PASSWORD,
        "WAYMARK_DATABASE_URL": f"sqlite:///{folder / 'people.db'}",
    }
    with waymark(folder, **settings) as (port, process):
        yield Advisor(f"http://127.0.0.1:{port}", process, folder / "waymark.log")


@pytest.fixture(scope="module")
def maria(browser: Browser, desk: Advisor) -> Page:
    return counsellor(browser, desk, "Maria")


def shared(desk: Advisor) -> tuple[Conversation, list[str]]:
    """A person whose conversation counsellors may see, and the offers they were shown."""
    someone = Conversation(desk, language="en", consent={"counsellor": True})
    answer = someone.say(GOAL)
    return someone, offers_in(answer)


def offers_in(answer: dict[str, Any]) -> list[str]:
    return [offer["id"] for message in answer["messages"] for offer in message.get("offers", ())]


def at(page: Page, desk: Advisor, someone: Conversation, part: str) -> str:
    address = f"{desk.url}/copilot/c/{someone.opened['conversation_id']}/{part}"
    page.goto(address)
    return address


def transcript(someone: Conversation) -> str:
    """All the person may ask for of what was said, without what counsellors have beside it."""
    return someone.client.get(f"{someone.path}/data").text


def said_to(someone: Conversation) -> list[dict[str, Any]]:
    told = someone.client.get(f"{someone.path}/data").json()["transcript"]
    return [entry for entry in told if entry["role"] in ("advisor", "counsellor")]


def test_an_edited_list_reaches_the_person_when_it_is_shown_and_not_before(
    browser: Browser, desk: Advisor, maria: Page
) -> None:
    problems: list[str] = []
    watched(maria, problems)
    someone, before = shared(desk)
    at(maria, desk, someone, "steering")
    cards = maria.locator(".wc-offer")
    expect(cards).to_have_count(3)
    accessible(maria)
    # by keyboard alone: the last offer is put first, the first is ruled out
    third = cards.nth(2).get_by_role("button", name=re.compile("^Put first"))
    third.focus()
    maria.keyboard.press("Enter")
    expect(cards.first).to_have_attribute("data-offer", before[2], timeout=WAIT_MS)
    expect(maria.locator(":focus")).to_have_text("No longer first")
    expect(maria.locator("#wc-said")).to_contain_text("Put first:")
    cards.first.locator("summary").click()
    cards.first.locator("textarea").fill("It starts on Monday.")
    cards.first.get_by_role("button", name="Keep it for the person").click()
    expect(cards.first.locator(".wm-counsellor-note")).to_contain_text("It starts on Monday.")
    veto = cards.nth(1).get_by_role("button", name=re.compile("^Rule out"))
    veto.click()
    expect(maria.locator(".wc-vetoed li")).to_have_count(1)
    maria.get_by_label("New remark for colleagues").fill(SECRET)
    maria.locator(".wc-note").last.get_by_role("button", name="Keep it for colleagues only").click()
    expect(maria.locator(".wc-remarks")).to_contain_text(SECRET)
    expect(maria.locator(".wc-pending")).to_be_visible()
    screenshot(maria, "steering-list")
    accessible(maria)
    ruled_out = before[0]
    assert len(said_to(someone)) == 2  # the welcome and the list: nothing has reached the person
    maria.get_by_role("button", name="Show this to the person").click()
    expect(maria.locator(".wc-notice")).to_contain_text("The person sees the list now")
    shown = said_to(someone)[2:]
    assert [entry["role"] for entry in shown] == ["counsellor", "advisor"]
    assert "Maria" in shown[0]["text"]
    assert offers_in(shown[1])[0] == before[2]
    assert ruled_out not in offers_in(shown[1])
    text = "\n".join(message["text"] for message in shown[1]["messages"])
    assert "Your counsellor put this first." in text
    assert "Maria: “It starts on Monday.”" in text
    later = [someone.say("Show me more", {"act": "more", "args": {}}) for _ in range(3)]
    assert all(ruled_out not in offers_in(answer) for answer in later)
    # a remark for colleagues is in the person's data, and in nothing that was said or understood
    everything = someone.client.get(f"{someone.path}/data").json()
    assert SECRET in transcript(someone)
    for part in ("transcript", "understood"):
        assert SECRET not in str(everything[part])
    assert problems == []


def test_two_counsellors_do_not_overwrite_each_other(browser: Browser, desk: Advisor, maria: Page) -> None:
    someone, before = shared(desk)
    otto = counsellor(browser, desk, "Otto")
    at(maria, desk, someone, "steering")
    at(otto, desk, someone, "steering")
    maria.locator(".wc-offer").nth(2).get_by_role("button", name=re.compile("^Put first")).click()
    expect(maria.locator(".wc-offer").first).to_have_attribute("data-offer", before[2])
    otto.get_by_label("New remark for colleagues").fill("Words that took long")
    otto.locator(".wc-note").last.get_by_role("button", name="Keep it for colleagues only").click()
    expect(otto.get_by_role("alert")).to_contain_text("the conversation has moved on")
    expect(otto.get_by_label("New remark for colleagues")).to_have_value("Words that took long")
    expect(otto.locator(".wc-offer").first).to_have_attribute("data-offer", before[2])  # as Maria left it
    otto.locator(".wc-note").last.get_by_role("button", name="Keep it for colleagues only").click()
    expect(otto.locator(".wc-remarks")).to_contain_text("Words that took long")
    otto.context.close()


def test_without_scripts_a_list_is_edited_too(browser: Browser, desk: Advisor) -> None:
    someone, before = shared(desk)
    plain = counsellor(browser, desk, "Pia", scripts=False)
    at(plain, desk, someone, "steering")
    plain.locator(".wc-offer").nth(1).get_by_role("button", name=re.compile("^Put first")).click()
    expect(plain.locator(".wc-offer").first).to_have_attribute("data-offer", before[1])
    plain.get_by_label("Title, provider or topic").fill("project management")
    plain.get_by_role("button", name="Search").click()
    plain.locator(".wc-hits").get_by_role("button", name=re.compile("^Add to the list")).first.click()
    expect(plain.locator(".wm-steered", has_text="Added by a counsellor")).to_have_count(1)
    plain.context.close()


def test_what_was_understood_is_put_right_and_the_person_reads_by_whom(desk: Advisor, maria: Page) -> None:
    problems: list[str] = []
    watched(maria, problems)
    someone, _ = shared(desk)
    at(maria, desk, someone, "corrections")
    accessible(maria)
    goal = maria.get_by_label("Goal in plain words")
    goal.fill("project management")
    maria.get_by_role("button", name="Look up and go on").click()
    maria.get_by_role("radio").first.check()
    maria.get_by_role("button", name="Set this goal").click()
    expect(maria.locator("#wc-said")).to_contain_text("Corrected: Goal")
    maria.get_by_role("button", name=re.compile("^Take off: .*free", re.I)).click()
    expect(maria.locator("#wc-said")).to_contain_text("Corrected: Limits")
    maria.locator("summary", has_text="Set a limit").click()
    maria.get_by_role("textbox", name="Near this place").fill("Utrecht")
    maria.get_by_role("button", name="Set: Near this place").click()
    expect(maria.locator("#wc-corrections")).to_contain_text("Utrecht")
    maria.get_by_role("combobox", name="Country of the person").select_option("NL")
    maria.get_by_role("button", name="Set: Country of the person").click()
    expect(maria.locator("#wc-said")).to_contain_text("Corrected: Country")
    maria.get_by_label("Search a skill or an occupation").fill("waiter")
    maria.get_by_role("button", name="Search").click()
    maria.get_by_role("button", name=re.compile("^The person has this")).first.click()
    expect(maria.locator(".wc-notice")).to_contain_text(re.compile("Corrected: (Skills|Jobs)"))
    screenshot(maria, "corrections")
    accessible(maria)
    at(maria, desk, someone, "steering")
    maria.get_by_role("button", name="Show this to the person").click()
    expect(maria.locator(".wc-notice")).to_contain_text("The person sees the list now")
    shown = said_to(someone)[-1]["messages"][0]
    assert "this was understood as “" in shown["text"]
    assert "Your counsellor Maria corrected it." in shown["text"]
    assert "project management" in str(shown["data"]["understood"]).casefold()
    assert problems == []


def test_the_advisor_is_asked_aside_and_the_conversation_does_not_move(desk: Advisor, maria: Page) -> None:
    problems: list[str] = []
    watched(maria, problems)
    someone, _ = shared(desk)
    held = someone.client.get(f"{someone.path}/data").json()
    at(maria, desk, someone, "aside")
    maria.get_by_label("Your question").fill("Lieber ein Kurs über Python auf Deutsch")
    maria.get_by_role("button", name="Ask", exact=True).click()
    expect(maria.locator(".wc-answer")).to_be_visible(timeout=30_000)
    expect(maria.locator("#wc-aside")).to_contain_text("These would come in")
    expect(maria.locator("#wc-aside")).to_contain_text("These would go")
    accessible(maria)
    screenshot(maria, "aside")
    maria.locator("summary", has_text="Try a limit").click()
    maria.get_by_role("spinbutton", name="Hours of work in all, at most").fill("10")
    maria.get_by_role("button", name="Try: Hours of work in all, at most").click()
    expect(maria.locator("#wc-aside q").first).to_contain_text("at most 10 hours")
    now = someone.client.get(f"{someone.path}/data").json()
    for part in ("transcript", "understood"):
        assert now[part] == held[part]
    assert problems == []


def test_each_sentence_has_its_evidence_beside_it(desk: Advisor, maria: Page) -> None:
    problems: list[str] = []
    watched(maria, problems)
    someone, _ = shared(desk)
    someone.say("Is the first one checked?")
    at(maria, desk, someone, "evidence")
    expect(maria.locator(".wc-sentences details").first).to_be_attached()
    expect(maria.locator(".wc-places > li")).to_have_count(3)
    expect(maria.locator(".wc-places")).to_contain_text("Speaks")
    accessible(maria)
    screenshot(maria, "evidence")
    assert problems == []


def test_what_was_not_answered_is_counted_and_quoted_only_while_it_may_be_seen(desk: Advisor, maria: Page) -> None:
    problems: list[str] = []
    watched(maria, problems)
    words = "tell me a joke"
    hidden = Conversation(desk, language="en")
    hidden.say("Please, tell me a joke")
    someone, _ = shared(desk)
    someone.say(words)
    maria.goto(f"{desk.url}/copilot/unanswered")
    row = maria.get_by_role("row", name=re.compile("Something else was asked"))
    expect(row).to_contain_text("fewer than 5")
    row.locator("summary").click()
    expect(row.locator("q")).to_have_text(words)
    accessible(maria)
    screenshot(maria, "unanswered")
    for _ in range(3):
        Conversation(desk, language="en").say("who won the match yesterday")
    someone.say("Stop", {"act": "withdraw_consent", "args": {"purpose": "counsellor"}})
    maria.goto(f"{desk.url}/copilot/unanswered?sort=kind")
    expect(row.locator("td").first).to_have_text("5")
    expect(row.locator("q")).to_have_count(0)
    stored = b"".join(path.read_bytes() for path in Path(desk.log.parent).glob("people.db*"))
    assert b"out_of_scope" in stored
    for word in (b"joke", b"match", b"yesterday"):
        assert word not in stored
    assert problems == []
