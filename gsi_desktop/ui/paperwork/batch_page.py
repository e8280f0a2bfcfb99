"""Imprimir en lote: many papers in one file with index or a file for each family, and the batches made before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from PySide6.QtCore import QStandardPaths, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from gsi_desktop.models.enums import PaperKind
from gsi_desktop.services.accompaniment.data import CogestorInfo
from gsi_desktop.services.accompaniment.team import cogestores
from gsi_desktop.services.accompaniment.workload_data import VisitList, WorkScope
from gsi_desktop.services.core import formats
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.families import queries as families
from gsi_desktop.services.families.data import FamilyFilter
from gsi_desktop.services.paperwork import queries
from gsi_desktop.services.paperwork.data import BatchRow, PrintedBatch, Selection, WantedBatch
from gsi_desktop.ui.kit import printing
from gsi_desktop.ui.kit.cards import Card
from gsi_desktop.ui.kit.dialogs import ask_folder, ask_save_file
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.held_bar import HeldBar
from gsi_desktop.ui.kit.infobar import InfoBar
from gsi_desktop.ui.kit.labels import Label
from gsi_desktop.ui.kit.page import Page
from gsi_desktop.ui.kit.paper import PaperView
from gsi_desktop.ui.kit.pieces import scrolling
from gsi_desktop.ui.kit.progress import ProgressPanel
from gsi_desktop.ui.kit.theme import theme
from gsi_desktop.ui.kit.toggles import SegmentedControl
from gsi_desktop.ui.kit.tokens import size
from gsi_desktop.ui.kit.writing import writes
from gsi_desktop.ui.paperwork.tables import BatchesTable, ProblemsTable
from gsi_desktop.ui.paperwork.wanted_form import WantedForm

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

PREVIEW, PROBLEMS, BATCHES = "preview", "problems", "batches"
_SETTLE_MS: Final = 250
Make = Callable[[Path, Progress], PrintedBatch]


class BatchPage(Page):
    """Prints many papers. Arguments, all optional: ``kinds``; ``family_ids``, ``chosen`` (a `FamilyFilter`) or
    ``visits`` with ``scope``; ``name`` of the list they come from.
    """

    def __init__(self, context: UiContext) -> None:
        super().__init__(
            _("Imprimir en lote"), _("Los papeles de muchas familias, en orden y con su código."), dense=True
        )
        self._context = context
        self._made: tuple[Path, PrintedBatch] | None = None
        self._outcome = HeldBar(self)
        self.form = WantedForm()
        self.count = Label("", "body_strong", tabular=True)
        self.paper = PaperView(_("Así salen"), context.runner)
        self.problems = ProblemsTable()
        self.batches = BatchesTable(context)
        self.progress = ProgressPanel()
        self.which = SegmentedControl(
            [(PREVIEW, _("Vista previa")), (PROBLEMS, _("Sin imprimir")), (BATCHES, _("Lotes impresos"))],
            _("Qué se ve"),
        )
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self.make_button = self.add_action(_("&Hacer el lote"), "printer", self.make, primary=True, shortcut="Ctrl+P")
        self.again_button = self.add_action(_("I&mprimir otra vez"), "refresh", self.print_again)
        self.key_button = self.add_action(_("Digitar el &lote"), "barcode", self.key_in)
        writes(self.make_button, self.key_button)
        self._lay_out()
        self._connect()
        self._show(PREVIEW)

    # --- hooks of the shell

    def page_args(self, **kwargs: object) -> None:
        """Come with the families of a list and, perhaps, the papers wanted."""
        selection, told = _selection(kwargs), kwargs.get("kinds")
        picked = len(selection.families) if selection is not None else 0
        name = ngettext("{n} familia elegida", "{n} familias elegidas", picked).format(n=formats.number(picked))
        kinds = tuple(PaperKind(str(kind)) for kind in told) if isinstance(told, tuple) else ()
        self.form.hand_over(selection, str(kwargs.get("name") or name), kinds)
        self._changed()

    def page_shown(self) -> None:
        """Read what there is to choose from."""
        self._read_places()
        self._changed()

    # --- what is chosen

    def _changed(self) -> None:
        self._settle.start()

    def _read_places(self) -> None:
        read = self._context.services.read

        def places() -> tuple[tuple[tuple[str, str], ...], tuple[CogestorInfo, ...]]:
            return read(families.places_in_use), read(cogestores)

        def offer(found: tuple[tuple[tuple[str, str], ...], tuple[CogestorInfo, ...]]) -> None:
            self.form.offer_places(*found)

        self._context.runner.read(self, places, offer, key="places")

    def _read_settlements(self) -> None:
        code, read = self.form.municipality, self._context.services.read
        if code is None:
            self.form.offer_settlements(())
            return
        self._context.runner.read(
            self, partial(read, families.settlements, code), self.form.offer_settlements, key="settlements"
        )

    def _look(self) -> None:
        """Count the families and draw the first paper of what is chosen."""
        wanted, services = self.form.wanted(), self._context.services
        self.make_button.setEnabled(bool(wanted.kinds) and not self.progress.isVisible())
        count = partial(services.read, queries.chosen_count, wanted.selection, services.clock.today())
        self._context.runner.read(self, count, partial(self._counted, wanted), key="count")
        self._context.runner.read(self, partial(_first, services, wanted), self._drew, self._not_drawn, key="first")

    def _counted(self, wanted: WantedBatch, count: int) -> None:
        told = ngettext("{n} familia", "{n} familias", count).format(n=formats.number(count))
        papers = count * len(wanted.kinds)
        most = ngettext("hasta {n} papel", "hasta {n} papeles", papers).format(n=formats.number(papers))
        self.count.setText(f"{told} · {most}" if wanted.kinds else told)

    def _drew(self, pdf: bytes) -> None:
        self.paper.show_pdf(pdf)

    def _not_drawn(self, error: Exception) -> None:
        self.paper.say("printer", explain(error, self._context.runner) or _("El papel no se pudo hacer."))

    # --- making

    def make(self) -> None:
        """Ask where and make the batch in the background."""
        wanted = self.form.wanted()
        if not wanted.kinds or not self.make_button.isEnabled():
            return
        path = self._ask(wanted.per_family, _("Papeles {day}"))
        if path is not None:
            self.start(path, partial(_print, self._context.services, wanted))

    def print_again(self) -> None:
        """Make the batch under the cursor again, with the codes it has."""
        row: BatchRow | None = self.batches.current()
        if row is None:
            return
        path = self._ask(False, _("Lote de papel {code}").format(code=row.code))
        if path is not None:
            self.start(path, partial(_reprint, self._context.services, row.batch_id))

    def key_in(self) -> None:
        """Go and key the batch under the cursor."""
        row: BatchRow | None = self.batches.current()
        if row is not None:
            self._context.navigate("keying", batch_id=row.batch_id)

    def _ask(self, folder: bool, name: str) -> Path | None:
        documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        today = self._context.services.clock.today()
        said = name.format(day=f"{today:%Y-%m-%d}")
        if not folder:
            return ask_save_file(self, _("Guardar el lote"), documents / f"{said}.pdf", [(_("Documento PDF"), ["pdf"])])
        inside = ask_folder(self, _("En qué carpeta va la del lote"), documents)
        return None if inside is None else _free(inside / said)

    def start(self, path: Path, make: Make) -> None:
        """Make papers at ``path`` in the background; the page may be left meanwhile."""
        self._outcome.drop()
        handle = self._context.runner.long(
            self,
            lambda progress: make(path, progress),
            partial(self._finished, path),
            self._lost,
            progress=self.progress.show_step,
            cancelled=self._cancelled,
        )
        self.progress.start(_("Buscando las familias…"), handle)
        self._allow(False)

    def _finished(self, path: Path, made: PrintedBatch) -> None:
        self.progress.finish()
        self._allow(True)
        self._made = (path, made)
        self.problems.show_problems(made.problems)
        self.which.segment(PROBLEMS).setText(
            _("Sin imprimir ({n})").format(n=formats.number(len(made.problems))) if made.problems else _("Sin imprimir")
        )
        papers = ngettext("{n} papel", "{n} papeles", made.papers).format(n=formats.number(made.papers))
        pages = ngettext("{n} página", "{n} páginas", made.pages).format(n=formats.number(made.pages))
        said = _("Lote de papel {code}: {papers}, {pages}.").format(code=made.code, papers=papers, pages=pages)
        where = _("{name}, en {folder}").format(name=path.name, folder=path.parent)
        missed = len(made.problems)
        if missed:
            told = ngettext("{n} no se imprimió.", "{n} no se imprimieron.", missed).format(n=formats.number(missed))
            where = f"{told} {where}"
        actions: list[tuple[str, Callable[[], object]]] = [(_("Abrir carpeta"), partial(_open, path))]
        if path.is_file():
            print_it = partial(self.print_file, path, made.pages)
            actions = [(_("Imprimir"), print_it), (_("Abrir"), partial(_open, path))]
        self._outcome.show(InfoBar("warning" if missed else "success", said, where, actions=actions))
        self.batches.reload()
        if missed:
            self._show(PROBLEMS)

    def print_file(self, path: Path, pages: int) -> None:
        """Ask for the printer and send the batch to it in the background."""
        if not printing.has_printers():
            detail = _("Instale una, o abra el PDF e imprímalo en otro equipo.")
            self._context.notify("warning", _("Este equipo no tiene impresora."), detail)
            return
        printer = printing.ask_printer(self, path.stem, pages)
        if printer is not None:
            self.send(path, printer)

    def send(self, path: Path, printer: Any) -> None:
        """Send the batch to ``printer``."""

        def sent(count: int) -> None:
            self.progress.finish()
            said = ngettext("Se envió {n} hoja a la impresora.", "Se enviaron {n} hojas a la impresora.", count)
            self._context.notify("success", said.format(n=count), path.name)

        def work(progress: Progress) -> int:
            return printing.print_pdf(path.read_bytes(), printer, progress)

        handle = self._context.runner.long(
            self, work, sent, self._not_sent, progress=self.progress.show_step, cancelled=self.progress.finish
        )
        self.progress.start(_("Enviando a la impresora…"), handle)

    def _not_sent(self, error: Exception) -> None:
        self.progress.finish()
        said = explain(error, self._context.runner)
        if said is not None:
            self._context.notify("danger", _("El lote no se imprimió."), said)

    def _lost(self, error: Exception) -> None:
        self.progress.finish()
        self._allow(True)
        said = explain(error, self._context.runner)
        if said is not None:
            self._outcome.show(InfoBar("danger", _("El lote no se hizo."), said))

    def _cancelled(self) -> None:
        self.progress.finish()
        self._allow(True)
        self._outcome.show(InfoBar("info", _("Se canceló el lote."), _("No quedó ningún archivo."), closable=True))

    def _allow(self, on: bool) -> None:
        self.make_button.setEnabled(on)
        self._fit_buttons()

    # --- looks

    def _show(self, what: str) -> None:
        self.which.choose(what)
        self.stack.setCurrentWidget({PREVIEW: self.paper, PROBLEMS: self.problems, BATCHES: self.batches}[what])
        if what == BATCHES:
            self.batches.reload()
        self._fit_buttons()

    def _fit_buttons(self) -> None:
        """Offer what is done with a batch while the batches are seen."""
        row: BatchRow | None = self.batches.current()
        seen = self.which.value == BATCHES
        for button in (self.again_button, self.key_button):
            button.setVisible(seen)
        self.again_button.setEnabled(row is not None and self.make_button.isEnabled())
        self.key_button.setEnabled(row is not None and row.pending > 0)

    def _lay_out(self) -> None:
        self._side = Card()
        inside = QVBoxLayout()
        inside.addWidget(self.form)
        inside.addStretch(1)
        self._side.body.addLayout(inside)
        self._column = scrolling(self._side)
        self.stack = QStackedWidget()
        for widget in (self.paper, self.problems, self.batches):
            self.stack.addWidget(widget)
        right = QVBoxLayout()
        upper = QHBoxLayout()
        upper.addWidget(self.which)
        upper.addStretch(1)
        upper.addWidget(self.count)
        right.addLayout(upper)
        right.addWidget(self.stack, 1)
        self._row = QHBoxLayout()
        self._row.addWidget(self._column)
        self._row.addLayout(right, 1)
        self.body.addWidget(self.progress)
        self.body.addLayout(self._row, 1)
        theme().changed.connect(self._scale)
        self._scale()

    def _connect(self) -> None:
        self.form.changed.connect(self._changed)
        self.form.field("municipality_id").changed.connect(self._read_settlements)
        self._settle.timeout.connect(self._look)
        self.which.chosen.connect(lambda what: self._show(str(what)))
        self.batches.current_row.connect(lambda _row: self._fit_buttons())
        self.batches.activated_row.connect(lambda _row: self.key_in())

    def _scale(self) -> None:
        self._row.setSpacing(theme().px(size("frame.gap")))
        self._column.setFixedWidth(theme().px(330))


def _selection(told: dict[str, object]) -> Selection | None:
    """Return the families a link handed over, None when it handed over none."""
    ids, chosen, visits, scope = (told.get(name) for name in ("family_ids", "chosen", "visits", "scope"))
    if isinstance(ids, tuple | list | set | frozenset) and ids:
        return Selection(families=tuple(one for one in ids if isinstance(one, UUID)))
    if isinstance(chosen, FamilyFilter):
        return Selection(chosen=chosen)
    if visits is not None:
        return Selection(visits=VisitList(str(visits)), scope=scope if isinstance(scope, WorkScope) else WorkScope())
    return None


def _first(services: Any, wanted: WantedBatch) -> bytes:
    from gsi_desktop.services.paperwork.printing import first_paper
    from gsi_desktop.services.reports import papers

    return papers.draw(first_paper(services, wanted))


def _print(services: Any, wanted: WantedBatch, path: Path, progress: Progress) -> PrintedBatch:
    from gsi_desktop.services.paperwork.printing import print_batch

    return print_batch(services, wanted, path, progress=progress)


def _reprint(services: Any, batch_id: UUID, path: Path, progress: Progress) -> PrintedBatch:
    from gsi_desktop.services.paperwork.printing import reprint

    return reprint(services, batch_id, path, progress=progress)


def _free(path: Path) -> Path:
    """Return ``path``, or it with a number where something is."""
    tried = [path, *(path.with_name(f"{path.name} ({number})") for number in range(2, 100))]
    return next((one for one in tried if not one.exists()), path)


def _open(target: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(target)))
