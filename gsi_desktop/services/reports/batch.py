"""Many papers at once, drawn by several processes in parts of a few; and how a paper becomes a file.

Nothing here imports ReportLab: each worker does, and this process only when it draws itself.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from gsi_desktop.services.core.errors import ExpectedError, MachineError
from gsi_desktop.services.core.files import atomic_write
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.reports.data import Paper, Sheet

ALONE: Final = 60
"""Up to this many papers starting processes takes longer than drawing."""
_WAITING: Final = 3
"""Sheaves in hand for each worker: enough to keep it busy, few enough for a batch of any size."""
_WAIT_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Sheaf:
    """A few papers that one process draws into one part; ``key`` tells it apart."""

    key: int
    sheets: tuple[Sheet, ...]
    duplex: bool = False


@dataclass(frozen=True, slots=True)
class DrawnSheaf:
    """A part as PDF, and how many pages each of its papers took."""

    key: int
    pdf: bytes
    pages: tuple[int, ...]


def draw_sheaves(
    sheaves: Iterable[Sheaf], *, workers: int = 2, progress: Progress | None = None
) -> Iterator[DrawnSheaf]:
    """Yield every sheaf drawn, as soon as it is; of ``sheaves`` only a few are asked for ahead.

    One worker draws in this process. Raises `CancelledError` within a sheaf of having been cancelled.
    """
    told = progress or Progress()
    return _alone(sheaves, told) if workers < 2 else _shared(iter(sheaves), workers, told)


def draw_sheaf(sheaf: Sheaf) -> DrawnSheaf:
    """Draw a sheaf; runs in a worker."""
    from gsi_desktop.services.reports import papers

    pdf, pages = papers.render(sheaf.sheets, duplex=sheaf.duplex)
    return DrawnSheaf(sheaf.key, pdf, pages)


def save(pdf: bytes, path: Path) -> None:
    """Write a paper to ``path`` in place of what was there.

    Raises `ExpectedError` ``output_locked`` or ``output_folder_missing``, `MachineError` ``output_not_written``; what
    was there stays then.
    """
    require_place(path)
    try:
        atomic_write(path, pdf)
    except PermissionError as error:
        raise ExpectedError("output_locked", name=path.name) from error
    except OSError as error:
        raise MachineError("output_not_written", name=path.name) from error


def require_place(path: Path) -> None:
    """Raise `ExpectedError` where a file cannot be written: ``output_locked``, ``output_folder_missing``."""
    if not path.parent.is_dir():
        raise ExpectedError("output_folder_missing", name=path.name)
    if path.exists() and not os.access(path, os.W_OK):
        raise ExpectedError("output_locked", name=path.name)


def file_stem(paper: Paper) -> str:
    """Return the name of a paper's file: its code, or its title for one without; nothing a file system refuses."""
    return safe_name(paper.head.code or f"{paper.head.title} {paper.head.folio}".strip())


def safe_name(name: str) -> str:
    """Return ``name`` without what a file system refuses."""
    return "".join(sign if sign.isalnum() or sign in "-_ ." else "-" for sign in name).strip(" .")


def _alone(sheaves: Iterable[Sheaf], told: Progress) -> Iterator[DrawnSheaf]:
    for sheaf in sheaves:
        told.check()
        yield draw_sheaf(sheaf)


def _shared(sheaves: Iterator[Sheaf], workers: int, told: Progress) -> Iterator[DrawnSheaf]:
    # spawn: the window has threads, and a fork of a process with threads may hang
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting: set[Future[DrawnSheaf]] = set()
        try:
            while True:
                told.check()
                room = workers * _WAITING - len(waiting)
                waiting |= {pool.submit(draw_sheaf, sheaf) for sheaf in islice(sheaves, room)}
                if not waiting:
                    return
                ready, waiting = wait(waiting, timeout=_WAIT_SECONDS, return_when=FIRST_COMPLETED)
                for future in ready:
                    yield future.result()
        except BrokenProcessPool as error:
            raise MachineError("papers_broken") from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
