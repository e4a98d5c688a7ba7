"""Subjects: everyday words of 26 languages for what people want to learn."""

from __future__ import annotations

import pytest

from knowledge.esco import Esco
from knowledge.languages import CODES
from nlu.lexicon import lexicon
from nlu.subjects.subjects import FOLDER, find_subjects, subjects, vocabulary


def _named(code: str, text: str) -> list[str]:
    return [one.subject.id for one in find_subjects(lexicon(code).read(text))]


def test_every_language_has_words_for_nearly_every_subject() -> None:
    assert {path.stem for path in FOLDER.glob("*.yml")} == {*CODES, "any"}
    for code in CODES:
        assert len(vocabulary(code).subjects) >= 0.95 * len(subjects()), code


def test_esco_has_every_label_of_the_table() -> None:
    labels = {label.casefold() for _, label, _, _ in Esco.load().labels("en")}
    assert [one.esco for one in subjects().values() if one.esco and one.esco.casefold() not in labels] == []


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("hu", "bölcsődében dolgoznék", "childcare"),
        ("lt", "noriu dirbti su senukais", "elderly_care"),
        ("ga", "ba mhaith liom ghiotár a fhoghlaim", "guitar"),
        ("ar", "أريد أن أعمل بالمحاسبة", "accounting"),
        ("uk", "хочу вчити комп'ютерні мережі", "networks"),
        ("el", "κατασκευη ιστοσελιδων", "website"),
        ("mt", "nixtieq nitgħallem it-tisjir", "cooking"),
        ("de", "Buchhaltungskurs", "accounting"),
        ("fi", "haluan oppia hitsaamaan", "welding"),
        ("pl", "angielski do pracy", "english"),
    ],
)
def test_inflected_words_and_words_without_marks_name_their_subject(code: str, text: str, wanted: str) -> None:
    assert wanted in _named(code, text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("bookeeping", "accounting"),  # a letter missing
        ("acccounting", "accounting"),  # one too many
        ("projcet management", "project_management"),  # two swapped
    ],
)
def test_a_word_with_one_wrong_letter_names_its_subject(text: str, wanted: str) -> None:
    assert _named("en", text) == [wanted]


def test_the_longer_phrase_wins() -> None:
    assert _named("en", "artificial intelligence") == ["ai"]
    assert _named("en", "personal finances") == ["personal_finance"]
    assert _named("en", "teaching english") == ["teaching_english"]


@pytest.mark.parametrize("code", CODES)
def test_everyday_function_words_name_nothing(code: str) -> None:
    """The words that open and fill sentences ("I want", "please", "but") are no subjects in their own language."""
    cues = lexicon(code).resource["cues"]
    words = [
        pattern
        for kind in ("and", "but", "not")
        for pattern in (" ".join(p) for p in lexicon(code).patterns(cues[kind]))
        if "*" not in pattern
    ]
    assert {word: _named(code, word) for word in words if _named(code, word)} == {}
