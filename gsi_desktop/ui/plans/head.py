"""What stands above the editor: state, whether it is saved, what is missing, and the actions."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from gsi_desktop.models.enums import PlanState
from gsi_desktop.services.accompaniment.data import PlanGap
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import announce, set_name
from gsi_desktop.ui.kit.buttons import Button, link
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.labels import ElidedLabel
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.plans import words
from gsi_desktop.ui.plans.reading import PlanDesk
from gsi_desktop.ui.plans.save_state import SaveState

if TYPE_CHECKING:
    from gsi_desktop.ui.plans.page import PlanPage

_REASON_FROM = 1100


class PlanHead(QObject):
    """Arranges the head of a `PlanPage` and keeps it true."""

    def __init__(self, page: PlanPage) -> None:
        super().__init__(page)
        self._page = page
        self._said = ""
        self._count = 0
        self._draft = False
        self.chip = ChipLabel(Chip(""))
        self.saved = SaveState()
        self.reason = ElidedLabel("", "s", "warning")
        self.complete = link(_("Completar"), self._go_to_gap)
        self.menu = QMenu(page)
        self.versions = page.add_action(_("&Versiones"), "history", lambda: None)
        self.versions.setMenu(self.menu)
        self.printing = page.add_action(_("&Imprimir"), "printer", page.do.print_paper, shortcut="Ctrl+P")
        self.act = page.add_action(_("A&probar con firma"), "circle-check", page.do.act, primary=True)
        writes(self.act)
        page.title_row.addWidget(self.chip)
        page.title_row.addStretch(1)
        self._between = QHBoxLayout()
        self.reason.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._between.addStretch(1)
        self._between.addWidget(self.saved)
        self._between.addWidget(self.reason, 100)
        self._between.addWidget(self.complete)
        page.header.insertLayout(1, self._between, 1)
        page.header.setStretch(0, 0)
        self.menu.aboutToShow.connect(self._fill)
        self.saved.changed.connect(self.fit)
        theme().changed.connect(self._space)
        self._space()
        self._show(draft=False, any_plan=False)

    def order_tabs(self) -> None:
        """Have Tab go as the eye does; call once everything is in the page."""
        for one, after in pairwise((self.complete, self.act, self.versions, self.printing)):
            QWidget.setTabOrder(one, after)
        QWidget.setTabOrder(self.printing, self._page.editor.add_button)

    def show_desk(self, desk: PlanDesk) -> None:
        """Show which version it is and what can be done with it."""
        plan = desk.plan
        draft = plan is not None and plan.state is PlanState.DRAFT
        self._show(draft=draft, any_plan=plan is not None)
        if plan is not None:
            self.chip.set_chip(words.state_chip(plan))
        if not draft:
            self._offer(_("Se&guir con el borrador") if desk.draft is not None else _("Hacer nueva ver&sión"), "plus")
            self.act.setEnabled(True)
            self.act.setToolTip("")
            self._page.set_title(self._page.title, _("Lo que la familia y las entidades acordaron."))
            return
        self._offer(_("A&probar con firma"), "circle-check")
        self._page.set_title(self._page.title, _("Priorice cinco logros o más y acuerde quién hace qué y cuándo."))

    def show_gaps(self, gaps: tuple[PlanGap, ...]) -> None:
        """Let the plan be approved, or say beside the button why not."""
        said, former = words.gaps_line(gaps), self._said
        self._said = said
        self.act.setEnabled(not gaps)
        self.act.setToolTip(words.every_gap(gaps))
        set_name(self.act, f"{_('Aprobar con firma')}. {said}" if said else _("Aprobar con firma"))
        self._count = len(gaps)
        self.reason.setText(said)
        self.complete.setToolTip(words.every_gap(gaps))
        self.fit()
        if former and not said:
            announce(self._page, _("El plan está completo y se puede aprobar."))

    def _go_to_gap(self) -> None:
        self._page.editor.go_to_gap()

    def fit(self) -> None:
        """Say the reason where there is room for it; else only how much is missing."""
        roomy = self._page.width() >= theme().px(_REASON_FROM)
        self.reason.setVisible(self._draft and roomy and bool(self._said))
        self.complete.setVisible(self._draft and bool(self._said))
        self.saved.setVisible(self._draft and (roomy or not self._said or not self.saved.at_rest))
        self.complete.setText(_("Completar") if roomy else words.missing(self._count))
        set_name(self.complete, f"{_('Completar')}. {self._said}")

    def _show(self, *, draft: bool, any_plan: bool) -> None:
        self._draft = draft
        of_any: tuple[QWidget, ...] = (self.chip, self.versions, self.printing, self.act)
        for widget in of_any:
            widget.setVisible(any_plan)
        self.fit()

    def _offer(self, text: str, icon: str) -> None:
        self.act.setText(text)
        set_name(self.act, text)
        if isinstance(self.act, Button):
            self.act.set_icon(icon)

    def _fill(self) -> None:
        """Offer the versions, and to throw the draft away."""
        self.menu.clear()
        desk = self._page.desk
        if desk is None:
            return
        shown = desk.plan.number if desk.plan is not None else None
        for version in desk.versions:
            action = self.menu.addAction(words.version_line(version))
            action.setCheckable(True)
            action.setChecked(version.number == shown)
            action.triggered.connect(partial(self._page.show_number, version.number))
        if desk.plan is not None and desk.plan.state is PlanState.DRAFT:
            self.menu.addSeparator()
            self.menu.addAction(_("Descartar borrador…")).triggered.connect(lambda _checked: self._page.do.discard())

    def _space(self) -> None:
        self._between.setSpacing(theme().px(8))
