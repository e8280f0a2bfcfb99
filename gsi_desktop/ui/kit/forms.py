"""A form: fields in order, access keys that do not clash, and one summary of what is wrong on saving."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.messages import text as message
from gsi_desktop.ui.kit.accessibility import plain
from gsi_desktop.ui.kit.fields import Field
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import read_only, writes


class Form(QWidget):
    """Fields one below the other or side by side. ``submitted`` carries the values, only when all of them will do.

    ``reserved`` are access keys the page uses for its buttons; ``notices`` is where the summary stands, on top of the
    fields when it is not said. Enter goes to the next field and submits from the last one; Ctrl+Enter submits from
    anywhere. While nothing can be saved (`writing.read_only`) no field can be edited.
    """

    submitted = Signal(dict)
    changed = Signal()

    def __init__(
        self, *, reserved: str = "", notices: QVBoxLayout | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fields: dict[str, Field] = {}
        self._letters = set(reserved.lower())
        self._summary: InfoBar | None = None
        self._listed: set[str] = set()
        self._rows = QVBoxLayout(self)
        self._notices = notices or self._rows
        self._rows.setContentsMargins(0, 0, 0, 0)
        theme().changed.connect(self._space)
        self._space()

    # --- fields

    def add(self, *fields: Field, stretch: Sequence[int] = (), into: QVBoxLayout | None = None) -> None:
        """Add a row of one field, or of several side by side, which share the width as ``stretch`` says, else evenly.

        ``into`` is a column inside a widget of `add_widget`, for forms in several parts.
        """
        row = QHBoxLayout()
        row.setSpacing(theme().px(size("frame.gap")))
        for place, field in enumerate(fields):
            self._take(field)
            row.addWidget(field, stretch[place] if stretch else 1)
        (into or self._rows).addLayout(row)

    def add_widget(self, widget: QWidget) -> None:
        """Add something that is no field: a heading, a button row."""
        self._rows.addWidget(widget)

    def field(self, key: str) -> Field:
        """Return the field of ``key``."""
        return self._fields[key]

    def fields(self) -> list[Field]:
        """Return the fields in their order."""
        return list(self._fields.values())

    # --- values

    def values(self) -> dict[str, Any]:
        """Return the values by key; raises `ExpectedError` for a field whose text is none."""
        return {key: field.value() for key, field in self._fields.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show stored values; keys without a field are ignored."""
        for key, field in self._fields.items():
            if key in values:
                field.set_value(values[key])

    def typed(self) -> dict[str, Any]:
        """Return what the inputs show by key, also where it is no value yet: plain values, for a draft."""
        return {key: field.typed() for key, field in self._fields.items()}

    def retype(self, shown: Mapping[str, Any]) -> None:
        """Put back what `typed` returned; what differs from the values shown is checked, so that errors stand again."""
        for key, field in self._fields.items():
            if key in shown:
                field.retype(shown[key])

    def holds_typing(self) -> bool:
        """Whether something was typed since values were shown."""
        return any(field.touched for field in self._fields.values())

    def submit(self) -> bool:
        """Check every field; emit ``submitted`` when all will do, else say what is wrong and go to the first."""
        if read_only():
            self._say(InfoBar("warning", _("Solo lectura."), _("No se guardó nada."), icon="eye"))
            return False
        wrong = [field for field in self._fields.values() if not field.check()]
        self._summarise(wrong)
        if wrong:
            return False
        self.submitted.emit(self.values())
        return True

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Show at the fields what the services refused, by key, as `submit` does."""
        for key, text in errors.items():
            self._fields[key].set_error(text)
        self._summarise([field for field in self._fields.values() if field.error])

    def show_error(self, error: ExpectedError) -> bool:
        """Show ``error`` at its field; False when it names none of this form."""
        if error.field not in self._fields:
            return False
        self.show_errors({error.field: message(error.code, **error.params)})
        return True

    # --- inside

    def _take(self, field: Field) -> None:
        if field.key in self._fields:
            raise ValueError(field.key)
        label = with_mnemonic(field.label.text().removesuffix(" *"), self._letters)
        field.set_mnemonic(label)
        field.changed.connect(self.changed)
        field.error_changed.connect(self._mended)
        self._fields[field.key] = field
        writes(field)

    def _summarise(self, wrong: list[Field]) -> None:
        self._listed = {field.key for field in wrong}
        if not wrong:
            self._say(None)
            return
        self._list(wrong)
        wrong[0].box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list(self, wrong: list[Field]) -> None:
        count = len(wrong)
        title = ngettext("Hay un dato por corregir.", "Hay {count} datos por corregir.", count).format(count=count)
        links = [(field.name, field.box.setFocus) for field in wrong]
        self._say(InfoBar("danger", title, _("No se guardó nada."), links=links))

    def _mended(self) -> None:
        """Take what was mended off the summary, and the summary away with the last one."""
        if not self._listed:
            return
        wrong = [field for field in self._fields.values() if field.key in self._listed and field.error]
        if wrong:
            self._list(wrong)
        else:
            self._summarise([])

    def _say(self, bar: InfoBar | None) -> None:
        if self._summary is not None:
            self._notices.removeWidget(self._summary)
            self._summary.hide()
            self._summary.deleteLater()
        self._summary = bar
        if bar is not None:
            self._notices.insertWidget(0, bar)
            bar.show()

    def _space(self) -> None:
        self._rows.setSpacing(theme().px(size("spacing.m")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter: next field, or submit from the last; Ctrl+Enter submits."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        last = next(reversed(self._fields.values()), None)
        at_last = last is not None and last.box.hasFocus()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or at_last:
            self.submit()
        elif isinstance(self.focusWidget(), QLineEdit):
            self.focusNextChild()


def with_mnemonic(label: str, taken: set[str]) -> str:
    """Return ``label`` with an access key not in ``taken``, and take it; one already marked is kept when free.

    First letters of words are preferred; a label without a free letter stays without a key.
    """
    bare = plain(label)
    marked = label.find("&")
    own = [marked] if 0 <= marked < len(label) - 1 and label[marked + 1] != "&" else []
    starts = [place for place, letter in enumerate(bare) if place == 0 or bare[place - 1] == " "]
    for place in _unique([*own, *starts, *range(len(bare))]):
        letter = bare[place].lower()
        if letter.isascii() and letter.isalnum() and letter not in taken:
            taken.add(letter)
            return f"{bare[:place]}&{bare[place:]}"
    return bare


def _unique(places: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(places))
