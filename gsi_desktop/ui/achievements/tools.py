"""What stands above the board: how it stands with saving, what can be done with the línea base, what to look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from gsi_desktop.services.core.clock import BOGOTA
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button, secondary
from gsi_desktop.ui.kit.icons import icon
from gsi_desktop.ui.kit.labels import ElidedLabel, Label
from gsi_desktop.ui.kit.pieces import Picture
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.toggles import SegmentedControl, ToggleChip
from gsi_desktop.ui.kit.writing import writes

BOARD: Final = "board"
CONDITIONS: Final = "conditions"


class HeadTools(QWidget):
    """State of the línea base, last save, undo, and the one step the línea base waits for."""

    def __init__(self, undo: Callable[[], object]) -> None:
        super().__init__()
        self.state = ElidedLabel("", "s", "text2")
        self._picture = Picture("circle-check", "success", 16)
        self.saved = Label("", "s", "success", tabular=True)
        self.undo_button = secondary(_("Deshacer"), "arrow-back-up", undo)
        self.undo_button.setToolTip(shown_keys("Ctrl+Z"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for part in (self.state, self._picture, self.saved, self.undo_button):
            self._row.addWidget(part)
        self._action: Button | None = None
        self.say_saved(None)
        theme().changed.connect(self._space)
        self._space()

    def say_saving(self) -> None:
        """Tell that marks are on their way."""
        self._say(_("Guardando…"), "text2")

    def say_saved(self, at: datetime | None) -> None:
        """Tell when the last mark was saved; nothing before the first."""
        self._say(_("Guardado {time}").format(time=at.astimezone(BOGOTA).strftime("%H:%M")) if at else "", "success")

    def say_unsaved(self, count: int) -> None:
        """Tell how many marks wait."""
        said = ngettext("{count} marca sin guardar", "{count} marcas sin guardar", count)
        self._say(said.format(count=count), "danger")

    def set_action(self, text: str | None, make: Callable[[str], Button] | None = None) -> None:
        """Offer what ``make`` makes of ``text`` at the right; the button that stands there already stays."""
        if self._action is not None and self._action.text() == text:
            return
        if self._action is not None:
            self._row.removeWidget(self._action)
            self._action.hide()
            self._action.deleteLater()
        self._action = make(text) if text is not None and make is not None else None
        if self._action is not None:
            self._row.addWidget(self._action)
            writes(self._action)

    def _say(self, words: str, tone: str) -> None:
        self.saved.setText(words)
        self.saved.set_tone(tone)
        self.saved.setVisible(bool(words))
        self._picture.setVisible(bool(words) and tone == "success")

    def _space(self) -> None:
        self._row.setSpacing(theme().px(8))


class TabTools(QWidget):
    """Which view, and what of it; where the tabs leave little room, the latter in a menu.

    ``view_chosen`` carries `BOARD` or `CONDITIONS`, ``option_changed`` the name of an option and whether it is on.
    """

    view_chosen = Signal(object)
    option_changed = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.views = SegmentedControl([(BOARD, _("Logros")), (CONDITIONS, _("Condiciones e IPM"))], _("Vista"))
        self.chips = {
            "both": ToggleChip(_("Línea base y hoy"), "columns-3"),
            "pending_only": ToggleChip(_("Solo pendientes")),
            "applicable_only": ToggleChip(_("Ocultar no aplica")),
        }
        self.menu_button = QToolButton()
        self.menu_button.setIcon(icon("adjustments", "text2", 18))
        self.menu_button.setToolTip(_("Qué ver"))
        set_name(self.menu_button, _("Qué ver"))
        self.menu_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.menu_button)
        self.menu_button.setMenu(self._menu)
        self._room = 10_000
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._lay_out()
        self.chips["both"].setChecked(True)
        self.views.choose(BOARD)
        self.views.chosen.connect(self._turn)
        self._menu.aboutToShow.connect(self._fill)
        theme().changed.connect(self._fit)
        self._fit()

    def set_room(self, room: int) -> None:
        """Fit into ``room`` px beside the tabs."""
        if room != self._room:
            self._room = room
            self._fit()

    def choose_view(self, view: str) -> None:
        """Show ``view`` as chosen."""
        self.views.choose(view)
        self._fit()

    def _turn(self, view: object) -> None:
        self._fit()
        self.view_chosen.emit(view)

    def _lay_out(self) -> None:
        self._row.addStretch(1)
        for name, chip in self.chips.items():
            self._row.addWidget(chip)
            chip.toggled.connect(lambda on, name=name: self.option_changed.emit(name, on))
        self._row.addWidget(self.menu_button)
        self._row.addWidget(self.views)

    def _fill(self) -> None:
        self._menu.clear()
        for chip in self.chips.values():
            action = self._menu.addAction(chip.text())
            action.setCheckable(True)
            action.setChecked(chip.isChecked())
            action.toggled.connect(chip.setChecked)

    def _fit(self) -> None:
        gap = theme().px(8)
        side = theme().px(18)
        self.menu_button.setIconSize(QSize(side, side))
        self._row.setSpacing(gap)
        wide = sum(chip.sizeHint().width() + gap for chip in self.chips.values()) + self.views.sizeHint().width()
        on_board = self.views.value == BOARD
        for chip in self.chips.values():
            chip.setVisible(on_board and wide <= self._room)
        self.menu_button.setVisible(on_board and wide > self._room)
        self.updateGeometry()
