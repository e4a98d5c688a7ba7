"""Compiling the code lists of the European Learning Model from its XSD files."""

from __future__ import annotations

from pathlib import Path

from knowledge.compile_facts.elm_code_lists import SEEN_IN_CREDENTIALS, compile_code_lists

XSD = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:simpleType name="Made"><xs:restriction>
<xs:enumeration value="http://data.europa.eu/snb/made/b2"><xs:annotation><xs:documentation>Second
    one</xs:documentation></xs:annotation></xs:enumeration>
<xs:enumeration value="http://data.europa.eu/snb/made/a1"><xs:annotation>
<xs:documentation>First, of two</xs:documentation>
</xs:annotation></xs:enumeration>
<xs:enumeration value="http://data.europa.eu/snb/made/c3"/>
<xs:enumeration value="http://elsewhere.example/made/d4"><xs:annotation><xs:documentation>No</xs:documentation>
</xs:annotation></xs:enumeration>
</xs:restriction></xs:simpleType></xs:schema>"""


def test_codes_are_written_with_their_labels_and_the_source_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "made.xsd").write_text(XSD, encoding="utf-8")
    (tmp_path / "country.xsd").write_text(XSD.replace("/made/", "/country/"), encoding="utf-8")
    target = tmp_path / "elm" / "code_lists.csv"
    assert compile_code_lists(tmp_path, target) == 2 + len(SEEN_IN_CREDENTIALS)
    lines = target.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# Code lists of the European Learning Model")
    rows = [line for line in lines if not line.startswith("#")]
    assert rows[:3] == ["list,code,label", 'made,a1,"First, of two"', "made,b2,Second one"]
