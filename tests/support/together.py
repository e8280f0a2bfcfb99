"""Several people at once: work that starts as one in threads."""

from __future__ import annotations

import threading
from collections.abc import Callable

from gsi_desktop.services.core.errors import GsiError


def together(*work: Callable[[], object]) -> list[GsiError]:
    """Run ``work`` in threads that start as one; return what they raised. Any other exception fails the test."""
    gate = threading.Barrier(len(work))
    raised: list[GsiError] = []
    bugs: list[BaseException] = []

    def run(one: Callable[[], object]) -> None:
        gate.wait()
        try:
            one()
        except GsiError as error:
            raised.append(error)
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            bugs.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bugs == []
    return raised
