"""Borradores: what was begun and not saved, with its age; gone on with, or thrown away and taken back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.drafts import Draft
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.columns import Column
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.formats import since
from gsi_desktop.ui.kit.held_bar import HeldBar
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.tables import RowsModel, TableView
from gsi_desktop.ui.shell.context import UiContext


class DraftsPage(Page):
    """The list of drafts, the newest first. Enter goes on with one, Supr throws it away with a way back."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            _("Borradores"), _("Lo que quedó a medio escribir en este equipo. Nadie más lo ve y nada se pierde.")
        )
        self._context = context
        self.rows = RowsModel(self._columns())
        self.table = TableView(self.rows, framed=False, label=_("Lista de borradores"))
        self.go_on = Button(_("&Continuar"), "edit", self._open, kind="primary")
        self.discard_button = Button(_("&Descartar"), "trash", self.discard)
        self._undo = HeldBar(self)
        self._card = Card(_("Borradores"), padded=False)
        self._lay_out()
        context.drafts.changed.connect(self._refresh)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table, self.discard, context=Qt.ShortcutContext.WidgetShortcut)

    def page_shown(self) -> None:
        """Show the list as it is and give it the keyboard."""
        self.refresh()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def breadcrumb(self) -> list[str]:
        """Return the page after Inicio."""
        return [_("Inicio"), self.title]

    def refresh(self) -> None:
        """Show the drafts there are; the cursor stays on its own."""
        current: Draft | None = self.table.current()
        found = self._context.drafts.all()
        self.rows.set_rows(found)
        count = ngettext("{count} sin terminar", "{count} sin terminar", len(found)).format(count=len(found))
        self._card.set_title(_("Borradores"), count if found else "")
        for button in (self.go_on, self.discard_button):
            button.setEnabled(bool(found))
        if not found:
            self.table.set_placeholder(EmptyState("circle-check", _("No hay nada a medio escribir.")))
            return
        self.table.set_placeholder(None)
        key = current.key if current is not None else None
        self.table.go_to_row(self.rows.find(lambda one: one.key == key) or 0)

    def discard(self) -> None:
        """Throw away the drafts chosen; a notice takes them back."""
        chosen: list[Draft] = self.table.selected() or [one for one in [self.table.current()] if one is not None]
        if not chosen:
            return
        for one in chosen:
            self._context.drafts.drop(*one.key)
        count = len(chosen)
        said = ngettext("Se descartó el borrador.", "Se descartaron {count} borradores.", count).format(count=count)
        detail = chosen[0].title if count == 1 else ""
        self._undo.show(InfoBar("info", said, detail, actions=[(_("Deshacer"), partial(self._take_back, chosen))]))

    def _take_back(self, dropped: list[Draft]) -> None:
        self._undo.drop()
        known = {one.key for one in self._context.drafts.all()}
        for one in reversed(dropped):
            if one.key not in known:
                self._context.drafts.keep(one)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self) -> None:
        self._go_on_with(self.table.current())

    def _go_on_with(self, draft: Draft | None) -> None:
        if draft is None:
            return
        place = draft.opens
        if place is None:
            self._context.notify("warning", _("Este borrador ya no tiene página que lo muestre."), draft.title)
            return
        area, told = place
        self._context.navigate(area, **told)

    def _refresh(self) -> None:
        if self.isVisible():
            self.refresh()

    def _columns(self) -> list[Column]:
        now = self._context.drafts.now
        return [
            Column("title", _("Qué estaba haciendo"), 420, stretch=True, strong=True),
            Column("age", _("Antigüedad"), 160, value=lambda one: since(one.saved_at, now())),
            Column(
                "saved_at",
                _("Última tecla"),
                150,
                tabular=True,
                value=lambda one: one.saved_at.astimezone(BOGOTA).strftime("%d/%m/%Y %H:%M"),
            ),
        ]

    def _lay_out(self) -> None:
        for button in (self.go_on, self.discard_button):
            button.setProperty("extent", "small")
            self._card.header.addWidget(button)
        self._card.body.addWidget(self.table)
        self.body.addWidget(self._card, 1)
        self.table.activated_row.connect(self._go_on_with)
