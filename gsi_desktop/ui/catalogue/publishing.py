"""The last look before a new version counts: what it does, why, from when; then the work itself with its progress."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gsi_desktop.services.achievements.data import PublishCatalogue
from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.catalogue import words
from gsi_desktop.ui.catalogue.draft import Draft
from gsi_desktop.ui.kit.buttons import Button, link
from gsi_desktop.ui.kit.chips import ChipLabel
from gsi_desktop.ui.kit.fields import DateField
from gsi_desktop.ui.kit.flow import FlowLayout
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.pieces import ScrollColumn
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.textfields import TextAreaField
from gsi_desktop.ui.kit.theme import theme

_CHIP: Final = 92


class PublishPanel(ScrollColumn):
    """``asked`` carries what to publish; ``back`` and ``logro_asked`` lead back to the draft."""

    asked = Signal(object)
    back = Signal()
    logro_asked = Signal(int)

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._draft: Draft | None = None
        self._today = today
        self.title = Label("", "m", wrap=True)
        self.summary = Label("", "body", wrap=True)
        self.changes = QVBoxLayout()
        self.form = Form(reserved="pc")
        self.form.add(
            TextAreaField("reason", _("Por qué se hace esta versión"), required=True, lines=3, max_length=400)
        )
        self.form.add(
            DateField(
                "valid_from_on",
                _("Desde qué día cuenta"),
                required=True,
                today=today,
                hint=_("Hoy o antes. Las valoraciones de antes de ese día siguen con la versión anterior."),
            )
        )
        self.publish = Button("", "send", self.form.submit, kind="primary")
        self.edit = Button(_("Seguir editando"), "edit", self.back.emit)
        self.progress = ProgressPanel()
        self.form.submitted.connect(self._ask)
        self._fill()

    @property
    def busy(self) -> bool:
        """Whether a version is being published."""
        return not self.publish.isEnabled()

    def show_draft(self, draft: Draft) -> None:
        """Show what publishing ``draft`` does; reason and date stay as they were typed."""
        self._draft = draft
        found = draft.differences()
        self.title.setText(_("Publicar la versión {number}").format(number=draft.next_number))
        self.publish.setText(_("&Publicar la versión {number}").format(number=draft.next_number))
        self.summary.setText(
            _("{differences}. Las valoraciones ya hechas conservan su versión y sus cifras.").format(
                differences=words.differences_text(found)
            )
        )
        if self.form.field("valid_from_on").is_empty():
            self.form.field("valid_from_on").set_value(self._today())
        self._list(draft)
        self.verticalScrollBar().setValue(0)

    def start(self) -> None:
        """Let nothing else be done while the version is published."""
        for part in (self.form, self.publish, self.edit):
            part.setEnabled(False)

    def stop(self) -> None:
        """Let things be done again."""
        self.progress.finish()
        for part in (self.form, self.publish, self.edit):
            part.setEnabled(True)

    def forget(self) -> None:
        """Empty reason and date, after publishing."""
        self.form.set_values({"reason": "", "valid_from_on": None})

    def show_error(self, error: ExpectedError) -> bool:
        """Show ``error`` at its field; False when it is none of these."""
        return self.form.show_error(error)

    def _ask(self, values: dict[str, object]) -> None:
        draft = self._draft
        on = values["valid_from_on"]
        if draft is not None and isinstance(on, date):
            self.asked.emit(
                PublishCatalogue(
                    base_number=draft.base.number,
                    label=draft.base.label,
                    reason=str(values["reason"]),
                    valid_from_on=on,
                    achievements=draft.achievements,
                )
            )

    def _list(self, draft: Draft) -> None:
        while (item := self.changes.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in draft.achievements:
            chip = words.change_chip(draft.change(one.number))
            if chip is not None:
                row = QWidget()
                across = QHBoxLayout(row)
                across.setContentsMargins(0, 0, 0, 0)
                across.setSpacing(theme().px(8))
                named = link(f"{one.number}. {one.short}", partial(self.logro_asked.emit, one.number))
                told = ChipLabel(chip)
                told.setMinimumWidth(theme().px(_CHIP))
                across.addWidget(told)
                across.addWidget(named)
                across.addStretch(1)
                self.changes.addWidget(row)

    def _fill(self) -> None:
        px = theme().px
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(px(14), px(12), px(14), px(12))
        column.setSpacing(px(12))
        self.changes.setSpacing(px(2))
        buttons = FlowLayout(px(8))
        buttons.addWidget(self.publish)
        buttons.addWidget(self.edit)
        for part in (self.title, self.summary):
            column.addWidget(part)
        column.addLayout(self.changes)
        column.addWidget(self.form)
        column.addLayout(buttons)
        column.addWidget(self.progress)
        self.add(page)
        self.finish()
