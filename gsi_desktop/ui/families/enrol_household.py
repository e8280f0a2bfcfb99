"""The household of a new family: where it lives, and the list that makes it eligible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.models.enums import TargetingSource, Zone
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import ContactFields
from gsi_desktop.services.families.enrol_data import NewTargeting
from gsi_desktop.services.territory import catalogues
from gsi_desktop.ui.kit.fields import ChoiceField, DateField, TextField
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.theme import theme

_NONE: Final = ""
"""Stands for "no zone" and "no other list"."""
_WIDE: Final = (
    (("municipality", 5), ("settlement", 5), ("zone", 4), ("address", 6), ("phone", 3), ("other_phone", 3)),
    (("entry_on", 3), ("source", 5), ("level", 3), ("score", 2), ("household_key", 4), ("listed_on", 3),
     ("other_source", 4), ("other_key", 4)),
)  # fmt: skip
"""The rows of the form and how their fields share the width."""
_LARGE: Final = (
    (("municipality", 4), ("settlement", 4), ("zone", 4)),
    (("address", 4), ("phone", 2), ("other_phone", 2)),
    (("entry_on", 3), ("source", 4), ("level", 3), ("score", 2)),
    (("household_key", 3), ("listed_on", 3), ("other_source", 4), ("other_key", 3)),
)
_WIDE_UP_TO: Final = 1.25
_DISPLACED: Final = frozenset({TargetingSource.RUPD, TargetingSource.RUV})


class HouseholdForm(Form):
    """The fields of the household. ``finished`` fires on Enter in the last field, ``save_asked`` on Ctrl+Enter."""

    finished = Signal()
    save_asked = Signal()
    municipality_changed = Signal(str)

    def __init__(self, today: Callable[[], date], *, reserved: str, notices: QVBoxLayout) -> None:
        super().__init__(reserved=reserved, notices=notices)
        self._today = today
        self._known = QStringListModel(self)
        self.rest = QWidget()
        self._fields_box = QWidget()
        self._municipality: Any = None
        self._make()
        self.changed.connect(self._follow)
        self._follow()

    # --- values

    def begin(self, municipality: str | None, source: TargetingSource) -> None:
        """Show an empty household that begins with what is usual here."""
        empty = {field.key: None for field in self.fields()}
        usual = {"municipality": municipality, "entry_on": self._today(), "source": source}
        self.set_values({**empty, "zone": _NONE, "other_source": _NONE, **usual})
        self._follow()

    @property
    def municipality(self) -> str:
        """The municipality chosen, "" while there is none."""
        field = self.field("municipality")
        return str(field.value() or "") if not field.is_empty() and field.check() else ""

    def contact(self) -> ContactFields:
        """Return where the family lives and how it is reached."""
        values = self.values()
        return ContactFields(
            settlement=values["settlement"],
            zone=Zone(values["zone"]) if values["zone"] else None,
            address=values["address"],
            phone=values["phone"],
            other_phone=values["other_phone"],
        )

    def targeting(self) -> tuple[NewTargeting, ...]:
        """Return the lists the family is on, the main one first."""
        values = self.values()
        displaced = values["source"] in _DISPLACED
        main = NewTargeting(
            source=values["source"],
            household_key=values["household_key"],
            level="" if displaced else values["level"],
            score="" if displaced else values["score"],
            listed_on=values["listed_on"],
            displaced_on=values["displaced_on"] if displaced else None,
            displaced_from=values["displaced_from"] if displaced else "",
        )
        other = values["other_source"]
        if not other:
            return (main,)
        return main, NewTargeting(source=other, household_key=values["other_key"])

    def offer_places(self, municipalities: Sequence[tuple[str, str]]) -> None:
        """Offer these municipalities, by code and name."""
        field = self.field("municipality")
        assert isinstance(field, ChoiceField)  # noqa: S101 - narrows the type; made below
        field.set_options(municipalities)

    def suggest(self, settlements: Sequence[str]) -> None:
        """Suggest the veredas and barrios known."""
        self._known.setStringList(list(settlements))

    # --- inside

    def _make(self) -> None:
        zones = [(_NONE, formats.answer(None)), *((code, catalogues.label("zone", code)) for code in Zone)]
        sources = [(one, catalogues.label("targeting_source", one)) for one in TargetingSource]
        settlement = TextField("settlement", _("Vereda o barrio"), max_length=120)
        column = QVBoxLayout(self._fields_box)
        column.setContentsMargins(0, 0, 0, 0)
        self.add_widget(self._fields_box)
        for field in (
            ChoiceField("municipality", _("Municipio"), searchable=True, required=True),
            settlement,
            ChoiceField("zone", _("Zona"), zones),
            TextField("address", _("Dirección o finca"), max_length=200),
            TextField("phone", _("Teléfono"), max_length=40),
            TextField("other_phone", _("Otro teléfono"), max_length=40),
            DateField("entry_on", _("Entra el"), required=True, today=self._today),
            ChoiceField("source", _("Lista que la trae"), sources, required=True),
            TextField("level", _("Nivel o grupo"), max_length=8),
            TextField("score", _("Puntaje"), max_length=12),
            TextField("household_key", _("Ficha o declaración"), max_length=60),
            DateField("listed_on", _("Fecha de la lista"), today=self._today),
            ChoiceField("other_source", _("También está en"), [(_NONE, _("Ninguna otra")), *sources]),
            TextField("other_key", _("Número en esa lista"), max_length=60),
        ):
            self.add(field, into=column)
        rest = QVBoxLayout(self.rest)
        rest.setContentsMargins(0, 0, 0, 0)
        self.add_widget(self.rest)
        self.add(
            DateField("displaced_on", _("Se desplazó el"), today=self._today),
            TextField("displaced_from", _("Desde dónde"), max_length=80),
            stretch=(1, 4),
            into=rest,
        )
        theme().changed.connect(self._arrange)
        self._arrange()
        completer = QCompleter(self._known, settlement.box)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        popup = completer.popup()
        if popup is not None:
            popup.setProperty("popup", True)
        settlement.box.setCompleter(completer)

    def _arrange(self) -> None:
        """Put the fields side by side, fewer in a row when the text is large; Tab follows."""
        column = self._fields_box.layout()
        if not isinstance(column, QVBoxLayout):
            return
        while (item := column.takeAt(0)) is not None:
            line = item.layout()
            while line is not None and line.count():
                line.takeAt(0)
        px, shape = theme().px, _LARGE if theme().scale > _WIDE_UP_TO else _WIDE
        column.setSpacing(px(4))
        for keys in shape:
            row = QHBoxLayout()
            row.setSpacing(px(12))
            for key, share in keys:
                row.addWidget(self.field(key), share)
            column.addLayout(row)
        layout = self.layout()
        if layout is not None:
            layout.setSpacing(px(4))

    def _follow(self) -> None:
        """Show what the list chosen asks for, and tell another municipality."""
        source = self.field("source").value()
        displaced = source in _DISPLACED
        self.rest.setVisible(displaced)
        for key in ("level", "score"):
            self.field(key).setVisible(not displaced)
        self.field("other_key").setVisible(bool(self.field("other_source").value()))
        municipality = self.municipality
        if municipality != self._municipality:
            self._municipality = municipality
            self.municipality_changed.emit(municipality)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, from the last field to the members; Ctrl+Enter saves."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        shown = [field for field in self.fields() if field.isVisible()]
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save_asked.emit()
        elif enter and shown and shown[-1].box.hasFocus():
            self.finished.emit()
        elif enter:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)
