"""Everything the kit offers in one window, to look at.

``python -m tests.gui.kit.gallery [form] [dark] [150] [shot.png]``

Also imported by the tests that walk over the whole kit.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMenu,
    QRadioButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from gsi_desktop.services.core.paging import Page as Rows
from gsi_desktop.services.core.progress import Step
from gsi_desktop.ui.kit.buttons import Button, flat, link, primary
from gsi_desktop.ui.kit.cards import Card, CounterStrip
from gsi_desktop.ui.kit.chips import Chip, ChipLabel, FilterChip
from gsi_desktop.ui.kit.empty import EmptyState
from gsi_desktop.ui.kit.fields import CheckField, ChoiceField, DateField, DocumentField, TextField
from gsi_desktop.ui.kit.formats import shown_document
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.stepper import Stepper
from gsi_desktop.ui.kit.tables import Column, PagedModel, TableView
from gsi_desktop.ui.kit.theme import theme


@dataclass(frozen=True, slots=True)
class Family:
    folio: str
    head: str
    document: str
    members: int
    place: str
    visited: date
    alert: Chip | None


HEADS = (
    "Anacona Samboní, Luz Mila",
    "Artunduaga Claros, Héctor Fabio",
    "Bermeo Polanía, Yolanda",
    "Burbano Ñáñez, Jesús Antonio de la Santísima Trinidad",
    "Cabrera Peña, Deisy Lorena",
    "Muñoz Ordóñez, Rosalba",
)
ALERTS = (
    None,
    Chip("Sin acuerdo", "danger"),
    Chip("1 vencido", "warning"),
    Chip("Sin plan", "info"),
    None,
    Chip("Al día", "success", "check"),
)
RESULTS = (
    Chip("No entra", "danger", "x", fill=True),
    Chip("Advertencia", "warning", "alert-triangle", fill=True),
    Chip("Se omite", "muted", "minus", fill=True),
)

COLUMNS = (
    Column("folio", "Folio", 70, tabular=True, tone="text2", sortable=True),
    Column("head", "Jefe(a) de hogar", 200, stretch=True, sortable=True),
    Column(
        "document",
        "Documento",
        110,
        tabular=True,
        tone="text2",
        value=lambda row: shown_document(row.document),
        copy=lambda row: row.document,
    ),
    Column("members", "Int.", 48, align="right", tabular=True),
    Column("place", "Vereda", 110, tone="text2"),
    Column("visited", "Última visita", 100, tabular=True),
    Column("result", "Resultado", 108, chip=lambda row: RESULTS[row.members % 3]),
    Column("alert", "Alertas", 96, chip=lambda row: row.alert),
)


def family(number: int) -> Family:
    turn = number % len(HEADS)
    return Family(
        f"{number:05}",
        HEADS[turn],
        str(36_284_517 + number * 7919),
        1 + number % 9,
        ("Zanjones", "El Cabuyal", "La Laguna")[number % 3],
        date(2026, 8, 13) - timedelta(days=number % 200),
        ALERTS[turn],
    )


def fetch(cursor: tuple[object, ...] | None) -> Rows[Family]:
    start = int(str(cursor[0])) if cursor else 0
    rows = tuple(family(number) for number in range(start, min(start + 100, 4310)))
    return Rows(rows, (start + 100,) if start + 100 < 4310 else None)


def _nothing() -> None:
    return None


def _filters(parent: QWidget) -> QHBoxLayout:
    menu = QMenu(parent)
    menu.addAction("Menos de 1 mes")
    menu.addAction("3 meses o más")
    row = QHBoxLayout()
    row.addWidget(FilterChip("Última visita", "3 meses o más", menu=menu))
    row.addWidget(FilterChip("Zona", "Rural"))
    row.addWidget(FilterChip("Agregar filtro", icon="filter-plus"))
    row.addWidget(link("Quitar filtros", _nothing))
    row.addStretch(1)
    row.addWidget(Label("<b>120</b> de 4.310 en su alcance", "s", "text2"))
    return row


def _list_card() -> QWidget:
    card = Card("Ensayo", "nada se ha guardado todavía", padded=False)
    card.add_link("Ver todo", _nothing)
    strip = CounterStrip()
    for key, (figure, label, tone) in enumerate(
        (
            ("1.135", "Personas se crean", "success"),
            ("0", "Se actualizan", "info"),
            ("25", "Con advertencia", "warning"),
            ("19", "No se pueden importar", "danger"),
            ("7", "Se omiten", "text"),
        )
    ):
        strip.add(key, label, tone).set_figure(figure)
    strip.select(3)
    card.add_line()
    card.body.addWidget(strip)
    card.add_line()
    table = TableView(PagedModel(COLUMNS, fetch), name="gallery", framed=False, label="Familias")
    table.show_sort("head")
    table.show_filtered(frozenset({"place"}))
    card.body.addWidget(table, 1)
    return card


def _form() -> Form:
    form = Form()
    form.add(TextField("name", "Primer nombre", required=True), TextField("surname", "Primer apellido"))
    form.add(
        DocumentField("document", "Documento", required=True),
        DateField("born", "Fecha de nacimiento", hint="Día, mes y año."),
    )
    form.add(
        ChoiceField("kind", "Tipo", [("CC", "Cédula de ciudadanía"), ("TI", "Tarjeta de identidad")]),
        ChoiceField("town", "Municipio", [("41551", "Pitalito"), ("41001", "Neiva")], searchable=True),
    )
    form.add(CheckField("remember", "Recordar mi usuario en este equipo"))
    form.field("document").set_value("1075234567")
    form.field("born").box.setText("31/02/2026")  # type: ignore[attr-defined]  # a text input, as the field says
    form.field("born").check()
    form.field("kind").set_value("CC")
    form.field("remember").set_value(True)
    return form


def _chips() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for chip in (
        Chip("Acompañamiento", "accent", "route"),
        Chip("RUV"),
        Chip("SISBÉN A3"),
        Chip("Se omite", "muted", "minus"),
        Chip("1 compromiso vencido", "danger", "alert-triangle"),
        Chip("99 días sin visita", "warning"),
        Chip("Al día", "success", "check"),
        Chip("Sin plan", "info"),
    ):
        row.addWidget(ChipLabel(chip))
    row.addStretch(1)
    return row


def _side() -> QVBoxLayout:
    column = QVBoxLayout()
    card = Card("Formulario", "dos columnas")
    card.body.addWidget(_form())
    buttons = QHBoxLayout()
    disabled = primary("Guardar")
    disabled.setEnabled(False)
    large = Button("Entrar", kind="primary", size="large")
    for button in (
        primary("&Guardar"),
        disabled,
        Button("Anular visita", "trash", kind="danger"),
        flat("Columnas", "columns-3"),
    ):
        buttons.addWidget(button)
    buttons.addStretch(1)
    card.body.addLayout(buttons)
    card.body.addWidget(large)
    card.body.addWidget(QRadioButton("Solo en este equipo"))
    column.addWidget(card)
    column.addStretch(1)
    return column


class ListGallery(Page):
    """A list page: filters, counters, table, progress."""

    def __init__(self) -> None:
        super().__init__("Familias", "Registro de familias de su alcance: busque, asigne y abra la ficha.")
        self.add_action("&Inscribir familia", "user-plus", _nothing, primary=True, shortcut="Ctrl+N")
        self.add_action("I&mportar", "file-import", _nothing, shortcut="Ctrl+I")
        self.add_action("E&xportar", "file-export", _nothing).setEnabled(False)
        self.add_overflow("Asignar cogestor", "users", _nothing)
        self.show_bar(InfoBar("warning", "La última copia de seguridad tiene 9 días.", "Se espera una cada día."))
        tabs = QTabBar()
        for text in ("Todas", "Sin visita 3 meses o más", "Plan por aprobar"):
            tabs.addTab(text)
        tabs.setCurrentIndex(1)
        tabs.setAccessibleName("Vistas")
        self.body.addWidget(tabs)
        self.body.addLayout(_filters(self))
        self.body.addWidget(_list_card(), 1)
        panel = ProgressPanel()
        panel.start("Leyendo el archivo…")
        panel.show_step(Step("cancelled", 480, 1161))
        panel.show()
        self.body.addWidget(panel)


class FormGallery(Page):
    """A work page: stepper, notices, chips, form, buttons, empty state."""

    def __init__(self) -> None:
        super().__init__("Importar padrón SISBÉN", "padron_sisben_pitalito.xlsx · hoja 1", dense=True)
        self.header.addWidget(Stepper(("Archivo", "Columnas", "Ensayo", "Importar"), 2))
        self.show_bar(
            InfoBar(
                "danger",
                "No se encontró el servidor pitalito-social.",
                "Revise el cable o el wifi. Sus borradores están en este equipo. GSI-1042",
                actions=[("Reintentar", _nothing), ("Copiar detalles", _nothing)],
                icon="plug-x",
            )
        )
        self.show_bar(InfoBar("info", "Solo lectura.", "El período octubre 2026 está cerrado.", closable=True))
        self.show_bar(InfoBar("success", "Todo está guardado.", "10:48"))
        self.body.addLayout(_chips())
        columns = QHBoxLayout()
        columns.addLayout(_side(), 1)
        empty = Card()
        empty.body.addWidget(
            EmptyState(
                "filter-off", "Ninguna de las 4.310 familias cumple los tres filtros.", ("Quitar filtros", _nothing)
            )
        )
        columns.addWidget(empty, 1)
        self.body.addLayout(columns, 1)


def main(arguments: list[str]) -> int:
    app = QApplication(arguments)
    look = theme()
    if "dark" in arguments:
        look.set_mode("dark")
    else:
        look.set_mode("light")
    look.set_scale(next((int(word) / 100 for word in arguments if word.isdigit()), 1.0))
    look.apply(app)
    gallery = FormGallery() if "form" in arguments else ListGallery()
    gallery.resize(1366, 768)
    gallery.show()
    shot = next((word for word in arguments if word.endswith(".png")), None)
    if shot is not None:
        QTimer.singleShot(600, lambda: (gallery.grab().save(shot), app.quit()))
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv))
