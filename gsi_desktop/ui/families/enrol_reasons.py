"""What is doubtful about a new household, each with why it is right all the same: asked before saving, and stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.kit.buttons import Button
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.forms import Form
from gsi_desktop.ui.kit.textfields import SuggestField

Key = tuple[int | None, str, str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A warning to be passed: what it is about and what it says."""

    key: Key
    about: str
    text: str


def usual_reasons() -> list[str]:
    """Return what people usually answer."""
    return [
        _("Lo vi en el documento"),
        _("Así lo dijo la persona"),
        _("Está en trámite"),
        _("Lo confirmé con la familia"),
    ]


class ReasonsPanel(Card):
    """Asks why each doubt is right. ``passed`` carries the reasons by key, once all are given."""

    passed = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Revise antes de guardar"))
        self._form: Form | None = None
        self._keys: list[Key] = []
        self._holder = QVBoxLayout()
        self.accept = Button(_("&Dejar así"), "check", self._submit)
        self.back = Button(_("&Corregir"), "edit", self.dismiss)
        self._go: Callable[[], object] = lambda: None
        inside = QWidget()
        inside.setLayout(self._holder)
        self._holder.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(inside)
        self.add_tool(self.back)
        self.add_tool(self.accept)
        self.hide()

    def ask(self, doubts: Sequence[Doubt], go_back: Callable[[], object]) -> None:
        """Ask about ``doubts``; ``go_back`` takes the keyboard to the first of them instead."""
        count = len(doubts)
        said = ngettext("{count} advertencia", "{count} advertencias", count).format(count=count)
        self.set_title(_("Revise antes de guardar"), said)
        self._clear()
        self._form = Form(reserved="dch")
        self._keys = [doubt.key for doubt in doubts]
        for place, doubt in enumerate(doubts):
            label = f"{doubt.about}: {doubt.text} {_('¿Por qué está bien?')}"
            self._form.add(SuggestField(str(place), label, usual_reasons(), required=True, max_length=200))
        self._form.submitted.connect(self._submitted)
        self._holder.addWidget(self._form)
        self._go = go_back
        self.show()
        self._form.fields()[0].box.setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        """Go back to what is doubtful."""
        self.hide()
        self._go()

    def _submit(self) -> None:
        if self._form is not None:
            self._form.submit()

    def _submitted(self, values: dict[str, str]) -> None:
        self.hide()
        self.passed.emit({key: values[str(place)] for place, key in enumerate(self._keys)})

    def _clear(self) -> None:
        if self._form is not None:
            self._holder.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
            self._form = None
