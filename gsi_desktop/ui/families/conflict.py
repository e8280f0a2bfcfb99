"""Both changed the same data: before, mine and theirs by field, settled one by one; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.pieces import ScrollColumn
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

_MINE, _THEIRS = 0, 1


@dataclass(frozen=True, slots=True)
class Difference:
    """A field both changed: its name and the three values as people read them."""

    name: str
    base: str
    mine: str
    theirs: str


class ConflictList(ScrollColumn):
    """One block for each field in conflict. ``settled`` fires whenever a choice changes."""

    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: dict[str, QButtonGroup] = {}

    def show_differences(self, differences: Mapping[str, Difference]) -> None:
        """Show the fields in conflict by key, none of them settled."""
        self.clear()
        self._groups.clear()
        title = _("Otra persona cambió los mismos datos.")
        self.add(_spaced(InfoBar("warning", title, _("Elija con qué valor se queda cada uno. Aún no se guardó."))))
        for key, difference in differences.items():
            self.add(_spaced(self._block(key, difference)))
        self.finish()

    def is_settled(self) -> bool:
        """Whether each field has a choice."""
        return all(group.checkedButton() is not None for group in self._groups.values())

    def mine_chosen(self) -> dict[str, bool]:
        """Return by field whether one's own value was chosen."""
        return {key: group.checkedId() == _MINE for key, group in self._groups.items()}

    def choice(self, key: str, *, mine: bool) -> QRadioButton:
        """Return the button that chooses one's own value of a field, or the other person's."""
        button = self._groups[key].button(_MINE if mine else _THEIRS)
        assert isinstance(button, QRadioButton)  # noqa: S101 - narrows the type; only these are added
        return button

    def focus_first(self) -> None:
        """Give the keyboard to the first choice."""
        key = next(iter(self._groups), None)
        if key is not None:
            self.choice(key, mine=True).setFocus()

    def _block(self, key: str, difference: Difference) -> QFrame:
        block = QFrame()
        block.setProperty("card", True)
        px = theme().px
        column = QVBoxLayout(block)
        column.setContentsMargins(px(12), px(8), px(12), px(10))
        column.setSpacing(px(2))
        column.addWidget(Label(difference.name, "card_title"))
        column.addWidget(Label(_("Antes: {value}").format(value=difference.base), "s", "text3", wrap=True))
        group = QButtonGroup(block)
        for number, whose, value in (
            (_MINE, _("Lo que usted escribió"), difference.mine),
            (_THEIRS, _("Lo que guardó la otra persona"), difference.theirs),
        ):
            choice = QRadioButton(whose)
            set_name(choice, f"{difference.name}. {whose}: {value}")
            said = Label(value, "body_strong", wrap=True)
            said.setIndent(px(size("control.radio") + 8))
            group.addButton(choice, number)
            column.addSpacing(px(4))
            column.addWidget(choice)
            column.addWidget(said)
        group.idToggled.connect(lambda _id, _on: self.settled.emit())
        self._groups[key] = group
        return block


def _spaced(widget: QWidget) -> QWidget:
    part = QWidget()
    pad = theme().px(size("spacing.m"))
    column = QVBoxLayout(part)
    column.setContentsMargins(pad, 0, pad, theme().px(10))
    column.addWidget(widget)
    return part
