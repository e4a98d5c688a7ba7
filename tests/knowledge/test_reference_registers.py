"""Charters, frameworks, funding leads, terms, rules and figures: as far as their sources go, and no further."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from knowledge import swd
from knowledge.offer import Cycle
from knowledge.reference_rows import SubSector
from knowledge.register_file import Extract, Origin
from knowledge.register_forms import FORMS
from knowledge.registers import Registers

TODAY = date(2026, 11, 24)
FIGURE = Path(__file__).parent / "data" / "figure_17.txt"


@pytest.fixture(scope="module")
def registers() -> Registers:
    return Registers.load()


def figure_17() -> dict[str, tuple[int, list[str]]]:
    """Column -> the number in its title and the names in its list, as printed."""
    lines = FIGURE.read_text(encoding="utf-8").splitlines()[1:]
    found = {}
    for title, names in zip(lines[::2], lines[1::2], strict=True):
        # some lists lack the comma between two parts of the United Kingdom
        number = int(re.findall(r"\((\d+)\)\Z", title)[0])
        found[title[0]] = (number, re.split(r", |(?<=\)) (?=United)", names))
    return found


@pytest.mark.parametrize("column", "ABCDEFGHI")
def test_every_column_of_figure_17_holds_the_names_printed_and_as_many_as_its_title_says(
    registers: Registers, column: str
) -> None:
    number, names = figure_17()[column]
    held = [row.stated_name for row in registers.validation if row.column == column]
    assert held == names
    assert len(held) == number


def test_figure_17_names_34_systems_in_31_countries_where_the_text_speaks_of_36_countries(
    registers: Registers,
) -> None:
    """Belgium counts as two and the United Kingdom as three; Croatia has no entry; the 36th is not named."""
    assert len({row.stated_name for row in registers.validation}) == 34
    assert len({row.country for row in registers.validation}) == 31
    assert "36 countries" in swd.VALIDATION_ALL.quote


def test_the_parts_of_a_country_are_kept_apart(registers: Registers) -> None:
    belgium = {(row.region, row.column) for row in registers.validation_in("BE")}
    assert ("Flanders", "A") in belgium
    assert ("Wallonia", "A") not in belgium


def test_figure_16_gives_a_number_of_countries_for_each_sub_sector(registers: Registers) -> None:
    told = {row.sector: row.countries for row in registers.validation_sectors()}
    assert told == {
        SubSector.ADULT: 23,
        SubSector.CONTINUING_VET: 30,
        SubSector.GENERAL: 16,
        SubSector.HIGHER: 28,
        SubSector.INITIAL_VET: 29,
    }


def test_a_credit_is_25_to_30_hours_and_a_year_60_credits(registers: Registers) -> None:
    facts = {fact.id: fact for fact in registers.ects_facts()}
    hours, year, of_year = facts["ects_hours"], facts["ects_year"], facts["ects_year_hours"]
    assert (hours.lowest, hours.highest, year.lowest) == (25, 30, 60)
    assert hours.lowest is not None
    assert hours.highest is not None
    assert year.lowest is not None
    assert (hours.lowest * year.lowest, hours.highest * year.lowest) == (of_year.lowest, of_year.highest)
    assert "25 to 30 hours" in hours.evidence().quote
    assert "2015" in hours.evidence().source


@pytest.mark.parametrize(("eqf", "cycle"), [(5, Cycle.SHORT), (6, Cycle.FIRST), (7, Cycle.SECOND), (8, Cycle.THIRD)])
def test_levels_5_to_8_are_the_cycles_of_higher_education(registers: Registers, eqf: int, cycle: Cycle) -> None:
    row = registers.cycle_of(eqf)
    assert row is not None
    assert row.cycle is cycle
    assert f"EQF {eqf}" in row.evidence().quote


@pytest.mark.parametrize("eqf", [None, 1, 4, 9])
def test_other_levels_are_no_cycle(registers: Registers, eqf: int | None) -> None:
    assert registers.cycle_of(eqf) is None


def test_automatic_recognition_cites_the_recommendation_of_2018(registers: Registers) -> None:
    first = registers.automatic_recognition()[0].evidence()
    assert first.date == date(2018, 11, 26)
    assert "2018/C 444/01" in first.source


def test_an_erasmus_charter_is_found_by_the_exact_name_and_says_until_when(registers: Registers) -> None:
    charter = registers.erasmus_charter("Paedagogische Hochschule Niederösterreich")
    assert charter is not None
    assert (charter.country, charter.valid_to) == ("AT", date(2029, 12, 31))
    assert registers.erasmus_charter("Hochschule Niederösterreich") is None


def test_no_domain_of_a_charter_holder_is_shared(registers: Registers) -> None:
    domains = [row.domain for row in registers.charters if row.domain]
    assert len(registers.charters) == 6142
    assert len(set(domains)) == len(domains) == 4807


def test_a_framework_says_what_was_seen_and_nothing_where_nothing_was(registers: Registers) -> None:
    austria, germany = registers.framework("AT"), registers.framework("DE")
    assert austria is not None
    assert germany is not None
    assert (austria.levels, austria.referenced_to_eqf) == ("8", 2012)
    assert (germany.levels, germany.referenced_to_eqf) == (None, None)
    assert germany.evidence().quote == ""
    assert registers.framework("US") is None


def test_a_cell_of_a_framework_that_is_not_checked_is_not_quoted(registers: Registers) -> None:
    poland = registers.framework("PL")
    assert poland is not None
    assert poland.levels == "8"
    assert poland.evidence().quote == ""


def test_no_lead_to_funding_is_checked_or_quoted(registers: Registers) -> None:
    assert len(registers.funding) == 10
    assert [lead for lead in registers.funding if lead.checked or lead.evidence().quote] == []
    assert registers.funding_in("LV")[0].scheme == "Training coupons (State Employment Agency)"


def test_official_terms_are_held_in_24_languages_each_with_its_page(registers: Registers) -> None:
    assert len(registers.official_terms) == 160
    assert len({term.language for term in registers.official_terms}) == 24
    assert all(term.origin.url for term in registers.official_terms)
    (word,) = registers.terms("Learning outcomes", "fr")
    assert word.evidence().quote == word.term
    assert registers.terms("recognition", "uk") == ()


def test_greece_cites_the_law_and_the_older_document_it_overtakes(registers: Registers) -> None:
    sources = [(piece.source, piece.locator) for piece in registers.party_evidence("GR")]
    assert sources == [
        ("Dutch treaty database, treaty 007848", "row GR"),
        ("Greek law 5114/2024", "title"),
        ("SWD(2021) 367", "section 7.3.6"),
    ]
    party = registers.party("GR")
    assert party is not None
    assert party.in_force_on(TODAY)


def test_a_country_without_newer_facts_cites_its_row_and_one_without_a_row_nothing(registers: Registers) -> None:
    assert len(registers.party_evidence("DE")) == 1
    assert registers.party_evidence("JP") == ()
    assert registers.party_evidence(None) == ()


def test_every_register_states_licence_validity_and_what_it_proves(registers: Registers) -> None:
    assert set(registers.extracts) == set(FORMS)
    for extract in registers.extracts.values():
        assert extract.licence
        assert extract.proves
        assert extract.valid_for_days > 0


def test_every_register_counts_its_rows_and_only_the_labels_ship_empty(registers: Registers) -> None:
    empty = [name for name, extract in registers.extracts.items() if not extract.rows]
    assert empty == ["quality_labels"]
    assert registers.extracts["erasmus_charters"].rows == 6142


def test_a_register_is_out_of_date_on_the_day_after_its_last() -> None:
    held = Extract("deqar_reports", Origin("DEQAR", date(2026, 1, 1)), valid_for_days=90)
    registers = Registers(extracts={"deqar_reports": held})
    assert registers.age("deqar_reports", date(2026, 4, 1)) == 90
    assert not registers.out_of_date("deqar_reports", date(2026, 4, 1))
    assert registers.out_of_date("deqar_reports", date(2026, 4, 2))


def test_a_register_without_a_day_or_not_held_proves_no_check(registers: Registers) -> None:
    assert registers.age("eqar_agencies", TODAY) is None
    assert registers.out_of_date("eqar_agencies", TODAY)
    assert registers.out_of_date("no such register", TODAY)


def test_the_reports_that_ship_are_too_old_to_prove_a_check_today(registers: Registers) -> None:
    assert registers.out_of_date("deqar_reports", TODAY)
    assert not registers.out_of_date("deqar_reports", date(2020, 6, 1))
