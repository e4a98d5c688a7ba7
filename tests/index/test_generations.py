"""Generations on disk: damage, crashes, locks and pruning."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
import weakref
from pathlib import Path

import pytest

from index.contract import IndexUnusableError, Query
from index.faiss_index import FaissOfferIndex
from index.generations import FORMAT, Generations, IndexLockedError
from knowledge.offer import Offer
from tests.index.worlds import WordEncoder, offer

ROOT = Path(__file__).parents[2]
FIRST = [offer(f"{row}", f"edition0 row{row}") for row in range(5)]
SECOND = [offer(f"{row}", f"edition1 row{row}") for row in range(5)]


@pytest.fixture
def folder(quick_path: Path) -> Path:
    return quick_path / "index"


@pytest.fixture
def index(folder: Path, encoder: WordEncoder) -> FaissOfferIndex:
    index = FaissOfferIndex(folder, encoder)
    index.activate(index.build(FIRST))
    return index


def edition(index: FaissOfferIndex) -> set[str]:
    hits = index.search(Query(words="row1 row2 row3 row4 row0")).hits
    assert len(hits) == 5
    return {str(index.get(hit.offer_id)).split("title='")[1].split()[0] for hit in hits}


def files_of(folder: Path, name: str = "gen-1") -> list[Path]:
    return sorted(path for path in (folder / name).rglob("*") if path.is_file())


def test_every_damaged_file_is_named_with_the_remedy(folder: Path, index: FaissOfferIndex) -> None:
    files = [path for path in files_of(folder) if path.stat().st_size]  # tantivy's locks are empty files
    assert len(files) > 8
    for path in files:
        whole = path.read_bytes()
        middle = len(whole) // 2
        for harm in (whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :], whole[:-1], None):
            path.unlink()
            if harm is not None:
                path.write_bytes(harm)
            with pytest.raises(IndexUnusableError) as refusal:
                FaissOfferIndex(folder, WordEncoder()).search(Query())
            assert path.name in str(refusal.value)
            assert "waymark index build" in str(refusal.value)
            path.unlink(missing_ok=True)
            path.write_bytes(whole)
    assert FaissOfferIndex(folder, WordEncoder()).info().offers == 5


@pytest.mark.parametrize("pointer", ["", "gen-", "gen-9", "../gen-1", "\xff\x00"])
def test_a_damaged_pointer_is_refused_with_the_remedy(folder: Path, index: FaissOfferIndex, pointer: str) -> None:
    (folder / "current").write_text(pointer, encoding="latin-1")
    with pytest.raises(IndexUnusableError, match="waymark index build"):
        FaissOfferIndex(folder, WordEncoder()).info()


def test_building_again_repairs_a_damaged_index(folder: Path, index: FaissOfferIndex, encoder: WordEncoder) -> None:
    raw = folder / "gen-1" / "vectors.raw.npy"
    raw.write_bytes(raw.read_bytes()[:-1] + b"?")
    fresh = FaissOfferIndex(folder, encoder)
    encoder.embedded.clear()
    fresh.activate(fresh.build(FIRST))
    # Vectors of a damaged generation are not taken over.
    assert len(encoder.embedded) == 5
    assert fresh.info().offers == 5


def test_a_reader_goes_on_with_what_it_has_when_a_damaged_generation_is_activated(
    folder: Path, index: FaissOfferIndex, caplog: pytest.LogCaptureFixture
) -> None:
    assert edition(index) == {"edition0"}
    shutil.copytree(folder / "gen-1", folder / "gen-2")
    (folder / "gen-2" / "columns.npz").write_bytes(b"")
    (folder / ".new").write_text("gen-2")
    (folder / ".new").replace(folder / "current")
    assert edition(index) == {"edition0"}
    assert "columns.npz" in caplog.text


def test_a_damaged_generation_is_not_activated(folder: Path, index: FaissOfferIndex) -> None:
    generation = index.build(SECOND)
    (folder / generation / "offers.jsonl").write_bytes(b"{}")
    with pytest.raises(IndexUnusableError, match=r"offers\.jsonl"):
        index.activate(generation)
    assert edition(index) == {"edition0"}


def test_another_format_forces_a_rebuild(
    folder: Path, index: FaissOfferIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.generations.FORMAT", FORMAT + 1)
    with pytest.raises(IndexUnusableError, match=rf"format {FORMAT}.*reads {FORMAT + 1}.*waymark index build"):
        FaissOfferIndex(folder, WordEncoder()).info()


def test_only_the_last_two_generations_stay(folder: Path, index: FaissOfferIndex) -> None:
    for number in range(4):
        index.upsert([offer("new", f"Number {number}")])
    assert Generations(folder).names() == ("gen-4", "gen-5")


def test_the_generation_before_can_be_activated_again(folder: Path, index: FaissOfferIndex) -> None:
    index.upsert(SECOND)
    assert edition(index) == {"edition1"}
    index.activate("gen-1")
    assert edition(index) == {"edition0"}
    assert index.upsert(SECOND) == "gen-3"


def test_a_second_writer_is_told_to_wait(folder: Path, index: FaissOfferIndex) -> None:
    with Generations(folder).writing():
        for write in (lambda: index.build(FIRST), lambda: index.upsert(FIRST), lambda: index.activate("gen-1")):
            with pytest.raises(IndexLockedError, match="Wait until it has finished"):
                write()
        assert edition(index) == {"edition0"}
    assert index.upsert(SECOND) == "gen-2"


def test_a_failing_encoder_leaves_nothing_behind(folder: Path, index: FaissOfferIndex) -> None:
    class Failing(WordEncoder):
        def encode_documents(self, texts: object) -> object:  # type: ignore[override]
            raise MemoryError

    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(MemoryError):
        FaissOfferIndex(folder, Failing()).upsert(SECOND)
    assert sorted(path.name for path in folder.iterdir()) == before


def test_publishing_again_embeds_only_what_changed(index: FaissOfferIndex, encoder: WordEncoder) -> None:
    encoder.embedded.clear()
    index.upsert([FIRST[0], offer("1", "A new title"), offer("9", "A new title")])
    assert encoder.embedded == ["A new title"]
    index.delete(["9"])
    index.activate(index.build(FIRST))
    assert encoder.embedded == ["A new title", "edition0 row1"]


def test_progress_ends_with_all_texts_embedded(folder: Path, encoder: WordEncoder) -> None:
    seen: list[tuple[int, int]] = []
    FaissOfferIndex(folder, encoder).build(
        (offer(str(row), f"row{row}") for row in range(600)), lambda done, whole: seen.append((done, whole))
    )
    assert seen == [(256, 600), (512, 600), (600, 600)]


def test_an_encoder_whose_parts_do_not_add_up_is_refused(folder: Path, encoder: WordEncoder) -> None:
    encoder.parts = (1, 2)
    with pytest.raises(ValueError, match="do not add up"):
        FaissOfferIndex(folder, encoder)


KILLED_BEFORE = {
    "while files are written": ("generation.StoredWords.write = staticmethod(die)", "edition0"),
    "before fsync": ("generations._sync = die", "edition0"),
    "before the folder is named": ("Path.rename = die", "edition0"),
    "before the swap": ("Path.replace = die", "edition0"),
    "after the swap": ("generations.Generations._prune = die", "edition1"),
}
# Imports once, then one process a step, each killed by itself at that step.
WRITERS = """
import json, os, signal, sys
from pathlib import Path
from index import generation, generations
from index.faiss_index import FaissOfferIndex
from tests.index.test_generations import SECOND
from tests.index.worlds import WordEncoder

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

for folder, change in json.loads(sys.argv[1]):
    writer = os.fork()
    if not writer:
        exec(change)
        FaissOfferIndex(Path(folder), WordEncoder()).upsert(SECOND)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(writer, 0)[1]), flush=True)
"""


def test_a_writer_killed_at_any_step_leaves_a_good_generation_active(quick_path: Path) -> None:
    readers = {}
    for number, step in enumerate(KILLED_BEFORE):
        readers[step] = FaissOfferIndex(quick_path / str(number), WordEncoder())
        readers[step].activate(readers[step].build(FIRST))
        assert edition(readers[step]) == {"edition0"}
    tasks = [(str(quick_path / str(number)), KILLED_BEFORE[step][0]) for number, step in enumerate(KILLED_BEFORE)]
    writers = subprocess.run(
        [sys.executable, "-c", WRITERS, json.dumps(tasks)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert writers.stdout.split() == ["-9"] * len(KILLED_BEFORE), writers.stderr
    for number, (step, reader) in enumerate(readers.items()):
        folder, afterwards = quick_path / str(number), KILLED_BEFORE[step][1]
        fresh = FaissOfferIndex(folder, WordEncoder())
        assert edition(fresh) == edition(reader) == {afterwards}, step
        fresh.upsert(SECOND)
        assert edition(reader) == {"edition1"}, step
        assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == [], step


def test_a_writer_killed_at_a_random_moment_leaves_a_good_generation_active(
    folder: Path, index: FaissOfferIndex
) -> None:
    code = WRITERS.partition("for folder")[0] + (
        "index = FaissOfferIndex(Path(sys.argv[1]), WordEncoder())\n"
        "while True:\n    index.upsert(SECOND)\n    print('published', flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "published\n"
        time.sleep(random.uniform(0.0, 0.3))
        writer.kill()
    assert edition(FaissOfferIndex(folder, WordEncoder())) == {"edition1"}
    assert edition(index) == {"edition1"}


def test_a_manifest_tells_when_and_by_what_encoder_it_was_built(folder: Path, index: FaissOfferIndex) -> None:
    body = json.loads((folder / "gen-1" / "manifest.json").read_text(encoding="utf-8"))["body"]
    assert (body["encoder"], body["offers"], body["format"]) == ("words-1", 5, FORMAT)
    info = index.info()
    assert (info.generation, info.offers, info.encoder, info.format) == ("gen-1", 5, "words-1", FORMAT)
    assert info.built_at.tzinfo is not None


def test_offers_read_back_from_disk_without_the_cache_are_the_same(
    folder: Path, index: FaissOfferIndex, encoder: WordEncoder
) -> None:
    many: list[Offer] = [offer(f"ö{row:05}", "\u2028 line\n separators \x85", url=None) for row in range(50)]
    index.activate(index.build(many))
    fresh = FaissOfferIndex(folder, encoder)
    assert [fresh.get(each.id) for each in many] == many


def test_a_generation_that_nobody_reads_any_more_is_let_go_at_once(index: FaissOfferIndex) -> None:
    """Without waiting for the garbage collector: a generation holds all its vectors in memory."""
    with index.reading() as reading:
        index.upsert(SECOND)
        assert edition(index) == {"edition1"}
        before = weakref.ref(reading)
    assert before() is not None
    del reading
    assert before() is None
