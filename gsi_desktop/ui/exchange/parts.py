"""What the pages of imports share: a line with an icon, errors as notices, and undoing a batch."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QObject, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from gsi_desktop.services.core import messages
from gsi_desktop.services.core.errors import ExpectedError, GsiError
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange.data import ImportCounts, TouchedFamily
from gsi_desktop.ui.exchange.collecting import without_full_passes
from gsi_desktop.ui.kit import icons
from gsi_desktop.ui.kit.dialogs import FileKinds, confirm
from gsi_desktop.ui.kit.formats import thousands
from gsi_desktop.ui.kit.infobar import InfoBar, Severity
from gsi_desktop.ui.kit.labels import ElidedLabel, Label
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.theme import theme

if TYPE_CHECKING:
    from gsi_desktop.services.core.work import Outcome
    from gsi_desktop.services.exchange.commands import UndoneBatch
    from gsi_desktop.ui.shell.context import UiContext

_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÁÉÍÓÚÑ¿¡«0-9])")


def workbook_kinds() -> FileKinds:
    """Return the kinds of file results are written as."""
    return [(_("Libro de Excel"), ["xlsx"])]


def let_enter_press(page: QWidget) -> None:
    """Have Enter press the focused button of ``page``, which Qt leaves to the space bar outside dialogs."""
    for button in page.findChildren(QPushButton):
        button.setAutoDefault(True)


def total(counts: dict[str, int]) -> int:
    """Return the sum over codes."""
    return sum(counts.values())


class ShownStack(QStackedWidget):
    """A stack that needs room for the page shown only, not for the largest of all."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _index: self.updateGeometry())

    def sizeHint(self) -> QSize:
        """Return what the page shown would like."""
        page = self.currentWidget()
        return page.sizeHint() if page is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return what the page shown needs."""
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()


class ScrollColumn(QScrollArea):
    """A column that scrolls up and down when the window is too low for it, for large text on small screens."""

    def __init__(self) -> None:
        super().__init__()
        self._inner = inner = QWidget()
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme().px(12))
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def minimumSizeHint(self) -> QSize:
        """Need the column's width, and hardly any height."""
        return QSize(
            self._inner.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width(), theme().px(80)
        )


class Hint(QWidget):
    """Small text after an icon, on one line unless it may ``wrap``; the tone colours both."""

    def __init__(self, *, wrap: bool = False) -> None:
        super().__init__()
        self._icon, self._tone = "info-circle", "text2"
        self._picture = QLabel()
        self.words = Label("", "s", wrap=True) if wrap else ElidedLabel("", "s")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(6))
        row.addWidget(self._picture)
        row.addWidget(self.words, 1)
        theme().changed.connect(self._draw)
        self.say("")

    @property
    def text(self) -> str:
        """The words shown."""
        return self.words.text()

    def say(self, text: str, *, icon: str = "info-circle", tone: str = "text2") -> None:
        """Show other words; none hides the icon too."""
        self._icon, self._tone = icon, tone
        self.words.setText(text)
        self.words.set_tone(tone)
        self._draw()

    def _draw(self) -> None:
        self._picture.setVisible(bool(self.text))
        self._picture.setPixmap(icons.pixmap(self._icon, self._tone, theme().px(16), self.devicePixelRatioF()))


def error_bar(error: GsiError, actions: Sequence[tuple[str, Callable[[], object]]] = ()) -> InfoBar:
    """Return a notice that says ``error``: its first sentence strong, what to do after it."""
    title, *rest = _SENTENCE.split(messages.text(error.code, **error.params), maxsplit=1)
    severity: Severity = "warning" if isinstance(error, ExpectedError) else "danger"
    return InfoBar(severity, title, " ".join(rest), actions=actions, closable=True)


def saved_bar(path: Path) -> InfoBar:
    """Return a notice that a file was written, with the way to it."""
    return InfoBar(
        "success",
        _("Se guardó «{name}».").format(name=path.name),
        _("Está en {folder}.").format(folder=path.parent),
        actions=[(_("Abrir archivo"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))],
        closable=True,
    )


def counts_words(counts: ImportCounts) -> str:
    """Return people and families of an import in words: "1.135 personas y 320 familias"."""
    people = ngettext("{n} persona", "{n} personas", counts.persons_created)
    families = ngettext("{n} familia", "{n} familias", counts.families_created)
    return _("{people} y {families}").format(
        people=people.format(n=thousands(counts.persons_created)),
        families=families.format(n=thousands(counts.families_created)),
    )


def touched_words(count: int) -> str:
    """Return why a batch cannot be undone."""
    words = ngettext(
        "No se deshizo: alguien trabajó con {n} familia del lote después de importarlo.",
        "No se deshizo: alguien trabajó con {n} familias del lote después de importarlo.",
        count,
    )
    return words.format(n=thousands(count))


class BatchUndo(QObject):
    """Undoes a batch: asks once, runs in the long lane, and says how it went.

    ``undone`` carries what was undone; ``touched`` the families whose later work would be lost, and then nothing was
    changed; ``failed`` any other `GsiError`.
    """

    undone = Signal(object)
    touched = Signal(object)
    failed = Signal(object)

    def __init__(self, page: QWidget, context: UiContext, progress: ProgressPanel) -> None:
        super().__init__(page)
        self._page = page
        self._context = context
        self._progress = progress
        self.running = False

    def ask(self, batch_id: UUID, code: str, counts: ImportCounts) -> None:
        """Ask, and undo when the person presses the verb."""
        if self.running:
            return
        detail = _("Salen del registro {created}; los folios no se usan de nuevo.").format(created=counts_words(counts))
        if counts.persons_updated:
            words = ngettext(
                "{n} persona que actualizó vuelve a los datos de antes.",
                "{n} personas que actualizó vuelven a los datos de antes.",
                counts.persons_updated,
            )
            detail = f"{detail} {words.format(n=thousands(counts.persons_updated))}"
        question = _("¿Deshacer la importación {code}?").format(code=code)
        if confirm(self._page, question, _("Deshacer lote"), dangerous=True, detail=detail):
            self._start(batch_id)

    def _start(self, batch_id: UUID) -> None:
        from gsi_desktop.services.exchange import commands

        services = self._context.services
        self.running = True

        def work(progress: Progress) -> Outcome[UndoneBatch]:
            with without_full_passes():
                return services.run(commands.undo_batch, commands.UndoBatch(batch_id), progress=progress)

        handle = self._context.runner.long(
            self,
            work,
            self._done,
            lambda error: self._refused(batch_id, error),
            progress=self._progress.show_step,
            cancelled=self._ended,
        )
        self._progress.start(_("Deshaciendo el lote…"), handle)

    def _done(self, outcome: Outcome[UndoneBatch]) -> None:
        self._ended()
        self.undone.emit(outcome.result)

    def _refused(self, batch_id: UUID, error: Exception) -> None:
        self._ended()
        if not isinstance(error, GsiError):
            self._context.runner.unhandled.emit(error)
        elif error.code == "batch_touched":
            self._list_touched(batch_id)
        else:
            self.failed.emit(error)

    def _list_touched(self, batch_id: UUID) -> None:
        from gsi_desktop.services.exchange import queries

        def done(families: tuple[TouchedFamily, ...]) -> None:
            self.touched.emit(families)

        services = self._context.services
        self._context.runner.read(self, lambda: services.read(queries.touched_families, batch_id), done)

    def _ended(self) -> None:
        self.running = False
        self._progress.finish()
