"""A wording refuses to be said with other values than it declares."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.evidence import Evidence, StatementWithoutEvidenceError
from knowledge.wording import Wording, WordingError

READ = Evidence("A page", "line 1")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Wording:
    """A wording declared apart from those of the rules."""
    monkeypatch.setattr("knowledge.wording._DECLARED", {})
    return Wording("test.said", "who", "url?")


@pytest.mark.usefixtures("said")
def test_days_become_iso_text() -> None:
    until = Wording("test.until", "until_date")
    assert until(READ, until_date=date(2026, 1, 2)).params == {"until_date": "2026-01-02"}


def test_what_is_none_is_left_out(said: Wording) -> None:
    assert said(READ, who="we", url=None).params == {"who": "we"}
    assert said(READ, who="we", url="https://example.org").params["url"] == "https://example.org"


@pytest.mark.parametrize("values", [{}, {"who": None}, {"who": "we", "what": "it"}])
def test_it_refuses_other_values(said: Wording, values: dict[str, str | None]) -> None:
    with pytest.raises(WordingError, match=r"statement\.test\.said"):
        said(READ, **values)


def test_it_refuses_to_be_said_without_evidence(said: Wording) -> None:
    with pytest.raises(StatementWithoutEvidenceError):
        said(who="we")


@pytest.mark.usefixtures("said")
def test_it_is_declared_once() -> None:
    with pytest.raises(WordingError, match="declared twice"):
        Wording("test.said")
