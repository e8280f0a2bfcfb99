"""A whole roster read and normalised, before any database sees it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from gsi_desktop.models.enums import TargetingSource
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.garbage import paused
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.core.search import fold
from gsi_desktop.services.exchange import columns, reading
from gsi_desktop.services.exchange.data import ImportOptions, RosterLayout
from gsi_desktop.services.exchange.rules import Draft, RowReader, is_footer
from gsi_desktop.services.territory import catalogues


@dataclass(slots=True)
class StagedRoster:
    """The rows of a file as drafts, in the order of the file, and what was left out beforehand.

    ``skipped`` maps row numbers to ``repeated_row`` or ``total_row``; ``headings`` are those of the sheet.
    """

    options: ImportOptions
    file_name: str
    file_sha256: str
    drafts: list[Draft] = field(default_factory=list)
    skipped: dict[int, str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Return the file."""
        return self.options.path

    @property
    def layout(self) -> RosterLayout:
        """Return the layout it was read under."""
        return self.options.layout

    @property
    def fingerprint(self) -> str:
        """Return what makes this import the same as another: file, layout, date and legal basis."""
        mapping = sorted(self.layout.mapping().items())
        parts = (self.file_sha256, self.layout.sheet, self.layout.header_row, mapping, self.options.as_of)
        return hashlib.sha256(repr((*parts, self.options.legal_basis)).encode()).hexdigest()


class _Values:
    """The texts that decide what a code means in this office: F or H beside M, a third zone beside the second."""

    _TELLING: ClassVar[dict[str, frozenset[str]]] = {"sex": frozenset({"f", "h", "m"}), "zone": frozenset({"2", "3"})}

    def __init__(self, mapping: dict[str, int]) -> None:
        self.columns = {name: mapping[name] for name in self._TELLING if name in mapping}
        self.seen: dict[str, set[str]] = {name: set() for name in self._TELLING}

    def take(self, rows: Sequence[reading.RawRow]) -> None:
        for name, index in self.columns.items():
            texts = {cells[index] for _number, cells in rows if index < len(cells)}
            self.seen[name] |= {fold(text).lstrip("0") for text in texts} & self._TELLING[name]


def _reader(options: ImportOptions, values: _Values) -> RowReader:
    layout = options.layout
    headings = {column.field: fold(column.heading) for column in layout.columns if column.field}
    return RowReader(
        layout.mapping(),
        as_of=options.as_of,
        sex=catalogues.sex_reader(values.seen["sex"]),
        zone=catalogues.zone_reader(values.seen["zone"]),
        declaration_source=TargetingSource.RUV if "ruv" in headings.get("declaration", "") else TargetingSource.RUPD,
        surnames_first=headings.get("full_name", "").startswith("apellido"),
    )


def _digest(cells: Sequence[str], indexes: Sequence[int]) -> bytes:
    told = "\x1f".join(" ".join(cells[index].split()).upper() if index < len(cells) else "" for index in indexes)
    return hashlib.blake2b(told.encode(), digest_size=16).digest()


@paused()
def stage(options: ImportOptions, *, preview: reading.FilePreview, progress: Progress | None = None) -> StagedRoster:
    """Return ``options.path`` read whole under its layout.

    Raises `ExpectedError` ``columns_missing`` when the layout does not say what a person needs, ``no_rows`` when no
    row has content, and whatever `reading` refuses.
    """
    progress = progress or Progress()
    missing = columns.missing_fields(options.layout.mapping())
    if missing:
        titles = columns.field_titles()
        raise ExpectedError("columns_missing", columns=", ".join(titles[name] for name in missing))
    sheet = next(one for one in preview.sheets if one.name == options.layout.sheet)
    values = _Values(options.layout.mapping())
    values.take([(number, row) for number, row in enumerate(sheet.head, 1) if number > options.layout.header_row])
    while True:
        assumed = {name: set(seen) for name, seen in values.seen.items()}
        staged = StagedRoster(options, options.path.name, preview.sha256)
        _read(staged, values, sheet.rows, progress)
        if values.seen == assumed:
            break
    if not staged.drafts and not staged.skipped:
        raise ExpectedError("no_rows")
    return staged


def _read(staged: StagedRoster, values: _Values, total: int, progress: Progress) -> None:
    reader = _reader(staged.options, values)
    indexes = sorted(staged.layout.mapping().values())
    seen: set[bytes] = set()
    for rows in reading.read_rows(staged.path, sheet=staged.layout.sheet, progress=progress):
        values.take(rows)
        for number, cells in rows:
            if number <= staged.layout.header_row or not any(map(str.strip, cells)):
                continue
            if is_footer(cells):
                staged.skipped[number] = "total_row"
                continue
            digest = _digest(cells, indexes)
            if digest in seen:
                staged.skipped[number] = "repeated_row"
                continue
            seen.add(digest)
            staged.drafts.append(reader.read(number, cells))
        progress.report("reading_rows", rows[-1][0] if rows else 0, total)
