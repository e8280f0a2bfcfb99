"""Who may be registered already, told while they are being typed: beside the work, never in its way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
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
    """Tells who in the registry looks like somebody of the sheet: of the row being typed, else of another one.

    ``open_asked`` carries the family; ``not_same`` the mark of the row and the person it is not.
    """

    open_asked = Signal(object)
    not_same = Signal(int, object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._rows: dict[int, int] = {}
        self._queries: dict[int, HintQuery] = {}
        self._found: dict[int, tuple[HintQuery, Sequence[Hint]]] = {}
        self._mark = 0
        self._shown: tuple[int, bool, tuple[Hint, ...]] = (0, True, ())
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
        """Whether the registry has answered about everything that is typed."""
        return not self._unanswered()

    def look_for(self, people: Mapping[int, tuple[int, HintQuery | None]], typing: int) -> None:
        """Look for ``people``, by mark their row and what is known of them; ``typing`` is the mark of the row typed."""
        self._rows = {mark: row for mark, (row, _query) in people.items()}
        self._queries = {mark: query for mark, (_row, query) in people.items() if query is not None}
        self._mark = typing
        self._soon.start()

    def _unanswered(self) -> list[int]:
        return [mark for mark, query in self._queries.items() if self._answered(mark) != query]

    def _answered(self, mark: int) -> HintQuery | None:
        return self._found[mark][0] if mark in self._found else None

    def _ask(self) -> None:
        read = self._context.services.read
        for mark in self._unanswered():
            query = self._queries[mark]
            self._context.runner.read(
                self, partial(read, duplicates.hints, query), partial(self._arrived, mark, query), key=f"hints {mark}"
            )
        self._say()

    def _arrived(self, mark: int, query: HintQuery, found: Sequence[Hint]) -> None:
        if self._queries.get(mark) == query:
            self._found[mark] = (query, found)
            self._say()

    def _say(self) -> None:
        """Tell of the row being typed, else of the first other row that looks like somebody."""
        self._found = {mark: known for mark, known in self._found.items() if mark in self._queries}
        order = sorted(self._found, key=lambda mark: (mark != self._mark, self._rows[mark]))
        told = next(
            (mark for mark in order if self._answered(mark) == self._queries[mark] and self._found[mark][1]), None
        )
        if told is None:
            self._show((), 0)
        else:
            self._show(self._found[told][1], told)

    def _show(self, found: Sequence[Hint], mark: int) -> None:
        told = (mark, mark == self._mark, tuple(found))
        if told == self._shown:
            return
        self._shown = told
        if self._bar is not None:
            self._column.removeWidget(self._bar)
            self._bar.hide()
            self._bar.deleteLater()
            self._bar = None
        if not found:
            self.hide()
            return
        first = found[0]
        actions: list[tuple[str, Callable[[], object]]] = [
            (_("No es la misma persona"), lambda: self._deny(mark, first.person_id))
        ]
        if first.family_id is not None:
            actions.insert(0, (_("Abrir ficha"), lambda: self._open(first.family_id)))
        title = _("Puede que ya esté en el registro: {name}.")
        if mark != self._mark:
            title = _("La persona de la fila {row} puede que ya esté en el registro: {name}.")
        title = title.format(name=first.name, row=self._rows[mark] + 1)
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
        self._found.pop(mark, None)
        self._say()
        self.not_same.emit(mark, person)

    def _open(self, family: UUID | None) -> None:
        self.open_asked.emit(family)
