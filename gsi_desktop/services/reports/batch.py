"""Many papers at once, drawn by several processes: into a folder a file each, or into one file.

Nothing here imports ReportLab: each worker does, and this process only when it draws itself.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Final

from gsi_desktop.services.core.errors import ExpectedError, MachineError
from gsi_desktop.services.core.files import atomic_write
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.reports.data import Paper

_CHUNK: Final = 20
_ALONE: Final = 60
"""Up to this many papers starting processes takes longer than drawing."""
_WAIT_SECONDS: Final = 0.2


def render_many(
    papers: Sequence[Paper], folder: Path, *, workers: int = 2, progress: Progress | None = None
) -> list[Path]:
    """Write every paper to ``folder`` as its code and ``.pdf``, and return the files in the order of ``papers``.

    Raises `ExpectedError` ``papers_same_name`` when two would be one file, `CancelledError` when it was cancelled (what
    was written stays), `OSError` when the folder cannot be written to.
    """
    told, files = progress or Progress(), [folder / f"{file_stem(paper)}.pdf" for paper in papers]
    if len(set(files)) < len(files):
        raise ExpectedError("papers_same_name")
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [(papers[at : at + _CHUNK], files[at : at + _CHUNK]) for at in range(0, len(papers), _CHUNK)]
    told.report("drawing_papers", 0, len(papers))
    done = 0
    for count in _alone(jobs, told) if workers < 2 or len(papers) <= _ALONE else _shared(jobs, workers, told):
        done += count
        told.report("drawing_papers", done, len(papers))
    return files


def save(pdf: bytes, path: Path) -> None:
    """Write a paper to ``path`` in place of what was there.

    Raises `ExpectedError` ``output_locked`` or ``output_folder_missing``, `MachineError` ``output_not_written``; what
    was there stays then.
    """
    if not path.parent.is_dir():
        raise ExpectedError("output_folder_missing", name=path.name)
    if path.exists() and not os.access(path, os.W_OK):
        raise ExpectedError("output_locked", name=path.name)
    try:
        atomic_write(path, pdf)
    except PermissionError as error:
        raise ExpectedError("output_locked", name=path.name) from error
    except OSError as error:
        raise MachineError("output_not_written", name=path.name) from error


def file_stem(paper: Paper) -> str:
    """Return the name of a paper's file: its code, or its title for one without; nothing a file system refuses."""
    name = paper.head.code or f"{paper.head.title} {paper.head.folio}".strip()
    return "".join(sign if sign.isalnum() or sign in "-_ ." else "-" for sign in name)


_Job = tuple[Sequence[Paper], Sequence[Path]]


def _alone(jobs: Sequence[_Job], told: Progress) -> Iterator[int]:
    for job in jobs:
        told.check()
        yield _write(*job)


def _shared(jobs: Sequence[_Job], workers: int, told: Progress) -> Iterator[int]:
    # spawn: the window has threads, and a fork of a process with threads may hang
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting: set[Future[int]] = {pool.submit(_write, *job) for job in jobs}
        try:
            while waiting:
                told.check()
                ready, waiting = wait(waiting, timeout=_WAIT_SECONDS, return_when=FIRST_COMPLETED)
                for future in ready:
                    yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _write(papers: Sequence[Paper], files: Sequence[Path]) -> int:
    """Draw ``papers`` into ``files``; runs in a worker."""
    from gsi_desktop.services.reports import papers as drawn

    for paper, file in zip(papers, files, strict=True):
        atomic_write(file, drawn.draw(paper))
    return len(papers)
