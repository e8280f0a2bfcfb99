"""Both changed the same data: as it was, mine and theirs by field, with who and when; nothing is overwritten.

One piece for every form (mockup 12b). It asks beside the page it belongs to and never waits: ``chosen`` carries which
fields keep one's own value, ``left`` that it stays for later.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import takewhile
from typing import Any, Final, TypeVar, cast

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from gsi_desktop.services.core import formats
from gsi_desktop.services.core.errors import ConflictError
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.ui.kit import icons
from gsi_desktop.ui.kit.accessibility import set_name
from gsi_desktop.ui.kit.buttons import Button, link
from gsi_desktop.ui.kit.chips import Chip, ChipLabel
from gsi_desktop.ui.kit.labels import ElidedLabel, Label, Line
from gsi_desktop.ui.kit.pieces import Picture
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size

T = TypeVar("T")
_MINE, _THEIRS = 0, 1
_WIDTH: Final = 1000
_LONGEST: Final = 480
"""Letters of a value that are shown; longer ones are cut, what is saved is whole."""
_BEFORE: Final = 60
"""Letters shown before the place where two long values part."""
_LEAST: Final = 120
"""Height of the rows in the smallest window."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field both changed: its name, the three values as people read them, who wrote the other one and when."""

    name: str
    base: str
    mine: str
    theirs: str
    actor: str = ""
    at: datetime | None = None


def difference(error: ConflictError, key: str, name: str, shown: Callable[[Any], str]) -> Difference:
    """Return the field ``key`` of ``error`` with its name; ``shown`` says a value as people read it."""
    who = error.written.get(key)
    base, mine, theirs = (shown(value) for value in error.fields[key])
    return Difference(name, base, mine, theirs, who.actor if who else "", who.at if who else None)


def settled(error: ConflictError, chosen: Mapping[str, bool], base: T, mine: T) -> tuple[T, T]:
    """Return the base and the values to save after what was ``chosen`` of ``error``.

    The other person's values become the base, so that saving again asks only about what changed since.
    """
    theirs: dict[str, Any] = {key: values[2] for key, values in error.fields.items()}
    kept: dict[str, Any] = {key: error.fields[key][1] if own else theirs[key] for key, own in chosen.items()}
    new_base = dataclasses.replace(cast("Any", base), **theirs)
    return cast("T", new_base), cast("T", dataclasses.replace(cast("Any", mine), **kept))


class _Value(QRadioButton):
    """A value to keep, framed and as high as its words need; filled while it is chosen."""

    def __init__(self, text: str) -> None:
        super().__init__(text.replace("&", "&&"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        """Return the height of a field, or more where the words take several lines."""
        words = self.fontMetrics().boundingRect(self._words(width), int(self._flow()), self.text())
        return max(self._line(), words.height() + self._line() - self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        """Ask for little width: words go on in the next line."""
        return QSize(theme().px(160), self._line())

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """Take a click anywhere in the frame."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, the mark beside the first line, and the words."""
        del event
        look = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        painter.setPen(QPen(look.color("accent" if on else "input_border"), 2 if on else 1))
        painter.setBrush(look.color("accent_soft" if on else "surface"))
        edge = 1 if on else 0
        radius = look.px(size("radius.control"))
        painter.drawRoundedRect(self.rect().adjusted(edge, edge, -1 - edge, -1 - edge), radius, radius)
        self.style().drawControl(QStyle.ControlElement.CE_RadioButton, self._mark(), painter, self)
        painter.setPen(look.color("text"))
        painter.drawText(self._words(self.width()), int(self._flow()), self.text())
        painter.end()

    def _mark(self) -> QStyleOptionButton:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        option.rect = QRect(theme().px(10), 0, theme().px(24), self._line())
        return option

    def _words(self, width: int) -> QRect:
        """Return where the words are in a frame of ``width``."""
        mark = self.style().subElementRect(QStyle.SubElement.SE_RadioButtonIndicator, self._mark(), self)
        left, top = mark.right() + theme().px(8), (self._line() - self.fontMetrics().height()) // 2
        return QRect(left, top, max(1, width - left - theme().px(10)), 100_000)

    @staticmethod
    def _flow() -> Qt.TextFlag:
        return Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextShowMnemonic

    @staticmethod
    def _line() -> int:
        return theme().px(size("control.input"))


class ConflictDialog(QDialog):
    """Asks field by field. Esc leaves it for later, which is always safe."""

    chosen = Signal(dict)
    left = Signal()
    settled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Elija qué dato vale en cada campo"))
        self._groups: dict[str, QButtonGroup] = {}
        self._kept: dict[str, ChipLabel] = {}
        self._others: tuple[str, ...] = ()
        self._whose: set[str] = set()
        self.about = Label("", "body", "text2", wrap=True)
        self.count = ChipLabel(Chip("", "warning"))
        self.joined = ChipLabel(Chip("", "success", "check"))
        self.all_mine = link(_("Elegir todos los míos"), partial(self._choose_all, _MINE))
        self.all_theirs = link(_("Elegir todos los guardados"), partial(self._choose_all, _THEIRS))
        self.later_button = Button(_("&Dejar para después"), None, self.reject)
        self.save_button = Button(_("&Guardar lo elegido"), "device-floppy", self._accept, kind="primary")
        self._table = QFrame()
        self._scroll = QScrollArea()
        self._grid = QGridLayout(self._table)
        self._lay_out()
        self.rejected.connect(self.left)

    # --- what it asks

    def ask(self, about: str, differences: Mapping[str, Difference], joined: int = 0) -> None:
        """Show the fields in conflict by key, none of them settled, and open; ``joined`` of them combined alone."""
        self._others = tuple(sorted({one.actor for one in differences.values() if one.actor}))
        who = " y ".join(self._others) or _("Otra persona")
        told = _("{about}. {who} guardó mientras usted escribía. No se ha perdido nada.")
        self.about.setText(told.format(about=about, who=who))
        counted = ngettext("{n} campo distinto", "{n} campos distintos", len(differences))
        self.count.set_chip(Chip(counted.format(n=len(differences)), "warning"))
        apart = ngettext("{n} campo se unió solo", "{n} campos se unieron solos", joined).format(n=joined)
        self.joined.set_chip(Chip(apart, "success", "check"))
        self.joined.setVisible(joined > 0)
        self._fill(differences)
        self._follow()
        self._fit()
        self.open()
        self.focus_first()

    def is_settled(self) -> bool:
        """Whether each field has a choice."""
        return all(group.checkedButton() is not None for group in self._groups.values())

    def mine_chosen(self) -> dict[str, bool]:
        """Return by field whether one's own value was chosen."""
        return {key: group.checkedId() == _MINE for key, group in self._groups.items()}

    def choice(self, key: str, *, mine: bool) -> QRadioButton:
        """Return the button that keeps one's own value of a field, or the other person's."""
        button = self._groups[key].button(_MINE if mine else _THEIRS)
        assert isinstance(button, QRadioButton)  # noqa: S101 - narrows the type; only these are added
        return button

    def focus_first(self) -> None:
        """Give the keyboard to the first choice."""
        key = next(iter(self._groups), None)
        if key is not None:
            self.choice(key, mine=True).setFocus(Qt.FocusReason.OtherFocusReason)

    # --- inside

    def _accept(self) -> None:
        if self.is_settled():
            told = self.mine_chosen()
            self.rejected.disconnect(self.left)  # closing by Esc afterwards is no leaving
            self.accept()
            self.rejected.connect(self.left)
            self.chosen.emit(told)

    def _choose_all(self, which: int) -> None:
        for group in self._groups.values():
            group.button(which).setChecked(True)
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        """Be as large as the values need, and no larger than the window: then the rows scroll, the buttons stay."""
        parent, px = self.parentWidget(), theme().px
        room = parent.window().size() if parent is not None else QSize(px(_WIDTH), px(_WIDTH))
        width = min(px(_WIDTH), room.width() - px(40))
        margins = self._outer.contentsMargins()
        rows = self._table.heightForWidth(width - margins.left() - margins.right() - 2)
        self._scroll.setFixedHeight(px(_LEAST))
        rest = self._outer.totalHeightForWidth(width) - px(_LEAST)
        self._scroll.setFixedHeight(min(rows, max(px(_LEAST), room.height() - px(40) - rest)))
        self.resize(width, self._outer.totalHeightForWidth(width))

    def _fill(self, differences: Mapping[str, Difference]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._groups.clear()
        self._kept.clear()
        self._whose = {_whose(one) for one in differences.values()}
        other = _("Lo de {who}").format(who=self._others[0]) if len(self._others) == 1 else _("Lo guardado")
        for column, title in enumerate((_("Campo"), _("Como estaba"), _("Lo suyo"), other, _("Queda"))):
            self._grid.addWidget(Label(title, "s", "text2"), 0, column)
        if len(self._whose) == 1:
            self._grid.addWidget(ElidedLabel(next(iter(self._whose)), "s", "text3"), 1, 2 + _THEIRS)
        row = 2
        for key, one in differences.items():
            self._grid.addWidget(Line(), row, 0, 1, 5)
            self._add(row + 1, key, one)
            row += 2

    def _add(self, row: int, key: str, one: Difference) -> None:
        name = Label(one.name, "body_strong", wrap=True)
        self._grid.addWidget(name, row, 0)
        shown = _apart(one)
        self._grid.addWidget(Label(shown.base, "body", "text2", wrap=True), row, 1)
        group = QButtonGroup(self._table)
        values = ((_MINE, _("Lo suyo"), one.mine, shown.mine), (_THEIRS, _whose(one), one.theirs, shown.theirs))
        for number, whose, value, words in values:
            button = _Value(words)
            button.setToolTip(value)
            set_name(button, f"{one.name}. {whose}: {value}")
            group.addButton(button, number)
            place = QVBoxLayout()
            place.setSpacing(0)
            place.addWidget(button)
            if number == _THEIRS and _whose(one) and len(self._whose) > 1:
                place.addWidget(ElidedLabel(_whose(one), "s", "text3"))
            holder = QWidget()
            place.setContentsMargins(0, 0, 0, 0)
            holder.setLayout(place)
            self._grid.addWidget(holder, row, 2 + number)
        group.idToggled.connect(lambda _id, _on: self._follow())
        self._groups[key] = group
        self._kept[key] = ChipLabel(Chip(""))
        self._grid.addWidget(self._kept[key], row, 4)

    def _follow(self) -> None:
        """Say what stays of each field and offer to save once all are settled."""
        done = 0
        for key, group in self._groups.items():
            which = group.checkedId()
            done += which >= 0
            self._kept[key].set_chip(
                {
                    _MINE: Chip(_("Lo suyo"), "accent", "check"),
                    _THEIRS: Chip(_("Lo guardado"), "info", "check"),
                }.get(which, Chip(_("Falta elegir"), "danger", "circle"))
            )
        told = _("&Guardar lo elegido ({done} de {count})").format(done=done, count=len(self._groups))
        self.save_button.setText(told)
        self.save_button.setEnabled(self.is_settled())
        self.settled.emit()

    def _lay_out(self) -> None:
        px = theme().px
        picture = QLabel()
        picture.setPixmap(icons.pixmap("git-merge", "info", px(24), self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(px(4))
        words.addWidget(Label(self.windowTitle(), "m", wrap=True))
        words.addWidget(self.about)
        top = QHBoxLayout()
        top.setSpacing(px(12))
        top.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        middle = QHBoxLayout()
        middle.setSpacing(px(8))
        for widget in (self.count, self.joined):
            middle.addWidget(widget)
        middle.addStretch(1)
        for button in (self.all_mine, self.all_theirs):
            middle.addWidget(button)
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self._scroll)
        self._scroll.setWidget(self._table)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._table.setAutoFillBackground(False)
        self._grid.setContentsMargins(px(12), px(10), px(12), px(10))
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(6))
        for column, stretch in enumerate((2, 3, 4, 4, 0)):
            self._grid.setColumnStretch(column, stretch)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(Picture("history", "text3", 16))
        foot.addWidget(Label(_("Las dos versiones quedan en el historial."), "s", "text2"), 1)
        foot.addWidget(self.later_button)
        foot.addWidget(self.save_button)
        outer = self._outer = QVBoxLayout(self)
        outer.setContentsMargins(px(20), px(18), px(20), px(16))
        outer.setSpacing(px(14))
        outer.addLayout(top)
        outer.addLayout(middle)
        outer.addWidget(card)
        outer.addWidget(Line())
        outer.addLayout(foot)


def _apart(one: Difference) -> Difference:
    """Return ``one`` as it is shown: of long values what is around the place where the two part."""
    base, mine, theirs = (" ".join(value.split()) for value in (one.base, one.mine, one.theirs))
    long = max(len(mine), len(theirs)) > _LONGEST
    alike = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(mine, theirs, strict=False)))
    begin = max(0, alike - _BEFORE) if long else 0
    return dataclasses.replace(one, base=_cut(base, 0), mine=_cut(mine, begin), theirs=_cut(theirs, begin))


def _cut(text: str, begin: int) -> str:
    end = begin + _LONGEST
    return ("…" if begin else "") + text[begin:end] + ("…" if len(text) > end else "")


def _whose(one: Difference) -> str:
    return " · ".join(part for part in (one.actor, formats.moment(one.at) if one.at is not None else "") if part)
