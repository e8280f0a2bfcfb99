"""Ctrl+K: one field that finds people, families, pages and commands without leaving the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import announce, set_name
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.palette_entries import Entry, match_spans

Group = tuple[str, Sequence[Entry]]
"""A heading and what stands under it."""

_PAUSE_MS = 60
_ENTRY = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class _Rows(QAbstractListModel):
    """Headings and entries as one list; a heading is a row without an entry that cannot be selected."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[str | Entry] = []

    def fill(self, groups: Sequence[Group]) -> None:
        self.beginResetModel()
        self._rows = []
        for heading, entries in groups:
            if entries:
                self._rows += [heading, *entries]
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default, never changed
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - as above
        return 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title if isinstance(row, Entry) else row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken if isinstance(row, Entry) else row
        return row if role == _ENTRY and isinstance(row, Entry) else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        chosen = index.isValid() and self.entry(index.row()) is not None
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if chosen else Qt.ItemFlag.NoItemFlags

    def entry(self, row: int) -> Entry | None:
        """Return what can be chosen at ``row``, None for headings and notes."""
        if not 0 <= row < len(self._rows):
            return None
        found = self._rows[row]
        return found if isinstance(found, Entry) and found.kind != "note" else None


class _Painter(QStyledItemDelegate):
    """Paints a line: icon, title with the matched part in bold, detail, and the key at the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.typed = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, theme().px(34 if index.data(_ENTRY) is not None else 28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry, look = index.data(_ENTRY), theme()
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if entry is None:
            painter.setFont(look.font("s"))
            painter.setPen(look.color("text3"))
            words = area.adjusted(look.px(12), 0, 0, -look.px(4))
            painter.drawText(words, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, str(index.data()))
        else:
            self._paint_entry(painter, area, entry, selected=bool(state & QStyle.StateFlag.State_Selected))
        painter.restore()

    def _paint_entry(self, painter: QPainter, area: QRect, entry: Entry, *, selected: bool) -> None:
        look = theme()
        if selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("selection"))
            painter.drawRoundedRect(area.adjusted(look.px(4), 0, -look.px(4), 0), look.px(4), look.px(4))
        strong = look.color("on_selection" if selected else "text")
        soft = look.color("on_selection" if selected else "text2")
        side, left = look.px(16), area.left() + look.px(12)
        if entry.icon:
            paint_icon(painter, QRect(left, area.center().y() - side // 2, side, side), entry.icon, soft)
        right = self._paint_keys(painter, area, entry.keys)
        words = QRect(left + side + look.px(10), area.top(), right - left - side - look.px(18), area.height())
        painter.setPen(strong if entry.kind != "note" else look.color("text2"))
        used = self._paint_marked(painter, words, entry.title, "body")
        if entry.detail:
            painter.setPen(soft)
            self._paint_marked(painter, words.adjusted(used + look.px(10), 0, 0, 0), entry.detail, "s")

    def _paint_marked(self, painter: QPainter, area: QRect, text: str, role: str) -> int:
        """Draw ``text`` with what was typed in bold, cut at the edge of ``area``; return the width used."""
        look, left = theme(), area.left()
        plain, bold = look.font(role), look.font(role)
        bold.setWeight(bold.Weight.DemiBold)
        place = 0
        for start, end in [*match_spans(text, self.typed), (len(text), len(text))]:
            for piece, font in ((text[place:start], plain), (text[start:end], bold)):
                if not piece or left >= area.right():
                    continue
                painter.setFont(font)
                room = QRect(left, area.top(), area.right() - left, area.height())
                shown = painter.fontMetrics().elidedText(piece, Qt.TextElideMode.ElideRight, room.width())
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
                left += painter.fontMetrics().horizontalAdvance(shown)
            place = end
        return left - area.left()

    @staticmethod
    def _paint_keys(painter: QPainter, area: QRect, keys: str) -> int:
        """Draw the key and return the left edge of what is taken."""
        look = theme()
        right = area.right() - look.px(12)
        if not keys:
            return right
        painter.setFont(look.font("xs"))
        width, height = painter.fontMetrics().horizontalAdvance(keys) + look.px(12), look.px(18)
        chip = QRect(right - width, area.center().y() - height // 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("border"), 1))
        painter.setBrush(look.color("surface"))
        painter.drawRoundedRect(chip, look.px(4), look.px(4))
        painter.setPen(look.color("text2"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, keys)
        return chip.left()


class _Field(QLineEdit):
    """The typing field; arrows, Enter and Esc belong to the list below."""

    moved = Signal(int)
    confirmed = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        key = Qt.Key(event.key())
        if key in steps:
            self.moved.emit(steps[key])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.confirmed.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key not in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab inside: it moves the choice, the field is the only stop."""
        self.moved.emit(1 if forward else -1)
        return True


class Palette(QFrame):
    """The overlay. ``asked`` carries the text to look for after a pause; ``chosen`` the entry taken."""

    asked = Signal(str)
    chosen = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.hide()
        self.setObjectName("palette")
        set_name(self, _("Buscar"))
        self._before: QWidget | None = None
        self._searching = False
        self._take_first = False
        self._field = _Field()
        set_name(self._field, _("Buscar familia, persona o acción"))
        self._rows = _Rows(self)
        self._painter = _Painter(self)
        self._list = QListView()
        self._list.setModel(self._rows)
        self._list.setItemDelegate(self._painter)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        set_name(self._list, _("Resultados"))
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        column = QVBoxLayout(self)
        column.addWidget(self._field)
        column.addWidget(self._list, 1)
        self._connect()

    @property
    def typed(self) -> str:
        """What is in the field."""
        return self._field.text()

    def open(self, typed: str = "", hint: str = "") -> None:
        """Show the palette with ``typed`` in the field and the keyboard in it; ``hint`` says what to look for."""
        self._field.setPlaceholderText(hint or _("Escriba un nombre, un documento, un folio o una acción"))
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.place()
        self._field.setText(typed)
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._ask()

    def dismiss(self) -> None:
        """Close and give the keyboard back to where it was."""
        before, self._before = self._before, None
        self.hide()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def fill(self, groups: Sequence[Group], *, settled: bool = True) -> None:
        """Show ``groups``; the same line stays chosen when it is still there, else the first one is.

        Not ``settled`` tells that more is on the way; an Enter pressed meanwhile waits for it.
        """
        kept = self.current()
        self._painter.typed = self.typed
        self._rows.fill(groups)
        rows = range(self._rows.rowCount())
        same = next((row for row in rows if kept is not None and self._rows.entry(row) == kept), None)
        first = next((row for row in rows if self._rows.entry(row) is not None), None)
        self._select(same if same is not None else first, speak=False)
        if same is None:
            self._list.scrollToTop()
        self.place()
        self._searching = not settled
        if settled and self._take_first:
            self._take()

    def current(self) -> Entry | None:
        """Return the entry that Enter would take."""
        return self._rows.entry(self._list.currentIndex().row())

    def texts(self) -> list[str]:
        """Return the lines shown, headings included, as they are spoken."""
        rows = range(self._rows.rowCount())
        return [str(self._rows.index(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in rows]

    def place(self) -> None:
        """Stand under the header in the middle of the window, as high as its lines need."""
        window, look = self.parentWidget(), theme()
        if window is None:
            return
        margins = look.px(8)
        column = self.layout()
        if column is not None:
            column.setContentsMargins(margins, margins, margins, margins)
            column.setSpacing(look.px(6))
        width = min(look.px(640), window.width() - look.px(32))
        lines = sum(self._list.sizeHintForRow(row) for row in range(self._rows.rowCount()))
        chrome = self._field.sizeHint().height() + look.px(6) + 2 * margins + 2
        height = min(chrome + lines, look.px(480), window.height() - look.px(80))
        self.setGeometry((window.width() - width) // 2, look.px(50), width, height)

    def _connect(self) -> None:
        self._field.textEdited.connect(self._edited)
        self._pause.timeout.connect(self._ask)
        self._field.moved.connect(self._move)
        self._field.confirmed.connect(self._take)
        self._field.left.connect(self.dismiss)
        self._list.clicked.connect(lambda _index: self._take())
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _edited(self) -> None:
        self._searching, self._take_first = True, False
        self._pause.start()

    def _ask(self) -> None:
        self._pause.stop()
        self._searching, self._take_first = True, False
        self.asked.emit(self.typed)

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self.isVisible() and now is not None and now is not self and not self.isAncestorOf(now):
            self._before = None
            self.hide()

    def _move(self, step: int) -> None:
        rows = [row for row in range(self._rows.rowCount()) if self._rows.entry(row) is not None]
        if not rows:
            return
        here = self._list.currentIndex().row()
        place = rows.index(here) if here in rows else -1
        single = abs(step) == 1
        target = (place + step) % len(rows) if single else max(0, min(len(rows) - 1, place + step))
        self._select(rows[target], speak=True)

    def _select(self, row: int | None, *, speak: bool) -> None:
        index = self._rows.index(-1 if row is None else row)
        self._list.setCurrentIndex(index)
        entry = self.current()
        if entry is not None and speak:
            self._list.scrollTo(index)
            announce(self._field, entry.spoken)

    def _take(self) -> None:
        if self._pause.isActive():
            self._ask()
        if self._searching:
            self._take_first = True
            return
        self._take_first = False
        entry = self.current()
        if entry is not None:
            self.dismiss()
            self.chosen.emit(entry)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground and edge."""
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.color("surface"))
        painter.setPen(QPen(look.color("input_border"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
