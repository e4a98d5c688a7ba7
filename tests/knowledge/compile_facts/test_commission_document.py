"""Programmes of the Commission document: quotes stand word for word, or compiling stops."""

from __future__ import annotations

import gzip
import tomllib
from pathlib import Path

import pytest

from knowledge.compile_facts import commission_document
from knowledge.compile_facts.commission_document import (
    MAX_QUOTE_WORDS,
    PROGRAMMES,
    ProviderNotInRegisterError,
    QuoteNotFoundError,
    compile_commission_document,
    plain,
)

ENTRY = """[[programme]]
title = "Open Path"
provider = "Metropolia"
where = "section 1.3.1"
quote = "combine the study units into a Path"
register = "Metropolia"
[programme.facts]
ects = { value = 5, quote = "about 5 ECTS" }
"""
TEXT = "**In Finland's** Metropolia ... about\n5 ECTS, or combine the study units<sup>49</sup> into a *Path*."


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "registers" / "hei").mkdir(parents=True)
    with gzip.open(tmp_path / "registers" / "hei" / "hei.csv.gz", "wt", encoding="utf-8") as rows:
        rows.write("name,name_local,country,domain,eter_id,pic,source_date\nMetropolia,,FI,,FI0065,,2018-02-20\n")
    programmes = tmp_path / "programmes.toml"
    programmes.write_text(ENTRY, encoding="utf-8")
    (tmp_path / "document.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(commission_document, "PROGRAMMES", programmes)
    return tmp_path


def test_mark_up_and_footnotes_do_not_hide_a_quote(data: Path) -> None:
    (offer,) = compile_commission_document(data, data / "document.txt").offers
    assert (offer.ects, offer.country, offer.locator) == (5.0, "FI", "SWD(2021) 367, section 1.3.1")
    assert "FI0065" in offer.provenance["country"].locator


def test_words_that_do_not_stand_there_stop_the_compiling(data: Path) -> None:
    (data / "document.txt").write_text(TEXT.replace("units", "modules"), encoding="utf-8")
    with pytest.raises(QuoteNotFoundError, match=r"'Open Path' quotes 'combine .* does not stand in the document"):
        compile_commission_document(data, data / "document.txt")


def test_a_country_needs_a_row_in_the_register(data: Path) -> None:
    (data / "programmes.toml").write_text(ENTRY.replace('register = "Metropolia"', 'register = "Elsewhere"'))
    with pytest.raises(ProviderNotInRegisterError, match="'Elsewhere'"):
        compile_commission_document(data, data / "document.txt")


def test_every_quote_in_the_repository_is_short() -> None:
    for entry in tomllib.loads(PROGRAMMES.read_text(encoding="utf-8"))["programme"]:
        quotes = [entry["quote"], *(fact["quote"] for fact in entry.get("facts", {}).values())]
        assert all(0 < len(quote.split()) <= MAX_QUOTE_WORDS for quote in quotes), entry["title"]


def test_spaces_inside_brackets_are_of_the_page_not_of_the_words() -> None:
    assert plain("courses ( <i>University of Stockholm</i> )") == "courses (University of Stockholm)"
