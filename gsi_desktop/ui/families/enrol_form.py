"""What is typed of a new family: household and members on one sheet, then what they authorised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.models.enums import TargetingSource
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families import household_rules
from gsi_desktop.services.families.consent_data import ConsentText, PersonConsent
from gsi_desktop.services.families.data import Accepted, Severity
from gsi_desktop.services.families.duplicates import HintQuery
from gsi_desktop.services.families.enrol_data import EnrolFamily, HouseholdFinding, NotSame
from gsi_desktop.services.families.wording import by_hand
from gsi_desktop.ui.families.enrol_consent import ConsentStep
from gsi_desktop.ui.families.enrol_household import HouseholdForm
from gsi_desktop.ui.families.enrol_line import CellLine
from gsi_desktop.ui.families.enrol_members import Members
from gsi_desktop.ui.families.enrol_reasons import Doubt, Key
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.entry_grid import EntryGrid
from gsi_desktop.ui.kit.pieces import scrolling
from gsi_desktop.ui.kit.theme import theme

SHEET, CONSENT = 0, 1
_CHECK_MS: Final = 120
_LEAST_ROWS_PX: Final = 170
"""Headings and five rows."""
_RESERVED: Final = "cghid"
"""Access keys of the page's buttons."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that keeps the family from being saved: where it is and how to get there.

    ``shown`` when a field or a cell shows it, so that it can be seen to be mended.
    """

    about: str
    text: str
    go: Callable[[], object]
    shown: bool = True


class EnrolForm(QStackedWidget):
    """Both steps. ``changed`` fires with everything typed; ``row_typed`` with the row being typed; ``save_asked``.

    ``checked`` fires when what is wrong was looked at again, as somebody pauses.
    """

    changed = Signal()
    checked = Signal()
    row_typed = Signal(int)
    save_asked = Signal()

    def __init__(self, today: Callable[[], date], notices: QVBoxLayout) -> None:
        super().__init__()
        self._today = today
        self.household = HouseholdForm(today, reserved=_RESERVED, notices=notices)
        self.members = Members(today)
        self.grid = EntryGrid(self.members.model, _("Personas del hogar"))
        self.line = CellLine(self.members, self.grid)
        self._second = ConsentStep(today, reserved=_RESERVED)
        self.consent = self._second.form
        self.reasons: dict[Key, str] = {}
        self.not_same: dict[int, set[UUID]] = {}
        self._asked = False
        self._soon = QTimer(self, singleShot=True, interval=_CHECK_MS)
        self._lay_out()
        self._connect()

    # --- beginning

    def begin(self, municipality: str | None, source: TargetingSource) -> None:
        """Show an empty family that begins with what is usual here."""
        self.household.begin(municipality, source)
        self._forget()
        self.members.retype({})
        self.setCurrentIndex(SHEET)
        self.grid.go_to(0, 0)
        self._check()

    def is_blank(self) -> bool:
        """Whether nobody was written down."""
        return not self.members.filled()

    def title(self) -> str:
        """Return what a draft of this is called."""
        names = [self.members.name(row) for row in self.members.filled()]
        first = next((name for name in names if name), "")
        return _("Familia nueva de {name}").format(name=first) if first else _("Familia nueva")

    # --- drafts

    def typed(self) -> dict[str, Any]:
        """Return everything typed as plain values."""
        places = {self.members.mark(row): row for row in range(len(self.members.model.rows()))}
        return {
            "household": self.household.typed(),
            "members": self.members.typed(),
            "reasons": [
                [places.get(mark) if mark is not None else None, field, code, reason]
                for (mark, field, code), reason in self.reasons.items()
                if mark is None or mark in places
            ],
            "not_same": [
                [places[mark], sorted(str(one) for one in people)]
                for mark, people in self.not_same.items()
                if mark in places
            ],
            "consent": self._second.typed(),
        }

    def retype(self, shown: Mapping[str, Any]) -> None:
        """Show again what `typed` returned."""
        self._forget()
        self.household.retype(shown.get("household", {}))
        self.members.retype(shown.get("members", {}))
        count = len(self.members.model.rows())
        for place, field, code, reason in shown.get("reasons", ()):
            if place is None or place < count:
                self.reasons[None if place is None else self.members.mark(place), field, code] = reason
        for place, people in shown.get("not_same", ()):
            if place < count:
                self.not_same[self.members.mark(place)] = {UUID(one) for one in people}
        self._second.retype(shown.get("consent"))
        self.setCurrentIndex(SHEET)
        self.grid.go_to(0, 0)
        self._check()

    def _forget(self) -> None:
        self.reasons, self.not_same = {}, {}
        self._second.retype(None)
        self._asked = False
        self.line.forget()

    # --- checking

    def wrong(self, consents: tuple[PersonConsent, ...] = ()) -> list[Wrong]:
        """Check everything of the sheet, mark it at its place, and return what keeps it from being saved."""
        self.grid.commit_open()
        self._asked = True
        fields = [field for field in self.household.fields() if not field.isHidden() and not field.check()]
        found = [Wrong(field.name, field.error, self._to_field(field.key)) for field in fields]
        findings = self.findings(consents, whole=not fields)
        self.members.show_findings(findings, self.reasons, typing=None)
        for one in findings:
            if one.row is None and one.finding.severity is Severity.ERROR:
                found.append(self._wrong_household(one))
        return [*found, *self._wrong_cells()]

    def still_wrong(self) -> list[Wrong]:
        """Return what is shown as wrong now; nothing is asked again and no cell that is typed in is left."""
        fields = [field for field in self.household.fields() if field.error and not field.isHidden()]
        return [*(Wrong(one.name, one.error, self._to_field(one.key)) for one in fields), *self._wrong_cells()]

    def _wrong_cells(self) -> list[Wrong]:
        return [
            Wrong(self.members.cell_name(row, column), problem.text, self._to_cell(row, column))
            for row, column, problem in self.members.model.problems()
            if problem.severity == "danger"
        ]

    def doubts(self, consents: tuple[PersonConsent, ...] = ()) -> list[Doubt]:
        """Return what is doubtful and was not passed with a reason."""
        rows = self.members.filled()
        found = []
        for one in self.findings(consents, whole=True):
            if one.finding.severity is Severity.ERROR:
                continue
            mark = None if one.row is None else self.members.mark(rows[one.row])
            key = (mark, one.finding.field, one.finding.code)
            if key not in self.reasons:
                about = (
                    self.household.field(one.finding.field).name if one.row is None else self.members.who(rows[one.row])
                )
                found.append(Doubt(key, about, by_hand(one.finding.code, **one.params)))
        return found

    def findings(self, consents: tuple[PersonConsent, ...] = (), *, whole: bool) -> list[HouseholdFinding]:
        """Return what the rules find: of the ``whole``, or of the people alone while the household has errors."""
        if whole:
            data = replace(self.data(), consents=consents)
            return [*household_rules.check_household(data, self._today()), *self.members.missing()]
        people = self.members.persons(self.reasons)
        return [*household_rules.check_members(people, self._today()), *self.members.missing()]

    def data(self) -> EnrolFamily:
        """Return the household typed; what will not do counts as empty, so check first."""
        accepted = tuple(
            Accepted(field, code, why) for (mark, field, code), why in self.reasons.items() if mark is None
        )
        return EnrolFamily(
            municipality_id=self.household.municipality,
            entry_on=self.household.field("entry_on").value() or self._today(),
            contact=self.household.contact(),
            targeting=self.household.targeting(),
            members=self.members.persons(self.reasons),
            accepted=accepted,
            not_same=tuple(
                NotSame(self.members.id_of(row), person)
                for row in self.members.filled()
                for person in sorted(self.not_same.get(self.members.mark(row), ()))
            ),
        )

    def refuse(self, place: int, field: str, why: str) -> bool:
        """Mark what the registry refused of the ``place``-th person and go there; False when it is no cell."""
        cell = self.members.refuse(place, field, why)
        if cell is None:
            return False
        self._check()
        self._to_cell(*cell)()
        return True

    def query(self, row: int) -> HintQuery | None:
        """Return what the registry is asked about the person of a row."""
        if row >= len(self.members.model.rows()):
            return None
        left_out = self.not_same.get(self.members.mark(row), set())
        return self.members.query(row, self.household.municipality, left_out)

    # --- consent

    def open_consent(self, text: ConsentText, taken_by: str) -> None:
        """Go on to what they authorise; what was answered before stays."""
        self._second.ask(self.members.subjects(), text, taken_by)
        self.setCurrentIndex(CONSENT)
        self._second.take_keyboard()

    def open_sheet(self) -> None:
        """Go back to household and members."""
        self.setCurrentIndex(SHEET)
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- while typing

    def _check(self) -> None:
        """Show what stands in for empty cells and what the rules say of the rows already left."""
        self._soon.stop()
        self.members.show_ghosts()
        typing = None if self._asked else self.grid.place[0]
        found: Iterable[HouseholdFinding] = self.findings(whole=False) if self.members.filled() else ()
        self.members.show_findings(found, self.reasons, typing=typing)
        self.line.say()
        self.checked.emit()

    def _edited(self) -> None:
        self.members.show_ghosts()
        self._soon.start()
        self.row_typed.emit(self.grid.place[0])
        self.changed.emit()

    def _moved(self, row: int, column: int) -> None:
        self.line.follow(row, column)
        self._soon.start()
        self.row_typed.emit(row)

    def _wrong_household(self, one: HouseholdFinding) -> Wrong:
        text = by_hand(one.finding.code, **one.params)
        if one.finding.field == "members":
            return Wrong(_("Personas"), text, self._to_cell(0, 0), shown=False)
        field = self.household.field(one.finding.field)
        field.set_error(text)
        return Wrong(field.name, text, self._to_field(field.key))

    def _to_field(self, key: str) -> Callable[[], None]:
        def go() -> None:
            self.setCurrentIndex(SHEET)
            self.household.field(key).box.setFocus(Qt.FocusReason.OtherFocusReason)

        return go

    def _to_cell(self, row: int, column: int) -> Callable[[], None]:
        def go() -> None:
            self.setCurrentIndex(SHEET)
            self.grid.go_to(row, column)
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

        return go

    def to_mark(self, key: Key) -> None:
        """Take the keyboard to what a doubt is about."""
        mark, field, _code = key
        row = self.members.model.row_of(mark) if mark is not None else None
        if row is None:
            self._to_field(field)()
        else:
            self._to_cell(row, self.members.model.place_of(field))()

    # --- inside

    def _lay_out(self) -> None:
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(8))
        household = Card(_("Hogar"))
        household.body.addWidget(self.household)
        people = Card(_("Personas"), _("una fila por persona; se puede pegar un bloque desde Excel"), padded=False)
        people.body.addWidget(self.grid, 1)
        self.line.setContentsMargins(theme().px(10), theme().px(4), theme().px(10), theme().px(4))
        people.body.addWidget(self.line)
        column.addWidget(household)
        column.addWidget(people, 1)
        self._area = scrolling(sheet)
        self.addWidget(self._area)
        self.addWidget(self._second)
        theme().changed.connect(self._make_room)
        self._make_room()

    def _make_room(self) -> None:
        """Keep some rows of the sheet in sight; where the window is short of them, the step scrolls."""
        self.grid.setMinimumHeight(theme().px(_LEAST_ROWS_PX))

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll to what has the keyboard."""
        if now is not None and self.isVisible() and self._area.isAncestorOf(now):
            self._area.ensureWidgetVisible(now, 0, theme().px(8))

    def _connect(self) -> None:
        cast("QApplication", QApplication.instance()).focusChanged.connect(self._follow_focus)
        self.household.changed.connect(self.changed)
        self.household.changed.connect(self._soon.start)
        self.household.finished.connect(self._to_cell(0, 0))
        self.household.save_asked.connect(self.save_asked)
        self.members.model.edited.connect(self._edited)
        self.grid.cell_changed.connect(self._moved)
        self.consent.changed.connect(self.changed)
        self._soon.timeout.connect(self._check)


def summary(wrong: Sequence[Wrong], most: int = 6) -> tuple[list[tuple[str, Callable[[], object]]], int]:
    """Return the links of a summary, at most ``most``, and how many are left out."""
    return [(one.about, one.go) for one in wrong[:most]], max(0, len(wrong) - most)
