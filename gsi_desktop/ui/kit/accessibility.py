"""What assistive technology and the keyboard find in a window, and the walkers by which tests prove it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QAbstractListModel, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QGroupBox, QLabel, QLineEdit, QWidget

_ENGLISH: Final = (
    "about abort accept add again all apply back browse button cancel change check clear click close column columns "
    "copy create custom cut database date day default delete details discard done down edit empty enter error exit "
    "export file files filter find finish folder font format help hide home ignore import insert invalid item "
    "language left list load loading login logout menu month more move name new next none number of off ok okay on "
    "open options page paste password please press preview previous print quit redo refresh remove rename replace "
    "required reset restore retry right row rows run save search select settings show size sort start status stop "
    "table tabs text the this today undo unknown up update upload user value view warning week window with yes year "
    "yesterday you your zoom"
)
ENGLISH: Final = frozenset(_ENGLISH.split())
"""Words that betray a text left in English; none of them is also Spanish as the program writes it."""

_WORD = re.compile(r"[^\W\d_]+")


def set_name(widget: QWidget, text: str) -> None:
    """Give ``widget`` the name a screen reader speaks; mnemonic marks are removed."""
    widget.setAccessibleName(plain(text))


def plain(text: str) -> str:
    """Return ``text`` without mnemonic marks: ``"&Guardar"`` → ``"Guardar"``, ``"A && B"`` → ``"A & B"``."""
    return re.sub(r"&(.)", r"\1", text)


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have assistive technology speak ``text`` on behalf of ``widget``."""
    event = QAccessibleAnnouncementEvent(widget, text)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


def spoken_name(widget: QObject) -> str:
    """Return the name assistive technology reads for ``widget``."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def tab_order(root: QWidget) -> list[QWidget]:
    """Return the visible, enabled widgets below ``root`` that Tab reaches, in the order it does."""
    chain: list[QWidget] = []
    widget = root.nextInFocusChain()
    while widget is not None and widget is not root:
        if _takes_tab(widget) and root.isAncestorOf(widget):
            chain.append(widget)
        widget = widget.nextInFocusChain()
    return chain


def unnamed_focusables(root: QWidget) -> list[QWidget]:
    """Return the widgets Tab reaches below ``root`` that have no spoken name, or only that of their class."""
    return [widget for widget in tab_order(root) if _nameless(widget)]


def english_words(root: QWidget) -> set[str]:
    """Return the English words among the texts seen below ``root``, lower case."""
    found: set[str] = set()
    for text in visible_texts(root):
        found.update(word for word in _WORD.findall(text.lower()) if word in ENGLISH)
    return found


def visible_texts(root: QWidget) -> Iterator[str]:
    """Yield the fixed texts of ``root`` and the widgets below it: labels, buttons, hints, tooltips, names, headings."""
    for widget in (root, *root.findChildren(QWidget)):
        yield from (widget.toolTip(), widget.accessibleName(), widget.windowTitle())
        yield from (plain(action.text()) for action in widget.actions())
        if isinstance(widget, QLabel):
            yield re.sub(r"<[^>]*>", " ", plain(widget.text()))
        elif isinstance(widget, QAbstractButton):
            yield plain(widget.text())
        elif isinstance(widget, QGroupBox):
            yield plain(widget.title())
        elif isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        elif isinstance(widget, QComboBox):
            yield from (widget.itemText(index) for index in range(widget.count()))
        elif isinstance(widget, QAbstractItemView):
            yield from _headings(widget)


def _headings(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is not None and not isinstance(model, QAbstractListModel):
        for column in range(model.columnCount()):
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")


def _takes_tab(widget: QWidget) -> bool:
    policy = widget.focusPolicy()
    takes = bool(policy & Qt.FocusPolicy.TabFocus)
    return takes and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _nameless(widget: QWidget) -> bool:
    name = spoken_name(widget).strip()
    return not name or name == type(widget).__name__ or name == widget.metaObject().className()
