"""Quotes of the Commission document stay short and say where they stand."""

from __future__ import annotations

import re

from knowledge import swd
from knowledge.evidence import Evidence

QUOTES = [value for value in vars(swd).values() if isinstance(value, Evidence)]


def test_quotes_have_at_most_25_words_and_a_section() -> None:
    assert len(QUOTES) > 20
    for paragraph in QUOTES:
        assert 0 < len(paragraph.quote.split()) <= 25
        assert re.fullmatch(r"section \d+(\.\d+)*", paragraph.locator)
        assert paragraph.date is not None
