"""The questions of a mark: how it was reached, why it cannot be, or what will be done about it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gsi_desktop.models.enums import AchievedHow, CommitmentSide, MarkState
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.achievements.asking import WITH_PROVIDER, Ask, Responsible, Said, missing, writes
from gsi_desktop.ui.achievements.options import Options
from gsi_desktop.ui.kit.fields import ChoiceField, DateField, Field, TextField
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.textfields import TextAreaField
from gsi_desktop.ui.kit.theme import theme

_ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AskForm(QWidget):
    """Asks an `Ask`. ``confirmed`` fires on Enter in a field, ``left`` on Esc, ``touched`` when an answer changes."""

    confirmed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._ask: Ask | None = None
        self._responsibles: list[Responsible] = []
        self.title = Label("", "card_title", wrap=True)
        self.options = Options()
        self.text = TextField("text", _("Quién lo ofreció"), max_length=160)
        self.responsible = ChoiceField("responsible", _("Responsable"))
        self.entity = TextField("entity", _("Nombre de la entidad"), max_length=160)
        self.due_on = DateField("due_on", _("Fecha"))
        self.evidence = TextField("evidence", _("Soporte"), max_length=200)
        self.note = TextAreaField("note", _("Observación"), lines=2, max_length=400)
        self._lay_out()
        self.options.chosen.connect(self._fit)
        self.responsible.changed.connect(self._fit)

    # --- asking

    def show_ask(self, ask: Ask) -> None:
        """Ask ``ask``, with what stands there already."""
        self._ask = ask
        start = ask.start
        self.title.setText(ask.title)
        self.options.show_options(ask.options, start.choice)
        self.text.set_value(start.text)
        self.text.box.setCursorPosition(0)
        self.evidence.set_value(start.evidence)
        self.note.set_value(start.note)
        self._responsibles = list(ask.responsibles)
        self.responsible.set_options([(number, one.name) for number, one in enumerate(self._responsibles)])
        known = start.responsible
        self.responsible.set_value(self._responsibles.index(known) if known in self._responsibles else 0)
        self.entity.set_value("")
        self.due_on.set_value(start.due_on)
        self._fit()

    def said(self) -> Said:
        """Return the answers as they are; a date that is none is missing."""
        ask = self._ask
        if ask is None:
            return Said()
        acting = ask.state is MarkState.IN_PROGRESS
        try:
            due = self.due_on.value() if acting else None
        except ExpectedError:
            due = None
        return Said(
            choice=self.options.value,
            text=self.text.box.text().strip(),
            evidence=self.evidence.box.text().strip(),
            note=self.entity.box.text().strip() if acting else self.note.text().strip(),
            responsible=self._who() if acting else None,
            due_on=due,
        )

    def choose(self, number: int) -> bool:
        """Choose the option of ``number``."""
        return self.options.choose(number)

    def complain(self) -> bool:
        """Show what is still missing and go there; False when nothing is."""
        ask = self._ask
        lacking = missing(ask, self.said()) if ask is not None else ""
        if not lacking:
            return False
        fields = {"text": self.text, "evidence": self.evidence, "due_on": self.due_on, "responsible": self.entity}
        field = fields.get(lacking)
        if field is not None:
            self._say_missing(field)
        elif self.options.buttons:
            self.options.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def start_writing(self) -> None:
        """Give the keyboard to the first thing to answer."""
        stops: list[QWidget] = [*(button for button in self.options.buttons if button.isChecked()), self.text.box]
        next(one for one in stops if one.isVisibleTo(self)).setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_missing(self, field: Field) -> None:
        code = "date_missing" if field is self.due_on else "field_missing"
        field.set_error(messages.text(code))
        field.box.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(field.box, QLineEdit):
            field.box.selectAll()

    # --- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field confirms, Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in _ENTERS:
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)

    # --- inside

    def _who(self) -> Responsible | None:
        number = self.responsible.value()
        return self._responsibles[number] if number is not None else None

    def _fit(self) -> None:
        """Show the fields the answers so far ask for."""
        ask = self._ask
        if ask is None:
            return
        acting = ask.state is MarkState.IN_PROGRESS
        choice = self.options.value
        who = self._who()
        self.text.setVisible(acting or writes(choice))
        self.text.set_mnemonic(_text_label(ask.state, choice))
        self.text.box.setMaxLength(200 if choice not in WITH_PROVIDER else 160)
        self.responsible.setVisible(acting)
        self.due_on.setVisible(acting)
        self.entity.setVisible(acting and who is not None and who.side is CommitmentSide.ENTITY)
        self.evidence.setVisible(ask.state is MarkState.ACHIEVED)
        self.evidence.set_mnemonic(_("Soporte (obligatorio)") if ask.evidence_required else _("Soporte"))
        self.note.setVisible(not acting)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(8))
        for part in (
            self.title,
            self.options,
            self.text,
            self.responsible,
            self.entity,
            self.due_on,
            self.evidence,
            self.note,
        ):
            column.addWidget(part)


def _text_label(state: MarkState, choice: object) -> str:
    if state is MarkState.IN_PROGRESS:
        return _("Acción")
    if choice is AchievedHow.OFFER:
        return _("Entidad y oferta")
    if choice is AchievedHow.OUTSIDE_OFFER:
        return _("Quién lo ofreció: nombre y teléfono")
    return _("¿Cuál?")
