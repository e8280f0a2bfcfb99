"""The column beside the progress: the next visit, the phase with its reasons and what is missing, and the alerts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import FamilyStatus
from gsi_desktop.services.accompaniment import wording
from gsi_desktop.services.accompaniment.data import AccompanimentSummary
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import Dossier
from gsi_desktop.ui.families import overview_words
from gsi_desktop.ui.families.agree_form import AgreeForm
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button, link
from gsi_desktop.ui.kit.labels import ElidedLabel, Label, Line
from gsi_desktop.ui.kit.pieces import Picture
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes

if TYPE_CHECKING:
    from gsi_desktop.ui.families.overview_words import Alert
    from gsi_desktop.ui.shell.context import UiContext

_MOST_ALERTS = 5


class Section(QWidget):
    """A part of the card: icon, title and at most one link, then lines."""

    def __init__(self, icon: str, title: str) -> None:
        super().__init__()
        px = theme().px
        self.title = ElidedLabel(title, "card_title")
        self._head = QHBoxLayout()
        self._head.setSpacing(px(8))
        self._head.addWidget(Picture(icon, "text", 16))
        self._head.addWidget(self.title, 1)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(5))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(px(12), px(8), px(12), px(10))
        self.column.setSpacing(px(6))
        self.column.addLayout(self._head)
        self.column.addLayout(self._lines)

    def add_link(self, button: Button) -> None:
        """Put a link at the right of the title."""
        self._head.addWidget(button)

    def clear(self) -> None:
        """Drop the lines."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def add(self, widget: QWidget) -> None:
        """Add a line."""
        self._lines.addWidget(widget)

    def say(self, text: str, role: str = "s", tone: str = "text2") -> Label:
        """Add a sentence."""
        label = Label(text, role, tone, wrap=True, tabular=True)
        self.add(label)
        return label

    def point(self, icon: str, tone: str, title: str, detail: str = "", role: str = "s") -> None:
        """Add an icon with a sentence, and quiet words below."""
        line = QWidget()
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme().px(8))
        across.addWidget(Picture(icon, tone, 15), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(title, role, "text", wrap=True, tabular=True))
        if detail:
            words.addWidget(Label(detail, "s", "text2", wrap=True))
        across.addLayout(words, 1)
        self.add(line)


class RouteCard(QFrame):
    """The card. ``agreed`` fires after a visit was agreed here; ``tab_asked`` carries a tab an alert leads to."""

    agreed = Signal()
    tab_asked = Signal(str)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._today = context.services.clock.today
        self._dossier: Dossier | None = None
        self._found: AccompanimentSummary | None = None
        self._alerts: tuple[Alert, ...] = ()
        self.visit = Section("calendar-event", _("Próxima visita"))
        self.phase = Section("route", _("Fase"))
        self.alert = Section("bell", _("Alertas"))
        self.agree = link(_("Acordar"), self._open_form)
        writes(self.agree)
        self.form = AgreeForm(context)
        self.visit.add_link(self.agree)
        self.visit.column.addWidget(self.form)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        for number, section in enumerate((self.visit, self.phase, self.alert)):
            if number:
                self._column.addWidget(Line())
            self._column.addWidget(section)
        self._column.addStretch(1)
        self.form.hide()
        self.form.done.connect(self.agreed)
        for ended in (self.form.done, self.form.left):
            ended.connect(self._close_form)

    def show_summary(self, dossier: Dossier, found: AccompanimentSummary) -> None:
        """Show the accompaniment of a family; an open form goes when the family is another."""
        if self._dossier is None or dossier.family_id != self._dossier.family_id:
            self._hide_form()
        self._dossier, self._found = dossier, found
        self._show_visit(dossier, found, self._today())
        self._show_phase(found)

    def show_alerts(self, alerts: Sequence[Alert]) -> None:
        """Show what to look at."""
        self._alerts = tuple(alerts)
        self.alert.clear()
        for one in self._alerts[:_MOST_ALERTS]:
            self.alert.point(one.icon, one.tone, one.title, one.detail, "body_strong")
        left = len(self._alerts) - _MOST_ALERTS
        if left > 0:
            more = link(_("Ver {n} más").format(n=left), self._to_first_left)
            self.alert.add(more)
        if not self._alerts:
            self.alert.say(_("Nada pendiente por ahora."), tone="text3")

    def failed(self, said: str) -> None:
        """Say why nothing of it could be read."""
        self.visit.clear()
        self.visit.point("alert-circle", "danger", said)

    # --- inside

    def _to_first_left(self) -> None:
        self.tab_asked.emit(self._alerts[_MOST_ALERTS].tab)

    def _show_visit(self, dossier: Dossier, found: AccompanimentSummary, today: date) -> None:
        self.visit.clear()
        agreed = found.next_visit
        inside = dossier.status is FamilyStatus.ACTIVE
        if agreed is not None:
            when = overview_words.moment(agreed)
            self.visit.say(when[:1].upper() + when[1:], "m", "text")
            late = agreed.planned_on is not None and agreed.planned_on < today
            self.visit.say(overview_words.visit_facts(agreed, today), tone="warning" if late else "text2")
        else:
            self.visit.say(_("Sin visita acordada.") if inside else _("La familia ya no está en el programa."))
        words = _("Cambiar") if agreed is not None else _("Acordar")
        self.agree.setText(words)
        set_name(self.agree, _("{verb} la próxima visita").format(verb=words))
        self.agree.setVisible(inside and not self.form.isVisibleTo(self.visit))

    def _show_phase(self, found: AccompanimentSummary) -> None:
        self.phase.title.setText(wording.phase(found.phase.phase))
        self.phase.clear()
        for fact in found.phase.reasons:
            self.phase.point("circle-check", "success", wording.fact_text(fact))
        if found.phase.missing:
            self.phase.say(overview_words.next_phase(found), "s", "text")
        for fact in found.phase.missing:
            self.phase.point("circle-dashed", "text3", wording.fact_text(fact))

    def _open_form(self) -> None:
        if self._dossier is None or self._found is None:
            return
        self.agree.hide()
        self.form.show()
        self.form.open_for(self._dossier.family_id, self._found.next_visit)

    def _hide_form(self) -> None:
        self.form.hide()
        self.agree.show()

    def _close_form(self) -> None:
        self._hide_form()
        self.agree.setFocus(Qt.FocusReason.OtherFocusReason)
