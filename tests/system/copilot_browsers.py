"""Two browsers and an OpenID provider for the tests of the co-pilot: the person's and the counsellor's."""

from __future__ import annotations

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.system.conftest import Advisor

PASSWORD = "open the desk"
ROLE = "counsellors"
WAIT_MS = 10_000


def screenshot(page: Page, name: str) -> None:
    """A picture of the page, where WAYMARK_SCREENSHOTS names a folder for them."""
    if folder := os.environ.get("WAYMARK_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def watched(page: Page, problems: list[str]) -> Page:
    """The page, with what its console complains of added to `problems`."""
    page.on("console", lambda m: problems.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda e: problems.append(str(e)))
    return page


def counsellor(browser: Browser, advisor: Advisor, name: str, *, width: int = 1280, scripts: bool = True) -> Page:
    """A counsellor at the queue, signed in with the local account."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, locale="en-GB", java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(f"{advisor.url}/copilot")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile(r"/copilot$"))
    return page


def person(browser: Browser, advisor: Advisor, first: str, *, lang: str = "en", width: int = 1280) -> Page:
    """A person on the chat page who has said a first sentence and was answered."""
    page = browser.new_context(viewport={"width": width, "height": 800}).new_page()
    page.goto(f"{advisor.url}/?lang={lang}")
    write(page, first)
    expect(page.locator("article.wm-card").first).to_be_visible(timeout=30_000)
    return page


def write(page: Page, text: str) -> None:
    """The person writes and sends."""
    page.fill("#wm-text", text)
    page.click("#wm-form button:not([name])")


def press(page: Page, words: str) -> None:
    """The person presses the newest button that says so."""
    page.get_by_role("button", name=words).last.click()


def accessible(page: Page) -> None:
    """axe finds nothing."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
