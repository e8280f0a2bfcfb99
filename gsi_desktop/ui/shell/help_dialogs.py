"""Help that is always at hand: the keys, and what this program is."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gsi_desktop import __version__
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.commands import Commands
from gsi_desktop.ui.shell.navigation import Mark


class _Sheet(QDialog):
    """A dialog to read: a heading, a body, a row of buttons ending in Cerrar."""

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        px = theme().px
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = QVBoxLayout()
        self.body.setSpacing(px(8))
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(px(8))
        self.buttons.addStretch(1)
        close = Button(_("Cerrar"), None, self.accept, kind="primary")
        close.setDefault(True)
        self.buttons.addWidget(close)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(px(20), px(18), px(20), px(16))
        outer.setSpacing(px(16))
        outer.addLayout(self.body, 1)
        outer.addLayout(self.buttons)
        close.setFocus()


class ShortcutsDialog(_Sheet):
    """The keys of the window, by what they are for."""

    def __init__(self, commands: Commands, parent: QWidget | None) -> None:
        super().__init__(_("Atajos de teclado"), parent)
        self.body.addWidget(Label(_("Atajos de teclado"), "l"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(24))
        grid.setVerticalSpacing(theme().px(5))
        own = [(command.keys, command.words) for command in commands.all() if command.keys]
        for heading, lines in (
            (_("En toda la ventana"), [*own, *_window_keys()]),
            (_("En listas y tablas"), _list_keys()),
        ):
            self._add(grid, heading, lines)
        inner = QWidget()
        inner.setLayout(grid)
        grid.setContentsMargins(0, 0, theme().px(12), 0)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        set_name(scroll, _("Lista de atajos"))
        self.body.addWidget(scroll, 1)
        around = parent.size() if parent is not None else QSize(1366, 689)
        self.resize(min(theme().px(520), around.width() - 40), min(theme().px(520), around.height() - 40))

    @staticmethod
    def _add(grid: QGridLayout, heading: str, lines: Sequence[tuple[str, str]]) -> None:
        grid.addWidget(Label(heading, "card_title"), grid.rowCount(), 0, 1, 2)
        for keys, words in lines:
            row = grid.rowCount()
            grid.addWidget(Label(keys, "body_strong", "accent"), row, 0)
            grid.addWidget(Label(words, "body", "text2"), row, 1)
        grid.setColumnStretch(1, 1)


def _window_keys() -> list[tuple[str, str]]:
    return [
        ("F6", _("Pasar a la parte siguiente de la ventana")),
        (shown_keys("Shift+F6"), _("Pasar a la parte anterior")),
        (_("Alt o F10"), _("Ver la barra de menús")),
        (_("Alt+letra subrayada"), _("Pulsar el botón o ir al campo")),
        ("Esc", _("Cerrar lo que está encima")),
    ]


def _list_keys() -> list[tuple[str, str]]:
    return [
        (_("Flechas"), _("Moverse por las filas")),
        (_("Intro"), _("Abrir la fila")),
        (_("Inicio, Fin"), _("Ir a la primera o a la última")),
        ("Ctrl+C", _("Copiar con los títulos de las columnas")),
    ]


class AboutDialog(_Sheet):
    """Name, version, licence and what it is made with."""

    def __init__(self, copy_diagnostics: Callable[[], object], parent: QWidget | None) -> None:
        super().__init__(_("Acerca de GSI Escritorio"), parent)
        top = QHBoxLayout()
        top.setSpacing(theme().px(14))
        top.addWidget(Mark(40), 0, Qt.AlignmentFlag.AlignTop)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Label("GSI Escritorio", "l"))
        names.addWidget(Label(_("Versión {version}").format(version=__version__), "body", "text2"))
        top.addLayout(names, 1)
        self.body.addLayout(top)
        for text in (
            _("Gestión Social Integral para las oficinas sociales municipales de Colombia."),
            _("Software libre con licencia EUPL-1.2: puede usarlo, estudiarlo, cambiarlo y compartirlo."),
            _("Hecho con Python {python} y Qt {qt} (LGPL-3.0), letra Inter (OFL-1.1) e iconos Tabler (MIT).").format(
                python=platform.python_version(), qt=pyside_version
            ),
        ):
            label = Label(text, "body", "text2", wrap=True)
            label.setMinimumWidth(theme().px(420))
            self.body.addWidget(label)
        self.buttons.insertWidget(0, Button(_("Copiar diagnóstico"), "copy", copy_diagnostics))
