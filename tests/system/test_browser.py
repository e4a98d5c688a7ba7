"""The chat page in a real browser: with and without JavaScript, on a phone and on a desk."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from actions.texts.catalogue import Texts
from tests.system.conftest import Advisor

pytestmark = pytest.mark.system
FIRST = "Byłam kelnerką, chcę pracować z danymi, online i za darmo"


def open_page(browser: Browser, advisor: Advisor, *, width: int = 1280, scripts: bool = True, lang: str = "") -> Page:
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(advisor.url + (f"/?lang={lang}" if lang else "/"))
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_sentence_becomes_a_shortlist_and_a_trust_answer(browser: Browser, advisor: Advisor, scripts: bool) -> None:
    problems: list[str] = []
    page = open_page(browser, advisor, scripts=scripts, lang="pl")
    page.on("console", lambda m: problems.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda e: problems.append(str(e)))
    page.fill("#wm-text", FIRST)
    page.click("#wm-form button:not([name])")
    cards = page.locator("article.wm-card")
    expect(cards).to_have_count(3, timeout=30_000)
    assert page.locator(".wm-said").last.inner_text() == FIRST
    first = cards.first
    evidence = first.locator("details").first
    assert evidence.get_attribute("open") is None
    evidence.locator("summary").first.click()
    assert evidence.get_attribute("open") is not None, "evidence unfolds"
    place, title = first.locator("h3").inner_text().split(maxsplit=1)
    assert place == "1."
    page.fill("#wm-text", "Czy pierwszy jest sprawdzony?")
    page.click("#wm-form button:not([name])")
    expect(page.locator(".wm-quality").last).to_contain_text(title, timeout=30_000)
    assert problems == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_chip_is_removed_by_pressing_it(browser: Browser, advisor: Advisor, scripts: bool) -> None:
    page = open_page(browser, advisor, scripts=scripts, lang="en")
    page.fill("#wm-text", "I want to learn cooking, free")
    page.click("#wm-form button:not([name])")
    chips = page.locator(".wm-chip")
    expect(chips.first).to_be_visible(timeout=30_000)
    before = chips.count()
    chips.last.click()
    turns = page.locator(".wm-advisor")
    expect(turns).to_have_count(3, timeout=30_000)
    assert turns.last.locator(".wm-chip").count() == before - 1


def test_an_answer_is_announced_in_a_live_region_and_the_box_keeps_focus(browser: Browser, advisor: Advisor) -> None:
    page = open_page(browser, advisor, lang="en")
    page.keyboard.press("Tab")
    expect(page.locator(".wm-skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.focus("#wm-text")
    page.keyboard.type("I want to learn photography")
    page.keyboard.press("Enter")
    expect(page.locator("[role=log] article.wm-card").first).to_be_visible(timeout=30_000)
    expect(page.locator("#wm-text")).to_be_focused()
    assert page.locator("[role=log]").get_attribute("aria-live") == "polite"


def test_a_cards_button_is_reached_and_pressed_with_the_keyboard(browser: Browser, advisor: Advisor) -> None:
    page = open_page(browser, advisor, lang="en")
    page.focus("#wm-text")
    page.keyboard.type("I want to learn photography")
    page.keyboard.press("Enter")
    button = page.locator("article.wm-card").last.get_by_role("button").last
    expect(button).to_be_visible(timeout=30_000)
    expect(page.locator("#wm-text")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".wm-elements")).to_have_count(2, timeout=30_000)  # the message and the list in it


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_window(browser: Browser, advisor: Advisor, width: int) -> None:
    page = open_page(browser, advisor, width=width, lang="de")
    page.fill("#wm-text", "Ich möchte Buchhaltung lernen")
    page.click("#wm-form button:not([name])")
    expect(page.locator("article.wm-card").first).to_be_visible(timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "no sideways scrolling"


def test_the_page_asks_nobody_else_and_stores_nothing(browser: Browser, advisor: Advisor) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(advisor.url)
    page.fill("#wm-text", "I want to learn SQL")
    page.click("#wm-form button:not([name])")
    expect(page.locator("article.wm-card").first).to_be_visible(timeout=30_000)
    assert asked
    assert all(url.startswith(advisor.url) for url in asked)
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_the_language_can_be_chosen_without_scripts(browser: Browser, advisor: Advisor) -> None:
    page = open_page(browser, advisor, scripts=False)
    page.select_option("#wm-lang", "fr")
    page.click(".wm-languages button")
    assert re.search(r"[?&]lang=fr\b", page.url)
    assert page.locator("html").get_attribute("lang") == "fr"


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_conversation_goes_on_in_another_language(browser: Browser, advisor: Advisor, scripts: bool) -> None:
    page = open_page(browser, advisor, scripts=scripts, lang="en")
    page.fill("#wm-text", "I want to learn photography")
    page.click("#wm-form button:not([name])")
    expect(page.locator("article.wm-card")).to_have_count(3, timeout=30_000)
    page.select_option("#wm-lang", "ar")
    page.click(".wm-languages button")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("article.wm-card")).to_have_count(3)
    page.fill("#wm-text", "SQL")
    page.click("#wm-form button:not([name])")
    expect(page.locator(".wm-advisor")).to_have_count(3, timeout=30_000)


def test_no_level_of_headings_is_left_out(browser: Browser, advisor: Advisor) -> None:
    page = open_page(browser, advisor, lang="en")
    for text in ("I want to learn photography", "compare the first two", "details of the first"):
        turns = page.locator(".wm-advisor").count()
        page.fill("#wm-text", text)
        page.click("#wm-form button:not([name])")
        expect(page.locator(".wm-advisor")).to_have_count(turns + 1, timeout=30_000)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("language", ["ar", "mt", "fi"])
def test_the_page_speaks_the_language_that_is_chosen_in_its_direction(
    browser: Browser, advisor: Advisor, language: str, scripts: bool
) -> None:
    texts = Texts()
    page = open_page(browser, advisor, scripts=scripts, lang=language)
    assert page.get_attribute("html", "lang") == language
    assert page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
    expect(page.locator("[role=log]")).to_contain_text(str(texts.find(language, "welcome.software")))
    assert texts.find(language, "welcome.software") != texts.find("en", "welcome.software")


def test_an_error_keeps_the_words_and_says_what_to_do(browser: Browser, advisor: Advisor) -> None:
    page = open_page(browser, advisor, lang="en")
    page.route("**/api/conversations", lambda route: route.abort())
    page.fill("#wm-text", "I want to learn SQL")
    page.click("#wm-form button:not([name])")
    expect(page.locator("[role=alert]")).to_be_visible()
    assert page.input_value("#wm-text") == "I want to learn SQL"
