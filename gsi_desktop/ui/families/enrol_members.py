"""The sheet of members of a new household: a grid, what stands in for empty cells, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from gsi_desktop.models.enums import DatePrecision, Kinship, NoDocument, Sex
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.ids import new_id
from gsi_desktop.services.families import rules
from gsi_desktop.services.families.consent_data import Subject
from gsi_desktop.services.families.consent_wording import relation_of_head
from gsi_desktop.services.families.data import (
    Accepted,
    Finding,
    NewPerson,
    PersonFields,
    Severity,
    full_name,
)
from gsi_desktop.services.families.duplicates import HintQuery
from gsi_desktop.services.families.enrol_data import HouseholdFinding
from gsi_desktop.services.families.wording import by_hand
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.families.enrol_columns import NAMES, member_columns
from gsi_desktop.ui.kit.entry_model import EntryModel, Problem
from gsi_desktop.ui.kit.entry_model import Severity as Severe

Reasons = Mapping[tuple[int | None, str, str], str]
"""Why a warning was passed, by the mark of its row (None: the household), its field and its code."""

_LATER: Final = frozenset({"name_missing", "birth_date_invalid", "no_document_missing", "kinship_missing"})
"""What is missing is told once somebody asked to go on, not while the row is being typed."""
_MOST: Final = 40


class Members:
    """What is typed about the people of a household, as persons. The model is shown by an `EntryGrid`."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self.model = EntryModel(member_columns(today), least=6, most=_MOST)
        self._ids: dict[int, UUID] = {}
        self._refused: dict[tuple[int, str], tuple[str, Problem]] = {}

    # --- persons

    def filled(self) -> list[int]:
        """Return the rows in which something is typed."""
        return [number for number, row in enumerate(self.model.rows()) if not row.is_blank()]

    def mark(self, row: int) -> int:
        """Return what stays with a row when others move."""
        return self.model.rows()[row].mark

    def id_of(self, row: int) -> UUID:
        """Return the id by which the form knows who is typed in ``row``."""
        return self._ids.setdefault(self.mark(row), new_id())

    def name(self, row: int) -> str:
        """Return the name typed in a row, "" for none."""
        surname, other, first, second = (self.model.text(row, key) for key in NAMES)
        return full_name(first, second, surname, other)

    def who(self, row: int) -> str:
        """Return how a text names who is typed in a row."""
        return self.name(row) or _("Fila {row}").format(row=row + 1)

    def cell_name(self, row: int, column: int) -> str:
        """Return how a text names a cell."""
        return _("Fila {row}, {column}").format(row=row + 1, column=self.model.columns[column].title)

    def person(self, row: int, reasons: Reasons) -> NewPerson:
        """Return who is typed in ``row``; a cell that will not do counts as empty, and marks itself."""
        kind = self._value(row, "document_type")
        no_document = kind if isinstance(kind, NoDocument) else None
        born, precision = self._value(row, "birth_date") or (None, DatePrecision.DAY)
        mark = self.mark(row)
        return NewPerson(
            fields=PersonFields(
                **{key: self._value(row, key) or "" for key in NAMES},
                sex=self._value(row, "sex") or Sex.UNKNOWN,
                birth_date=born,
                document_type="" if no_document else kind or "",
                document=self._value(row, "document") or "",
            ),
            kinship=self._value(row, "kinship") or Kinship.OTHER_RELATIVE,
            birth_precision=precision,
            no_document=no_document,
            ethnicity=self._value(row, "ethnicity"),
            disability=self._value(row, "disability"),
            pregnant=self._value(row, "pregnant"),
            victim=self._value(row, "victim"),
            accepted=tuple(
                Accepted(field, code, reason) for (of, field, code), reason in reasons.items() if of == mark
            ),
            known_as=self.id_of(row),
        )

    def persons(self, reasons: Reasons) -> tuple[NewPerson, ...]:
        """Return the people typed, in the order of the rows."""
        return tuple(self.person(row, reasons) for row in self.filled())

    def subjects(self) -> tuple[Subject, ...]:
        """Return the people typed as the form of the authorisation takes them."""
        typed = [(row, self.person(row, {})) for row in self.filled()]
        head = next((one.fields.sex for _row, one in typed if one.kinship is Kinship.HEAD), Sex.UNKNOWN)
        return tuple(
            Subject(
                person_id=self.id_of(row),
                name=self.name(row),
                birth_date=one.fields.birth_date,
                is_head=one.kinship is Kinship.HEAD,
                relation=relation_of_head(one.kinship, head),
            )
            for row, one in typed
        )

    def missing(self) -> list[HouseholdFinding]:
        """Return what a form asks for beyond the rules: the kinship of each."""
        return [
            HouseholdFinding(place, Finding("kinship", "kinship_missing", Severity.ERROR), {})
            for place, row in enumerate(self.filled())
            if self._value(row, "kinship") is None and not self.model.text(row, "kinship")
        ]

    def query(self, row: int, municipality: str, leave_out: Iterable[UUID]) -> HintQuery | None:
        """Return what is known of who is typed in ``row``, None for too little to look for."""
        if row >= len(self.model.rows()):
            return None
        fields = self.person(row, {}).fields
        if not fields.document and not (fields.first_name and fields.first_surname and fields.birth_date):
            return None
        return HintQuery(
            document_type=fields.document_type,
            document=fields.document,
            first_name=fields.first_name,
            second_name=fields.second_name,
            first_surname=fields.first_surname,
            second_surname=fields.second_surname,
            sex=fields.sex,
            birth_date=fields.birth_date,
            municipality_id=municipality,
            leave_out=tuple(leave_out),
        )

    # --- shown in the cells

    def show_ghosts(self) -> None:
        """Let the computed stand in for empty cells: who is head, and the document the law gives at an age."""
        ghosts: dict[tuple[int, str], str] = {}
        rows = self.filled()
        head = catalogues.label("kinship", Kinship.HEAD)
        if rows and not any(self.model.text(row, "kinship") == head for row in rows):
            ghosts[self.mark(rows[0]), "kinship"] = head
        for row in rows:
            if self.model.text(row, "document") and not self.model.text(row, "document_type"):
                born = self._value(row, "birth_date")
                usual = rules.usual_document(born[0] if born else None, self._today())
                ghosts[self.mark(row), "document_type"] = usual
        self.model.set_ghosts(ghosts)

    def show_findings(self, found: Iterable[HouseholdFinding], reasons: Reasons, *, typing: int | None) -> None:
        """Mark the cells that rules found wrong or doubtful and nobody passed.

        While the row ``typing`` is being typed nothing is said of it, and nothing of what is only missing anywhere;
        None once somebody asked to go on.
        """
        rows = self.filled()
        marks: dict[tuple[int, str], Problem] = {}
        for one in found:
            if one.row is None or (typing is not None and (rows[one.row] == typing or one.finding.code in _LATER)):
                continue
            mark, finding = self.mark(rows[one.row]), one.finding
            if (mark, finding.field, finding.code) in reasons:
                continue
            severity: Severe = "danger" if finding.severity is Severity.ERROR else "warning"
            known = marks.get((mark, finding.field))
            if known is None or known.severity == "warning":
                marks[mark, finding.field] = Problem(severity, by_hand(finding.code, **one.params))
        for (mark, field), (text, problem) in self._refused.items():
            row = self.model.row_of(mark)
            if row is not None and self.model.text(row, field) == text:
                marks[mark, field] = problem
        self.model.set_findings(marks)

    def refuse(self, place: int, field: str, why: str) -> tuple[int, int] | None:
        """Mark what the registry refused at the ``place``-th person until the cell says something else.

        Returns row and column, None when there is no such cell.
        """
        rows = self.filled()
        if place >= len(rows) or field not in {column.key for column in self.model.columns}:
            return None
        row = rows[place]
        self._refused[self.mark(row), field] = (self.model.text(row, field), Problem("danger", why))
        return row, self.model.place_of(field)

    # --- drafts

    def typed(self) -> dict[str, Any]:
        """Return the texts of the rows, and the ids of the people typed in them, as plain values."""
        rows = self.model.rows()
        ids = ["" if row.is_blank() else str(self.id_of(number)) for number, row in enumerate(rows)]
        return {"rows": [list(row.cells) for row in rows], "ids": ids}

    def retype(self, shown: Mapping[str, Any]) -> None:
        """Show again what `typed` returned."""
        self._refused = {}
        self.model.load([tuple(row) for row in shown.get("rows", ())])
        ids = zip(self.model.rows(), shown.get("ids", ()), strict=False)
        self._ids = {row.mark: UUID(known) for row, known in ids if known}
        self.show_ghosts()

    def _value(self, row: int, key: str) -> Any:
        try:
            return self.model.value(row, key)
        except ExpectedError:
            return None
