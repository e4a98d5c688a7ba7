"""A recorded pair: the person in one browser, counsellors in others; take-over and back, and nobody overwrites."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bench.servers import free_port, running, waymark
from tests.system.conftest import Advisor, Conversation
from tests.system.copilot_browsers import (
    PASSWORD,
    ROLE,
    WAIT_MS,
    accessible,
    counsellor,
    person,
    press,
    screenshot,
    watched,
    write,
)

pytestmark = pytest.mark.system
GOAL = "I was a waiter and I want to learn bookkeeping, online and free"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real OpenID provider on a port of its own: Maria is a counsellor, Otto is not."""
    port = free_port()
    people = (
        {"sub": "maria", "name": "Maria Weber", "groups": [ROLE, "staff"]},
        {"sub": "otto", "name": "Otto", "groups": ["staff"]},
    )
    users = [part for person in people for part in ("--user-claims", json.dumps(person))]
    # its own libraries warn of each other
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port), "-n", "true", *users]
    folder = tmp_path_factory.mktemp("provider")
    url = f"http://127.0.0.1:{port}"
    with running(command, f"{url}/.well-known/openid-configuration", cwd=folder, env={}, log=folder / "provider.log"):
        yield url


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[Advisor]:
    """An advisor with counsellors: the local account, and the provider."""
    folder = tmp_path_factory.mktemp("desk")
    settings = {
        "WAYMARK_COUNSELLOR_PASSWORD": PASSWORD,
        "WAYMARK_OIDC_ISSUER": provider,
        "WAYMARK_OIDC_CLIENT_ID": "waymark",
        "WAYMARK_OIDC_CLIENT_SECRET": "a secret of the tests",
        "WAYMARK_OIDC_ROLE_CLAIM": "groups",
        "WAYMARK_OIDC_ROLE": ROLE,
        "WAYMARK_DATABASE_URL": f"sqlite:///{folder / 'people.db'}",
    }
    with waymark(folder, **settings) as (port, process):
        yield Advisor(f"http://127.0.0.1:{port}", process, folder / "waymark.log")


def waiting(advisor: Advisor, goal: str = GOAL) -> Conversation:
    """A person who agreed and waits for a counsellor, through the API."""
    someone = Conversation(advisor, language="en")
    someone.say(goal)
    offered = someone.say("Talk to a person", {"act": "ask_human", "args": {}})
    agreed = next(q for q in offered["quick_replies"] if q["args"].get("agree"))
    someone.say(agreed["text"], {"act": agreed["act"], "args": agreed["args"]})
    return someone


def conversation_page(page: Page, advisor: Advisor, someone: Conversation) -> None:
    page.goto(f"{advisor.url}/copilot/c/{someone.opened['conversation_id']}")


def test_a_counsellor_takes_over_writes_and_gives_back(browser: Browser, desk: Advisor) -> None:
    problems: list[str] = []
    maria = watched(counsellor(browser, desk, "Maria"), problems)
    expect(maria.locator(".wc-empty")).to_be_visible()
    accessible(maria)
    jo = watched(person(browser, desk, GOAL), problems)
    expect(maria.locator(".wc-row")).to_have_count(0)
    press(jo, "Talk to a person")
    expect(jo.locator(".wm-advisor").last).to_contain_text("A counsellor is signed in now")
    screenshot(jo, "pair-1-offered")
    press(jo, "Yes, a counsellor may see this")
    expect(jo.locator(".wm-advisor").last).to_contain_text("have been told that you are waiting")

    row = maria.locator(".wc-row")  # without a reload
    expect(row).to_have_count(1, timeout=WAIT_MS)
    expect(maria.get_by_role("status").first).to_contain_text("1 person is waiting")
    expect(row).to_contain_text("Waiting since")
    screenshot(maria, "pair-2-queue")
    accessible(maria)
    row.get_by_role("link").click()
    expect(maria.locator("#understood")).to_contain_text("bookkeeping")
    expect(maria.locator(".wc-reasoned > li")).to_have_count(3)
    expect(maria.locator(".wc-reasoned table")).to_have_count(3)  # what was added up for each
    maria.get_by_role("button", name="Take over").click()
    expect(maria.locator("#holding")).to_contain_text("You have this conversation")
    expect(jo.locator(".wm-log")).to_contain_text("Maria, a counsellor, has joined", timeout=WAIT_MS)
    accessible(maria)

    maria.get_by_label("Write to the person").fill("Hello, I am Maria. Which hours suit you?")
    maria.get_by_role("button", name="Send").click()
    expect(maria.get_by_label("Write to the person")).to_have_value("")
    expect(jo.locator(".wm-log")).to_contain_text("Which hours suit you?", timeout=WAIT_MS)
    turns = jo.locator(".wm-advisor").count()
    write(jo, "Two evenings a week")
    expect(maria.locator("#log")).to_contain_text("Two evenings a week", timeout=WAIT_MS)
    expect(maria.locator("#log .wm-said", has_text="Two evenings a week")).to_have_count(1)
    expect(jo.locator(".wm-advisor")).to_have_count(turns)  # the advisor is silent
    screenshot(maria, "pair-3-counsellor")
    screenshot(jo, "pair-4-person")

    maria.get_by_role("button", name="Give back to the advisor").click()
    expect(jo.locator(".wm-log")).to_contain_text("has handed you back to me", timeout=WAIT_MS)
    write(jo, "Something cheaper, please")
    expect(jo.locator(".wm-advisor")).to_have_count(turns + 2, timeout=30_000)
    expect(maria.locator("#log")).to_contain_text("Something cheaper, please")
    screenshot(maria, "pair-5-given-back")
    assert problems == []


def test_what_the_person_withdraws_the_counsellor_sees_no_more(browser: Browser, desk: Advisor) -> None:
    someone = waiting(desk)
    maria = counsellor(browser, desk, "Maria")
    conversation_page(maria, desk, someone)
    maria.get_by_role("button", name="Take over").click()
    expect(maria.locator("#holding")).to_contain_text("You have this conversation")
    someone.say("Stop", {"act": "withdraw_consent", "args": {"purpose": "counsellor"}})
    expect(maria.locator("#ended")).to_contain_text("no longer lets counsellors see it", timeout=WAIT_MS)
    expect(maria.locator("#main")).not_to_contain_text("bookkeeping")
    accessible(maria)
    assert maria.reload().status == 404  # type: ignore[union-attr]
    expect(maria.locator("h1")).to_contain_text("There is nothing here")
    accessible(maria)
    assert "with_counsellor" not in someone.say("Something shorter")


def test_two_counsellors_do_not_overwrite_each_other(browser: Browser, desk: Advisor) -> None:
    someone = waiting(desk)
    maria, ivan = counsellor(browser, desk, "Maria"), counsellor(browser, desk, "Ivan")
    for page in (maria, ivan):
        conversation_page(page, desk, someone)
    maria.get_by_role("button", name="Take over").click()
    expect(ivan.locator("#holding")).to_contain_text("Maria has this conversation", timeout=WAIT_MS)
    ivan.get_by_label("Write to the person").fill("I type without having it")
    ivan.get_by_role("button", name="Send").click()
    expect(ivan.locator("#told")).to_contain_text("Maria has this conversation now")
    expect(ivan.get_by_label("Write to the person")).to_have_value("I type without having it")
    accessible(ivan)
    maria.get_by_label("Write to the person").fill("half a sentence")
    ivan.get_by_role("button", name="Take it from Maria").click()
    expect(maria.locator("#holding")).to_contain_text("Ivan has this conversation", timeout=WAIT_MS)
    expect(maria.get_by_label("Write to the person")).to_have_value("half a sentence")
    expect(ivan.get_by_label("Write to the person")).to_have_value("I type without having it")
    ivan.get_by_role("button", name="Send").click()
    expect(maria.locator("#log")).to_contain_text("I type without having it")
    acts = maria.request.get(f"{desk.url}/copilot/audit").text()
    assert "Took over from another counsellor" in acts
    assert "I type without" not in acts


def test_without_scripts_a_stale_page_is_refused_and_the_words_stay(browser: Browser, desk: Advisor) -> None:
    someone = waiting(desk)
    maria = counsellor(browser, desk, "Maria", scripts=False)
    conversation_page(maria, desk, someone)
    maria.get_by_role("button", name="Take over").click()
    expect(maria.locator("#holding")).to_contain_text("You have this conversation")
    someone.say("I have a new message")
    maria.get_by_label("Write to the person").fill("Words on an old page")
    maria.get_by_role("button", name="Send").click()
    expect(maria.locator("#told")).to_contain_text("the conversation moved on meanwhile")
    expect(maria.get_by_label("Write to the person")).to_have_value("Words on an old page")
    expect(maria.locator("#log")).to_contain_text("I have a new message")
    maria.get_by_role("button", name="Send").click()
    expect(maria.locator("#log")).to_contain_text("Words on an old page")


def test_a_person_without_scripts_reads_the_counsellor_at_their_next_message(browser: Browser, desk: Advisor) -> None:
    jo = browser.new_context(java_script_enabled=False).new_page()
    jo.goto(f"{desk.url}/?lang=en")
    write(jo, "I want to learn beekeeping")
    press(jo, "Talk to a person")
    press(jo, "Yes, a counsellor may see this")
    maria = counsellor(browser, desk, "Maria")
    maria.get_by_role("link", name="beekeeping").click()
    maria.get_by_role("button", name="Take over").click()
    maria.get_by_label("Write to the person").fill("Do you have a garden?")
    maria.get_by_role("button", name="Send").click()
    expect(maria.locator("#log")).to_contain_text("Do you have a garden?")
    write(jo, "Is somebody there?")
    expect(jo.locator("main")).to_contain_text("Maria, a counsellor, has joined")
    expect(jo.locator("main")).to_contain_text("Do you have a garden?")
    expect(maria.locator("#log")).to_contain_text("Is somebody there?")
    press(jo, "Stop: no counsellor may see this any more")
    expect(maria.locator("#ended")).to_contain_text("no longer lets counsellors see it", timeout=WAIT_MS)


def test_without_consent_a_conversation_is_in_no_list_and_opens_for_no_counsellor(
    browser: Browser, desk: Advisor
) -> None:
    someone = Conversation(desk, language="en")
    someone.say("I want to learn welding")
    maria = counsellor(browser, desk, "Maria")
    assert "welding" not in maria.content()
    answer = maria.goto(f"{desk.url}/copilot/c/{someone.opened['conversation_id']}")
    assert answer is not None
    assert answer.status == 404


def test_words_of_despair_are_marked_in_the_queue(browser: Browser, desk: Advisor) -> None:
    someone = waiting(desk)
    maria = counsellor(browser, desk, "Maria")
    expect(maria.locator(".wc-mark-distress")).to_have_count(0)
    someone.say("I do not want to live any more")
    expect(maria.locator(".wc-mark-distress")).to_have_count(1, timeout=WAIT_MS)
    accessible(maria)
    someone.client.delete(someone.path)
    expect(maria.locator(".wc-mark-distress")).to_have_count(0, timeout=WAIT_MS)


def sign_in_at(page: Page, advisor: Advisor, sub: str) -> None:
    page.goto(f"{advisor.url}/copilot/audit")
    accessible(page)
    page.get_by_role("link", name="Sign in with your organisation’s account").click()
    page.get_by_role("button", name=sub).click()


def test_a_counsellor_signs_in_at_the_provider_and_out_again(browser: Browser, desk: Advisor, provider: str) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    sign_in_at(page, desk, "maria")
    expect(page).to_have_url(f"{desk.url}/copilot/audit")  # where they wanted to go
    expect(page.get_by_role("button", name="Sign out Maria Weber")).to_be_visible()
    accessible(page)
    cookies = {cookie["name"]: cookie for cookie in context.cookies(desk.url)}
    held = cookies["waymark-counsellor"]
    assert held["httpOnly"]
    assert held["sameSite"] == "Lax"
    assert not [name for name in cookies if name.startswith("waymark-sign-in")]
    page.get_by_role("button", name="Sign out Maria Weber").click()
    expect(page.locator("h1")).to_contain_text("You are signed out")
    accessible(page)
    there = page.get_by_role("link", name="Sign out of your organisation’s account as well").get_attribute("href")
    assert there is not None
    assert there.startswith(f"{provider}/")
    page.goto(f"{desk.url}/copilot")
    expect(page).to_have_url(f"{desk.url}/copilot/sign-in?next=/copilot")


def test_who_is_no_counsellor_at_the_provider_is_refused_and_it_is_recorded(browser: Browser, desk: Advisor) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    sign_in_at(page, desk, "otto")
    expect(page.get_by_role("alert")).to_contain_text("not marked as a counsellor")
    page.goto(f"{desk.url}/copilot")
    expect(page).to_have_url(re.compile("/copilot/sign-in"))
    maria = counsellor(browser, desk, "Maria")
    maria.goto(f"{desk.url}/copilot/audit?deed=sign_in_refused")
    expect(maria.locator("tbody tr").first).to_contain_text("Otto")


def test_a_way_back_that_nobody_left_for_is_refused(browser: Browser, desk: Advisor) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(f"{desk.url}/copilot/sign-in/back?code=x&state=y")
    expect(page.get_by_role("alert")).to_contain_text("took too long, or began in another browser")
    assert page.context.cookies() == []


def test_an_answer_that_is_not_to_our_question_is_refused(browser: Browser, desk: Advisor) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(f"{desk.url}/copilot/sign-in")
    page.get_by_role("link", name="Sign in with your organisation’s account").click()
    expect(page.get_by_role("button", name="maria")).to_be_visible()
    page.goto(f"{desk.url}/copilot/sign-in/back?code=stolen&state=made-up")
    expect(page.get_by_role("alert")).to_contain_text("could not be trusted")
    page.go_back()
    page.get_by_role("button", name="maria").click()  # the right answer, too late: the question was used up
    expect(page.get_by_role("alert")).to_contain_text("took too long, or began in another browser")


@pytest.mark.parametrize("width", [320, 820])
def test_nothing_is_wider_than_the_window(browser: Browser, desk: Advisor, width: int) -> None:
    someone = waiting(desk)
    maria = counsellor(browser, desk, "Maria", width=width)
    for path in ("", f"/c/{someone.opened['conversation_id']}", "/audit"):
        maria.goto(f"{desk.url}/copilot{path}")
        assert maria.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        accessible(maria)
        screenshot(maria, f"copilot-{width}{path.replace('/', '-')[:6]}")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_any_page_of_the_copilot(browser: Browser, desk: Advisor, language: str) -> None:
    someone = waiting(desk)
    maria = counsellor(browser, desk, "Maria")
    maria.locator("#wc-lang").select_option(language)
    maria.locator(".wc-me button").first.click()
    expect(maria.locator("html")).to_have_attribute("lang", language)
    own = f"/c/{someone.opened['conversation_id']}"
    beside = ("", "/steering", "/corrections", "/aside", "/evidence", "/plan") if language == "en" else ("",)
    for path in ("", "/outreach", "/unanswered", "/audit", *(own + part for part in beside)):
        answer = maria.goto(f"{desk.url}/copilot{path}")
        assert answer is not None
        assert (path, answer.status) == (path, 200)
        accessible(maria)
        screenshot(maria, f"copilot-{language}-{path.rpartition('/')[2][:12]}")


def test_the_persons_events_tell_what_is_said_and_that_it_was_erased(desk: Advisor) -> None:
    someone = waiting(desk)
    seen: list[str] = []
    with someone.client.stream("GET", f"{someone.path}/events?after=0") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        for line in stream.iter_lines():
            if line.startswith("event:"):
                seen.append(line.removeprefix("event:").strip())
            if seen[-1:] == ["state"]:
                someone.client.delete(someone.path)
                seen.append("erased")
            if "ended" in seen:
                break
    assert seen.count("entry") >= 3
    assert seen[-1] == "ended"


def test_a_sixth_window_is_told_to_wait(desk: Advisor) -> None:
    someone = waiting(desk)
    streams: list[httpx.Response] = []
    try:
        for _ in range(5):
            following = someone.client.build_request("GET", f"{someone.path}/events")
            streams.append(someone.client.send(following, stream=True))
        answer = someone.client.get(f"{someone.path}/events")
        assert answer.status_code == 429
        assert answer.headers["content-type"] == "application/problem+json"
    finally:
        for stream in streams:
            stream.close()
