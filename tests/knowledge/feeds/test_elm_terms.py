"""The code lists of the European Learning Model, and what their codes mean for an offer."""

from __future__ import annotations

import pytest

from knowledge.feeds import elm_terms
from knowledge.feeds.elm_terms import BASE


@pytest.mark.parametrize(
    ("address", "label"),
    [
        (f"{BASE}learning-opportunity/17744a2647", "MOOC"),
        (f"{BASE}assessment/de4d165a6c", "artefact assessment"),
        (f"{BASE}target-group/c900d8ecb1", "Migrants"),
        (f"{BASE}accreditation/bb4618238e", "Institutional Quality Assurance"),
        (f"{BASE}supervision-verification/c598449d64", "Unsupervised without ID Verification"),
        (f"{BASE}qdr/c_c392e7a2", "RQF Level 6"),
        (f"{BASE}isced-f/0613", "Software and applications development and analysis"),
        (f"{BASE}qdr/none", None),
        ("", None),
        (None, None),
    ],
)
def test_a_code_has_the_label_of_its_list(address: str | None, label: str | None) -> None:
    assert elm_terms.label_of(address) == label


def test_every_code_that_means_something_to_an_offer_is_in_the_lists() -> None:
    known = {*elm_terms.MODES, *elm_terms.SCHEDULES, elm_terms.ECTS, elm_terms.ATTENDANCE, elm_terms.MAY_LEARN}
    assert [address for address in known if elm_terms.label_of(address) is None] == []
    assert elm_terms.label_of(elm_terms.ATTENDANCE) == "level of attendance"
    assert elm_terms.label_of(elm_terms.MAY_LEARN) == "learning opportunity"


def test_a_national_framework_is_told_from_its_levels() -> None:
    whole = ["c_ed96825f", "c_af98ac9a", "c_c8bc1cb9", "c_ef113b94"]  # Flemish, Czech, French, German
    levels = ["c_c392e7a2", "c_7ab73420", "c_de548626", "c_0ab74a56"]  # RQF 6, RNCP I, CQFW entry, MQF A
    assert all(elm_terms.is_whole_framework(f"{BASE}qdr/{code}") for code in whole)
    assert not any(elm_terms.is_whole_framework(f"{BASE}qdr/{code}") for code in levels)


@pytest.mark.parametrize(
    "address", ["", "http://data.europa.eu/snb/eqf/0", "http://data.europa.eu/snb/qdr/6", "6", "x/eqf/6"]
)
def test_only_the_list_of_eqf_levels_gives_an_eqf_level(address: str) -> None:
    assert elm_terms.eqf_level(address) is None
    assert elm_terms.isced_field(address) is None


@pytest.mark.parametrize(
    "status", ["released", "", None, 5, "http://data.europa.eu/snb/status/to-be-reviewed", "not obsolete yet"]
)
def test_another_status_is_not_withdrawn(status: object) -> None:
    assert not elm_terms.is_withdrawn(status)
