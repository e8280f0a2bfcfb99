"""The tab Plan familiar of the dossier: the plan to be read, its versions, and the ways to the editor and the paper."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import PlanState
from gsi_desktop.services.accompaniment.data import PlanInfo, PlanVersion
from gsi_desktop.services.core.formats import date as show
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.labels import ElidedLabel
from gsi_desktop.ui.kit.pieces import Places
from gsi_desktop.ui.kit.tables import Column, RowsModel, TableView
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.watch import Freshness, touches
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.plans import words
from gsi_desktop.ui.plans.blocks import broken_block, empty_block, reading_card
from gsi_desktop.ui.plans.reading import PlanDesk, plan_desk
from gsi_desktop.ui.plans.reading_list import PlanReading
from gsi_desktop.ui.shell import papers

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_NARROW = 330
_WITH_VERSIONS_FROM = 860


def _columns() -> tuple[Column, ...]:
    return (
        Column("number", _("Versión"), 64, tabular=True, value=lambda row: f"v{row.number}"),
        Column("state", _("Estado"), 104, stretch=True, chip=_state),
        Column("approved_on", _("Aprobada"), 92, tabular=True, value=lambda row: show(row.approved_on)),
        Column("priorities", _("Logros"), 56, align="right", tabular=True),
    )


def _state(version: PlanVersion) -> Chip:
    chip = words.state_chip(version)
    return Chip(chip.text.rsplit(" ", 1)[0], chip.kind, chip.icon)


class PlanPart(QWidget):
    """Shows the plan in force, or the draft while there is none. ``count_changed`` carries its version."""

    count_changed = Signal(str)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._family: UUID | None = None
        self._fresh = Freshness(context.services, self, lambda changes: touches(changes, self._family), self.reload)
        self.desk: PlanDesk | None = None
        self.chip = ChipLabel(Chip(""))
        self.about = ElidedLabel("", "body", "text2")
        self.open_button = Button(_("A&brir plan"), "file-text", self._open)
        self.version_button = Button(_("Hacer &nueva versión"), "plus", self._start)
        writes(self.version_button)
        self.print_button = Button(_("Imprimir &plan"), "printer", self._print)
        self.reading = PlanReading()
        self.versions = TableView(RowsModel(_columns()), framed=False, label=_("Versiones del plan"))
        self._whole = QWidget()
        self.places = Places()
        self._lay_out()
        self.versions.activated_row.connect(self._open_version)

    # --- hooks of the dossier

    def show_family(self, family_id: UUID) -> None:
        """Show a family's plan."""
        self._family, self.desk = family_id, None
        self.reload()

    def part_shown(self) -> None:
        """Bring it up to date and give the keyboard to what can be done."""
        self._fresh.catch_up()
        if self.places.currentWidget() is self._whole:
            self.open_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- reading

    def reload(self) -> None:
        """Read the plan anew."""
        family = self._family
        if family is None:
            return
        self._fresh.stale = False
        services = self._context.services
        work = partial(services.read, plan_desk, family, services.clock.today())
        self._context.runner.read(self, work, self._arrived, self._failed, key="plan")

    def _arrived(self, desk: PlanDesk) -> None:
        in_force = desk.approved
        if in_force is not None and desk.plan is not None and desk.plan.number != in_force.number:
            self._read_version(desk, in_force.number)
        else:
            self._show(desk, desk.plan)

    def _read_version(self, desk: PlanDesk, number: int) -> None:
        from gsi_desktop.services.accompaniment import queries

        work = partial(self._context.services.read, queries.plan, desk.family_id, number)
        self._context.runner.read(self, work, partial(self._show, desk), self._failed, key="version")

    def _show(self, desk: PlanDesk, plan: PlanInfo | None) -> None:
        self.desk = desk
        self.count_changed.emit(f"v{plan.number}" if plan is not None else "")
        if plan is None:
            self._show_block(empty_block(desk, self._start, self._to_achievements))
            return
        draft = desk.draft
        self.chip.set_chip(words.state_chip(plan))
        said = words.approval_line(plan) or _("Está en borrador: sus compromisos cuentan desde que se apruebe.")
        if draft is not None and plan.state is not PlanState.DRAFT:
            said = f"{said} {_('Hay un borrador v{number}.').format(number=draft.number)}"
        self.about.setText(said)
        self.open_button.setText(_("A&brir plan") if draft is None else _("A&brir borrador"))
        self.version_button.setVisible(draft is None)
        cogestor = desk.cogestor.name if desk.cogestor is not None else ""
        today = self._context.services.clock.today()
        self.reading.show_plan(plan.content, desk.board, desk.commitments, cogestor, today)
        model = self.versions.model()
        if isinstance(model, RowsModel):
            model.set_rows(desk.versions)
        self.places.setCurrentWidget(self._whole)

    def _failed(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        self._show_block(broken_block(said, self.reload))

    # --- going on

    def _open(self) -> None:
        self._context.navigate("plan", family_id=self._family)

    def _start(self) -> None:
        self._context.navigate("plan", family_id=self._family, start=True)

    def _open_version(self, version: PlanVersion) -> None:
        self._context.navigate("plan", family_id=self._family, number=version.number)

    def _print(self) -> None:
        number = self.desk.approved.number if self.desk is not None and self.desk.approved is not None else None
        self._context.navigate("print", paper=papers.FAMILY_PLAN, family_id=self._family, number=number)

    def _to_achievements(self) -> None:
        self._context.navigate("family", family_id=self._family, tab="achievements")

    # --- inside

    def showEvent(self, event: QShowEvent) -> None:
        """Bring it up to date when one comes back to it."""
        super().showEvent(event)
        self._fresh.catch_up()

    def _show_block(self, block: QWidget) -> None:
        self.places.show_block(block)

    def _lay_out(self) -> None:
        self._head, self._row = QHBoxLayout(), QHBoxLayout()
        self._head.addWidget(self.chip)
        self._head.addWidget(self.about, 1)
        for button in (self.open_button, self.version_button, self.print_button):
            self._head.addWidget(button)
        self._side = Card(_("Versiones"), padded=False)
        self._side.body.addWidget(self.versions)
        self._row.addWidget(reading_card(self.reading), 1)
        self._row.addWidget(self._side)
        self._column = QVBoxLayout(self._whole)
        self._column.addLayout(self._head)
        self._column.addLayout(self._row, 1)
        self.places.addWidget(self._whole)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.places)
        theme().changed.connect(self._space)
        self._space()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the versions to the editor where the room is short."""
        super().resizeEvent(event)
        self._side.setVisible(self.width() >= theme().px(_WITH_VERSIONS_FROM))

    def _space(self) -> None:
        px = theme().px
        self._column.setContentsMargins(0, px(8), 0, 0)
        self._column.setSpacing(px(8))
        self._head.setSpacing(px(8))
        self._row.setSpacing(px(size("frame.gap")))
        self._side.setFixedWidth(px(_NARROW))
