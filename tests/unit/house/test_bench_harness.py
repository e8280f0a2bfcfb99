"""The bench compares fairly: in turn, after a warm-up round, by medians."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.harness import Bench, Pair, measure, p95, show


@pytest.fixture(autouse=True)
def _no_full_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held by the session's other tests is nobody's business here, and takes long to go through."""
    monkeypatch.setattr("benchmarks.harness.gc.collect", lambda: 0)


def _declared(ours: list[float], floor: list[float], said: list[str], **aims: float) -> Bench:
    slow, fast = iter(ours), iter(floor)

    def make() -> Iterator[Pair]:
        said.append("prepare")
        yield Pair(
            ours=lambda: said.append("A") or next(slow),
            floor=lambda: said.append("B") or next(fast),
            before=lambda: said.append("-"),
        )
        said.append("clean")

    return Bench("x", "y", make, 3, aims.get("ratio"), aims.get("p95_ms"))


def test_rounds_go_in_turn_and_the_first_is_not_counted() -> None:
    said: list[str] = []
    result = measure(_declared([9, 2, 4, 3], [9, 1, 2, 2], said, ratio=1.5))
    assert "".join(said) == "prepare" + "-A-B" * 4 + "clean"
    assert result.ours == [2, 4, 3]
    assert result.ratio == 1.5
    assert result.verdict == "met"


@pytest.mark.parametrize(
    ("aims", "verdict"),
    [({"ratio": 1.49}, "missed"), ({"p95_ms": 4000}, "met"), ({"ratio": 2, "p95_ms": 3999}, "missed"), ({}, "–")],
)
def test_a_missed_aim_is_said(aims: dict[str, float], verdict: str) -> None:
    assert measure(_declared([9, 2, 4, 3], [9, 1, 2, 2], [], **aims)).verdict == verdict


def test_work_that_measures_nothing_itself_is_timed() -> None:
    def make() -> Iterator[Pair]:
        yield Pair(ours=lambda: None)

    result = measure(Bench("x", "", make, 2, None, None))
    assert len(result.ours) == 2
    assert result.ratio is None
    assert all(seconds > 0 for seconds in result.ours)


def test_p95_and_units() -> None:
    assert p95([float(n) for n in range(1, 101)]) == 95
    assert p95([3.0, 1.0, 2.0]) == 3
    assert [show(2.5), show(0.0125), show(0.0000033)] == ["2.50 s", "12.5 ms", "3 µs"]
