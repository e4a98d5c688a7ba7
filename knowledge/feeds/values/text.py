"""Texts as feeds write them: markup, control characters and characters that turn the writing direction taken out."""

from __future__ import annotations

import html
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from urllib.parse import urlsplit

import nh3
from babel import Locale
from babel.core import get_global

from knowledge.feeds.values import UnreadableError

LONGEST_TITLE = 300
LONGEST_NAME = 200
LONGEST_FACT = 2000
LONGEST_ADDRESS = 2000
MOST = 200
"""Texts kept of one list."""

_LONGEST_RAW = 200_000
"""Characters a raw text may have: descriptions with markup are far shorter."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*\Z|none\Z|@none\Z|und\Z")
_NO_LANGUAGE = frozenset({"none", "und"})
_BLOCKS = re.compile(r"<\s*(?:/\s*)?(?:p|br|li|ul|ol|div|h[1-6]|tr|td|th|table)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SEPARATORS = frozenset({"Zs", "Zl", "Zp"})
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_ROUNDS = 4
"""How often markup may be escaped within itself before the text is refused."""


def in_language(value: object, prefer: Sequence[str]) -> object:
    """A multilingual value in one language: the first of `prefer` that is there, else the first given.

    Takes what JSON-LD and other formats write: {"de": …, "en": …}, {"@value": …, "@language": …}, and lists of these.
    Gives a str or a list of str; any other value is given back as it is.
    """
    if isinstance(value, Mapping):
        stated = _tagged(value)
        if stated is not None:
            return in_language(stated[1], prefer)
        if _is_language_map(value):
            said = [key for key, words in value.items() if words]
            return value[_first(said, prefer)] if said else None
        return value
    if isinstance(value, list | tuple):
        return _list_in_language(list(value), prefer)
    return value


def _is_language_map(value: Mapping[object, object]) -> bool:
    """Whether each key is a language and each value a text. {"id": …} is a thing's address, not Indonesian."""
    if not value or set(value) == {"id"}:
        return False
    named = all(isinstance(key, str) and _LANGUAGE.match(key) and _is_language(key) for key in value)
    return named and all(_is_texts(each) for each in value.values())


def _is_language(key: str) -> bool:
    return _short(key) in _languages() or _short(key).lstrip("@") in _NO_LANGUAGE


@cache
def _languages() -> frozenset[str]:
    return frozenset(str(code) for code in Locale("en").languages)


def _is_texts(value: object) -> bool:
    return (
        value is None
        or isinstance(value, str)
        or (isinstance(value, list) and all(isinstance(each, str) for each in value))
    )


def _list_in_language(values: list[object], prefer: Sequence[str]) -> object:
    tagged = [(each, _tagged(each)) for each in values]
    tagged = [(each, tag) for each, tag in tagged if tag is None or tag[1]]  # a language without words says nothing
    spoken = [tag[0] for _, tag in tagged if tag and tag[0]]
    if spoken:
        chosen = _short(_first(spoken, prefer))
        kept = [tag[1] if tag else each for each, tag in tagged if not (tag and tag[0]) or _short(tag[0]) == chosen]
        return kept[0] if len(kept) == 1 else kept
    plain = [in_language(each, prefer) for each, _ in tagged]
    flat: list[object] = []
    for each in plain:
        flat.extend(each) if isinstance(each, list) else flat.append(each)
    return flat


def _tagged(value: object) -> tuple[str, object] | None:
    """(language or "", text) of a text with a language tag."""
    if not isinstance(value, Mapping):
        return None
    for text_key, language_keys in (
        ("@value", ("@language",)),
        ("value", ("language", "lang")),
        ("text", ("language", "lang")),
        ("content", ("language", "lang")),
    ):
        if isinstance(value.get(text_key), str):
            spoken = next((value[key] for key in language_keys if isinstance(value.get(key), str)), None)
            if spoken is not None or text_key == "@value":
                return (spoken or "", value[text_key])
    return None


def _short(code: str) -> str:
    """The language of a tag without region and script, in two letters where it has such a code ("deu": "de")."""
    short = code.replace("_", "-").split("-")[0].lower()
    alias = get_global("language_aliases").get(short)
    return alias if isinstance(alias, str) and len(alias) == 2 else short


def _first(codes: list[str], prefer: Sequence[str]) -> str:
    for wanted in prefer:
        for code in codes:
            if _short(code) == wanted.lower():
                return code
    return codes[0]


def title(value: object) -> str:
    """A title of at most LONGEST_TITLE characters."""
    return _plain(value, LONGEST_TITLE, "a title")


def name(value: object) -> str:
    """The name of a body or a skill, at most LONGEST_NAME characters."""
    return _plain(value, LONGEST_NAME, "a name")


def fact(value: object) -> str:
    """A stated fact of at most LONGEST_FACT characters; longer ones are cut at a word and end in "…"."""
    if isinstance(value, list | tuple) and value and all(isinstance(each, str) for each in value):
        value = "; ".join(each.strip() for each in value[:MOST] if each.strip())
    return _plain(value, LONGEST_FACT, "a text")


def names(value: object) -> tuple[str, ...]:
    """Names, each once, in their order: of a list, or of one text."""
    return _each(value, name, "a list of names")


def facts(value: object) -> tuple[str, ...]:
    """Stated facts, each once, in their order: of a list, or of one text."""
    return _each(value, fact, "a list of texts")


def address(value: object) -> str:
    """A web address (http or https)."""
    expected = "a web address that begins with https:// or http://"
    value = _only(value, expected)
    if not isinstance(value, str) or len(value) > LONGEST_ADDRESS + 100:
        raise UnreadableError(expected)
    found = value.strip().replace(" ", "%20")
    if (
        not _SCHEME.match(found)
        or len(found) > LONGEST_ADDRESS
        or _hidden(found)
        or re.search(r"[\s<>\"\\^`{|}]", found)
    ):
        raise UnreadableError(expected)
    try:
        parts = urlsplit(found)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UnreadableError(expected) from None
    if not host or parts.username is not None or parts.password is not None:
        raise UnreadableError(expected)
    return found


def addresses(value: object) -> tuple[str, ...]:
    """Web addresses, each once, in their order."""
    return _each(value, address, "web addresses")


def _only(value: object, expected: str) -> object:
    """The one text of a list of one, or of a thing that is known by its address."""
    if isinstance(value, list | tuple):
        if len(value) != 1:
            raise UnreadableError(expected)
        return value[0]
    return value


def _each(value: object, read: Callable[[object], str], expected: str) -> tuple[str, ...]:
    values = list(value) if isinstance(value, list | tuple) else [value]
    found: dict[str, None] = {}
    unread: UnreadableError | None = None
    for each in values[:MOST]:
        if each is None or each == "":
            continue
        try:
            found[read(each)] = None
        except UnreadableError as error:
            unread = error
    if not found:
        raise unread or UnreadableError(expected)
    return tuple(found)


def _plain(value: object, longest: int, what: str) -> str:
    value = _only(value, f"{what}, one only")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UnreadableError(f"{what} in plain words")
    if isinstance(value, float) and not math.isfinite(value):
        raise UnreadableError(f"{what} in plain words")
    if isinstance(value, int) and abs(value) >= 10**18:
        raise UnreadableError(f"{what} in plain words")
    raw = str(value)
    if len(raw) > _LONGEST_RAW:
        raise UnreadableError(f"{what} of at most {longest} characters")
    found = without_markup(raw)
    if "\N{REPLACEMENT CHARACTER}" in found:
        raise UnreadableError(f"{what} whose letters can be read (in UTF-8)")
    if not any(char.isalnum() for char in found):
        raise UnreadableError(f"{what} in plain words")
    if len(found) <= longest:
        return found
    cut = found[: longest - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[longest // 2 :] else cut).rstrip() + "…"


def without_markup(raw: str) -> str:
    """`raw` on one line without markup, entities, control, formatting and direction characters.

    Raises UnreadableError for markup that is hidden in markup in ever new layers.
    """
    if raw.isascii() and raw.isprintable() and "<" not in raw and "&" not in raw:
        return " ".join(raw.split())
    text = raw
    for _ in range(_ROUNDS):
        if "<" in text:
            text = nh3.clean(_BLOCKS.sub(" ", text), tags=set(), attributes={})
        before, text = text, html.unescape(text)
        if not ("<" in text and _looks_marked_up(text)) and (text == before or not _ENTITY.search(text)):
            return " ".join(_visible(unicodedata.normalize("NFC", text)).split())
    raise UnreadableError("plain words without markup")


def _looks_marked_up(text: str) -> bool:
    return re.search(r"<[A-Za-z/!?]", text) is not None


def _visible(text: str) -> str:
    """Without what cannot be seen: controls, direction overrides, lone surrogates, private and unassigned points.

    Joiners (U+200C, U+200D) stay: several scripts are written with them.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible_chars(text))


def _visible_chars(text: str) -> Iterator[str]:
    for char in text:
        kind = unicodedata.category(char)
        if kind in _SEPARATORS or char in "\t\n\r\v\f":
            yield " "
        elif kind[0] != "C" or char in "\u200c\u200d":
            yield char


def _hidden(text: str) -> bool:
    return not text.isprintable()
