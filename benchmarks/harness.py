"""How a measurement is declared, run and judged."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Work = Callable[[], float | None]
"""Something to measure: returns the seconds it measured itself, or None to be timed as a whole."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared: ``ours``, and the least that must be done (``floor``). ``before`` runs untimed before each."""

    ours: Work
    floor: Work | None = None
    before: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True)
class Bench:
    """A declared measurement and what it aims at: a ratio to its floor, a 95th percentile, or both."""

    name: str
    against: str
    make: Callable[[], Iterator[Pair]]
    rounds: int
    ratio: float | None
    p95_ms: float | None

    @property
    def aim(self) -> str:
        """Return the aim in words."""
        ratio = f"≤ {self.ratio:g}×" if self.ratio is not None else ""
        p95 = f"p95 ≤ {self.p95_ms:g} ms" if self.p95_ms is not None else ""
        return ", ".join(part for part in (ratio, p95) if part) or "report"


REGISTERED: list[Bench] = []


def bench(
    name: str, *, against: str = "", rounds: int = 7, ratio: float | None = None, p95_ms: float | None = None
) -> Callable[[Callable[[], Iterator[Pair]]], Callable[[], Iterator[Pair]]]:
    """Declare the decorated generator a measurement: it prepares, yields one `Pair` and cleans up."""

    def register(make: Callable[[], Iterator[Pair]]) -> Callable[[], Iterator[Pair]]:
        REGISTERED.append(Bench(name, against, make, rounds, ratio, p95_ms))
        return make

    return register


@dataclass(slots=True)
class Result:
    """Seconds of every round; ``cpu`` those this process was at work in ours, which a busy machine does not change."""

    bench: Bench
    ours: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float | None:
        """Return how many times the floor ours takes, by medians."""
        return statistics.median(self.ours) / statistics.median(self.floor) if self.floor else None

    @property
    def verdict(self) -> str:
        """Return whether the aim was met."""
        missed = [
            self.bench.ratio is not None and (self.ratio or 0) > self.bench.ratio,
            self.bench.p95_ms is not None and p95(self.ours) * 1000 > self.bench.p95_ms,
        ]
        return "missed" if any(missed) else "met" if self.bench.aim != "report" else "–"

    def cells(self) -> tuple[str, ...]:
        """Return the row of the table."""
        ratio = f"{self.ratio:.2f}×" if self.ratio is not None else "–"
        floor = f"{show(statistics.median(self.floor))} ({self.bench.against})" if self.floor else "–"
        ours = f"{show(statistics.median(self.ours))} / {show(p95(self.ours))}"
        return self.bench.name, str(len(self.ours)), ours, floor, ratio, self.bench.aim, self.verdict

    @property
    def at_work(self) -> str:
        """Return the time of this process in ours; nothing of what others did for it tells much by it."""
        return f"{show(statistics.median(self.cpu))} / {show(p95(self.cpu))}" if self.cpu else "–"


@dataclass(frozen=True, slots=True)
class Figure:
    """A declared size, not a time: measured once. ``make`` returns the value in ``unit``."""

    name: str
    unit: str
    make: Callable[[], float]
    most: float | None

    def cells(self) -> tuple[str, ...]:
        """Measure, and return the row of the table."""
        value = self.make()
        aim = f"≤ {self.most:g} {self.unit}" if self.most is not None else "report"
        verdict = "–" if self.most is None else "met" if value <= self.most else "missed"
        return self.name, "1", f"{value:.1f} {self.unit}", "–", "–", aim, verdict


FIGURES: list[Figure] = []


def figure(name: str, *, unit: str, most: float | None = None) -> Callable[[Callable[[], float]], Callable[[], float]]:
    """Declare the decorated function the measurement of a size."""

    def register(make: Callable[[], float]) -> Callable[[], float]:
        FIGURES.append(Figure(name, unit, make, most))
        return make

    return register


HEADINGS = ("What", "Rounds", "Ours p50 / p95", "Floor p50", "Ratio", "Aim", "Verdict")


def p95(seconds: list[float]) -> float:
    """Return the value 95 in 100 rounds stay under; with fewer than 20 rounds the largest."""
    ordered = sorted(seconds)
    return ordered[-(-95 * len(ordered) // 100) - 1]


def show(seconds: float) -> str:
    """Return ``seconds`` in the unit a person reads easily."""
    return (
        f"{seconds:.2f} s"
        if seconds >= 1
        else f"{seconds * 1000:.1f} ms"
        if seconds >= 1e-3
        else f"{seconds * 1e6:.0f} µs"
    )


def timed(work: Work) -> tuple[float, float | None]:
    """Return the seconds ``work`` took and those of this process, None where it measured itself.

    The collector of garbage does not run meanwhile.
    """
    gc.collect()
    gc.disable()
    try:
        start, busy = time.perf_counter(), time.process_time()
        own = work()
        cpu, seconds = time.process_time() - busy, time.perf_counter() - start
        return (seconds, cpu) if own is None else (own, None)
    finally:
        gc.enable()


def measure(declared: Bench, rounds: int | None = None) -> Result:
    """Run ``declared``: one round of each to warm up, then ours and floor in turn, so that noise hits both alike."""
    result = Result(declared)
    with contextmanager(declared.make)() as pair:
        sides = [(pair.ours, result.ours, result.cpu)] + ([(pair.floor, result.floor, [])] if pair.floor else [])
        for number in range((rounds or declared.rounds) + 1):
            for work, seconds, busy in sides:
                pair.before()
                took, cpu = timed(work)
                if number:
                    seconds.append(took)
                    busy.extend(() if cpu is None else (cpu,))
    return result
