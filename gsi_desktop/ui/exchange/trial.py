"""The right card of the import: what the dry run says of every row, and the buttons that go on from there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.exchange.parts import Hint, ShownStack
from gsi_desktop.ui.exchange.report_view import ReportView
from gsi_desktop.ui.exchange.rows import GroupedReport
from gsi_desktop.ui.exchange.sample import SampleView
from gsi_desktop.ui.kit.accessibility import announce
from gsi_desktop.ui.kit.buttons import Button, primary, secondary
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.columns import ColumnState
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.labels import Line
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.theme import theme


class TrialCard(Card):
    """Shows no dry run yet, one under way, or one done; only a fresh one can be imported."""

    back_asked = Signal()
    trial_asked = Signal()
    import_asked = Signal()
    fixes_asked = Signal()

    def __init__(self, titles: dict[str, str], state: ColumnState | None = None) -> None:
        super().__init__(_("Ensayo"), _("nada se ha guardado todavía"), padded=False)
        self._problem = ""
        self._stale = False
        self._busy = False
        self.report = ReportView(state=state, label=_("Filas del padrón con lo que pasaría"))
        self.before = SampleView(titles)
        self.progress = ProgressPanel()
        self.note = Hint(wrap=True)
        self.fixes = Button(_("&Filas por corregir (.xlsx)"), "download", self.fixes_asked.emit, size="small")
        self.back = secondary(_("A&trás"), "chevron-left", self.back_asked.emit)
        self.again = secondary(_("&Ensayar de nuevo"), "refresh", self.trial_asked.emit)
        self.go = primary("", None, self._go)
        self._stack = ShownStack()
        self._fill()
        self.reset()

    # --- what is shown

    @property
    def grouped(self) -> GroupedReport | None:
        """The dry run shown, None while there is none."""
        return self.report.grouped if self._stack.currentWidget() is self.report else None

    def reset(self) -> None:
        """Show that there is no dry run yet."""
        self._stale = False
        self._stack.setCurrentWidget(self.before)
        self._refresh()

    def set_problem(self, problem: str) -> None:
        """Say why the file cannot be rehearsed, "" when it can."""
        if problem != self._problem:
            self._problem = problem
            announce(self.go, problem)
        self._refresh()

    def set_stale(self) -> None:
        """Say that the columns changed after the dry run shown."""
        self._stale = True
        self._refresh()

    def set_busy(self, busy: bool) -> None:
        """Have the buttons wait while work is under way."""
        self._busy = busy
        self._refresh()

    def show_report(self, grouped: GroupedReport) -> None:
        """Show a dry run that is done."""
        self._stale = False
        self.report.show_report(grouped)
        self._stack.setCurrentWidget(self.report)
        self._refresh()

    def to_review(self) -> int:
        """Return how many differences importing would leave for review."""
        return self.grouped.report.counts.warnings.get("needs_review", 0) if self.grouped else 0

    # --- inside

    def _fill(self) -> None:
        px = theme().px
        self.header.addStrut(px(28))
        self.header.addWidget(self.fixes)
        self._stack.addWidget(self.before)
        self._stack.addWidget(self.report)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(self.note, 1)
        for button in (self.back, self.again, self.go):
            foot.addWidget(button)
        band = QWidget()
        column = QVBoxLayout(band)
        column.setContentsMargins(px(12), px(9), px(12), px(9))
        column.setSpacing(px(9))
        column.addWidget(self.progress)
        column.addLayout(foot)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(Line())
        self.body.addWidget(band)

    def _go(self) -> None:
        if self.grouped is None:
            self.trial_asked.emit()
        else:
            self.import_asked.emit()

    def _refresh(self) -> None:
        idle, grouped = not self._busy, self.grouped
        self.before.why.setText(self._before_words())
        self.go.setText(_("&Ensayar") if grouped is None else self._import_words(grouped))
        self.again.setVisible(grouped is not None)
        self.again.setEnabled(idle and not self._problem)
        self.fixes.setVisible(grouped is not None and bool(grouped.report.counts.rejected))
        self.fixes.setEnabled(idle)
        self.back.setEnabled(idle)
        self.report.setEnabled(idle)
        reason = self._reason(grouped)
        self.go.setEnabled(idle and not reason)
        self.go.setToolTip(reason)
        if reason:
            self.note.say(reason, icon="alert-triangle", tone="warning")
        elif grouped is None:
            self.note.say(_("El ensayo revisa todas las filas y no guarda nada."))
        else:
            self.note.say(_("Queda como lote; se puede deshacer completo."), icon="history")

    def _reason(self, grouped: GroupedReport | None) -> str:
        if self._problem:
            return self._problem
        if grouped is not None and self._stale:
            return _("Las columnas cambiaron: ensaye de nuevo.")
        if grouped is not None and not grouped.people and not self.to_review():
            return self._nothing_words(grouped)
        return ""

    def _nothing_words(self, grouped: GroupedReport) -> str:
        if grouped.report.counts.persons_unchanged:
            return _("No hay nada que importar: el registro ya tiene estos datos.")
        return _("No hay nada que importar: corrija las filas en el archivo.")

    def _import_words(self, grouped: GroupedReport) -> str:
        people = grouped.people
        if people or not self.to_review():
            words = ngettext("Im&portar {n} persona", "Im&portar {n} personas", people)
            return words.format(n=thousands(people))
        words = ngettext("Im&portar {n} diferencia", "Im&portar {n} diferencias", self.to_review())
        return words.format(n=thousands(self.to_review()))

    def _before_words(self) -> str:
        if self._problem:
            return _("Así se leen las primeras filas. Para ensayar falta decir qué columna trae un dato obligatorio.")
        return _("Así se leen las primeras filas. Si un dato está bajo otro título, corrija la columna a la izquierda.")
