"""Countries: ISO codes as used here, names in 26 languages."""

from __future__ import annotations

import pytest

from knowledge.countries import COUNTRIES, EU, UnknownCountryError, all_names, country_code, country_name, names_in
from knowledge.languages import CODES, folded


def test_the_union_has_27_members_and_five_more_areas_count() -> None:
    assert len(set(EU)) == 27
    assert set(COUNTRIES) - set(EU) == {"IS", "LI", "NO", "CH", "GB", "UA"}


@pytest.mark.parametrize(("written", "code"), [("el", "GR"), ("UK", "GB"), (" de ", "DE"), ("GR", "GR")])
def test_codes_of_eu_texts_become_iso_codes(written: str, code: str) -> None:
    assert country_code(written) == code


def test_another_code_is_refused_with_what_was_expected() -> None:
    with pytest.raises(UnknownCountryError, match=r"'US'.*Expected one of AT, BE"):
        country_code("US")


@pytest.mark.parametrize("display", CODES)
def test_every_language_names_every_country(display: str) -> None:
    assert set(names_in(display).values()) == set(COUNTRIES)


@pytest.mark.parametrize(
    ("name", "code"), [("Niemcy", "DE"), ("Grecia", "GR"), ("Éire", "IE"), ("Україна", "UA"), ("اليونان", "GR")]
)
def test_a_name_in_any_of_the_languages_leads_to_its_country(name: str, code: str) -> None:
    assert all_names()[folded(name)] == code


def test_a_country_beyond_the_list_still_has_a_name() -> None:
    assert country_name("JP", "fr") == "Japon"
    assert country_name("GR", "de") == "Griechenland"
