"""The first start: five screens from nothing to a program with data. What was typed stays, whatever fails."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gsi_desktop import __version__
from gsi_desktop.services.core.errors import GsiError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.settings import SettingsStore, places
from gsi_desktop.ui.kit.accessibility import announce, set_name
from gsi_desktop.ui.kit.buttons import Button, primary
from gsi_desktop.ui.kit.dialogs import ask_folder
from gsi_desktop.ui.kit.fields import ChoiceField, TextField
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label, Line
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.tasks import TaskHandle, TaskRunner
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.navigation import Mark, Picture
from gsi_desktop.ui.shell.opening import FILE_NAME, NewDatabase, Opened, check_place, make_database, shorten
from gsi_desktop.ui.shell.step_column import StepColumn
from gsi_desktop.ui.shell.troubles import is_bug, sentences
from gsi_desktop.ui.shell.window import press_focused

SIZES = (90, 100, 110, 125, 150, 175)
FAMILIES = (100, 400, 1_200, 5_000, 57_191)
_PANEL = 520


class Screen(QWidget):
    """One step: a title, a sentence, then what is asked. ``step`` is its name in the column of steps.

    ``first`` takes the keyboard when the screen shows; without one, the button that goes on does.
    """

    def __init__(self, step: str, title: str, detail: str) -> None:
        super().__init__()
        self.step = step
        self.title = title
        self.first: QWidget | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme().px(12))
        heading = Label(title, "xl", wrap=True)
        self.column.addWidget(heading)
        self.column.addWidget(Label(detail, "body", "text2", wrap=True))

    def ready(self) -> bool:
        """Check what was asked; False keeps the person here, with the reason shown."""
        return True

    def end(self) -> None:
        """Leave the rest of the height empty."""
        self.column.addStretch(1)


class Welcome(Screen):
    """What the program is and whose responsibility the data are."""

    def __init__(self) -> None:
        super().__init__(
            _("Bienvenida"),
            _("Bienvenida al GSI Escritorio"),
            _("Aquí lleva el registro de las familias que su oficina acompaña: "
              "carga el padrón, encuentra a cada familia y abre su ficha."),
        )  # fmt: skip
        self.column.addSpacing(theme().px(4))
        for icon, text in (
            ("device-desktop", _("Los datos quedan en este equipo. El programa no envía nada a internet.")),
            ("shield-lock", _("Los datos de las familias son reservados (Ley 1581 de 2012). Su oficina cuida su uso.")),
            ("clock", _("Son cinco pasos y menos de dos minutos. Después puede cambiar lo que elija aquí.")),
        ):
            row = QHBoxLayout()
            row.setSpacing(theme().px(12))
            row.addWidget(Picture(icon, "accent", 20), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Label(text, "body", wrap=True), 1)
            self.column.addLayout(row)
        self.end()


class PlaceScreen(Screen):
    """The folder of the database."""

    def __init__(self) -> None:
        super().__init__(
            _("Carpeta de los datos"),
            _("¿Dónde se guardan los datos?"),
            _("En una carpeta de este equipo. No use una memoria USB, una carpeta de red ni una copiada a la nube."),
        )
        self._usual = places().data
        self.folder = TextField("folder", _("&Carpeta"), required=True, check=self._check, max_length=400)
        self.folder.set_value(str(self._usual))
        self.first = self.folder.box
        choose = Button(_("&Elegir carpeta…"), "folder-open", self._choose)
        usual = Button(_("&Usar la carpeta recomendada"), None, lambda: self.folder.set_value(str(self._usual)))
        row = QHBoxLayout()
        row.setSpacing(theme().px(8))
        row.addWidget(choose)
        row.addWidget(usual)
        row.addStretch(1)
        self.column.addWidget(self.folder)
        self.column.addLayout(row)
        text = _("La base de datos se llama {name}. Haga copias de seguridad de esa carpeta.")
        self.column.addWidget(Label(text.format(name=FILE_NAME), "s", "text3", wrap=True))
        self.end()

    @property
    def file(self) -> Path:
        """The file chosen."""
        return Path(str(self.folder.value())).expanduser().absolute() / FILE_NAME

    def ready(self) -> bool:
        """Check the folder."""
        good = self.folder.check()
        if not good:
            self.folder.box.setFocus()
        return good

    def _check(self, value: str) -> None:
        check_place(Path(value).expanduser().absolute(), self._usual)

    def _choose(self) -> None:
        chosen = ask_folder(self, _("Carpeta de los datos"), self._usual if self._usual.is_dir() else Path.home())
        if chosen is not None:
            self.folder.set_value(str(chosen))
            self.folder.check()


class LookScreen(Screen):
    """Text size and theme, seen at once."""

    def __init__(self, settings: SettingsStore) -> None:
        super().__init__(
            _("Texto y tema"),
            _("¿Cómo prefiere verlo?"),
            _("El cambio se ve enseguida. Después: Ctrl y + o Ctrl y - cambian el texto."),
        )
        self._settings = settings
        self.scale = ChoiceField("scale", _("&Tamaño del texto"), [(size, f"{size} %") for size in SIZES], width=160)
        self.scale.set_value(settings.current.scale)
        self.scale.changed.connect(lambda: settings.update(scale=self.scale.value()))
        self.first = self.scale.box
        self.column.addWidget(self.scale)
        self.column.addWidget(Label(_("Tema"), "s", "text2"))
        self._group = QButtonGroup(self)
        for mode, text in (
            ("system", _("Como el &sistema")),
            ("light", _("Cla&ro")),
            ("dark", _("&Oscuro")),
        ):
            choice = QRadioButton(text)
            choice.setChecked(settings.current.theme == mode)
            choice.clicked.connect(partial(settings.update, theme=mode))
            self._group.addButton(choice)
            self.column.addWidget(choice)
        self.end()


class SampleScreen(Screen):
    """Whether to start with invented families."""

    def __init__(self) -> None:
        super().__init__(
            _("Datos de ejemplo"),
            _("¿Quiere datos de ejemplo?"),
            _("Son familias inventadas para conocer el programa. Se ven marcadas y se quitan con un clic."),
        )
        self.empty = QRadioButton(_("&No, empezar con la base vacía"))
        self.some = QRadioButton(_("&Sí, con familias inventadas"))
        self._group = QButtonGroup(self)
        self.count = ChoiceField(
            "families", _("&Cuántas familias"), [(number, thousands(number)) for number in FAMILIES], width=160
        )
        self.count.set_value(400)
        for choice in (self.empty, self.some):
            self._group.addButton(choice)
            self.column.addWidget(choice)
        self.some.toggled.connect(self.count.setEnabled)
        self.empty.setChecked(True)
        self.first = self.empty
        self.count.setEnabled(False)
        self.column.addWidget(self.count)
        self.end()

    @property
    def families(self) -> int:
        """How many families to invent, 0 for none."""
        return int(self.count.value()) if self.some.isChecked() else 0


class SummaryScreen(Screen):
    """What was chosen, and the work with its progress."""

    def __init__(self) -> None:
        super().__init__(
            _("Resumen"), _("Todo listo para empezar"), _("Revise y pulse «Crear y empezar». Con «Atrás» cambia algo.")
        )
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(theme().px(16))
        self._lines.setVerticalSpacing(theme().px(10))
        self._lines.setColumnStretch(1, 1)
        self.column.addLayout(self._lines)
        self.column.addSpacing(theme().px(8))
        self.progress = ProgressPanel()
        self.column.addWidget(self.progress)
        self.end()

    def tell(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show ``facts``, each a word and its value."""
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for row, (word, value) in enumerate(facts):
            self._lines.addWidget(Label(word, "body", "text3"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._lines.addWidget(Label(value, "body_strong", wrap=True), row, 1)


class FirstRun(QFrame):
    """The wizard. ``finished`` carries the `Opened` database; ``given_up`` fires when it is left from safe mode."""

    finished = Signal(object)
    given_up = Signal()

    def __init__(self, settings: SettingsStore, runner: TaskRunner, *, leave: str = "") -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        set_name(self, _("Primeros pasos"))
        self._settings = settings
        self._runner = runner
        self._handle: TaskHandle | None = None
        self.place = PlaceScreen()
        self.samples = SampleScreen()
        self.summary = SummaryScreen()
        self.screens: list[Screen] = [Welcome(), self.place, LookScreen(settings), self.samples, self.summary]
        self.stack = QStackedWidget()
        for screen in self.screens:
            self.stack.addWidget(screen)
        self.back = Button(_("&Atrás"), "chevron-left", self._go_back)
        self.forward = primary(_("Continuar"), None, self._go_on)
        self.forward.setDefault(True)
        self._leave = Button(leave, None, self.given_up.emit, kind="flat") if leave else None
        self._bars = QVBoxLayout()
        self._steps = StepColumn([screen.step for screen in self.screens])
        self._lay_out()

    def begin(self) -> None:
        """Show the first screen; called once the wizard is on screen, so that the keyboard is in it."""
        self._show(0)

    # --- moving

    @property
    def current(self) -> int:
        """The number of the screen shown, from 0."""
        return self.stack.currentIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses a focused button and else goes on; Esc goes back, or stops the work under way."""
        if press_focused(event):
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._go_on()
        elif event.key() == Qt.Key.Key_Escape:
            if self._handle is not None:
                self._handle.cancel()
            else:
                self._go_back()
        else:
            super().keyPressEvent(event)

    def _go_on(self) -> None:
        if self._handle is not None or not self.screens[self.current].ready():
            return
        if self.current == len(self.screens) - 1:
            self._make()
        else:
            self._show(self.current + 1)

    def _go_back(self) -> None:
        if self._handle is None and self.current > 0:
            self._show(self.current - 1)

    def _show(self, number: int) -> None:
        self._clear()
        self.stack.setCurrentIndex(number)
        self._steps.set_current(number)
        last = number == len(self.screens) - 1
        if last:
            self.summary.tell(self._facts())
        self.back.setVisible(number > 0)
        self.forward.setText(_("Crear y &empezar") if last else _("&Empezar") if number == 0 else _("Cont&inuar"))
        announce(self, self.screens[number].title)
        (self.screens[number].first or self.forward).setFocus(Qt.FocusReason.OtherFocusReason)

    def _facts(self) -> list[tuple[str, str]]:
        families = self.samples.families
        existing = self.place.file.is_file() and self.place.file.stat().st_size > 0
        text = _("{count} familias inventadas").format(count=thousands(families))
        found = _("Ya hay una base de datos ahí: se abre como está.")
        return [
            (_("Los datos quedan en"), shorten(self.place.file)),
            (_("Texto y tema"), _theme_words(self._settings)),
            (_("Datos de ejemplo"), found if existing else text if families else _("No, base vacía")),
        ]

    # --- working

    def _make(self) -> None:
        self._clear()
        plan = NewDatabase(str(self.place.file), self.samples.families)
        self._handle = self._runner.long(
            self,
            partial(make_database, plan),
            self._made,
            self._failed,
            progress=self.summary.progress.show_step,
            cancelled=self._cancelled,
        )
        self.summary.progress.start(_("Creando la base de datos…"), self._handle)
        self._set_busy(True)

    def _made(self, opened: Opened) -> None:
        self._done()
        self.finished.emit(opened)

    def _cancelled(self) -> None:
        self._done()
        self._say("info", _("Se canceló."), _("No quedó nada a medias. Puede cambiar algo o volver a empezar."))

    def _failed(self, error: Exception) -> None:
        self._done()
        if not isinstance(error, GsiError) or is_bug(error):
            self._say("danger", _("No se pudo crear la base de datos."), _("Lo que eligió sigue aquí."))
            raise error
        self._say("danger", *sentences(error))

    def _done(self) -> None:
        self._handle = None
        self.summary.progress.finish()
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        for button in (self.back, self.forward, *([self._leave] if self._leave else [])):
            button.setEnabled(not busy)
        if busy:
            self.setFocus()

    def _say(self, severity: str, title: str, detail: str) -> None:
        self._clear()
        bar = InfoBar("danger" if severity == "danger" else "info", title, detail)
        self._bars.addWidget(bar)
        bar.show()
        self.forward.setFocus()

    def _clear(self) -> None:
        while (item := self._bars.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    # --- looks

    def _lay_out(self) -> None:
        px = theme().px
        panel = QFrame()
        panel.setObjectName("first_run_panel")
        column = QVBoxLayout(panel)
        column.setContentsMargins(px(56), px(40), px(56), px(28))
        column.setSpacing(px(16))
        column.addLayout(_brand())
        column.addSpacing(px(12))
        column.addLayout(self._bars)
        scroll = QScrollArea()
        scroll.setWidget(self.stack)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        self.stack.setAutoFillBackground(False)
        column.addWidget(scroll, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(8))
        buttons.addWidget(self.back)
        if self._leave is not None:
            buttons.addWidget(self._leave)
        buttons.addStretch(1)
        buttons.addWidget(self.forward)
        column.addLayout(buttons)
        column.addWidget(Line())
        column.addWidget(Label(f"GSI {__version__}", "s", "text3"))
        self._panel = panel
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(panel)
        row.addWidget(self._steps, 1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self._panel.setFixedWidth(min(theme().px(_PANEL), 760))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the panel's ground and the edge beside it."""
        painter, look = QPainter(self), theme()
        painter.fillRect(self.rect(), look.color("window"))
        painter.fillRect(self._panel.geometry(), look.color("surface"))
        painter.setPen(look.color("hairline"))
        painter.drawLine(self._panel.geometry().topRight(), self._panel.geometry().bottomRight())


def _brand() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme().px(12))
    row.addWidget(Mark(40))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Label("GSI Escritorio", "l"))
    words.addWidget(Label(_("Gestión Social Integral"), "body", "text2"))
    row.addLayout(words, 1)
    return row


def _theme_words(settings: SettingsStore) -> str:
    words = {"system": _("como el sistema"), "light": _("claro"), "dark": _("oscuro")}
    text = _("Texto al {scale} %, tema {theme}")
    return text.format(scale=settings.current.scale, theme=words[settings.current.theme])
