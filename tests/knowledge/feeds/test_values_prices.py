"""Prices: what a course costs, at least or exactly; a price that may mean more is not read."""

from __future__ import annotations

from typing import Any

import pytest
from babel.numbers import get_currency_name
from hypothesis import given
from hypothesis import strategies as st

from knowledge.feeds.values import UnreadableError, prices
from knowledge.languages import CODES
from knowledge.offer import Price

FREE = {
    "bg": "безплатно",
    "cs": "zdarma",
    "da": "gratis",
    "de": "kostenlos",
    "el": "δωρεάν",
    "en": "free of charge",
    "es": "gratuito",
    "et": "tasuta",
    "fi": "maksuton",
    "fr": "gratuit",
    "ga": "saor in aisce",
    "hr": "besplatno",
    "hu": "ingyenes",
    "it": "gratuito",
    "lt": "nemokamai",
    "lv": "bez maksas",
    "mt": "b'xejn",
    "nl": "gratis",
    "pl": "bezpłatnie",
    "pt": "gratuito",
    "ro": "gratuit",
    "sk": "zadarmo",
    "sl": "brezplačno",
    "sv": "kostnadsfri",
    "uk": "безкоштовно",
    "ar": "مجاني",
}


@pytest.mark.parametrize("language", CODES)
def test_free_is_read_in_every_language(language: str) -> None:
    for written in (FREE[language], FREE[language].upper(), f" {FREE[language]}. "):
        assert prices.price(written) == Price(0.0)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1.299,00 €", Price(1299.0, "EUR")),
        ("€1,299.00", Price(1299.0, "EUR")),
        ("1 299 €", Price(1299.0, "EUR")),
        ("1.299 €", Price(1299.0, "EUR")),
        ("1\u202f299,50\u00a0EUR", Price(1299.5, "EUR")),
        ("CHF 1'200.-", Price(1200.0, "CHF")),
        ("490,- EUR", Price(490.0, "EUR")),
        ("1 200,50 zł", Price(1200.5, "PLN")),
        ("1200 Kč", Price(1200.0, "CZK")),
        ("25 000 Ft", Price(25000.0, "HUF")),
        ("£99", Price(99.0, "GBP")),
        ("USD 49.99", Price(49.99, "USD")),
        ("US$ 49.99", Price(49.99, "USD")),
        ("1200 euros", Price(1200.0, "EUR")),
        ("EUR 0", Price(0.0, "EUR")),
        ("0 €", Price(0.0, "EUR")),
        ("120", Price(120.0)),
        ("100 € inkl. MwSt.", Price(100.0, "EUR")),
        ("100 € TTC", Price(100.0, "EUR")),
        ("١٬٢٩٩٫٠٠ EUR", Price(1299.0, "EUR")),
        ("ab 1.299,00 €", Price(1299.0, "EUR", at_least=True)),
        ("à partir de 50 €", Price(50.0, "EUR", at_least=True)),
        ("from €49", Price(49.0, "EUR", at_least=True)),
        ("100 € alkaen", Price(100.0, "EUR", at_least=True)),
        ("od 500 zł", Price(500.0, "PLN", at_least=True)),
        ("300-500 €", Price(300.0, "EUR", at_least=True)),
        ("300 € bis 500 €", Price(300.0, "EUR", at_least=True)),
        (12, Price(12.0)),
        (12.5, Price(12.5)),
        (0, Price(0.0)),
        ({"amount": 1299, "currency": "EUR"}, Price(1299.0, "EUR")),
        ({"amount": "1.299,00", "currency": "eur"}, Price(1299.0, "EUR")),
        ({"price": "0", "priceCurrency": "EUR"}, Price(0.0, "EUR")),
        ({"value": 10, "currency": None}, Price(10.0)),
        ({"lowPrice": 10, "priceCurrency": "EUR"}, Price(10.0, "EUR", at_least=True)),
        ([{"amount": 5, "currency": "EUR"}], Price(5.0, "EUR")),
    ],
)
def test_a_price_is_read_as_people_write_it(written: Any, read: Price) -> None:
    assert prices.price(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "$100",  # of which country?
        "100 kr",
        "2 x 300 €",
        "50 € pro Monat",
        "50 € / month",
        "100 € plus VAT",
        "zzgl. MwSt. 100 €",
        "bis 300 €",
        "up to 300 €",
        "free for members",
        "kostenlos für Arbeitslose",
        "first week free, then 30 €",
        "500-300 €",
        "100 EUR or 120 USD",
        "100 EUR 120 USD",
        "-50 €",
        "10,000,000 €",
        "ask us",
        "auf Anfrage",
        "",
        -1,
        True,
        None,
        float("nan"),
        {"amount": 100, "currency": "GBX"},
        {"amount": 100, "price": 120, "currency": "EUR"},
        {"amount": "100 USD", "currency": "EUR"},
        {"currency": "EUR"},
        {"amount": {"amount": 5}},
        [{"amount": 5}, {"amount": 6}],
    ],
)
def test_a_price_that_may_be_another_is_not_read(written: Any) -> None:
    with pytest.raises(UnreadableError, match="a price with its currency"):
        prices.price(written)


@pytest.mark.parametrize("language", CODES)
def test_the_name_of_the_euro_is_read_in_every_language(language: str) -> None:
    assert prices.price(f"120 {get_currency_name('EUR', count=120, locale=language)}") == Price(120.0, "EUR")


@given(cents=st.integers(0, 99_999_999), currency=st.sampled_from(["EUR", "PLN", "CHF", "€"]))
def test_any_amount_comes_back_however_its_thousands_are_marked(cents: int, currency: str) -> None:
    plain = f"{cents / 100:,.2f}"
    swapped = plain.translate(str.maketrans(",.", ".,"))
    for written in (plain, swapped, swapped.replace(".", " "), plain.replace(",", "'")):
        assert prices.price(f"{written} {currency}").amount == cents / 100
