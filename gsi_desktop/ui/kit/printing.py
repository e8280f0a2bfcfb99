"""A PDF to a printer: the dialog of the system, then sheet by sheet in the background, as it was previewed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QWidget

from gsi_desktop.services.core.errors import MachineError
from gsi_desktop.services.core.progress import Progress

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_DPI: Final = 300
"""Finer than this no office printer draws text better, and the sheets take four times the memory."""


def new_printer(name: str) -> QPrinter:
    """Return a printer set to Letter, upright, whole sheets; ``name`` is that of the job in the queue."""
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    printer.setDocName(name)
    return printer


def has_printers() -> bool:
    """Whether this machine knows a printer."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return bool(QPrinterInfo.availablePrinterNames())


def ask_printer(parent: QWidget, name: str, pages: int) -> QPrinter | None:
    """Let the person choose printer, copies and pages; None when they cancel."""
    from PySide6.QtPrintSupport import QPrintDialog

    printer = new_printer(name)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, max(1, pages))
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def print_pdf(pdf: bytes, printer: QPrinter, progress: Progress) -> int:
    """Print ``pdf`` and return how many sheets; in any thread. Raises `MachineError` ``not_printed``."""
    from PySide6.QtCore import QBuffer, QByteArray
    from PySide6.QtPdf import QPdfDocument

    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    pages = _chosen(printer, document.pageCount())
    painter = QPainter()
    if not pages or not painter.begin(printer):
        raise MachineError("not_printed")
    try:
        for done, number in enumerate(pages):
            progress.report("printing", done, len(pages))
            if done and not printer.newPage():
                raise MachineError("not_printed")
            _print_sheet(painter, printer, document, number)
    finally:
        painter.end()
        document.close()
    return len(pages)


def _chosen(printer: QPrinter, count: int) -> range:
    """Return the pages the person chose, from 0; every one when they chose none."""
    first, last = printer.fromPage() or 1, printer.toPage() or count
    return range(max(1, first) - 1, min(last, count))


def _print_sheet(painter: QPainter, printer: QPrinter, document: object, number: int) -> None:
    sheet = QRect(0, 0, printer.width(), printer.height())
    share = min(1.0, _DPI / max(1, printer.resolution()))
    size = QSize(round(sheet.width() * share), round(sheet.height() * share))
    image = document.render(number, size)  # type: ignore[attr-defined]  # QPdfDocument, imported late
    painter.drawImage(sheet, image)
