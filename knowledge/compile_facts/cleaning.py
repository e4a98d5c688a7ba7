"""Repairs of text that say nothing new: wrong decoding, HTML entities, stray white space, lists written as text."""

from __future__ import annotations

import html
import re

_TAGS = re.compile(r"<[^>]+>")
_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


def clean(text: str | None) -> str:
    """`text` with decoding, entities and white space repaired; "" for None."""
    if not text:
        return ""
    repaired = html.unescape(repair_decoding(text))
    return _SPACES.sub(" ", _INVISIBLE.sub("", repaired)).strip()


def repair_decoding(text: str) -> str:
    """UTF-8 that was read as Latin-1 or Windows-1252, read again as UTF-8; other text as it is.

    Only a text that holds characters beyond ASCII and that decodes cleanly as UTF-8 is taken for damaged: a text that
    was right in the first place practically never does.
    """
    if text.isascii():
        return text
    for wrong in ("latin-1", "cp1252"):
        try:
            return text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
    return text


def without_markup(text: str | None) -> str:
    """`text` without HTML tags, cleaned; list items and lines are set apart by "; "."""
    if not text:
        return ""
    apart = re.sub(r"</li>|<br\s*/?>|</p>|</h\d>", "; ", text)
    cleaned = clean(_TAGS.sub(" ", apart))
    return re.sub(r"(\s*;\s*)+", "; ", cleaned).strip("; ").replace(".;", ".")


def first_words(text: str, limit: int = 25) -> str:
    """At most `limit` words of `text` from its start: a short quote, never a passage."""
    words = text.split()
    return " ".join(words[:limit])


def listed(text: str) -> tuple[str, ...]:
    """The items of a list that was written as text ("['Network Security', ' Linux']"), cleaned, each once."""
    items = re.findall(r"'([^']*)'|\"([^\"]*)\"", text.strip().strip("[]"))
    seen: dict[str, None] = {}
    for single, double in items:
        item = clean(single or double)
        if item:
            seen.setdefault(item)
    return tuple(seen)


def without_stray_quotes(title: str) -> str:
    """A title whose quotation marks were broken by the file's quoting, without the halves that are left.

    The file wrote `Learn to Play 'Let It Snow on Piano"` for a title with one quoted phrase: where a lone double
    quote ends the title, it and the opening single quote are taken out; no word is changed.
    """
    if title.count('"') == 1 and title.endswith('"'):
        return clean(re.sub(r"(^|\s)'\s*(?=\S)", r"\1", title[:-1]))
    return title
