"""What a keystroke costs while its draft is kept: in the window, where nobody may feel it, and on disk behind it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count

from PySide6.QtWidgets import QApplication, QWidget

from benchmarks import sample
from benchmarks.harness import Pair, bench
from gsi_desktop.services.core.clock import SystemClock
from gsi_desktop.services.core.drafts import Draft, DraftStore
from gsi_desktop.services.core.ids import new_id

_FIELDS = 90
"""A household of six."""


def _payload(number: int) -> dict[str, object]:
    return {"typed": {f"field{place}": f"Lo escrito en el campo {place} {number}" for place in range(_FIELDS)}}


@bench("a draft of 90 fields kept on disk", against="the same bytes appended and synced", ratio=3.0, rounds=200)
def keeping() -> Iterator[Pair]:
    store = DraftStore.open(sample.folder() / "bench.drafts", os.urandom(32))
    plain = (sample.folder() / "bench.bytes").open("ab", buffering=0)
    numbers = count()

    def keep() -> None:
        number = next(numbers)
        store.keep(Draft("enrol", "", "Nueva familia", None, new_id(), _payload(number), SystemClock().now()))

    def append() -> None:
        plain.write(str(_payload(next(numbers))).encode())
        os.fsync(plain.fileno())

    yield Pair(ours=keep, floor=append)
    store.close()
    plain.close()


@bench("a keystroke in a form of 90 fields, in the window", rounds=200, p95_ms=8)
def typing() -> Iterator[Pair]:
    from gsi_desktop.ui.kit.drafts import About, DraftDesk, DraftKeeper
    from gsi_desktop.ui.kit.fields import TextField
    from gsi_desktop.ui.kit.forms import Form
    from gsi_desktop.ui.kit.tasks import runner

    app = QApplication.instance() or QApplication([])
    store = DraftStore.open(sample.folder() / "typing.drafts", os.urandom(32))
    window = QWidget()
    form = Form()
    for place in range(_FIELDS):
        form.add(TextField(f"field{place}", f"Campo {place}"))
    keeper = DraftKeeper(DraftDesk(store, runner()), form, window)
    keeper.begin(About("enrol", "", "Nueva familia", new_id()))
    box = form.fields()[0].box
    numbers = count()

    def keystroke() -> None:
        box.setText(str(next(numbers)))  # type: ignore[attr-defined]  # a line of text
        keeper.keep_now()

    yield Pair(ours=keystroke)
    assert runner().wait_idle(10_000)
    store.close()
    del app
