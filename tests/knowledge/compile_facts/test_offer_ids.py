"""Ids are readable, fit an address and depend on nothing but the offer."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from knowledge.compile_facts.offer_ids import MAX_LENGTH, offer_id, slug


def test_an_id_is_made_of_the_words() -> None:
    assert offer_id("edx", "How to Learn Online", "x") == "edx-how-to-learn-online"
    assert slug("Diplôme d'Études: Größe & Œuvre") == "diplome-d-etudes-grosse-oeuvre"


def test_words_without_latin_letters_give_way_to_the_record_s_number() -> None:
    assert offer_id("udemy", "初めての入門", "412") == "udemy-412"


@given(words=st.text(max_size=200), key=st.text(min_size=1, max_size=30))
def test_every_id_fits_an_address(words: str, key: str) -> None:
    made = offer_id("src", words, key)
    assert len(made) <= MAX_LENGTH
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert made == offer_id("src", words, key)
