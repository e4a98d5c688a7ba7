"""A step is done once, done again when what it reads has changed, and never leaves anything half built.

The steps here are tiny: they stand in for slow work only. Stamps, renames, locks, processes and signals are real.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.setup.exclusive import TRY_LATER, only_one
from bot.setup.failures import SetupError
from bot.setup.order import bring_up
from bot.setup.progress import Progress
from bot.setup.site import Site
from bot.setup.steps import Step, program
from bot.setup.work import Work

REPOSITORY = Path(__file__).parents[2]


class Bench:
    """A clone in a temporary folder, and steps that write down when they were done."""

    def __init__(self, root: Path) -> None:
        self.site = Site(root=root, home=root / ".waymark", environ={"PATH": os.environ["PATH"]})
        self.done: list[str] = []
        self.said = ""

    def step(
        self, name: str, *needs: str, reads: str = "", build: Callable[[Work, Path], None] | None = None
    ) -> Step:
        def write(work: Work, folder: Path) -> None:
            self.done.append(name)
            (folder / "result").write_text(f"{name} is whole", encoding="utf-8")

        inputs = (reads,) if reads else ()
        return Step(name, name.title(), name, "result", build or write, needs, inputs)

    def up(self, *plan: Step) -> list[str]:
        """Brings the plan up; returns the names of the steps that were done, in order."""
        self.done, out = [], io.StringIO()
        try:
            bring_up(plan, self.site, "make run", Progress(len(plan), out), at_once=2)
        finally:
            self.said = out.getvalue()
        return self.done

    def leftovers(self) -> list[str]:
        return [str(p) for p in self.site.home.rglob(".*") if p.name.endswith((".part", ".old"))]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(name, encoding="utf-8")
    return Bench(tmp_path)


def test_a_current_step_is_not_done_again(bench: Bench) -> None:
    plan = bench.step("first", reads="one.txt"), bench.step("second", "first")
    assert bench.up(*plan) == ["first", "second"]
    assert bench.up(*plan) == []
    assert bench.said.startswith("Set-up is ready (2 steps,")


def test_a_file_that_was_only_touched_changes_nothing(bench: Bench) -> None:
    plan = [bench.step("first", reads="one.txt")]
    bench.up(*plan)
    os.utime(bench.site.root / "one.txt")
    assert bench.up(*plan) == []


def test_a_changed_input_redoes_the_step_and_all_that_need_it_and_no_other(bench: Bench) -> None:
    plan = (
        bench.step("first", reads="one.txt"),
        bench.step("beside", reads="two.txt"),
        bench.step("second", "first"),
        bench.step("third", "second"),
    )
    bench.up(*plan)
    (bench.site.root / "one.txt").write_text("changed", encoding="utf-8")
    assert bench.up(*plan) == ["first", "second", "third"]


@pytest.mark.parametrize("change", ["new file", "removed file", "renamed file"])
def test_the_set_of_files_that_a_pattern_names_counts_too(bench: Bench, change: str) -> None:
    plan = [bench.step("first", reads="*.txt")]
    bench.up(*plan)
    if change == "new file":
        (bench.site.root / "three.txt").write_text("", encoding="utf-8")
    elif change == "removed file":
        (bench.site.root / "two.txt").unlink()
    else:
        (bench.site.root / "two.txt").rename(bench.site.root / "four.txt")
    assert bench.up(*plan) == ["first"]


def test_a_step_whose_result_was_removed_is_done_again_and_what_was_made_from_it_stays(bench: Bench) -> None:
    plan = bench.step("first", reads="one.txt"), bench.step("second", "first")
    bench.up(*plan)
    (bench.site.home / "first" / "result").unlink()
    assert bench.up(*plan) == ["first"]


@pytest.mark.parametrize("stamp", ["", "{", "[]", '{"key": "another"}'])
def test_a_stamp_that_cannot_be_trusted_is_no_stamp(bench: Bench, stamp: str) -> None:
    plan = [bench.step("first")]
    bench.up(*plan)
    (bench.site.stamps / "first.json").write_text(stamp, encoding="utf-8")
    assert bench.up(*plan) == ["first"]


def test_what_holds_absolute_paths_is_made_again_when_the_clone_was_moved(tmp_path: Path) -> None:
    def plan(bench: Bench) -> list[Step]:
        tied = bench.step("tied")
        return [Step(**{**vars(tied), "tied_to_place": True}), bench.step("free", "tied")]

    before = Bench(tmp_path / "before")
    assert before.up(*plan(before)) == ["tied", "free"]
    (tmp_path / "before").rename(tmp_path / "after")
    after = Bench(tmp_path / "after")
    assert after.up(*plan(after)) == ["tied"]


def test_a_step_that_fails_halfway_leaves_the_old_result_whole_and_nothing_beside_it(bench: Bench) -> None:
    bench.up(bench.step("first", reads="one.txt"))
    (bench.site.root / "one.txt").write_text("changed", encoding="utf-8")

    def halfway(work: Work, folder: Path) -> None:
        (folder / "result").write_text("half", encoding="utf-8")
        work.run(["false"])

    with pytest.raises(SetupError, match=r"First failed with exit code 1.*repeat `make run`") as failure:
        bench.up(bench.step("first", reads="one.txt", build=halfway))
    assert failure.value.log == bench.site.logs / "first.log"
    assert (bench.site.home / "first" / "result").read_text(encoding="utf-8") == "first is whole"
    assert bench.leftovers() == []
    assert bench.up(bench.step("first", reads="one.txt")) == ["first"]


def test_a_program_that_made_nothing_is_not_believed(bench: Bench) -> None:
    with pytest.raises(SetupError, match="ended without error but made no result"):
        bench.up(bench.step("first", build=program("true")))
    assert not (bench.site.stamps / "first.json").exists()


def test_a_program_gets_its_paths_and_a_clean_environment(bench: Bench) -> None:
    code = "import os,sys; open(sys.argv[1]+'/result','w').write(os.environ['X']+str('PYTHONPATH' in os.environ))"
    site = bench.site
    bench.site = Site(site.root, site.home, {**site.environ, "PYTHONPATH": "/elsewhere"})
    bench.up(bench.step("first", build=program(sys.executable, "-c", code, "{out}", X="{home}")))
    assert (site.home / "first" / "result").read_text(encoding="utf-8") == f"{site.home}False"


def test_steps_that_need_nothing_of_each_other_are_done_at_once(bench: Bench) -> None:
    both = threading.Barrier(2, timeout=10)

    def together(work: Work, folder: Path) -> None:
        both.wait()
        (folder / "result").touch()

    bench.up(bench.step("one", build=together), bench.step("two", build=together))


def test_when_one_step_fails_the_others_are_ended_and_leave_nothing(bench: Bench) -> None:
    begun = time.monotonic()
    slow = bench.step("slow", build=program("sleep", "60"))
    with pytest.raises(SetupError, match="Bad failed"):
        bench.up(slow, bench.step("bad", build=program("false")), bench.step("after", "slow"))
    assert time.monotonic() - begun < 10
    assert bench.leftovers() == []
    assert bench.done == []


def test_a_second_set_up_says_who_is_at_work(bench: Bench) -> None:
    with only_one(bench.site.home), pytest.raises(SetupError, match=rf"\(process {os.getpid()}\).*wait") as failure:
        bench.up(bench.step("first"))
    assert failure.value.exit_code == TRY_LATER
    assert bench.up(bench.step("first")) == ["first"]


def test_progress_is_one_line_a_step_with_its_number_and_seconds() -> None:
    now, out = [0.0], io.StringIO()
    progress = Progress(8, out, clock=lambda: now[0])
    progress.begin(current=2)
    progress.tick({"Encoder": 0.0})
    now[0] = 31.0
    progress.tick({"Encoder": 0.0})
    progress.done("Encoder", 31.4)
    assert out.getvalue().splitlines() == [
        "Setting up Waymark (2 of 8 steps are ready). It can be interrupted and repeated.",
        "      at work: Encoder 31 s",
        "[3/8] Encoder · 31 s",
    ]


SLOW_SET_UP = """
    import sys
    from pathlib import Path
    from bot.setup.failures import SetupError
    from bot.setup.order import bring_up
    from bot.setup.site import Site
    from bot.setup.steps import Step, program

    root = Path(sys.argv[1])
    script = "echo half > '{out}/half'; sleep 60 & echo $! > '{home}/grandchild'; wait"
    plan = [Step("slow", "Slow", "slow", "result", program("sh", "-c", script))]
    try:
        bring_up(plan, Site(root, root / ".waymark", {"PATH": "/usr/bin:/bin"}), "make run")
    except SetupError as failure:
        print(failure)
        sys.exit(failure.exit_code)
"""


def _slow_set_up(root: Path) -> tuple[subprocess.Popen[str], int]:
    """A set-up of its own process that is in the middle of its step; and the process its step has started."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SLOW_SET_UP), str(root)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    note, deadline = root / ".waymark" / "grandchild", time.monotonic() + 20
    while not (note.exists() and note.read_text(encoding="utf-8").strip()):
        assert time.monotonic() < deadline, "the step did not begin"
        time.sleep(0.02)
    return process, int(note.read_text(encoding="utf-8"))


def _has_ended(process: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_set_up_ends_all_it_started_and_leaves_nothing_half_built(
    bench: Bench, sign: signal.Signals
) -> None:
    process, grandchild = _slow_set_up(bench.site.root)
    process.send_signal(sign)
    said, _ = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Interrupted: what was finished stays" in said
    assert "repeat `make run`" in said
    assert _has_ended(grandchild)
    assert bench.leftovers() == []
    assert not (bench.site.home / "slow").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
def test_a_killed_set_up_takes_its_programs_along_and_the_next_one_clears_up(bench: Bench) -> None:
    process, grandchild = _slow_set_up(bench.site.root)
    process.kill()
    process.communicate(timeout=20)
    assert _has_ended(grandchild)
    assert not (bench.site.home / "slow").exists()
    assert bench.leftovers() != []
    assert bench.up(bench.step("slow")) == ["slow"]
    assert bench.leftovers() == []
    assert json.loads((bench.site.stamps / "slow.json").read_text(encoding="utf-8"))["step"] == "slow"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_what_is_at_work_is_one_line_that_is_wiped_before_the_next() -> None:
    now, out = [0.0], Terminal()
    progress = Progress(1, out, clock=lambda: now[0])
    progress.begin(current=0)
    now[0] = 2.0
    progress.tick({"Encoder": 0.0, "Index": 1.0})
    progress.done("Encoder", 2.0)
    progress.end()
    wiped = "\r\x1b[K"
    assert f"{wiped}  … Encoder 2 s, Index 1 s{wiped}[1/1] Encoder · 2 s\n" in out.getvalue()
    assert out.getvalue().endswith("Set-up is ready (1 step, 2.0 s).\n")
