"""The tabs of a dossier: those of this area, and the parts other areas bring, each made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.theme import theme

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext
    from gsi_desktop.ui.shell.parts import PartSpec

_KEYS = 8


class _Place(QWidget):
    """Where a part will be."""

    def __init__(self, spec: PartSpec) -> None:
        super().__init__()
        self.spec = spec
        self.part: Any = None
        self.family: UUID | None = None
        self.args: dict[str, object] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)

    def put(self, widget: QWidget) -> None:
        """Show ``widget`` alone."""
        while (item := self.column.takeAt(0)) is not None:
            former = item.widget()
            if former is not None:
                former.hide()
                former.deleteLater()
        self.column.addWidget(widget)


class DossierTabs(QTabWidget):
    """Tabs with Ctrl+1…8. ``turned`` fires after another tab came to the front; see `roomy` and `head_tools`."""

    turned = Signal()

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._keys: list[str] = []
        self._family: UUID | None = None
        self._corner = QWidget()
        self._corner_row = QVBoxLayout(self._corner)
        self.setDocumentMode(True)
        self.tabBar().setExpanding(False)
        set_name(self.tabBar(), _("Partes de la ficha"))
        self.setCornerWidget(self._corner)
        self.currentChanged.connect(self._turn)
        theme().changed.connect(self._space)
        self._space()

    # --- tabs

    def add(self, key: str, widget: QWidget, title: str) -> None:
        """Add a tab of this area."""
        self._keys.append(key)
        self.addTab(widget, title)

    def add_parts(self, specs: Sequence[PartSpec], page: QWidget) -> None:
        """Add a tab for each part, then give all tabs their keys, which work anywhere in ``page``."""
        for spec in specs:
            self.add(spec.key, _Place(spec), spec.title)
        for number in range(min(self.count(), _KEYS)):
            keys = f"Ctrl+{number + 1}"
            go = partial(self.setCurrentIndex, number)
            QShortcut(QKeySequence(keys), page, go, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.setTabToolTip(number, shown_keys(keys))

    def go_to(self, key: str, **args: object) -> None:
        """Bring the tab ``key`` to the front; ``args`` go to the part there. Raises `ValueError` for an unknown key."""
        number = self._keys.index(key)
        place = self.widget(number)
        if isinstance(place, _Place):
            place.args = args
        self.setCurrentIndex(number)

    @property
    def key(self) -> str:
        """The tab at the front."""
        return self._keys[self.currentIndex()]

    # --- parts

    @property
    def roomy(self) -> bool:
        """Whether the tab at the front wants the room of head and navigation."""
        place = self.currentWidget()
        return isinstance(place, _Place) and place.spec.roomy

    @property
    def head_tools(self) -> QWidget | None:
        """What the part at the front puts into the line of the family's name."""
        place = self.currentWidget()
        return getattr(place.part, "head_tools", None) if isinstance(place, _Place) else None

    def hold(self, family: UUID) -> None:
        """Take ``family`` as the one each part shows from when it comes to the front on."""
        self._family = family

    def show_part(self) -> None:
        """Have the part at the front, if one is, show the family held."""
        self._show_part()

    def part_in_front(self) -> bool:
        """Give the keyboard to the part at the front; False when a tab of this area is."""
        place = self.currentWidget()
        if not isinstance(place, _Place):
            return False
        if place.part is not None and place.family is not None:
            place.part.part_shown()
        return True

    def leave(self) -> None:
        """Have every part put away what was being typed."""
        self._each_part(lambda part: getattr(part, "leave", lambda: None)())

    def _each_part(self, do: Callable[[Any], object]) -> None:
        for number in range(self.count()):
            place = self.widget(number)
            if isinstance(place, _Place) and place.part is not None:
                do(place.part)

    def _turn(self) -> None:
        if not self._keys:
            return
        self._show_part()
        self.turned.emit()
        if self.isVisible():
            self.part_in_front()

    def _show_part(self) -> None:
        place = self.currentWidget()
        if not isinstance(place, _Place) or self._family is None:
            self._show_tools(None)
            return
        if place.part is None and not self._make(place):
            return
        self._show_tools(getattr(place.part, "tab_tools", None))
        self._tell_room()
        if place.family != self._family:
            place.family = self._family
            place.part.show_family(self._family)
        if place.args:
            args, place.args = place.args, {}
            getattr(place.part, "part_args", lambda **_args: None)(**args)

    def _make(self, place: _Place) -> bool:
        try:
            part = place.spec.load()(self._context)
        except Exception as error:  # noqa: BLE001 - a broken part must not take the dossier with it; it is reported
            self._context.runner.unhandled.emit(error)
            again = (_("Intentar de nuevo"), self._show_part)
            place.put(EmptyState("alert-circle", _("Esta parte de la ficha no se pudo abrir."), again))
            return False
        place.part = part
        place.put(part)
        told = getattr(part, "count_changed", None)
        if told is not None:
            told.connect(partial(self._show_count, self.indexOf(place), place.spec.title))
        return True

    def set_count(self, key: str, count: str) -> None:
        """Show ``count`` after the title of a part that was not opened yet; an open one tells its own."""
        number = self._keys.index(key)
        place = self.widget(number)
        if isinstance(place, _Place) and place.part is None:
            self._show_count(number, place.spec.title, count)

    def _show_count(self, number: int, title: str, count: str) -> None:
        self.setTabText(number, f"{title}  {count}" if count else title)
        self._tell_room()

    def _show_tools(self, tools: QWidget | None) -> None:
        for number in range(self._corner_row.count()):
            item = self._corner_row.itemAt(number)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setVisible(widget is tools)
        if tools is not None and tools.parentWidget() is not self._corner:
            self._corner_row.addWidget(tools)
            tools.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the part how much room the tabs leave."""
        super().resizeEvent(event)
        self._tell_room()

    def _tell_room(self) -> None:
        place = self.currentWidget()
        told = getattr(place.part, "tools_room", None) if isinstance(place, _Place) else None
        if told is not None:
            told(self.width() - self.tabBar().sizeHint().width() - theme().px(16))

    def _space(self) -> None:
        self._corner_row.setContentsMargins(0, 0, 0, theme().px(4))
