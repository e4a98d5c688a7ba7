"""Numbers, levels, credits and codes."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.feeds.values import UnreadableError, numbers


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (12, 12.0),
        (12.5, 12.5),
        ("12", 12.0),
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("1.299,00", 1299.0),
        ("1,299.00", 1299.0),
        ("1 299", 1299.0),
        ("1\u202f299,5", 1299.5),
        ("1'299.50", 1299.5),
        ("1.234.567", 1234567.0),
        ("0.125", 0.125),
        ("-3", -3.0),
        ("١٢٫٥", 12.5),
        ("१२", 12.0),
        ("1234.567", 1234.567),
    ],
)
def test_a_number_is_read_as_people_write_it(written: Any, read: float) -> None:
    assert numbers.number(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "1.299",
        "1,299",
        "1e5",
        "0x10",
        "12 5",
        "1.2.3",
        "1,2,3",
        "12-15",
        "",
        "twelve",
        "½",
        True,
        None,
        [5],
        float("nan"),
    ],
)
def test_a_number_of_two_readings_is_not_read_nor_is_what_is_none(written: Any) -> None:
    with pytest.raises(UnreadableError, match="a number"):
        numbers.number(written)


def test_a_whole_number_has_no_decimals_so_its_marks_are_thousands() -> None:
    assert [numbers.whole(each) for each in ("1.299", "1,299", "1 299", 3.0, "7")] == [1299, 1299, 1299, 3, 7]
    with pytest.raises(UnreadableError, match="whole"):
        numbers.whole(2.5)


@pytest.mark.parametrize(
    "written", [5, 5.0, "5", "EQF 5", "EQF level 5", "EQF-5", "Level 5", "EQR 5", "http://data.europa.eu/snb/eqf/5"]
)
def test_a_level_of_the_european_framework_is_read(written: Any) -> None:
    assert numbers.eqf(written) == 5


@pytest.mark.parametrize(
    "written",
    [0, 9, 5.5, "5-6", "NQF 5", "DQR 5", "NLQF 5", "ISCED 5", "https://example.org/5", "5 ECTS", "55", True, None],
)
def test_a_level_of_another_framework_is_no_level_of_the_european_one(written: Any) -> None:
    with pytest.raises(UnreadableError, match="European Qualifications Framework"):
        numbers.eqf(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (5, 5.0),
        (2.5, 2.5),
        ("5 ECTS", 5.0),
        ("2,5 ECTS", 2.5),
        ("60 EC", 60.0),
        ("3 ECTS credits", 3.0),
        ("4 crédits", 4.0),
    ],
)
def test_credits_are_read(written: Any, read: float) -> None:
    assert numbers.ects(written) == read


@pytest.mark.parametrize("written", [0, -5, 361, 1000, "5-10 ECTS", "150 hours", "about 5", "", None, True])
def test_no_credits_or_too_many_are_not_read(written: Any) -> None:
    with pytest.raises(UnreadableError, match="ECTS"):
        numbers.ects(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0613", "0613"),
        ("06", "06"),
        ("061", "061"),
        ("ISCED-F 0613", "0613"),
        ("0613 - Software development", "0613"),
    ],
)
def test_a_field_of_isced_is_read(written: str, read: str) -> None:
    assert numbers.isced_field(written) == read


@pytest.mark.parametrize("written", [613, "6", "9999", "06134", "Software", "", None])
def test_a_field_that_may_have_lost_its_first_digit_is_not_read(written: Any) -> None:
    with pytest.raises(UnreadableError, match="ISCED-F"):
        numbers.isced_field(written)


def test_levels_of_isced_ratings_and_counts_have_their_bounds() -> None:
    assert (numbers.isced_level("ISCED 6"), numbers.isced_level(0)) == (6, 0)
    assert (numbers.rating("4,7"), numbers.count("12,345")) == (4.7, 12345)
    for read, value in ((numbers.isced_level, 9), (numbers.rating, 5.1), (numbers.rating, -1), (numbers.count, -1)):
        with pytest.raises(UnreadableError):
            read(value)
