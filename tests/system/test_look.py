"""Answers as people see them: cards, comparison and pathway are accessible and fit, in every mode of reading."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.system.conftest import Advisor

pytestmark = pytest.mark.system
MODES: dict[str, dict[str, Any]] = {
    "phone of 320 px": {"viewport": {"width": 320, "height": 640}},
    "dark desk": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "own colours": {"viewport": {"width": 900, "height": 900}, "forced_colors": "active"},
}


def answered(page: Page, before: int) -> None:
    page.wait_for_function(
        "n => document.querySelectorAll('.wm-advisor').length > n && !document.querySelector('.wm-busy')", arg=before
    )


def say(page: Page, text: str) -> None:
    before = page.locator(".wm-advisor").count()
    page.fill("#wm-text", text)
    page.keyboard.press("Enter")
    answered(page, before)


def press(page: Page, value: str) -> None:
    before = page.locator(".wm-advisor").count()
    page.locator(f"button[value*='{value}']").last.click()
    answered(page, before)


def findings(page: Page) -> list[str]:
    """axe's findings, WCAG 2.2 AA and good practice."""
    return [f"{found['id']}: {found['nodes'][0]['html'][:160]}" for found in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("mode", MODES)
def test_cards_comparison_and_pathway_are_accessible_and_fit(browser: Browser, advisor: Advisor, mode: str) -> None:
    page = browser.new_page(**MODES[mode])
    page.goto(f"{advisor.url}/?lang=en")
    say(page, "I was a waiter. I want to become a data analyst.")
    boxes = page.locator("input[name=compare]")
    for place in range(2):
        boxes.nth(place).check()
    press(page, '"act":"pathway"')
    assert page.locator(".wm-kind-pathway svg[role=img]").count() == 3
    page.locator(".wm-kind-offers button[value*='chosen']").click()
    page.wait_for_selector(".wm-kind-comparison")
    for fold in page.locator(".wm-log details").all():
        fold.evaluate("each => each.open = true")
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_offers_are_ticked_and_compared_without_javascript(browser: Browser, advisor: Advisor) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{advisor.url}/?lang=en")
    page.fill("#wm-text", "I want to become a data analyst")
    page.locator("#wm-form button.wm-button", has_text="Send").click()
    page.locator("input[name=compare]").nth(0).check()
    page.locator("input[name=compare]").nth(2).check()
    titles = [page.locator(".wm-card h3 a, .wm-card h3 bdi").nth(0).inner_text()]
    page.locator(".wm-kind-offers button[value*='chosen']").click()
    heads = page.locator(".wm-table thead th").all_inner_texts()
    assert len(heads) == 3
    assert titles[0] in heads[1]
    context.close()


def test_paper_shows_what_is_folded_and_where_links_lead_and_no_buttons(browser: Browser, advisor: Advisor) -> None:
    page = browser.new_page(viewport={"width": 800, "height": 1000})
    page.goto(f"{advisor.url}/?lang=en")
    say(page, "I want to become a data analyst")
    page.emulate_media(media="print")
    folded = page.locator(".wm-card details").first
    assert not folded.evaluate("each => each.open")
    assert folded.locator(".wm-statement").first.evaluate("each => each.getBoundingClientRect().height") > 0
    assert not page.locator("#wm-form").is_visible()
    assert not page.locator(".wm-card .wm-act").first.is_visible()
    link = page.locator(".wm-card a[href]").first
    shown = link.evaluate("each => getComputedStyle(each, '::after').content")
    assert str(link.get_attribute("href")) in shown
    page.close()


def test_nothing_moves_for_who_wants_no_motion(browser: Browser, advisor: Advisor) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(f"{advisor.url}/?lang=en")
    say(page, "I want to become a data analyst")
    assert page.evaluate("document.getAnimations().length") == 0
    page.close()
