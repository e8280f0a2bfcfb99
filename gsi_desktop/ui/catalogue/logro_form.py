"""The form of one logro in a draft: every keystroke is kept, what is no value yet too."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gsi_desktop.services.achievements import editing
from gsi_desktop.services.achievements.data import Achievement, Catalogue
from gsi_desktop.services.achievements.rules import applies_text
from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.catalogue import words
from gsi_desktop.ui.catalogue.compare import Compare
from gsi_desktop.ui.catalogue.draft import Change, Draft
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.choiceboxes import ComboBox
from gsi_desktop.ui.kit.fields import CheckField, ChoiceField, Field, TextField
from gsi_desktop.ui.kit.flow import FlowLayout
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.pieces import ScrollColumn
from gsi_desktop.ui.kit.textfields import TextAreaField
from gsi_desktop.ui.kit.theme import theme

_NOTHING: Final = {"sex": "", "condition": "", "household_condition": "", "ipm_indicator": 0}
"""What a choice of nothing is called in a list."""
_LETTERS: Final = 6
"""Room a choice insists on; the rest is what the panel leaves."""


class AgeField(TextField):
    """An age in years or months; its value is in months."""

    def __init__(self, key: str, label: str, *, last: bool) -> None:
        self._last = last
        super().__init__(key, label, max_length=20, width=120, placeholder=_("años o meses"))

    def value(self) -> int | None:
        """Return the months; raises `ExpectedError` ``age_invalid``."""
        return editing.parse_age(self.box.text(), last=self._last)

    def set_value(self, value: Any) -> None:
        """Show months as an age."""
        super().set_value(editing.show_age(value, last=self._last))


class NumberField(TextField):
    """A whole number."""

    def value(self) -> int:
        """Return the number; raises `ExpectedError` ``number_invalid``."""
        typed = self.box.text().strip()
        if not (typed.isascii() and typed.isdigit()):
            raise ExpectedError("number_invalid", text=typed)
        return int(typed)


class _Fields(Form):
    """The fields; Enter on the last one stays, because nothing is sent from here."""

    def submit(self) -> bool:
        """Send nothing."""
        return False


class LogroForm(ScrollColumn):
    """A logro of ``draft``. ``edited`` fires with its number after each change; ``moved`` when it changes its place."""

    edited = Signal(int)
    moved = Signal(int)
    drop_asked = Signal(int)

    def __init__(self, reserved: str) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._draft: Draft | None = None
        self._number = 0
        self._filling = False
        self.title = Label("", "m", wrap=True)
        self.chip = ChipLabel(Chip(""))
        self.form = _Fields(reserved=reserved)
        self.applies = Label("", "body", "text2", wrap=True)
        self.revert = Button(_("Dejar como estaba"), "arrow-back-up", self._revert)
        self.retire = Button("", "archive", self._retire)
        self.compare = Compare()
        self._make_fields()
        self._fill()

    # --- showing

    def show_logro(self, draft: Draft, number: int) -> None:
        """Show a logro of the draft with what was typed in it."""
        self._draft, self._number = draft, number
        self._filling = True
        one = draft.logro(number)
        self._choice("dimension").set_options([(known.number, known.name) for known in draft.base.dimensions])
        for field in self.form.fields():
            value = getattr(one, field.key)
            field.set_value(_NOTHING.get(field.key) if value is None else value)
        for column, unread in draft.typed(number).items():
            box = self.form.field(column).box
            if isinstance(box, QLineEdit):
                with QSignalBlocker(box):
                    box.setText(unread.text)
            self.form.field(column).check()
        self._choice("unit").box.setEnabled(draft.former(number) is None)
        self._filling = False
        self._tell()

    def focus_column(self, column: str, error: ExpectedError | None = None) -> None:
        """Go to a field and say what is wrong with it."""
        field = self.form.field(column)
        if error is not None:
            field.set_error(messages.text(error.code, **error.params))
        field.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(field)

    # --- inside

    def _make_fields(self) -> None:
        limits = editing.TEXT_LIMITS
        name = words.column_name
        self.form.add(TextField("short", name("short"), required=True, max_length=limits["short"]))
        self.form.add(TextAreaField("text", name("text"), required=True, lines=3, max_length=limits["text"]))
        self.form.add(ChoiceField("dimension", name("dimension")), ChoiceField("unit", name("unit"), _units()))
        self.form.add(
            AgeField("min_months", name("min_months"), last=False),
            AgeField("max_months", name("max_months"), last=True),
            ChoiceField("sex", name("sex"), words.sex_options()),
        )
        self.form.add(
            ChoiceField("condition", name("condition"), words.condition_options()),
            ChoiceField("household_condition", name("household_condition"), words.household_options()),
        )
        self.form.add_widget(self.applies)
        self.form.add(TextAreaField("question", name("question"), lines=2, max_length=limits["question"]))
        self.form.add(TextField("evidence", name("evidence"), max_length=limits["evidence"]))
        self.form.add(CheckField("evidence_required", name("evidence_required")))
        self.form.add(
            ChoiceField("ipm_indicator", name("ipm_indicator"), words.indicator_options()),
            NumberField("weight", name("weight"), max_length=12, width=90),
        )
        for field in self.form.fields():
            field.changed.connect(lambda field=field: self._changed(field))
            if isinstance(field.box, ComboBox):
                field.box.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
                field.box.setMinimumContentsLength(_LETTERS)

    def _choice(self, key: str) -> ChoiceField:
        field = self.form.field(key)
        if not isinstance(field, ChoiceField):
            raise TypeError(key)
        return field

    def _changed(self, field: Field) -> None:
        draft = self._draft
        if draft is None or self._filling:
            return
        try:
            value = field.value()
            draft.put(self._number, field.key, None if field.key in _NOTHING and not value else value)
        except ExpectedError as error:
            text = field.text() if isinstance(field, TextAreaField) else getattr(field.box, "text", str)()
            draft.keep_typed(self._number, field.key, text, error)
        self._tell()
        (self.moved if field.key in ("dimension", "unit") else self.edited).emit(self._number)

    def _tell(self) -> None:
        draft = self._draft
        if draft is None:
            return
        one, former = draft.logro(self._number), draft.former(self._number)
        change = draft.change(self._number)
        heading = _("Logro {number}").format(number=one.number)
        self.title.setText(f"{heading}. {one.short}" if one.short else heading)
        chip = words.change_chip(change)
        self.chip.setVisible(chip is not None)
        if chip is not None:
            self.chip.set_chip(chip)
        self.applies.setText(_("Aplica a: {whom}.").format(whom=applies_text(editing.tidy(one))))
        self._show_for(one)
        self.revert.setVisible(former is not None and change is not None)
        self._name_retire(one, former)
        self._compare(former, one, draft.base)

    def _show_for(self, one: Achievement) -> None:
        for key in ("min_months", "max_months", "sex", "condition"):
            self.form.field(key).setVisible(one.of_members)
        self.form.field("household_condition").setVisible(not one.of_members)

    def _name_retire(self, one: Achievement, former: Achievement | None) -> None:
        if former is None:
            words_, icon = _("Quitar este logro nuevo"), "trash"
        elif one.retired:
            words_, icon = _("Volver a usar este logro"), "arrow-back-up"
        else:
            words_, icon = _("Retirar este logro"), "archive"
        self.retire.setText(words_)
        self.retire.set_icon(icon)

    def _compare(self, former: Achievement | None, one: Achievement, book: Catalogue) -> None:
        lines = words.compared(former, editing.tidy(one), book) if former is not None else []
        self.compare.show_lines(_("Qué cambia"), _("Versión {number}").format(number=book.number), lines)

    def _revert(self) -> None:
        if self._draft is not None:
            self._draft.revert(self._number)
            self.show_logro(self._draft, self._number)
            self.moved.emit(self._number)
            self.form.field("short").box.setFocus()

    def _retire(self) -> None:
        draft = self._draft
        if draft is None:
            return
        if draft.change(self._number) is Change.NEW:
            self.drop_asked.emit(self._number)
            return
        draft.put(self._number, "retired", not draft.logro(self._number).retired)
        self._tell()
        self.edited.emit(self._number)

    def _fill(self) -> None:
        px = theme().px
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(px(14), px(12), px(14), px(12))
        column.setSpacing(px(10))
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        buttons = FlowLayout(px(8))
        buttons.addWidget(self.revert)
        buttons.addWidget(self.retire)
        column.addLayout(top)
        column.addWidget(self.form)
        column.addWidget(self.compare)
        column.addLayout(buttons)
        self.add(page)
        self.finish()


def _units() -> list[tuple[Any, str]]:
    return list(words.unit_options())
