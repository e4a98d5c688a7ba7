"""`make bench`: the advisor beside the default `rasa init` bot under the same load, and CPU a turn by stage.

`make bench ARGS=import` measures the import of a feed of a million records instead, `ARGS=stages` one search by
stage, `ARGS="index 10000 100000"` the indexes at these sizes.
"""

from __future__ import annotations

import re
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from bot.settings import load_settings
from tests.bench import bench_import, bench_scale, bench_stages, servers
from tests.bench.load import Measured, RasaTalker, Talker, WaymarkTalker, converse, run

FAQ = [["hello", "are you a bot?", "thank you", "bye"]]
MOODS = [["hello", "I am great", "bye", "are you a bot?"]]  # what the default bot was made for
RECOMMENDATION = [
    ["I was a waiter, I want to become a data analyst, online and free"],
    ["Ich bin Verkäuferin und möchte Buchhaltung lernen, am liebsten abends, kostet hoffentlich nichts"],
    ["j'aimerais apprendre le marketing digital, je n'ai pas d'argent"],
    ["quiero ser programador web, tengo poco tiempo, 5 horas a la semana"],
    ["vorrei imparare a suonare la chitarra online"],
    ["chcę zostać grafikiem komputerowym, kurs online, do 50 euro"],
    ["I lost my job in a warehouse and need project management skills"],
    ["Ik wil leren programmeren in Python, in de avond"],
]
MESSAGES = 240


def stages(port: int) -> dict[str, float]:
    """CPU seconds by stage so far, as /metrics tells."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    found = re.findall(r'^waymark_stage_cpu_seconds_total\{stage="(\w+)"\} (\S+)$', text, flags=re.M)
    return {stage: float(value) for stage, value in found}


def loads(talker: Callable[[], Talker], turns: list[list[str]], process: psutil.Process) -> dict[int, Measured]:
    """The load with one person and with eight, after a warm-up."""
    run(converse(talker, turns, people=2, messages=32))
    return {
        people: run(converse(talker, turns, people=people, messages=MESSAGES, cpu=servers.cpu_of(process)))
        for people in (1, 8)
    }


def main() -> None:
    if sys.argv[1:2] == ["import"]:
        bench_import.main(sys.argv[2:])
        return
    if sys.argv[1:2] == ["stages"]:
        bench_stages.main()
        return
    if sys.argv[1:2] == ["index"]:
        bench_scale.main(sys.argv[2:])
        return
    settings = load_settings()
    console = Console(width=120)
    results: dict[str, dict[int, Measured]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rival = (settings.home / "bench" / "rasa" / "bin" / "python").exists()
        if rival:
            with servers.stock_rasa(settings.home, folder) as (port, process):
                results["rasa init bot"] = loads(lambda: RasaTalker(port), MOODS, process)
                console.print(f"rasa init bot: {servers.memory_mb(process):.0f} MB")
        with servers.waymark(folder) as (port, process):
            results["Waymark, FAQ"] = loads(lambda: WaymarkTalker(port), FAQ, process)
            before = stages(port)
            results["Waymark, recommendation"] = loads(lambda: WaymarkTalker(port), RECOMMENDATION, process)
            spent = {stage: value - before.get(stage, 0.0) for stage, value in stages(port).items()}
            console.print(f"Waymark: {servers.memory_mb(process):.0f} MB, all processes")
    report(console, results, spent)
    if not rival:
        console.print("The rasa init bot was not measured: its environment is not there. `make bench` sets it up.")
        sys.exit(1)


def report(console: Console, results: dict[str, dict[int, Measured]], spent: dict[str, float]) -> None:
    """One table of the loads and one of the stages."""
    table = Table(title="Messages a second, latency, CPU (ratios of one run; the machine's own speed cancels)")
    for column in ("system", "people", "msg/s", "p50 ms", "p95 ms", "CPU ms/msg", "of it engine", "x rasa init"):
        table.add_column(column, justify="left" if column == "system" else "right")
    for system, by_people in results.items():
        for people, measured in by_people.items():
            base = results.get("rasa init bot", {}).get(people)
            total = sum(measured.cpu.values())
            table.add_row(
                system,
                str(people),
                f"{measured.per_second:.1f}",
                f"{measured.percentile(0.5):.1f}",
                f"{measured.percentile(0.95):.1f}",
                f"{1000 * total / measured.messages:.1f}",
                f"{1000 * measured.cpu.get('children', 0.0) / measured.messages:.1f}",
                f"{measured.per_second / base.per_second:.2f}" if base else "-",
            )
    console.print(table)
    turns = sum(m.messages for m in results["Waymark, recommendation"].values()) + 32
    stage_table = Table(title="A recommendation turn: CPU ms by stage in the app")
    stage_table.add_column("stage")
    stage_table.add_column("CPU ms a turn", justify="right")
    for stage, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        stage_table.add_row(stage, f"{1000 * seconds / turns:.2f}")
    engine = sum(m.cpu.get("children", 0.0) for m in results["Waymark, recommendation"].values())
    stage_table.add_row("rasa (its process)", f"{1000 * engine / (2 * MESSAGES):.2f}")
    console.print(stage_table)


if __name__ == "__main__":
    main()
