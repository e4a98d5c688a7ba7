"""Requests: consents, erasing, the way to a goal, taking home and bringing, believed only with words of their own."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from knowledge.esco import Esco
from knowledge.languages import CODES
from nlu.acts import ActModel
from nlu.encoder import Encoder
from nlu.esco_labels import EscoLabels
from nlu.examples import Example, read_all
from nlu.lexicon import lexicon
from nlu.requests import KINDS, NAMED_BY, believed, find_consent, read_requests
from nlu.understand import Hint, Understander
from nlu.understanding import Act, LimitKind
from tests.nlu.understanding_world import PlainActs, understander

DATA = Path(__file__).parent.parent / "eval" / "data"
FEWEST_EXAMPLES = 5
REQUESTS = tuple(NAMED_BY)


@pytest.fixture(scope="module")
def examples() -> tuple[Example, ...]:
    return tuple(example for example in read_all() if example.act in NAMED_BY)


@pytest.fixture(scope="module")
def promises() -> list[dict[str, str]]:
    """Lines written apart from the examples; those of other acts are what sounds alike and is none of these."""
    with (DATA / "promises.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_words_for_every_kind(code: str) -> None:
    words = lexicon(code).resource["requests"]
    assert set(words) == set(KINDS)
    assert all(words.values())


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_examples_of_every_request(code: str, examples: tuple[Example, ...]) -> None:
    for act in REQUESTS:
        assert sum(each.language == code and each.act is act for each in examples) >= FEWEST_EXAMPLES, act


def test_every_example_has_a_word_of_its_request(examples: tuple[Example, ...]) -> None:
    without = [
        (each.language, each.act, each.text)
        for each in examples
        if not read_requests(each.text, each.language).cues(*NAMED_BY[each.act])
    ]
    assert without == []


def test_no_line_written_apart_is_among_the_examples(promises: list[dict[str, str]]) -> None:
    known = {each.text.casefold() for each in read_all()}
    requests = [row["text"].casefold() for row in promises if row["act"] in {act.value for act in REQUESTS}]
    assert len(requests) >= len(CODES) * len(REQUESTS)
    assert [text for text in requests if text in known] == []


@pytest.mark.parametrize(
    ("language", "text", "act", "purpose"),
    [
        ("en", "please remember me", Act.GIVE_CONSENT, "keep"),
        ("en", "my counsellor may read this", Act.GIVE_CONSENT, "counsellor"),
        ("en", "tell me when something fits", Act.GIVE_CONSENT, "found"),
        ("en", "I agree", Act.GIVE_CONSENT, None),
        ("en", "nobody should read along", Act.WITHDRAW_CONSENT, "counsellor"),
        ("en", "I withdraw everything I agreed to", Act.WITHDRAW_CONSENT, "all"),
        ("en", "keep my profile", Act.STATE_GOAL, None),
        ("de", "behalten Sie mein Profil nicht mehr", Act.WITHDRAW_CONSENT, "keep"),
        ("de", "Berater dürfen mich für Angebote finden", Act.GIVE_CONSENT, "found"),
        ("fr", "ma conseillère peut lire ceci", Act.GIVE_CONSENT, "counsellor"),
        ("uk", "хочу, щоб мене знаходили для нових пропозицій", Act.GIVE_CONSENT, "found"),
        ("ar", "احتفظ بملفي", Act.GIVE_CONSENT, "keep"),
    ],
)
def test_the_purpose_of_a_consent_is_found(language: str, text: str, act: Act, purpose: str | None) -> None:
    assert find_consent(act, read_requests(text, language)) == purpose


def test_a_request_whose_words_are_not_there_is_not_believed() -> None:
    judged = ((Act.ERASE_ME, 0.9), (Act.DISTRESS, 0.05))
    lost = read_requests("nobody would miss me", "en")
    assert believed(judged, lost, about_offers=False)[0][0] is Act.DISTRESS
    assert believed(judged[:1], lost, about_offers=False) == ((Act.OUT_OF_SCOPE, 0.9),)
    assert believed(judged, read_requests("delete all of it", "en"), about_offers=False)[0][0] is Act.ERASE_ME


def test_a_deletion_of_a_limit_or_of_an_offer_is_no_erasure() -> None:
    judged = ((Act.ERASE_ME, 0.9), (Act.REFINE, 0.05))
    assert believed(judged, read_requests("delete the price limit", "en"), about_offers=True)[0][0] is Act.REFINE


def test_a_not_takes_consent_back_rather_than_giving_it() -> None:
    judged = ((Act.GIVE_CONSENT, 0.9), (Act.STATE_GOAL, 0.05))
    words = read_requests("my adviser can't look at my profile", "en")
    assert believed(judged, words, about_offers=False, negated=True)[0][0] is Act.WITHDRAW_CONSENT
    assert believed(judged, words, about_offers=False)[0][0] is Act.GIVE_CONSENT
    known = ((Act.GIVE_CONSENT, 0.99), (Act.STATE_GOAL, 0.01))
    assert believed(known, words, about_offers=False, negated=True)[0][0] is Act.GIVE_CONSENT


def test_a_way_to_a_goal_names_the_goal(esco: Esco, labels: EscoLabels) -> None:
    said = understander(labels, esco, PlainActs(Act.PATHWAY, 0.9)).understand(
        "what am I missing to become a data analyst?", Hint("en", expecting_goal=True)
    )
    assert said.act is Act.PATHWAY
    assert said.goal is not None
    assert said.goal.text == "data analyst"


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("remember that I can only come in the evenings", Act.GIVE_CONSENT),
        ("delete the second one", Act.ERASE_ME),
        ("I want to become a career counsellor", Act.GIVE_CONSENT),
        ("a course on how to write a CV", Act.BRING_PROFILE),
        ("everybody has forgotten me", Act.ERASE_ME),
    ],
)
def test_what_sounds_alike_is_not_swallowed(esco: Esco, labels: EscoLabels, text: str, act: Act) -> None:
    said = understander(labels, esco, PlainActs(act, 0.6)).understand(text, Hint("en", shortlist_known=True))
    assert said.act is not act
    assert said.consent is None


def test_consent_is_told_with_its_purpose_and_sets_no_limit(esco: Esco, labels: EscoLabels) -> None:
    judge = understander(labels, esco, PlainActs(Act.WITHDRAW_CONSENT, 0.9))
    said = judge.understand("I do not want you to keep my profile", Hint("en", expecting_goal=False))
    assert (said.act, said.consent) == (Act.WITHDRAW_CONSENT, "keep")
    assert said.goal is None
    assert {limit.kind for limit in said.limits} <= {LimitKind.EXCLUDE}


def test_requests_are_told_in_every_language_and_nothing_else_is_taken_for_one(
    home: Path, encoder: Encoder, promises: list[dict[str, str]]
) -> None:
    """With the real models. Floors below what `make eval ARGS=acts` prints: .90 of all lines, .93 of purposes."""
    real = Understander.load(home, encoder, Esco.load())
    assert set(REQUESTS) <= set(ActModel.load(home / "nlu").acts)
    requests = {act.value for act in REQUESTS}
    told = {True: 0, False: 0}
    purposes, swallowed = 0, []
    for row in promises:
        first = row["act"] == "state_goal"
        said = real.understand(row["text"], Hint(row["language"], first, not first))
        told[row["act"] in requests] += said.act == row["act"]
        purposes += bool(row["purpose"]) and said.consent == row["purpose"]
        if row["act"] not in requests and said.act in (Act.GIVE_CONSENT, Act.WITHDRAW_CONSENT, Act.ERASE_ME):
            swallowed.append(row["text"])
    of = sum(row["act"] in requests for row in promises)
    assert told[True] >= 0.88 * of
    assert told[False] >= 0.8 * (len(promises) - of)
    assert purposes >= 0.85 * sum(bool(row["purpose"]) for row in promises)
    assert swallowed == []
