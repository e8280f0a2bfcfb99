"""Repeatable measurements, each against a floor taken in the same run; `python3 dev.py bench` prints the table.

A bench is a generator in a module ``bench_*.py``::

    @bench("search", against="the bare statement", p95_ms=20, rounds=200)
    def search() -> Iterator[Pair]:
        with opened(57_191) as services:                 # not timed
            yield Pair(ours=lambda: ..., floor=lambda: ...)  # called in turn, A B A B

``ours`` and ``floor`` are timed as a whole unless they return the seconds they measured themselves. Nothing here is a
test: a machine that is busy must not fail a build.
"""
