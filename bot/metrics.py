"""Figures for the operator (Prometheus): turns, failures, seconds and CPU seconds by stage. No text, no ids."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

STAGE_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """The counters of one app. Own registry: two apps in one process (tests) do not share figures."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter("waymark_turns", "Turns answered, by act", ["act"], registry=self.registry)
        self.failures = Counter(
            "waymark_failures", "Turns that failed and were said so, by cause", ["cause"], registry=self.registry
        )
        self.conversations = Gauge("waymark_conversations", "Conversations held now", registry=self.registry)
        self.stage_seconds = Histogram(
            "waymark_stage_seconds",
            "Seconds a turn spends in a stage",
            ["stage"],
            buckets=STAGE_BUCKETS,
            registry=self.registry,
        )
        self.stage_cpu = Counter(
            "waymark_stage_cpu_seconds", "CPU seconds spent in a stage", ["stage"], registry=self.registry
        )

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measures one stage that runs in the calling thread."""
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            self.stage_seconds.labels(name).observe(time.perf_counter() - wall)
            self.stage_cpu.labels(name).inc(time.thread_time() - cpu)

    @contextmanager
    def waiting(self, name: str) -> Iterator[None]:
        """Measures one stage that is awaited: its CPU is another process's, or other turns'."""
        wall = time.perf_counter()
        try:
            yield
        finally:
            self.stage_seconds.labels(name).observe(time.perf_counter() - wall)
