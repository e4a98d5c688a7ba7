"""Settings name key, value and remedy when wrong, and refuse what is unsafe."""

from __future__ import annotations

import pytest

from bot.settings import RunMode, SettingsError, load_settings


def test_a_bare_environment_gives_the_trying_out_mode_on_this_machine_only() -> None:
    settings = load_settings()
    assert settings.mode is RunMode.TRYING_OUT
    assert settings.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("key", "value", "remedy"),
    [
        ("WAYMARK_PORT", "eighty", "integer"),
        ("WAYMARK_PORT", "70000", "65535"),
        ("WAYMARK_LOG_LEVEL", "LOUD", "use DEBUG, INFO, WARNING or ERROR"),
        ("WAYMARK_COUNTRY", "Germany", "two-letter"),
        ("WAYMARK_DEFAULT_LANGUAGE", "xx", "use one of"),
        ("WAYMARK_HOST", "192.0.2.7", "127.0.0.1"),
        ("WAYMARK_SESSION_MINUTES", "0", "greater than or equal to 1"),
    ],
)
def test_a_wrong_value_is_refused_with_key_value_and_remedy(
    monkeypatch: pytest.MonkeyPatch, key: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv(key, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert key in str(refused.value)
    assert value in str(refused.value)
    assert remedy in str(refused.value)


def test_trying_out_mode_refuses_to_answer_the_whole_network() -> None:
    with pytest.raises(SettingsError, match="WAYMARK_MODE=production"):
        load_settings(host="0.0.0.0")


def test_production_lists_every_unsafe_value_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYMARK_MODE", "production")
    monkeypatch.setenv("WAYMARK_PUBLIC_URL", "http://jobs.example")
    monkeypatch.setenv("WAYMARK_ALLOWED_ORIGINS", "*")
    monkeypatch.setenv("WAYMARK_LOG_LEVEL", "debug")
    monkeypatch.setenv("WAYMARK_INTERNAL_KEY", "short")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    for key in ("PUBLIC_URL", "ALLOWED_ORIGINS", "LOG_LEVEL", "INTERNAL_KEY"):
        assert f"WAYMARK_{key}" in str(refused.value)


def test_production_with_safe_values_may_listen_to_the_network() -> None:
    settings = load_settings(mode="production", host="0.0.0.0", public_url="https://advisor.example")
    assert settings.host == "0.0.0.0"


def test_origins_are_read_as_a_list_without_trailing_slashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYMARK_ALLOWED_ORIGINS", "https://a.example/, https://b.example")
    assert load_settings().allowed_origins == ("https://a.example", "https://b.example")


def test_an_empty_variable_means_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYMARK_PUBLIC_URL", "")
    monkeypatch.setenv("WAYMARK_COUNTRY", "")
    settings = load_settings()
    assert settings.public_url is None
    assert settings.country is None
