"""Registers are imported whole or not at all; bad rows are told; the one before can be compared and brought back."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.deqar_files import DEQAR_FILES
from knowledge.imported_registers import ImportedRegisters
from knowledge.quality import assess_quality
from knowledge.reference_rows import LabelScope, LabelStandard
from knowledge.register_file import RegisterError
from knowledge.register_import import (
    About,
    ImportRefusedError,
    Judged,
    difference,
    held_rows,
    import_register,
    rows_in,
)
from knowledge.register_rows import Covers, Decision, Report, Standing
from knowledge.registers import FACTS, Registers
from knowledge.report_index import ReportIndex, write_index
from knowledge.trust import QualityStatus
from tests.knowledge.trust_examples import REGISTER, offer, report

TODAY = date(2026, 11, 24)
AS_OF = About(date(2026, 11, 20))

REPORT_COLUMNS = (
    *("report_id", "report_agency", "report_type", "report_esg_activity_short", "report_status", "report_decision"),
    *("report_valid_from", "report_valid_to", "report_url", "hei_deqar_id", "hei_name", "programme_name"),
    *("programme_qualification", "a_column_of_tomorrow"),
)


def deqar_report(**cells: str) -> dict[str, str]:
    return {
        "report_id": "1",
        "report_agency": "AQX",
        "report_type": "institutional",
        "report_esg_activity_short": "institutional audit",
        "report_status": "part of obligatory EQA system",
        "report_decision": "positive",
        "report_valid_from": "2023-05-01",
        "report_valid_to": "2029-04-30",
        "hei_deqar_id": "DEQARINST0001",
        "hei_name": "Example University",
        **cells,
    }


def write(path: Path, columns: tuple[str, ...], *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def overlay(tmp_path: Path) -> ImportedRegisters:
    return ImportedRegisters(tmp_path / "registers")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deqar-reports.csv"


def bring(
    register: str, path: Path, overlay: ImportedRegisters, about: About = AS_OF, skip_bad: bool = False
) -> None:
    import_register(register, path, about, shipped=FACTS, overlay=overlay, skip_bad=skip_bad)


def loaded(overlay: ImportedRegisters) -> Registers:
    return Registers.load(overlay=overlay.folder)


AGENCY_COLUMNS = ("agency_id", "acronym_primary", "name_primary", "registration_start", "registration_valid_to")
AGENCY = {
    "agency_id": "7",
    "acronym_primary": "AQX",
    "name_primary": "Agency of Examples",
    "registration_start": "2015-01-01",
    "registration_valid_to": "2028-12-31",
}


def test_daily_files_of_deqar_make_a_provider_verified(
    overlay: ImportedRegisters, tmp_path: Path, file: Path
) -> None:
    of = offer(provider="Example University")
    assert assess_quality(of, Registers.load(), TODAY).status is QualityStatus.NOT_STATED
    bring("deqar_reports", write(file, REPORT_COLUMNS, deqar_report()), overlay)
    assert assess_quality(of, loaded(overlay), TODAY).status is QualityStatus.NOT_STATED  # the agency is not known
    bring("eqar_agencies", write(tmp_path / "deqar-agencies.csv", AGENCY_COLUMNS, AGENCY), overlay)
    quality = assess_quality(of, loaded(overlay), TODAY)
    assert quality.status is QualityStatus.VERIFIED
    assert quality.statements[0].evidence[0].date == AS_OF.day


def test_columns_may_come_in_any_order_and_new_ones_are_passed_over(overlay: ImportedRegisters, file: Path) -> None:
    bring("deqar_reports", write(file, REPORT_COLUMNS[::-1], deqar_report()), overlay)
    (row,) = loaded(overlay).reports_on("Example University")
    assert row.agency == "AQX"
    assert row.activity == "institutional audit"
    assert (row.standing, row.covers) == (Standing.OBLIGATORY, Covers.PROVIDER)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("https://www.eqar.eu/report/1", "https://www.eqar.eu/report/1"),
        ("javascript:alert(1)", "https://www.eqar.eu/qa-results/download-data-sets/"),
        ("", "https://www.eqar.eu/qa-results/download-data-sets/"),
    ],
)
def test_evidence_leads_to_the_page_of_the_report_or_else_of_the_register(
    overlay: ImportedRegisters, file: Path, said: str, shown: str
) -> None:
    bring("deqar_reports", write(file, REPORT_COLUMNS, deqar_report(report_url=said)), overlay)
    (row,) = loaded(overlay).reports_on("Example University")
    assert row.evidence().url == shown


def test_a_report_without_an_end_counts_for_six_years(overlay: ImportedRegisters, file: Path) -> None:
    bring("deqar_reports", write(file, REPORT_COLUMNS, deqar_report(report_valid_to="")), overlay)
    (row,) = loaded(overlay).reports_on("Example University")
    assert row.valid_to is None
    assert row.end == date(2029, 5, 1)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("positive", Decision.POSITIVE),
        ("1 - positive", Decision.POSITIVE),
        ("positive with conditions or restrictions", Decision.CONDITIONAL),
        ("Negative", Decision.NEGATIVE),
        ("not applicable", Decision.NOT_APPLICABLE),
    ],
)
def test_each_decision_of_deqar_is_understood(
    overlay: ImportedRegisters, file: Path, said: str, meant: Decision
) -> None:
    bring("deqar_reports", write(file, REPORT_COLUMNS, deqar_report(report_decision=said)), overlay)
    (row,) = loaded(overlay).reports_on("Example University")
    assert row.decision is meant


@pytest.mark.parametrize("kind", ["programme", "joint programme", "institutional/programme"])
def test_a_report_that_names_a_programme_is_not_about_the_provider(
    overlay: ImportedRegisters, file: Path, kind: str
) -> None:
    bring(
        "deqar_reports",
        write(file, REPORT_COLUMNS, deqar_report(report_type=kind, programme_name="Welding")),
        overlay,
    )
    (row,) = loaded(overlay).reports_on("Example University")
    assert (row.covers, row.programme) == (Covers.PROGRAMME, "Welding")


def test_a_joint_programme_is_found_under_each_of_its_providers(overlay: ImportedRegisters, file: Path) -> None:
    joint = deqar_report(report_type="joint programme", programme_name="Joint Master")
    other = joint | {"hei_deqar_id": "DEQARINST0002", "hei_name": "Second University"}
    bring("deqar_reports", write(file, REPORT_COLUMNS, joint, other), overlay)
    registers = loaded(overlay)
    for name in ("Example University", "Second University"):
        assert [row.programme for row in registers.reports_on(name)] == ["Joint Master"]
    assert len(registers.reports_numbered("1")) == 2


def test_a_name_that_reports_give_to_two_bodies_says_nothing_of_either(
    overlay: ImportedRegisters, file: Path
) -> None:
    other = deqar_report(report_id="2", hei_deqar_id="DEQARINST0002")
    bring("deqar_reports", write(file, REPORT_COLUMNS, deqar_report(), other), overlay)
    assert loaded(overlay).reports_on("Example University") == ()


PROVIDER_COLUMNS = (
    *("deqar_id", "eter_id", "identifiers_all", "name_primary", "name_official", "name_versions", "country", "city"),
    *("website_link", "closure_date", "report_count", "report_last"),
)
PROVIDER = {
    "deqar_id": "DEQARINST0001",
    "eter_id": "BE0001",
    "identifiers_all": "ROR: https://ror.org/04sppb023, Erasmus: B EXAMPLE01",
    "name_primary": "(123) Example University",
    "name_official": "Universiteit Voorbeeld",
    "name_versions": "EXU; Old Example College|Université d'Exemple",
    "country": "Belgium (Flemish Community)",
    "city": "Ghent",
    "website_link": "https://www.example.edu/en",
    "report_count": "4",
    "report_last": "2024-02-01",
}


@pytest.mark.parametrize(
    "name", ["Example University", "universiteit voorbeeld", "Old Example College", "Universite d’Exemple"]
)
def test_a_provider_is_found_by_its_official_and_former_names(
    overlay: ImportedRegisters, tmp_path: Path, name: str
) -> None:
    bring("deqar_providers", write(tmp_path / "deqar-institutions.csv", PROVIDER_COLUMNS, PROVIDER), overlay)
    ((_, row),) = loaded(overlay).listed(name)
    assert (row.country, row.ror, row.reports, row.latest_report) == ("BE", "04sppb023", 4, date(2024, 2, 1))


def test_an_acronym_is_no_name_of_a_provider(overlay: ImportedRegisters, tmp_path: Path) -> None:
    bring("deqar_providers", write(tmp_path / "deqar-institutions.csv", PROVIDER_COLUMNS, PROVIDER), overlay)
    assert loaded(overlay).listed("EXU") == ()


def test_locations_of_one_provider_are_one_row_and_a_successor_has_its_name(
    overlay: ImportedRegisters, tmp_path: Path
) -> None:
    branch = PROVIDER | {"city": "Antwerp"}
    before = PROVIDER | {"deqar_id": "DEQARINST0009", "closure_date": "2010-12-31", "report_count": "0"}
    path = write(tmp_path / "deqar-institutions.csv", PROVIDER_COLUMNS, PROVIDER, branch, before)
    bring("deqar_providers", path, overlay)
    registers = loaded(overlay)
    assert len(registers.listed_providers) == 2
    assert [row.deqar_id for _, row in registers.listed("Example University")] == ["DEQARINST0001"]


def test_an_agency_that_was_never_registered_is_passed_over(overlay: ImportedRegisters, tmp_path: Path) -> None:
    never = AGENCY | {
        "agency_id": "8",
        "acronym_primary": "NEW",
        "registration_start": "",
        "registration_valid_to": "",
    }
    bring("eqar_agencies", write(tmp_path / "agencies.csv", AGENCY_COLUMNS, AGENCY, never), overlay)
    assert [agency.acronym for agency in loaded(overlay).agencies] == ["AQX"]


def test_a_missing_column_is_named(overlay: ImportedRegisters, file: Path) -> None:
    write(file, tuple(c for c in REPORT_COLUMNS if c != "report_decision"), {"report_id": "1"})
    with pytest.raises(RegisterError, match=r"'report_decision' are missing.*Download it again"):
        bring("deqar_reports", file, overlay)


def test_a_file_of_something_else_is_told_from_both_forms(overlay: ImportedRegisters, file: Path) -> None:
    file.write_text("<!doctype html>\n<html>\n", encoding="utf-8")
    with pytest.raises(RegisterError, match=r"'<!doctype html>'. Expected DEQAR's daily file .* or our own form"):
        bring("deqar_reports", file, overlay)


BAD = [
    ({"report_decision": "fine"}, ["'report_decision'", "'fine'", "'negative'"]),
    ({"report_valid_from": "01.05.2023"}, ["'report_valid_from'", "'01.05.2023'", "YYYY-MM-DD"]),
    ({"report_valid_from": ""}, ["'valid_from'", "YYYY-MM-DD"]),
    ({"report_valid_to": "2020-01-01"}, ["'valid_to'", "not before valid_from"]),
    ({"report_type": "programme"}, ["'programme_name'", "some text"]),
    ({"hei_deqar_id": ""}, ["'hei_deqar_id'", "some text"]),
    ({"report_decision": "negative"}, ["'report_id'", "line 2 says"]),
]


@pytest.mark.parametrize(("cells", "said"), BAD)
def test_a_bad_row_is_named_and_only_skipped_when_asked(
    overlay: ImportedRegisters, file: Path, cells: dict[str, str], said: list[str]
) -> None:
    good = [deqar_report(report_id=str(number)) for number in range(1, 31)]
    write(
        file,
        REPORT_COLUMNS,
        *good,
        deqar_report(**({"report_id": "99"} if "negative" not in str(cells) else {}), **cells),
    )
    with pytest.raises(ImportRefusedError, match=r"1 of 31 rows .* --skip-bad") as refused:
        bring("deqar_reports", file, overlay)
    (error,) = refused.value.judged.errors
    for words in ("line 32", *said):
        assert words in str(error)
    assert overlay.held() == {}
    bring("deqar_reports", file, overlay, skip_bad=True)
    assert loaded(overlay).extracts["deqar_reports"].rows == 30


def test_more_than_five_in_a_hundred_bad_rows_refuse_the_file_whatever_is_asked(
    overlay: ImportedRegisters, file: Path
) -> None:
    rows = [deqar_report(report_id=str(n), report_decision="positive" if n % 10 else "?") for n in range(100)]
    with pytest.raises(ImportRefusedError, match=r"10 of 100 rows cannot be used. Expected at most 5%"):
        bring("deqar_reports", write(file, REPORT_COLUMNS, *rows), overlay, skip_bad=True)


def test_a_file_without_rows_takes_no_registers_place(overlay: ImportedRegisters, file: Path) -> None:
    with pytest.raises(ImportRefusedError, match="none of 0 rows"):
        bring("deqar_reports", write(file, REPORT_COLUMNS), overlay)


def test_an_unknown_register_is_named_with_those_there_are(overlay: ImportedRegisters, file: Path) -> None:
    with pytest.raises(RegisterError, match=r"'deqar' was read\. Expected a register: one of eqar_agencies"):
        bring("deqar", write(file, REPORT_COLUMNS), overlay)


LABEL_COLUMNS = (
    *("body", "id", "standard", "label", "scope", "programme", "country", "valid_from", "valid_to", "status"),
    *("source", "source_url", "source_date", "not_checked", "note"),
)
LABEL = {
    "body": "Training House",
    "id": "FR123",
    "standard": "national",
    "label": "Example label",
    "scope": "provider",
    "country": "FR",
    "valid_from": "2025-01-01",
    "status": "valid",
    "source": "List of an agency",
}


def test_a_list_of_labels_is_imported_in_our_own_form_packed_or_not(
    overlay: ImportedRegisters, tmp_path: Path
) -> None:
    plain = write(tmp_path / "labels.csv", LABEL_COLUMNS, LABEL)
    packed = tmp_path / "labels.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    for path in (plain, packed):
        bring("quality_labels", path, overlay)
        registers = loaded(overlay)
        (label,) = registers.labels_of("TRAINING house", TODAY)
        assert (label.standard, label.scope, label.holds_on(TODAY)) == (
            LabelStandard.NATIONAL,
            LabelScope.PROVIDER,
            True,
        )
        assert label.evidence().date == AS_OF.day  # the row bears no day of its own: as of the list's
        assert not registers.out_of_date("quality_labels", TODAY)
        assert registers.out_of_date("quality_labels", date(2027, 3, 1))


def test_a_label_holds_within_its_days_unless_withdrawn(overlay: ImportedRegisters, tmp_path: Path) -> None:
    ended = LABEL | {"body": "Ended", "valid_to": "2026-01-01"}
    withdrawn = LABEL | {"body": "Withdrawn", "status": "withdrawn"}
    later = LABEL | {"body": "Later", "valid_from": "2027-01-01"}
    twins = [LABEL | {"body": "Twin", "id": id_} for id_ in ("A", "B")]
    bring("quality_labels", write(tmp_path / "l.csv", LABEL_COLUMNS, LABEL, ended, withdrawn, later, *twins), overlay)
    registers = loaded(overlay)
    held = {name: [x.holds_on(TODAY) for x in registers.labels_of(name, TODAY)] for name in ("Ended", "Withdrawn")}
    assert held == {"Ended": [False], "Withdrawn": [False]}
    assert registers.labels_of("Later", TODAY) == ()
    assert registers.labels_of("Twin", TODAY) == ()  # two bodies of one name: which is meant cannot be known


def test_an_import_is_compared_with_what_is_held_and_can_be_undone(
    overlay: ImportedRegisters, file: Path, tmp_path: Path
) -> None:
    first = [deqar_report(report_id=str(n)) for n in (1, 2, 3)]
    bring("deqar_reports", write(file, REPORT_COLUMNS, *first), overlay)
    newer = tmp_path / "newer.csv"
    write(newer, REPORT_COLUMNS, first[0], first[1] | {"report_decision": "negative"}, deqar_report(report_id="4"))
    change = difference("deqar_reports", held_rows("deqar_reports", FACTS, overlay), newer)
    told = (change.added, change.removed, change.changed, change.same)
    assert told == (("4, DEQARINST0001",), ("3, DEQARINST0001",), ("2, DEQARINST0001",), 1)
    bring("deqar_reports", newer, overlay, About(date(2026, 11, 23)))
    assert {r.id for r in loaded(overlay).reports_on("Example University")} == {"1", "2", "4"}
    with overlay.writing():
        overlay.go_back("deqar_reports")
    registers = loaded(overlay)
    assert {r.id for r in registers.reports_on("Example University")} == {"1", "2", "3"}
    assert registers.extracts["deqar_reports"].origin.day == AS_OF.day
    with overlay.writing():
        assert overlay.go_back("deqar_reports") is None
    assert len(loaded(overlay).reports) == 3  # as the product ships it
    assert sorted(path.name for path in overlay.folder.iterdir()) == ["lock", "previous.csv", "sources.csv"]
    with overlay.writing(), pytest.raises(RegisterError, match="'deqar_reports' was not imported"):
        overlay.go_back("deqar_reports")


def test_an_import_that_dies_before_its_last_step_changes_nothing(
    overlay: ImportedRegisters, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring("deqar_reports", write(file, REPORT_COLUMNS, deqar_report()), overlay)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    write(file, REPORT_COLUMNS, deqar_report(report_id="2"))
    for step in ("_write", "keep"):
        with monkeypatch.context() as patch:
            patch.setattr(ImportedRegisters, step, dies)
            with pytest.raises(KeyboardInterrupt):
                bring("deqar_reports", file, overlay)
        assert [row.id for row in loaded(overlay).reports_on("Example University")] == ["1"]
    (overlay.folder / ".writing-left").write_text("half a file")
    bring("deqar_reports", file, overlay)
    assert [row.id for row in loaded(overlay).reports_on("Example University")] == ["2"]
    assert [path.name for path in overlay.folder.glob(".writing*")] == []


def test_two_imports_at_a_time_are_refused(overlay: ImportedRegisters, file: Path) -> None:
    write(file, REPORT_COLUMNS, deqar_report())
    with overlay.writing(), pytest.raises(RegisterError, match="Another process is importing"):
        bring("deqar_reports", file, overlay)


def test_a_damaged_index_says_to_import_again(overlay: ImportedRegisters, file: Path) -> None:
    bring("deqar_reports", write(file, REPORT_COLUMNS, deqar_report()), overlay)
    index = overlay.held()["deqar_reports"].index
    index.write_bytes(b"not a database" * 100)
    with pytest.raises(RegisterError, match="waymark registers import deqar_reports"):
        loaded(overlay)
    index.unlink()
    with pytest.raises(RegisterError, match="waymark registers import deqar_reports"):
        loaded(overlay)


def test_a_file_that_sources_name_must_be_there_and_inside_the_folder(overlay: ImportedRegisters, file: Path) -> None:
    bring("deqar_reports", write(file, REPORT_COLUMNS, deqar_report()), overlay)
    sources = overlay.folder / "sources.csv"
    name = overlay.held()["deqar_reports"].rows.name
    text = sources.read_text(encoding="utf-8")
    for other in ("gone.csv.gz", "../../etc/passwd"):
        sources.write_text(text.replace(name, other), encoding="utf-8")
        with pytest.raises(RegisterError, match="'file'"):
            loaded(overlay)


NAMES = st.sampled_from(["Uni Nord", "UNI NORD", "Uni Süd", "Uni West"])
REPORTS = st.lists(
    st.builds(
        lambda number, body, name, end: report(
            id=str(number), deqar_id=body, provider=name, valid_to=end, origin=REGISTER
        ),
        st.integers(1, 9),
        st.sampled_from(["D1", "D2", "D3"]),
        NAMES,
        st.none() | st.dates(date(2023, 1, 1), date(2030, 1, 1)),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(reports=REPORTS, name=NAMES)
def test_the_index_answers_as_the_rows_would(
    tmp_path_factory: pytest.TempPathFactory, reports: list[Report], name: str
) -> None:
    path = tmp_path_factory.mktemp("index") / "reports.sqlite"
    assert write_index(path, reports) == len(reports)
    index = ReportIndex(path, REGISTER)
    assert len(index) == len(reports)
    on_disk, in_memory = Registers(report_index=index), Registers(reports=tuple(reports))
    for _ in range(2):  # the second answer is remembered
        assert on_disk.reports_on(name) == in_memory.reports_on(name)
        assert on_disk.reports_numbered("1") == in_memory.reports_numbered("1")


LIKELY = st.sampled_from(
    ["", "1", "2024-02-30", "2024-03-01", "2024-03-01 00:00:00", "positive", "programme", "9" * 5000]
)
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12) | LIKELY


@settings(max_examples=150, deadline=None)
@given(data=st.data(), register=st.sampled_from(sorted(DEQAR_FILES)))
def test_whatever_a_cell_of_a_daily_file_holds_its_row_is_used_or_told(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, register: str
) -> None:
    of = DEQAR_FILES[register]
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys((*of.needs, *of.may), CELLS)), max_size=4))
    path = write(tmp_path_factory.mktemp("daily") / "daily.csv", (*of.needs, *of.may), *rows)
    judged = Judged()
    used = list(rows_in(register, path, REGISTER, judged))
    assert len(used) == judged.good
    filled = sum(any(cell.strip() for cell in row.values()) for row in rows)
    assert judged.good + judged.bad + judged.passed_over >= filled
    for error in judged.errors:
        assert "daily.csv, line " in str(error)
