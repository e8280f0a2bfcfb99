"""A file that is only to be read: on every page nothing can be edited and nothing that is pressed writes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)

from gsi_desktop import bootstrap
from gsi_desktop.bootstrap import Services
from gsi_desktop.services.access import keyfile
from gsi_desktop.services.families import queries
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.upkeep import demo
from gsi_desktop.ui.families.dossier_page import DossierPage
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.shell.options import Options
from gsi_desktop.ui.shell.pages import pages
from gsi_desktop.ui.shell.program import Program
from tests.gui.shell.support import Start, said, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LOOKING = {
    "Municipio",
    "Qué se parece",
    "Lista pegada",
    "Versión del catálogo",
    "Ir a la fila",
    "Trabajo de",
    "Como el sistema",
    "Claro",
    "Oscuro",
    "Tamaño del texto",
    "Bloquear la pantalla sin uso después de",
}
"""What may be typed or chosen all the same: it looks for something, or is a setting of this computer."""
SEEKING = ("Filtrar ", "Buscar ")
"""How the names of fields begin that look for something."""
EDITORS = (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that was tried to be written in spite of it all."""
    tried: list[str] = []
    run, save = Services.run, keyfile.save

    def running(self: Services, command: Callable[..., object], *args: object, **kwargs: object) -> object:
        tried.append(command.__name__)
        return run(self, command, *args, **kwargs)  # type: ignore[arg-type]

    def saving(*args: object, **kwargs: object) -> object:
        tried.append("keyfile")
        return save(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Services, "run", running)
    monkeypatch.setattr(keyfile, "save", saving)
    for dialog in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, dialog, lambda *_args, **_kwargs: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, **_kwargs: "")
    return tried


@pytest.fixture
def reader(start: Start, sqlite_location: str, sqlite_services: Services, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program on an office of twelve invented families that is only to be read."""
    demo.load(sqlite_services, families=12)
    sqlite_services.close()
    opened = bootstrap.open_services

    def reading(location: str, **given: object) -> Services:
        return opened(location, **given | {"read_only": True})  # type: ignore[arg-type]

    monkeypatch.setattr(bootstrap, "open_services", reading)
    program = start(Options(sqlite_location))
    settle(program)
    return program


def name_of(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text.replace("&", "")


def editable(page: QWidget) -> list[str]:
    """What a person could type or choose on ``page``, that is not there for looking."""
    found = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or not widget.isEnabled() or isinstance(widget.parent(), QComboBox):
            continue
        typed_in = isinstance(widget, EDITORS) and not getattr(widget, "isReadOnly", lambda: False)()
        sheet = (
            isinstance(widget, QAbstractItemView)
            and not isinstance(widget, QHeaderView)
            and widget.editTriggers() != QAbstractItemView.EditTrigger.NoEditTriggers
        )
        ticked = type(widget).__name__ in {"QCheckBox", "QRadioButton"}
        looks = name_of(widget) in LOOKING or name_of(widget).startswith(SEEKING)
        if (typed_in or sheet or ticked) and not looks:
            found.append(f"{type(widget).__name__} {name_of(widget)}")
    return found


def press_everything(program: Program, page: Page, back: Callable[[], None]) -> None:
    """Press what can be pressed, one after the other, its menus too; where it leads elsewhere, come back."""
    area = program.host.area

    def after() -> None:
        settle(program)
        for menu in program.window.findChildren(QMenu):
            menu.close()
        if program.host.area != area:
            back()

    for place in range(len(pressable(page))):
        now = pressable(page)
        if place < len(now):
            now[place].click()
            after()
    menus = [one.menu() for one in page.findChildren(QPushButton) if one.isVisible() and one.isEnabled() and one.menu()]
    for action in [one for menu in menus for one in menu.actions() if one.isEnabled() and one.menu() is None]:
        action.trigger()
        after()


def pressable(page: QWidget) -> list[QAbstractButton]:
    return [
        one
        for one in page.findChildren(QAbstractButton)
        if one.isVisible()
        and one.isEnabled()
        and not (isinstance(one, QPushButton) and one.menu() is not None)
        and name_of(one) not in LOOKING
    ]


@pytest.mark.check("A36")
def test_on_no_page_can_anything_be_edited_or_saved(reader: Program, written: list[str]) -> None:
    assert reader.context is not None
    family = reader.context.services.read(queries.family_page, FamilyFilter()).rows[0].family_id
    faults: dict[str, list[str]] = {}
    for area in (spec.area for spec in pages() if spec.area != "print"):
        args: dict[str, object] = {"family_id": family} if area in {"family", "plan", "visit", "life_event"} else {}
        places = range(7) if area == "family" else range(1)
        for place in places:

            def back(area: str = area, args: dict[str, object] = args, place: int = place) -> None:
                reader.navigate(area, **args)
                page = reader.host.page()
                if isinstance(page, DossierPage):
                    page.tabs.setCurrentIndex(place)
                settle(reader)

            back()
            page = reader.host.page()
            assert page is not None
            found = editable(page)
            press_everything(reader, page, back)
            faults[f"{area} {place}"] = [*found, *editable(page), *written]
            written.clear()
            assert "Solo lectura." in said(reader.window), area
    assert {where: found for where, found in faults.items() if found} == {}


@pytest.mark.check("A36")
def test_what_a_page_switches_on_stays_off(reader: Program, written: list[str]) -> None:
    reader.navigate("team")
    settle(reader)
    page = reader.host.page()
    assert page is not None
    save = next(one for one in page.findChildren(QPushButton) if name_of(one) == "Guardar")
    save.setEnabled(True)
    assert not save.isEnabled()
    save.click()
    settle(reader)
    assert written == []
