"""Every state of the page, the tag and the iframe under axe in a real Chromium; targets, zoom, a journey by keys."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, Page, expect

from tests.system.portal_page import PortalSite

pytestmark = pytest.mark.system
GOAL = "I want to learn photography"
RULES = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
    "preload": False,  # style sheets fetched once more, for one rule about turned screens
}
SMALLEST_TARGET = 24
FOUND: dict[tuple[str, str], list[str]] = {}
"""(surface, state) -> what axe and the measures found there."""

TARGETS = """() => {
  const roots = [document, ...[...document.querySelectorAll('*')].map(e => e.shadowRoot).filter(Boolean)];
  const all = roots.flatMap(root => [...root.querySelectorAll('button, select, textarea, summary, label:has(input), '
    + 'input:not([type=hidden]):not(label input)')]);
  return all.filter(e => e.checkVisibility({ visibilityProperty: true })).map(e => [e, e.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
    .map(([e, box]) => `${e.tagName} ${(e.textContent || e.id).trim().slice(0, 30)} ${box.width}x${box.height}`);
}"""

FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return null;
  const name = at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent || at.id;
  return `${at.getAttribute('role') || at.tagName.toLowerCase()}: ${name.trim().replace(/\\s+/g, ' ').slice(0, 70)}`;
}"""


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    """The table state × findings, once all states were looked at."""
    yield
    lines = [f"{surface:12} {state:24} {len(found):8} {' '.join(found)}" for (surface, state), found in FOUND.items()]
    told = "\n".join([f"{'surface':12} {'state':24} findings", *lines])
    print("\n" + told)
    if folder := os.environ.get("WAYMARK_SCREENSHOTS"):
        Path(folder, "axe.txt").write_text(told + "\n")


class Looked:
    """One surface and what was found in each of its states."""

    def __init__(self, surface: str, page: Page, chat: Page | Frame) -> None:
        self.surface, self.page, self.chat = surface, page, chat

    def at(self, state: str) -> None:
        """Look at the state that is on the screen."""
        found = [
            f"{violation['impact']} {violation['id']}: {violation['nodes'][0]['html'][:160]}"
            for violation in self.violations()
        ]
        found += [f"small target: {target}" for target in self.chat.evaluate(TARGETS)]
        wide = self.chat.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"scrolls sideways by {wide}"] if wide > 0 else []
        FOUND[self.surface, state] = found
        print(f"{self.surface:12} {state:24} {len(found)} {' '.join(found)}", flush=True)
        if folder := os.environ.get("WAYMARK_SCREENSHOTS"):
            name = f"{self.surface}-{state}".replace(" ", "-").replace(",", "").replace("%", "")
            self.page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)

    def violations(self) -> list[dict[str, Any]]:
        """What axe finds in the page, and in the frame where the chat stands in one: axe does not reach into it."""
        found: list[dict[str, Any]] = []
        for place in {self.page, self.chat}:
            if not place.evaluate("'axe' in window"):
                place.evaluate(Axe().axe_script)
            found += place.evaluate("rules => axe.run(rules).then(all => all.violations)", RULES)
        return found

    def say(self, text: str) -> None:
        turns = self.chat.locator(".wm-advisor").count()
        self.chat.locator("#wm-text").fill(text)
        self.chat.locator("#wm-form button:not([name])").click()
        expect(self.chat.locator(".wm-advisor")).to_have_count(turns + 1, timeout=30_000)

    def press(self, selector: str) -> None:
        turns = self.chat.locator(".wm-advisor").count()
        self.chat.locator(selector).last.click()
        expect(self.chat.locator(".wm-advisor")).to_have_count(turns + 1, timeout=30_000)

    def decide(self, act: str) -> None:
        """Press a button of "Your files and your data"."""
        fold = self.chat.locator(".wm-yours")
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        self.press(f'.wm-yours button[value*="{act}"]')

    def clean(self) -> None:
        """Nothing was found on this surface."""
        found = {state: what for (surface, state), what in FOUND.items() if surface == self.surface and what}
        assert not found, found


def opened(browser: Browser, url: str, surface: str, *, scripts: bool = True) -> Looked:
    """The surface, opened. Without `scripts` the page's own never arrives; axe needs a browser that runs its own."""
    page = browser.new_context(viewport={"width": 1200, "height": 800}, locale="en-GB").new_page()
    if not scripts:
        page.route("**/waymark.js*", lambda route: route.abort())
    page.goto(url)
    frame = next((frame for frame in page.frames if "/embed" in frame.url), None)
    chat: Page | Frame = frame or page
    expect(chat.locator("#wm-text")).to_be_visible()
    return Looked(surface, page, chat)


def about_offers(look: Looked) -> None:
    """From the opening to a comparison; each state is looked at."""
    look.at("opening")
    look.say(GOAL)
    expect(look.chat.locator("article.wm-card")).to_have_count(3)
    look.at("cards and chips")
    look.chat.locator("article.wm-card details summary").first.click()
    look.at("evidence unfolded")
    look.press('article.wm-card button[value*="ask_checked"]')
    look.at("trust answer")
    for box in look.chat.locator("input[name=compare]").all()[:2]:
        box.check()
    look.press('.wm-compare-chosen button[value*="compare"]')
    expect(look.chat.locator(".wm-kind-comparison")).to_be_visible()
    look.at("comparison")
    look.press('article.wm-card button[value*="details"]')
    look.at("details")


def about_oneself(look: Looked) -> None:
    """From the handover to the end, in a conversation of its own; each state is looked at."""
    look.say(GOAL)
    look.say("I want to talk to a person")
    look.at("handover")
    look.decide("bring_profile")
    look.at("bring a profile")
    look.decide("take_home")
    look.at("take home")
    look.decide("keep")
    look.at("consent asked")
    look.press('.wm-advisor .wm-quick button[value*="give_consent"]')
    look.at("consent given")
    look.decide("erase_me")
    look.at("erasing asked")
    look.chat.locator('.wm-advisor .wm-quick button[value*="erase_me"]').last.click()
    expect(look.chat.locator(".wm-turn")).to_have_count(1, timeout=30_000)
    look.at("erased")


PARTS = {
    "page": (about_offers, about_oneself),
    "tag": (about_offers, about_oneself),
    "iframe": (about_offers,),  # the page in a frame: the same code and templates
    "no script": (about_oneself,),
}


@pytest.mark.parametrize("surface", list(PARTS))
def test_every_state_of_a_conversation(browser: Browser, portal: PortalSite, surface: str) -> None:
    page = f"{portal.advisor}/?lang=en"
    urls = {"page": page, "tag": f"{portal.origin}/tag", "iframe": f"{portal.origin}/frame", "no script": page}
    for part in PARTS[surface]:
        look = opened(browser, urls[surface], surface, scripts=surface != "no script")
        part(look)
        if surface == "iframe":  # in a portal's own colours
            look.page.emulate_media(color_scheme="dark")
            look.at("dark, a portal's colours")
        look.page.context.close()
    look.clean()


def test_a_way_to_a_job(browser: Browser, portal: PortalSite) -> None:
    look = opened(browser, f"{portal.origin}/tag", "tag way")
    look.say("I want to become a bookkeeper")
    look.at("goal is a job")
    buttons = look.chat.locator('.wm-advisor button[name=press][value*="pathway"]')
    if buttons.count():
        look.press('.wm-advisor button[name=press][value*="pathway"]')
        look.at("way to a job")
    look.clean()


def test_busy_and_refused(browser: Browser, portal: PortalSite) -> None:
    look = opened(browser, f"{portal.origin}/tag", "tag trouble")
    look.page.route("**/messages", lambda route: (look.page.wait_for_timeout(2500), route.abort()))
    look.chat.locator("#wm-text").fill(GOAL)
    look.chat.locator("#wm-text").press("Enter")
    expect(look.chat.locator(".wm-busy")).to_be_visible()
    look.at("busy")
    expect(look.chat.locator("[role=alert]")).to_be_visible(timeout=10_000)
    look.at("error")
    look.clean()


MEDIA: dict[str, Callable[[Page], None]] = {
    "dark": lambda page: page.emulate_media(color_scheme="dark"),
    "forced colours": lambda page: page.emulate_media(forced_colors="active"),
    "reduced motion": lambda page: page.emulate_media(reduced_motion="reduce"),
}


@pytest.mark.parametrize("surface", ["page", "tag"])
def test_other_ways_to_see_it(browser: Browser, portal: PortalSite, surface: str) -> None:
    look = opened(
        browser, {"page": f"{portal.advisor}/?lang=en", "tag": f"{portal.origin}/tag"}[surface], surface + " seen"
    )
    look.say(GOAL)
    look.press('.wm-quick button[value*="compare"]')
    for state, emulate in MEDIA.items():
        emulate(look.page)
        look.at(state)
        look.page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="no-preference")
    # zoom leaves fewer CSS pixels of a window of 1280 × 1024
    sizes = {"200 % zoom": (640, 512), "400 % zoom": (320, 256), "320 px": (320, 640), "360 px": (360, 780)}
    for state, (width, height) in sizes.items():
        look.page.set_viewport_size({"width": width, "height": height})
        assert look.page.evaluate("innerWidth") == width
        look.at(state)
    look.clean()


@pytest.mark.parametrize("surface", ["page", "tag"])
def test_arabic_runs_from_right_to_left(browser: Browser, portal: PortalSite, surface: str) -> None:
    url = {"page": f"{portal.advisor}/?lang=ar", "tag": f"{portal.origin}/ar"}[surface]
    look = opened(browser, url, surface + " arabic")
    assert (
        look.chat.locator("#wm-text").evaluate(
            "box => getComputedStyle(box.closest('[dir]:not(textarea)')).direction"
        )
        == "rtl"
    )
    look.at("opening")
    look.say("أريد أن أتعلم التصوير الفوتوغرافي")
    look.at("cards")
    look.page.set_viewport_size({"width": 360, "height": 780})
    look.at("cards, 360 px")
    look.clean()


def test_the_launcher(browser: Browser, portal: PortalSite) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 640}).new_page()
    page.goto(portal.origin + "/launcher")
    look = Looked("launcher", page, page)
    expect(page.locator(".wm-launcher")).to_be_visible()
    look.at("closed")
    page.locator(".wm-launcher").click()
    look.at("open")
    look.clean()


def test_the_whole_journey_by_keyboard_alone(browser: Browser, portal: PortalSite, tmp_path: Path) -> None:
    look = opened(browser, f"{portal.origin}/tag", "keys")
    page, transcript = look.page, []

    def key(name: str) -> str | None:
        page.keyboard.press(name)
        at: str | None = page.evaluate(FOCUSED)
        transcript.append(f"{name:10} -> {at}")
        return at

    def until(words: str, name: str = "Tab", most: int = 60) -> None:
        for _ in range(most):
            if words in (key(name) or ""):
                return
        raise AssertionError(f"no '{words}' within {most} presses of {name}:\n" + "\n".join(transcript))

    def answered(turns: int) -> None:
        expect(look.chat.locator(".wm-advisor")).to_have_count(turns, timeout=30_000)
        page.wait_for_function(
            "() => document.querySelector('waymark-chat').shadowRoot.activeElement?.id === 'wm-text'"
        )
        transcript.append(f"answered   -> {page.evaluate(FOCUSED)}")

    until("Your message")
    page.keyboard.type(GOAL)
    key("Enter")
    answered(2)
    until("Is it checked?", "Shift+Tab")
    key("Enter")
    answered(3)
    until("Compare them", "Shift+Tab") if look.chat.get_by_role("button", name="Compare them").count() else until(
        "button: Compare", "Shift+Tab", 120
    )
    key("Enter")
    answered(4)
    until("Your files and your data")
    key("Enter")
    until("Erase everything about me")
    key("Enter")
    answered(5)
    until("Yes, erase everything", "Shift+Tab")
    key("Enter")
    expect(look.chat.locator(".wm-turn")).to_have_count(1, timeout=30_000)
    assert page.evaluate(FOCUSED) is not None, "focus is never lost"
    told = "\n".join(transcript)
    (tmp_path / "keys.txt").write_text(told)
    if folder := os.environ.get("WAYMARK_SCREENSHOTS"):
        Path(folder, "keys.txt").write_text(told + "\n")
    assert "-> None" not in told, "focus is never lost"


@pytest.mark.parametrize("surface", ["tag", "frame"])
def test_a_fault_inside_the_tag_or_the_frame_would_be_found(
    browser: Browser, portal: PortalSite, surface: str
) -> None:
    look = opened(browser, f"{portal.origin}/{surface}", surface)
    look.chat.locator("#wm-form").evaluate("form => form.append(document.createElement('button'))")
    assert "button-name" in {violation["id"] for violation in look.violations()}
    assert look.chat.evaluate(TARGETS), "an empty button is a small target"
