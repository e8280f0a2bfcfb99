"""The catalogue out to a file and in again: what comes in is a draft to look over, nothing is published."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from gsi_desktop.services.achievements import catalogue
from gsi_desktop.services.achievements.data import Catalogue
from gsi_desktop.services.core.i18n import _, ngettext
from gsi_desktop.services.core.progress import Progress
from gsi_desktop.services.exchange import catalogue_files
from gsi_desktop.services.exchange.catalogue_files import ReadCatalogue, RowProblem
from gsi_desktop.ui.kit.dialogs import ask_open_file, ask_save_file
from gsi_desktop.ui.kit.failures import explain
from gsi_desktop.ui.kit.infobar import InfoBar

if TYPE_CHECKING:
    from gsi_desktop.ui.shell.context import UiContext

_SHOWN = 6


class FileDesk(QObject):
    """``came`` carries the version a file was read against and what was read; ``said`` a notice."""

    came = Signal(object, object)
    said = Signal(object)

    def __init__(self, context: UiContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    def take(self) -> None:
        """Ask for a file and read it against the newest version."""
        path = ask_open_file(self._page, _("Traer logros de un archivo"), _kinds(), _documents())
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Read a file in the background."""
        services = self._context.services

        def work(progress: Progress) -> tuple[Catalogue, ReadCatalogue]:
            base = services.read(catalogue.newest)
            return base, catalogue_files.read_catalogue(path, base, progress=progress)

        self._context.runner.long(self, work, self._read, self._failed)

    def give(self, book: Catalogue) -> None:
        """Ask where to and write a version."""
        name = _("Logros, versión {n}").format(n=book.number)
        path = ask_save_file(self._page, _("Sacar los logros a un archivo"), _documents() / f"{name}.xlsx", _kinds())
        if path is not None:
            work = partial(catalogue_files.write_catalogue, path, book)
            self._context.runner.write(self, work, partial(self._gave, path), self._failed)

    def _read(self, found: tuple[Catalogue, ReadCatalogue]) -> None:
        base, read = found
        if read.problems:
            self.said.emit(_refusal(read.problems))
        elif not read.differences:
            told = _("El archivo dice lo mismo que la versión {n}.").format(n=base.number)
            self.said.emit(InfoBar("info", told, closable=True))
        else:
            self.came.emit(base, read)

    def _gave(self, path: Path, count: int) -> None:
        told = ngettext("Se guardó {n} logro.", "Se guardaron {n} logros.", count).format(n=count)
        self._context.notify("success", told, _("{name}, en {folder}").format(name=path.name, folder=path.parent))

    def _failed(self, error: Exception) -> None:
        said = explain(error, self._context.runner)
        if said is not None:
            self.said.emit(InfoBar("danger", said, closable=True))


def _refusal(problems: tuple[RowProblem, ...]) -> InfoBar:
    count = len(problems)
    title = ngettext("El archivo tiene un error.", "El archivo tiene {n} errores.", count).format(n=count)
    lines = [_line(one) for one in problems[:_SHOWN]]
    if count > _SHOWN:
        lines.append(_("Y {n} más.").format(n=count - _SHOWN))
    return InfoBar("danger", f"{title} {_('No se cambió nada.')}", "\n".join(lines), closable=True)


def _line(one: RowProblem) -> str:
    where = _("Fila {n}, {column}:") if one.column else _("Fila {n}:")
    return f"{where.format(n=one.row, column=one.column.lower())} {one.text}"


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def _kinds() -> list[tuple[str, Any]]:
    return [(_("Libro de Excel"), ["xlsx"]), (_("Texto separado por punto y coma"), ["csv"])]
