"""Administración: how the program looks, the sample data, where the data is, and the diagnosis to send for help."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.fields import ChoiceField
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.shell.appearance import SIZES
from gsi_desktop.ui.shell.context import UiContext
from gsi_desktop.ui.shell.diagnostics import diagnostics, shown_location
from gsi_desktop.ui.shell.letterhead_card import LetterheadCard

FAMILIES = (100, 400, 1_200, 5_000)
_BESIDE: Final = ((0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1), (2, 0, 1, 1), (2, 1, 1, 1))
_BELOW: Final = tuple((row, 0, 1, 1) for row in range(5))


class AppearanceCard(Card):
    """Theme and text size, in force at once."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Apariencia"))
        self._settings = context.settings
        self._group = QButtonGroup(self)
        self.themes: dict[str, QRadioButton] = {}
        self.body.addWidget(Label(_("Tema"), "s", "text2"))
        row = QHBoxLayout()
        row.setSpacing(theme().px(20))
        for mode, text in (("system", _("Como el &sistema")), ("light", _("Cla&ro")), ("dark", _("&Oscuro"))):
            choice = QRadioButton(text)
            choice.clicked.connect(partial(self._settings.update, theme=mode))
            self._group.addButton(choice)
            self.themes[mode] = choice
            row.addWidget(choice)
        row.addStretch(1)
        self.body.addLayout(row)
        self.scale = ChoiceField("scale", _("&Tamaño del texto"), [(size, f"{size} %") for size in SIZES], width=160)
        self.scale.changed.connect(lambda: self._settings.update(scale=self.scale.value()))
        self.body.addWidget(self.scale)
        self.body.addStretch(1)
        theme().changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is in force, also when a key changed it."""
        self.themes[self._settings.current.theme].setChecked(True)
        self.scale.set_value(self._settings.current.scale)


class SampleCard(Card):
    """Sample data on and off."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Datos de ejemplo"))
        self._context = context
        self.state = Label("", "body", wrap=True)
        self.count = ChoiceField(
            "families", _("Cuántas fa&milias"), [(number, thousands(number)) for number in FAMILIES], width=140
        )
        self.count.set_value(400)
        self.load = Button(_("Cargar familias &inventadas"), "plus", self._load)
        self.remove = Button(_("&Quitar los datos de ejemplo"), "trash", self._remove)
        writes(self.load, self.remove)
        self.progress = ProgressPanel()
        self.body.addWidget(self.state)
        self.body.addWidget(self.count)
        row = QHBoxLayout()
        row.addWidget(self.load)
        row.addWidget(self.remove)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.progress)
        self.body.addStretch(1)
        self.show_count(0)

    def refresh(self) -> None:
        """Ask how many invented families there are."""
        work = partial(self._context.services.read, _count_samples)
        self._context.runner.read(self, work, self.show_count, key="samples")

    def show_count(self, count: int) -> None:
        """Show that there are ``count`` invented families."""
        if count:
            text = ngettext("Hay una familia inventada.", "Hay {count} familias inventadas.", count)
            text = (
                text.format(count=thousands(count)) + " " + _("Al quitarlas no queda ninguna; las suyas no se tocan.")
            )
        else:
            text = _("No hay familias inventadas. Cárguelas para conocer el programa y quítelas cuando quiera.")
        self.state.setText(text)
        self.load.setVisible(not count)
        self.count.setVisible(not count)
        self.remove.setVisible(bool(count))

    def _load(self) -> None:
        from gsi_desktop.ui.shell.opening import load_samples

        work = partial(load_samples, self._context.services, int(self.count.value()))
        self._start(_("Preparando los datos de ejemplo…"), work, _("Quedaron los datos de ejemplo."))

    def _remove(self) -> None:
        from gsi_desktop.ui.shell.opening import remove_samples

        work = partial(remove_samples, self._context.services)
        self._start(_("Quitando los datos de ejemplo…"), work, _("Se quitaron los datos de ejemplo."))

    def _start(self, words: str, work: Callable[[Progress], object], done: str) -> None:
        def finished(_result: object) -> None:
            self._end()
            self._context.notify("success", done)

        def failed(error: Exception) -> None:
            self._end()
            self._context.runner.unhandled.emit(error)

        handle = self._context.runner.long(
            self, work, finished, failed, progress=self.progress.show_step, cancelled=self._end
        )
        for button in (self.load, self.remove):
            button.setEnabled(False)
        self.progress.start(words, handle)

    def _end(self) -> None:
        self.progress.finish()
        for button in (self.load, self.remove):
            button.setEnabled(True)
        self.refresh()


class DataCard(Card):
    """Where the data lives."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Dónde están los datos"))
        self._location = context.services.location
        place = Label(shown_location(self._location), "body_strong", wrap=True)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(place)
        self.body.addWidget(Label(context.services.engine_name, "s", "text3"))
        if "://" not in self._location:
            self.body.addWidget(
                Label(
                    _("El programa hace copias solo; están en Copias de seguridad. Lleve una fuera de este equipo."),
                    "body",
                    "text2",
                    wrap=True,
                )
            )
            row = QHBoxLayout()
            row.addWidget(Button(_("&Ver la carpeta"), "folder-open", self._show_folder))
            row.addStretch(1)
            self.body.addLayout(row)
        self.body.addStretch(1)

    def _show_folder(self) -> None:
        from pathlib import Path

        from PySide6.QtCore import QUrl

        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self._location).parent)))


class DiagnosticsCard(Card):
    """The text whoever supports the office asks for."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Diagnóstico"), _("sin nombres ni documentos"))
        self._context = context
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        set_name(self.text, _("Diagnóstico, solo lectura"))
        self.body.addWidget(self.text)
        row = QHBoxLayout()
        row.addWidget(Button(_("Copiar &diagnóstico"), "copy", self._copy))
        row.addStretch(1)
        self.body.addLayout(row)
        theme().changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the surroundings as they are now."""
        self.text.setFixedHeight(theme().px(132))
        self.text.setPlainText(diagnostics(self._context.settings.current, self._context.services))

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.text.toPlainText())
        self._context.notify("success", _("Quedó copiado."), _("Péguelo en el mensaje para quien le da soporte."))


class SettingsPage(Page):
    """Cards two by two, the letterhead beside two of them; one below the other when the text is large."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(_("Administración"), _("Apariencia, membrete, datos de ejemplo y diagnóstico."))
        self.team = self.add_action(_("&Cogestores"), "users-group", partial(context.navigate, "team"))
        self.users = self.add_action(_("Usuarios y &bloqueo"), "lock", partial(context.navigate, "users"))
        self.rules = self.add_action(
            _("R&eglas del programa"), "adjustments", partial(context.navigate, "programme_rules")
        )
        self.consent_text = self.add_action(
            _("Te&xto de autorización"), "shield-lock", partial(context.navigate, "consent_text")
        )
        self.appearance = AppearanceCard(context)
        self.samples = SampleCard(context)
        self.letterhead = LetterheadCard(context)
        self.data = DataCard(context)
        self.diagnostics = DiagnosticsCard(context)
        self._cards = (self.letterhead, self.appearance, self.samples, self.data, self.diagnostics)
        self._grid = QGridLayout()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        self.body.addWidget(scroll)
        theme().changed.connect(self._arrange)
        self._arrange()

    def page_shown(self) -> None:
        """Ask for what may have changed meanwhile."""
        self.letterhead.refresh()
        self.samples.refresh()
        self.diagnostics.refresh()

    def _arrange(self) -> None:
        places = _BELOW if theme().scale > 1.3 else _BESIDE
        self._grid.setSpacing(theme().px(12))
        for card, place in zip(self._cards, places, strict=True):
            self._grid.addWidget(card, *place)


def _count_samples(session: object) -> int:
    from gsi_desktop.services.upkeep import demo

    return demo.count_sample(session)  # type: ignore[arg-type] # a session, which ui does not name
