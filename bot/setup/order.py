"""Carries out the steps that are not current, each after the steps it needs, as many at once as there are cores."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import FrameType

from bot.setup import preflight
from bot.setup.exclusive import only_one
from bot.setup.failures import CommandError, SetupError, StoppedError, disk_full, explain, is_disk_full
from bot.setup.progress import Progress
from bot.setup.site import Site
from bot.setup.steps import Step, carry_out, clear_leftovers, is_current, keys
from bot.setup.work import Work


@dataclass(frozen=True)
class _Ended:
    """How a step ended: the seconds it took, or what it raised."""

    step: Step
    outcome: float | BaseException


def bring_up(
    plan: Sequence[Step], site: Site, again: str, progress: Progress | None = None, at_once: int = 0
) -> None:
    """Brings every step of the plan up to date. A plan that is current is only looked at: no lock, no process.

    Raises SetupError with one sentence. `again` is the command that a person repeats.
    """
    progress = progress or Progress(len(plan))
    today = keys(plan, site.root)
    if all(is_current(step, today[step.name], site) for step in plan):
        progress.begin(len(plan))
        progress.end()
        return
    with _told_to_stop(again), only_one(site.home):
        clear_leftovers(site.home)
        to_do = [
            step for step in plan if not is_current(step, today[step.name], site)
        ]  # another may just have done some
        preflight.check_room(to_do, site.home, again)
        progress.begin(len(plan) - len(to_do))
        _carry_out_all(to_do, today, site, again, progress, at_once or min(os.cpu_count() or 1, 4))
        progress.end()


def _carry_out_all(
    to_do: list[Step], today: dict[str, str], site: Site, again: str, progress: Progress, at_once: int
) -> None:
    waiting, running = list(to_do), dict[str, tuple[Step, float, threading.Thread]]()
    ended: queue.Queue[_Ended] = queue.Queue()
    stop = threading.Event()
    try:
        while waiting or running:
            open_names = {step.name for step in waiting} | set(running)
            ready = [step for step in waiting if not open_names.intersection(step.needs)]
            for step in ready[: max(0, at_once - len(running))]:
                waiting.remove(step)
                thread = threading.Thread(
                    target=_work_on, args=(step, today[step.name], site, stop, ended), name=step.name
                )
                running[step.name] = (step, time.monotonic(), thread)
                thread.start()
            try:
                finished = ended.get(timeout=0.2)
            except queue.Empty:
                progress.tick({step.title: begun for step, begun, _ in running.values()})
                continue
            running.pop(finished.step.name)[2].join()
            if isinstance(finished.outcome, BaseException):
                raise _sentence(finished.step, finished.outcome, site, again) from finished.outcome
            progress.done(finished.step.title, finished.outcome)
    finally:
        stop.set()
        for _, _, thread in running.values():
            thread.join()
        progress.clear()


def _work_on(step: Step, key: str, site: Site, stop: threading.Event, ended: queue.Queue[_Ended]) -> None:
    try:
        work = Work(site, site.logs / f"{step.name}.log", stop)
        outcome: float | BaseException = carry_out(step, key, work)
    except BaseException as error:  # noqa: BLE001 - it is raised again on the main thread, as a sentence
        outcome = error
    ended.put(_Ended(step, outcome))


def _sentence(step: Step, error: BaseException, site: Site, again: str) -> BaseException:
    log = site.logs / f"{step.name}.log"
    if isinstance(error, SetupError):
        return error if error.log else SetupError(str(error), exit_code=error.exit_code)
    if isinstance(error, CommandError):
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        return SetupError(explain(step.title, text, site.home, again, error.exit_code), log)
    if isinstance(error, OSError) and is_disk_full(error):
        return SetupError(disk_full(site.home, again), log)
    if isinstance(error, PermissionError):
        return SetupError(
            f"{step.title} may not write {error.filename}: give yourself the right to write there (`chown`, or "
            f"remove what another user made), then repeat `{again}`.",
            log,
        )
    return error


@contextlib.contextmanager
def _told_to_stop(again: str) -> Iterator[None]:
    """Ctrl-C, a closed terminal and a polite kill all end set-up in the same orderly way, with one sentence."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise StoppedError

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, stop) for number in signals}
    try:
        yield
    except StoppedError:
        raise SetupError(
            f"Interrupted: what was finished stays, nothing half built is left; repeat `{again}` to go on from here.",
            exit_code=130,
        ) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
