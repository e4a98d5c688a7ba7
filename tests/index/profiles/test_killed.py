"""Writers of profiles that are killed (SIGKILL) at any moment: everybody is either there or erased, never half."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from index.profiles.folder_index import FolderProfileIndex
from index.profiles.record import Record
from tests.index.profiles.people import QueryEncoder, esco

ROOT = Path(__file__).parents[3]
KILLS = 12
PEOPLE = 12
WRITER = """
import random, sys
from pathlib import Path
from index.profiles.folder_index import FolderProfileIndex
from knowledge.learner_profile import LearnerProfile
from tests.index.profiles.people import QueryEncoder, esco

index = FolderProfileIndex(Path(sys.argv[1]), QueryEncoder(), esco())
chance = random.Random(int(sys.argv[2]))
print("ready", flush=True)
while True:
    name = f"person-{chance.randrange(12)}"
    if chance.random() < 0.5:
        print("put", name, flush=True)
        index.put(name, LearnerProfile(goal=f"marker-{name}-{chance.randrange(10 ** 6)} " * 200, language="en"))
        print("is", name, flush=True)
    else:
        print("erase", name, flush=True)
        index.erase(name)
        print("gone", name, flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_everybody_whole_or_erased(quick_path: Path) -> None:
    folder = quick_path / "profiles"
    known: dict[str, str] = {}
    chance = random.Random(5)
    erased = 0
    for kill in range(KILLS):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(kill)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 0.15))
        writer.kill()
        for line in writer.stdout.read().splitlines():
            word, _, name = line.partition(" ")
            known[name] = word
            erased += word == "gone"
        writer.stdout.close()
        writer.wait()
        told = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
        for name, word in known.items():
            here = any(f"marker-{name}-".encode() in stored for stored in told)
            assert here if word == "is" else not here if word == "gone" else True, (name, word)
        for path in folder.glob("[!.]*.json"):
            Record.from_bytes(path.read_bytes())
        index = FolderProfileIndex(folder, QueryEncoder(), esco())
        before = index.ids()
        for name in [name for name, word in known.items() if word == "put"]:
            # Whatever a killed `put` left is gone with the erasing, whether it got into place or not.
            index.erase(name)
            known[name] = "gone"
            assert not any(f"marker-{name}-".encode() in path.read_bytes() for path in folder.rglob("*.json*"))
        assert set(index.ids()) <= set(before)
    assert erased > KILLS
    assert len(known) == PEOPLE
