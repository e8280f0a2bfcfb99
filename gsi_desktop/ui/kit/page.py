"""The one pattern of a page: title and purpose, at most five labelled actions, notices, then the body."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from gsi_desktop.services.core.i18n import _
from gsi_desktop.ui.kit.buttons import Button, icon_button
from gsi_desktop.ui.kit.icons import icon as themed_icon
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import ElidedLabel
from gsi_desktop.ui.kit.shortcuts import shown_keys
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import read_only, writes


class Page(QWidget):
    """Base of every page. Put content into ``body``; the shell calls the hooks.

    A dense page says its purpose beside the title and leaves smaller margins, for work screens. With ``notices_below``
    they stand under the body, so that none moves what is being typed. ``room_changed`` fires when `roomy` changes.
    """

    room_changed = Signal()

    def __init__(
        self,
        title: str,
        purpose: str = "",
        *,
        dense: bool = False,
        notices_below: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._dense = dense
        self._notices_below = notices_below
        self._title = ElidedLabel(title, "l")
        self._purpose = ElidedLabel(purpose, "s", "text3")
        self._primary: QPushButton | None = None
        self._more: QMenu | None = None
        self.header = QHBoxLayout()
        self.title_row = QHBoxLayout()
        """The title and what stands beside it, such as a chip."""
        self._actions = QHBoxLayout()
        self._bars = QVBoxLayout()
        self.body = QVBoxLayout()
        self._build()
        theme().changed.connect(self._space)
        self._space()

    # --- header

    @property
    def title(self) -> str:
        """The heading of the page."""
        return self._title.text()

    def set_title(self, title: str, purpose: str | None = None) -> None:
        """Change the heading and, when given, the line below it."""
        self._title.setText(title)
        if purpose is not None:
            self._purpose.setText(purpose)
            self._purpose.setVisible(bool(purpose))

    def add_action(
        self,
        text: str,
        icon: str | None,
        slot: Callable[[], object],
        *,
        primary: bool = False,
        shortcut: str | None = None,
        saves: bool = False,
    ) -> QPushButton:
        """Add a labelled button at the right of the title; the primary one comes first and there is one at most.

        ``shortcut`` works anywhere in the page and is told in the tooltip. One that ``saves``, or leads to a page
        for that, is off while nothing can be saved.
        """
        button = Button(text, icon, slot, kind="primary" if primary else "secondary")
        if primary:
            if self._primary is not None:
                raise ValueError("a page has one primary action")
            self._primary = button
        self._actions.insertWidget(0 if primary else self._actions.count() - int(self._more is not None), button)
        if shortcut is not None:
            QShortcut(QKeySequence(shortcut), self, button.click, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            button.setToolTip(shown_keys(shortcut))
        if saves:
            writes(button)
        return button

    def add_overflow(self, text: str, icon: str | None, slot: Callable[[], object], *, saves: bool = False) -> None:
        """Add a less used action to the "…" menu after the buttons; ``saves`` as in `add_action`."""
        if self._more is None:
            button = icon_button("dots", _("Más acciones"))
            self._more = QMenu(button)
            button.setMenu(self._more)
            self._actions.addWidget(button)
            item = self._actions.itemAt(self._actions.count() - 2)
            before = item.widget() if item is not None else None
            if before is not None:
                QWidget.setTabOrder(before, button)
        action = self._more.addAction(text)
        if icon is not None:
            action.setIcon(themed_icon(icon, "text2", 16))
        action.triggered.connect(lambda _checked: slot())
        action.setEnabled(not (saves and read_only()))

    # --- notices

    def show_bar(self, bar: InfoBar) -> InfoBar:
        """Put a notice below the header, or below the body; it stays until removed."""
        self._bars.addWidget(bar)
        bar.show()
        return bar

    def remove_bar(self, bar: InfoBar) -> None:
        """Take a notice away."""
        self._bars.removeWidget(bar)
        bar.hide()
        bar.deleteLater()

    def clear_bars(self) -> None:
        """Take all notices away."""
        for bar in self.bars():
            self.remove_bar(bar)

    def bars(self) -> list[InfoBar]:
        """Return the notices shown, top to bottom."""
        items = (self._bars.itemAt(index) for index in range(self._bars.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, InfoBar)]

    # --- hooks of the shell

    @property
    def roomy(self) -> bool:
        """Whether the page wants the room of the navigation now; the area's own wish comes on top."""
        return False

    @property
    def family(self) -> UUID | None:
        """The family the page is about; what is done from the palette is done to it."""
        return None

    def page_shown(self) -> None:
        """Called each time the page comes to the front."""

    def page_args(self, **kwargs: object) -> None:
        """Called before `page_shown` with what the link that led here said, e.g. an id or a filter."""

    def breadcrumb(self) -> list[str]:
        """Return the place as words, outermost first."""
        return [self.title]

    def crumb_targets(self) -> dict[str, tuple[str, dict[str, object]]]:
        """Return where words of `breadcrumb` lead that are no area: the area and what it is told."""
        return {}

    # --- looks

    def _build(self) -> None:
        words: QVBoxLayout | QHBoxLayout
        words = QHBoxLayout() if self._dense else QVBoxLayout()
        words.setSpacing(theme().px(size("spacing.s")) if self._dense else 0)
        self.title_row.addWidget(self._title)
        words.addLayout(self.title_row)
        words.addWidget(self._purpose, 1 if self._dense else 0, Qt.AlignmentFlag(0))
        self.header.addLayout(words, 1)
        self.header.addLayout(self._actions)
        outer = QVBoxLayout(self)
        outer.addLayout(self.header)
        # Only now has the label a parent; shown earlier it would be a window of its own for a moment.
        self._purpose.setVisible(bool(self._purpose.text()))
        outer.addLayout(self.body, 1)
        outer.insertLayout(2 if self._notices_below else 1, self._bars)

    def _space(self) -> None:
        px = theme().px
        edge, top = px(size("frame.page_padding")), px(size("frame.page_padding_top"))
        outer = self.layout()
        if outer is not None:
            outer.setContentsMargins(edge, px(size("spacing.s")) if self._dense else top, edge, px(10))
            outer.setSpacing(px(8) if self._dense else px(10))
        self._actions.setSpacing(px(8))
        self.title_row.setSpacing(px(8))
        self._bars.setSpacing(px(6))
        self.body.setSpacing(px(8) if self._dense else px(size("frame.gap")))
        self.header.setSpacing(px(size("frame.gap")))
