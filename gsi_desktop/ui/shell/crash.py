"""Nothing fails in silence: every way an exception can escape ends in the log and, once, in a dialog with a code.

PySide6 lets `emit()` return normally after an exception in a slot, and a windowed build has no console, so without
these hooks a failed save would look like a good one. The hooks are installed before anything else and stay.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

_LOG = logging.getLogger(__name__)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_TRACE_KEPT = 256_000
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class CrashReport:
    """One bug: ``code`` is the same each time it happens at the same place; ``details`` tells types and frames only."""

    code: str
    details: str


def crash_code(place: str) -> str:
    """Return ``GSI-XXXX`` for ``place``: the type of an exception and the function it left."""
    import hashlib

    number = int.from_bytes(hashlib.sha256(place.encode()).digest()[:4], "big")
    return "GSI-" + "".join(_LETTERS[(number >> shift) & 31] for shift in (0, 5, 10, 15))


def make_report(error: BaseException, thread: str) -> CrashReport:
    """Return the report of ``error``: what failed and where, with versions, without a single value."""
    from gsi_desktop.ui.shell.diagnostics import versions
    from gsi_desktop.ui.shell.logfile import describe, frames, type_name

    trace = frames(error.__traceback__) or ["?:0 ?"]
    own = [frame for frame in trace if frame.startswith("gsi_desktop/")] or trace
    file, function = own[-1].split(" ", 1)
    code = crash_code(f"{type_name(error)} {file.rsplit(':', 1)[0]} {function}")
    return CrashReport(code, "\n".join([code, *versions(), thread, describe(error)]))


class CrashReporter(QObject):
    """Catches what escapes; ``log_folder`` gets log and faults, the listener each bug, in the window's thread.

    Make it once, in the window's thread, and call `install`; `uninstall` gives the hooks back (tests).
    """

    _caught = Signal(object)

    def __init__(self, log_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = log_folder
        self._faults: IO[str] | None = None
        self._log_handler: logging.Handler | None = None
        self._log_started = False
        self._before: list[Callable[[], object]] = []
        self._listener: Callable[[CrashReport], object] | None = None
        self._untold: list[CrashReport] = []
        self._caught.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def listen(self, listener: Callable[[CrashReport], object]) -> None:
        """Tell ``listener`` of each bug, also of those caught before it was there."""
        self._listener = listener
        untold, self._untold = self._untold, []
        for report in untold:
            listener(report)

    def install(self) -> None:
        """Take the hooks and open the faults file."""
        before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread
        sys.unraisablehook = self._on_unraisable
        handler = qInstallMessageHandler(self._on_qt_message)
        self._before = [lambda: self._give_back(*before), lambda: qInstallMessageHandler(handler)]
        self._open_faults()

    def uninstall(self) -> None:
        """Give the hooks back and close the files."""
        for undo in self._before:
            undo()
        self._before = []
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()
            self._faults = None
        if self._log_handler is not None:
            logging.getLogger().removeHandler(self._log_handler)
            self._log_handler.close()
            self._log_handler = None

    def start_log(self) -> None:
        """Open the log; called after the first paint because `logging.handlers` is slow to import."""
        if self._log_started:
            return
        from gsi_desktop.ui.shell.logfile import start_log

        self._log_started = True
        self._log_handler = start_log(self._folder)

    def report(self, error: BaseException, *, tell: bool = True) -> CrashReport:
        """Log ``error`` and, unless the caller tells the person itself, announce it to the window; from any thread."""
        self.start_log()
        report = make_report(error, threading.current_thread().name)
        _LOG.error("%s", report.details)
        if tell:
            self._caught.emit(report)
        return report

    def _deliver(self, report: CrashReport) -> None:
        if self._listener is None:
            self._untold.append(report)
        else:
            self._listener(report)

    @staticmethod
    def _give_back(main: Any, thread: Any, unraisable: Any) -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook = main, thread, unraisable

    def _open_faults(self) -> None:
        """Let a fault of native code write its Python frames; the file is opened now, when opening still works."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / "faults.log"
            grown = path.exists() and path.stat().st_size > _TRACE_KEPT
            self._faults = path.open("w" if grown else "a", encoding="utf-8")
        except OSError:
            return
        faulthandler.enable(self._faults)

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if sys.stderr is not None and sys.stderr.isatty():
            sys.__excepthook__(kind, error, trace)
        if not issubclass(kind, KeyboardInterrupt):
            self.report(error.with_traceback(trace))

    def _on_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        """Log only: it happened while cleaning up, and no action of the person depends on it."""
        self.start_log()
        if args.exc_value is not None:
            _LOG.error("unraisable %s", make_report(args.exc_value, threading.current_thread().name).details)

    def _on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
        if sys.stderr is not None and sys.stderr.isatty():
            sys.stderr.write(f"{message}\n")
        logging.getLogger(f"qt.{context.category or 'default'}").log(_LEVELS[kind], "%s", message)
