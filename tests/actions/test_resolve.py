"""Which offer is meant."""

from __future__ import annotations

import dataclasses

import pytest

from actions.resolve import by_words, resolve, resolve_many
from knowledge.offer import Offer, Price
from nlu.understanding import Act, Limit, LimitKind, Reference
from tests.actions.conftest import understood


@pytest.fixture
def shown(offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
    by_id = {offer.id: offer for offer in offers}
    return (
        by_id["coursera-google-data-analytics"],
        by_id["edx-cs50s-introduction-to-computer-science"],
        by_id["udemy-learn-html5"],
    )


def ask(shown: tuple[Offer, ...], text: str = "…", focus: str | None = None, **said: object) -> object:
    get = {offer.id: offer for offer in shown}.get
    return resolve(understood(text, Act.ASK_CHECKED, **said), shown, focus, {}, get)


@pytest.mark.parametrize(("ordinal", "place"), [(1, 0), (2, 1), (3, 2), (-1, 2)])
def test_ordinals_count_in_the_list_shown_last(shown: tuple[Offer, ...], ordinal: int, place: int) -> None:
    assert ask(shown, references=(Reference(ordinal=ordinal),)).offer == shown[place]


def test_the_fifth_of_three_is_asked_back(shown: tuple[Offer, ...]) -> None:
    meant = ask(shown, references=(Reference(ordinal=5),))
    assert meant.offer is None
    assert meant.out_of_range
    assert meant.offers == shown


def test_that_one_is_the_one_talked_about(shown: tuple[Offer, ...]) -> None:
    assert ask(shown, focus=shown[2].id, references=(Reference(focus=True),)).offer == shown[2]


def test_without_a_pointer_the_first_is_taken_and_marked_as_guessed(shown: tuple[Offer, ...]) -> None:
    meant = ask(shown)
    assert (meant.offer, meant.guessed) == (shown[0], True)


def test_a_provider_names_its_offer(shown: tuple[Offer, ...]) -> None:
    assert ask(shown, references=(Reference(words="Harvard"),)).offer == shown[1]


def test_a_providers_name_weighs_more_than_a_word_of_a_title(shown: tuple[Offer, ...]) -> None:
    asking = dataclasses.replace(shown[0], id="asking", title="Why data", provider="Udemy")
    assert by_words("why Harvard", (asking, shown[1])) == (shown[1],)


def test_accents_and_case_do_not_matter(shown: tuple[Offer, ...]) -> None:
    accented = dataclasses.replace(shown[0], provider="Université de Poitiers")
    assert by_words("POITIERS universite", (accented, shown[1])) == (accented,)


def test_words_that_fit_two_offers_are_asked_back(shown: tuple[Offer, ...]) -> None:
    twin = dataclasses.replace(shown[0], id="twin")
    meant = ask((shown[0], twin, shown[2]), references=(Reference(words="Google"),))
    assert meant.offer is None
    assert [offer.id for offer in meant.offers] == [shown[0].id, "twin"]


def test_one_shared_word_in_a_sentence_proves_nothing(shown: tuple[Offer, ...]) -> None:
    assert ask(shown, text="is the introduction checked?").guessed


def test_a_title_in_the_sentence_is_found(shown: tuple[Offer, ...]) -> None:
    assert ask(shown, text="is introduction to computer science checked?").offer == shown[1]


def test_the_cheaper_one_is_the_cheapest_that_states_a_price(shown: tuple[Offer, ...]) -> None:
    dear = dataclasses.replace(shown[1], price=Price(90.0, None))
    meant = ask((shown[0], dear, shown[2]), limits=(Limit(LimitKind.CHEAPER),))
    assert meant.offer == shown[2]


def test_a_pressed_button_comes_before_words(shown: tuple[Offer, ...]) -> None:
    said = understood("the first", Act.ASK_CHECKED, references=(Reference(ordinal=1),))
    meant = resolve(said, shown, None, {"offer": shown[2].id}, {o.id: o for o in shown}.get)
    assert meant.offer == shown[2]


def test_an_offer_that_is_gone_cannot_be_pressed(shown: tuple[Offer, ...]) -> None:
    meant = resolve(understood("x", Act.WHY), (), None, {"offer": "gone"}, {}.get)
    assert meant.offer is None


def test_a_comparison_takes_those_pointed_at_else_all_shown(shown: tuple[Offer, ...]) -> None:
    get = {offer.id: offer for offer in shown}.get
    two = understood("1 and 3", Act.COMPARE, references=(Reference(ordinal=1), Reference(ordinal=3)))
    assert resolve_many(two, shown, {}, get) == (shown[0], shown[2])
    assert resolve_many(understood("compare", Act.COMPARE), shown, {}, get) == shown
    pressed = {"offers": [shown[1].id, shown[2].id, "gone"]}
    assert resolve_many(understood("compare", Act.COMPARE), shown, pressed, get) == shown[1:]
