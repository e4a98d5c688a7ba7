"""The tag in a portal's page on another origin, and the iframe: real browser, two ports, the portal's own policy."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from tests.system.portal_page import PortalSite

pytestmark = pytest.mark.system
GOAL = "I want to learn photography"
EVENTS = ("ready", "shortlist", "handover", "consent", "error")
LISTEN = (
    "addEventListener('securitypolicyviolation', e => console.error('POLICY ' + e.violatedDirective));"
    f"window.heard = []; for (const what of {json.dumps(EVENTS)})"
    " document.addEventListener('waymark:' + what, e => window.heard.push([what, e.detail]));"
)


@dataclass
class Visit:
    """One person at the portal: their page, whom it asked, what it complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def heard(self, what: str) -> list[Any]:
        """The details of the events of a kind, oldest first."""
        return [detail for name, detail in self.page.evaluate("window.heard") if name == what]

    def stored(self) -> list[Any]:
        """Cookies and entries of the portal's storage."""
        names = self.page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
        return [*self.page.context.cookies(), *names]


def visit(browser: Browser, site: PortalSite, path: str, **context: Any) -> Visit:
    page = browser.new_context(viewport={"width": 1000, "height": 800}, **context).new_page()
    page.add_init_script(LISTEN)
    found = Visit(page)
    page.on("request", lambda request: found.asked.append(request.url))
    page.on("console", lambda m: found.complaints.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda e: found.complaints.append(str(e)))
    page.goto(site.origin + path)
    return found


def say(page: Page | Frame, text: str) -> None:
    """Write and send, and wait for the answer."""
    turns = page.locator(".wm-advisor").count()
    page.locator("#wm-text").fill(text)
    page.locator("#wm-text").press("Enter")
    expect(page.locator(".wm-advisor")).to_have_count(turns + 1, timeout=30_000)


def press(page: Page, words: str) -> None:
    """Press the newest button of these words, and wait for the answer."""
    turns = page.locator(".wm-advisor").count()
    page.get_by_role("button", name=words, exact=True).last.click()
    expect(page.locator(".wm-advisor")).to_have_count(turns + 1, timeout=30_000)


def agree_to_keep(page: Page) -> None:
    page.locator(".wm-yours summary").click()
    press(page, "Keep my profile and this conversation")
    turns = page.locator(".wm-advisor").count()
    page.locator(".wm-advisor").last.locator(".wm-quick button").first.click()
    expect(page.locator(".wm-advisor")).to_have_count(turns + 1, timeout=30_000)


def test_a_conversation_in_the_tag_under_the_portals_strict_policy(browser: Browser, portal: PortalSite) -> None:
    at = visit(browser, portal, "/tag")
    say(at.page, GOAL)
    expect(at.page.locator("article.wm-card")).to_have_count(3)
    press(at.page, "Compare them")
    expect(at.page.locator(".wm-kind-comparison")).to_be_visible()
    assert at.page.locator("waymark-chat").evaluate("chat => chat.shadowRoot.querySelector('#wm-text') !== null")
    assert at.complaints == [], "no violation of the policy, no error"
    assert {re.match("https?://[^/]+", url)[0] for url in at.asked} == {portal.origin, portal.advisor}  # type: ignore[index]
    assert at.stored() == [], "nothing is stored before the person agreed"


def test_the_portal_is_told_of_the_list_and_of_nothing_that_was_written(browser: Browser, portal: PortalSite) -> None:
    at = visit(browser, portal, "/tag")
    say(at.page, "I am Zebulon Marker and I want to learn photography")
    (shortlist,) = at.heard("shortlist")
    assert len(shortlist["offers"]) == 3
    assert set(shortlist["offers"][0]) == {"id", "title", "url"}
    press(at.page, "Talk to a person")
    (handover,) = at.heard("handover")
    assert set(handover) == {"urgent", "contacts"}
    assert at.heard("ready") == [{"language": "en"}]
    everything = json.dumps(at.page.evaluate("window.heard"))
    assert "Zebulon" not in everything
    shown = at.page.locator("waymark-chat").evaluate("chat => chat.conversation")
    assert shown == {"open": True, "turns": 5, "language": "en", "consent": [], "withCounsellor": False}


def test_the_tag_says_in_which_country_it_is_to_count(browser: Browser, portal: PortalSite) -> None:
    at = visit(browser, portal, "/second")
    with at.page.expect_request(lambda asked: asked.url.endswith("/api/conversations")) as opening:
        at.page.locator("waymark-chat").evaluate("(chat, text) => chat.ask(text)", GOAL)
    assert opening.value.post_data_json["country"] == "AT"
    expect(at.page.locator("article.wm-card")).to_have_count(3)


def test_the_host_asks_changes_the_language_and_erases(browser: Browser, portal: PortalSite) -> None:
    at = visit(browser, portal, "/tag")
    chat = at.page.locator("waymark-chat")
    expect(at.page.locator("#wm-text")).to_be_visible()
    chat.evaluate("(chat, text) => chat.ask(text)", GOAL)
    expect(at.page.locator("article.wm-card")).to_have_count(3, timeout=30_000)
    chat.evaluate("chat => chat.setLanguage('ar')")
    expect(at.page.locator(".wm-frame")).to_have_attribute("dir", "rtl")
    chat.evaluate("chat => chat.erase()")
    expect(at.page.locator(".wm-turn")).to_have_count(0)
    expect(at.page.locator(".wm-told")).to_be_visible()
    assert chat.evaluate("chat => chat.conversation.open") is False


def test_with_consent_the_conversation_goes_along_to_the_next_page_and_stops_when_it_is_taken_back(
    browser: Browser, portal: PortalSite
) -> None:
    at = visit(browser, portal, "/tag")
    say(at.page, GOAL)
    agree_to_keep(at.page)
    assert at.heard("consent") == [{"keep": True, "counsellor": False, "found": False}]
    assert at.stored() == [f"waymark-chat {portal.advisor}"]
    at.page.goto(portal.origin + "/second")
    expect(at.page.locator("article.wm-card")).to_have_count(3, timeout=30_000)
    assert at.heard("shortlist") == [], "the portal was told before"
    at.page.locator(".wm-yours summary").click()
    press(at.page, "Do not keep my profile any longer")
    assert at.stored() == []
    assert at.complaints == []


def test_a_link_opens_the_conversation_for_its_holder_and_leaves_the_address_bar(
    browser: Browser, portal: PortalSite
) -> None:
    at = visit(browser, portal, "/tag")
    say(at.page, GOAL)
    agree_to_keep(at.page)
    held = json.loads(at.page.evaluate("Object.values(sessionStorage)[0]"))
    other = visit(browser, portal, f"/second#wm={held['id']}.{held['token']}")
    expect(other.page.locator("article.wm-card")).to_have_count(3, timeout=30_000)
    assert other.page.url == portal.origin + "/second"
    assert not [url for url in other.asked if held["token"] in url.split("#")[0]], (
        "no server sees the token's address"
    )
    wrong = visit(browser, portal, f"/second#wm={held['id']}.{'x' * 43}")
    expect(wrong.page.locator(".wm-error")).to_contain_text("This link opens no conversation")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "has ended"),
        (413, "too long"),
        (429, "Very many people"),
        (503, "Very many people"),
        (500, "did not arrive"),
    ],
)
def test_every_refusal_is_told_in_words_and_keeps_what_was_written(
    browser: Browser, portal: PortalSite, status: int, words: str
) -> None:
    at = visit(browser, portal, "/tag")
    cors = {"Access-Control-Allow-Origin": portal.origin}
    at.page.route("**/messages", lambda route: route.fulfill(status=status, headers=cors, body="{}"))
    at.page.locator("#wm-text").fill(GOAL)
    at.page.locator("#wm-text").press("Enter")
    expect(at.page.locator("[role=alert]")).to_contain_text(words)
    assert at.page.locator("#wm-text").input_value() == GOAL
    assert at.heard("error") == [{"status": status}]
    expect(at.page.locator("#wm-text")).to_be_focused()


def test_who_is_offline_is_told_so(browser: Browser, portal: PortalSite) -> None:
    at = visit(browser, portal, "/tag")
    expect(at.page.locator("#wm-text")).to_be_visible()
    at.page.context.set_offline(True)
    at.page.locator("#wm-text").fill(GOAL)
    at.page.locator("#wm-text").press("Enter")
    expect(at.page.locator("[role=alert]")).to_contain_text("not connected to the internet")
    assert at.page.locator("#wm-text").input_value() == GOAL


def test_a_slow_answer_says_how_many_offers_are_looked_at(browser: Browser, portal: PortalSite) -> None:
    at = visit(browser, portal, "/tag")
    total = httpx.get(f"{portal.advisor}/api/widget").json()["offers"]
    at.page.route("**/messages", lambda route: (at.page.wait_for_timeout(1500), route.continue_()))
    at.page.locator("#wm-text").fill(GOAL)
    at.page.locator("#wm-text").press("Enter")
    expect(at.page.locator("[role=status] .wm-busy")).to_have_text(f"Looking at {total:,} offers …")
    expect(at.page.locator("article.wm-card")).to_have_count(3, timeout=30_000)
    expect(at.page.locator(".wm-busy")).to_have_count(0)


def test_the_launcher_opens_takes_the_focus_and_gives_it_back(browser: Browser, portal: PortalSite) -> None:
    at = visit(browser, portal, "/launcher")
    launcher = at.page.locator(".wm-launcher")
    expect(launcher).to_have_attribute("aria-expanded", "false")
    expect(at.page.locator("#wm-text")).to_be_hidden()
    launcher.press("Enter")
    expect(at.page.locator("#wm-text")).to_be_focused()
    at.page.keyboard.press("Escape")
    expect(launcher).to_be_focused()
    expect(at.page.locator("#wm-text")).to_be_hidden()


def test_shift_enter_makes_a_new_line(browser: Browser, portal: PortalSite) -> None:
    at = visit(browser, portal, "/tag")
    box = at.page.locator("#wm-text")
    box.fill("one")
    box.press("Shift+Enter")
    box.press("x")
    assert box.input_value() == "one\nx"
    assert at.page.locator(".wm-person").count() == 0


def test_headings_stand_below_the_portals_own(browser: Browser, portal: PortalSite) -> None:
    at = visit(browser, portal, "/tag")
    say(at.page, GOAL)
    title = at.page.locator(".wm-title-bar")
    assert title.get_attribute("aria-level") == "3"
    assert at.page.locator("article.wm-card h3").first.get_attribute("aria-level") == "4"


def test_each_message_is_spoken_once(browser: Browser, portal: PortalSite) -> None:
    at = visit(browser, portal, "/tag")
    expect(at.page.locator(".wm-advisor")).to_have_count(1)
    at.page.evaluate(
        """() => { window.spoken = [];
        const root = document.querySelector('waymark-chat').shadowRoot;
        for (const region of root.querySelectorAll('[role=log], [role=status]'))
          new MutationObserver(all => all.forEach(m => m.addedNodes.forEach(node => {
            const quiet = node.nodeType === 1 ? node.closest('[aria-live=off]') : null;
            if (node.textContent.trim() && !quiet)
              window.spoken.push([region.getAttribute('role'), node.textContent]);
          }))).observe(region, { childList: true, subtree: true, characterData: true }); }"""
    )
    say(at.page, GOAL)
    press(at.page, "Compare them")
    in_log = [text for role, text in at.page.evaluate("window.spoken") if role == "log"]
    assert len(in_log) == 2, "two answers were added, each as one piece, and nothing else"
    live = live_regions(at.page)
    assert live.count("log") == 1
    assert "assertive" not in live


def live_regions(page: Page) -> list[str]:
    """Roots of live regions in the accessibility tree that hold words, as what an assistive technology reads."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    roots = []
    for node in tree["nodes"]:
        live = {p["name"]: p["value"].get("value") for p in node.get("properties", [])}.get("live")
        role = node.get("role", {}).get("value")
        if live not in (None, "off") and role in {"log", "status", "alert"} and not node.get("ignored"):
            roots.append("assertive" if live == "assertive" else role)
    return roots


def test_the_tag_wears_the_portals_colours_until_the_page_sets_its_own(browser: Browser, portal: PortalSite) -> None:
    at = visit(browser, portal, "/tag")
    expect(at.page.locator("#wm-text")).to_be_visible()
    accent = "chat => getComputedStyle(chat).getPropertyValue('--waymark-accent').trim()"
    assert at.page.locator("waymark-chat").evaluate(accent) == "#7a1f5c"
    at.page.evaluate("document.querySelector('waymark-chat').style.setProperty('--waymark-accent', '#123f7b')")
    assert at.page.locator("waymark-chat").evaluate(accent) == "#123f7b"


def test_the_iframe_for_portals_that_forbid_scripts(browser: Browser, portal: PortalSite) -> None:
    at = visit(browser, portal, "/frame")
    frame = next(frame for frame in at.page.frames if frame.url.startswith(portal.advisor))
    say(frame, GOAL)
    expect(frame.locator("article.wm-card")).to_have_count(3)
    accent = frame.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--waymark-accent').trim()")
    assert accent == "#7a1f5c", "the portal's colour"
    assert at.complaints == []
    assert frame.evaluate("localStorage.length + sessionStorage.length") == 0


def test_only_the_portals_own_pages_may_frame_it(portal: PortalSite) -> None:
    policy = httpx.get(f"{portal.advisor}/embed?portal=jobs").headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors 'self' {portal.origin}")
    assert "unsafe" not in policy
    unknown = httpx.get(f"{portal.advisor}/embed?portal=other").headers["content-security-policy"]
    assert unknown.endswith("frame-ancestors 'self'")


def test_the_script_is_asked_for_again_only_when_it_changed(portal: PortalSite) -> None:
    first = httpx.get(f"{portal.advisor}/waymark.js")
    assert first.headers["content-type"].startswith("text/javascript")
    again = httpx.get(f"{portal.advisor}/waymark.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_list_is_taken_home_as_a_file(browser: Browser, portal: PortalSite, tmp_path: Path) -> None:
    at = visit(browser, portal, "/tag")
    say(at.page, GOAL)
    at.page.locator(".wm-yours summary").click()
    press(at.page, "Take it home as a file")
    with at.page.expect_download() as waiting:
        at.page.locator("[data-wm-take='list.json']").click()
    waiting.value.save_as(tmp_path / "list.json")
    assert json.loads((tmp_path / "list.json").read_text())
    assert waiting.value.suggested_filename.endswith(".json")
    assert at.complaints == []
