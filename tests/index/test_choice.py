"""One setting chooses the index, and who keeps to folders loads nothing of PostgreSQL's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build_catalogue, is_published
from index.choice import current_generation, open_offers, open_profiles, server, stored_offer
from index.contract import IndexUnusableError, Query
from index.faiss_index import FaissOfferIndex
from index.postgres.offer_index import PostgresOfferIndex
from index.postgres.profile_index import PostgresProfileIndex
from index.postgres.server import Server
from index.profiles.folder_index import FolderProfileIndex
from tests.index.profiles.people import QueryEncoder, esco
from tests.index.worlds import offer

ROOT = Path(__file__).parents[2]


def test_without_an_address_both_indexes_are_folders(quick_path: Path) -> None:
    assert isinstance(open_offers(quick_path, QueryEncoder()), FaissOfferIndex)
    assert isinstance(open_profiles(quick_path / "profiles", QueryEncoder(), esco()), FolderProfileIndex)


def test_with_an_address_both_are_in_postgresql_and_share_its_connections(quick_path: Path) -> None:
    url = "postgresql://nobody@localhost:1/nowhere"
    offers = open_offers(quick_path, QueryEncoder(), url)
    profiles = open_profiles(quick_path, QueryEncoder(), esco(), url)
    assert isinstance(offers, PostgresOfferIndex)
    assert isinstance(profiles, PostgresProfileIndex)
    assert server(url) is server(url)
    for ask in (offers.info, profiles.ids, lambda: stored_offer(quick_path, "a", url)):
        with pytest.raises(IndexUnusableError, match=r"does not answer.*WAYMARK_INDEX_URL"):
            ask()


def test_who_keeps_to_folders_loads_no_driver(quick_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom index.choice import open_offers, current_generation\n"
        "from tests.index.worlds import WordEncoder, offer\n"
        "index = open_offers(Path(sys.argv[1]), WordEncoder())\nindex.activate(index.build([offer('a')]))\n"
        "assert current_generation(Path(sys.argv[1])) == 'gen-1'\n"
        "print([name for name in sys.modules if name.startswith(('psycopg', 'index.postgres', 'sqlalchemy'))])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(quick_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_the_catalogue_is_published_to_postgresql_and_known_to_be(
    postgres: Callable[[], Server], quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = postgres()
    monkeypatch.setattr("index.choice.server", lambda url: here)
    monkeypatch.setattr("index.build.default_offers", lambda: [offer("a", "python"), offer("b", "care")])
    url = "postgresql://here"
    assert current_generation(quick_path, url) is None
    assert not is_published(quick_path, url=url)
    assert build_catalogue(quick_path, QueryEncoder(), url=url) == "gen-1"
    assert is_published(quick_path, url=url)
    assert current_generation(quick_path, url) == "gen-1"
    assert stored_offer(quick_path, "b", url) == offer("b", "care")
    assert open_offers(quick_path, QueryEncoder(), url).search(Query()).total == 2
    assert not (quick_path / "index").exists()
