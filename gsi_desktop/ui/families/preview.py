"""The panel beside the list: the family under the cursor at a glance, nothing sensitive, and the way to its dossier."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.families.data import Dossier, Member
from gsi_desktop.services.families.wording import short_kinship
from gsi_desktop.ui.families import words
from gsi_desktop.ui.kit.buttons import primary
from gsi_desktop.ui.kit.chips import ChipLabel
from gsi_desktop.ui.kit.flow import FlowLayout
from gsi_desktop.ui.kit.labels import ElidedLabel, Label, Line
from gsi_desktop.ui.kit.pieces import Picture, ScrollColumn
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size


class PreviewPanel(QFrame):
    """Shows a dossier in short; ``open_asked`` when the person wants it whole."""

    open_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.open_button = primary(_("&Abrir ficha"), None, self.open_asked.emit)
        self.open_button.setToolTip(_("Intro en la lista también la abre"))
        self._hint = Label(_("Elija una familia para ver su resumen."), "body", "text3", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._content = ScrollColumn()
        self._content.setAccessibleName(_("Resumen de la familia"))
        self._shown: Dossier | None = None
        self._typed = ""
        self._build()
        self.show_nothing()

    @property
    def shown(self) -> Dossier | None:
        """The family shown."""
        return self._shown

    def show_nothing(self, why: str = "") -> None:
        """Show no family; ``why`` replaces the hint."""
        self._shown = None
        self._hint.setText(why or _("Elija una familia para ver su resumen."))
        self._hint.show()
        self._content.hide()
        self.open_button.setEnabled(False)

    def show_family(self, dossier: Dossier, today: date, typed: str = "") -> None:
        """Show ``dossier`` with ages of ``today``; the members whom ``typed`` finds are underlined."""
        self._shown = dossier
        self._typed = typed
        self._content.clear()
        for part in (self._title(dossier, today), self._household(dossier, today), self._programme(dossier)):
            if self._content.count():
                self._content.add(Line())
            self._content.add(part)
        self._content.finish()
        self._hint.hide()
        self._content.show()
        self.open_button.setEnabled(True)

    # --- parts

    def _title(self, dossier: Dossier, today: date) -> QWidget:
        part, column = _part()
        column.addWidget(Label(words.place_name(dossier), "m", wrap=True))
        column.addWidget(Label(_("Folio {folio}").format(folio=dossier.folio), "s", "text2", tabular=True))
        head = dossier.head
        if head is not None:
            facts = f"{words.document(head)} · {words.age(head, today)}"
            column.addWidget(Label(facts, "s", "text2", tabular=True))
        chips = QWidget()
        flow = FlowLayout(theme().px(6), chips)
        for chip in (words.status_chip(dossier), *words.targeting_chips(dossier)):
            flow.addWidget(ChipLabel(chip))
        column.addSpacing(theme().px(4))
        column.addWidget(chips)
        return part

    def _household(self, dossier: Dossier, today: date) -> QWidget:
        part, column = _part()
        heading = QHBoxLayout()
        heading.addWidget(Label(_("Hogar"), "card_title"), 1)
        heading.addWidget(Label(words.members_count(len(dossier.members)), "s", "text2"))
        column.addLayout(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(8))
        grid.setVerticalSpacing(theme().px(3))
        grid.setColumnStretch(1, 1)
        for row, member in enumerate(dossier.members):
            self._add_member(grid, row, member, today)
        column.addLayout(grid)
        return part

    def _add_member(self, grid: QGridLayout, row: int, member: Member, today: date) -> None:
        completed = member.age(today)
        grid.addWidget(Picture(words.person_icon(member, today), "text2", 14), row, 0)
        name = ElidedLabel(member.full_name, "s")
        if words.found(member, self._typed):
            font = name.font()
            font.setUnderline(True)
            name.setFont(font)
        grid.addWidget(name, row, 1)
        grid.addWidget(Label(short_kinship(member), "s", "text2"), row, 2)
        figure = Label("—" if completed is None else str(completed), "s", "text", tabular=True)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        figure.setAccessibleName(words.age(member, today))
        grid.addWidget(figure, row, 3)

    def _programme(self, dossier: Dossier) -> QWidget:
        part, column = _part()
        for picture, text, missing in (
            ("map-pin", words.address(dossier), _("Sin dirección")),
            ("phone", words.phones(dossier), _("Sin teléfono")),
        ):
            line = QHBoxLayout()
            line.setSpacing(theme().px(6))
            line.addWidget(Picture(picture, "text2", 14), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Label(text or missing, "s", "text" if text else "text3", wrap=True), 1)
            column.addLayout(line)
        facts = QGridLayout()
        facts.setHorizontalSpacing(theme().px(12))
        facts.setVerticalSpacing(theme().px(3))
        facts.setColumnStretch(1, 1)
        main = words.main_targeting(dossier)
        listed = formats.targeting(main.source, main.level) if main is not None else _("Sin información")
        entered = formats.date(dossier.enrolments[0].entry_on) if dossier.enrolments else _("Sin información")
        for row, (name, value) in enumerate(
            (
                (_("Municipio"), dossier.municipality),
                (_("Zona"), words.zone(dossier) or _("Sin información")),
                (_("Focalización"), listed),
                (_("Ingreso"), entered),
            )
        ):
            facts.addWidget(Label(name, "s", "text3"), row, 0)
            facts.addWidget(Label(value, "s", wrap=True, tabular=True), row, 1)
        column.addSpacing(theme().px(4))
        column.addLayout(facts)
        return part

    def _build(self) -> None:
        pad = theme().px(size("spacing.m"))
        foot = QHBoxLayout()
        foot.setContentsMargins(pad, pad - 2, pad, pad - 2)
        foot.addWidget(self.open_button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._content, 1)
        column.addWidget(self._hint, 1)
        column.addWidget(Line())
        column.addLayout(foot)


def _part() -> tuple[QWidget, QVBoxLayout]:
    """Return a padded part of the panel and its column."""
    part = QWidget()
    pad = theme().px(size("spacing.m"))
    column = QVBoxLayout(part)
    column.setContentsMargins(pad, theme().px(10), pad, theme().px(10))
    column.setSpacing(theme().px(3))
    return part, column
