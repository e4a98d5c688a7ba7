"""Text catalogues: gettext .po files with keys as msgid, read once a language, English where a message is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent
REFERENCE = "en"
DOMAINS = tuple(sorted(path.stem for path in (FOLDER / REFERENCE).glob("*.po") if path.stem != "notice"))
"""A language is spoken when it has `messages.po`; `notice.po` alone only says that we answer in English."""

EASY = ".easy"


class UnknownTextError(KeyError):
    """A key that stands in no catalogue, not even in English: a mistake in the code, found by the tests."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"Text key '{key}' is not in actions/texts/{REFERENCE}/*.po. Expected an entry with this msgid: add it."
        )


def read_domain(language: str, domain: str, folder: Path = FOLDER) -> Catalog | None:
    """One .po file, None when the language has none. Raises babel's PoFileError on a malformed file."""
    path = folder / language / f"{domain}.po"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain, abort_invalid=True)


def _translations(language: str, domain: str, folder: Path) -> GNUTranslations | None:
    catalog = read_domain(language, domain, folder)
    if catalog is None:
        return None
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def _domains(language: str, folder: Path) -> tuple[GNUTranslations, ...]:
    found = (_translations(language, domain, folder) for domain in (*DOMAINS, "notice"))
    return tuple(translations for translations in found if translations is not None)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The texts of one spoken language: plain words for a page. Dialogue has a Voice (actions.render.voice)."""

    texts: Texts
    language: str

    def say(self, key: str, /, **params: object) -> str:
        """The words of a key. Raises UnknownTextError, or KeyError for a value that is not given."""
        return self.texts.lookup(self.language, key).format_map(params)


@lru_cache(maxsize=1024)
def counted_as(language: str, count: float) -> int:
    """The whole number whose plural form `count` takes: gettext counts whole things, CLDR also 1.5 hours.

    2 where no whole number takes that form (Czech and Slovak have one for fractions alone).
    """
    if float(count).is_integer():
        return int(count)
    locale = Locale.parse(language)
    form = locale.plural_form(Decimal(str(count)))
    return next((n for n in (*range(1, 25), 100) if locale.plural_form(n) == form), 2)


class Texts:
    """The catalogues of a folder. Languages are loaded when first spoken."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    def languages(self) -> tuple[str, ...]:
        """Codes of the languages that are spoken, sorted."""
        return tuple(sorted(path.parent.name for path in self._folder.glob("*/messages.po")))

    def speaks(self, language: str) -> bool:
        return (self._folder / language / "messages.po").is_file()

    def find(self, language: str, key: str, count: float | None = None) -> str | None:
        """The message of one language only, in the plural form for `count`; None when it has none."""
        for translations in _domains(language, self._folder):
            if count is not None and (plural := translations.ngettext(key, key, counted_as(language, count))) != key:
                return plural
            if (text := translations.gettext(key)) != key:
                return text
        return None

    def lookup(self, language: str, key: str, *, easy_read: bool = False, count: float | None = None) -> str:
        """The message to say: easy twin before plain, own language before English. Raises UnknownTextError."""
        for code in dict.fromkeys((language, REFERENCE)):
            for candidate in (key + EASY, key) if easy_read else (key,):
                text = self.find(code, candidate, count)
                if text is not None:
                    return text
        raise UnknownTextError(key)

    def in_language(self, language: str) -> Spoken:
        """The texts of one language, English where it is not spoken."""
        return Spoken(self, language if self.speaks(language) else REFERENCE)

    def keys(self, language: str) -> Iterator[str]:
        """Every translated key of a language, in file order."""
        for domain in DOMAINS:
            catalog = read_domain(language, domain, self._folder)
            for message in catalog or ():
                if message.id and not message.fuzzy:
                    yield message.id if isinstance(message.id, str) else message.id[0]
