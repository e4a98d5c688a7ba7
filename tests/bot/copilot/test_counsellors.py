"""Sign-ins are held by a hash, end when idle and at the end of the day; the local account waits after wrong tries."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.copilot.counsellors import IDLE_S, LONGEST_S, MOST, SignIns
from bot.copilot.local_account import PAUSE_S, TRIES, LocalAccount, TooManyTriesError
from bot.sessions import Counsellor
from bot.settings import SettingsError, load_settings

MARIA = Counsellor("local:maria", "Maria")


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_cookie_opens_its_sign_in_and_only_a_hash_of_it_is_held(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    cookie = sign_ins.open(MARIA)
    found = sign_ins.find(cookie)
    assert found is not None
    assert found.counsellor == MARIA
    assert cookie not in repr(vars(sign_ins))
    assert sign_ins.find(cookie + "x") is None


def test_who_does_nothing_is_signed_out_and_watching_is_doing_nothing(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    cookie = sign_ins.open(MARIA)
    clock.now += IDLE_S - 1
    assert sign_ins.find(cookie, active=False) is not None
    clock.now += 2
    assert sign_ins.find(cookie, active=False) is None
    assert sign_ins.present() == frozenset()


def test_who_works_all_day_signs_in_again_at_its_end(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    cookie = sign_ins.open(MARIA)
    end = clock.now + LONGEST_S
    while clock.now + IDLE_S / 2 <= end:
        clock.now += IDLE_S / 2
        assert sign_ins.find(cookie) is not None
    clock.now = end + 1
    assert sign_ins.find(cookie) is None


def test_each_sign_in_has_an_id_and_a_token_of_its_own(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    cookies = {sign_ins.open(MARIA) for _ in range(20)}
    tokens = {held.csrf for cookie in cookies if (held := sign_ins.find(cookie))}
    assert len(cookies) == len(tokens) == 20


def test_no_more_than_a_bounded_number_is_held(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    first = sign_ins.open(MARIA)
    for _ in range(MOST):
        clock.now += 0.01
        sign_ins.open(MARIA)
    assert sign_ins.find(first) is None


def test_watchers_learn_that_somebody_comes_and_goes(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    cookie = sign_ins.open(MARIA)
    version = sign_ins.watched.version
    sign_ins.close(cookie)
    assert sign_ins.watched.version != version


@settings(max_examples=8, deadline=None)
@given(st.text(max_size=40).filter(lambda word: word != "right"))
def test_no_other_word_than_the_password_opens(word: str) -> None:
    assert LocalAccount("right").sign_in("Maria", word) is None


def test_after_wrong_tries_the_right_password_waits_too(clock: Clock) -> None:
    account = LocalAccount("right", clock)
    for _ in range(TRIES):
        assert account.sign_in("Maria", "wrong") is None
    with pytest.raises(TooManyTriesError, match="the next try is in"):
        account.sign_in("Maria", "right")
    clock.now += PAUSE_S + 1
    assert account.sign_in("Maria", "right") == MARIA


def test_right_passwords_are_no_wrong_tries(clock: Clock) -> None:
    account = LocalAccount("right", clock)
    assert all(account.sign_in("Maria", "right") == MARIA for _ in range(TRIES + 2))


def test_production_refuses_the_local_account_and_says_what_to_set_instead() -> None:
    with pytest.raises(SettingsError, match="WAYMARK_OIDC_ISSUER") as refused:
        load_settings(mode="production", public_url="https://advisor.example", counsellor_password="open sesame")
    assert "WAYMARK_COUNSELLOR_PASSWORD" in str(refused.value)
    assert "open sesame" not in str(refused.value)


def test_an_issuer_without_a_role_is_refused_because_not_everyone_there_is_a_counsellor() -> None:
    with pytest.raises(SettingsError, match="WAYMARK_OIDC_ROLE_CLAIM, WAYMARK_OIDC_ROLE is empty"):
        load_settings(oidc_issuer="https://id.example", oidc_client_id="waymark")


def test_production_needs_an_issuer_by_https() -> None:
    with pytest.raises(SettingsError, match="needs an https:// address"):
        load_settings(
            mode="production", public_url="https://advisor.example", oidc_issuer="http://id.example",
            oidc_client_id="waymark", oidc_role_claim="groups", oidc_role="counsellors",
        )  # fmt: skip
