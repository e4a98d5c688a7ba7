"""The catalogue that is indexed: the default offers and what the operator imported, and when it is published."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from index import build
from index.build import DATA, build_catalogue, catalogue_offers, is_published
from index.contract import IndexUnusableError
from index.faiss_index import FaissOfferIndex
from knowledge.feeds.importing import import_feed
from knowledge.feeds.store import Store
from knowledge.offer import Source
from tests.index.worlds import SOURCE, WordEncoder, offer
from tests.knowledge.feeds.catalogues import course, delivered

NOW = datetime(2026, 11, 2, tzinfo=UTC)
DEFAULT = [offer("test-1", "Of the test feed"), offer("test-2", "Of the test feed too")]


@pytest.fixture(autouse=True)
def small_default_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "default_offers", lambda: iter(DEFAULT))


def bring(home: Path, name: str, *titles: str) -> None:
    """Imports a feed of courses of these titles."""
    source = Source(name, name, NOW.date(), "facts")
    records = [course(number, title) for number, title in enumerate(titles)]
    with Store.open(home / DATA) as store:
        import_feed(store, delivered(home / f"{name}.jsonl", records), source, now=NOW, withdraw_many=True)


def found(home: Path, *, default: bool = True) -> list[str]:
    return [f"{each.id} {each.title}" for each in catalogue_offers(home, default=default)]


def test_without_a_store_there_is_the_default_catalogue_or_nothing(quick_path: Path) -> None:
    assert [each.id for each in catalogue_offers(quick_path)] == ["test-1", "test-2"]
    assert found(quick_path, default=False) == []
    assert not (quick_path / DATA).exists()


def test_imported_offers_stand_beside_the_default_ones(quick_path: Path) -> None:
    bring(quick_path, "town", "Accounting")
    assert found(quick_path) == ["test-1 Of the test feed", "test-2 Of the test feed too", "town-0 Accounting"]
    assert found(quick_path, default=False) == ["town-0 Accounting"]


def test_a_feed_takes_the_place_of_the_default_source_of_its_name_also_when_withdrawn(quick_path: Path) -> None:
    bring(quick_path, SOURCE.id, "Newer")
    assert found(quick_path) == ["test-0 Newer"]
    with Store.open(quick_path / DATA) as store:
        store.withdraw(SOURCE.id, NOW)
    assert found(quick_path) == []


def test_an_imported_id_is_never_there_twice(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "default_offers", lambda: iter([offer("test-a-0", "Of the test feed"), DEFAULT[0]]))
    bring(quick_path, "test-a", "Imported")
    assert found(quick_path) == ["test-1 Of the test feed", "test-a-0 Imported"]


def test_what_was_withdrawn_is_not_found_any_more(quick_path: Path, encoder: WordEncoder) -> None:
    bring(quick_path, "town", "Accounting", "Gardening")
    build_catalogue(quick_path, encoder)
    assert FaissOfferIndex(quick_path / "index", encoder).get("town-1") is not None
    bring(quick_path, "town", "Accounting")
    build_catalogue(quick_path, encoder)
    index = FaissOfferIndex(quick_path / "index", encoder)
    assert index.get("town-1") is None
    imported = index.get("town-0")
    assert imported is not None
    assert imported.evidence("title").locator == "line 1, title"
    assert index.info().offers == 3


def test_the_catalogue_is_published_until_something_changes(quick_path: Path, encoder: WordEncoder) -> None:
    assert not is_published(quick_path)
    build_catalogue(quick_path, encoder)
    assert is_published(quick_path)
    bring(quick_path, "town", "Accounting")
    assert not is_published(quick_path)
    build_catalogue(quick_path, encoder)
    assert is_published(quick_path)
    bring(quick_path, "town", "Accounting")
    assert is_published(quick_path), "the same feed again changes nothing"
    assert not is_published(quick_path, default=False), "the setting changed"
    FaissOfferIndex(quick_path / "index", encoder).activate("gen-1")
    assert not is_published(quick_path), "another generation is active"


def test_a_damaged_note_of_what_was_published_only_means_publishing_once_more(
    quick_path: Path, encoder: WordEncoder
) -> None:
    build_catalogue(quick_path, encoder)
    (quick_path / DATA / "published.json").write_text("{}")
    assert not is_published(quick_path)


def test_a_failing_publication_leaves_the_old_one(quick_path: Path, encoder: WordEncoder) -> None:
    class Failing(WordEncoder):
        def encode_documents(self, texts: object) -> object:  # type: ignore[override]
            raise MemoryError

    build_catalogue(quick_path, encoder)
    bring(quick_path, "town", "Accounting")
    with pytest.raises(MemoryError):
        build_catalogue(quick_path, Failing())
    assert FaissOfferIndex(quick_path / "index", encoder).info().offers == 2
    assert not is_published(quick_path)


def test_an_index_of_another_format_says_so_before_an_offer_is_looked_up(
    quick_path: Path, encoder: WordEncoder
) -> None:
    from bot.house import load_offer
    from bot.settings import load_settings

    build_catalogue(quick_path, encoder)
    settings = load_settings(home=quick_path)
    assert load_offer(settings, "test-1") == DEFAULT[0]
    with pytest.MonkeyPatch.context() as change:
        change.setattr("index.generations.FORMAT", 99)
        with pytest.raises(IndexUnusableError, match="this version reads 99"):
            load_offer(settings, "test-1")
