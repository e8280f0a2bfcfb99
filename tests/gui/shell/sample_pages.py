"""Plain pages to judge the window by: a list with a panel, work that wants room, a page below another, a broken one."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.shell.context import UiContext
from gsi_desktop.ui.shell.pages import PageSpec

HERE = "tests.gui.shell.sample_pages"


class ListPage(Page):
    """A list and a panel in a splitter."""

    def __init__(self, context: UiContext) -> None:
        super().__init__("Familias")
        self.context = context
        self.shown = 0
        self.field = QLineEdit()
        set_name(self.field, "Filtro")
        self.panel_button = QPushButton("Abrir")
        splitter = QSplitter()
        for inner in (self.field, self.panel_button):
            pane = QWidget()
            QVBoxLayout(pane).addWidget(inner)
            splitter.addWidget(pane)
        self.body.addWidget(splitter)

    def page_shown(self) -> None:
        self.shown += 1


class DetailPage(Page):
    """Reached from the list; its name arrives later, as from the database."""

    def __init__(self, context: UiContext) -> None:
        super().__init__("Ficha")
        self.context = context
        self.told: dict[str, object] = {}
        self.body.addWidget(QPushButton("Imprimir"))

    def page_args(self, **kwargs: object) -> None:
        self.told = kwargs
        self.context.runner.read(self, lambda: "Rosalba Muñoz", self.set_title)


class WorkPage(Page):
    """Wants the navigation folded."""

    def __init__(self, context: UiContext) -> None:
        super().__init__("Importar padrón")
        self.body.addWidget(QPushButton("Elegir archivo"))


class BrokenPage(Page):
    """Fails to be made until it is mended."""

    broken = True

    def __init__(self, context: UiContext) -> None:
        super().__init__("Catálogos")
        if BrokenPage.broken:
            raise ValueError("Rosalba Muñoz 36284517")


def specs() -> tuple[PageSpec, ...]:
    work, system = "Trabajo", "Sistema"
    return (
        PageSpec("families", "Familias", work, "users", f"{HERE}:ListPage", help="familias#la-ficha"),
        PageSpec("family", "Ficha", "", "users", f"{HERE}:DetailPage", parent="families"),
        PageSpec("import", "Importar padrón", work, "file-import", f"{HERE}:WorkPage", collapsed_nav=True),
        PageSpec("batches", "Lotes importados", work, "history", f"{HERE}:Nowhere"),
        PageSpec("catalogues", "Catálogos", system, "list", f"{HERE}:BrokenPage"),
        PageSpec("settings", "Administración", system, "settings", "gsi_desktop.ui.shell.settings_page:SettingsPage"),
    )
