"""ESCO as compiled: the release's own counts, labels in its languages, and little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.esco import FACTS, Esco, EscoFactsMissingError, UnknownConceptError

WAITER = "http://data.europa.eu/esco/occupation/d5db9d5c-2ebf-4a54-a79a-1b7e7ff70471"
LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hr"),
    *("hu", "it", "lt", "lv", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)


@pytest.fixture(scope="module")
def esco() -> Esco:
    return Esco.load()


def test_relations_are_as_many_as_the_release_has(esco: Esco) -> None:
    counts = esco.relation_counts()
    assert counts["occupation-skill essential"] == 64_946
    assert counts["occupation-skill essential"] + counts["occupation-skill optional"] == 123_855
    assert counts["skill-skill"] == 5_899


def test_concepts_are_as_many_as_the_release_has(esco: Esco) -> None:
    assert sum(1 for _ in esco.uris("skill")) == 13_896
    # 3,007 in the English file, and one that only the relations and the other languages know
    assert sum(1 for _ in esco.uris("occupation")) == 3_008
    assert sum(1 for _ in esco.uris("skillgroup")) == 640
    assert sum(1 for _ in esco.uris("isco")) == 619


def test_every_eu_language_esco_has_labels_for_is_there(esco: Esco) -> None:
    assert esco.languages == LANGUAGES


@pytest.mark.parametrize(
    ("lang", "label"),
    [
        ("en", "waiter/waitress"),
        ("bg", "сервитьор/сервитьорка"),
        ("cs", "číšník/číšnice"),
        ("da", "tjener"),
        ("de", "Kellner/Kellnerin"),
        ("el", "σερβιτόρος/σερβιτόρα"),
        ("es", "camarero/camarera"),
        ("et", "söögisaali teenindaja"),
        ("fi", "tarjoilija"),
        ("fr", "serveur/serveuse"),
        ("hr", "konobar/konobarica"),
        ("hu", "pincér/pincérnő"),
        ("it", "cameriere/cameriera"),
        ("lt", "padavėjas"),
        ("lv", "viesmīlis"),
        ("nl", "ober/serveerster"),
        ("pl", "kelner/kelnerka"),
        ("pt", "Empregado de mesa/Empregada de mesa"),
        ("ro", "ospătar/ospătăriță"),
        ("sk", "čašník/čašníčka"),
        ("sl", "natakar/natakarica"),
        ("sv", "servitör/servitris"),
    ],
)
def test_a_label_is_found_in_each_language(esco: Esco, lang: str, label: str) -> None:
    assert esco.label(WAITER, lang) == label
    assert esco.has_label(WAITER, lang)


@pytest.mark.parametrize("lang", ["ga", "mt", "uk", "ar", "xx"])
def test_a_language_without_labels_falls_back_to_english(esco: Esco, lang: str) -> None:
    assert esco.label(WAITER, lang) == "waiter/waitress"
    assert not esco.has_label(WAITER, lang)
    assert list(esco.labels(lang)) == []
    assert esco.labels_of(WAITER, lang) == ()


def test_gender_forms_are_separate_alternative_labels(esco: Esco) -> None:
    labels = esco.labels_of(WAITER, "de")
    assert labels[0] == "Kellner/Kellnerin"
    assert {"Kellner", "Kellnerin"} <= set(labels[1:])


def test_every_language_has_most_occupations(esco: Esco) -> None:
    occupations = list(esco.uris("occupation"))
    for lang in LANGUAGES:
        assert sum(esco.has_label(uri, lang) for uri in occupations) >= 0.97 * len(occupations), lang


def test_labels_come_by_type_with_the_preferred_one_first(esco: Esco) -> None:
    rows = list(esco.labels("pl", types=("occupation",)))
    assert {kind for _, _, _, kind in rows} == {"occupation"}
    seen: set[str] = set()
    for uri, label, preferred, _ in rows:
        assert label.strip() == label != ""
        assert preferred is (uri not in seen) or not preferred
        seen.add(uri)
    assert len(rows) > len(seen) > 2_900


def test_english_has_one_preferred_label_a_concept(esco: Esco) -> None:
    preferred = [uri for uri, _, is_preferred, _ in esco.labels("en") if is_preferred]
    assert len(preferred) == len(set(preferred)) == 13_896 + 3_007


def test_skills_and_occupations_lead_to_each_other(esco: Esco) -> None:
    essential, optional = esco.essential_skills(WAITER), esco.optional_skills(WAITER)
    assert essential
    assert optional
    assert not set(essential) & set(optional)
    assert WAITER in esco.occupations_needing(essential[0])
    assert WAITER in esco.occupations_needing(optional[0], essential=False)
    assert WAITER not in esco.occupations_needing(optional[0])


def test_relations_hold_both_ways_over_the_whole_release(esco: Esco) -> None:
    forward = sum(len(esco.essential_skills(uri)) for uri in esco.uris("occupation"))
    backward = sum(len(esco.occupations_needing(uri)) for uri in esco.uris("skill"))
    assert forward == backward == 64_946


def test_a_concept_knows_its_group_and_kind(esco: Esco) -> None:
    waiter = esco.concept(WAITER)
    assert (waiter.type, waiter.label, waiter.isco) == ("occupation", "waiter/waitress", "5131")
    (group,) = esco.broader(WAITER)
    assert esco.label(group, "en") == "Waiters"
    assert WAITER in esco.narrower(group)
    skill = esco.concept(esco.essential_skills(WAITER)[0])
    assert skill.type == "skill"
    assert skill.skill_type in ("knowledge", "skill/competence")


def test_collections_mark_digital_skills(esco: Esco) -> None:
    digital = [uri for uri in esco.uris("skill") if "digital" in esco.concept(uri).collections]
    assert "Haskell" in {esco.label(uri, "en") for uri in digital}


def test_few_occupations_are_noted_as_regulated(esco: Esco) -> None:
    notes = [esco.regulated_note(uri) for uri in esco.uris("occupation")]
    assert notes.count("regulated") == 15
    assert notes.count("unregulated") == 2_992
    assert esco.regulated_note(esco.essential_skills(WAITER)[0]) is None


def test_an_occupation_without_an_english_label_is_named_in_other_languages(esco: Esco) -> None:
    uri = "http://data.europa.eu/esco/occupation/a9e54177-a185-404d-b6e6-15663d31137e"
    assert esco.label(uri, "fr") == "technicien en radiothérapie/technicienne en radiothérapie"
    assert esco.label(uri, "en") == uri
    assert esco.concept(uri).label == ""
    assert len(esco.essential_skills(uri)) > 10


def test_an_unknown_uri_is_refused_by_name(esco: Esco) -> None:
    assert "http://example.org/x" not in esco
    with pytest.raises(UnknownConceptError, match=r"http://example\.org/x"):
        esco.label("http://example.org/x", "en")


def test_missing_files_say_how_to_get_them_back(tmp_path: Path) -> None:
    with pytest.raises(EscoFactsMissingError, match=r"concepts\.parquet.*compile_facts"):
        Esco.load(tmp_path)


def test_the_files_are_small_and_attributed() -> None:
    assert sum(path.stat().st_size for path in FACTS.rglob("*")) < 18_000_000
    words = (FACTS / "ATTRIBUTION.txt").read_text(encoding="utf-8")
    assert words.startswith("This service uses the ESCO classification of the European Commission.")


def test_what_a_chat_needs_stays_under_eighty_megabytes() -> None:
    """Concepts, English, one more language and the relations, over what numpy and Arrow take by themselves."""
    script = (
        "import json, psutil, numpy, pyarrow.parquet\n"
        "before = psutil.Process().memory_info().rss\n"
        "from knowledge.esco import Esco\n"
        "esco = Esco.load()\n"
        f"uri = {WAITER!r}\n"
        "esco.label(uri, 'de'), esco.label(uri, 'en'), esco.essential_skills(uri)\n"
        "print(json.dumps((psutil.Process().memory_info().rss - before) / 1e6))\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) < 80
