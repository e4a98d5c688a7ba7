"""What every OfferIndex does (index.contract), run for each implementation."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.contract import DocumentEncoder, Filters, IndexUnusableError, OfferIndex, Query
from index.generations import IndexLockedError
from knowledge.offer import Mode, Offer, Price
from tests.index.worlds import WordEncoder, gentle_filters, offer, plainly_passes, some_filters, some_offers

ROOT = Path(__file__).parents[2]
Opened = Callable[[DocumentEncoder], OfferIndex]
# One index serves many examples: each builds a generation of its own in it.
law = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def activated(index: OfferIndex, offers: Iterable[Offer]) -> OfferIndex:
    index.activate(index.build(offers))
    return index


def ids(index: OfferIndex, query: Query) -> list[str]:
    return [hit.offer_id for hit in index.search(query).hits]


CATALOGUE = [
    offer("a", "Accounting basics", languages=("de",), price=Price(0.0)),
    offer("b", "Accounting for managers", languages=("en",), price=Price(20.0), mode=Mode.ONLINE),
    offer("c", "Gardening at home", languages=("de", "fr")),
    offer("d", "Python programming", mode=Mode.ONLINE, provider="Università di Città"),
]


def test_an_index_that_was_never_built_says_what_to_do(index: OfferIndex) -> None:
    for ask in (index.info, lambda: index.search(Query()), lambda: index.get("a")):
        with pytest.raises(IndexUnusableError, match="waymark index build"):
            ask()


def test_a_built_generation_is_not_searched_before_it_is_activated(index: OfferIndex) -> None:
    activated(index, CATALOGUE[:1])
    generation = index.build(CATALOGUE)
    assert index.info().offers == 1
    index.activate(generation)
    assert index.info().offers == 4
    assert index.info().generation == generation == index.search(Query()).generation


def test_activating_what_was_never_built_is_refused(index: OfferIndex) -> None:
    activated(index, CATALOGUE)
    with pytest.raises(IndexUnusableError, match="gen-99"):
        index.activate("gen-99")
    assert index.info().offers == 4


def test_an_empty_index_answers_nothing_found(index: OfferIndex, encoder: WordEncoder) -> None:
    activated(index, [])
    result = index.search(Query(vector=encoder.query("python"), words="python"))
    assert (result.hits, result.total) == ((), 0)
    assert index.get("a") is None
    assert index.info().offers == 0


def test_two_offers_with_one_id_are_refused(index: OfferIndex) -> None:
    with pytest.raises(ValueError, match="'a'"):
        index.build([offer("a", "One"), offer("a", "Two")])


def test_an_offer_comes_back_as_it_was_given(index: OfferIndex) -> None:
    activated(index, CATALOGUE)
    assert [index.get(each.id) for each in CATALOGUE] == CATALOGUE
    assert index.get("nobody") is None


def test_the_nearest_in_meaning_comes_first(index: OfferIndex, encoder: WordEncoder) -> None:
    activated(index, CATALOGUE)
    assert ids(index, Query(vector=encoder.query("gardening home"), limit=1)) == ["c"]
    assert ids(index, Query(vector=encoder.query("python"), limit=1)) == ["d"]


def test_a_search_without_goal_lists_what_passes_by_id(index: OfferIndex) -> None:
    activated(index, reversed(CATALOGUE))
    result = index.search(Query(filters=Filters(languages=frozenset({"de"})), limit=10))
    assert [hit.offer_id for hit in result.hits] == ["a", "c"]
    assert result.total == 2


def test_total_counts_what_passes_and_limit_cuts_only_the_hits(index: OfferIndex, encoder: WordEncoder) -> None:
    activated(index, CATALOGUE)
    result = index.search(Query(vector=encoder.query("python"), limit=2))
    assert (len(result.hits), result.total) == (2, 4)
    assert index.search(Query(limit=0)).total == 4


@pytest.mark.parametrize("words", ["universita di citta", "UNIVERSITÀ DI CITTÀ", "the Università di Città please"])
def test_a_provider_is_found_by_its_name_with_or_without_accents(index: OfferIndex, words: str) -> None:
    activated(index, CATALOGUE)
    assert ids(index, Query(words=words, limit=1)) == ["d"]


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Λογιστική για αρχάριους", "ΛΟΓΙΣΤΙΚΗ"),
        ("Українська мова", "українська МОВА"),
        ("بَرْمَجَة", "برمجة"),
        ("Grāmatvedība", "gramatvediba"),
        ("Straße & Maß", "STRASSE"),
        ("C++ / C# 101", "c"),
        ("日本語 入門", "日本語"),
    ],
)
def test_words_are_found_in_any_script_without_case_and_marks(index: OfferIndex, title: str, asked: str) -> None:
    activated(index, [*CATALOGUE, offer("z", title)])
    assert ids(index, Query(words=asked)) == ["z"]


@pytest.mark.parametrize("words", ['"', "a AND (", "title:x", "*", "\x00", "…", "\ud83d\ude00", "-python +" * 500])
def test_no_words_of_a_person_break_a_search(index: OfferIndex, words: str) -> None:
    activated(index, CATALOGUE)
    index.search(Query(words=words))


def test_the_score_of_a_hit_grows_with_meaning_and_a_little_with_words(
    index: OfferIndex, encoder: WordEncoder
) -> None:
    activated(index, CATALOGUE)
    hits = index.search(Query(vector=encoder.query("accounting"), words="basics")).hits
    assert all(hit.score >= hit.semantic for hit in hits)
    by_id = {hit.offer_id: hit for hit in hits}
    assert by_id["a"].words > 0 == by_id["b"].words
    assert by_id["a"].score > by_id["a"].semantic


@pytest.mark.parametrize("vector", [np.zeros(3, dtype=np.float32), np.full(240, np.nan, dtype=np.float32)])
def test_a_vector_of_another_encoder_is_refused(index: OfferIndex, vector: np.ndarray) -> None:  # type: ignore[type-arg]
    activated(index, CATALOGUE)
    with pytest.raises(ValueError, match="encoder"):
        index.search(Query(vector=vector))


@law
@given(offers=some_offers, filters=some_filters | gentle_filters)
def test_exactly_those_pass_that_the_filters_name(index: OfferIndex, offers: list[Offer], filters: Filters) -> None:
    activated(index, offers)
    passing = [each.id for each in offers if plainly_passes(each, filters)]
    result = index.search(Query(filters=filters, limit=100))
    assert [hit.offer_id for hit in result.hits] == passing
    assert result.total == len(passing)


@law
@given(offers=some_offers, filters=gentle_filters, goal=st.sampled_from(("python", "Γλώσσα ļoti", "care English")))
def test_filtered_search_finds_what_searching_everything_and_filtering_afterwards_finds(
    index: OfferIndex, encoder: WordEncoder, offers: list[Offer], filters: Filters, goal: str
) -> None:
    activated(index, offers)
    everything = index.search(Query(vector=encoder.query(goal), words=goal, limit=100)).hits
    passing = {each.id for each in offers if plainly_passes(each, filters)}
    wanted = [hit for hit in everything if hit.offer_id in passing][:3]
    found = index.search(Query(vector=encoder.query(goal), words=goal, filters=filters, limit=3)).hits
    assert [hit.offer_id for hit in found] == [hit.offer_id for hit in wanted]
    assert [hit.score for hit in found] == pytest.approx([hit.score for hit in wanted], abs=1e-5)


@law
@given(offers=some_offers, changed=some_offers, gone=st.frozensets(st.sampled_from(("offer-00", "offer-03", "x"))))
def test_updating_and_deleting_ends_where_building_the_outcome_begins(
    index: OfferIndex, encoder: WordEncoder, offers: list[Offer], changed: list[Offer], gone: frozenset[str]
) -> None:
    outcome = {each.id: each for each in (*offers, *changed)}
    for offer_id in gone:
        outcome.pop(offer_id, None)
    query = Query(vector=encoder.query("python Excel"), words="Excel", limit=5)
    expected = activated(index, outcome.values()).search(query)
    activated(index, offers)
    index.upsert(changed)
    index.delete(gone)
    found = index.search(query)
    assert found.hits == expected.hits
    assert found.total == expected.total
    assert {each.id: index.get(each.id) for each in outcome.values()} == outcome


def test_equal_scores_go_by_id_and_the_same_question_gets_the_same_order(
    index: OfferIndex, encoder: WordEncoder
) -> None:
    activated(index, [offer(f"twin-{number:03}", "The same course") for number in reversed(range(90))])
    query = Query(vector=encoder.query("same"), words="course", limit=7)
    assert ids(index, query) == [f"twin-{number:03}" for number in range(7)]
    assert index.search(query) == index.search(query)


def test_one_in_a_thousand_is_found_exactly(index: OfferIndex, encoder: WordEncoder) -> None:
    crowd = [offer(f"{number:05}", f"accounting {number % 50}", languages=("en",)) for number in range(3000)]
    rare = [offer(f"rare-{number}", f"gardening {number}", languages=("mt",)) for number in range(3)]
    activated(index, [*crowd, *rare])
    question = encoder.query("accounting 7")
    result = index.search(Query(vector=question, filters=Filters(languages=frozenset({"mt"}))))
    assert {hit.offer_id for hit in result.hits} == {each.id for each in rare}
    assert result.total == 3
    everything = index.search(Query(vector=question, limit=3003)).hits
    assert len(everything) == 3003
    assert [hit for hit in everything if hit.offer_id.startswith("rare")] == list(result.hits)


def test_filters_that_go_with_the_question_lose_nothing(index: OfferIndex, encoder: WordEncoder) -> None:
    """The hard case of graph indexes: all that is near the question is filtered away."""
    english = [offer(f"en-{number:04}", f"english words {number % 40}", languages=("en",)) for number in range(1500)]
    greek = [offer(f"el-{number:04}", f"ελληνικά λόγια {number % 40}", languages=("el",)) for number in range(300)]
    activated(index, [*english, *greek])
    question = encoder.query("english words 3")
    found = index.search(Query(vector=question, filters=Filters(languages=frozenset({"el"})), limit=10))
    everything = index.search(Query(vector=question, limit=1800)).hits
    assert [hit.offer_id for hit in found.hits] == [
        hit.offer_id for hit in everything if hit.offer_id.startswith("el-")
    ][:10]
    assert {int(hit.offer_id[3:]) % 40 for hit in found.hits[:7]} == {3}


def test_another_reader_sees_what_was_published(open_index: Opened, encoder: WordEncoder) -> None:
    activated(open_index(encoder), CATALOGUE)
    reader, writer = open_index(encoder), open_index(encoder)
    assert reader.get("e") is None
    generation = writer.upsert([offer("e", "New")])
    assert reader.get("e") == offer("e", "New")
    assert reader.info().generation == generation
    writer.delete(["e"])
    assert reader.get("e") is None


def test_an_index_of_another_encoder_is_not_searched_until_it_is_built_again(
    open_index: Opened, encoder: WordEncoder
) -> None:
    activated(open_index(encoder), CATALOGUE)
    other = open_index(WordEncoder(fingerprint="words-2"))
    with pytest.raises(IndexUnusableError, match=r"words-1.*words-2.*waymark index build"):
        other.search(Query())
    with pytest.raises(IndexUnusableError, match="waymark index build"):
        other.upsert(CATALOGUE)
    activated(other, CATALOGUE)
    assert other.info().encoder == "words-2"


def test_what_is_read_within_one_reading_stays_what_it_was(index: OfferIndex, encoder: WordEncoder) -> None:
    activated(index, CATALOGUE)
    with index.reading() as reading:
        index.upsert([replace(CATALOGUE[0], title="Changed"), offer("e", "New")])
        index.delete(["b"])
        assert reading.get("a") == CATALOGUE[0]
        assert reading.get("b") == CATALOGUE[1]
        assert reading.search(Query(words="new")).hits == ()
        assert reading.search(Query()).generation == reading.generation
    assert index.get("b") is None


def test_no_answer_mixes_two_generations_while_others_publish(index: OfferIndex, encoder: WordEncoder) -> None:
    """Every offer of generation n says n in its title: an answer with two numbers has mixed them."""

    def edition(number: int) -> list[Offer]:
        return [offer(f"{row:03}", f"edition{number} row{row}") for row in range(60)]

    activated(index, edition(0))
    mixed: list[set[str]] = []
    asked = 0
    done = threading.Event()

    def ask() -> None:
        nonlocal asked
        question = encoder.query("row7")
        while not done.is_set():
            with index.reading() as reading:
                hits = reading.search(Query(vector=question, words="row7", limit=20)).hits
                found = [reading.get(hit.offer_id) for hit in hits]
            editions = {each.title.split()[0] if each else "missing" for each in found}
            asked += 1
            if len(editions) != 1:
                mixed.append(editions)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, 9):
            index.upsert(edition(number))
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert mixed == []
    assert asked > 8
    assert index.get("007") == offer("007", "edition8 row7")


def test_a_writer_killed_in_mid_write_loses_nothing_that_was_published(
    opening: str, open_index: Opened, encoder: WordEncoder
) -> None:
    activated(open_index(encoder), CATALOGUE)
    code = (
        "from pathlib import Path\nfrom tests.index.worlds import WordEncoder, offer\n"
        f"index = {opening}\nnumber = 0\nwhile True:\n    number += 1\n"
        "    index.upsert(offer(str(row), f'edition{number} row{row}') for row in range(20))\n"
        "    print(number, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "1\n"
        time.sleep(random.uniform(0.05, 0.4))
        writer.kill()
        published = [1, *map(int, writer.stdout.read().split())]
    index = open_index(encoder)
    with index.reading() as reading:
        found = {str(reading.get(str(row))).split("title='edition")[1].split()[0] for row in range(20)}
        assert reading.search(Query(words="row7")).total == 20 + len(CATALOGUE)
    # The last that was told of, or the one that was activated and not yet told.
    assert found <= {str(published[-1]), str(published[-1] + 1)}
    assert len(found) == 1
    for _ in range(100):
        try:
            index.upsert([offer("after", "the kill")])
        except IndexLockedError:
            time.sleep(0.1)  # the lock of the dead is let go of as soon as it is noticed
        else:
            break
    assert index.get("after") == offer("after", "the kill")
    assert index.search(Query()).total == 21 + len(CATALOGUE)


def dated(course: str, count: int) -> list[Offer]:
    """Sessions of one course, a week apart, the first on 5 January 2026."""
    first = date(2026, 1, 5)
    return [
        offer(f"{course}-{number:02}", f"{course} for beginners", start=first + timedelta(weeks=number))
        for number in range(count)
    ]


def test_of_a_course_that_is_given_again_and_again_the_next_sessions_are_found(
    index: OfferIndex, encoder: WordEncoder
) -> None:
    activated(index, [*dated("python", 40), *dated("excel", 2), *CATALOGUE])
    question = encoder.query("python")
    everything = ids(index, Query(vector=question, words="python", limit=100))
    assert len(everything) == 46
    few = Query(vector=question, words="python", limit=100, sessions=3, on=date(2026, 3, 3))
    found = ids(index, few)
    assert [offer_id for offer_id in found if offer_id.startswith("python")] == [
        "python-09",
        "python-10",
        "python-11",
    ]
    assert {"excel-00", "excel-01", *(each.id for each in CATALOGUE)} <= set(found)
    assert index.search(few).total == 46
    assert {"excel-00", "a"} <= set(ids(index, replace(few, limit=8))), "one course does not fill the hits"


def test_sessions_that_began_last_stand_in_where_none_is_to_come(index: OfferIndex, encoder: WordEncoder) -> None:
    activated(index, dated("python", 6))
    query = Query(vector=encoder.query("python"), sessions=2, on=date(2027, 1, 1))
    assert ids(index, query) == ["python-04", "python-05"]
    assert ids(index, replace(query, on=None)) == ["python-00", "python-01"]


def test_another_provider_of_the_same_title_is_another_course(index: OfferIndex, encoder: WordEncoder) -> None:
    others = [replace(each, id=f"other-{each.id}", provider="Another") for each in dated("python", 5)]
    activated(index, [*dated("python", 5), *others])
    found = ids(index, Query(vector=encoder.query("python"), sessions=1, on=date(2026, 1, 1)))
    assert found == ["other-python-00", "python-00"]


def test_a_list_without_a_goal_shows_sessions_of_several_courses(index: OfferIndex) -> None:
    activated(index, [*dated("accounting", 30), *dated("baking", 30)])
    found = ids(index, Query(limit=4, sessions=2, on=date(2026, 1, 1)))
    assert found == ["accounting-00", "accounting-01", "baking-00", "baking-01"]
