"""The style sheets by themselves: contrast of every pair of colours, tokens only, both directions of writing."""

from __future__ import annotations

import re
from itertools import product

import pytest

from bot.page import WEB

TOKENS = (WEB / "static" / "tokens.css").read_text(encoding="utf-8")
SHEET = (WEB / "static" / "waymark.css").read_text(encoding="utf-8")
THEMES = {
    "light": r"^:root, :host \{(.*?)^\}",
    "dark": r"^@media screen and \(prefers-color-scheme: dark\)[^{]*\{\s*:root[^{]*\{(.*?)\}",
    "print": r"^@media print \{\s*:root, :host \{(.*?)\}",
}
GROUNDS = ("ground", "paper", "accent-soft")
TEXT_PAIRS = {
    *product(("ink", "ink-soft", "accent", "accent-strong"), GROUNDS),
    ("on-accent", "accent"), ("on-accent", "accent-strong"),
    *product(("good", "ink"), ("good-ground",)), *product(("warn", "ink"), ("warn-ground",)),
    *product(("bad", "ink"), ("bad-ground",)),
}  # fmt: skip
"""Text and what it lies on: 4.5:1."""

PART_PAIRS = {
    *product(("line", "accent"), GROUNDS), *product(("good", "warn", "bad"), GROUNDS),
    ("warn", "warn-ground"), ("bad", "bad-ground"), ("good", "good-ground"),
}  # fmt: skip
"""Borders of what is pressed or filled in, bars, icons: 3:1. `line-soft` only parts what also space parts."""

COLOURS = ("ground", "paper", "ink", "line", "accent", "on-accent", "good", "warn", "bad")


def colours(theme: str) -> dict[str, str]:
    """Name of a colour token -> #rrggbb in a theme."""
    found = re.search(THEMES[theme], TOKENS, re.MULTILINE | re.DOTALL)
    assert found, f"tokens.css has no block for {theme}"
    return dict(re.findall(r"--waymark-([a-z-]+):\s*(#[0-9a-f]{6});", found.group(1)))


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def rules() -> list[tuple[str, dict[str, str]]]:
    """Selector and declarations of each rule of the sheet, those in at-rules too."""
    plain = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    found = []
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", plain):
        declared = dict(part.split(":", 1) for part in body.split(";") if ":" in part)
        found.append((selector.strip(), {name.strip(): value.strip() for name, value in declared.items()}))
    return found


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_has_every_colour(theme: str) -> None:
    assert colours(theme).keys() == colours("light").keys()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), sorted(TEXT_PAIRS))
def test_text_stands_out(theme: str, text: str, ground: str) -> None:
    known = colours(theme)
    assert contrast(known[text], known[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("part", "ground"), sorted(PART_PAIRS))
def test_parts_stand_out(theme: str, part: str, ground: str) -> None:
    known = colours(theme)
    assert contrast(known[part], known[ground]) >= 3


def test_every_colour_is_in_a_pair() -> None:
    paired = {name for pair in TEXT_PAIRS | PART_PAIRS for name in pair}
    assert colours("light").keys() - paired == {"line-soft"}


def test_every_rule_that_sets_text_on_a_ground_uses_a_pair_that_was_computed() -> None:
    seen = 0
    for selector, declared in rules():
        ground = re.fullmatch(r"var\(--waymark-([a-z-]+)\)", declared.get("background", ""))
        text = re.fullmatch(r"var\(--waymark-([a-z-]+)\)", declared.get("color", ""))
        if ground and text:
            seen += 1
            assert (text.group(1), ground.group(1)) in TEXT_PAIRS, selector
    assert seen > 10


def test_a_ground_other_than_paper_and_page_comes_with_its_text() -> None:
    for selector, declared in rules():
        ground = re.fullmatch(r"var\(--waymark-([a-z-]+)\)", declared.get("background", ""))
        if ground and ground.group(1) not in ("ground", "paper") and "::before" not in selector:
            assert "color" in declared, selector


def test_the_sheet_holds_no_colour_and_no_font_of_its_own() -> None:
    plain = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(|oklch\(", plain) == []
    assert set(re.findall(r"font-family:\s*([^;]+);", plain)) == {"var(--waymark-font)"}
    sizes = {value for _, declared in rules() for name, value in declared.items() if name == "font-size"}
    assert all(value.startswith("var(--waymark-") for value in sizes)


def test_every_token_that_the_sheet_uses_is_defined() -> None:
    defined = set(re.findall(r"(--waymark-[a-z0-9-]+):", TOKENS))
    used = set(re.findall(r"var\((--waymark-[a-z0-9-]+)", SHEET + TOKENS))
    assert used <= defined
    assert set(re.findall(r"var\((--[a-z0-9-]+)", SHEET)) <= defined


def test_the_sheet_knows_no_left_and_no_right() -> None:
    physical = re.compile(
        r"(?<![a-z-])(?:left|right|top|bottom|(?:min-|max-)?width|(?:min-|max-)?height|"
        r"(?:margin|padding|border)-(?:left|right|top|bottom))\s*:"
    )
    plain = re.sub(r"@(?:media|container)[^{]*|/\*.*?\*/", "", SHEET, flags=re.DOTALL)
    assert physical.findall(plain) == []
    assert not re.search(r"text-align:\s*(?:left|right)", plain)


def test_the_sheet_speaks_to_a_page_and_to_a_shadow_root() -> None:
    assert ":root, :host {" in TOKENS
    assert "body, :host {" in SHEET


@pytest.mark.parametrize(
    "wish", ["prefers-color-scheme: dark", "forced-colors: active", "print", "prefers-reduced-motion: reduce"]
)
def test_wishes_of_the_reader_are_heeded(wish: str) -> None:
    assert wish in TOKENS + SHEET


def test_forced_colours_give_every_colour_to_the_reader() -> None:
    block = re.search(r"forced-colors: active\) \{\s*:root, :host \{(.*?)\}", TOKENS, re.DOTALL)
    assert block
    named = dict(re.findall(r"--waymark-([a-z-]+):\s*([A-Za-z]+);", block.group(1)))
    assert named.keys() == colours("light").keys()
    assert set(named.values()) <= {"Canvas", "CanvasText", "LinkText"}
