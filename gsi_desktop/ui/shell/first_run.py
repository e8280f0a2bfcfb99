"""The first start: five screens from nothing to a program with data. What was typed stays, whatever fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QRadioButton

from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.settings import SettingsStore, places
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.dialogs import ask_folder
from gsi_desktop.ui.kit.fields import ChoiceField, TextField
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.tasks import TaskRunner
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.shell.entering import is_there
from gsi_desktop.ui.shell.first_user import RecoveryScreen, UserScreen
from gsi_desktop.ui.shell.navigation import Picture
from gsi_desktop.ui.shell.opening import FILE_NAME, NewDatabase, Opened, check_place, make_database, shorten
from gsi_desktop.ui.shell.wizard import Screen, Wizard

if TYPE_CHECKING:
    from gsi_desktop.services.core.progress import Progress

SIZES = (90, 100, 110, 125, 150, 175)
FAMILIES = (100, 400, 1_200, 5_000, 57_191)


class Welcome(Screen):
    """What the program is, whose responsibility the data are, and how large one wants to read it."""

    def __init__(self, settings: SettingsStore) -> None:
        super().__init__(
            _("Bienvenida"),
            _("Bienvenida al GSI Escritorio"),
            _("Aquí lleva el registro de las familias que su oficina acompaña: "
              "carga el padrón, encuentra a cada familia y abre su ficha."),
            _("&Empezar"),
        )  # fmt: skip
        self._settings = settings
        self.column.addSpacing(theme().px(4))
        for icon, text in (
            ("device-desktop", _("Los datos quedan cifrados en este equipo. El programa no envía nada a internet.")),
            ("shield-lock", _("Los datos de las familias son reservados (Ley 1581 de 2012). Su oficina cuida su uso.")),
            ("clock", _("Son cinco pasos y menos de tres minutos. Después puede cambiar lo que elija aquí.")),
        ):
            row = QHBoxLayout()
            row.setSpacing(theme().px(12))
            row.addWidget(Picture(icon, "accent", 20), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Label(text, "body", wrap=True), 1)
            self.column.addLayout(row)
        self.column.addSpacing(theme().px(12))
        self._add_look()
        self.end()

    def _add_look(self) -> None:
        """Text size and theme, seen at once."""
        settings = self._settings
        sizes = [(size, f"{size} %") for size in SIZES]
        self.scale = ChoiceField(
            "scale", _("&Tamaño del texto"), sizes, width=160, hint=_("Después: Ctrl y + o Ctrl y -.")
        )
        self.scale.set_value(settings.current.scale)
        self.scale.changed.connect(lambda: settings.update(scale=self.scale.value()))
        self.column.addWidget(self.scale)
        self.column.addWidget(Label(_("Tema"), "s", "text2"))
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(theme().px(20))
        for mode, text in (("system", _("Como el &sistema")), ("light", _("Cla&ro")), ("dark", _("&Oscuro"))):
            choice = QRadioButton(text)
            choice.setChecked(settings.current.theme == mode)
            choice.clicked.connect(partial(settings.update, theme=mode))
            self._group.addButton(choice)
            row.addWidget(choice)
        row.addStretch(1)
        self.column.addLayout(row)


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
        text = _(
            "La base de datos se llama {name}. El programa hace copias solo; de vez en cuando lleve una a otro equipo."
        )
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


class FinishScreen(Screen):
    """Whether to start with invented families, what was chosen, and the work with its progress."""

    def __init__(self) -> None:
        super().__init__(
            _("Datos de ejemplo"),
            _("¿Quiere datos de ejemplo?"),
            _("Son familias inventadas para conocer el programa. Se ven marcadas y se quitan con un clic."),
            _("Crear y &empezar"),
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
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(theme().px(16))
        self._lines.setVerticalSpacing(theme().px(8))
        self._lines.setColumnStretch(1, 1)
        self.column.addSpacing(theme().px(4))
        self.column.addLayout(self._lines)

    @property
    def families(self) -> int:
        """How many families to invent, 0 for none."""
        return int(self.count.value()) if self.some.isChecked() else 0

    def tell(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show ``facts``, each a word and its value."""
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for row, (word, value) in enumerate(facts):
            self._lines.addWidget(Label(word, "body", "text3"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._lines.addWidget(Label(value, "body_strong", wrap=True), row, 1)


class FirstRun(Wizard):
    """The wizard. ``existing`` carries the file of a folder that has one already: it is opened, not made."""

    existing = Signal(str)

    def __init__(self, settings: SettingsStore, runner: TaskRunner, *, leave: str = "") -> None:
        self.place = PlaceScreen()
        self.user = UserScreen()
        self.finish = FinishScreen()
        self.recovery = RecoveryScreen(runner)
        screens = [Welcome(settings), self.place, self.user, self.finish, self.recovery]
        super().__init__(_("Primeros pasos"), screens, runner, leave=leave)
        self.finish.column.addWidget(self.progress)
        self.finish.end()

    def go_on(self) -> None:
        """Go on; a folder with a database in it leads to its door."""
        if self.screens[self.current] is self.place and self.place.ready() and is_there(self.place.file):
            self.existing.emit(str(self.place.file))
            return
        super().go_on()

    def show_screen(self, number: int) -> None:
        """Show a screen; the last but one tells what was chosen."""
        if self.screens[number] is self.finish:
            user = f"{self.user.full_name.value()} ({self.user.login.value()})"
            self.finish.tell([(_("Los datos quedan en"), shorten(self.place.file)), (_("Administra"), user)])
        super().show_screen(number)

    def work(self) -> Callable[[Progress], Opened]:
        """Return the making of the database."""
        plan = NewDatabase(str(self.place.file), self.finish.families, self.user.user, self.user.password)
        return partial(make_database, plan)

    def made(self, opened: Opened) -> None:
        """Show the recovery code; the password is not needed any more."""
        self.user.passwords.clear()
        who = str(self.user.full_name.value())
        self.recovery.show_code(opened.recovery_code or "", self.place.file.name, who)

    def working_words(self) -> str:
        """Return what is said meanwhile."""
        return _("Creando la base de datos…")

    def failed_words(self) -> str:
        """Return what is said of a failure of the program."""
        return _("No se pudo crear la base de datos.")
