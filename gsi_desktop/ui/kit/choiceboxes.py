"""The two inputs that choose one of a list: a combo box for short ones, a text that searches for long ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import QElapsedTimer, QRect, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QCompleter, QLineEdit, QStyledItemDelegate

from gsi_desktop.services.core.errors import ExpectedError
from gsi_desktop.services.core.i18n import _
from gsi_desktop.services.core.search import fold
from gsi_desktop.ui.kit.icons import paint_icon
from gsi_desktop.ui.kit.theme import theme

Options = Sequence[tuple[Any, str]]

_NUMBERED: Final = re.compile(r"\d+ \S")

_OFFERED: Final = 60
_ARROW: Final = 28


def numbered(options: Options) -> list[tuple[Any, str]]:
    """Return ``options`` with the numbers that coded papers print before them: a `ComboBox` then takes the digits."""
    return [(value, f"{number} {text}") for number, (value, text) in enumerate(options, 1)]


class ComboBox(QComboBox):
    """A combo box that the wheel changes only while it has the focus, so that scrolling a page changes nothing.

    ``meant`` returns the place of the option that letters mean so far, -1 for none; without it Qt takes the next option
    that begins so.
    """

    picked = Signal()

    def __init__(self, meant: Callable[[str], int] | None = None) -> None:
        super().__init__()
        self._values: list[Any] = []  # Qt would give back a plain text for an enum
        self._meant = meant
        self._letters, self._waiting = "", False
        self._digits = ""
        self._since = QElapsedTimer()
        self.activated.connect(lambda _index: self.picked.emit())
        self.setMaxVisibleItems(14)
        self.setItemDelegate(QStyledItemDelegate(self))  # the plain one obeys the stylesheet

    def set_options(self, options: Options) -> None:
        """Offer other options; the chosen value stays when it is among them."""
        chosen = self.chosen()
        self.clear()
        self._values = [value for value, _text in options]
        for value, text in options:
            self.addItem(text, value)
        self.choose(chosen)

    def chosen(self) -> Any:
        """Return the value chosen, None when nothing is."""
        place = self.currentIndex()
        return self._values[place] if 0 <= place < len(self._values) else None

    def choose(self, value: Any) -> None:
        """Choose ``value``; None or an unknown one chooses nothing."""
        known = value is not None and value in self._values
        self.setCurrentIndex(self._values.index(value) if known else -1)

    def words(self) -> str:
        """Return the words of the option chosen, "" when nothing is."""
        return self.currentText()

    def set_words(self, words: str) -> None:
        """Choose the option of these words; unknown ones choose nothing."""
        self.setCurrentIndex(self.findText(words))

    def is_empty(self) -> bool:
        """Whether nothing is chosen."""
        return self.chosen() is None

    def tidy(self) -> None:
        """Nothing to tidy: a combo box shows only options."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page unless focused."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list with F2, as in a cell; digits and letters choose among `numbered` options."""
        sign = event.text()
        if event.key() == Qt.Key.Key_F2:
            self.showPopup()
        elif self._meant is not None and sign.isalnum():
            self._choose_meant(self._meant, sign)
        elif not (sign.isalnum() and self._choose_numbered(sign)):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget the letters that chose nothing."""
        self._letters = ""
        super().focusOutEvent(event)

    def _choose_meant(self, meant: Callable[[str], int], sign: str) -> None:
        """Choose what the letters typed at once mean; those that chose nothing yet wait for the next one."""
        quick = self._since.isValid() and self._since.elapsed() < QApplication.keyboardInputInterval()
        self._since.start()
        kept = self._letters if quick or self._waiting else ""
        found = [(typed, meant(typed)) for typed in ((kept + sign,) if quick else (kept + sign, sign))]
        self._letters, place = next((one for one in found if one[1] >= 0), (kept + sign, -1))
        self._waiting = place < 0
        if place >= 0:
            self.setCurrentIndex(place)
            self.picked.emit()

    def _choose_numbered(self, sign: str) -> bool:
        """Choose the option of a number typed at once, or the next whose words begin with a letter."""
        texts = [self.itemText(place) for place in range(self.count())]
        if not texts or not all(_NUMBERED.match(text) for text in texts):
            return False
        if sign.isdigit():
            quick = self._since.isValid() and self._since.elapsed() < QApplication.keyboardInputInterval()
            wanted = [self._digits + sign, sign] if quick else [sign]
            self._since.start()
            found = [(typed, at) for typed in wanted for at, text in enumerate(texts) if text.startswith(f"{typed} ")]
            self._digits, place = found[0] if found else ("", -1)
        else:
            after = self.currentIndex() + 1
            order = [*range(after, len(texts)), *range(after)]
            words = [fold(text.partition(" ")[2]) for text in texts]
            place = next((at for at in order if words[at].startswith(fold(sign))), -1)
        if place >= 0:
            self.setCurrentIndex(place)
            self.picked.emit()
        return True


class SearchBox(QLineEdit):
    """A text that offers the options holding its words, whatever the accents; ↓ or F2 opens all.

    The texts of the options must differ. What was typed stays even when it is no option.
    """

    picked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._by_text: dict[str, Any] = {}
        self._folded: list[tuple[str, str]] = []
        self._offered = QStringListModel(self)
        completer = QCompleter(self._offered, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        popup = completer.popup()
        if popup is not None:
            popup.setProperty("popup", True)
        completer.activated.connect(self._take)
        self.setCompleter(completer)
        self.setPlaceholderText(_("Escriba para buscar"))
        self.textEdited.connect(self._typed)
        theme().changed.connect(self._make_room)
        self._make_room()

    def set_options(self, options: Options) -> None:
        """Offer other options; the chosen value stays when it is among them."""
        chosen = self.chosen() if self._by_text and self._match() is not None else None
        self._by_text = {text: value for value, text in options}
        if len(self._by_text) != len(options):
            raise ValueError("two options read the same")
        self._folded = [(fold(text), text) for text in self._by_text]
        self._offer("")
        if chosen is not None:
            self.choose(chosen)

    def chosen(self) -> Any:
        """Return the value of the text, None for none; raises `ExpectedError` ``choice_invalid`` for no option."""
        if self.is_empty():
            return None
        text = self._match()
        if text is None:
            raise ExpectedError("choice_invalid")
        return self._by_text[text]

    def choose(self, value: Any) -> None:
        """Show the option of ``value``; None or an unknown one shows nothing."""
        texts = (text for text, known in self._by_text.items() if known == value)
        self.setText("" if value is None else next(texts, ""))

    def words(self) -> str:
        """Return what is typed."""
        return self.text()

    def set_words(self, words: str) -> None:
        """Show ``words`` as typed, whether they are an option or not."""
        self.setText(words)

    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not self.text().strip()

    def tidy(self) -> None:
        """Write the option in full when the text means exactly one."""
        text = self._match()
        if text is not None:
            self.setText(text)

    def open_list(self) -> None:
        """Show every option, the present one first."""
        self._offer("")
        self.completer().complete()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow of a list over the text's right end."""
        super().paintEvent(event)
        px = theme().px
        painter = QPainter(self)
        arrow = QRect(self.width() - px(24), (self.height() - px(16)) // 2, px(16), px(16))
        paint_icon(painter, arrow, "chevron-down", theme().color("text2" if self.isEnabled() else "text3"))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list from its arrow."""
        super().mousePressEvent(event)
        if event.position().x() > self.width() - theme().px(_ARROW):
            self.open_list()

    def _make_room(self) -> None:
        self.setTextMargins(0, 0, theme().px(_ARROW - 8), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list with ↓ or F2; Enter takes the first option that what is typed may mean."""
        if event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Down):
            self.open_list()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take_best()
        super().keyPressEvent(event)

    def _take_best(self) -> None:
        wanted = fold(self.text()).split()
        offered = self._offered.stringList()
        if wanted and self._match() is None and offered:
            self._take(offered[0])

    def _typed(self, text: str) -> None:
        self._offer(text)
        self.picked.emit()

    def _take(self, text: str) -> None:
        self.setText(text)
        self.picked.emit()

    def _offer(self, typed: str) -> None:
        wanted = fold(typed).split()
        found = [(folded, text) for folded, text in self._folded if all(word in folded for word in wanted)]
        if wanted:
            found.sort(key=lambda pair: not pair[0].startswith(wanted[0]))
        self._offered.setStringList([text for _folded, text in (found[:_OFFERED] if wanted else found)])

    def _match(self) -> str | None:
        """Return the one option the text means: the same words, or the only one that holds them."""
        wanted = fold(self.text())
        if not wanted:
            return None
        same = [text for folded, text in self._folded if folded == wanted]
        held = same or [text for folded, text in self._folded if all(word in folded for word in wanted.split())]
        return held[0] if len(held) == 1 else None
