"""Voice: sentences, numbers, dates, money and names in one language, plain or easy-read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from unicodedata import bidirectional

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from actions.reply import Sentence
from actions.texts.catalogue import REFERENCE, Texts
from actions.words import CountryName, LanguageName, Money, TermName
from knowledge.evidence import Statement
from knowledge.glossary import term

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
LARGEST = 1e15
"""Above this no quantity is written out."""
RIGHT_TO_LEFT = frozenset({"ar"})
REGION = {"en": "en_IE", "pt": "pt_PT"}
"""As the Union writes it: 2 January 2026, not January 2, 2026; Portuguese of Portugal, not of Brazil."""

NAMED = {"points": "word.point", "outputs": "word.validation", "fits": "word.fit"}
"""Values of statements that are names of texts themselves: lists of what is missing, of results, of what fits."""


class Voice:
    """One language's words. `language` is what is really spoken: English where the wanted one has no catalogue."""

    def __init__(self, texts: Texts, language: str, *, easy_read: bool = False) -> None:
        self.texts = texts
        self.language = language if texts.speaks(language) else REFERENCE
        self.easy_read = easy_read
        self._locale = Locale.parse(REGION.get(self.language, self.language))

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`, for the dir attribute."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    def say(self, sentence: Sentence) -> str:
        """The words of a sentence. Raises UnknownTextError for an unknown key, KeyError for a missing value."""
        return self._write(sentence.key, sentence.params, sentence.count, self.easy_read)

    def key(self, key: str, /, **params: Any) -> str:
        """The words of a key."""
        return self._write(key, params, None, self.easy_read)

    def plain(self, sentence: Sentence) -> str:
        """The plain wording, also for readers of easy-read (the public contract carries both)."""
        return self._write(sentence.key, sentence.params, sentence.count, False)

    def easy(self, sentence: Sentence) -> str:
        """The easy-read wording."""
        return self._write(sentence.key, sentence.params, sentence.count, True)

    def statement(self, statement: Statement) -> str:
        """The words of a statement of knowledge or index."""
        return self.say(sentence_of(statement))

    def _write(self, key: str, params: Mapping[str, Any], count: float | None, easy_read: bool) -> str:
        text = self.texts.lookup(self.language, key, easy_read=easy_read, count=count)
        words = {
            name: self._named(name, value, easy_read) if name in NAMED else self.word(value, name)
            for name, value in params.items()
        }
        if count is not None:
            words.setdefault("count", self.number(count))
        return text.format_map(words)

    def _named(self, name: str, texts: Iterable[str], easy_read: bool) -> str:
        """A list of names of texts, in the wording of the sentence that they stand in."""
        return self.listing(self._write(f"{NAMED[name]}.{text}", {}, None, easy_read) for text in texts)

    def word(self, value: Any, name: str = "") -> str:
        """One value in this language. A two-letter `country` or `language` is said by name, an ISO date as a date."""
        match value:
            case Sentence():
                return self.say(value)
            case Money():
                return self.money(value)
            case CountryName():
                return self.country(value.code)
            case LanguageName():
                return self.language_name(value.code)
            case TermName():
                return term(value.id).name_in(self.language)
            case date():
                return self.date(value)
            case bool() | None:
                raise TypeError(f"Parameter '{name}' is {value!r}. Expected words, a number or a date.")
            case int() | float():
                # a year is no quantity: 2026, not 2,026
                return str(value) if name.endswith("year") else self.number(value)
            case str():
                return self._string(value, name)
            case tuple() | list():
                return self.listing(self.word(item) for item in value)
        return str(value)

    def _string(self, value: str, name: str) -> str:
        if name == "country" and re.fullmatch("[A-Z]{2}", value):
            return self.country(value)
        if name == "language" and re.fullmatch("[a-z]{2}", value):
            return self.language_name(value)
        if ISO_DATE.fullmatch(value):
            try:
                return self.date(date.fromisoformat(value))
            except ValueError:
                return self._apart(value)  # a person may write 2026-99-99
        return self._apart(value)

    def _apart(self, value: str) -> str:
        """Words from elsewhere keep their own direction: an English title in an Arabic sentence (isolates)."""
        foreign = self.direction == "rtl" and any(bidirectional(letter) == "L" for letter in value)
        return f"\u2068{value}\u2069" if foreign else value

    def number(self, value: float) -> str:
        """A number with at most two decimals; as it is where it is beyond all sense (a feed may say anything)."""
        if not abs(value) < LARGEST:
            return f"{value:g}"
        return str(format_decimal(round(value, 2), locale=self._locale))

    def money(self, money: Money) -> str:
        """An amount with its currency; whole amounts without decimals."""
        if money.currency is None:
            return self.number(money.amount)
        whole = float(money.amount).is_integer()
        return str(
            format_currency(
                money.amount,
                money.currency,
                locale=self._locale,
                format=self._whole_format() if whole else None,
                currency_digits=not whole,
            )
        )

    def _whole_format(self) -> str:
        pattern = self._locale.currency_formats["standard"].pattern
        return str(re.sub(r"\.0+", "", pattern))

    def date(self, value: date) -> str:
        """A date, the month in words."""
        return str(format_date(value, format="long", locale=self._locale))

    def country(self, code: str) -> str:
        """A country's name; the code itself where the language has no name for it."""
        return str(self._locale.territories.get(code, code))

    def language_name(self, code: str) -> str:
        """A language's name; the code itself where this language has no name for it."""
        return str(self._locale.languages.get(code, code))

    def listing(self, items: Iterable[str]) -> str:
        """“a, b, c”: without an “and”, for names hold their own (“Leadership and Management”).

        Not babel's format_list: its `unit` patterns say “and” in some languages and lack a part in others (de, es).
        """
        return ("، " if self.language in RIGHT_TO_LEFT else ", ").join(items)

    def series(self, items: Iterable[str]) -> str:
        """“a, 1; b, 2”: items that hold commas of their own."""
        return ("؛ " if self.language in RIGHT_TO_LEFT else "; ").join(items)


def sentence_of(statement: Statement) -> Sentence:
    """A statement as a sentence: a whole number called `count` chooses the plural form."""
    count = statement.params.get("count")
    return Sentence(statement.id, statement.params, count if isinstance(count, int) else None)
