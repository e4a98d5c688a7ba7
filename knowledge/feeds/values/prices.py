"""Prices as feeds write them: an amount with its currency, a lowest amount, or a word for "free"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from babel.numbers import get_currency_name, list_currencies

from knowledge.feeds.values import UnreadableError
from knowledge.feeds.values.numbers import amount, number, western_digits
from knowledge.feeds.values.text import without_markup
from knowledge.languages import CODES, folded
from knowledge.offer import Price

EXPECTED = "a price with its currency such as 1299.00 EUR, or the word free"
MOST = 1_000_000.0

_LONGEST_RAW = 120
_AMOUNTS = ("amount", "price", "value", "minPrice", "lowPrice", "minimumAmount")
_LOWEST = frozenset({"minPrice", "lowPrice", "minimumAmount"})
_CURRENCIES = ("currency", "priceCurrency", "currencyCode", "currency_code", "currencyType")

_FREE = frozenset(
    folded(word)
    for word in (
        *("безплатно", "безплатен", "безплатна", "безплатен курс", "zdarma", "bezplatně", "bezplatný", "gratis"),
        *("kostenlos", "kostenfrei", "gebührenfrei", "unentgeltlich", "umsonst", "δωρεάν", "free", "free of charge"),
        *(
            "no cost",
            "no charge",
            "no fee",
            "for free",
            "at no cost",
            "gratuito",
            "gratuita",
            "sin coste",
            "sin costo",
        ),
        *("tasuta", "maksuton", "ilmainen", "maksutta", "gratuit", "gratuite", "gratuitement", "sans frais"),
        *("saor in aisce", "besplatno", "besplatan", "besplatna", "ingyenes", "díjmentes", "térítésmentes"),
        *("gratuitamente", "a titolo gratuito", "nemokamai", "nemokamas", "nemokama", "bez maksas", "bezmaksas"),
        *("b'xejn", "bla ħlas", "kosteloos", "bezpłatnie", "bezpłatny", "bezpłatna", "bezpłatne", "za darmo"),
        *("darmowy", "darmowa", "nieodpłatnie", "grátis", "sem custos", "gratuit", "fără taxă", "zadarmo"),
        *("bezplatne", "bezplatný", "brezplačno", "brezplačen", "brezplačna", "kostnadsfri", "kostnadsfritt"),
        *("avgiftsfri", "avgiftsfritt", "безкоштовно", "безкоштовний", "безкоштовна", "مجاني", "مجانا", "مجانية"),
        *("مجانًا", "kostnadsfri kurs", "free course", "kostenloser kurs", "vederlagsfri", "vederlagsfrit"),
    )
)
"""Words that say "free" in the 26 languages; the whole price must be one of them ("free for members" is not)."""

_FROM = frozenset(
    folded(word)
    for word in (
        *("ab", "from", "à partir de", "a partir de", "dès", "desde", "da", "a partire da", "od", "vanaf", "från"),
        *("fra", "alkaen", "alates", "nuo", "no", "sākot no", "от", "від", "από", "de la", "începând de la", "min"),
        *("min.", "mindestens", "at least", "starting at", "starting from", "starts at", "ó", "من", "ابتداء من"),
        *("minimum", "ab ca", "ab ca.", "počínaje", "od kwoty"),
    )
)
_SIGNS = MappingProxyType(  # signs of one currency; "$" and "kr" are signs of several: not read
    {
        "€": "EUR",
        "£": "GBP",
        "zł": "PLN",
        "zl": "PLN",
        "kč": "CZK",
        "kc": "CZK",
        "ft": "HUF",
        "лв": "BGN",
        "₴": "UAH",
        "грн": "UAH",
        "lei": "RON",
        "us$": "USD",
        "us-$": "USD",
        "sfr": "CHF",
        "fr.": "CHF",
        "ευρω": "EUR",
        "eur": "EUR",
        "euros": "EUR",
        "euro's": "EUR",
        "dkr": "DKK",
        "skr": "SEK",
        "nkr": "NOK",
    }
)
_NAMED = (*("EUR", "GBP", "CHF", "PLN", "CZK", "HUF", "BGN", "RON", "SEK", "DKK", "NOK", "ISK", "UAH", "USD"),)
_TAX_IN = frozenset(
    folded(word)
    for word in (
        *(
            "inkl. mwst",
            "inkl mwst",
            "inkl. mwst.",
            "inkl. ust",
            "incl. vat",
            "incl vat",
            "including vat",
            "vat included",
        ),
        *(
            "ttc",
            "iva incluido",
            "iva incluida",
            "iva inclusa",
            "iva incl",
            "incl. btw",
            "inkl. moms",
            "z vat",
            "brutto",
        ),
        *("inclusive vat", "vat incl", "vat incl.", "s dph", "vč. dph", "včetně dph", "áfával", "ar pvn"),
    )
)
_NUMBER = re.compile(r"\d(?:[\d.,]|['’\s](?=\d{3}(?!\d)))*(?<![.,])")
_RANGE = ("-", "–", "—", "bis", "to", "a", "do", "tot", "до")
_NO_CENTS = re.compile(r"[.,]\s?[-–—]{1,2}(?!\w)")
_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def price(value: object) -> Price:
    """A price: a text, {"amount": …, "currency": …}, or a number, whose currency then is unknown.

    "ab 1.299,00 €" and "300–500 €" give the lowest with `at_least`. Words beside the amount that are neither a
    currency nor "from" nor "tax included" may change what it costs ("per month", "plus VAT"): not read.
    """
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if isinstance(value, Mapping):
        return _of_mapping(value)
    if isinstance(value, str):
        if len(value) > _LONGEST_RAW:
            raise UnreadableError(EXPECTED)
        return _checked(_written(value))
    return _checked(Price(_number(value)))


def _checked(found: Price | None) -> Price:
    if found is None or not 0 <= found.amount <= MOST:
        raise UnreadableError(EXPECTED)
    return found


def _number(value: object) -> float:
    try:
        return number(value)
    except UnreadableError:
        raise UnreadableError(EXPECTED) from None


def _of_mapping(value: Mapping[object, object]) -> Price:
    stated = [key for key in _AMOUNTS if value.get(key) is not None]
    codes = {value[key] for key in _CURRENCIES if isinstance(value.get(key), str) and value[key]}
    if len(stated) != 1 or len(codes) > 1:
        raise UnreadableError(EXPECTED)
    of_amount = value[stated[0]]
    if not isinstance(of_amount, str | int | float):
        raise UnreadableError(EXPECTED)
    found = price(of_amount)
    named = str(codes.pop()) if codes else None
    currency = _currency(named) if named else None
    if (named and currency is None) or (currency and found.currency and currency != found.currency):
        raise UnreadableError(EXPECTED)
    return Price(found.amount, currency or found.currency, found.at_least or stated[0] in _LOWEST)


@lru_cache(maxsize=4096)
def _written(raw: str) -> Price | None:
    text = western_digits(without_markup(raw)).strip()
    if folded(text).strip(" .!:()") in _FREE:
        return Price(0.0)
    text = _NO_CENTS.sub("", text)
    numbers = _NUMBER.findall(text)
    around = [folded(part).split() for part in _NUMBER.split(text)]
    if len(numbers) == 2:  # a range: "300 € bis 500 €"
        if sum(word in _RANGE for word in around[1]) != 1:
            return None
        around[1] = [word for word in around[1] if word not in _RANGE]
    elif len(numbers) != 1:
        return None
    return _composed(numbers, [word for part in around for word in part])


def _composed(numbers: list[str], words: list[str]) -> Price | None:
    """Of one amount, or two for a range, and the words around; None where these are not all understood."""
    try:
        amounts = [amount(each) for each in numbers]
    except UnreadableError:
        return None
    if amounts != sorted(set(amounts)):
        return None
    left, _ = _without(_TAX_IN, " ".join(words).strip(" :;,()"))
    left, is_lowest = _without(_FROM, left)
    whole = _currency(left) if left else None
    named = {whole} if whole else {_currency(each) for each in left.split()}
    if None in named or len(named) > 1:
        return None
    currency = named.pop() if named else None
    if currency in _THREE_DECIMALS and any(re.search(r"[.,]\d{3}$", each) for each in numbers):
        return None
    return Price(amounts[0], currency, is_lowest or len(amounts) == 2)


def _without(phrases: frozenset[str], text: str) -> tuple[str, bool]:
    """`text` without the longest of `phrases` that it starts or ends with, and whether there was one."""
    for phrase in sorted(phrases, key=len, reverse=True):
        if text == phrase or text.startswith(phrase + " ") or text.endswith(" " + phrase):
            at_start = text.startswith(phrase)
            return (text.removeprefix(phrase) if at_start else text.removesuffix(phrase)).strip(" ,;()"), True
    return text, False


def _currency(named: str) -> str | None:
    """ISO 4217 code of a code, a sign or a name; None where it is none, or of several currencies."""
    code = named.strip().upper()
    if code in _codes():
        return code
    found = folded(named).strip(" ,;:()")
    return _SIGNS.get(found) or _SIGNS.get(found.rstrip(".")) or _currency_names().get(found)


@cache
def _codes() -> frozenset[str]:
    return frozenset(
        code for code in list_currencies() if re.fullmatch(r"[A-Z]{3}", code) and code not in ("XXX", "XTS")
    )


@cache
def _currency_names() -> Mapping[str, str]:
    meant: dict[str, set[str]] = {}
    for language in CODES:
        for code in _NAMED:
            for count in (None, 1, 2, 5, 21, 100):
                name = folded(get_currency_name(code, count=count, locale=language))
                meant.setdefault(name, set()).add(code)
    return MappingProxyType({name: next(iter(codes)) for name, codes in meant.items() if len(codes) == 1})
