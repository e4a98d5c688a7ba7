"""The registers load, keep to what their sources say, and refuse what is malformed with a remedy."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.register_rows import ConventionStatus, Relation, Role, Scheme, ValidationOutput, six_years_on
from knowledge.registers import FACTS, RegisterError, Registers


@pytest.fixture(scope="module")
def registers() -> Registers:
    return Registers.load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FACTS, tmp_path / "registers"))


def test_the_extracts_hold_as_many_rows_as_their_sources(registers: Registers) -> None:
    assert len(registers.agencies) == 46
    assert len(registers.framework_levels) == 814
    assert len(registers.listed_providers) == 37
    assert len(registers.institutions) == 2764
    assert len(registers.reports) == 3


def test_figure_17_holds_as_many_countries_a_column_as_the_figure_says(registers: Registers) -> None:
    columns = {c: sum(v.column == c for v in registers.validation) for c in "ABCDEFGHI"}
    assert columns == {"A": 22, "B": 27, "C": 15, "D": 25, "E": 22, "F": 25, "G": 27, "H": 18, "I": 9}


def test_croatia_stands_in_no_column_of_figure_17(registers: Registers) -> None:
    assert registers.validation_in("HR") == ()


def test_every_row_says_where_it_stands(registers: Registers) -> None:
    for rows in (
        registers.agencies,
        registers.area_members,
        registers.framework_levels,
        registers.convention,
        registers.contacts,
        registers.helplines,
        registers.listed_providers,
        registers.institutions,
        registers.provider_matches,
        registers.reports,
        registers.validation,
    ):
        for row in rows:
            evidence = row.evidence()
            assert evidence.source
            assert evidence.locator


def test_a_source_is_a_page_or_is_left_empty(registers: Registers) -> None:
    rows = (*registers.contacts, *registers.helplines, *registers.convention)
    urls = {row.origin.url for row in rows} | {extract.origin.url for extract in registers.extracts.values()}
    assert all(url is None or url.startswith(("https://", "http://")) for url in urls)


def test_a_contact_without_a_page_is_not_checked(registers: Registers) -> None:
    assert all("name" in c.not_checked for c in registers.contacts if c.origin.url is None)


def test_the_test_agency_of_the_data_set_is_left_out(registers: Registers) -> None:
    assert registers.agencies_named("SPACE") == ()


def test_all_but_one_employment_service_is_marked_as_not_checked(registers: Registers) -> None:
    services = [c for c in registers.contacts if c.role is Role.EMPLOYMENT_SERVICE]
    assert [c.country for c in services if c.checked] == ["HR"]


def test_only_the_latvian_helpline_counts_as_checked(registers: Registers) -> None:
    assert [h.country for h in registers.helplines if h.checked] == ["LV"]


def test_an_agency_is_found_by_acronym_or_name_in_any_case(registers: Registers) -> None:
    assert registers.agencies_named("aqas") == registers.agencies_named(registers.agencies_named("AQAS")[0].name)


def test_a_registration_holds_on_its_days_only(registers: Registers) -> None:
    assert registers.agency_registered("AQAS", date(2022, 1, 31)) is not None
    assert registers.agency_registered("AQAS", date(2022, 2, 1)) is None


def test_a_name_written_another_way_is_not_guessed(registers: Registers) -> None:
    assert registers.listed("Delft University of Technology")
    assert registers.listed("Delft University") == ()


def test_a_school_of_a_university_is_a_part_and_has_no_reports_of_its_own(registers: Registers) -> None:
    ((relation, row),) = registers.listed("IESE Business School")
    assert relation is Relation.PART
    assert row.name == "University of Navarra"
    assert registers.reports_on("IESE Business School") == ()


def test_a_joint_label_names_each_of_its_universities(registers: Registers) -> None:
    found = registers.listed("DelftXRWTHx-Delft University of Technology-RWTH Aachen University")
    assert {relation for relation, _ in found} == {Relation.JOINT}
    assert len(found) == 2


def test_an_erasmus_charter_is_kept_as_a_charter(registers: Registers) -> None:
    (row,) = registers.matches("HEC Paris")
    assert row.scheme is Scheme.ERASMUS_CHARTER


def test_the_convention_is_only_signed_in_the_united_states(registers: Registers) -> None:
    party = registers.party("US")
    assert party is not None
    assert party.status is ConventionStatus.SIGNED
    assert not party.in_force_on(date(2026, 1, 1))


def test_austria_has_credit_points_in_figure_17(registers: Registers) -> None:
    assert ValidationOutput.CREDIT_POINTS in {v.output for v in registers.validation_in("AT")}


def test_a_qualification_is_found_by_its_exact_name(registers: Registers) -> None:
    row = next(row for row in registers.framework_levels if row.country == "FR")
    assert row in registers.eqf_levels("FR", row.qualification.upper())
    assert registers.eqf_levels("FR", row.qualification + " (part)") == ()


def test_six_years_after_a_leap_day_is_the_day_before_march() -> None:
    assert six_years_on(date(2020, 2, 29)) == date(2026, 2, 28)


def _spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("register", "old", "new", "said"),
    [
        ("deqar_reports", "2024-09-30", "30.09.2024", ["line 2", "'valid_to'", "'30.09.2024'", "YYYY-MM-DD"]),
        ("deqar_reports", "2024-09-30", "2017-09-30", ["line 2", "'valid_to'", "not before valid_from (2018-09-14)"]),
        ("deqar_reports", ",positive,", ",fine,", ["line 2", "'decision'", "'fine'", "'negative'"]),
        ("deqar_providers", "DEQARINST0713,", "DEQARINST0719,", ["line 3", "'deqar_id'", "line 2 already"]),
        ("eqar_agencies", "2019-06-30", "", ["line 2", "'registered_to'", "YYYY-MM-DD"]),
        ("framework_levels", ",8\n", ",9\n", ["line 2", "'eqf'", "'9'", "from 1 to 8"]),
        ("enic_naric", "\nAT,", "\nAut,", ["line 2", "'country'", "'Aut'", "ISO 3166"]),
        ("enic_naric", "name;url", "name;phone", ["'not_checked'", "name;phone"]),
        ("guidance_centres", ",europass,", ",euro,", ["'network'", "'euro'"]),
        ("provider_matches", "Arm,none,", "Arm,none,deqar", ["line 2", "'scheme'", "'deqar'"]),
        ("provider_matches", "Arm,none,", "Arm, Ltd,none,", ["line 2", "8 cells", "Quote a cell"]),
        ("lisbon_convention", "country,status", "country,standing", ["line 1", "columns", "country,status"]),
        ("deqar_providers", ",5,2025-02-19", ",many,2025-02-19", ["'reports'", "'many'", "whole number"]),
    ],
)
def test_a_malformed_row_says_where_it_stands_and_what_to_do(
    folder: Path, register: str, old: str, new: str, said: list[str]
) -> None:
    _spoil(folder / f"{register}.csv", old, new)
    with pytest.raises(RegisterError) as error:
        Registers.load(folder)
    for words in (f"{register}.csv", *said):
        assert words in str(error.value)


def test_a_missing_file_says_which_and_where(folder: Path) -> None:
    (folder / "helplines.csv").unlink()
    with pytest.raises(RegisterError, match=r"helplines\.csv could not be opened"):
        Registers.load(folder)


def test_a_register_without_a_source_is_refused(folder: Path) -> None:
    _spoil(folder / "sources.csv", "\nhelplines,", "\nhelp,")
    with pytest.raises(RegisterError, match="no line for 'helplines'"):
        Registers.load(folder)


def test_a_file_in_another_encoding_is_refused(folder: Path) -> None:
    path = folder / "enic_naric.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    with pytest.raises(RegisterError, match="not UTF-8"):
        Registers.load(folder)
