"""The manual in a window of its own, so that one reads it beside the work: contents and search left, the page right."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QImage,
    QKeySequence,
    QPixmap,
    QResizeEvent,
    QShortcut,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.manual import HelpPage, anchor_of, find_help, help_page, help_pages
from gsi_desktop.services.core.resources import manual_path
from gsi_desktop.ui.kit.accessibility import announce, set_name
from gsi_desktop.ui.kit.buttons import Button, flat
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.theme import theme

_WIDTH, _HEIGHT, _LIST_WIDTH = 900, 640, 268
_TYPING_MS: Final = 150
_PLACE = Qt.ItemDataRole.UserRole
_MARGIN = 36


class ManualView(QTextBrowser):
    """A page of the manual; its pictures are never wider than the view."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        set_name(self, _("Página del manual"))

    def show_page(self, page: HelpPage) -> None:
        """Show ``page`` from its beginning."""
        self.document().setMarkdown(page.source, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self.document().setDocumentMargin(theme().px(20))
        self._air()
        self.verticalScrollBar().setValue(0)

    def go_to(self, anchor: str) -> None:
        """Put the heading ``anchor`` names at the top, where the page has it."""
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and anchor_of(block.text()) == anchor:
                self._to_top(block)
                return
            block = block.next()

    def _air(self) -> None:
        """Leave room between the blocks: Markdown comes without any."""
        px = theme().px
        cursor = QTextCursor(self.document())
        block = self.document().begin()
        while block.isValid():
            air = QTextBlockFormat()
            heading = bool(block.blockFormat().headingLevel())
            air.setTopMargin(px(18) if heading and block.position() else 0)
            air.setBottomMargin(px(3) if block.textList() is not None else px(8))
            cursor.setPosition(block.position())
            cursor.mergeBlockFormat(air)
            block = block.next()

    def _to_top(self, block: QTextBlock) -> None:
        cursor = self.textCursor()
        cursor.setPosition(block.position())
        self.setTextCursor(cursor)
        place = self.document().documentLayout().blockBoundingRect(block).y()
        self.verticalScrollBar().setValue(int(place) - theme().px(8))

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return a picture of the manual at the size it has room for; nothing from anywhere else."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        file = manual_path() / QUrl(name).path()
        if not file.resolve().is_relative_to(manual_path().resolve()):
            return None
        image = QImage(str(file))
        room = self.viewport().width() - 2 * theme().px(20) - _MARGIN // 2
        if image.width() > room > 0:
            ratio = self.devicePixelRatioF()
            image = image.scaledToWidth(round(room * ratio), Qt.TransformationMode.SmoothTransformation)
            image.setDevicePixelRatio(ratio)
        return QPixmap.fromImage(image)


class HelpWindow(QWidget):
    """One window for the whole session. ``show_help`` brings the page of a screen to the front."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(_("Ayuda · GSI Escritorio"))
        self._page: HelpPage | None = None
        self._anchor = ""
        self._trail: list[str] = []
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Buscar en la ayuda"))
        self.search.setClearButtonEnabled(True)
        set_name(self.search, _("Buscar en la ayuda"))
        self.found = Label("", "s", "text3")
        self.list = QListWidget()
        self.list.setWordWrap(True)
        set_name(self.list, _("Contenido de la ayuda"))
        self.view = ManualView()
        self.back: Button = flat(_("&Volver"), "arrow-left", self._go_back)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._resizing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._lay_out()
        self._bind()
        self.show_contents()

    def show_help(self, place: str) -> None:
        """Show the page and heading ``place`` names (``"familias#la-ficha"``) and come to the front."""
        self._open(place)
        self.show()
        self.raise_()
        self.activateWindow()
        self.list.setFocus()

    def show_contents(self) -> None:
        """List the pages, or the sections found when something is looked for."""
        typed = self.search.text().strip()
        self.list.clear()
        if not typed:
            for page in help_pages():
                self._add(page.title, page.name)
            self.found.setText("")
        else:
            hits = find_help(typed)
            for hit in hits:
                title = (
                    hit.section.heading
                    if hit.section.heading == hit.page.title
                    else (f"{hit.page.title} › {hit.section.heading}")
                )
                self._add(f"{title}\n{hit.excerpt}", f"{hit.page.name}#{hit.section.anchor}")
            none = _("Nada en la ayuda tiene esas palabras.")
            some = ngettext("Un apartado", "{count} apartados", len(hits)).format(count=thousands(len(hits)))
            self.found.setText(some if hits else none)
            announce(self.list, self.found.text())
        self.found.setVisible(bool(typed))
        self._mark()

    def _add(self, text: str, place: str) -> None:
        item = QListWidgetItem(text)
        item.setData(_PLACE, place)
        self.list.addItem(item)

    def _open(self, place: str) -> None:
        name, _mark, anchor = place.partition("#")
        page = help_page(name) or help_pages()[0]
        if self._page is not None and page is not self._page:
            self._trail.append(self._page.name)
        if page is not self._page:
            self._page = page
            self.view.show_page(page)
            self._mark()
        self._anchor = anchor
        self._to_place()
        self.back.setEnabled(bool(self._trail))

    def _to_place(self) -> None:
        if self._anchor:
            self.view.go_to(self._anchor)
        else:
            self.view.verticalScrollBar().setValue(0)

    def _go_back(self) -> None:
        if self._trail:
            name = self._trail.pop()
            self._page = None
            self._open(name)

    def _mark(self) -> None:
        """Mark the page shown in the contents."""
        if self.search.text().strip() or self._page is None:
            return
        for row in range(self.list.count()):
            if self.list.item(row).data(_PLACE) == self._page.name:
                self.list.setCurrentRow(row)

    def _follow(self, link: QUrl) -> None:
        """Go to another page of the manual; it links to nothing else."""
        name = link.path().removesuffix(".md") or (self._page.name if self._page is not None else "README")
        self._open(f"{name}#{link.fragment()}" if link.hasFragment() else name)

    def _chosen(self, item: QListWidgetItem) -> None:
        self._open(item.data(_PLACE))

    def _look_up(self) -> None:
        """Open the first thing found."""
        self._typing.stop()
        self.show_contents()
        if self.list.count():
            self.list.setCurrentRow(0)
            self._chosen(self.list.item(0))

    def _redraw(self) -> None:
        """Draw the page anew, its pictures at the room there is now."""
        if self._page is not None:
            self.view.show_page(self._page)
            self._to_place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures once the size has settled."""
        super().resizeEvent(event)
        self._resizing.start()

    def _bind(self) -> None:
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.search.returnPressed.connect(self._look_up)
        self._typing.timeout.connect(self.show_contents)
        self._resizing.timeout.connect(self._redraw)
        self.list.itemClicked.connect(self._chosen)
        self.list.itemActivated.connect(self._chosen)
        self.view.anchorClicked.connect(self._follow)
        theme().changed.connect(self._resizing.start)
        for keys, slot in (("Esc", self.close), ("Ctrl+F", self.search.setFocus), ("Alt+Left", self._go_back)):
            QShortcut(QKeySequence(keys), self, slot)

    def _lay_out(self) -> None:
        px = theme().px
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(px(12), px(12), px(8), px(12))
        column.setSpacing(px(8))
        column.addWidget(self.search)
        column.addWidget(self.found)
        column.addWidget(self.list, 1)
        self.list.setSpacing(px(3))
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, px(8), px(8), 0)
        beside.setSpacing(px(4))
        top = QHBoxLayout()
        top.addWidget(self.back)
        top.addStretch(1)
        top.addWidget(Label(_("Esc cierra · Ctrl+F busca"), "s", "text3"))
        beside.addLayout(top)
        beside.addWidget(self.view, 1)
        self.back.setEnabled(False)
        splitter = QSplitter()
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([px(_LIST_WIDTH), px(_WIDTH - _LIST_WIDTH)])
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)
        self.resize(self._wanted_size())

    def _wanted_size(self) -> QSize:
        room = self.screen().availableGeometry().size()
        return QSize(min(theme().px(_WIDTH), room.width() - 40), min(theme().px(_HEIGHT), room.height() - 40))
