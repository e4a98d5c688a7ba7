"""What is judged can be relied on: ids exist, languages are all there, nothing judged was learnt from."""

from __future__ import annotations

from collections import Counter

from index.wishes import Kind
from index.words import fold
from knowledge.catalogue import default_offers
from knowledge.languages import CODES
from nlu.examples import read_all
from nlu.language import NEAREST
from tests.eval.judged import QUERY_SPLITS, files, new_topics, queries, requests, rows, topics


def test_every_fitting_offer_is_in_the_default_catalogue() -> None:
    known = {offer.id for offer in default_offers()}
    for topic in topics().values():
        assert topic.offers, topic.topic
        assert topic.offers <= known, topic.topic


def test_every_topic_says_what_counts_and_what_only_looks_alike() -> None:
    assert len(topics()) >= 45
    assert all(topic.title and topic.rule and topic.traps for topic in topics().values())


def test_all_26_languages_have_at_least_ten_queries_to_choose_by_and_ten_to_test() -> None:
    counts = Counter((query.language, query.split) for query in queries())
    assert set(counts) == {(code, split) for code in CODES for split in QUERY_SPLITS}
    assert min(counts.values()) >= 10


def test_fresh_queries_are_twenty_a_language_on_the_same_topics_and_equal_none_before() -> None:
    fresh = [query for query in queries() if query.split == "fresh"]
    mixture = {code: Counter(query.topic for query in fresh if query.language == code) for code in CODES}
    assert all(sum(topics_asked.values()) >= 20 for topics_asked in mixture.values()), mixture
    assert all(topics_asked == mixture["en"] for topics_asked in mixture.values())
    before = {_plain(query.text) for query in queries() if query.split != "fresh"}
    assert not before & {_plain(query.text) for query in fresh}


def test_topics_of_fresh_queries_alone_are_asked_for_nowhere_else() -> None:
    unseen = set(new_topics())
    assert len(unseen) >= 5
    assert not unseen & {query.topic for query in queries() if query.split != "fresh"}
    assert unseen <= {query.topic for query in queries()}


def test_short_texts_are_ten_a_language_of_at_most_six_words_and_equal_none_before() -> None:
    short = list(rows("language_short.csv"))
    assert min(Counter(row["language"] for row in short).values()) >= 10
    assert {row["language"] for row in short} == set(CODES)
    assert all(len(row["text"].split()) <= 6 for row in short)
    texts = [_plain(row["text"]) for row in short]
    assert len(set(texts)) == len(texts)
    assert not set(texts) & {_plain(row["text"]) for row in rows("language.csv")}
    assert not set(texts) & {_plain(example.text) for example in read_all()}


def test_lines_outside_our_languages_name_the_one_that_stands_in() -> None:
    outside = list(rows("language_outside.csv"))
    assert len(outside) >= 20
    for row in outside:
        assert row["written"] not in CODES, row
        assert NEAREST[row["written"]] == row["language"], row


def _plain(text: str) -> str:
    return " ".join(fold(text))


def test_no_query_is_in_both_splits_and_each_has_a_topic() -> None:
    asked = queries()
    assert len({query.text.casefold() for query in asked}) == len(asked)
    assert len({query.id for query in asked}) == len(asked)
    assert {query.topic for query in asked} <= set(topics())


def test_nothing_judged_is_among_the_examples_that_acts_are_learnt_from() -> None:
    learnt = {example.text.casefold() for example in read_all()}
    assert not learnt & {query.text.casefold() for query in queries()}
    for name in (*files("acts"), *files("goals")):
        assert not learnt & {row["text"].casefold() for row in rows(name)}, name


def test_every_judged_offer_exists_and_has_a_grade_and_a_reason() -> None:
    known = {offer.id for offer in default_offers()}
    for request in requests():
        assert set(request.grades) <= known, request.id
        assert set(request.grades.values()) <= {0, 1, 2, 3}, request.id
        assert any(request.grades.values()), request.id
        assert all(len(reason.split()) >= 3 for reason in request.reasons.values()), request.id


def test_every_request_has_limits_and_stands_in_one_half_only() -> None:
    asked = requests()
    assert len({request.id for request in asked}) == len({request.text.casefold() for request in asked}) == len(asked)
    kinds = {kind.value for kind in Kind}
    for request in asked:
        assert request.limits, request.id
        assert set(request.limits) <= kinds, request.id
        assert request.goal, request.id
        assert request.language in CODES, request.id
    assert len({request.language for request in asked}) >= 12
