"""Are the catalogues complete? Equal keys, equal placeholders, every plural form filled; a report per language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message

from actions.texts.catalogue import DOMAINS, EASY, FOLDER, REFERENCE, Texts, read_domain


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a catalogue: `what` is a full sentence for the translator."""

    language: str
    domain: str
    key: str
    what: str

    def __str__(self) -> str:
        return f"{self.language}/{self.domain}.po: {self.key}: {self.what}"


def placeholders(text: str) -> frozenset[str]:
    """Names between braces. Raises ValueError when braces do not match."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def entries(catalog: Catalog) -> dict[str, Message]:
    """The catalogue's messages by key, without the header."""
    return {(m.id if isinstance(m.id, str) else m.id[0]): m for m in catalog if m.id}


def forms(message: Message) -> tuple[str, ...]:
    """Every wording of a message: one, or one a plural form."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def check_language(language: str, folder: Path = FOLDER) -> Iterator[Problem]:
    """What a language lacks against English. Easy twins may be fewer: a plain text already easy needs none."""
    for domain in DOMAINS:
        reference = read_domain(REFERENCE, domain, folder)
        if reference is None:
            continue
        wanted = entries(reference)
        catalog = read_domain(language, domain, folder)
        have = entries(catalog) if catalog is not None else {}
        for key, message in wanted.items():
            if key not in have or not all(forms(have[key])) or have[key].fuzzy:
                if not key.endswith(EASY):
                    yield Problem(language, domain, key, "is missing or not finished. Translate the English message.")
                continue
            if isinstance(message.id, tuple | list) and isinstance(have[key].id, str):
                yield Problem(language, domain, key, "has no plural forms. Add msgid_plural and a msgstr a form.")
            yield from _placeholder_problems(language, domain, key, message, have[key])
        for key in have.keys() - wanted.keys():
            base = key.removesuffix(EASY)
            if base == key or base not in wanted:
                yield Problem(language, domain, key, "is not in English. Remove it or correct the key.")


def _placeholder_problems(
    language: str, domain: str, key: str, reference: Message, message: Message
) -> Iterator[Problem]:
    allowed = frozenset[str]().union(*(placeholders(text) for text in forms(reference)))
    needed = placeholders(forms(reference)[-1])
    for number, text in enumerate(forms(message)):
        try:
            found = placeholders(text)
        except ValueError:
            yield Problem(language, domain, key, "has braces that do not match. Write placeholders as {name}.")
            continue
        if found - allowed:
            yield Problem(language, domain, key, f"names unknown placeholders {sorted(found - allowed)}.")
        if number == len(forms(message)) - 1 and needed - found:
            yield Problem(language, domain, key, f"lacks placeholders {sorted(needed - found)}.")


def check(folder: Path = FOLDER) -> list[Problem]:
    """Problems of every spoken language except English."""
    return [p for code in Texts(folder).languages() if code != REFERENCE for p in check_language(code, folder)]
