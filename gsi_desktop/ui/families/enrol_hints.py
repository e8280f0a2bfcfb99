"""Who may be registered already, told while they are being typed: beside the work, never in its way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.families import duplicates
from gsi_desktop.services.families.duplicates import Hint, HintQuery
from gsi_desktop.ui.kit.infobar import InfoBar

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_AFTER_MS: Final = 150
"""So long after the last keystroke the registry is asked."""


class HintStrip(QWidget):
    """Tells who in the registry looks like the person of a row. ``ask`` is called with every change.

    ``open_asked`` carries the family; ``not_same`` the mark of the row and the person it is not.
    """

    open_asked = Signal(object)
    not_same = Signal(int, object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._query: HintQuery | None = None
        self._answered: HintQuery | None = None
        self._mark = 0
        self._bar: InfoBar | None = None
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._soon.timeout.connect(self._ask)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    @property
    def bar(self) -> InfoBar | None:
        """What is said now, None for nothing."""
        return self._bar

    @property
    def settled(self) -> bool:
        """Whether the registry has answered about what is typed."""
        return self._query == self._answered

    def look_for(self, mark: int, query: HintQuery | None) -> None:
        """Look for who is being typed in the row ``mark``; None says nothing any more."""
        self._mark = mark
        self._query = query
        if query is None or query != self._answered:
            self._soon.start()

    def _ask(self) -> None:
        query = self._query
        if query is None:
            self._arrived(None, ())
            return
        read = self._context.services.read
        self._context.runner.read(
            self, lambda: read(duplicates.hints, query), lambda found: self._arrived(query, found), key="hints"
        )

    def _arrived(self, query: HintQuery | None, found: Sequence[Hint]) -> None:
        if query == self._query:
            self._answered = query
            self._show(found)

    def _show(self, found: Sequence[Hint]) -> None:
        if self._bar is not None:
            self._column.removeWidget(self._bar)
            self._bar.hide()
            self._bar.deleteLater()
            self._bar = None
        if not found:
            self.hide()
            return
        first, mark = found[0], self._mark
        actions: list[tuple[str, Callable[[], object]]] = [
            (_("No es la misma persona"), lambda: self._deny(mark, first.person_id))
        ]
        if first.family_id is not None:
            actions.insert(0, (_("Abrir ficha"), lambda: self._open(first.family_id)))
        title = _("Puede que ya esté en el registro: {name}.").format(name=first.name)
        self._bar = InfoBar("warning", title, self._told(first, len(found) - 1), actions=actions, icon="user-search")
        self._column.addWidget(self._bar)
        self.show()
        self._bar.show()

    def _told(self, hint: Hint, more: int) -> str:
        number = formats.document_number(hint.document)
        facts = [
            f"{hint.document_type} {number}" if hint.document else "",
            _("nació el {day}").format(day=formats.date(hint.birth_date)) if hint.birth_date else "",
            _("familia {folio}, {place}").format(folio=hint.folio, place=hint.municipality)
            if hint.folio
            else hint.municipality,
            ngettext("y {count} persona más", "y {count} personas más", more).format(count=more) if more else "",
        ]
        return ", ".join(fact for fact in facts if fact) + "."

    def _deny(self, mark: int, person: UUID) -> None:
        self._show(())
        self.not_same.emit(mark, person)

    def _open(self, family: UUID | None) -> None:
        self.open_asked.emit(family)
