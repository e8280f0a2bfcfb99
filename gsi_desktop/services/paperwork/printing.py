"""Makes a batch: reads family by family, draws in other processes, joins the parts, keeps the batch, places the file.

Memory does not grow with the batch: a few papers are in hand at a time, parts go into a file without a name, which the
system takes away however this process ends. Nothing is left by a batch that was cancelled or failed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from gsi_desktop.models.enums import PaperKind, PaperState
from gsi_desktop.services.core.clock import Clock
from gsi_desktop.services.core.errors import ExpectedError, MachineError
from gsi_desktop.services.core.files import atomic_stream
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.paperwork import commands, queries, rules, wording
from gsi_desktop.services.paperwork.data import (
    PlannedBatch,
    PlannedPaper,
    PrintedBatch,
    Problem,
    RecordBatch,
    RecordedPaper,
    WantedBatch,
)
from gsi_desktop.services.reports import batch, family, office
from gsi_desktop.services.reports import queries as papers
from gsi_desktop.services.reports.data import (
    IndexLine,
    IndexPaper,
    Paper,
    PaperHead,
    Printing,
    SeparatorPaper,
    Sheet,
    coded,
)
from gsi_desktop.services.reports.joining import Bookmark, Joiner, Part

_SHEAF: Final = 40
"""Papers of one part: typefaces are kept once in each."""
_INDEX_SHEAF: Final = 50
_NAME: Final = 60


class Host(Protocol):
    """The part of `bootstrap.Services` that printing needs."""

    clock: Clock
    actor: str

    def read(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a query in a session of its own."""
        ...

    def run(self, command: Callable[..., Any], data: Any, *, progress: Progress | None = None) -> Any:
        """Run a command in one transaction."""
        ...


def print_batch(
    host: Host, wanted: WantedBatch, output: Path, *, workers: int = 2, progress: Progress | None = None
) -> PrintedBatch:
    """Make a batch and put it at ``output``: a PDF file, or the folder of a batch with a file for each family.

    The batch is kept before the file appears, so that every code on paper is known. Raises `ExpectedError` as
    `queries.planned` does, ``output_locked`` and ``output_folder_missing``; `MachineError`; `CancelledError`.
    """
    told = progress or Progress()
    batch.require_place(output)
    told.report("choosing_papers")
    number = host.run(commands.reserve_number, wanted).result
    planned = host.read(queries.planned, wanted, number, host.clock.today())
    return _Press(host, planned, told, workers).run(output, keep=True)


def reprint(
    host: Host, batch_id: UUID, output: Path, *, only_pending: bool = False, workers: int = 2,
    progress: Progress | None = None,
) -> PrintedBatch:  # fmt: skip
    """Make the papers of a batch again, with the codes they have; ``only_pending`` those that are still to be keyed."""
    told = progress or Progress()
    batch.require_place(output)
    told.report("choosing_papers")
    planned = host.read(queries.reprinted, batch_id, only_pending=only_pending)
    return _Press(host, planned, told, workers).run(output, keep=False)


def first_paper(host: Host, wanted: WantedBatch) -> Paper:
    """Return a paper of a batch as it would come out, for a look before printing; its code is not kept."""
    today = host.clock.today()
    shown = replace(wanted, selection=host.read(queries.few, wanted.selection, today))
    planned = host.read(queries.planned, shown, 0, today)
    for made in planned.papers:
        if not made.problem:
            paper: Paper = host.read(_paper, made, host.actor, host.clock.now())
            return paper
    raise ExpectedError(planned.papers[0].problem)


def _paper(session: Session, planned: PlannedPaper, user: str, at: Any) -> Paper:
    family_id = planned.family.family_id
    if planned.kind is PaperKind.FAMILY_PLAN:
        return coded(papers.family_plan_paper(session, family_id, user=user, at=at), planned.code)
    if planned.kind is PaperKind.BASELINE:
        return coded(papers.baseline_paper(session, family_id, user=user, at=at, blank=planned.form), planned.code)
    if planned.kind is PaperKind.VISIT:
        return coded(papers.visit_paper(session, family_id, user=user, at=at), planned.code)
    return coded(papers.certificate_paper(session, family_id, user=user, at=at), planned.code)


@dataclass
class _Press:
    """One batch while it is made. ``starts`` tells of each paper its part and its first page in it."""

    host: Host
    planned: PlannedBatch
    told: Progress
    workers: int
    problems: dict[int, str] = field(default_factory=dict)
    starts: dict[int, tuple[int, int]] = field(default_factory=dict)
    separators: dict[str, tuple[int, int]] = field(default_factory=dict)
    _contents: dict[int, list[PlannedPaper | str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.at = self.host.clock.now()
        self.problems = {one.position: one.problem for one in self.planned.papers if one.problem}
        self.wanted = self.planned.wanted
        self.code = rules.batch_code(self.planned.series, self.planned.number)
        self.head = self.host.read(self._head)
        self.piles = _piles(self.planned)

    def run(self, output: Path, *, keep: bool) -> PrintedBatch:
        """Draw everything, keep the batch when it is new, and put the result in its place."""
        self.total = len(self.planned.papers) - len(self.problems)
        many = self.total > batch.ALONE
        self.drawers = self.workers if many else 1
        try:
            made = self._folder(output, keep=keep) if self.wanted.per_family else self._file(output, keep=keep)
        except PermissionError as error:
            raise ExpectedError("output_locked", name=output.name) from error
        except OSError as error:
            raise MachineError("output_not_written", name=output.name) from error
        return made

    # --- one file

    def _file(self, output: Path, *, keep: bool) -> PrintedBatch:
        with tempfile.TemporaryFile() as body:
            joiner = Joiner(body)
            parts = self._drawn(joiner)
            index, pages = self._index(joiner, parts)
            ordered = [*index, *(parts[key] for key in sorted(parts))]
            told = self.head.foot
            count = joiner.close(ordered, self._bookmarks(index, parts), title=told, author=self.head.entity)
            self.told.report("keeping_papers")
            batch_id = self._keep(pages, count) if keep else None
            _put(body, output)
        return self._outcome(batch_id, count, 1)

    def _drawn(self, joiner: Joiner) -> dict[int, Part]:
        """Draw all papers into the file and return its parts by key."""
        parts: dict[int, Part] = {}
        done = 0
        self.told.report("drawing_papers", 0, self.total)
        for sheaf in batch.draw_sheaves(self._sheaves(), workers=self.drawers, progress=self.told):
            parts[sheaf.key] = joiner.add(sheaf.pdf)
            at = 0
            for one, pages in zip(self._contents.pop(sheaf.key), sheaf.pages, strict=True):
                if isinstance(one, str):
                    self.separators[one] = (sheaf.key, at)
                else:
                    self.starts[one.position] = (sheaf.key, at)
                    done += 1
                at += pages
            self.told.report("drawing_papers", done, self.total)
        if not self.starts:
            raise ExpectedError("papers_none")
        return parts

    def _sheaves(self) -> Iterator[batch.Sheaf]:
        """Read the papers and yield them a few at a time, each pile behind its sheet."""
        key, sheets, former = 0, list[tuple[PlannedPaper | str, Sheet]](), ""
        for pile, planned, paper in self._papers():
            if self.wanted.separators and pile != former:
                sheets.append((pile, self._separator(pile)))
            former = pile
            sheets.append((planned, paper))
            if len(sheets) >= _SHEAF:
                yield self._sheaf(key, sheets)
                key, sheets = key + 1, []
        if sheets:
            yield self._sheaf(key, sheets)

    def _sheaf(self, key: int, sheets: Sequence[tuple[PlannedPaper | str, Sheet]]) -> batch.Sheaf:
        self._contents[key] = [one for one, _sheet in sheets]
        return batch.Sheaf(key, tuple(sheet for _one, sheet in sheets), self.wanted.duplex)

    def _papers(self) -> Iterator[tuple[str, PlannedPaper, Paper]]:
        """Yield every paper that can be made with its pile; why another cannot is kept."""
        for planned in self.planned.papers:
            if planned.position in self.problems:
                continue
            self.told.check()
            try:
                paper = self.host.read(_paper, planned, self.host.actor, self.at)
            except ExpectedError as error:
                self.problems[planned.position] = error.code
                continue
            yield wording.pile(planned.family, self.wanted.sort), planned, paper

    # --- index

    def _index(self, joiner: Joiner, parts: dict[int, Part]) -> tuple[list[Part], dict[int, int]]:
        """Draw the index and return its parts, and of each paper the page it begins on."""
        from gsi_desktop.services.reports.drawing.index import paged

        before, at = dict[int, int](), 0
        for key in sorted(parts):
            before[key] = at
            at += len(parts[key].pages)
        starts = {place: before[key] + first + 1 for place, (key, first) in self.starts.items() if key in before}
        count = len(paged(self._lines({}), self.head))
        count += count % 2 if self.wanted.duplex else 0
        pages = {place: count + start for place, start in starts.items()}
        sheets = paged(self._lines(pages), self.head)
        made = []
        for first in range(0, len(sheets), _INDEX_SHEAF):
            shown = tuple(sheets[first : first + _INDEX_SHEAF])
            paper = IndexPaper(head=self.head, first=first + 1, pages=len(sheets), lines=shown)
            made.append(joiner.add(batch.draw_sheaf(batch.Sheaf(0, (paper,), self.wanted.duplex)).pdf))
        return made, pages

    def _lines(self, pages: dict[int, int]) -> list[IndexLine]:
        made = [one for one in self.planned.papers if one.position not in self.problems]
        lines: list[IndexLine] = []
        for pile, inside in groupby(made, lambda one: wording.pile(one.family, self.wanted.sort)):
            lines.append(IndexLine("", pile))
            lines += [_line(one, str(pages.get(one.position, ""))) for one in inside]
        failed = [one for one in self.planned.papers if one.position in self.problems]
        if failed:
            lines.append(IndexLine("", _("No se imprimieron (el motivo está en el programa)")))
            lines += [_line(one, "–") for one in failed]
        return lines

    def _bookmarks(self, index: Sequence[Part], parts: dict[int, Part]) -> list[Bookmark]:
        def page(start: tuple[int, int]) -> int:
            return parts[start[0]].pages[start[1]]

        marks = [Bookmark(_("Índice"), index[0].pages[0])]
        made = [one for one in self.planned.papers if one.position in self.starts]
        for pile, inside in groupby(made, lambda one: wording.pile(one.family, self.wanted.sort)):
            under = tuple(
                Bookmark(f"{one.position}. {one.family.folio} · {one.family.head}", page(self.starts[one.position]))
                for one in inside
            )
            first = page(self.separators[pile]) if pile in self.separators else under[0].page
            marks.append(Bookmark(pile, first, under))
        return marks

    # --- a file for each family

    def _folder(self, output: Path, *, keep: bool) -> PrintedBatch:
        """Fill a hidden folder beside ``output`` and rename it at the end; one that was left there goes first."""
        if output.exists() and (not output.is_dir() or any(output.iterdir())):
            raise ExpectedError("output_folder_full", name=output.name)
        hidden = output.with_name(f".{output.name}.new")
        shutil.rmtree(hidden, ignore_errors=True)
        hidden.mkdir()
        try:
            count, files = self._fill(hidden)
            self.told.report("keeping_papers")
            batch_id = self._keep({}, count) if keep else None
            if output.exists():
                output.rmdir()
            hidden.rename(output)
        except BaseException:
            shutil.rmtree(hidden, ignore_errors=True)
            raise
        return self._outcome(batch_id, count, files)

    def _fill(self, folder: Path) -> tuple[int, int]:
        """Write the file of each family and the index; return how many pages and files."""
        names: dict[int, str] = {}
        count = done = 0

        def sheaves() -> Iterator[batch.Sheaf]:
            for family_id, group in groupby(self._papers(), lambda one: one[1].family.family_id):
                del family_id
                inside = list(group)
                first = inside[0][1]
                names[first.position] = _file_name(first)
                self._contents[first.position] = [planned for _pile, planned, _paper in inside]
                yield batch.Sheaf(first.position, tuple(paper for *_known, paper in inside), self.wanted.duplex)

        self.told.report("drawing_papers", 0, self.total)
        for sheaf in batch.draw_sheaves(sheaves(), workers=self.drawers, progress=self.told):
            (folder / names.pop(sheaf.key)).write_bytes(sheaf.pdf)
            inside = self._contents.pop(sheaf.key)
            self.starts.update({one.position: (sheaf.key, 0) for one in inside if not isinstance(one, str)})
            count, done = count + sum(sheaf.pages), done + len(inside)
            self.told.report("drawing_papers", done, self.total)
        if not self.starts:
            raise ExpectedError("papers_none")
        files = sum(1 for _file in folder.iterdir())
        with (folder / _("00000 Índice.pdf")).open("wb") as stream:
            joiner = Joiner(stream)
            index, _pages = self._index(joiner, {})
            joiner.close(index, [], title=self.head.foot, author=self.head.entity)
        return count, files

    # --- for both

    def _head(self, session: Session) -> PaperHead:
        kept = office.load(session)
        places = {one.family.municipality_id: one.family.municipality for one in self.planned.papers}
        code, name = next(iter(places.items()))
        title = _("Lote de papel {code}").format(code=self.code)
        printing = Printing(at=family.moment(self.at), user=self.host.actor, logo=kept.logo)
        return PaperHead(
            country_line=office.country_line(code),
            entity=office.entity(kept, name) if len(places) == 1 or kept.entity else office.name(kept),
            office_line=office.office_line(kept),
            title=title,
            subtitle=self.wanted.title,
            foot=" · ".join(part for part in (title, self.wanted.title) if part),
            printing=printing,
        )

    def _separator(self, pile: str) -> SeparatorPaper:
        families, first, last = self.piles[pile]
        counted = ngettext("{n} familia", "{n} familias", len(families)).format(n=len(families))
        span = _("papeles {first} a {last}").format(first=first, last=last)
        return SeparatorPaper(head=self.head, name=pile.replace(" · ", "\n"), lines=(f"{counted} · {span}",))

    def _keep(self, pages: dict[int, int], count: int) -> UUID:
        recorded = tuple(
            RecordedPaper(
                position=one.position,
                kind=one.kind,
                code=one.code,
                family_id=one.family.family_id,
                municipality_id=one.family.municipality_id,
                visit_id=one.family.visit_id if one.kind is PaperKind.VISIT else None,
                page=pages.get(one.position),
                state=self._state(one),
                problem=self.problems.get(one.position, ""),
            )
            for one in self.planned.papers
        )
        data = RecordBatch(
            series=self.planned.series, number=self.planned.number, wanted=self.wanted, papers=recorded, pages=count
        )
        made: UUID = self.host.run(commands.record_batch, data).result
        return made

    def _state(self, one: PlannedPaper) -> PaperState:
        if one.position in self.problems:
            return PaperState.FAILED
        return PaperState.PENDING if one.form else PaperState.PRINTED

    def _outcome(self, batch_id: UUID | None, pages: int, files: int) -> PrintedBatch:
        failed = tuple(
            Problem(one.family.folio, one.family.head, one.kind, self.problems[one.position])
            for one in self.planned.papers
            if one.position in self.problems
        )
        return PrintedBatch(
            batch_id=batch_id, code=self.code, papers=len(self.starts), pages=pages, files=files, problems=failed
        )


def _piles(planned: PlannedBatch) -> dict[str, tuple[set[UUID], int, int]]:
    """Return of each pile its families and the places of its first and last paper."""
    piles: dict[str, tuple[set[UUID], int, int]] = {}
    for one in planned.papers:
        if not one.problem:
            pile = wording.pile(one.family, planned.wanted.sort)
            families, first, _last = piles.get(pile, (set(), one.position, 0))
            families.add(one.family.family_id)
            piles[pile] = (families, first, one.position)
    return piles


def _line(one: PlannedPaper, page: str) -> IndexLine:
    known = one.family
    return IndexLine(
        str(one.position), known.head, known.folio, known.settlement, wording.kind_in_short(one.kind), page
    )


def _file_name(one: PlannedPaper) -> str:
    name = batch.safe_name(one.family.head)[:_NAME].strip(" .")
    return f"{one.position:05d} {one.family.folio} {name}".strip() + ".pdf"


def _put(body: BinaryIO, output: Path) -> None:
    """Copy the finished file to its place, whole or not at all."""
    body.seek(0)
    with atomic_stream(output) as stream:
        shutil.copyfileobj(body, stream, 1 << 20)
